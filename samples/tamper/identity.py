"""Names and numbers that do not agree, and papers of other people."""

from __future__ import annotations

import random
from dataclasses import replace

from stdnum.cn import ric

from samples import lookalikes, names
from samples.cases import Case
from samples.pages import Facts
from samples.people import Marriage, Membership, Person, family
from samples.tamper.kinds import UnsuitedError, kind

PLACES = ("{}.card.front", "{}.register.own", "marriage.info")


def parent_in(case: Case, parent: str) -> Person:
    """The parent as a person."""
    return case.family.mother if parent == "mother" else case.family.father


def told_otherwise(case: Case, key: str, old: Person, new: Person) -> Case:
    """The case with one page naming `new` as the person whose page or entry it is."""
    page = case.page(key)
    return case.with_facts(page, _put(page.facts, old, new))


def _put(facts: Facts, old: Person, new: Person) -> Facts:
    """Only the person's own entry changes; who heads the household stays."""
    if isinstance(facts, Membership):
        return replace(facts, person=new)
    if isinstance(facts, Marriage):
        return replace(facts, husband=new) if facts.husband == old else replace(facts, wife=new)
    return new


def other_name(one: Person, rng: random.Random) -> str:
    """Another given name under the same surname."""
    while True:
        name = names.full(rng, one.sex, one.name[0])
        if name != one.name:
            return name


@kind("names.{parent}")
def name_on_page(case: Case, parent: str, rng: random.Random) -> Case:
    """One page bears another name."""
    one = parent_in(case, parent)
    key = rng.choice(PLACES).format(parent)
    return told_otherwise(case, key, one, replace(one, name=other_name(one, rng)))


@kind("names.{parent}")
def name_lookalike(case: Case, parent: str, rng: random.Random) -> Case:
    """One page bears a name that looks alike."""
    case, one = _confusable(case, parent, rng)
    key = rng.choice(PLACES).format(parent)
    return told_otherwise(case, key, one, replace(one, name=lookalikes.mistaken(one.name, rng) or ""))


@kind("names.{parent}")
def name_on_form(case: Case, parent: str, rng: random.Random) -> Case:
    """The application names a parent otherwise than all papers."""
    return case.with_form(f"{parent}.name", other_name(parent_in(case, parent), rng))


@kind("names.{parent}")
def lookalike_on_form(case: Case, parent: str, rng: random.Random) -> Case:
    """The application has a look-alike of the name on all papers."""
    case, one = _confusable(case, parent, rng)
    return case.with_form(f"{parent}.name", lookalikes.mistaken(one.name, rng))


@kind("names.{parent}", also_right=("return",))
def vanished_character(case: Case, parent: str, rng: random.Random) -> Case:
    """A parent's name ends in a character that the reader's dictionary lacks."""
    one = parent_in(case, parent)
    new = replace(one, name=one.name.partition("·")[0][:2] + "飚")
    return case.with_exchange(one, new).with_form(f"{parent}.name", new.name)


@kind("ids.{parent}")
def number_digit(case: Case, parent: str, rng: random.Random) -> Case:
    """One page has one digit of the number changed, with the check character that fits it."""
    one = parent_in(case, parent)
    place = rng.choice((14, 15))
    digit = str((int(one.id_number[place]) + rng.randint(1, 9)) % 10)
    body = one.id_number[:place] + digit + one.id_number[place + 1 : 17]
    new = replace(one, id_number=body + str(ric.calc_check_digit(body + "0")))
    return told_otherwise(case, rng.choice(PLACES).format(parent), one, new)


@kind("ids.valid")
def check_character(case: Case, parent: str, rng: random.Random) -> Case:
    """The number has a wrong check character on all papers and on the application."""
    one = parent_in(case, parent)
    wrong = rng.choice([letter for letter in "0123456789X" if letter != one.id_number[-1]])
    new = replace(one, id_number=one.id_number[:-1] + wrong)
    return case.with_exchange(one, new).with_form(f"{parent}.id_number", new.id_number)


@kind("ids.agree")
def birth_date_on_register(case: Case, parent: str, rng: random.Random) -> Case:
    """The register page has a birth date that the number contradicts."""
    one = parent_in(case, parent)
    day = one.birth_date.day % 28 + 1
    born = one.birth_date.replace(day=day, month=rng.randint(1, 12))
    return told_otherwise(case, f"{parent}.register.own", one, replace(one, birth_date=born))


@kind("marriage.parties")
def swapped_parents(case: Case, parent: str, rng: random.Random) -> Case:
    """The marriage certificate has the mother as husband and the father as wife."""
    page = case.page("marriage.info")
    mother, father = case.family.mother, case.family.father
    swapped = replace(case.family.marriage, husband=replace(mother, sex="男"), wife=replace(father, sex="女"))
    return case.with_facts(page, swapped)


@kind(any_of=("names.{parent}", "ids.{parent}", "materials.complete"), also_right=("return",))
def strangers_register(case: Case, parent: str, rng: random.Random) -> Case:
    """The register's own page is another person's of the same household."""
    one = parent_in(case, parent)
    return told_otherwise(case, f"{parent}.register.own", one, _stranger(case, one, rng))


@kind("names.{parent}", "ids.{parent}")
def another_familys_card(case: Case, parent: str, rng: random.Random) -> Case:
    """Both sides of the ID card are those of another family's parent."""
    one = parent_in(case, parent)
    stranger = _stranger(case, one, rng)
    return case.with_pages(
        lambda page: replace(page, facts=stranger) if page.key.startswith(f"{parent}.card") else page
    )


@kind("names.{parent}", "ids.{parent}", "marriage.parties")
def married_to_another(case: Case, parent: str, rng: random.Random) -> Case:
    """The marriage certificate is one with another person."""
    one = parent_in(case, parent)
    return told_otherwise(case, "marriage.info", one, _stranger(case, one, rng))


@kind("register.head")
def head_on_cover(case: Case, parent: str, rng: random.Random) -> Case:
    """The register's cover names another head than the head's page."""
    page = case.page(f"{parent}.register.cover")
    own = case.family.mother_page if parent == "mother" else case.family.father_page
    told = own.relation_to_head == "户主" or case.form["newborn"]["settle_with"] == parent
    if not told and not any(one.key == f"{parent}.register.head" for one in case.pages):
        raise UnsuitedError("nothing else names the head")
    head = own.household.head
    changed = replace(own.household, head=replace(head, name=other_name(head, rng)))
    return case.with_facts(page, changed)


def _confusable(case: Case, parent: str, rng: random.Random) -> tuple[Case, Person]:
    """The case with a look-alike in the parent's name, put there on all papers where it had none."""
    one = parent_in(case, parent)
    if lookalikes.mistaken(one.name, rng) is not None:
        return case, one
    stock = lookalikes.FOR_WOMEN if one.sex == "女" else lookalikes.FOR_MEN
    new = replace(one, name=one.name[:-1] + rng.choice(stock))
    return case.with_exchange(one, new).with_form(f"{parent}.name", new.name), new


def _stranger(case: Case, one: Person, rng: random.Random) -> Person:
    """Somebody else of the same sex and province."""
    other = family(rng, case.family.province)
    return other.mother if one.sex == "女" else other.father
