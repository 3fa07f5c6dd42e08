"""Names and ID numbers: one person, one name, one number, on every paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from casefile.case import Field, Slot
from casefile.findings import Evidence, Outcome, Severity
from casefile.identifiers import resident_id
from validators import agreement
from validators.agreement import Agreement
from validators.assignment import Person
from validators.dossier import Dossier, declared
from validators.province import Page
from validators.reading import Reading, given, readings
from validators.remarks import absent, compared, on_page, path, unreadable
from validators.rule import HAINAN, Remark, rule

OLD_NUMBERS_UNTIL = dt.date(2004, 1, 1)
"""Marriage certificates registered before this day may print a fifteen-digit number."""


@rule("names.mother", "母亲姓名在各材料上一致", fails_as=Outcome.MISMATCH, source=f"{HAINAN}附件4第1、2项")
def names_mother(dossier: Dossier) -> Iterator[Remark]:
    """The mother (母亲) has one name on the form, ID card, register page, marriage certificate and elsewhere.

    Passes: 阿依古丽•买买提 on the card, 阿依古丽·买买提 on the form: only the middle dot is folded.
    Fails: 黄梓宣 surely printed on the certificate where the form says 黄梓萱.
    """
    return _one_name(dossier, dossier.mother)


@rule("names.father", "父亲姓名在各材料上一致", fails_as=Outcome.MISMATCH, source=f"{HAINAN}附件4第1、2项")
def names_father(dossier: Dossier) -> Iterator[Remark]:
    """The father (父亲) has one name on the form, ID card, register page, marriage certificate and elsewhere.

    Unreadable: 陳建國 printed where the form says 陈建国: two forms of one name are a doubt.
    """
    return _one_name(dossier, dossier.father)


@rule(
    "ids.mother", "母亲公民身份号码在各材料上一致", fails_as=Outcome.MISMATCH, source=f"{HAINAN}附件4第1、2项"
)
def ids_mother(dossier: Dossier) -> Iterator[Remark]:
    """The mother (母亲) has one ID number on the same papers.

    Passes: the 15-digit number on a marriage certificate of 2001 that expands to the 18-digit one.
    Unreadable: 15 characters on an ID card: that is a number cut short.
    """
    return _one_number(dossier, dossier.mother)


@rule(
    "ids.father", "父亲公民身份号码在各材料上一致", fails_as=Outcome.MISMATCH, source=f"{HAINAN}附件4第1、2项"
)
def ids_father(dossier: Dossier) -> Iterator[Remark]:
    """The father (父亲) has one ID number on the same papers.

    Fails: a whole number whose check character holds, surely read, that differs in one digit.
    """
    return _one_number(dossier, dossier.father)


@rule("ids.valid", "公民身份号码符合国家标准", fails_as=Outcome.MISMATCH, source="GB 11643《公民身份号码》")
def ids_valid(dossier: Dossier) -> Iterator[Remark]:
    """Each ID number (公民身份号码) has the right length, check character and a real date.

    Passes, with a hint: a division code that was not known in the year of birth.
    Fails: 11010519491231002Y, or a date of 31 February.
    """
    for person in dossier.parents:
        yield from _valid(str(person.declared.id_number), path(person, "id_number"), person.role)
        for reading in _numbers(dossier, person):
            yield from _valid_reading(dossier, person, reading)
    head = dossier.newborn.household_head
    if head and head.id_number:
        yield from _valid(head.id_number, declared("newborn.household_head.id_number", head.id_number), None)


@rule(
    "ids.agree",
    "公民身份号码与出生日期、性别相符",
    fails_as=Outcome.MISMATCH,
    source="GB 11643《公民身份号码》",
)
def ids_agree(dossier: Dossier) -> Iterator[Remark]:
    """The number's birth date (出生日期) and sex (性别) agree with all that is printed for that person.

    Fails: the card says 1991-01-01, the number on it 19910110.
    """
    for person in dossier.parents:
        number = person.declared.id_number
        if not resident_id.is_valid(number):
            message = f"{person.term}申请信息中的公民身份号码有误，无法核对出生日期和性别。"
            yield Remark(Outcome.UNREADABLE, message, (path(person, "id_number"),), person.role)
            continue
        yield from _parts_agree(dossier, person, number)


def _one_name(dossier: Dossier, person: Person) -> Iterator[Remark]:
    """Compare every place where the parent's name is printed with the application."""
    yield from _missing(dossier, person)
    for reading in _places(dossier, person, "name"):
        remark = compared(reading, path(person, "name"), agreement.of_name, person.role)
        yield _explained(remark, reading, person) if remark.outcome is Outcome.MISMATCH else remark


