"""Days of a stay: any day in order (see casefile.interval) against those that are not, however written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from casefile import interval
from pipeline.written import figures
from pipeline.written.sorts import Place

_USUAL, _NEAR = 21, 31
"""Days: how far from the birth a stay usually begins or ends, and a day out of order is looked for."""


def forms(value: str, place: Place) -> list[str]:
    """Those of a day, or of all usual days of an interval."""
    days = _usual(value) if "/" in value else [value]
    return list(dict.fromkeys(form for day in days for form in figures.date_forms(day, place)))


def out_of_order(value: str) -> Iterator[str]:
    """The days outside an interval that are near it, or differ from one in it in the year, month or day."""
    near = map(dt.date.isoformat, _around(value, _NEAR))
    others = (other for day in _usual(value) for other in figures.other_dates(day))
    for day in dict.fromkeys((*near, *others)):
        if not interval.holds(value, dt.date.fromisoformat(day)):
            yield day


def _usual(value: str) -> list[str]:
    return [day.isoformat() for day in _around(value, _USUAL) if interval.holds(value, day)]


def _around(value: str, days: int) -> Iterator[dt.date]:
    """The days about an interval's bound."""
    bound = interval.bound(value)
    for step in range(-days, days + 1):
        yield bound + dt.timedelta(days=step)
