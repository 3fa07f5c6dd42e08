"""A parent's name or number on a page against the application, with the reasons that the register states.

The register states a former name (曾用名) on the own page, and other changes on the page
登记事项变更和更正记载, whose rows are read as `item_1`, `changed_to_1`, `changed_on_1` (项目; 变更、更正后;
日期), `item_2` and so on. That page names nobody: it goes with the register in which it lies. Either
explains a difference, so that it is a doubt with its reason; neither settles it.

A surname that is read as none, where a rule of the table runs through it, is settled by all other papers
of that person together.
"""

from __future__ import annotations

from collections.abc import Iterator

from casefile.case import Kind
from casefile.findings import Outcome
from validators import agreement, printed
from validators.agreement import Agreement, Compare
from validators.assignment import Person
from validators.dossier import Dossier
from validators.reading import Reading, given
from validators.remarks import compared, on_page, path
from validators.rule import Remark

ROWS = 8
ITEMS = {"name": ("姓名",), "id_number": ("公民身份", "身份证", "证件编号")}


def agrees(dossier: Dossier, person: Person, name: str, reading: Reading) -> Remark:
    """How a parent's `name` or `id_number` on a page agrees with the form; a stated change is a doubt."""
    compare = printed.comparison(dossier, reading.document, name)
    remark = compared(reading, path(person, name), compare, person.role)
    if remark.outcome is Outcome.UNREADABLE and name == "name" and _borne_out(dossier, person, reading):
        return on_page(reading.document, Outcome.PASS, "", *remark.evidence, subject=person.role)
    if remark.outcome is not Outcome.MISMATCH:
        return remark
    former = _formerly(person, remark, reading, compare) if name == "name" else None
    return former or _changed(dossier, person, name, reading, compare) or remark


def _borne_out(dossier: Dossier, person: Person, reading: Reading) -> bool:
    """Whether a name in a table's rule is the person's by the number beside it and all other papers.

    A cover prints no number; there the own page's name counts among the others.
    """
    form, page = person.declared, reading.document
    if page in person.fronts or not agreement.may_be_ruled(reading.field, form.name):
        return False
    number = Reading(page, reading.name.replace("name", "id_number")).field
    numbered = number.sure and agreement.of_number(number, form.id_number) is Agreement.MATCH
    others = [one for one in printed.places(dossier, person, "name") if one.document != page]
    return (
        (numbered or page in person.covers)
        and any(one.document in person.fronts for one in others)
        and all(agreement.of_name(one.field, form.name) is Agreement.MATCH for one in others)
    )


def _formerly(person: Person, remark: Remark, reading: Reading, compare: Compare) -> Remark | None:
    """A former name that the own page states."""
    for former in given(person.owns, "former_name", person.term):
        if former.text and compare(reading.field, former.text) is Agreement.MATCH:
            message = f"{reading.label}与申请信息不同，但与户口簿登记的曾用名一致，请说明理由并人工核对。"
            evidence = *remark.evidence, former.evidence()
            return on_page(reading.document, Outcome.UNREADABLE, message, *evidence, subject=person.role)
    return None


def _changed(
    dossier: Dossier, person: Person, name: str, reading: Reading, compare: Compare
) -> Remark | None:
    """A change to the declared or to the printed value that the page of changes states."""
    form = str(getattr(person.declared, name))
    for row in _stated(dossier, person, name):
        if Agreement.MATCH in (compare(reading.field, row.text or ""), compare(row.field, form)):
            told = f"{reading.label}与申请信息不同，户口簿《登记事项变更和更正记载》登记过此项变更"
            evidence = reading.evidence(), row.evidence()
            message = f"{told}，请核对是否为本人，并说明理由。"
            return on_page(reading.document, Outcome.UNREADABLE, message, *evidence, subject=person.role)
    return None


def _stated(dossier: Dossier, person: Person, name: str) -> Iterator[Reading]:
    """The new values of an item that the register's page of changes surely states."""
    for page in dossier.case.of_kind(Kind.REGISTER_CHANGE):
        if page.slot != person.register_slot:
            continue
        for number in range(1, ROWS + 1):
            item = Reading(page, f"item_{number}").text or ""
            row = Reading(page, f"changed_to_{number}", person.term)
            if row.text and any(word in item for word in ITEMS[name]):
                yield row
