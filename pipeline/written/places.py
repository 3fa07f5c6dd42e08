"""Divisions and institutions: how they are written, and what else could be named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from casefile.identifiers import division
from extractors.delivery_values import IN_TOWN
from pipeline.ocr.lookalikes import rivals
from pipeline.written.sorts import Place

_PRINTED = re.compile(r"县?[(（]")
_PLACES = re.compile(r"[\u3400-\u9fff]{1,9}?[市县区]")
_NUMBERS = tuple(f"第{number}" for number in "一二三四五六七八九")
_HOSPITALS = (
    "妇幼保健院",
    "人民医院",
    "中医医院",
    "中医院",
    "妇产医院",
    "工人医院",
    "中心医院",
    "附属医院",
    "卫生院",
)


def find_division(text: str, start: int, end: int) -> Place | None:
    """Up to the printed 县(市、区), or to the end of the value; its form is the town that is read there."""
    printed = _PRINTED.search(text, start)
    stop = printed.start() if printed else end
    return Place(start, stop, tuple(IN_TOWN.findall(text[start:stop])))


def division_forms(value: str, place: Place) -> list[str]:
    """Its province in full or short, with 省 after it as the form prints; a county without 县 or people.

    What follows the division, a town, stands as it is; where none does it may be any.
    """
    code = division.locate(value) or ""
    province, prefecture, county = division.names(code)
    short = division.short(province)
    provinces = f"{short}省", province, f"{province}省", short, ""
    cities = prefecture, f"{prefecture}市", prefecture.removesuffix("市")
    plain = min(division.forms(code, county), key=len) if county else ""
    counties = [part for one in (county, plain) for part in (one, one[:-1] if len(one) > 2 else one)]
    town = value.removeprefix(division.beginning(value)) or "".join(place.form)
    forms = ("".join(parts) + town for parts in product(provinces, cities, counties))
    return list(forms) if prefecture or county else []


def other_divisions(value: str) -> Iterator[str]:
    """The other counties of the province, and what its town looks like."""
    own, town = division.locate(value) or "", value.removeprefix(division.beginning(value))
    for code in division.counties(own[:2]) if own else ():
        if code != own:
            yield "".join(division.names(code)) + town
    yield from _lookalikes(value)


def _lookalikes(value: str) -> Iterator[str]:
    """What looks like a value that begins with a place, of which there is no other that looks so."""
    place = division.beginning(value)
    yield from (place + rival for rival in rivals(value.removeprefix(place)))


def find_beginning(text: str, start: int, end: int) -> Place | None:
    """As much of an address as names its division, and what is misread before that."""
    cut, named = division.within(text[start:end])
    return Place(start, start + cut + len(named)) if named else None


def other_beginnings(value: str) -> Iterator[str]:
    """The first place named changed for one of another province.

    For a province any other, for a city or county such as are written nearly the same.
    """
    first = next((value[:end] for end in range(2, len(value) + 1) if division.locate(value[:end])), "")
    own = division.locate(first) or ""
    near = _provinces()
    if not own.endswith("0000"):
        found = process.extract(
            first, division.written(), scorer=Levenshtein.distance, score_cutoff=len(first) // 2, limit=None
        )
        near = tuple(place for place, *_ in found)
    for place in near:
        if (division.locate(place) or "")[:2] != own[:2]:
            yield place + value[len(first) :]


@lru_cache(maxsize=1)
def _provinces() -> tuple[str, ...]:
    """The provinces' names, in full and short."""
    full = {division.names(code)[0] for place in division.written() if (code := division.locate(place))}
    return tuple(sorted(full | set(map(division.short, full)) - {""}))


def whole_place(text: str, start: int, end: int) -> Place | None:
    """All that stands there."""
    return Place(start, end)


def institution_forms(value: str, place: Place) -> list[str]:
    """As it is called, and as it reads where 妇 is written badly: no institution but a 妇幼保健院 does."""
    return [value.replace("妇幼保健", read) for read in ("妇幼保健", "女幼保健", "幼保健")]


def as_said(value: str, place: Place) -> list[str]:
    """In one way only."""
    return [value]


def other_institutions(value: str) -> Iterator[str]:
    """Names with another number, of another sort, of another division, or with a look-alike."""
    for words in (_NUMBERS, _HOSPITALS):
        for word in words:
            if word in value:
                yield from (value.replace(word, other) for other in words if other != word)
                break
    for place in _PLACES.finditer(value):
        yield from (value.replace(place[0], other) for other in _sisters(place[0]))
    # There is no 妇动保健院 either.
    sort = next((word for word in _HOSPITALS if word in value), "")
    own, _, rest = value.partition(sort) if sort else (value, "", "")
    yield from (other + sort + rest for other in _lookalikes(own))


@lru_cache(maxsize=256)
def _sisters(place: str) -> tuple[str, ...]:
    """The other divisions of the same rank in the province of a place's name."""
    found = division.locate(place)
    if found is None:
        return ()
    rank = 1 if found.endswith("00") else 2
    every = {division.names(code)[rank] for code in division.counties(found[:2])}
    return tuple(sorted(every - {place, ""}))
