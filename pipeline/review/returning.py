"""Returning a case: the notice as the machine and the reviewer's findings make it, changed point by point."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casefile.case import Kind, Slot
from casefile.errors import UsageError
from pipeline.intake import CaseConflict
from pipeline.notice import notice_text
from pipeline.result import Object
from pipeline.review.acting import acting
from pipeline.review.deciding import decide
from pipeline.review.standing import Standing, key_of
from pipeline.runtime import Runtime
from pipeline.submission import submission_of
from validators import words
from validators.province import Province

_MOST_REASON = 600


@dataclass(frozen=True, slots=True)
class Asked:
    """One point as the reviewer leaves it: which page of which slot, and why."""

    slot: str
    what: str
    reason: str


def proposed(seen: Standing) -> tuple[Object, ...]:
    """The points to begin with: the machine's own, and those findings that the reviewer upheld.

    Where there is neither, everything that stands against the case.
    """
    notice = (seen.result or {}).get("notice") or {}
    items = {(one["slot"], one["what"]): dict(one) for one in notice.get("items", ())}
    blurred: dict[tuple[str, str], list[str]] = {}
    for finding in _upheld(seen) or (() if items else seen.open):
        slot = finding.get("slot") or _slot_of(seen, finding)
        if not slot:
            continue
        what, document = _page_of(seen, finding, slot)
        new: Object = {"slot": slot, "what": what, "reason": "", "document": document, "rules": []}
        item = items.setdefault((slot, what), {**new, "file": finding.get("file")})
        item["rules"] = list(dict.fromkeys([*item["rules"], finding["rule"]]))
        if fields := _unread(finding, document):
            blurred.setdefault((slot, what), []).extend(fields)
        elif finding["message"] not in item["reason"]:
            item["reason"] += finding["message"]
    for at, names in blurred.items():
        items[at]["reason"] += (
            f"“{'、'.join(dict.fromkeys(names))}”看不清，请在光线充足处重新拍摄整页并上传。"
        )
    return tuple(items.values())


def _unread(finding: Object, document: str | None) -> list[str]:
    """The fields of a page, in words, that could not be read; empty where something else is the matter."""
    if finding["outcome"] != "unreadable" or document is None:
        return []
    own = (one for one in finding["evidence"] if one.get("document") == document)
    return [words.FIELDS.get(one["field"], one["field"]) for one in own if one.get("field")]


def _upheld(seen: Standing) -> list[Object]:
    """The findings of which a reviewer said that it is so."""
    acts = ((one, seen.settled.get(key_of(one))) for one in seen.findings)
    return [one for one, act in acts if act and not act.detail["same"]]


def choices(province: Province) -> tuple[tuple[str, str], ...]:
    """Every page that can be asked for: its slot, and its official word."""
    return tuple((slot.value, page.term) for slot in Slot for page in province.materials.get(slot, ()))


def return_case(runtime: Runtime, who: str, id: str, version: str, asked: Sequence[Asked]) -> None:
    """Return a case to its applicant, who is told once, of these points and nothing else."""
    points = [one for one in asked if one.reason.strip()]
    if not points:
        raise UsageError("请至少保留一项需要补正的材料")
    with acting(runtime, who, id, version) as act:
        if act.seen.result is None:
            raise CaseConflict(f"个案 {act.seen.case.case_id} 尚无结果，不能退回")
        decide(act, "returned", "return", {"notice": edited(act.seen, points)})


def edited(seen: Standing, asked: Iterable[Asked]) -> Object:
    """The notice with these points, as a result has it."""
    known = {(one["slot"], one["what"]): one for one in proposed(seen)}
    allowed = {*known, *choices(seen.province)}
    items = []
    for one in asked:
        if (one.slot, one.what) not in allowed:
            raise UsageError("告知书中有无法识别的材料，请刷新后再试")
        before = known.get((one.slot, one.what), {"file": None, "rules": [], "document": None})
        reason = one.reason.strip()[:_MOST_REASON]
        items.append({**before, "slot": one.slot, "what": one.what, "reason": reason})
    submission = submission_of(json.loads(seen.case.submission))
    given = {material.slot for material in submission.materials}
    again = {one["slot"] for one in items}
    kept = [slot.value for slot in Slot if slot in given and slot not in again]
    told = [(one["slot"], one["what"], one["reason"]) for one in items]
    return {"items": items, "kept": kept, "text": notice_text(seen.case.case_id, seen.province, told, kept)}


def _slot_of(seen: Standing, finding: Object) -> str | None:
    """The slot of the first document that a finding points at."""
    found = (_document(seen, entry.get("document")) for entry in finding["evidence"])
    return next((str(one["slot"]) for one in found if one and one["slot"]), None)


def _page_of(seen: Standing, finding: Object, slot: str) -> tuple[str, str | None]:
    """The page that a finding is about, in words, and the document that shows it."""
    for entry in finding["evidence"]:
        found = _document(seen, entry.get("document"))
        if found and found["slot"] == slot:
            return _term(seen.province, slot, Kind(found["kind"])), found["id"]
    return words.SLOTS[Slot(slot)].removeprefix(words.whose(slot)), None


def _term(province: Province, slot: str, kind: Kind) -> str:
    pages = [page.term for page in province.materials.get(Slot(slot), ()) if page.kind is kind]
    return pages[0] if len(pages) == 1 else words.KINDS[kind]


def _document(seen: Standing, id: str | None) -> Mapping[str, Any] | None:
    documents = (seen.result or {}).get("documents", ())
    return next((one for one in documents if one["id"] == id), None)
