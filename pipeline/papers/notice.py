"""The one-time correction notice (一次性告知书) as a page for the applicant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casefile.case import Slot, Submission
from casefile.errors import UsageError
from pipeline.crops import data_uri, document_picture
from pipeline.notice import together
from pipeline.papers.sheet import html
from pipeline.process import Fetch
from validators import words
from validators.dossier import day_of
from validators.province import load


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to supply again; `picture` shows what was sent, where that helps."""

    what: str
    reason: str
    picture: str = ""


@dataclass(frozen=True, slots=True)
class NoticeSheet:
    """All that the page shows."""

    case_id: str
    province: str
    addressee: str
    newborn: str
    items: tuple[Item, ...]
    together: str
    kept: tuple[str, ...]
    first_day: str
    day: str
    round: int


def notice_html(
    result: Mapping[str, Any],
    day: dt.date,
    submission: Submission | None = None,
    first: dt.datetime | None = None,
    fetch: Fetch | None = None,
    number: int = 1,
) -> str:
    """The notice of a result as HTML; raises UsageError where nothing is to be supplied again.

    `first` is the first submission's moment, `fetch` gives the uploaded files, `number` is the round.
    """
    notice = result.get("notice")
    if not notice or not notice.get("items"):
        raise UsageError(f"个案 {result['case_id']} 没有需要补正的材料")
    province = load(result["province"])
    sheet = NoticeSheet(
        case_id=result["case_id"],
        province=province.name,
        addressee=addressee(submission),
        newborn=submission.newborn.name if submission else "",
        items=tuple(_item(item, result, fetch) for item in notice["items"]),
        together=together(province, (item["slot"] for item in notice["items"])),
        kept=tuple(words.SLOTS[Slot(slot)] for slot in notice["kept"]),
        first_day=in_words(day_of(first)) if first else "",
        day=in_words(day),
        round=number,
    )
    return html("notice.html", sheet=sheet)


def addressee(submission: Submission | None) -> str:
    """Whom a paper speaks to."""
    if submission is None:
        return "尊敬的申请人"
    return f"{(submission.mother if submission.applicant == 'mother' else submission.father).name}"


def in_words(day: dt.date) -> str:
    """A day as official papers write it.

    >>> in_words(dt.date(2026, 11, 5))
    '2026年11月5日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


def _item(item: Mapping[str, Any], result: Mapping[str, Any], fetch: Fetch | None) -> Item:
    about = item.get("document")
    document = next((one for one in result["documents"] if one["id"] == about), None)
    picture = document_picture(document, fetch) if document and fetch else None
    shown = data_uri(picture) if picture is not None else ""
    return Item(words.wanted(item["slot"], item["what"]), item["reason"], shown)