def _explained(remark: Remark, reading: Reading, person: Person) -> Remark:
    """A former name (曾用名) that the register itself states is a doubt with that reason, no mismatch."""
    for former in given(person.owns, "former_name", person.term):
        if former.text and agreement.of_name(reading.field, former.text) is Agreement.MATCH:
            message = f"{reading.label}与申请信息不同，但与户口簿登记的曾用名一致，请说明理由并人工核对。"
            evidence = *remark.evidence, former.evidence()
            return on_page(reading.document, Outcome.UNREADABLE, message, *evidence, subject=person.role)
    return remark


def _one_number(dossier: Dossier, person: Person) -> Iterator[Remark]:
    """Compare every place where the parent's number is printed with the application."""
    yield from _missing(dossier, person)
    for reading in _numbers(dossier, person):

        def compare(field: Field, expected: str, old: bool = _may_be_old(dossier, reading)) -> Agreement:
            return agreement.of_number(field, expected, old)

        yield compared(reading, path(person, "id_number"), compare, person.role)


def _missing(dossier: Dossier, person: Person) -> Iterator[Remark]:
    """The pages without which a parent's name and number are not proved."""
    places = (
        (person.card_slot, Page.ID_CARD_FRONT),
        (person.register_slot, Page.REGISTER_OWN),
        (Slot.MARRIAGE_CERTIFICATE, Page.MARRIAGE_INFO),
    )
    for slot, page in places:
        if dossier.province.requires(slot, page) and not dossier.pages(slot, page):
            yield absent(dossier, slot, page, person.role)


def _places(dossier: Dossier, person: Person, name: str) -> Iterator[Reading]:
    """Where a parent's name or number is printed: card, own page, marriage certificate, delivery record."""
    yield from readings(person.fronts, name, person.term)
    yield from readings(person.owns, name, person.term)
    yield from readings(dossier.infos, f"{person.spouse}_{name}")
    yield from given(dossier.deliveries, f"{person.role}_{name}")


def _numbers(dossier: Dossier, person: Person) -> Iterator[Reading]:
    return _places(dossier, person, "id_number")


def _may_be_old(dossier: Dossier, reading: Reading) -> bool:
    """Whether the page is a marriage certificate that surely was registered before 2004."""
    dates = [r.date for r in readings(dossier.infos, "registered_on")]
    return reading.document in dossier.infos and all(date and date < OLD_NUMBERS_UNTIL for date in dates)


def _valid(number: str, evidence: Evidence, subject: str | None) -> Iterator[Remark]:
    """What GB 11643 says of one number."""
    try:
        clean = resident_id.validate(number)
    except ValidationError as wrong:
        yield Remark(
            Outcome.MISMATCH,
            f"公民身份号码{_FAULTS.get(type(wrong), '含有不该有的字符')}，请核对。",
            (evidence,),
            subject,
        )
        return
    if resident_id.division_known(clean):
        yield Remark(Outcome.PASS, "", (evidence,), subject)
    else:
        message = "公民身份号码前六位的行政区划代码在出生年份未见记载，仅作提示。"
        yield Remark(Outcome.PASS, message, (evidence,), subject, severity=Severity.INFO)


_FAULTS: dict[type[ValidationError], str] = {
    InvalidLength: "不是18位",
    InvalidChecksum: "校验码不符",
    InvalidComponent: "中的出生日期不存在",
}


def _valid_reading(dossier: Dossier, person: Person, reading: Reading) -> Iterator[Remark]:
    """A printed number: the declared one is judged already, another must be valid itself."""
    old = _may_be_old(dossier, reading)
    if agreement.of_number(reading.field, person.declared.id_number, old) is Agreement.MATCH:
        return
    text = reading.text
    if text is None or len(resident_id.compact(text)) == resident_id.OLD_LENGTH:
        yield unreadable(reading, subject=person.role)
        return
    for remark in _valid(text, reading.evidence(), person.role):
        message = remark.message and f"{reading.label}：{remark.message}"
        yield on_page(
            reading.document,
            remark.outcome,
            message,
            *remark.evidence,
            subject=person.role,
            severity=remark.severity,
        )


def _parts_agree(dossier: Dossier, person: Person, number: str) -> Iterator[Remark]:
    """Compare the number's date and sex with what cards and certificates print."""
    expected = path(person, "id_number")
    if resident_id.sex(number) != person.sex:
        message = f"{person.term}公民身份号码表示的性别不是{person.sex}，请核对。"
        yield Remark(Outcome.MISMATCH, message, (expected,), person.role)
    date, sex = resident_id.birth_date(number).isoformat(), resident_id.sex(number)
    places = [
        *(
            (reading, date)
            for pages in (person.fronts, person.owns)
            for reading in readings(pages, "birth_date")
        ),
        *((reading, date) for reading in readings(dossier.infos, f"{person.spouse}_birth_date")),
        *((reading, sex) for pages in (person.fronts, person.owns) for reading in readings(pages, "sex")),
    ]
    for bare, part in places:
        reading = Reading(bare.document, bare.name, "" if bare.document in dossier.infos else person.term)
        remark = compared(
            reading, Evidence(part, field=f"{person.role}.id_number"), agreement.of_value, person.role
        )
        yield remark
