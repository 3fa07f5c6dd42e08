import datetime as dt

import pytest

from casefile import interval

BORN = dt.date(2026, 5, 11)


@pytest.mark.parametrize(
    ("days", "before", "after"), [(interval.until(BORN), True, False), (interval.since(BORN), False, True)]
)
def test_an_interval_holds_its_bound_and_one_side_of_it(days, before, after):
    assert interval.bound(days) == BORN
    assert interval.holds(days, BORN)
    assert interval.holds(days, BORN - dt.timedelta(days=1)) is before
    assert interval.holds(days, BORN + dt.timedelta(days=1)) is after
