"""Which page is whose: ID cards, covers and register pages are given to the parents, in one place.

A page belongs to the parent whose number or name it prints, wherever it was uploaded; where that cannot
be read, to the parent in whose slot it lies. Parents of one household may share cover and head's page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from casefile.case import Document, Kind, Parent, Slot, Submission
from casefile.identifiers import resident_id
from validators import agreement, words
from validators.agreement import MATCH, MISMATCH
from validators.reading import Reading, readings

HEAD = {"户主", "户主本人", "本人"}
SPOUSE = {"妻", "妻子", "夫", "丈夫", "配偶"}
_SEX = {"mother": "女", "father": "男"}
_CARDS = {"mother": Slot.MOTHER_ID_CARD, "father": Slot.FATHER_ID_CARD}
_REGISTERS = {"mother": Slot.MOTHER_HOUSEHOLD_REGISTER, "father": Slot.FATHER_HOUSEHOLD_REGISTER}


class Identity(Enum):
    """Whether a page is a person's, by what it prints; a namesake has the name, and surely another number.

    The name with the person's day of birth is no namesake's: that is the person's own page, whatever number
    stands on it.
    """

    YES = auto()
    NAMESAKE = auto()
    MAYBE = auto()
    NO = auto()


@dataclass(frozen=True, slots=True)
class Person:
    """A parent with the pages that were found to be that parent's; `is_head` None: cannot tell."""

    role: str
    declared: Parent
    fronts: tuple[Document, ...] = ()
    backs: tuple[Document, ...] = ()
    covers: tuple[Document, ...] = ()
    heads: tuple[Document, ...] = ()
    owns: tuple[Document, ...] = ()
    is_head: bool | None = None

    @property
    def term(self) -> str:
        """母亲 or 父亲."""
        return words.PERSONS[self.role]

    @property
    def sex(self) -> str:
        """女 or 男."""
        return _SEX[self.role]

    @property
    def spouse(self) -> str:
        """The block of the marriage certificate: `wife` or `husband`."""
        return "wife" if self.role == "mother" else "husband"

    @property
    def card_slot(self) -> Slot:
        """The slot for this parent's ID card."""
        return _CARDS[self.role]

    @property
    def register_slot(self) -> Slot:
        """The slot for this parent's household register."""
        return _REGISTERS[self.role]


Near = Callable[[Document, Document], bool]


def assign(documents: Sequence[Document], form: Submission) -> tuple[Person, Person]:
    """The mother and the father, each with all pages that are theirs."""
    mother, father = Person("mother", form.mother), Person("father", form.father)
    for choose in (_fronts, _backs, _owns, _covers, _heads):
        mother, father = choose(mother, father, documents), choose(father, mother, documents)
    return mother, father


def identity(document: Document, person: Person) -> Identity:
    """Whether a card or a member's page is this person's: number before name before sex."""
    number = agreement.of_number(Reading(document, "id_number").field, person.declared.id_number)
    name = agreement.of_name(Reading(document, "name").field, person.declared.name)
    if number is MATCH or (name is MATCH and (number is not MISMATCH or _born_then(document, person))):
        return Identity.YES
    if name is MATCH:
        return Identity.NAMESAKE
    sex = agreement.of_value(Reading(document, "sex").field, person.sex)
    return Identity.NO if MISMATCH in (number, name, sex) else Identity.MAYBE


def _born_then(document: Document, person: Person) -> bool:
    """Whether a page surely prints the person's day of birth."""
    number = person.declared.id_number
    if not resident_id.is_valid(number):
        return False
    born = resident_id.birth_date(number).isoformat()
    return agreement.of_value(Reading(document, "birth_date").field, born) is MATCH


def relation(person: Person) -> str | None:
    """The parent's relation to the head of the household, where all own pages surely say the same."""
    texts = {reading.text for reading in readings(person.owns, "relation_to_head")}
    return (texts.pop() or "").removeprefix("之") or None if len(texts) == 1 else None


def _said(person: Person) -> str | None:
    """As `relation`, however sure the readings are."""
    values = {str(reading.value or "") for reading in readings(person.owns, "relation_to_head")}
    return values.pop().removeprefix("之") or None if len(values) == 1 else None


def is_head_page(document: Document) -> bool:
    """Whether a member's page is surely that of the head of the household (户主)."""
    return Reading(document, "relation_to_head").text in HEAD


def _presented(person: Person, other: Person, pages: list[Document], slot: Slot) -> tuple[Document, ...]:
    """The pages of one kind that are the person's, else those that the slot presents as such.

    A namesake's page, or a stranger's in the slot, where it is the only one, is what the applicant
    presents: it is compared and found to be another person's, rather than passed over.
    """
    for found in (Identity.YES, Identity.NAMESAKE):
        mine = [page for page in pages if identity(page, person) is found]
        if found is Identity.NAMESAKE:
            mine = [page for page in mine if identity(page, other) is not Identity.YES]
        if mine:
            return tuple(mine)
    rest = [p for p in pages if p.slot == slot and identity(p, other) is not Identity.YES]
    maybe = tuple(page for page in rest if identity(page, person) is Identity.MAYBE)
    return maybe or tuple(rest if len(rest) == 1 else ())


def _fronts(person: Person, other: Person, documents: Sequence[Document]) -> Person:
    pages = _of(Kind.ID_CARD_FRONT, documents)
    return replace(person, fronts=_presented(person, other, pages, person.card_slot))


