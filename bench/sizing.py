"""How many cores a year's cases need: the busiest day played through, case by case, from measured figures."""

from __future__ import annotations

import argparse
import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from bench.tables import table, write_page

CASE_CPU = 8.5
"""CPU-seconds that a case of 13 pages takes, docs/performance.md; single cases differ."""
_SPREAD = 0.4
WORKING_DAYS = 250
BUSIEST_DAY = 1.6
"""The day after a long holiday, as a multiple of a usual one."""
HOURS = (0.01,) * 8 + (0.08, 0.17, 0.2, 0.07, 0.04, 0.1, 0.13, 0.1, 0.02) + (0.0,) * 7
"""Which share of a day's cases comes in each hour."""
AWAY = 0.1
"""Share of the cores that is lost for that whole day."""
WITHIN = 300.0
"""Seconds within which 95 % are to be decided."""
YEARS = (100_000, 1_000_000, 10_000_000)
_TASKS_A_SECOND, _SECONDS_AN_HOUR = 25, 3600
_DATABASE_KB, _OBJECTS_MB = 100, 20


@dataclass(frozen=True, slots=True)
class Day:
    """What it came to: seconds from receipt to decision, and the share of the cores' day that was worked."""

    median: float
    most: float
    busy: float


def arrivals(cases: int, chance: random.Random) -> list[float]:
    """When they come, in seconds of the day; within an hour at any moment alike."""
    total = math.fsum(HOURS)
    hours = chance.choices(range(24), [share / total for share in HOURS], k=cases)
    return sorted(_SECONDS_AN_HOUR * (hour + chance.random()) for hour in hours)


def played(moments: Sequence[float], cores: int, chance: random.Random) -> Day:
    """First come, first served, each case by one core that is free."""
    free, took, worked = [0.0] * cores, [], 0.0
    mean = math.log(CASE_CPU) - _SPREAD**2 / 2
    for moment in moments:
        work = chance.lognormvariate(mean, _SPREAD)
        end = max(moment, heapq.heappop(free)) + work
        heapq.heappush(free, end)
        took.append(end - moment)
        worked += work
    cuts = quantiles(took, n=20)
    return Day(cuts[9], cuts[18], worked / (cores * 24 * _SECONDS_AN_HOUR))


def cores_for(cases: int, seed: int = 1) -> tuple[int, Day]:
    """The fewest cores, those that are away among them, with which the busiest day is `WITHIN`."""
    moments = arrivals(cases, random.Random(seed))

    def day(cores: int) -> Day:
        return played(moments, max(1, math.floor(cores * (1 - AWAY))), random.Random(seed))

    low, high = 1, 2
    while day(high).most > WITHIN:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if day(middle).most <= WITHIN else (middle, high)
    return high, day(high)


def run(asked: argparse.Namespace) -> int:
    """Play the busiest day of some years and write docs/sizing.md."""
    rows = []
    for year in YEARS:
        cases = round(year / WORKING_DAYS * BUSIEST_DAY)
        cores, day = cores_for(cases)
        tasks = cases * max(HOURS) / math.fsum(HOURS) / _SECONDS_AN_HOUR
        rows.append(
            (
                f"{year:,}", f"{cases:,}", str(cores), f"{day.median:.0f} s", f"{day.most:.0f} s",
                f"{100 * day.busy:.0f} %", str(math.ceil(tasks / _TASKS_A_SECOND)),
                f"{year * _DATABASE_KB / 1e6:,.0f} GB", f"{year * _OBJECTS_MB / 1e6:,.0f} TB",
            )
        )  # fmt: skip
    heads = ("cases a year", "on the busiest day", "cores of runners", "median", "95 %", "cores busy",
             "Prefect servers", "database a year", "pictures a year")  # fmt: skip
    told = (
        f"A simulation of the busiest day ({BUSIEST_DAY} usual ones, {WORKING_DAYS} of those a year), case "
        f"by case: {CASE_CPU} CPU-seconds a case on average, a fifth of the day's cases in its busiest hour, "
        "one core in ten away all day. So many cores are the fewest with which 95 % are decided in "
        f"{WITHIN / 60:.0f} minutes. "
        "CPU-seconds, tasks a second of a Prefect server and sizes are measured on one small machine, each "
        "by itself; no machine of that size was there to run it on."
    )
    parts = [told, table(heads, rows)]
    print("\n\n".join(parts))
    write_page(asked.docs / "sizing.md", "Sizing", asked.told, parts)
    return 0
