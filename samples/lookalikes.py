"""Characters of names that are easily taken for each other, and people who bear them."""

from __future__ import annotations

import random
from dataclasses import replace

from samples.people import Family, Membership, Person

_FIRST = "淏炜萱昊未琪婷莹晴峰辉颖钰瑜玲俊芸妍梓戌己晟祯烨怡彬洁丹"
_SECOND = "溴伟宣吴末淇停萤睛锋晖颍珏渝铃峻芳研锌戍已晨桢桦恰杉浩舟"
PAIRS = tuple(zip(_FIRST, _SECOND, strict=True))
PARTNERS = dict(PAIRS) | {second: first for first, second in PAIRS}
FOR_WOMEN = "萱婷莹晴颖钰瑜玲芸妍怡洁丹琪"
FOR_MEN = "淏炜昊未峰辉俊梓晟祯烨彬己"


def mistaken(name: str, rng: random.Random) -> str | None:
    """The name with one character of the given name taken for its look-alike; None where it has none."""
    places = [place for place, letter in enumerate(name) if place and letter in PARTNERS]
    if not places:
        return None
    place = rng.choice(places)
    return name[:place] + PARTNERS[name[place]] + name[place + 1 :]


def with_lookalikes(family: Family, rng: random.Random) -> Family:
    """The family with, half of the time, a look-alike in a parent's name."""
    if rng.random() < 0.3:
        family = renamed(family, family.mother, bearing(family.mother, rng))
    if rng.random() < 0.3:
        family = renamed(family, family.father, bearing(family.father, rng))
    return family


def bearing(one: Person, rng: random.Random) -> str:
    """The person's name with a look-alike as its last character; dotted names stay."""
    if "·" in one.name or one.name[-1] in PARTNERS:
        return one.name
    stock = FOR_WOMEN if one.sex == "女" else FOR_MEN
    return one.name[:-1] + rng.choice(stock)


def renamed(family: Family, one: Person, name: str) -> Family:
    """The family with one parent under another name on every paper."""
    return exchanged(family, one, replace(one, name=name))


def exchanged(family: Family, old: Person, new: Person) -> Family:
    """The family with one person's facts exchanged on every paper."""

    def person(one: Person) -> Person:
        return new if one.id_number == old.id_number else one

    def page(one: Membership) -> Membership:
        home = replace(one.household, head=person(one.household.head))
        return replace(one, person=person(one.person), household=home)

    wedding = family.marriage
    holder = new.name if wedding.holder == old.name else wedding.holder
    record = family.delivery
    if record.mother_id_number == old.id_number:
        record = replace(record, mother_name=new.name, mother_id_number=new.id_number)
    if record.father_id_number == old.id_number:
        record = replace(record, father_name=new.name, father_id_number=new.id_number)
    return replace(
        family, mother=person(family.mother), father=person(family.father),
        mother_page=page(family.mother_page), father_page=page(family.father_page),
        marriage=replace(wedding, husband=person(wedding.husband), wife=person(wedding.wife), holder=holder),
        delivery=record,
    )  # fmt: skip
