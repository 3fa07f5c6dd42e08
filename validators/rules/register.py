"""The household registers (居民户口簿) of both parents."""

from __future__ import annotations

from collections.abc import Iterator

from casefile.case import Document, HouseholdHead, Kind
from casefile.findings import Evidence, Outcome, Severity
from casefile.identifiers import division
from validators import agreement, changes, seals, words
from validators.agreement import Agreement
from validators.assignment import HEAD, SPOUSE, Identity, Person, identity
from validators.dossier import Dossier, declared
from validators.province import Page
from validators.reading import Reading, readings
from validators.remarks import OUTCOMES, compared, not_seen, on_page, on_pages, unreadable
from validators.rule import GUANGXI, HAINAN, Remark, rule

OF_PROVINCE = "公安厅"
SEAL_WORDS = ("户口", "公安", "派出所")
ENDED = {"离婚", "离异", "离婚未再婚", "丧偶"}
SINGLE = {"未婚"}
MARRIED = {"已婚", "有配偶", "初婚", "再婚", "复婚"}


@rule("register.head", "户主信息一致", fails_as=Outcome.MISMATCH, source=f"{GUANGXI}四（三）、五（五）3")
def head(dossier: Dossier) -> Iterator[Remark]:
    """The head of the household (户主) is one person: cover, head's page, application; the relation fits.

    Passes: the own page says 户主 and the cover names the parent; or a namesake with another number.
    Fails: the own page says 妻, yet the cover names the wife herself, or a head who is not her husband.
    Unreadable: it may name her.
    """
    for person in dossier.parents:
        for relation in readings(person.owns, "relation_to_head", person.term):
            yield from _relation_fits(dossier, relation, person)
        if person.is_head is False:
            yield from _one_head(person)
    yield from _declared_head(dossier)


def _relation_fits(dossier: Dossier, relation: Reading, person: Person) -> Iterator[Remark]:
    """The own page's relation to the head against the name on the cover."""
    own = relation.document
    if relation.text is None:
        yield unreadable(relation, subject=person.role)
        return
    for cover in readings(person.covers, "head_name", person.term):
        if relation.text in HEAD:
            yield changes.agrees(dossier, person, "name", cover)
            continue
        if agreement.surely_other(cover.field, person.declared.name) or _names_head(cover, person):
            yield _others_spouse(dossier, relation, cover, person) or on_page(
                own, Outcome.PASS, "", relation.evidence(), cover.evidence(), subject=person.role
            )
        elif agreement.of_name(cover.field, person.declared.name) is Agreement.MATCH:
            yield _bears_the_heads_name(relation, cover, person)
        else:
            yield unreadable(cover, subject=person.role)


def _names_head(cover: Reading, person: Person) -> bool:
    """Whether the cover's name is not the parent's, but that of the head's page, which is another's."""
    return agreement.denied(cover.field, person.declared.name) and any(
        identity(page.document, person) is Identity.NO
        and agreement.between(cover.field, page.field) is Agreement.MATCH
        for page in readings(person.heads, "name", "户主")
    )


def _others_spouse(dossier: Dossier, relation: Reading, cover: Reading, person: Person) -> Remark | None:
    """A parent who is the head's spouse, where the cover surely names a head who is not the other parent."""
    other = dossier.mother if person is dossier.father else dossier.father
    if relation.text not in SPOUSE or not agreement.surely_other(cover.field, other.declared.name):
        return None
    evidence = relation.evidence(), cover.evidence()
    message = (
        f"{person.term}登记卡的“与户主关系”是户主的配偶，但户口簿首页的户主姓名不是{other.term}，请核对。"
    )
    return on_page(relation.document, Outcome.MISMATCH, message, *evidence, subject=person.role)


def _bears_the_heads_name(relation: Reading, cover: Reading, person: Person) -> Remark:
    """A parent who is not the head, and whose name stands on the cover: a contradiction, or a namesake.

    The head's page decides by its number: where it surely is another person's, two people share a name.
    """
    evidence = relation.evidence(), cover.evidence()
    if any(identity(page, person) is Identity.NAMESAKE for page in person.heads):
        numbers = (page.evidence() for page in readings(person.heads, "id_number", "户主"))
        return on_page(relation.document, Outcome.PASS, "", *evidence, *numbers, subject=person.role)
    message = f"{person.term}登记卡的“与户主关系”不是户主，但户口簿首页的户主姓名是{person.term}，请核对。"
    return on_page(relation.document, Outcome.MISMATCH, message, *evidence, subject=person.role)


def _one_head(person: Person) -> Iterator[Remark]:
    """The cover's name against that of the head's page, where one was given."""
    for cover in readings(person.covers, "head_name", person.term):
        for page in readings(person.heads, "name", "户主"):
            outcome = OUTCOMES[agreement.between(cover.field, page.field)]
            evidence = cover.evidence(), page.evidence()
            told = {
                Outcome.PASS: "",
                Outcome.MISMATCH: f"{person.term}户口簿首页与户主页的户主姓名不一致，请核对是否同一户。",
                Outcome.UNREADABLE: f"{person.term}户口簿首页与户主页的户主姓名无法可靠比对，请人工核对。",
            }
            yield on_page(page.document, outcome, told[outcome], *evidence, subject=person.role)


