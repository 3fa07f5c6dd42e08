"""Invented families from a random generator: all their papers agree."""

from __future__ import annotations

import datetime as dt
import random

from samples import names, places
from samples.births import Delivery, Newborn, delivery
from samples.books import Couple, head_page, household, membership, own_page, shared_pages
from samples.persons import age, day_between, id_number, person, validity, years_after
from samples.places import Division
from samples.records import Family, Household, Marriage, Membership, Person

__all__ = [
    "Delivery",
    "Family",
    "Household",
    "Marriage",
    "Membership",
    "Newborn",
    "Person",
    "age",
    "day_between",
    "family",
    "head_page",
    "household",
    "id_number",
    "marriage",
    "membership",
    "person",
    "validity",
    "years_after",
]


def marriage(rng: random.Random, husband: Person, wife: Person, place: Division, before: dt.date) -> Marriage:
    """The couple's certificate, registered before the given day and at the lawful age."""
    lawful = max(years_after(husband.birth_date, 22), years_after(wife.birth_date, 20), dt.date(2001, 1, 1))
    day = day_between(rng, lawful, max(lawful, before))
    return Marriage(
        husband=husband,
        wife=wife,
        holder=rng.choice((husband.name, wife.name)),
        registered_on=day,
        certificate_number=certificate_number(rng, place, day, before),
        registry=places.civil_affairs(place),
        registrar=names.full(rng, rng.choice("男女")),
        remark=rng.choice(("补领结婚证", "双方自愿")) if rng.random() < 0.08 else None,
        law="中华人民共和国民法典" if day >= dt.date(2021, 1, 1) else "中华人民共和国婚姻法",
    )


def certificate_number(rng: random.Random, place: Division, day: dt.date, latest: dt.date) -> str:
    """结婚证字号: `J…`, one in ten re-issued `BJ…` by `latest`, before 2004 in the old form."""
    running = rng.randint(1, 9999)
    if day.year < 2004:
        return f"桂{place.county[0]}结字{rng.randint(1, 9):02d}{day:%y}{running:05d}"
    if rng.random() < 0.1:
        return f"BJ{place.code}-{min(day.year + rng.randint(0, 4), latest.year)}-{running:06d}"
    return f"J{place.code}-{day.year}-{running:06d}"


def _births(rng: random.Random, on: dt.date, early: bool) -> tuple[dt.date, dt.date]:
    """The wife's and the husband's days of birth."""
    if early:
        days = (dt.date(1980, 1, 1), dt.date(1982, 12, 1)), (dt.date(1976, 1, 1), dt.date(1981, 6, 1))
        return day_between(rng, *days[0]), day_between(rng, *days[1])
    wife = day_between(rng, years_after(on, -41), years_after(on, -22))
    return wife, day_between(rng, years_after(max(wife, years_after(on, -44)), -3), years_after(on, -24))


def family(
    rng: random.Random,
    province: str = "guangxi",
    born_on: dt.date | None = None,
    early_marriage: bool = False,
) -> Family:
    """A family whose papers all agree and whose newborn was born on the given day.

    With `early_marriage` the parents are in their forties and married before 2004, so that their
    certificate has a number of the old form.
    """
    on = born_on or day_between(rng, dt.date(2025, 9, 1), dt.date(2026, 11, 1))
    place, other = places.division(rng, province), places.division(rng, province)
    home, other_home = places.address(rng, place, province), places.address(rng, other, province)
    together = rng.random() < 0.5
    wife_at = (place, home) if together else (other, other_home)
    wife_born, husband_born = _births(rng, on, early_marriage)
    wife = person(rng, wife_at[0], province, wife_at[1], "女", wife_born, on)
    husband = person(rng, place, province, home, "男", husband_born, on)
    if together:
        her_page, his_page = shared_pages(rng, Couple(place, home, wife, husband), province, on)
    else:
        her_page, his_page = (
            own_page(rng, other, province, wife, on),
            own_page(rng, place, province, husband, on),
        )
    newborn, record = delivery(rng, province, husband, wife, on)
    latest = dt.date(2003, 12, 30) if early_marriage else on - dt.timedelta(days=120)
    wedding = marriage(rng, husband, wife, rng.choice((place, wife_at[0])), latest)
    return Family(province, wife, husband, her_page, his_page, wedding, newborn, record)
