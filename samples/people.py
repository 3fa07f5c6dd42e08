"""Invented families: people, their households, marriages and births, from a random generator."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from stdnum.cn import ric

from samples import names, places
from samples.births import Delivery, Newborn, delivery
from samples.places import Division


@dataclass(frozen=True, slots=True)
class Person:
    """One invented person; None is a blank place on the papers. `valid_to` None is 长期."""

    name: str
    sex: str
    ethnicity: str
    birth_date: dt.date
    id_number: str
    address: str
    issuing_authority: str
    valid_from: dt.date
    valid_to: dt.date | None
    place_of_birth: str
    ancestral_home: str
    former_name: str | None = None
    religion: str | None = None
    height_cm: int | None = None
    blood_type: str | None = None
    education: str | None = None
    marital_status: str | None = None
    military_service: str | None = None
    workplace: str | None = None
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Household:
    """One register book (户口簿): its cover page's facts and the offices whose seals it bears."""

    head: Person
    household_type: str
    register_number: str
    address: str
    issued_on: dt.date
    registrar: str
    station: str
    province: str
    serial: str


@dataclass(frozen=True, slots=True)
class Membership:
    """One person's card in a register book."""

    person: Person
    household: Household
    relation_to_head: str
    registered_on: dt.date
    registrar: str | None
    other_address: str | None = None
    moved_to_city: str | None = None
    moved_to_address: str | None = None


@dataclass(frozen=True, slots=True)
class Marriage:
    """One marriage certificate; `law` is the law that its statement names."""

    husband: Person
    wife: Person
    holder: str
    registered_on: dt.date
    certificate_number: str
    registry: str
    registrar: str
    remark: str | None = None
    law: str = "中华人民共和国婚姻法"
    nationality: str = "中国"


@dataclass(frozen=True, slots=True)
class Family:
    """Two parents and their newborn, with everything that their papers say."""

    province: str
    mother: Person
    father: Person
    mother_page: Membership
    father_page: Membership
    marriage: Marriage
    newborn: Newborn
    delivery: Delivery


def id_number(rng: random.Random, code: str, born: dt.date, sex: str) -> str:
    """An ID number (公民身份号码) with the right check character of GB 11643."""
    order = rng.randint(1, 499) * 2 + (1 if sex == "男" else 0)
    body = f"{code}{born:%Y%m%d}{order:03d}"
    return body + str(ric.calc_check_digit(body))


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return dt.date(day.year + years, 3, 1)


def day_between(rng: random.Random, first: dt.date, last: dt.date) -> dt.date:
    """Some day of the span, both ends included."""
    return first + dt.timedelta(days=rng.randint(0, max(0, (last - first).days)))


def validity(rng: random.Random, born: dt.date, on: dt.date) -> tuple[dt.date, dt.date | None]:
    """A card's first and last day, valid on the given day; 5, 10, 20 years or 长期 by age at issue."""
    earliest = max(years_after(born, 1), dt.date(2004, 4, 1))
    while True:
        first = day_between(rng, earliest, on - dt.timedelta(days=20))
        age = first.year - born.year - ((first.month, first.day) < (born.month, born.day))
        if age >= 46:
            return first, None
        last = years_after(first, 5 if age < 16 else 10 if age < 26 else 20)
        if last > on + dt.timedelta(days=120):
            return first, last


_JOBS = ("教师", "职员", "工人", "农民", "医生", "护士", "会计", "个体经营者", "司机", "工程技术人员", "粮农", None)
_WORK = ("南宁市第三中学", "广西建工集团", "海南椰岛酒业有限公司", "市人民医院", "灵川县财政局", "柳州五菱汽车厂", None, None, None)
_SCHOOL = ("大学本科", "大学专科", "高中", "初中", "中等专科", "硕士研究生", "小学", "普通高级中学教育", "大学本科教育")


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
        name=name, sex=sex, ethnicity=people, birth_date=born, id_number=id_number(rng, code, born, sex),
        address=home, issuing_authority=places.police(place), valid_from=valid_from, valid_to=valid_to,
        place_of_birth=rng.choice((origin, place.local, places.SHORT[province] + place.local)),
        ancestral_home=rng.choice((origin, place.local)),
        former_name=names.full(rng, sex, name[0]) if rng.random() < 0.06 else None,
        religion=rng.choice(("无宗教信仰", "佛教")) if rng.random() < 0.08 else None,
        height_cm=rng.randint(150, 172) + (8 if sex == "男" else 0) if rng.random() < 0.75 else None,
        blood_type=rng.choice(("A", "B", "AB", "O")) if rng.random() < 0.55 else None,
        education=rng.choice(_SCHOOL), marital_status=rng.choices(("已婚", "有配偶", "初婚", "未婚"), (6, 3, 1, 1))[0],
        military_service=rng.choice(("未服兵役", "退出现役")) if rng.random() < 0.35 else None,
        workplace=rng.choice(_WORK), occupation=rng.choice(_JOBS),
    )  # fmt: skip


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
        person=one, household=home, relation_to_head=relation, registered_on=home.issued_on if not moved and rng.random() < 0.5 else day,
        registrar=home.registrar if rng.random() < 0.8 else None,
        moved_to_city=f"{day:%Y年%m月%d日}{origin}" if moved else rng.choice((None, None, "久居", "因出生")),
        moved_to_address=f"{day:%Y年%m月%d日}由{one.place_of_birth}" if moved and rng.random() < 0.6 else None,
    )  # fmt: skip


