"""Open intervals of days, as ISO 8601-2 writes them: ../2026-05-11 (until) and 2026-05-11/.. (since)."""

from __future__ import annotations

import datetime as dt

_OPEN = ".."


def until(day: dt.date) -> str:
    """All days up to one."""
    return f"{_OPEN}/{day.isoformat()}"


def since(day: dt.date) -> str:
    """All days from one on."""
    return f"{day.isoformat()}/{_OPEN}"


def bound(interval: str) -> dt.date:
    """The day that an interval begins or ends with."""
    return dt.date.fromisoformat(interval.replace(_OPEN, "").strip("/"))


def holds(interval: str, day: dt.date) -> bool:
    """Whether a day is one of an interval's.

    >>> holds('../2026-05-11', dt.date(2026, 5, 11)), holds('2026-05-11/..', dt.date(2026, 5, 10))
    (True, False)
    """
    return day <= bound(interval) if interval.startswith(_OPEN) else day >= bound(interval)
