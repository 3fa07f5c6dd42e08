"""How an expected value may be written in its place, and what else of its kind could stand there.

A date, a weight or a division is one of few: where the picture says the expected one clearly more than
every near one (a digit changed, lost or added; another county), it stands there, however it is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from casefile.identifiers import division

_DATE = re.compile(r"(20\d\d)(\D+)(\d{1,2})(\D+)(\d{1,2}(?:[.,]\d)?)(?!\d)")
_DATE_ROUGHLY = re.compile(r"20\d\d[^日]{1,12}?(?=日)")
_NUMBER = re.compile(r"\d[\d.,]*")
_WEEKS = re.compile(r"\d{2}")
_PRINTED = re.compile(r"县?[(（]")
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

    Forms of two values correspond, one by one; none where a value is not of the set.
    """

    find: Callable[[str, int, int], Place | None]
    forms: Callable[[str, Place], list[str]]
    rivals: Callable[[str], Iterator[str]]


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

    def rivals(value: str) -> Iterator[str]:
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

    return rivals


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


SORTS = {
    "date": Sort(_find_date, _date_forms, _other_dates),
    "weight": Sort(_first(_NUMBER), _weight_forms, _near_numbers(300, 8000)),
    "length": Sort(_first(_NUMBER), _plain, _near_numbers(20, 65)),
    "weeks": Sort(_first(_WEEKS), _whole, _near_numbers(18, 46)),
    "division": Sort(_find_division, _division_forms, _other_divisions),
}
_OF_FIELDS = {
    "delivery_date": "date",
    "weight_g": "weight",
    "length_cm": "length",
    "gestational_weeks": "weeks",
    "birth_place": "division",
}
