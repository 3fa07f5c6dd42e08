"""Until when a case is to be taken up: the end of the first working day after its submission."""

from __future__ import annotations

import datetime as dt
import logging

import chinese_calendar

from validators.dossier import SHANGHAI, day_of

_LOG = logging.getLogger(__name__)
_SATURDAY = 5


def deadline(submitted_at: dt.datetime) -> dt.datetime:
    """The last second of the first working day after the day of submission, in China.

    >>> deadline(dt.datetime(2026, 9, 30, 9, 30, tzinfo=SHANGHAI)).isoformat()  # before the National Day week
    '2026-10-08T23:59:59+08:00'
    """
    day = day_of(submitted_at) + dt.timedelta(days=1)
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(23, 59, 59), SHANGHAI)


def is_working_day(day: dt.date) -> bool:
    """Whether offices work on that day; Monday to Friday where the holidays are not yet announced."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        _LOG.warning("no public holidays known for %d, counting Monday to Friday", day.year)
        return day.weekday() < _SATURDAY
