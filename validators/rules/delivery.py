"""The delivery record (产时记录) of the mother and child health handbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from casefile import interval
from casefile.case import Field, Slot, Value
from casefile.findings import Outcome, Severity
from casefile.identifiers import division
from validators import agreement, changes
from validators.agreement import Agreement, Compare
from validators.dossier import Dossier, declared
from validators.province import Page
from validators.reading import Reading, given, readings
from validators.remarks import OUTCOMES, absent, compared, on_page, unreadable
from validators.rule import GUANGXI, OWN, Remark, rule


@rule(
    "delivery.agree",
    "产时记录与申请表的出生信息一致",
    fails_as=Outcome.MISMATCH,
    source=f"{GUANGXI}五（五）1",
)
def agree(dossier: Dossier) -> Iterator[Remark]:
    """Birth date, sex, place, institution, weight, length, weeks: record and form agree where both say.

    Passes: 广西省桂林市七星区 on the page, 广西壮族自治区桂林市七星区 on the form.
    Fails: 3250 g on the page, 3520 g on the form. Warns: another minute of birth.
    """
    yield from _required(dossier)
    for name, (form, compare) in _COMPARED.items():
        value = _form_value(dossier, form)
        if value is None:
            continue
        needed = readings if name in _ALWAYS else given
        for reading in needed(dossier.deliveries, name):
            yield compared(reading, declared(f"newborn.{form}", value), compare, "newborn")
    yield from _minutes(dossier)


def _minutes(dossier: Dossier) -> Iterator[Remark]:
    """The minute of birth: another one only warns."""
    time = dossier.newborn.birth_time
    for reading in given(dossier.deliveries, "delivery_time") if time else ():
        outcome = OUTCOMES[agreement.of_value(reading.field, time)]
        evidence = declared("newborn.birth_time", time), reading.evidence()
        told = None if outcome is Outcome.PASS else Severity.WARN
        message = f"{reading.label}与申请表填写的出生时间不一致或不能辨认，请核对。" if told else ""
        yield on_page(reading.document, outcome, message, *evidence, subject="newborn", severity=told)


def _form_value(dossier: Dossier, name: str) -> str | float | None:
    value = getattr(dossier.newborn, name)
    return value.isoformat() if isinstance(value, dt.date) else value


def same_place(field: Field, expected: str) -> Agreement:
    """Whether two addresses are one place, as far as their divisions go; else whether they read the same."""
    value = field.value if field.corrected is None else field.corrected
    one, other = division.locate(str(value or "")), division.locate(expected)
    if one is None or other is None:
        return agreement.of_name(field, expected)
    return agreement.of_set(field, division.compatible(one, other), expected)


def same_quantity(field: Field, expected: str) -> Agreement:
    """Whether two numbers are the same, however they are written (50 and 50.0, 39 and 39+2 weeks)."""
    value = field.value if field.corrected is None else field.corrected
    return agreement.of_set(field, number_of(value) == number_of(expected), expected)


def number_of(value: Value) -> float | None:
    """A value as a number to one decimal, the days behind whole weeks left out; None where it is none."""
    try:
        return round(float(str(value).partition("+")[0]), 1)
    except ValueError:
        return None


_ALWAYS = {"delivery_date", "sex"}
_COMPARED: Mapping[str, tuple[str, Compare]] = {
    "delivery_date": ("birth_date", agreement.of_value),
    "sex": ("sex", agreement.of_value),
    "birth_place": ("birth_place", same_place),
    "institution": ("institution", agreement.of_name),
    "weight_g": ("weight_g", same_quantity),
    "length_cm": ("length_cm", same_quantity),
    "gestational_weeks": ("gestational_weeks", same_quantity),
}

_STAY = {"admission_number", "admitted_on", "mother_discharged_on", "newborn_discharged_on"}


@rule("delivery.stay", "新生儿为住院分娩", fails_as=Outcome.MISMATCH, source=f"{GUANGXI}一（二）")
def stay(dossier: Dossier) -> Iterator[Remark]:
    """Admitted on or before the birth, discharged on or after it: born as an in-patient (住院分娩).

    Passes: not yet discharged, the place is blank; born within the mother's sure days, where the newborn's
    own discharge cannot be read and nothing read of it contradicts them; a day that is not surely read, of
    which the picture says one in order clearly more than any near one that is not. Fails: discharged the day
    before the birth. Not applicable: a page that prints none of these days, nor the number of the stay.
    """
    yield from _required(dossier)
    born = dossier.newborn.birth_date
    until, since = interval.until(born), interval.since(born)
    stays = [page for page in dossier.deliveries if not _STAY.isdisjoint(page.fields)]
    days = [
        *((reading, until) for reading in readings(stays, "admitted_on")),
        *((reading, since) for reading in _given(dossier, "mother")),
    ]
    proven = len(days) > 1 and all(_fits(reading, order) for reading, order in days)
    for reading in _given(dossier, "newborn"):
        if not (proven and _says_nothing_else(reading, born)):
            days.append((reading, since))
    for reading, order in days:
        yield _in_order(reading, order, born)


def _given(dossier: Dossier, whose: str) -> tuple[Reading, ...]:
    return given(dossier.deliveries, f"{whose}_discharged_on")


def _says_nothing_else(reading: Reading, born: dt.date) -> bool:
    """Whether a day is not sure, and what was read of it, if anything, is no day before the birth."""
    if reading.sure:
        return False
    if reading.value is None:
        return not any(letter.isnumeric() for letter in reading.field.raw)
    return str(reading.value) >= born.isoformat()


def _fits(reading: Reading, order: str) -> bool | None:
    """Whether a day is one of an interval's, as it is surely read, else as the picture says; None: untold."""
    if reading.date:
        return interval.holds(order, reading.date)
    told = not reading.sure and agreement.of_value(reading.field, order) is Agreement.MATCH
    return True if told else None


