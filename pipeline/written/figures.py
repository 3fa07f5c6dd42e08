"""Dates, weights, lengths and weeks: how they are written, and the near ones."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import product

from extractors.delivery_values import ANOTHER
from pipeline.written.sorts import Place

_YEAR = re.compile(r"20\d\d")
_DATE_LIKE = (
    re.compile(r"20\d\d([^\d日])\d{1,2}([^\d日])\d{1,2}(?:[.,]\d)?(?!\d|[^\d日]日)"),
    re.compile(r"20\d\d[^日]{1,12}?(?=日)"),
    re.compile(r"20\d\d([^\d日]+)\d{1,2}([^\d日]+)\d{1,2}(?:[.,]\d)?(?!\d)"),
)
"""Figures with what parts them; up to 日, with a letter for a digit (12月1仟日); with more between."""
_DIGIT = r"\dOoQDIl|iSsZz"
NUMBER = re.compile(rf"[{_DIGIT}][{_DIGIT}.,]*")
WEEKS = re.compile(rf"[{_DIGIT}][.,]?[{_DIGIT}]")
"""Two figures; a speck between them is read as a point, and nobody counts single weeks and tenths."""
_YEARS = 3


def find_date(text: str, start: int, end: int) -> Place | None:
    """The first year with month and day and what was read between them; with an illegible part, up to 日."""
    year = _YEAR.search(text, start, end)
    like = (like.match(text, year.start()) for like in _DATE_LIKE) if year else ()
    found = next(filter(None, like), None)
    if found is None or _YEAR.search(text, found.end(), end):
        return None
    return Place(found.start(), found.end(), found.groups() or ("年", "月"))


def date_forms(value: str, place: Place) -> list[str]:
    """With noughts before single digits and without, between the separators that were read."""
    year, month, day = value.split("-")
    first, second = place.form
    pairs = product(*((number.lstrip("0"), number) for number in (month, day)))
    return [f"{year}{first}{one}{second}{other}" for one, other in pairs]


def other_dates(value: str) -> Iterator[str]:
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


def first(pattern: re.Pattern[str]) -> Callable[[str, int, int], Place | None]:
    """The first stretch that a pattern matches, if no other figure follows."""

    def find(text: str, start: int, end: int) -> Place | None:
        found = pattern.search(text, start, end)
        if found is None or ANOTHER.search(text, found.end(), end):
            return None
        return Place(found.start(), found.end())

    return find


def plain(value: str, place: Place) -> list[str]:
    """With a decimal and without."""
    number = float(value)
    return [f"{number:g}", f"{number:.1f}"]


def whole(value: str, place: Place) -> list[str]:
    """As a whole number."""
    return [f"{float(value):g}"]


def weight_forms(value: str, place: Place) -> list[str]:
    """In grams or in kilograms."""
    grams = float(value)
    kilos = grams / 1000
    return [f"{grams:g}", f"{kilos:g}", f"{kilos:.2f}", f"{kilos:.3f}"]


def near_numbers(low: float, high: float) -> Callable[[str], Iterator[str]]:
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
