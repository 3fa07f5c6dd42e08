"""Invented register books (户口簿): who heads them and who stands in them."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from samples import names, places
from samples.persons import day_between, person
from samples.places import Division
from samples.records import Household, Membership, Person

_KINDS = ("家庭户", "非农业家庭户口", "农业家庭户口", "居民家庭户", "家庭户口", "居民家庭户口")


def household(
    rng: random.Random, place: Division, province: str, head: Person, on: dt.date, collective: bool = False
) -> Household:
    """The register book of a head who lives in the division."""
    return Household(
        head=head,
        household_type=rng.choice(("集体户", "非农业集体户口")) if collective else rng.choice(_KINDS),
        register_number="".join(rng.choice("0123456789") for _ in range(rng.choice((7, 8, 9, 9, 10, 12)))),
        address=head.address,
        issued_on=day_between(rng, dt.date(2005, 1, 1), on - dt.timedelta(days=30)),
        registrar=names.full(rng, rng.choice("男女")),
        station=places.station(rng, place),
        province=places.FULL[province],
        serial=f"{rng.randint(1, 99_999_999):08d}",
    )


def membership(rng: random.Random, one: Person, home: Household, relation: str, on: dt.date) -> Membership:
    """A person's card in the book, registered on or after the book's issue."""
    moved = relation in {"妻", "儿媳", "女婿", "夫"} and rng.random() < 0.7
    origin = f"{one.place_of_birth}{rng.choice(('迁来', '', '投靠迁入'))}"
    day = day_between(rng, home.issued_on, on)
    return Membership(
        person=one,
        household=home,
        relation_to_head=relation,
        registered_on=home.issued_on if not moved and rng.random() < 0.5 else day,
        registrar=home.registrar if rng.random() < 0.8 else None,
        moved_to_city=f"{day:%Y年%m月%d日}{origin}" if moved else rng.choice((None, None, "久居", "因出生")),
        moved_to_address=f"{day:%Y年%m月%d日}由{one.place_of_birth}"
        if moved and rng.random() < 0.6
        else None,
    )


def head_page(rng: random.Random, home: Household, on: dt.date) -> Membership:
    """The head's own card (户主页) of a register book."""
    return membership(rng, home.head, home, "户主", on)


@dataclass(frozen=True, slots=True)
class Couple:
    """Where the two live and who they are, before their papers are made."""

    place: Division
    home: str
    wife: Person
    husband: Person


def _elder(
    rng: random.Random, place: Division, province: str, child: Person, on: dt.date, sex: str
) -> Person:
    born = day_between(
        rng, dt.date(child.birth_date.year - 32, 1, 1), dt.date(child.birth_date.year - 21, 1, 1)
    )
    elder = person(rng, place, province, child.address, sex, born, on)
    if sex == "男" and "·" not in child.name and "·" not in elder.name:
        elder = replace(elder, name=child.name[0] + names.given(rng, sex))
    return elder


def shared_pages(
    rng: random.Random, couple: Couple, province: str, on: dt.date
) -> tuple[Membership, Membership]:
    """The wife's and the husband's cards in one book."""
    wife, husband, place = couple.wife, couple.husband, couple.place
    way = rng.choices(("husband", "wife", "his", "hers"), (45, 15, 30, 10))[0]
    if way == "husband":
        head, relations = husband, ("妻", "户主")
    elif way == "wife":
        head, relations = wife, ("户主", "夫")
    elif way == "his":
        head, relations = (
            _elder(rng, place, province, husband, on, rng.choice("男男女")),
            ("儿媳", rng.choice(("子", "长子", "次子"))),
        )
    else:
        head, relations = (
            _elder(rng, place, province, wife, on, rng.choice("男男女")),
            (rng.choice(("女", "长女", "次女")), "女婿"),
        )
    book = household(rng, place, province, head, on)
    return membership(rng, wife, book, relations[0], on), membership(rng, husband, book, relations[1], on)


def own_page(rng: random.Random, place: Division, province: str, one: Person, on: dt.date) -> Membership:
    """A person's card in a book of their own or of their parents."""
    if rng.random() < 0.45:
        return membership(rng, one, household(rng, place, province, one, on), "户主", on)
    head = _elder(rng, place, province, one, on, rng.choice("男男女"))
    relation = rng.choice(("子", "长子", "次子") if one.sex == "男" else ("女", "长女", "次女"))
    return membership(rng, one, household(rng, place, province, head, on), relation, on)
