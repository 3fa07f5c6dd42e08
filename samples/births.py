"""Invented births: the facts of a delivery record (产时记录) and of the newborn."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from typing import Protocol

from samples import names, places


class Parent(Protocol):
    """What a birth needs to know of a parent."""

    @property
    def name(self) -> str:
        """The parent's name."""

    @property
    def id_number(self) -> str:
        """The parent's ID number."""

    @property
    def ethnicity(self) -> str:
        """The parent's people (民族), without 族."""


@dataclass(frozen=True, slots=True)
class Newborn:
    """The child as its family declares it."""

    name: str
    sex: str
    ethnicity: str
    birth_date: dt.date
    birth_time: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery record says; None is a blank place. Weights in grams, lengths in centimetres."""

    admission_number: str
    admitted_on: dt.date
    delivery_date: dt.date
    delivery_time: str
    labour_minutes: int | None
    gestational_weeks: int
    delivery_mode: str
    blood_loss_ml: int
    transfusion: str
    abnormality: str
    plurality: str
    blood_type: str | None
    sex: str
    weight_g: int
    length_cm: float
    chest_cm: float | None
    head_cm: float | None
    apgar_1: int
    apgar_5: int
    apgar_10: int | None
    malformation: str
    treatment: str | None
    guidance: str | None
    birth_place: tuple[str, str, str]
    institution: str
    midwife: str
    mother_discharged_on: dt.date | None
    newborn_discharged_on: dt.date | None
    contact_address: tuple[str, str, str, str]
    mother_name: str
    mother_id_number: str
    father_name: str
    father_id_number: str


_CITIES = {
    "guangxi": (
        ("南宁", "青秀区"),
        ("南宁", "西乡塘区"),
        ("桂林", "七星区"),
        ("桂林", "灵川县"),
        ("柳州", "鱼峰区"),
        ("玉林", "玉州区"),
        ("百色", "右江区"),
        ("钦州", "灵山县"),
        ("桂林", "荔浦市"),
        ("河池", "金城江区"),
    ),
    "hainan": (
        ("海口", "龙华区"),
        ("海口", "美兰区"),
        ("海口", "琼山区"),
        ("三亚", "吉阳区"),
        ("三亚", "天涯区"),
    ),
}
_HOSPITALS = (
    "{0}市妇幼保健院",
    "{0}市第一人民医院",
    "{0}市人民医院",
    "{1}妇幼保健院",
    "{1}人民医院",
    "{0}市中医医院",
    "{0}市第二人民医院",
)
_ADVICE = (
    "母婴同室，母乳喂养",
    "常规护理",
    "保暖，早接触早吸吮",
    "注意观察黄疸",
    "送新生儿科观察",
    "母乳喂养指导",
)
_GUIDANCE = ("产后42天复查", "母乳喂养", "注意休息，加强营养", "按时接种疫苗", "避孕指导，产后复查")
_TOWNS = ("大圩镇", "灵川镇", "新竹街道", "津头街道", "金贸街道", "海府街道", "东江街道", "定江镇")
_HAMLETS = ("凤岭", "潜经", "大塘", "新安", "东岸", "白龙", "滨江", "朝阳")


def delivery(
    rng: random.Random, province: str, father: Parent, mother: Parent, on: dt.date
) -> tuple[Newborn, Delivery]:
    """A healthy birth in an institution of the province, and the child born."""
    city, county = rng.choice(_CITIES[province])
    sex = rng.choice("男女")
    time = f"{rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}"
    surname = father.name[:2] if father.name[:2] in names.COMPOUND else father.name[0]
    child = names.dotted(rng) if "·" in father.name else names.full(rng, sex, surname)
    newborn = Newborn(child, sex, rng.choice((father.ethnicity, mother.ethnicity)), on, time)
    record = _record(rng, newborn, (places.SHORT[province], city, county), (mother, father))
    return newborn, record


def _record(
    rng: random.Random, newborn: Newborn, place: tuple[str, str, str], parents: tuple[Parent, Parent]
) -> Delivery:
    """The page that the hospital fills in."""
    on, (mother, father) = newborn.birth_date, parents
    mode = rng.choices(("阴道分娩", "剖宫产", "产钳", "臀位"), (60, 32, 5, 3))[0]
    leave = on + dt.timedelta(days=rng.randint(2, 6))
    first = rng.choices((7, 8, 9, 10), (1, 3, 10, 8))[0]
    return Delivery(
        admission_number=f"{on:%Y}{rng.randint(1, 99999):05d}"
        if rng.random() < 0.5
        else str(rng.randint(100000, 9999999)),
        admitted_on=on - dt.timedelta(days=rng.choice((0, 0, 1, 1, 2, 4))),
        delivery_date=on,
        delivery_time=newborn.birth_time,
        labour_minutes=None if mode == "剖宫产" else rng.randint(150, 1100),
        gestational_weeks=rng.randint(37, 41),
        delivery_mode=mode,
        blood_loss_ml=rng.choice((100, 120, 150, 180, 200, 220, 250, 300, 350, 400)),
        transfusion="有" if rng.random() < 0.04 else "无",
        abnormality="有" if rng.random() < 0.06 else "无",
        plurality=rng.choices(("单胎", "双胎", "多胎"), (95, 4, 1))[0],
        blood_type=rng.choice(("A", "B", "AB", "O", None)),
        sex=newborn.sex,
        weight_g=rng.randint(245, 410) * 10,
        length_cm=rng.choice((48, 49, 50, 50, 51, 52, 49.5, 50.5)),
        chest_cm=rng.choice((32, 33, 33.5, 34, None)),
        head_cm=rng.choice((33, 34, 34.5, 35, None)),
        apgar_1=first,
        apgar_5=min(10, first + 1),
        apgar_10=rng.choice((10, 10, 10, None)),
        malformation="有" if rng.random() < 0.02 else "无",
        treatment=rng.choice((*_ADVICE, None)),
        guidance=rng.choice((*_GUIDANCE, None)),
        birth_place=place,
        institution=rng.choice(_HOSPITALS).format(*place[1:]),
        midwife=names.full(rng, "女"),
        mother_discharged_on=leave,
        newborn_discharged_on=leave if rng.random() < 0.9 else None,
        contact_address=(*place[:2], place[2] + rng.choice(_TOWNS), rng.choice(_HAMLETS)),
        mother_name=mother.name,
        mother_id_number=mother.id_number,
        father_name=father.name,
        father_id_number=father.id_number,
    )
