"""The uploaded papers as such: all there, in their places, fit to be read, used for one family only."""

from __future__ import annotations

from collections.abc import Iterator

from casefile.case import Document, Kind, Refusal, Slot
from casefile.findings import Outcome, Severity
from validators import words
from validators.dossier import READER_FAILED, Dossier, faults
from validators.province import Page
from validators.remarks import absent, on_page, where
from validators.rule import GUANGXI, Remark, rule

UNREAD_CODES = {READER_FAILED, "UNREADABLE", "UNREADABLE_IMAGE"}
"""Refusals that say that a file cannot be read, rather than that its format is not taken."""


@rule("materials.complete", "应交材料齐全", fails_as=Outcome.MISSING, source=f"{GUANGXI}四（三）")
def complete(dossier: Dossier) -> Iterator[Remark]:
    """Every page that the province requires is there, in its slot or in another one.

    Passes: the register's head's page is the parent's own page, where the parent is the head (户主).
    Missing: the emblem side (国徽面) of the father's ID card.
    """
    for slot, page in dossier.required():
        pages = dossier.pages(slot, page)
        if pages:
            yield on_page(pages[0], Outcome.PASS, "")
        else:
            yield _unclear_head(dossier, slot, page) or absent(dossier, slot, page, slot.subject)


def _unclear_head(dossier: Dossier, slot: Slot, page: Page) -> Remark | None:
    """Where nobody can tell whether the own page is the head's page too, it is not called missing."""
    if page is not Page.REGISTER_HEAD:
        return None
    person = dossier.mother if slot is dossier.mother.register_slot else dossier.father
    if person.is_head is not None or not person.owns:
        return None
    message = f"无法辨认{person.term}与户主的关系，不能确定是否还需户主页，请人工核对。"
    return on_page(person.owns[0], Outcome.UNREADABLE, message, subject=person.role)


@rule("materials.slot", "各页材料上传在相应位置", fails_as=Outcome.MISSING, source=f"{GUANGXI}五（六）")
def slot(dossier: Dossier) -> Iterator[Remark]:
    """Each page is what its slot asks for.

    Passes, with a warning: the mother's card in the father's slot is used for the mother.
    Missing: a stranger's ID card beside the mother's. Unreadable: a page of which nobody can tell the kind.
    """
    for document in dossier.case.documents:
        yield _in_place(dossier, document)
    yield from _unread_files(dossier)


def _in_place(dossier: Dossier, document: Document) -> Remark:
    served = dossier.served(document)
    what = f"{where(document)}{words.KINDS[document.kind]}"
    if document.kind is Kind.UNKNOWN:
        return on_page(document, Outcome.UNREADABLE, f"{what}，请核对是否为所需材料，或重新拍摄上传。")
    if dossier.in_place(document):
        return on_page(document, Outcome.PASS, "")
    if served:
        used = "、".join(words.SLOTS[one] for one in sorted(served))
        return on_page(document, Outcome.PASS, f"{what}已用于“{used}”。", severity=Severity.WARN)
    return on_page(document, Outcome.MISSING, f"{what}不是所需材料，请核对后重新上传。")


def _unread_files(dossier: Dossier) -> Iterator[Remark]:
    """A file that gave no document and was not refused must not pass silently."""
    seen = {(document.slot, document.file) for document in dossier.case.documents}
    seen |= {(refusal.slot, refusal.file) for refusal in dossier.case.refused}
    for material in dossier.case.submission.materials:
        for file in material.files:
            if not seen & {(material.slot, file), (None, file)}:
                message = f"“{words.SLOTS[material.slot]}”中的文件未读出任何材料，请重新拍摄上传。"
                yield Remark(Outcome.UNREADABLE, message, slot=material.slot, file=file)


@rule("materials.format", "文件格式符合上传要求", fails_as=Outcome.MISSING, source=f"{GUANGXI}五（六）")
def format(dossier: Dossier) -> Iterator[Remark]:
    """The slot takes the file's real format: ID cards png, jpg, jpeg, pdf; others also office files and ofd.

    Missing: an encrypted PDF, a film called card.jpg. The stable code of the refusal is given.
    Unreadable: a file on which the reader failed, so that nobody knows what it is.
    """
    for refusal in dossier.case.refused:
        if refusal.code == READER_FAILED:
            yield _refused(refusal, Outcome.UNREADABLE)
        elif refusal.code not in UNREAD_CODES:
            yield _refused(refusal, Outcome.MISSING)
    yield Remark(Outcome.PASS)


@rule(
    "materials.quality",
    "材料清晰、完整，可以辨认",
    fails_as=Outcome.UNREADABLE,
    source=f"{GUANGXI}四（三）温馨提示",
)
def quality(dossier: Dossier) -> Iterator[Remark]:
    """Each page is sharp enough to be read, without glare over a needed field, with all its borders.

    Passes: a page that was photographed upside down; it is turned back, not refused.
    Unreadable: a blurred page, with the advice how to photograph it again.
    """
    for refusal in dossier.case.refused:
        if refusal.code in UNREAD_CODES:
            yield _refused(refusal, Outcome.UNREADABLE)
    for document in dossier.case.documents:
        advice = "；".join(faults(document))
        if advice:
            message = f"{where(document)}{words.KINDS[document.kind]}不够清晰完整：{advice}。"
            yield on_page(document, Outcome.UNREADABLE, message)
        else:
            yield on_page(document, Outcome.PASS, "")


@rule(
    "materials.copy",
    "材料为原件照片",
    fails_as=Outcome.MISMATCH,
    source=f"{GUANGXI}四（三）温馨提示",
    severity=Severity.WARN,
)
def copy(dossier: Dossier) -> Iterator[Remark]:
    """A black-and-white copy, a photo of a screen or a screenshot is named.

    Fails, as a warning: a grey copy of an ID card. Unreadable: a page too blurred to tell.
    """
    for document in dossier.case.documents:
        told = [what for name, what in _COPIES.items() if _suspected(document, name)]
        if not told and any(faults(document)):
            message = f"{where(document)}{words.KINDS[document.kind]}不够清晰，不能判断是否为原件照片。"
            yield on_page(document, Outcome.UNREADABLE, message)
        elif told:
            message = (
                f"{where(document)}{words.KINDS[document.kind]}疑为{'、'.join(told)}，建议上传原件照片。"
            )
            yield on_page(document, Outcome.MISMATCH, message)
        else:
            yield on_page(document, Outcome.PASS, "")


_COPIES = {"copy": "复印件", "screen": "翻拍屏幕或截图"}


def _refused(refusal: Refusal, outcome: Outcome) -> Remark:
    return Remark(outcome, refusal.message, slot=refusal.slot, file=refusal.file, code=refusal.code)


def _suspected(document: Document, name: str) -> bool:
    measured = document.quality.get(name) or {}
    return bool(measured.get("verdict", "good") != "good")
