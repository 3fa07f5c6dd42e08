"""The application form as the family of a case declares it."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from samples import places
from samples.people import Family, Membership, Person

CHINA = dt.timezone(dt.timedelta(hours=8))
FIRST_DAY = 7
"""No case is handed in sooner after the birth: mother and child are at home by then."""

CHILD = {"男": "子", "女": "女"}


def form(family: Family, case_id: str, rng: random.Random) -> dict[str, Any]:
    """Everything of case.json but the materials; agrees with every paper of the family."""
    return {
        "case_id": case_id,
        "province": family.province,
        "submitted_at": submission(family, rng).isoformat(),
        "applicant": "mother" if family.province == "guangxi" else rng.choice(("mother", "mother", "father")),
        "mother": _parent(family.mother, rng),
        "father": _parent(family.father, rng),
        "newborn": _newborn(family, rng),
    }


def submission(family: Family, rng: random.Random) -> dt.datetime:
    """A moment within the province's term; one in ten cases comes on its last day."""
    born = family.newborn.birth_date
    last = last_day(family.province, born)
    span = (last - born).days
    day = last if rng.random() < 0.1 else born + dt.timedelta(days=rng.randint(FIRST_DAY, span - 1))
    return dt.datetime(day.year, day.month, day.day, rng.randint(8, 21), rng.randint(0, 59), 0, tzinfo=CHINA)


def last_day(province: str, born: dt.date) -> dt.date:
    """The last day of the term: day 30 in Hainan, the same day of the next month in Guangxi."""
    if province == "hainan":
        return born + dt.timedelta(days=30)
    following = (born.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    end = (following + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return end if born.day > end.day else following.replace(day=born.day)


def relation(page: Membership, sex: str) -> str:
    """What the newborn is to the head of the household in whose book this parent's card is."""
    to_head = page.relation_to_head
    if to_head in {"户主", "妻", "夫"}:
        return CHILD[sex]
    through_son = to_head == "儿媳" or to_head.endswith("子")
    return ("孙" if through_son else "外孙") + ("子" if sex == "男" else "女")


def _parent(one: Person, rng: random.Random) -> dict[str, Any]:
    """A parent's part of the form."""
    declared: dict[str, Any] = {"name": one.name, "id_number": one.id_number, "ethnicity": one.ethnicity}
    if rng.random() < 0.8:
        declared["nationality"] = "中国"
    if rng.random() < 0.8:
        declared["phone"] = f"1{rng.choice('35789')}{rng.randint(0, 9)}0000{rng.randint(0, 9999):04d}"
    return declared


def _newborn(family: Family, rng: random.Random) -> dict[str, Any]:
    """The newborn's part of the form."""
    child, record = family.newborn, family.delivery
    settle = rng.choice(("mother", "father"))
    declared: dict[str, Any] = {
        "name": child.name,
        "sex": child.sex,
        "ethnicity": child.ethnicity,
        "birth_date": child.birth_date.isoformat(),
        "birth_time": child.birth_time,
        "birth_place": _place(record.birth_place, rng),
        "institution": record.institution,
        "gestational_weeks": record.gestational_weeks,
        "length_cm": record.length_cm,
        "weight_g": record.weight_g,
        "settle_with": settle,
        "plurality": record.plurality,
        "blood_type": record.blood_type or "不详",
    }
    for optional in ("gestational_weeks", "length_cm", "birth_time", "blood_type"):
        if rng.random() < 0.08:
            del declared[optional]
    page = family.mother_page if settle == "mother" else family.father_page
    if page.relation_to_head != "户主":
        head = page.household.head
        declared["household_head"] = {
            "name": head.name, "id_number": head.id_number, "relation_to_head": relation(page, child.sex),
        }  # fmt: skip
    return declared


def _place(place: tuple[str, str, str], rng: random.Random) -> str:
    """The place of birth as people write it."""
    province, city, county = place
    full = {places.SHORT[name]: places.FULL[name] for name in places.SHORT}.get(province, province)
    city = city if city.endswith(("市", "州", "盟")) else f"{city}市"
    return rng.choice((full, full, province)) + city + county
