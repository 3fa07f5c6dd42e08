"""A case laid out for judging: its pages given to the persons, with the province and outside facts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from casefile.case import Case, Document, Kind, Newborn, Slot
from casefile.findings import Evidence
from validators.assignment import Person, assign
from validators.facts import Facts
from validators.province import Page, Province

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
"""China has had one time without summer time since 1991."""

BAD = "bad"
READER_FAILED = "READER_FAILED"
"""The refusal that is the machine's fault: the applicant is not asked for the file again."""
_QUALITIES = ("sharpness", "glare", "brightness", "cut_border")


@dataclass(frozen=True)
class Dossier:
    """Everything that the rules may look at; built once for a case, never changed."""

    case: Case
    province: Province
    facts: Facts
    mother: Person
    father: Person

    @classmethod
    def of(cls, case: Case, province: Province, facts: Facts) -> Dossier:
        """Lay out a case, its pages in an order of their own: nothing depends on how they were read."""
        documents = tuple(sorted(case.documents, key=lambda d: (d.slot or "", d.file, d.page, d.id)))
        refused = tuple(sorted(case.refused, key=lambda r: (r.slot or "", r.file, r.code)))
        case = replace(case, documents=documents, refused=refused)
        return cls(case, province, facts, *assign(documents, case.submission))

    @property
    def parents(self) -> tuple[Person, Person]:
        """Mother and father."""
        return self.mother, self.father

    @property
    def newborn(self) -> Newborn:
        """The newborn as declared."""
        return self.case.submission.newborn

    @property
    def settling(self) -> Person:
        """The parent with whom the newborn settles (随父 or 随母落户)."""
        return self.father if self.newborn.settle_with == "father" else self.mother

    @cached_property
    def submitted_on(self) -> dt.date:
        """The day of submission in China."""
        return day_of(self.case.submission.submitted_at)

    @cached_property
    def infos(self) -> tuple[Document, ...]:
        """The marriage certificate's information pages, or their halves."""
        return self._of(Kind.MARRIAGE_INFO)

    @cached_property
    def statements(self) -> tuple[Document, ...]:
        """The marriage certificate's statement pages."""
        return self._of(Kind.MARRIAGE_STATEMENT)

    @cached_property
    def divorces(self) -> tuple[Document, ...]:
        """Divorce certificates, which do not belong here."""
        return self._of(Kind.DIVORCE_CERTIFICATE)

    @cached_property
    def deliveries(self) -> tuple[Document, ...]:
        """The pages of the delivery record."""
        return self._of(Kind.DELIVERY_RECORD)

    def required(self) -> Iterator[tuple[Slot, Page]]:
        """Every page that the province asks for."""
        return ((slot, page) for slot, pages in self.province.materials.items() for page in pages)

    def pages(self, slot: Slot, page: Page) -> tuple[Document, ...]:
        """The documents that serve as this page of this slot, wherever they were uploaded."""
        for person in self.parents:
            if slot in (person.card_slot, person.register_slot):
                return _PERSONAL[page](person)
        return self._of(page.kind)

    def page(self, document: Document, slot: Slot) -> Page | None:
        """As which page of a slot a document serves, or else of the other parent's; None: as none."""
        if document.kind is not Kind.REGISTER_MEMBER:
            return next((page for page in Page if page.kind is document.kind), None)
        for person in sorted(self.parents, key=lambda one: one.register_slot is not slot):
            for page in (Page.REGISTER_OWN, Page.REGISTER_HEAD):
                if document in _PERSONAL[page](person):
                    return page
        return None

    def served(self, document: Document) -> frozenset[Slot]:
        """The slots in which the document is of use; none for a page that nothing asks for."""
        return self._served.get(document.id, frozenset())

    def in_place(self, document: Document) -> bool:
        """Whether a page lies where it is of use; in a register's slot its other pages do no harm."""
        registers = {person.register_slot for person in self.parents}
        harmless = document.kind in _REGISTER and document.slot in registers
        return harmless or document.slot is None or document.slot in self.served(document)

    def person(self, document: Document) -> Person | None:
        """The one parent whose card or own page a document is, else None."""
        found = [p for p in self.parents if document in (*p.fronts, *p.backs, *p.owns)]
        return found[0] if len(found) == 1 else None

    @cached_property
    def _served(self) -> Mapping[str, frozenset[Slot]]:
        served = {d.id: _COMMON.get(d.kind, frozenset()) for d in self.case.documents}
        for person in self.parents:
            for document in (*person.fronts, *person.backs):
                served[document.id] |= {person.card_slot}
            for document in (*person.covers, *person.heads, *person.owns):
                served[document.id] |= {person.register_slot}
        return served

    def _of(self, kind: Kind) -> tuple[Document, ...]:
        return tuple(self.case.of_kind(kind))


_PERSONAL: Mapping[Page, Callable[[Person], tuple[Document, ...]]] = {
    Page.ID_CARD_FRONT: lambda person: person.fronts,
    Page.ID_CARD_BACK: lambda person: person.backs,
    Page.REGISTER_COVER: lambda person: person.covers,
    Page.REGISTER_HEAD: lambda person: person.heads,
    Page.REGISTER_OWN: lambda person: person.owns,
}


_REGISTER = {Kind.REGISTER_COVER, Kind.REGISTER_MEMBER, Kind.REGISTER_CHANGE}
_COMMON = {
    Kind.MARRIAGE_STATEMENT: frozenset({Slot.MARRIAGE_CERTIFICATE}),
    Kind.MARRIAGE_INFO: frozenset({Slot.MARRIAGE_CERTIFICATE}),
    # A divorce certificate is refused by its own rule, by name.
    Kind.DIVORCE_CERTIFICATE: frozenset({Slot.MARRIAGE_CERTIFICATE}),
    Kind.DELIVERY_RECORD: frozenset({Slot.DELIVERY_RECORD}),
}


def day_of(moment: dt.datetime) -> dt.date:
    """The day that a moment falls on in China; a moment without offset is taken as China's."""
    return moment.astimezone(SHANGHAI).date() if moment.tzinfo else moment.date()


def faults(document: Document) -> Iterator[str]:
    """What makes a page unfit to be read, in words for the applicant."""
    for name in _QUALITIES:
        measured = document.quality.get(name)
        if measured and measured.get("verdict") == BAD:
            yield str(measured.get("advice") or _ADVICE[name])


_ADVICE = {
    "sharpness": "画面模糊，请对焦后重新拍摄",
    "glare": "画面反光，请避开光源重新拍摄",
    "brightness": "画面过暗或过亮，请在光线均匀处重新拍摄",
    "cut_border": "页面边缘未拍全，请将四边拍入画面",
}


def declared(path: str, value: str | int | float | None) -> Evidence:
    """What the application form says, as evidence."""
    return Evidence(value, None, path)
