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

_MOST_REASON = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """One point as the reviewer leaves it: which page of which slot, and why."""

    slot: str
    what: str
    reason: str


def proposed(seen: Standing) -> tuple[Object, ...]:
    """The points to begin with: the machine's own, and those findings that the reviewer upheld."""
    notice = (seen.result or {}).get("notice") or {}
    items = {(one["slot"], one["what"]): one for one in notice.get("items", ())}
    for finding in seen.findings:
        act = seen.settled.get(key_of(finding))
        slot = finding.get("slot") or _slot_of(seen, finding)
        if act and not act.detail["same"] and slot:
            what, document = _page_of(seen, finding, slot)
            item = {"slot": slot, "what": what, "reason": finding["message"], "document": document}
            items.setdefault((slot, what), {**item, "file": finding.get("file"), "rules": [finding["rule"]]})
    return tuple(items.values())


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
