"""The simulation agrees with what queueing theory and counting say."""

import random

import pytest

from bench import sizing


def test_a_day_holds_all_cases_in_order_and_the_busiest_hour_its_share():
    moments = sizing.arrivals(20_000, random.Random(1))
    assert len(moments) == 20_000 and moments == sorted(moments)
    assert sum(10 <= moment / 3600 < 11 for moment in moments) / 20_000 == pytest.approx(0.202, abs=0.01)


def test_idle_cores_make_nobody_wait_and_too_few_fall_behind():
    moments = [100.0 * number for number in range(800)]
    idle = sizing.played(moments, 4, random.Random(1))
    assert idle.median == pytest.approx(7.9, abs=0.5) and idle.busy == pytest.approx(
        8.5 / 400 * 80 / 86.4, rel=0.1
    )
    behind = sizing.played([0.0] * 1000, 2, random.Random(1))
    assert behind.most == pytest.approx(0.95 * 1000 * 8.5 / 2, rel=0.05)


def test_fewest_cores_are_enough_and_one_less_is_not(monkeypatch):
    cores, day = sizing.cores_for(20_000)
    assert day.most <= sizing.WITHIN
    moments = sizing.arrivals(20_000, random.Random(1))
    fewer = sizing.played(moments, int((cores - 1) * (1 - sizing.AWAY)), random.Random(1))
    assert fewer.most > sizing.WITHIN or int((cores - 1) * 0.9) == int(cores * 0.9)