def head_page(rng: random.Random, home: Household, on: dt.date) -> Membership:
    """The head's own card (户主页) of a register book."""
    return membership(rng, home.head, home, "户主", on)


@dataclass(frozen=True, slots=True)
class _Couple:
    """Where the two live and who they are, before their papers are made."""

    place: Division
    home: str
    wife: Person
    husband: Person


def _elder(rng: random.Random, place: Division, province: str, child: Person, on: dt.date, sex: str) -> Person:
    born = day_between(rng, dt.date(child.birth_date.year - 32, 1, 1), dt.date(child.birth_date.year - 21, 1, 1))
    elder = person(rng, place, province, child.address, sex, born, on)
    if sex == "男" and "·" not in child.name and "·" not in elder.name:
        elder = replace(elder, name=child.name[0] + names.given(rng, sex))
    return elder


def _pages(rng: random.Random, couple: _Couple, province: str, on: dt.date) -> tuple[Membership, Membership]:
    """The wife's and the husband's cards in one book."""
    wife, husband, place = couple.wife, couple.husband, couple.place
    way = rng.choices(("husband", "wife", "his", "hers"), (45, 15, 30, 10))[0]
    if way == "husband":
        head, relations = husband, ("妻", "户主")
    elif way == "wife":
        head, relations = wife, ("户主", "夫")
    elif way == "his":
        head, relations = _elder(rng, place, province, husband, on, rng.choice("男男女")), ("儿媳", rng.choice(("子", "长子", "次子")))
    else:
        head, relations = _elder(rng, place, province, wife, on, rng.choice("男男女")), (rng.choice(("女", "长女", "次女")), "女婿")
    book = household(rng, place, province, head, on)
    return membership(rng, wife, book, relations[0], on), membership(rng, husband, book, relations[1], on)


def _own_page(rng: random.Random, place: Division, province: str, one: Person, on: dt.date) -> Membership:
    if rng.random() < 0.45:
        return membership(rng, one, household(rng, place, province, one, on), "户主", on)
    head = _elder(rng, place, province, one, on, rng.choice("男男女"))
    relation = rng.choice(("子", "长子", "次子") if one.sex == "男" else ("女", "长女", "次女"))
    return membership(rng, one, household(rng, place, province, head, on), relation, on)


def marriage(rng: random.Random, husband: Person, wife: Person, place: Division, before: dt.date) -> Marriage:
    """The couple's certificate, registered before the given day and at the lawful age."""
    lawful = max(years_after(husband.birth_date, 22), years_after(wife.birth_date, 20), dt.date(2001, 1, 1))
    day = day_between(rng, lawful, max(lawful, before))
    return Marriage(
        husband=husband, wife=wife, holder=rng.choice((husband.name, wife.name)), registered_on=day,
        certificate_number=certificate_number(rng, place, day), registry=places.civil_affairs(place),
        registrar=names.full(rng, rng.choice("男女")),
        remark=rng.choice(("补领结婚证", "双方自愿")) if rng.random() < 0.08 else None,
        law="中华人民共和国民法典" if day >= dt.date(2021, 1, 1) else "中华人民共和国婚姻法",
    )  # fmt: skip


def certificate_number(rng: random.Random, place: Division, day: dt.date) -> str:
    """结婚证字号: `J…`, one in ten re-issued `BJ…`, before 2004 in the old form."""
    running = rng.randint(1, 9999)
    if day.year < 2004:
        return f"桂{place.county[0]}结字{rng.randint(1, 9):02d}{day:%y}{running:05d}"
    if rng.random() < 0.1:
        return f"BJ{place.code}-{day.year + rng.randint(0, 4)}-{running:06d}"
    return f"J{place.code}-{day.year}-{running:06d}"


def family(rng: random.Random, province: str = "guangxi", born_on: dt.date | None = None) -> Family:
    """A family whose papers all agree and whose newborn was born on the given day."""
    on = born_on or day_between(rng, dt.date(2025, 9, 1), dt.date(2026, 11, 1))
    place, other = places.division(rng, province), places.division(rng, province)
    home, other_home = places.address(rng, place, province), places.address(rng, other, province)
    together = rng.random() < 0.5
    wife_at = (place, home) if together else (other, other_home)
    wife_born = day_between(rng, years_after(on, -41), years_after(on, -22))
    husband_born = day_between(rng, years_after(max(wife_born, years_after(on, -44)), -3), years_after(on, -24))
    wife = person(rng, wife_at[0], province, wife_at[1], "女", wife_born, on)
    husband = person(rng, place, province, home, "男", husband_born, on)
    if together:
        her_page, his_page = _pages(rng, _Couple(place, home, wife, husband), province, on)
    else:
        her_page, his_page = _own_page(rng, other, province, wife, on), _own_page(rng, place, province, husband, on)
    newborn, record = delivery(rng, province, husband, wife, on)
    wedding = marriage(rng, husband, wife, rng.choice((place, wife_at[0])), on - dt.timedelta(days=120))
    return Family(province, wife, husband, her_page, his_page, wedding, newborn, record)