def _declared_head(dossier: Dossier) -> Iterator[Remark]:
    """The head whom the application names, against the register in which the newborn settles."""
    head, person = dossier.newborn.household_head or HouseholdHead(), dossier.settling
    if head.name:
        yield from _named_head(person, head.name)
    if head.id_number:
        expected = declared("newborn.household_head.id_number", head.id_number)
        for reading in readings(person.heads, "id_number", "户主"):
            yield compared(reading, expected, agreement.of_number, person.role)


def _named_head(person: Person, name: str) -> Iterator[Remark]:
    """The declared head's name on cover and head's page; one of them bears out the other's, in a rule."""
    pages = ((person.covers, "head_name"), (person.heads, "name"))
    places = [one for found, field in pages for one in readings(found, field, person.term)]
    found = [agreement.of_name(one.field, name) for one in places]
    expected = declared("newborn.household_head.name", name)
    for reading, told in zip(places, found, strict=True):
        doubtful = told is Agreement.UNREADABLE and Agreement.MATCH in found
        if doubtful and agreement.may_be_ruled(reading.field, name):
            yield on_page(reading.document, Outcome.PASS, "", reading.evidence(name), subject=person.role)
        else:
            yield compared(reading, expected, agreement.of_name, person.role)


@rule("register.seal", "户口簿盖有户口专用章", fails_as=Outcome.MISSING, source=f"{GUANGXI}四（三）温馨提示")
def seal(dossier: Dossier) -> Iterator[Remark]:
    """Cover and member pages carry the registration office's red seal (户口专用章) in its place.

    Passes: a seal in its place whose text is illegible, with a note.
    Fails: a legible seal of another sort, or of another place than the cover's address. Missing: only the
    pre-printed seal at the cover's lower left.
    """
    for person in dossier.parents:
        registered = {Reading(cover, "address").text for cover in person.covers}
        place = division.locate(registered.pop() or "") if len(registered) == 1 else None

        def look(page: Document, person: Person = person, place: str | None = place) -> Iterator[Remark]:
            yield _sealed(page, person, place)

        for page in (Page.REGISTER_COVER, Page.REGISTER_OWN, Page.REGISTER_HEAD):
            if page is not Page.REGISTER_HEAD or not person.is_head:
                yield from on_pages(dossier, person.register_slot, page, look, person.role)


def _sealed(page: Document, person: Person, place: str | None) -> Remark:
    what = f"{person.term}户口簿的{words.KINDS[page.kind]}"
    found = [mark for mark in seals.red_seals(page) if _in_place(page, mark)]
    if not any(seals.is_sure(mark) for mark in found):
        outcome = Outcome.UNREADABLE if found else not_seen(page)
        message = f"{what}未见清晰的红色户口专用章，请上传盖有户口登记机关印章的原件照片。"
        return on_page(page, outcome, message, subject=person.role)
    texts = [text for mark in found if (text := seals.legible(mark))]
    evidence = *(Evidence(text, page.id, "seals") for text in texts), Evidence(None, page.id)
    if any(seals.contradicts(text, SEAL_WORDS, place) for text in texts):
        message = f"{what}上的印章不是户口登记机关的户口专用章，或与住址不符，请核对。"
        return on_page(page, Outcome.MISMATCH, message, *evidence, subject=person.role)
    note = "" if texts else f"{what}上有红色印章，印文不能辨认。"
    told = Severity.INFO if note else None
    return on_page(page, Outcome.PASS, note, *evidence, subject=person.role, severity=told)


def _in_place(page: Document, mark: seals.Seal) -> bool:
    """On the cover the hand-stamped seal at the right counts, not the pre-printed one at the lower left."""
    if OF_PROVINCE in (seals.legible(mark) or ""):
        return False
    return page.kind is not Kind.REGISTER_COVER or seals.place(page, mark)[0] > 0.5


@rule(
    "register.marital",
    "户口簿婚姻状况未登记为离婚或丧偶",
    fails_as=Outcome.INELIGIBLE,
    source=f"{HAINAN}二（一）",
)
def marital(dossier: Dossier) -> Iterator[Remark]:
    """The own page's marital status (婚姻状况) is not 离婚 or 丧偶; 未婚 warns: books are often not updated.

    Passes: 已婚, and a blank. Ineligible: 离婚. Warns: 未婚.
    """
    for person in dossier.parents:

        def look(own: Document, person: Person = person) -> Iterator[Remark]:
            yield _marital(Reading(own, "marital_status", person.term), person)

        yield from on_pages(dossier, person.register_slot, Page.REGISTER_OWN, look, person.role)


def _marital(status: Reading, person: Person) -> Remark:
    page, shown = status.document, status.evidence()
    if status.blank or status.text in MARRIED:
        return on_page(page, Outcome.PASS, "", shown, subject=person.role)
    if status.text in ENDED:
        message = f"{person.term}户口簿登记的婚姻状况为离婚或丧偶，不符合婚内生育条件，请按普通程序办理。"
        return on_page(page, Outcome.INELIGIBLE, message, shown, subject=person.role)
    if status.text in SINGLE:
        message = f"{person.term}户口簿登记的婚姻状况仍为未婚，建议到户籍地派出所更新。"
        return on_page(page, Outcome.MISMATCH, message, shown, subject=person.role, severity=Severity.WARN)
    return unreadable(status, subject=person.role)
