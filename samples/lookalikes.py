"""Characters of names that are easily taken for each other, and people who bear them."""

from __future__ import annotations

import random
from dataclasses import replace

from samples.exchange import exchanged
from samples.people import Family, Person

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
