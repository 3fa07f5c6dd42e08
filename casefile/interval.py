"""Intervals of days in ISO 8601-2: ../2026-05-11 (until), 2026-05-11/.. (since), or of two days."""

from __future__ import annotations

import datetime as dt

_OPEN = ".."


def until(day: dt.date) -> str:
    """All days up to one."""
    return f"{_OPEN}/{day.isoformat()}"


def since(day: dt.date) -> str:
    """All days from one on."""
    return f"{day.isoformat()}/{_OPEN}"


def between(first: dt.date, last: dt.date) -> str:
    """All days from one to another."""
    return f"{first.isoformat()}/{last.isoformat()}"


def bound(interval: str) -> dt.date:
    """The day that an open interval begins or ends with."""
    return dt.date.fromisoformat(interval.replace(_OPEN, "").strip("/"))


def holds(interval: str, day: dt.date) -> bool:
    """Whether a day is one of an interval's.

    >>> holds('../2026-05-11', dt.date(2026, 5, 11)), holds('2026-05-11/..', dt.date(2026, 5, 10))
    (True, False)
    """
    first, last = interval.split("/")
    return (first == _OPEN or dt.date.fromisoformat(first) <= day) and (
        last == _OPEN or day <= dt.date.fromisoformat(last)
    )
