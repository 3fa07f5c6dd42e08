"""One picture serves one person, and one birth has one case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from casefile.case import Document, Kind
from casefile.findings import Evidence, Outcome, Severity
from casefile.identifiers import person_name, resident_id
from validators import words
from validators.assignment import Person
from validators.dossier import Dossier, declared
from validators.facts import Birth, Sighting
from validators.likeness import alike, likeness_of
from validators.remarks import on_page, path, where
from validators.rule import GUANGXI, OWN, Remark, rule

_PERSONAL = {Kind.ID_CARD_FRONT, Kind.ID_CARD_BACK, Kind.REGISTER_MEMBER}
_FAMILY = {Kind.MARRIAGE_STATEMENT, Kind.MARRIAGE_INFO, Kind.DELIVERY_RECORD}
SINGLE = "单胎"


@rule("materials.duplicate", "同一图片未用于他人或他案", fails_as=Outcome.MISMATCH, source=OWN)
def picture_duplicate(dossier: Dossier) -> Iterator[Remark]:
    """No picture of one person's card or own page serves another person or another family's case.

    Passes: a register's cover shared by the parents; any page shared with the same mother's other newborn.
    Fails: one photo of an ID card uploaded for the mother and for the father.
    Unreadable: another family's photo, saved again smaller, looks the same: somebody must look.
    """
    for pages in (*_same_picture(dossier).values(), *_alike(dossier)):
        if _serves_both(dossier, pages):
            yield _one_for_both(dossier, pages)
    exact = {(one.file, one.case_id) for one in dossier.facts.sightings if one.page is None}
    for sighting in dossier.facts.sightings:
        if sighting.page is None or (sighting.file, sighting.case_id) not in exact:
            yield from _used_elsewhere(dossier, sighting)
    yield Remark(Outcome.PASS)


def _same_picture(dossier: Dossier) -> dict[tuple[object, ...], list[Document]]:
    """The cards and register pages that are one and the same place of one and the same picture."""
    groups: dict[tuple[object, ...], list[Document]] = defaultdict(list)
    for document in dossier.case.documents:
        if document.kind in _PERSONAL:
            digest = dossier.facts.digests.get(document.file, document.file)
            groups[(document.kind, digest, document.page, document.region.bounds)].append(document)
    return groups


def _one_for_both(dossier: Dossier, pages: list[Document]) -> Remark:
    """The very same picture is one for both; where it only looks the same, somebody must look."""
    contents = {dossier.facts.digests.get(page.file, page.file) for page in pages}
    what, evidence = words.KINDS[pages[0].kind], [Evidence(None, page.id) for page in pages]
    if len(contents) > 1:
        message = f"父母双方的{what}图片看起来是同一张，请核对是否各为本人的材料。"
        return on_page(pages[0], Outcome.UNREADABLE, message, *evidence)
    message = f"父母双方使用了同一张{what}图片，请分别上传本人的材料。"
    return on_page(pages[0], Outcome.MISMATCH, message, *evidence)


def _alike(dossier: Dossier) -> Iterator[list[Document]]:
    """Pairs of cards or register pages of different content on pictures that look the same."""
    personal = [d for d in dossier.case.documents if d.kind in _PERSONAL and likeness_of(d)]
    for one, other in combinations(personal, 2):
        contents = {dossier.facts.digests.get(page.file, page.file) for page in (one, other)}
        alike = one.kind is other.kind and len(contents) > 1 and _look_alike(one, other)
        if alike and not _say_otherwise(one, other):
            yield [one, other]


def _say_otherwise(one: Document, other: Document) -> bool:
    """Whether two pages surely say different things, of kinds that no face tells apart.

    Scans of two emblem sides look the same; a front with other words and the same face is all the stranger.
    """
    if one.kind is Kind.ID_CARD_FRONT:
        return False
    pairs = ((field, other.fields[name]) for name, field in one.fields.items() if name in other.fields)
    return any(a.sure and b.sure and a.value != b.value for a, b in pairs)


def _look_alike(one: Document, other: Document) -> bool:
    """Whether two documents lie at one place of one picture, as far as its coarse structure tells."""
    if not alike(likeness_of(one) or "0", likeness_of(other) or "f"):
        return False
    places = [
        [edge / side for edge, side in zip(page.region.bounds, page.page_size * 2, strict=True)]
        for page in (one, other)
    ]
    return all(abs(a - b) < 0.05 for a, b in zip(*places, strict=True))


def _serves_both(dossier: Dossier, pages: list[Document]) -> bool:
    """Whether a picture is taken for both parents' own, or is all that one of them has."""
    mother, father = ([page for page in pages if page in _own(person)] for person in dossier.parents)
    if mother and father:
        return True
    slots = {page.slot for page in pages}
    both = {dossier.mother.card_slot, dossier.father.card_slot} <= slots
    return both and not all(any(page.kind is pages[0].kind for page in _own(p)) for p in dossier.parents)


