"""The acceptance slip (受理回执) as a page for the applicant."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casefile.case import Slot, Submission
from casefile.errors import UsageError
from pipeline.papers.notice import addressee, in_words
from pipeline.papers.sheet import html
from validators import words
from validators.dossier import day_of
from validators.province import load


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """All that the page shows; `materials` are the slots with their pages."""

    case_id: str
    province: str
    addressee: str
    newborn: str
    materials: tuple[tuple[str, int], ...]
    first_day: str
    day: str


def slip_html(
    result: Mapping[str, Any],
    day: dt.date,
    submission: Submission | None = None,
    first: dt.datetime | None = None,
    accepted: bool = False,
) -> str:
    """The slip of an accepted case as HTML; `accepted` where a reviewer accepted it, whatever the result."""
    if result["status"] != "accepted" and not accepted:
        raise UsageError(f"个案 {result['case_id']} 尚未受理，没有受理回执")
    pages = Counter(document["slot"] for document in result["documents"] if document["slot"])
    sheet = SlipSheet(
        case_id=result["case_id"],
        province=load(result["province"]).name,
        addressee=addressee(submission),
        newborn=submission.newborn.name if submission else "",
        materials=tuple((words.SLOTS[slot], pages[slot]) for slot in Slot if pages[slot]),
        first_day=in_words(day_of(first)) if first else "",
        day=in_words(day),
    )
    return html("slip.html", sheet=sheet)
