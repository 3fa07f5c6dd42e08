"""Whether the parents' household registers (户籍) are such as the province asks for."""

from __future__ import annotations

from collections.abc import Iterator

from casefile.case import Document
from casefile.findings import Evidence, Outcome
from casefile.identifiers import division
from validators import seals, words
from validators.assignment import Person
from validators.dossier import Dossier, declared
from validators.ended import doubtful_mark, mark_of_end
from validators.province import Households
from validators.reading import Reading, readings
from validators.remarks import on_page
from validators.rule import GUANGXI, Remark, rule
from validators.rules.eligible import ORDINARY


@rule("eligible.household", "父母户籍符合规定", fails_as=Outcome.INELIGIBLE, source=f"{GUANGXI}一（三）")
def household(dossier: Dossier) -> Iterator[Remark]:
    """The parents' registers (户籍) lie in the province, of a family (家庭户) where it asks for one.

    Passes in Guangxi: one parent's family register lies there. Ineligible in Hainan: one lies elsewhere,
    or is marked as ended (注销, 迁出, 死亡). Unreadable: a stamp that may be such a mark.
    """
    terms = dossier.province.terms.households
    answers = {person.role: qualifies(dossier, person) for person in dossier.parents}
    evidence = tuple(entry for person in dossier.parents for entry in _household_evidence(person))
    sure, open_ = sum(a is True for a in answers.values()), sum(a is None for a in answers.values())
    if sure >= terms.parents:
        yield Remark(Outcome.PASS, "", evidence)
    elif sure + open_ < terms.parents:
        ended = "".join(map(_ended, dossier.parents))
        message = f"父母户籍不符合要求（{_asked(terms, dossier.province.name)}）{ended}，{ORDINARY}"
        yield Remark(Outcome.INELIGIBLE, message, evidence)
    else:
        for person in dossier.parents:
            if answers[person.role] is None:
                yield _unclear(person)


@rule(
    "eligible.settle",
    "新生儿落户一方的户籍符合规定",
    fails_as=Outcome.INELIGIBLE,
    source=f"{GUANGXI}一（四）",
)
def settle(dossier: Dossier) -> Iterator[Remark]:
    """The parent with whom the newborn settles (落户) has such a register.

    Ineligible in Guangxi: settling with the father, whose register is a collective one (集体户).
    """
    person = dossier.settling
    answer = qualifies(dossier, person)
    evidence = declared("newborn.settle_with", dossier.newborn.settle_with), *_household_evidence(person)
    if answer is None:
        yield _unclear(person)
    elif answer:
        yield Remark(Outcome.PASS, "", evidence, person.role)
    else:
        asked = _asked(dossier.province.terms.households, dossier.province.name)
        message = f"新生儿拟落户的{person.term}户籍不符合要求（{asked}）{_ended(person)}，{ORDINARY}"
        yield Remark(Outcome.INELIGIBLE, message, evidence, person.role)


def qualifies(dossier: Dossier, person: Person) -> bool | None:
    """Whether a parent's register is such as the province asks for; None where nobody can tell.

    Two covers that answer differently are two registers, and nobody can tell which is the parent's.
    A register that is surely marked as ended is none; a stamp that is not surely read may be such a mark.
    """
    if _mark(person):
        return False
    terms = dossier.province.terms.households
    found: set[bool | None] = set()
    for cover in person.covers:
        inside = not terms.inside or _inside(cover, dossier.province.division)
        family = not terms.family or _of_family(cover)
        found.add(False if False in (inside, family) else None if None in (inside, family) else True)
    answer = found.pop() if len(found) == 1 else None
    return None if answer and _stamped(person) else answer


def _mark(person: Person) -> str | None:
    """The sure mark that a parent's register has ended, on its cover or on the own page."""
    marks = filter(None, map(mark_of_end, (*person.covers, *person.owns)))
    return next((mark for mark, sure in marks if sure), None)


def _stamped(person: Person) -> Document | None:
    """A page that may carry such a mark."""
    return next(filter(doubtful_mark, (*person.covers, *person.owns)), None)


def _ended(person: Person) -> str:
    mark = _mark(person)
    return f"，{person.term}户口簿有“{mark}”标记" if mark else ""


def _inside(cover: Document, province: str) -> bool | None:
    """By the division that the cover's address begins with, else by its seal.

    What follows the division need not be sure.
    """
    address = Reading(cover, "address")
    named = address.sure and division.locate(str(address.value))
    places = [str(address.value)] if named else _proven(address)
    found = {division.lies_in(place, province) for place in places} - {None}
    if len(found) == 1:
        return found.pop()
    texts = [text for seal in seals.red_seals(cover) if (text := seals.legible(seal))]
    found = {division.lies_in(text, province) for text in texts} - {None}
    return found.pop() if len(found) == 1 else None


def _proven(address: Reading) -> list[str]:
    """The places which the picture says more than any other, however the address was read."""
    if address.field.corrected is not None:
        return []
    return [place for place, weight in address.field.weights.items() if weight.nats >= weight.match_from]


def _of_family(cover: Document) -> bool | None:
    kind = Reading(cover, "household_type").text
    return None if kind is None else "集体" not in kind


def _household_evidence(person: Person) -> Iterator[Evidence]:
    for name in ("address", "household_type"):
        yield from (reading.evidence() for reading in readings(person.covers, name))


def _unclear(person: Person) -> Remark:
    message = f"{person.term}户口簿首页的住址或户别不能可靠辨认，无法确认户籍所在地，请人工核对。"
    evidence = tuple(_household_evidence(person))
    if stamped := _stamped(person):
        what = f"{words.KINDS[stamped.kind]}{doubtful_mark(stamped)}"
        message = f"{person.term}的{what}，不能确认户口是否有效，请人工核对。"
        return on_page(stamped, Outcome.UNREADABLE, message, subject=person.role)
    if person.covers:
        return on_page(person.covers[0], Outcome.UNREADABLE, message, *evidence, subject=person.role)
    return Remark(Outcome.UNREADABLE, message, (), person.role, person.register_slot)


def _asked(terms: Households, province: str) -> str:
    who = "父母双方" if terms.parents > 1 else "至少一方"
    return f"{who}须为{province if terms.inside else ''}{'家庭' if terms.family else ''}户籍"
