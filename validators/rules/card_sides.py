"""Whether both sides of an identity card (居民身份证) can be of one card: the emblem side names nobody."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from casefile.case import Document
from casefile.findings import Outcome, Severity
from casefile.identifiers import division, resident_id
from validators.assignment import Person
from validators.dossier import Dossier
from validators.reading import Reading, readings
from validators.remarks import on_page, path, unreadable
from validators.rule import Remark, rule
from validators.rules.id_card import LONG_TERM

_YEARS = ((16, 5), (26, 10), (46, 20))
"""Below this age at issue, a card is valid for so many years; from 46 on for ever (长期)."""
_ISSUED_AFTER = dt.timedelta(days=90)
"""A card is issued within sixty days of the application, thirty more in remote places (第十二条)."""


@rule(
    "id_card.sides",
    "身份证两面属于同一张证件",
    fails_as=Outcome.MISMATCH,
    source="《中华人民共和国居民身份证法》第五条、第八条",
    severity=Severity.WARN,
)
def sides(dossier: Dossier) -> Iterator[Remark]:
    """The emblem side fits the portrait side: its term the holder's age, its authority (签发机关) the place.

    Passes: ten years for who was 20 at issue, 长期 for who was 50; 桂林市公安局七星分局, living in 七星区.
    Fails, as a warning: twenty years for who was 20 at issue; 柳州市公安局 and an address in 桂林市.
    """
    for person in dossier.parents:
        for back in person.backs:
            yield _term(back, person)
            yield from _places(back, person)


def _term(back: Document, person: Person) -> Remark:
    """The term of validity against the holder's age on the day from which it runs."""
    start, end = (Reading(back, name, person.term) for name in ("valid_from", "valid_to"))
    if start.date is None or (end.date is None and end.text != LONG_TERM):
        return unreadable(start if start.date is None else end, subject=person.role)
    shown = start.evidence(), end.evidence(), path(person, "id_number")
    number = person.declared.id_number
    if not resident_id.is_valid(number) or _lawful(resident_id.birth_date(number), start.date, end.date):
        return on_page(back, Outcome.PASS, "", *shown, subject=person.role)
    message = f"{person.term}身份证的有效期限与其签发时的年龄不相符，请核对国徽面是否为本人证件。"
    return on_page(back, Outcome.MISMATCH, message, *shown, subject=person.role)


def _lawful(born: dt.date, start: dt.date, end: dt.date | None) -> bool:
    """Whether this is the term for the holder's age, when the card was applied for or when it was issued."""
    terms = {_years(born, start - _ISSUED_AFTER), _years(born, start)}
    return any(end is None if years is None else _runs(start, end, years) for years in terms)


def _years(born: dt.date, on: dt.date) -> int | None:
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((years for below, years in _YEARS if age < below), None)


def _runs(start: dt.date, end: dt.date | None, years: int) -> bool:
    """Whether a term is so many years long, to the day; 29 February may end on either day beside it."""
    days = (end - start).days if end else 0
    return abs(days - years * 365.2425) < 2


def _places(back: Document, person: Person) -> Iterator[Remark]:
    """The authority's division against that of the address, as far as both are sure."""
    authority = Reading(back, "issuing_authority", person.term)
    issued = division.locate(_as_place(authority.text or ""))
    for address in readings(person.fronts, "address", person.term):
        lives = division.locate(address.text or "")
        if issued and lives and not division.compatible(issued, lives):
            message = f"{person.term}身份证的签发机关与住址不在同一地，请核对两面是否为同一张证件。"
            evidence = authority.evidence(), address.evidence()
            yield on_page(back, Outcome.MISMATCH, message, *evidence, subject=person.role)


def _as_place(authority: str) -> str:
    """An authority's name as a place: 桂林市公安局七星分局 is that of 桂林市七星区."""
    return re.sub(r"公安局(.+?)分局$", r"\1区", authority)
