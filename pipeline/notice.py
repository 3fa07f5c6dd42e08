"""The one-time correction notice (一次性告知书): everything that is to be supplied again, told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from casefile.case import Case, Slot
from casefile.findings import Finding, Notice, NoticeItem, Outcome, Severity
from validators import words
from validators.dossier import READER_FAILED
from validators.province import Page

QUALITY = "materials.quality"


def bad_pages(findings: Iterable[Finding]) -> frozenset[str]:
    """Ids of the documents, and names of the refused files, that fail `materials.quality`.

    A file on which the reader failed is not one: that is the machine's fault.
    """
    failing = [
        f
        for f in findings
        if f.rule == QUALITY and f.outcome is Outcome.UNREADABLE and f.code != READER_FAILED
    ]
    documents = {entry.document for finding in failing for entry in finding.evidence if entry.document}
    return frozenset(documents | {finding.file for finding in failing if finding.file and finding.code})


def unreadable_on(finding: Finding, bad: Collection[str]) -> bool:
    """Whether a finding could not be made because its page is unfit to be read."""
    touched = {entry.document for entry in finding.evidence} | {finding.file}
    return finding.outcome is Outcome.UNREADABLE and not touched.isdisjoint(bad)


def notice_of(case: Case, findings: Iterable[Finding], bad: Collection[str]) -> Notice | None:
    """The notice of a flagged case, whatever its proposal; None where nothing is to be supplied again."""
    asked: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.slot and _is_asked(finding, bad):
            asked.setdefault((finding.slot, _what(case, finding)), []).append(finding)
    if not asked:
        return None
    items = tuple(_item(slot, what, reasons) for (slot, what), reasons in asked.items())
    again = {item.slot for item in items}
    kept = tuple(m.slot.value for m in case.submission.materials if m.slot not in again)
    return Notice(items, kept, _text(case.submission.case_id, items, kept))


def _is_asked(finding: Finding, bad: Collection[str]) -> bool:
    wanting = finding.outcome is Outcome.MISSING or unreadable_on(finding, bad)
    return finding.severity is Severity.BLOCK and wanting


def _what(case: Case, finding: Finding) -> str:
    """The page that is wanted: the missing one that the evidence names, else the one it points at."""
    kinds = {document.id: document.kind for document in case.documents}
    for entry in finding.evidence:
        if entry.document in kinds:
            return words.KINDS[kinds[entry.document]]
        root, _, page = (entry.field or "").partition(f".{finding.slot}.")
        if root == "materials" and page:
            return Page(page).term
    return "无法使用的文件"


def _item(slot: str, what: str, findings: Sequence[Finding]) -> NoticeItem:
    first = findings[0]
    return NoticeItem(slot, what, first.message, first.file, tuple(dict.fromkeys(f.rule for f in findings)))


def _text(case_id: str, items: Sequence[NoticeItem], kept: Sequence[str]) -> str:
    """The notice as the applicant reads it."""
    lines = [
        "一次性告知书",
        f"您好！您的新生儿出生“一件事”申请（{case_id}）已收到。经核对，请补充或重新上传以下材料：",
        *(f"{n}. {words.SLOTS[Slot(i.slot)]}——{i.what}：{i.reason}" for n, i in enumerate(items, 1)),
    ]
    if kept:
        lines.append(
            f"其余材料（{'、'.join(words.SLOTS[Slot(slot)] for slot in kept)}）已保留，无需再次提交。"
        )
    lines.append("请一次补齐后重新提交，申请时间仍按首次提交之日计算。感谢您的配合！")
    return "\n".join(lines)
