"""Invented people with right ID numbers and cards that are valid when they should be."""

from __future__ import annotations

import datetime as dt
import random

from stdnum.cn import ric

from samples import names, places
from samples.places import Division
from samples.records import Person


def id_number(rng: random.Random, code: str, born: dt.date, sex: str) -> str:
    """An ID number (公民身份号码) with the right check character of GB 11643."""
    order = rng.randint(1, 499) * 2 + (1 if sex == "男" else 0)
    body = f"{code}{born:%Y%m%d}{order:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def age(born: dt.date, on: dt.date) -> int:
    """Completed years of life on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def day_between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """Some day of the span, both ends included."""
    return first + dt.timedelta(days=rng.randint(0, max(0, (last - first).days)))


def validity(rng: random.Random, born: dt.date, on: dt.date) -> tuple[dt.date, dt.date | None]:
    """A card's first and last day, valid on the given day; 5, 10, 20 years or 长期 by age at issue."""
    earliest = max(years_after(born, 1), dt.date(2004, 4, 1))
    while True:
        first = day_between(rng, earliest, on - dt.timedelta(days=20))
        years = age(born, first)
        if years >= 46:
            return first, None
        last = years_after(first, 5 if years < 16 else 10 if years < 26 else 20)
        if last > on + dt.timedelta(days=120):
            return first, last


_JOBS = (
    "教师",
    "职员",
    "工人",
    "农民",
    "医生",
    "护士",
    "会计",
    "个体经营者",
    "司机",
    "工程技术人员",
    "粮农",
    None,
)
_WORK = (
    "南宁市第三中学",
    "广西建工集团",
    "海南椰岛酒业有限公司",
    "市人民医院",
    "灵川县财政局",
    "柳州五菱汽车厂",
    None,
    None,
    None,
)
_SCHOOL = (
    "大学本科",
    "大学专科",
    "高中",
    "初中",
    "中等专科",
    "硕士研究生",
    "小学",
    "普通高级中学教育",
    "大学本科教育",
)


def person(
    rng: random.Random, place: Division, province: str, home: str, sex: str, born: dt.date, on: dt.date
) -> Person:
    """Some adult of the household at `home`, holding a card valid on `on`."""
    people = names.ethnicity(rng, province)
    name = names.full(rng, sex)
    if rng.random() < 0.03:
        name, people = names.dotted(rng), "维吾尔"
    prefix = rng.choice(places.OTHERS) if rng.random() < 0.1 else place.code[:2]
    local = places.codes_in(prefix, max(born.year, 1988))
    code = place.code if place.code in local and rng.random() < 0.7 else rng.choice(local)
    valid_from, valid_to = validity(rng, born, on)
    origin = place.province + place.local
    return Person(
        name=name,
        sex=sex,
        ethnicity=people,
        birth_date=born,
        id_number=id_number(rng, code, born, sex),
        address=home,
        issuing_authority=places.police(place),
        valid_from=valid_from,
        valid_to=valid_to,
        place_of_birth=rng.choice((origin, place.local, places.SHORT[province] + place.local)),
        ancestral_home=rng.choice((origin, place.local)),
        former_name=names.full(rng, sex, name[0]) if rng.random() < 0.06 else None,
        religion=rng.choice(("无宗教信仰", "佛教")) if rng.random() < 0.08 else None,
        height_cm=rng.randint(150, 172) + (8 if sex == "男" else 0) if rng.random() < 0.75 else None,
        blood_type=rng.choice(("A", "B", "AB", "O")) if rng.random() < 0.55 else None,
        education=rng.choice(_SCHOOL),
        marital_status=rng.choices(("已婚", "有配偶", "初婚", "未婚"), (6, 3, 1, 1))[0],
        military_service=rng.choice(("未服兵役", "退出现役")) if rng.random() < 0.35 else None,
        workplace=rng.choice(_WORK),
        occupation=rng.choice(_JOBS),
    )
