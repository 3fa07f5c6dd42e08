"""The few sentences that most rules need: compared, missing, on this page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from casefile.case import Document, Slot
from casefile.findings import Evidence, Outcome, Severity
from validators import agreement, words
from validators.agreement import Agreement, Compare
from validators.assignment import Person
from validators.dossier import READER_FAILED, Dossier, declared, faults
from validators.province import Page
from validators.reading import Reading
from validators.rule import Remark

FACE_SURE = 0.5
"""Confidence from which a face counts: the outline of a head on shoulders is enough."""

OUTCOMES = {
    Agreement.MATCH: Outcome.PASS,
    Agreement.MISMATCH: Outcome.MISMATCH,
    Agreement.UNREADABLE: Outcome.UNREADABLE,
}


def on_page(
    document: Document,
    outcome: Outcome,
    message: str,
    *evidence: Evidence,
    subject: str | None = None,
    severity: Severity | None = None,
) -> Remark:
    """A remark about one page, which is named in its slot and file."""
    shown = evidence or (Evidence(None, document.id),)
    return Remark(outcome, message, shown, subject, document.slot, document.file, severity=severity)


def unreadable(reading: Reading, *evidence: Evidence, subject: str | None = None) -> Remark:
    """Nobody can tell what stands there; a blank is said to be one."""
    why = "为空白" if reading.blank else "无法可靠辨认"
    message = f"{reading.label}{why}，请人工核对；如原件不清晰，请重新拍摄上传。"
    return on_page(
        reading.document, Outcome.UNREADABLE, message, reading.evidence(), *evidence, subject=subject
    )


def compared(reading: Reading, expected: Evidence, compare: Compare, subject: str | None) -> Remark:
    """How one reading agrees with what the application form or another page says."""
    wanted = str(expected.value or "")
    outcome = OUTCOMES[compare(reading.field, wanted)]
    evidence = expected, reading.evidence(wanted)
    if outcome is Outcome.PASS:
        return on_page(reading.document, outcome, "", *evidence, subject=subject)
    reason = agreement.doubt(reading.field, wanted)
    if outcome is Outcome.UNREADABLE and not reason:
        return unreadable(reading, expected, subject=subject)
    told = "不一致" if outcome is Outcome.MISMATCH else "存疑"
    message = f"{reading.label}与申请信息{told}{reason}，请核对原件并更正。"
    return on_page(reading.document, outcome, message, *evidence, subject=subject)


def absent(dossier: Dossier, slot: Slot, page: Page, subject: str | None = None) -> Remark:
    """A page that is not there; the evidence's path says which one the notice has to ask for.

    Where the reader failed on a file of the slot, the page may well be on it: that is nobody's omission.
    """
    evidence = declared(f"materials.{slot.value}.{page.value}", None)
    if any(refusal.code == READER_FAILED and refusal.slot == slot for refusal in dossier.case.refused):
        message = f"{words.SLOTS[slot]}材料中有文件未能读完，不能确定是否有{page.term}，请人工查看。"
        return Remark(Outcome.UNREADABLE, message, (evidence,), subject, slot)
    message = f"缺少{words.wanted(slot, page.term)}，请补充上传。"
    return Remark(Outcome.MISSING, message, (evidence,), subject, slot)


def on_pages(
    dossier: Dossier,
    slot: Slot,
    page: Page,
    look: Callable[[Document], Iterable[Remark]],
    subject: str | None = None,
) -> Iterator[Remark]:
    """What holds for each page of a sort; missing where the province asks for one and none is there."""
    documents = dossier.pages(slot, page)
    if not documents and dossier.province.requires(slot, page):
        yield absent(dossier, slot, page, subject)
    for document in documents:
        yield from look(document)


def not_seen(document: Document) -> Outcome:
    """What a mark that was not found means: on a page unfit to be read, nobody can tell."""
    return Outcome.UNREADABLE if any(faults(document)) else Outcome.MISSING


def surely_faces(document: Document) -> int:
    """How many faces surely are on a page."""
    return sum(face.get("confidence", 1.0) >= FACE_SURE for face in document.faces)


def path(person: Person, name: str) -> Evidence:
    """What the form declares of a parent, as evidence."""
    return declared(f"{person.role}.{name}", getattr(person.declared, name))


def where(document: Document) -> str:
    """The slot that a page was uploaded to, as the beginning of a message."""
    return f"“{words.SLOTS[document.slot]}”中的" if document.slot else ""