def _backs(person: Person, other: Person, documents: Sequence[Document]) -> Person:
    pages = _of(Kind.ID_CARD_BACK, documents)
    return replace(person, backs=tuple(page for page in pages if _back_is(page, person, other, pages)))


def _back_is(page: Document, person: Person, other: Person, backs: list[Document]) -> bool:
    """An emblem side names nobody: it goes with the portrait side of its file, else of its slot."""
    for near in (_same_file, _same_slot):
        mine = [front for front in _at_home(person, near) if near(front, page)]
        others = [front for front in _at_home(other, near) if near(front, page)]
        if mine and others:
            # Both portraits lie beside it: the sides are paired in the order of their pages.
            fronts = sorted({f.id: f for f in mine + others}.values(), key=_place)
            beside = [back for back in backs if near(back, page)]
            return fronts[beside.index(page) % len(fronts)] in mine
        if mine or others:
            return bool(mine)
    return page.slot == person.card_slot


def _at_home(person: Person, near: Near) -> Sequence[Document]:
    """The portrait sides that tell whose slot it is: not the copy that strayed into another one."""
    home = [front for front in person.fronts if front.slot == person.card_slot]
    return home if home and near is _same_slot else person.fronts


def _owns(person: Person, other: Person, documents: Sequence[Document]) -> Person:
    pages = _of(Kind.REGISTER_MEMBER, documents)
    owns = _presented(person, other, pages, person.register_slot)
    if not any(identity(page, person) is Identity.YES for page in owns):
        # A page that says 户主 is more likely the head's than the parent's own, where there is another.
        rest = [p for p in pages if not is_head_page(p)]
        bearing = tuple(p for p in owns if identity(p, person) in (Identity.NAMESAKE, Identity.MAYBE))
        instead = _presented(person, other, rest, person.register_slot)
        strangers = bool(bearing) and all(identity(p, person) is Identity.NO for p in instead)
        owns = bearing if strangers else instead or bearing
    owns += _under_the_name(person, other, pages, owns)
    given = replace(person, owns=owns)
    known = relation(given)
    return replace(given, is_head=None if known is None else known in HEAD)


def _under_the_name(
    person: Person, other: Person, pages: list[Document], owns: tuple[Document, ...]
) -> tuple[Document, ...]:
    """Pages with the person's name and another number that stand in the person's place in the household.

    A namesake in the household is another relation of the head's: who is the head twice is one person.
    """
    places = {Reading(page, "relation_to_head").text for page in owns} - {None}
    return tuple(
        page
        for page in pages
        if page not in owns
        and identity(page, person) is Identity.NAMESAKE
        and identity(page, other) is not Identity.YES
        and Reading(page, "relation_to_head").text in places
    )


def _covers(person: Person, other: Person, documents: Sequence[Document]) -> Person:
    pages = _of(Kind.REGISTER_COVER, documents)
    mine = [p for p in pages if p.slot == person.register_slot]
    theirs = [p for p in pages if p.slot == other.register_slot]
    if len(mine) > 1 and not theirs:
        mine = [p for p in mine if _heads_book(person, p) or not _heads_book(other, p)]
    if not mine:
        named = [p for p in pages if _heads_book(person, p)]
        mine = named or (pages if one_household(person, other) else [])
    return replace(person, covers=tuple(mine))


def _heads(person: Person, other: Person, documents: Sequence[Document]) -> Person:
    if person.is_head:
        return replace(person, heads=person.owns)
    pages = [page for page in _of(Kind.REGISTER_MEMBER, documents) if is_head_page(page)]
    here = [p for p in pages if p.slot == person.register_slot and p not in person.owns]
    elsewhere = [p for p in pages if any(_names_head(cover, p) for cover in person.covers)]
    if not here and not elsewhere and _shares_cover(person, other):
        elsewhere = pages
    return replace(person, heads=tuple(here or elsewhere))


def one_household(one: Person, other: Person) -> bool:
    """Whether the parents' own pages show them in one household, as couple or as child with spouse.

    A relation that was not read surely counts too: it is a finding of its own, and no page is missing for it.
    """
    a, b = _said(one), _said(other)
    return a is not None and b is not None and (_couple(a, b) or _couple(b, a))


def _couple(a: str, b: str) -> bool:
    """Whether two relations to one head are those of a married couple, the head's kin first."""
    if a in HEAD:
        return b in SPOUSE
    grand = a.startswith(("孙", "外孙")) == b.startswith(("孙", "外孙"))
    in_law = (a.endswith(("子", "儿")) and "媳" in b) or (a.endswith("女") and "婿" in b)
    return grand and in_law and "媳" not in a and "婿" not in a


def _heads_book(person: Person, cover: Document) -> bool:
    """Whether the person is head of a household and the cover names them as such."""
    named = agreement.of_name(Reading(cover, "head_name").field, person.declared.name)
    return bool(person.is_head) and named is MATCH


def _names_head(cover: Document, page: Document) -> bool:
    return agreement.between(Reading(cover, "head_name").field, Reading(page, "name").field) is MATCH


def _shares_cover(person: Person, other: Person) -> bool:
    return bool(person.covers) and person.covers == other.covers


def _of(kind: Kind, documents: Iterable[Document]) -> list[Document]:
    return [document for document in documents if document.kind is kind]


def _place(document: Document) -> tuple[str, str, int, str]:
    return document.slot or "", document.file, document.page, document.id


def _same_file(one: Document, other: Document) -> bool:
    return (one.slot, one.file) == (other.slot, other.file)


def _same_slot(one: Document, other: Document) -> bool:
    return one.slot == other.slot
