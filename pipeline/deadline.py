"""Until when a case is to be taken up: the end of the first working day after its submission."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cache

import chinese_calendar

from validators.dossier import SHANGHAI, day_of

_LOG = logging.getLogger(__name__)
_SATURDAY = 5
_MOST_DAYS = 61


def deadline(submitted_at: dt.datetime) -> dt.datetime:
    """The last second of the first working day after the day of submission, in China.

    >>> deadline(dt.datetime(2026, 9, 30, 9, 30, tzinfo=SHANGHAI)).isoformat()  # before the National Day week
    '2026-10-08T23:59:59+08:00'
    """
    day = day_of(submitted_at) + dt.timedelta(days=1)
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return dt.datetime.combine(day, dt.time(23, 59, 59), SHANGHAI)


def holidays_unknown(due: dt.datetime) -> str | None:
    """What to tell beside a deadline that was counted without the year's public holidays; else None.

    >>> holidays_unknown(dt.datetime(2026, 10, 8, tzinfo=SHANGHAI)) is None
    True
    """
    year = due.astimezone(SHANGHAI).year
    if year in _known_years():
        return None
    return f"{year}年的放假安排不在日历中，时限暂按周一至周五计算，请留意法定节假日和调休"


def told(due_at: float) -> dict[str, str | None]:
    """A deadline in UTC seconds as the API tells it, in China's time."""
    due = dt.datetime.fromtimestamp(due_at, SHANGHAI)
    return {"deadline": due.isoformat(), "deadline_note": holidays_unknown(due)}


def days_left(due_at: float, moment: float) -> int:
    """Working days from a moment's day to a deadline's (UTC seconds): 0 on the day itself, -1 once passed.

    Beyond two months it counts no further.

    >>> friday = dt.datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
    >>> days_left(deadline(friday).timestamp(), friday.timestamp())
    1
    """
    if moment > due_at:
        return -1
    day, last = (dt.datetime.fromtimestamp(one, SHANGHAI).date() for one in (moment, due_at))
    days = (day + dt.timedelta(days=number + 1) for number in range(min((last - day).days, _MOST_DAYS)))
    return sum(is_working_day(one) for one in days)


def is_working_day(day: dt.date) -> bool:
    """Whether offices work on that day; Monday to Friday where the holidays are not yet announced."""
    if day.year in _known_years():
        return bool(chinese_calendar.is_workday(day))
    _LOG.warning("no public holidays known for %d, counting Monday to Friday", day.year)
    return day.weekday() < _SATURDAY


@cache
def _known_years() -> frozenset[int]:
    return frozenset(day.year for day in (*chinese_calendar.holidays, *chinese_calendar.workdays))
