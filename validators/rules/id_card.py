"""The resident identity cards (居民身份证) of both parents."""

from __future__ import annotations

from collections.abc import Iterator

from casefile.case import Document
from casefile.findings import Outcome
from casefile.identifiers import division
from validators.assignment import Person
from validators.dossier import Dossier, declared
from validators.ended import ILLEGIBLE, illegible_stamp, mark_of_void
from validators.province import Page
from validators.reading import Reading
from validators.remarks import not_seen, on_page, on_pages, surely_faces, unreadable
from validators.rule import HAINAN, Remark, rule

LONG_TERM = "长期"


@rule(
    "id_card.expiry",
    "身份证在提交之日有效",
    fails_as=Outcome.MISSING,
    source="《中华人民共和国居民身份证法》第五条",
)
def expiry(dossier: Dossier) -> Iterator[Remark]:
    """The ID card (居民身份证) is valid on the day of submission; a valid one must be supplied otherwise.

    Passes: 2015.06.01-长期. Missing: a card that ran out on the day before, or that is stamped 作废.
    Unreadable: a stamp that nobody can read.
    """
    for person in dossier.parents:
        for front in person.fronts:
            if void := _void(front, person):
                yield void

        def look(back: Document, person: Person = person) -> Iterator[Remark]:
            yield _valid_on(back, person, dossier)

        yield from on_pages(dossier, person.card_slot, Page.ID_CARD_BACK, look, person.role)


def _void(page: Document, person: Person) -> Remark | None:
    """What to say of a card that is stamped as void, or may be."""
    if (found := mark_of_void(page)) is None:
        if not illegible_stamp(page):
            return None
        message = f"{person.term}的身份证{ILLEGIBLE}，不能确认是否有效，请人工核对。"
        return on_page(page, Outcome.UNREADABLE, message, subject=person.role)
    mark, sure = found
    message = f"{person.term}的身份证上有“{mark}”标记，请补充上传有效的身份证。"
    return on_page(page, Outcome.MISSING if sure else Outcome.UNREADABLE, message, subject=person.role)


def _valid_on(back: Document, person: Person, dossier: Dossier) -> Remark:
    start, end = (Reading(back, name, person.term) for name in ("valid_from", "valid_to"))
    shown = start.evidence(), end.evidence(), declared("submitted_at", dossier.submitted_on.isoformat())
    if void := _void(back, person):
        return void
    for reading in (start, end):
        if reading.date is None and (reading is start or reading.text != LONG_TERM):
            return unreadable(reading, subject=person.role)
    begun = start.date is not None and start.date <= dossier.submitted_on
    if begun and (end.date is None or dossier.submitted_on <= end.date):
        return on_page(back, Outcome.PASS, "", *shown, subject=person.role)
    message = f"{person.term}的身份证在提交之日不在有效期内，请补充上传有效的身份证。"
    return on_page(back, Outcome.MISSING, message, *shown, subject=person.role)


@rule("id_card.photo", "身份证上有本人照片", fails_as=Outcome.MISSING, source=f"{HAINAN}附件4第2项“相片处”")
def photo(dossier: Dossier) -> Iterator[Remark]:
    """The ID card's portrait side shows one face (相片).

    Missing: the portrait is covered. Unreadable: nobody can tell on a page unfit to be read.
    """
    for person in dossier.parents:

        def look(front: Document, person: Person = person) -> Iterator[Remark]:
            yield _one_face(front, person)

        yield from on_pages(dossier, person.card_slot, Page.ID_CARD_FRONT, look, person.role)


def _one_face(front: Document, person: Person) -> Remark:
    if not front.faces:
        message = f"{person.term}身份证人像面未见照片，请重新拍摄上传完整的人像面。"
        return on_page(front, not_seen(front), message, subject=person.role)
    if len(front.faces) == 1 and surely_faces(front) == 1:
        return on_page(front, Outcome.PASS, "", subject=person.role)
    message = f"{person.term}身份证上的照片无法可靠辨认，请人工核对。"
    return on_page(front, Outcome.UNREADABLE, message, subject=person.role)


@rule(
    "id_card.authority",
    "身份证由本省公安机关签发",
    fails_as=Outcome.INELIGIBLE,
    source=f"{HAINAN}附件4第2项“签发机关”",
)
def authority(dossier: Dossier) -> Iterator[Remark]:
    """Both ID cards were issued by an authority (签发机关) of the province.

    Passes in Hainan: 澄迈县公安局. Ineligible there: 南宁市公安局青秀分局.
    """
    for person in dossier.parents:

        def look(back: Document, person: Person = person) -> Iterator[Remark]:
            yield _issued_here(back, person, dossier)

        yield from on_pages(dossier, person.card_slot, Page.ID_CARD_BACK, look, person.role)


def _issued_here(back: Document, person: Person, dossier: Dossier) -> Remark:
    reading = Reading(back, "issuing_authority", person.term)
    inside = division.lies_in(reading.text, dossier.province.division) if reading.text else None
    if inside is None:
        return unreadable(reading, subject=person.role)
    outcome = Outcome.PASS if inside else Outcome.INELIGIBLE
    message = (
        "" if inside else f"{person.term}身份证的签发机关不属于{dossier.province.name}，请按普通程序办理。"
    )
    return on_page(back, outcome, message, reading.evidence(), subject=person.role)