def _own(person: Person) -> tuple[Document, ...]:
    return (*person.fronts, *person.backs, *person.owns)


def _used_elsewhere(dossier: Dossier, sighting: Sighting) -> Iterator[Remark]:
    """Another family's case holds this very file; the same parent's card in an own other case is right."""
    theirs = {resident_id.compact(number) for number in sighting.parents}
    for document in dossier.case.documents:
        if document.file != sighting.file or sighting.page not in (None, document.page):
            continue
        if sighting.page is not None and document.kind is Kind.ID_CARD_BACK:
            continue  # Scans of anybody's emblem side look the same.
        person = dossier.person(document)
        persons = (person,) if person else dossier.parents if document.kind in _FAMILY else ()
        if persons and not theirs & {resident_id.compact(one.declared.id_number) for one in persons}:
            yield _elsewhere(document, sighting, person)


def _elsewhere(document: Document, sighting: Sighting, person: Person | None) -> Remark:
    """The very content is another family's; a picture that only looks the same is a doubt."""
    what = f"{where(document)}{words.KINDS[document.kind]}"
    subject = person.role if person else None
    evidence = Evidence(None, document.id), _other_case(sighting.case_id)
    if sighting.page is None:
        message = f"{what}的图片已用于另一家庭的申请，请核对。"
        return on_page(document, Outcome.MISMATCH, message, *evidence, subject=subject)
    message = f"{what}的图片与另一家庭申请中的图片看起来是同一张，请核对。"
    return on_page(document, Outcome.UNREADABLE, message, *evidence, subject=subject)


def _other_case(case_id: str) -> Evidence:
    """The other case's number: evidence is for reviewers, a message may reach the applicant."""
    return declared("other_case.case_id", case_id)


@rule(
    "case.duplicate", "同一出生没有其他在办或已受理的申请", fails_as=Outcome.MISMATCH, source=f"{GUANGXI}一"
)
def case_duplicate(dossier: Dossier) -> Iterator[Remark]:
    """The same birth is not accepted or under way in another case; a twin's case is named, not blocked.

    Fails: the same mother, day and name. Passes, with a hint: 双胎, and the other case is the twin's.
    """
    mine = dossier.case.submission
    number = resident_id.compact(mine.mother.id_number)
    for birth in dossier.facts.births:
        same_mother = resident_id.compact(birth.mother_id_number) == number
        if birth.case_id == mine.case_id or not same_mother or birth.birth_date != mine.newborn.birth_date:
            continue
        same = path(dossier.mother, "id_number"), declared("newborn.name", mine.newborn.name)
        evidence = *same, _other_case(birth.case_id)
        if _is_twin(dossier, birth):
            message = "同一母亲的另一名多胞胎新生儿已有申请。"
            yield Remark(Outcome.PASS, message, evidence, "newborn", severity=Severity.INFO)
        else:
            message = "同一出生已有在办或已受理的申请，请勿重复申请。"
            yield Remark(Outcome.MISMATCH, message, evidence, "newborn")
    yield Remark(Outcome.PASS)


def _is_twin(dossier: Dossier, birth: Birth) -> bool:
    """Another child of the same birth: a mother's two cases of one day are the same child's otherwise."""
    newborn = dossier.newborn
    multiple = newborn.plurality != SINGLE and birth.plurality != SINGLE
    return multiple and not person_name.same(newborn.name, birth.name)
