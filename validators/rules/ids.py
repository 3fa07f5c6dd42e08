"""One person, one ID number (公民身份号码), on every paper; and the number itself is in order."""

from __future__ import annotations

from collections.abc import Iterator

from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidLength, ValidationError

from casefile.findings import Evidence, Outcome, Severity
from casefile.identifiers import resident_id
from validators import agreement, changes, printed
from validators.agreement import Agreement
from validators.assignment import Person
from validators.dossier import Dossier, declared
from validators.reading import Reading, readings
from validators.remarks import compared, on_page, path, unreadable
from validators.rule import HAINAN, Remark, rule

_FAULTS: dict[type[ValidationError], str] = {
    InvalidLength: "不是18位",
    InvalidChecksum: "校验码不符",
    InvalidComponent: "中的出生日期不存在",
}


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
        for reading in printed.places(dossier, person, "id_number"):
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


def _one_number(dossier: Dossier, person: Person) -> Iterator[Remark]:
    """Compare every place where the parent's number is printed with the application."""
    yield from printed.missing(dossier, person)
    for reading in printed.places(dossier, person, "id_number"):
        yield changes.agrees(dossier, person, "id_number", reading)


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


def _valid_reading(dossier: Dossier, person: Person, reading: Reading) -> Iterator[Remark]:
    """A printed number: the declared one is judged already, another must be valid itself."""
    compare = printed.comparison(dossier, reading.document, "id_number")
    if compare(reading.field, person.declared.id_number) is Agreement.MATCH:
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
