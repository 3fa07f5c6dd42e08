"""What the page 登记事项变更和更正记载 states as the reason for a name or number that differs.

Its rows are read as `item_1`, `changed_to_1`, `changed_on_1` (项目; 变更、更正后; 日期), `item_2` and so on.
The page names nobody: it goes with the register in which it lies, so it explains a doubt and settles none.
"""

from __future__ import annotations

from collections.abc import Iterator

from casefile.case import Kind
from casefile.findings import Outcome
from validators.agreement import Agreement, Compare
from validators.assignment import Person
from validators.dossier import Dossier
from validators.reading import Reading
from validators.remarks import on_page
from validators.rule import Remark

ROWS = 8
ITEMS = {"name": ("姓名",), "id_number": ("公民身份", "身份证", "证件编号")}


def explained(
    dossier: Dossier, person: Person, name: str, reading: Reading, compare: Compare
) -> Remark | None:
    """A doubt with its reason where the register states a change to the declared or to the printed value."""
    form = str(getattr(person.declared, name))
    for row in stated(dossier, person, name):
        if Agreement.MATCH in (compare(reading.field, row.text or ""), compare(row.field, form)):
            told = f"{reading.label}与申请信息不同，户口簿《登记事项变更和更正记载》登记过此项变更"
            evidence = reading.evidence(), row.evidence()
            message = f"{told}，请核对是否为本人，并说明理由。"
            return on_page(reading.document, Outcome.UNREADABLE, message, *evidence, subject=person.role)
    return None


def stated(dossier: Dossier, person: Person, name: str) -> Iterator[Reading]:
    """The new values of an item that the register's page of changes surely states."""
    for page in dossier.case.of_kind(Kind.REGISTER_CHANGE):
        if page.slot != person.register_slot:
            continue
        for number in range(1, ROWS + 1):
            item = Reading(page, f"item_{number}").text or ""
            row = Reading(page, f"changed_to_{number}", person.term)
            if row.text and any(word in item for word in ITEMS[name]):
                yield row
