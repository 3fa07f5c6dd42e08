"""The one-time correction notice (一次性告知书): everything that is to be supplied again, told once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from casefile.case import Document, Slot
from casefile.findings import Finding, Notice, NoticeItem, Outcome, Severity
from validators import words
from validators.dossier import READER_FAILED, Dossier
from validators.province import Page, Province

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


def notice_of(dossier: Dossier, findings: Iterable[Finding], bad: Collection[str]) -> Notice | None:
    """The notice of a flagged case, whatever its proposal; None where nothing is to be supplied again."""
    asked: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        if finding.slot and _is_asked(finding, bad):
            asked.setdefault((finding.slot, _what(dossier, finding)), []).append(finding)
    if not asked:
        return None
    items = tuple(_item(dossier, slot, what, asked[slot, what]) for slot, what in sorted(asked, key=_place))
    again = {item.slot for item in items}
    given = {material.slot for material in dossier.case.submission.materials}
    kept = tuple(slot.value for slot in Slot if slot in given and slot not in again)
    told = [(item.slot, item.what, item.reason) for item in items]
    return Notice(items, kept, notice_text(dossier.case.submission.case_id, dossier.province, told, kept))


def together(province: Province, slots: Iterable[str]) -> str:
    """Which pages are to be supplied at once, as a slot is replaced as a whole; empty where each has one."""
    sets = {slot: province.materials.get(slot, ()) for slot in dict.fromkeys(map(Slot, slots))}
    told = (
        f"{words.SLOTS[slot]}——{'、'.join(page.term for page in pages)}"
        for slot, pages in sets.items()
        if len(pages) > 1
    )
    return "；".join(told)


def _is_asked(finding: Finding, bad: Collection[str]) -> bool:
    wanting = finding.outcome is Outcome.MISSING or unreadable_on(finding, bad)
    return finding.severity is Severity.BLOCK and wanting


def _what(dossier: Dossier, finding: Finding) -> str:
    """The page that is wanted: the missing one that the evidence names, else the one it points at."""
    slot = Slot(finding.slot or "")
    document = _document(dossier, finding)
    if document:
        page = dossier.page(document, slot)
        return page.term if page else _in_slot(slot, words.KINDS[document.kind])
    for entry in finding.evidence:
        root, _, page_name = (entry.field or "").partition(f".{slot}.")
        if root == "materials" and page_name:
            return Page(page_name).term
    return _in_slot(slot, "无法使用的文件")


def _place(asked: tuple[str, str]) -> tuple[int, int]:
    """Where an item stands in the notice: as slots and pages stand on the application."""
    slot, what = asked
    terms = [page.term for page in Page]
    return list(Slot).index(Slot(slot)), terms.index(what) if what in terms else len(terms)


def _in_slot(slot: Slot, what: str) -> str:
    """Something that is no page of the slot: 身份证中无法使用的文件."""
    return f"{words.SLOTS[slot].removeprefix(words.whose(slot))}中{what}"


def _document(dossier: Dossier, finding: Finding) -> Document | None:
    """The document that a finding points at."""
    pointed = [entry.document for entry in finding.evidence if entry.document]
    return next((d for d in dossier.case.documents if d.id in pointed), None)


def _item(dossier: Dossier, slot: str, what: str, findings: Sequence[Finding]) -> NoticeItem:
    """One thing with every reason: what is wrong with the page itself, and what else it lacks."""
    own = [f.message for f in findings if f.outcome is Outcome.MISSING or f.rule == QUALITY]
    reason = "".join(dict.fromkeys(own or [findings[0].message]))
    documents = (found.id for f in findings if (found := _document(dossier, f)))
    rules = tuple(dict.fromkeys(f.rule for f in findings))
    return NoticeItem(slot, what, reason, findings[0].file, rules, next(documents, None))


def notice_text(
    case_id: str, province: Province, items: Sequence[tuple[str, str, str]], kept: Sequence[str]
) -> str:
    """The notice as the applicant reads it; each item is a slot, what is wanted, and why."""
    lines = [
        "一次性告知书",
        f"您好！您的新生儿出生“一件事”申请（{case_id}）已收到。经核对，请补充或重新上传以下材料：",
        *(f"{n}. {words.wanted(slot, what)}：{reason}" for n, (slot, what, reason) in enumerate(items, 1)),
    ]
    if sets := together(province, (slot for slot, _, _ in items)):
        lines.append(f"同一项材料请整套重新上传：{sets}。")
    if kept:
        lines.append(
            f"其余材料（{'、'.join(words.SLOTS[Slot(slot)] for slot in kept)}）已保留，无需再次提交。"
        )
    lines.append("请一次补齐后重新提交，申请时间仍按首次提交之日计算。感谢您的配合！")
    return "\n".join(lines)