def _in_order(reading: Reading, order: str, born: dt.date) -> Remark:
    fits = _fits(reading, order)
    if fits is None:
        return unreadable(reading, subject="newborn")
    evidence = reading.evidence(order), declared("newborn.birth_date", born.isoformat())
    outcome = Outcome.PASS if fits else Outcome.MISMATCH
    message = "" if fits else f"{reading.label}与出生日期先后不符，请核对是否为住院分娩。"
    return on_page(reading.document, outcome, message, *evidence, subject="newborn")


@rule("delivery.parents", "产时记录上的父母为申请表上的父母", fails_as=Outcome.MISMATCH, source=OWN)
def parents(dossier: Dossier) -> Iterator[Remark]:
    """Where the page prints a parent's name or number, it is that parent's.

    Not applicable: the Guangxi page, which names no parent.
    """
    for person in dossier.parents:
        for name in ("name", "id_number"):
            for reading in given(dossier.deliveries, f"{person.role}_{name}"):
                yield changes.agrees(dossier, person, name, reading)


@rule(
    "delivery.plurality",
    "产时记录的胎数与申请表一致",
    fails_as=Outcome.MISMATCH,
    source=OWN,
    severity=Severity.WARN,
)
def plurality(dossier: Dossier) -> Iterator[Remark]:
    """The number of children (胎数) of the delivery record is the form's; a form that says none says 单胎.

    Fails, as a warning: 双胎 on the record, 单胎 on the form. Not applicable: a page that does not ask.
    """
    expected = declared("newborn.plurality", dossier.newborn.plurality)
    for reading in given(dossier.deliveries, "plurality"):
        yield compared(reading, expected, agreement.of_value, "newborn")


def _required(dossier: Dossier) -> Iterator[Remark]:
    slot, page = Slot.DELIVERY_RECORD, Page.DELIVERY_RECORD
    if not dossier.deliveries and dossier.province.requires(slot, page):
        yield absent(dossier, slot, page)
