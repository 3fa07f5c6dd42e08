"""How an expected value may be written in its place, and what else of its kind could stand there.

A date, a weight or a division is one of few: where the picture says the expected one clearly more than
every near one (a digit changed, lost or added; another county), it stands there, however it is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from casefile.identifiers import division
from pipeline.ocr.lookalikes import rivals

_DATE = re.compile(r"(20\d\d)(\D+)(\d{1,2})(\D+)(\d{1,2}(?:[.,]\d)?)(?!\d)")
_DATE_ROUGHLY = re.compile(r"20\d\d[^日]{1,12}?(?=日)")
_DIGIT = r"\dOoQDIl|iSsZz"
_NUMBER = re.compile(rf"[{_DIGIT}][{_DIGIT}.,]*")
_WEEKS = re.compile(rf"[{_DIGIT}]{{2}}")
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
_YEARS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a line's text a value stands, and the value's form there."""

    start: int
    end: int
    form: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Sort:
    """A closed set of values: where one stands in a text, its written forms there, and its near rivals.

    Forms of two values correspond, one by one; none where a value is not of the set. `floor` is how many
    nats the expected value may lie below the best reading: few where the set is only half closed.
    """

    find: Callable[[str, int, int], Place | None]
    forms: Callable[[str, Place], list[str]]
    rivals: Callable[[str], Iterator[str]]
    floor: float = -12.0


def sort_of(name: str) -> str:
    """The sort of a delivery record's field, or an empty string: its text is free."""
    return _OF_FIELDS.get(name, "")


def _find_date(text: str, start: int, end: int) -> Place | None:
    found = _DATE.search(text, start)
    if found:
        return Place(found.start(), found.end(), (found[2], found[4]))
    rough = _DATE_ROUGHLY.search(text, start)
    return Place(rough.start(), rough.end(), ("年", "月")) if rough else None


def _date_forms(value: str, place: Place) -> list[str]:
    """With noughts before single digits and without, between the separators that were read."""
    year, month, day = value.split("-")
    first, second = place.form
    pairs = product(*((number.lstrip("0"), number) for number in (month, day)))
    return [f"{year}{first}{one}{second}{other}" for one, other in pairs]


def _other_dates(value: str) -> Iterator[str]:
    """The real days that differ in the year, the month or the day."""
    day = dt.date.fromisoformat(value)
    changes = [
        *({"year": day.year + step} for step in range(-_YEARS, _YEARS + 1)),
        *({"month": month} for month in range(1, 13)),
        *({"day": number} for number in range(1, 32)),
    ]
    for change in changes:
        try:
            other = day.replace(**change)
        except ValueError:
            continue
        if other != day:
            yield other.isoformat()


def _first(pattern: re.Pattern[str]) -> Callable[[str, int, int], Place | None]:
    def find(text: str, start: int, end: int) -> Place | None:
        found = pattern.search(text, start, end)
        return Place(found.start(), found.end()) if found else None

    return find


def _plain(value: str, place: Place) -> list[str]:
    number = float(value)
    return [f"{number:g}", f"{number:.1f}"]


def _whole(value: str, place: Place) -> list[str]:
    return [f"{float(value):g}"]


def _weight_forms(value: str, place: Place) -> list[str]:
    """In grams or in kilograms."""
    grams = float(value)
    kilos = grams / 1000
    return [f"{grams:g}", f"{kilos:g}", f"{kilos:.2f}", f"{kilos:.3f}"]


def _near_numbers(low: float, high: float) -> Callable[[str], Iterator[str]]:
    """The numbers between two bounds with one digit changed, lost or added."""

    def near(value: str) -> Iterator[str]:
        text = f"{float(value):g}"
        changed = {
            text[:at] + digit + text[at + lost :]
            for at in range(len(text) + 1)
            for lost in (0, 1)
            for digit in ("", *"0123456789")
        }
        for other in changed - {text}:
            if re.fullmatch(r"[1-9]\d*(?:\.[1-9])?", other) and low <= float(other) <= high:
                yield other

    return near


def _find_division(text: str, start: int, end: int) -> Place | None:
    printed = _PRINTED.search(text, start)
    return Place(start, printed.start() if printed else end)


def _division_forms(value: str, place: Place) -> list[str]:
    """Its province in full or short, with 省 after it as the form prints; its county also without 县."""
    province, prefecture, county = division.names(division.locate(value) or "")
    short = division.short(province)
    provinces = f"{short}省", province, f"{province}省", short, ""
    cities = prefecture, f"{prefecture}市", prefecture.removesuffix("市")
    counties = county, county[:-1] if len(county) > 2 else county
    return ["".join(parts) for parts in product(provinces, cities, counties)] if county else []


def _other_divisions(value: str) -> Iterator[str]:
    own = division.locate(value) or ""
    for code in division.counties(own[:2]) if own else ():
        if code != own:
            yield "".join(division.names(code))


def _whole_place(text: str, start: int, end: int) -> Place | None:
    return Place(start, end)


def _as_said(value: str, place: Place) -> list[str]:
    return [value]


def _other_institutions(value: str) -> Iterator[str]:
    """Names with another number, of another sort, of another division of the province, or with a look-alike."""
    for words in (_NUMBERS, _HOSPITALS):
        for word in words:
            if word in value:
                yield from (value.replace(word, other) for other in words if other != word)
                break
    for place in _PLACES.finditer(value):
        yield from (value.replace(place[0], other) for other in _sisters(place[0]))
    yield from rivals(value)


@lru_cache(maxsize=256)
def _sisters(place: str) -> tuple[str, ...]:
    """The other divisions of the same rank in the province of a place's name."""
    found = division.locate(place)
    if found is None:
        return ()
    rank = 1 if found.endswith("00") else 2
    every = {division.names(code)[rank] for code in division.counties(found[:2])}
    return tuple(sorted(every - {place, ""}))


SORTS = {
    "date": Sort(_find_date, _date_forms, _other_dates),
    "weight": Sort(_first(_NUMBER), _weight_forms, _near_numbers(300, 8000)),
    "length": Sort(_first(_NUMBER), _plain, _near_numbers(20, 65)),
    "weeks": Sort(_first(_WEEKS), _whole, _near_numbers(18, 46)),
    "division": Sort(_find_division, _division_forms, _other_divisions),
    "institution": Sort(_whole_place, _as_said, _other_institutions, floor=-4.0),
}
_OF_FIELDS = {
    "delivery_date": "date",
    "weight_g": "weight",
    "length_cm": "length",
    "gestational_weeks": "weeks",
    "birth_place": "division",
    "institution": "institution",
}
