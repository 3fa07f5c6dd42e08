"""The marriage certificate (结婚证)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from casefile.case import Document, Slot
from casefile.findings import Evidence, Outcome, Severity
from casefile.identifiers import division, marriage_number, resident_id
from validators import changes, seals
from validators.assignment import Person
from validators.dossier import Dossier, declared
from validators.ended import ILLEGIBLE, illegible_stamp, mark_of_void
from validators.province import Page
from validators.reading import Reading, given, readings
from validators.remarks import absent, not_seen, on_page, on_pages, path, surely_faces, unreadable
from validators.rule import GUANGXI, HAINAN, Remark, rule
from validators.rules.eligible import ORDINARY

SEAL_WORDS = ("婚姻", "民政", "人民政府", "街道办事处")
AGES = {"father": 22, "mother": 20}
COUPLE = 2
LOWER = 0.35


@rule(
    "marriage.seal", "结婚证盖有登记机关印章", fails_as=Outcome.MISSING, source=f"{HAINAN}附件4第1项“印章处”"
)
def seal(dossier: Dossier) -> Iterator[Remark]:
    """The certificate's statement page carries the registry's red seal (登记机关印章).

    Passes: a red seal with illegible text, with a note. Fails: a legible seal of another office than the one
    that the page names, or that the certificate's number does.
    """
    numbers = (marriage_number.parse(one.text or "") for one in readings(dossier.infos, "certificate_number"))
    issued = [number.division for number in numbers if number]

    def look(page: Document) -> Iterator[Remark]:
        return _sealed(page, issued)

    return on_pages(dossier, Slot.MARRIAGE_CERTIFICATE, Page.MARRIAGE_STATEMENT, look)


def _sealed(page: Document, issued: Sequence[str | None]) -> Iterator[Remark]:
    # What stands above is the emblem of the title page.
    found = [mark for mark in seals.red_seals(page) if seals.place(page, mark)[1] > LOWER]
    if not any(seals.is_sure(mark) for mark in found):
        outcome = Outcome.UNREADABLE if found else not_seen(page)
        yield on_page(page, outcome, "结婚证首页未见清晰的登记机关红色印章，请上传盖章页的原件照片。")
        return
    texts = [text for mark in found if (text := seals.legible(mark))]
    evidence = *(Evidence(text, page.id, "seals") for text in texts), Evidence(None, page.id)
    registry = Reading(page, "registry").text or ""
    words, places = (*SEAL_WORDS, *seals.bureau(registry)), (division.locate(registry), *issued)
    if any(seals.contradicts(text, words, *places) for text in texts):
        yield on_page(page, Outcome.MISMATCH, "结婚证首页的印章不是婚姻登记机关的印章，请核对。", *evidence)
    elif texts:
        yield on_page(page, Outcome.PASS, "", *evidence)
    else:
        message = "结婚证首页有红色印章，印文不能辨认。"
        yield on_page(page, Outcome.PASS, message, *evidence, severity=Severity.INFO)


@rule(
    "marriage.photo", "结婚证上有双方合照", fails_as=Outcome.MISSING, source=f"{HAINAN}附件4第1项“相片黏贴处”"
)
def photo(dossier: Dossier) -> Iterator[Remark]:
    """The couple's photo (双方合拍的证件照片) shows two faces, on the information or the statement page.

    Missing: the photo is cut off.
    """
    pages = (*dossier.infos, *dossier.statements)
    shown = [page for page in pages if surely_faces(page) == COUPLE]
    if shown:
        yield on_page(shown[0], Outcome.PASS, "")
    elif pages:
        doubtful = any(not_seen(page) is Outcome.UNREADABLE or len(page.faces) >= COUPLE for page in pages)
        outcome = Outcome.UNREADABLE if doubtful else Outcome.MISSING
        yield on_page(pages[0], outcome, "结婚证上未见双方合照，请重新拍摄上传完整的结婚证信息页。")
    else:
        yield from _required_info(dossier)


@rule("marriage.kind", "所交为结婚证", fails_as=Outcome.INELIGIBLE, source=f"{GUANGXI}一（三）")
def kind(dossier: Dossier) -> Iterator[Remark]:
    """It is a marriage certificate (结婚证) in force, no divorce certificate (离婚证) with the same fields.

    Passes: J450103-2019-001234, BJ…, 桂邕结字030500123. Ineligible: L450103-2021-000321; stamped 证件失效.
    Unreadable: a stamp that nobody can read.
    """
    for page in dossier.divorces:
        yield on_page(page, Outcome.INELIGIBLE, _DIVORCE)
    for page in (*dossier.statements, *dossier.infos):
        if void := mark_of_void(page):
            mark, sure = void
            outcome = Outcome.INELIGIBLE if sure else Outcome.UNREADABLE
            yield on_page(page, outcome, f"结婚证上有“{mark}”标记，{ORDINARY if sure else '请核对。'}")
        elif illegible_stamp(page):
            message = f"结婚证{ILLEGIBLE}，不能确认是否有效，请人工核对。"
            yield on_page(page, Outcome.UNREADABLE, message)
    if not dossier.infos:
        yield from _required_info(dossier)
    for reading in readings(dossier.infos, "certificate_number"):
        number = marriage_number.parse(reading.text) if reading.text else None
        if number is None:
            yield unreadable(reading)
        elif number.is_divorce:
            yield on_page(reading.document, Outcome.INELIGIBLE, _DIVORCE, reading.evidence())
        else:
            yield on_page(reading.document, Outcome.PASS, "", reading.evidence())


_DIVORCE = "所交为离婚证，不是结婚证，不符合婚内生育条件，请按普通程序办理。"


@rule(
    "marriage.parties",
    "结婚证双方为新生儿父母",
    fails_as=Outcome.MISMATCH,
    source=f"{HAINAN}二（一）、附件4第1项",
)
def parties(dossier: Dossier) -> Iterator[Remark]:
    """Husband and wife (男方、女方) on the certificate are father and mother; its holder is one of them.

    Fails: the certificate of the father with another wife. Unreadable: a wife's name that her register
    states as a former one (曾用名).
    """
    if not dossier.infos:
        yield from _required_info(dossier)
    for person in dossier.parents:
        for name in ("name", "id_number"):
            for reading in readings(dossier.infos, f"{person.spouse}_{name}"):
                yield changes.agrees(dossier, person, name, reading)
    for holder in given(dossier.infos, "holder"):
        found = [changes.agrees(dossier, person, "name", holder) for person in dossier.parents]
        if all(remark.outcome is Outcome.MISMATCH for remark in found):
            evidence = holder.evidence(), *(path(person, "name") for person in dossier.parents)
            yield on_page(
                holder.document, Outcome.MISMATCH, "结婚证持证人不是新生儿的父亲或母亲，请核对。", *evidence
            )


@rule(
    "marriage.date",
    "结婚登记日期无误",
    fails_as=Outcome.MISMATCH,
    source=f"{HAINAN}附件4第1项“结婚登记日期处”",
)
def date(dossier: Dossier) -> Iterator[Remark]:
    """The registration date (登记日期) is a real date, not after the submission, and fits the number's year.

    Passes: a BJ number of a later year: it is that of the re-issue. Fails: J450103-2018-… of 2019-05-20.
    """
    if not dossier.infos:
        yield from _required_info(dossier)
    for reading in _dates(dossier):
        if reading.date is None:
            yield unreadable(reading)
        elif reading.date > dossier.submitted_on:
            yield on_page(
                reading.document, Outcome.MISMATCH, "结婚登记日期晚于提交日期，请核对。", reading.evidence()
            )
        else:
            yield from _year_fits(dossier, reading, reading.date)


def _year_fits(dossier: Dossier, registered: Reading, day: dt.date) -> Iterator[Remark]:
    """A `J` number carries the year of the registration."""
    for reading in readings(dossier.infos, "certificate_number"):
        number = marriage_number.parse(reading.text) if reading.text else None
        evidence = registered.evidence(), reading.evidence()
        if number is None:
            yield unreadable(reading, registered.evidence())
        elif number.year is None or number.is_reissue or number.year == day.year:
            yield on_page(reading.document, Outcome.PASS, "", *evidence)
        else:
            message = "结婚证字号中的年份与登记日期不一致，请核对。"
            yield on_page(reading.document, Outcome.MISMATCH, message, *evidence)


@rule("marriage.wedlock", "新生儿为婚内生育", fails_as=Outcome.INELIGIBLE, source=f"{GUANGXI}一（三）")
def wedlock(dossier: Dossier) -> Iterator[Remark]:
    """The parents were married on or before the day of birth (婚内生育).

    Passes: married on the day of birth. Ineligible: married on the day after.
    """
    if not dossier.infos:
        yield from _required_info(dossier)
    born = dossier.newborn.birth_date
    for reading in _dates(dossier):
        evidence = reading.evidence(), declared("newborn.birth_date", born.isoformat())
        if reading.date is None:
            yield unreadable(reading)
        elif reading.date <= born:
            yield on_page(reading.document, Outcome.PASS, "", *evidence)
        else:
            message = "结婚登记日期晚于新生儿出生日期，不符合婚内生育条件，请按普通程序办理。"
            yield on_page(reading.document, Outcome.INELIGIBLE, message, *evidence)


@rule(
    "marriage.age",
    "结婚登记时双方达到法定婚龄",
    fails_as=Outcome.MISMATCH,
    source="《中华人民共和国民法典》第一千零四十七条",
    severity=Severity.WARN,
)
def age(dossier: Dossier) -> Iterator[Remark]:
    """On the registration date the husband was at least 22 years old, the wife at least 20 (法定婚龄).

    Fails, as a warning: a husband of 21.
    """
    for reading in _dates(dossier):
        for person in dossier.parents:
            if reading.date is None or not resident_id.is_valid(person.declared.id_number):
                yield unreadable(reading, path(person, "id_number"), subject=person.role)
            else:
                yield _of_age(reading, reading.date, person)


def _of_age(registered: Reading, day: dt.date, person: Person) -> Remark:
    born = resident_id.birth_date(person.declared.id_number)
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    evidence = registered.evidence(), path(person, "id_number")
    if years >= AGES[person.role]:
        return on_page(registered.document, Outcome.PASS, "", *evidence, subject=person.role)
    message = f"结婚登记时{person.term}未达到法定婚龄，请核对登记日期和公民身份号码。"
    return on_page(registered.document, Outcome.MISMATCH, message, *evidence, subject=person.role)


def _dates(dossier: Dossier) -> tuple[Reading, ...]:
    return readings(dossier.infos, "registered_on")


def _required_info(dossier: Dossier) -> Iterator[Remark]:
    if dossier.province.requires(Slot.MARRIAGE_CERTIFICATE, Page.MARRIAGE_INFO):
        yield absent(dossier, Slot.MARRIAGE_CERTIFICATE, Page.MARRIAGE_INFO)
