"""A delivery record's own order of days: admitted, delivered, discharged within weeks.

Days that contradict the others are doubted. Days that lie as close as days of one birth do are surer: a
misread digit seldom leads to such a day.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

from casefile import interval
from extractors.found import Found

_BORN = "delivery_date"
_ORDER = {"admitted_on": 0, _BORN: 1, "mother_discharged_on": 2, "newborn_discharged_on": 2}
_STAY, _DISCHARGES = 60, 90
"""How many days lie at most between two of the days, and between the two discharges."""
_USUAL = 10
"""How many days usually lie at most between two of them."""
_CONTRADICTS = 0.0015
"""The share of pages on which a day is written that contradicts all the others."""
_DOUBTED, _BORNE_OUT, _BEARING = 0.5, 0.3, 0.75


def agree(fields: Mapping[str, Found]) -> dict[str, Found]:
    """The fields, with the days doubted that contradict most of the others, and surer where they agree."""
    days = _days(fields)
    wrong = dict.fromkeys(days, 0)
    for one, other in combinations(days, 2):
        if not _fit(one, days[one], other, days[other]):
            wrong[one] += 1
            wrong[other] += 1
    worst = max(wrong.values(), default=0)
    doubted = {name for name, times in wrong.items() if times and times == worst}
    if "labour_minutes" in fields and "月" in fields["labour_minutes"].raw:
        # Rows were taken for one another: whose days these are is not known.
        return {name: _doubted(found) if name in days else found for name, found in fields.items()}
    settled = {name: _doubted(found) if name in doubted else found for name, found in fields.items()}
    if any(wrong.values()):
        return settled
    return settled | {name: _borne_out(name, days, fields) for name in days}


def of_birth(fields: Mapping[str, Found]) -> tuple[str, float]:
    """The interval of days that any of the others leaves the birth, and how rare one outside it is, in nats.

    All the others would be misread then, or the page contradict itself. Empty where there are none.
    """
    days = {name: day for name, day in _days(fields).items() if name != _BORN}
    if not days:
        return "", 0.0
    long = dt.timedelta(_STAY)
    first = min(day - (_ORDER[name] > _ORDER[_BORN]) * long for name, day in days.items())
    last = max(day + (_ORDER[name] < _ORDER[_BORN]) * long for name, day in days.items())
    misread = math.prod(1 - fields[name].confidence for name in days)
    return interval.between(first, last), -math.log(max(misread, _CONTRADICTS))


def _days(fields: Mapping[str, Found]) -> dict[str, dt.date]:
    """The days of the stay that were read, in their order."""
    return {
        name: dt.date.fromisoformat(str(fields[name].value))
        for name in _ORDER
        if name in fields and fields[name].value is not None
    }


def _borne_out(name: str, days: Mapping[str, dt.date], fields: Mapping[str, Found]) -> Found:
    """The day, surer where a well read one of the others lies close to it."""
    near = any(
        other != name and abs((day - days[name]).days) <= _USUAL and fields[other].confidence >= _BEARING
        for other, day in days.items()
    )
    found = fields[name]
    if not near or not found.confidence:
        return found
    # Its odds rise: what was hardly read, or what two readings contradict, may be misread as a near day.
    wrong = (1 - found.confidence) * _BORNE_OUT
    return replace(found, confidence=found.confidence / (found.confidence + wrong))


def _fit(one: str, first: dt.date, other: str, second: dt.date) -> bool:
    apart = (second - first).days
    if _ORDER[one] == _ORDER[other]:
        return abs(apart) <= _DISCHARGES
    return 0 <= apart <= _STAY


def _doubted(found: Found) -> Found:
    return replace(found, confidence=min(found.confidence, _DOUBTED))
