"""Where a parent's name and number are printed, and how a number on each of those papers is compared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import partial

from casefile.case import Document, Slot
from validators import agreement
from validators.agreement import Compare
from validators.assignment import Person
from validators.dossier import Dossier
from validators.province import Page
from validators.reading import Reading, given, readings
from validators.remarks import absent
from validators.rule import Remark

OLD_NUMBERS_UNTIL = dt.date(2004, 1, 1)
"""Marriage certificates registered before this day may print a fifteen-digit number."""


def places(dossier: Dossier, person: Person, name: str) -> Iterator[Reading]:
    """A parent's name or number on card, own page, marriage certificate and, where it is, delivery record."""
    yield from readings(person.fronts, name, person.term)
    yield from readings(person.owns, name, person.term)
    yield from readings(dossier.infos, f"{person.spouse}_{name}")
    yield from given(dossier.deliveries, f"{person.role}_{name}")


def missing(dossier: Dossier, person: Person) -> Iterator[Remark]:
    """The pages without which a parent's name and number are not proved."""
    needed = (
        (person.card_slot, Page.ID_CARD_FRONT),
        (person.register_slot, Page.REGISTER_OWN),
        (Slot.MARRIAGE_CERTIFICATE, Page.MARRIAGE_INFO),
    )
    for slot, page in needed:
        if dossier.province.requires(slot, page) and not dossier.pages(slot, page):
            yield absent(dossier, slot, page, person.role)


def comparison(dossier: Dossier, document: Document, name: str) -> Compare:
    """How a name or a number on this document is held against the expected one."""
    if name == "name":
        return agreement.of_name
    return partial(agreement.of_number, old=_may_be_old(dossier, document))


def _may_be_old(dossier: Dossier, document: Document) -> bool:
    """Whether this is a marriage certificate that surely was registered before 2004."""
    if document not in dossier.infos:
        return False
    dates = [reading.date for reading in readings(dossier.infos, "registered_on")]
    return all(date and date < OLD_NUMBERS_UNTIL for date in dates)
