"""Two pages' names, and names that cannot be the expected one."""

import pytest

from casefile.case import Field, Weight
from validators.agreement import between, surely_other


def doubtful(name, **weights):
    return field(name, 0.5, **weights)


def field(name, confidence=0.97, **weights):
    return Field(name, name, confidence, weights={who: Weight(nats, -2, -6) for who, nats in weights.items()})


@pytest.mark.parametrize(
    ("one", "other", "agreement"),
    [
        (field("甘淏"), field("甘淏"), "match"),
        (field("甘淏"), doubtful("甘淏", 甘淏=0), "match"),
        (doubtful("甘淏", 甘淏=0), doubtful("甘昊", 甘淏=-1, 甘昊=0), "match"),
        (doubtful("甘溴", 甘淏=0), doubtful("甘昊", 甘淏=-1), "match"),
        (doubtful("甘淏", 甘淏=0), doubtful("甘昊", 甘淏=-4, 甘昊=0), "unreadable"),
        (doubtful("甘淏"), doubtful("甘淏"), "unreadable"),
        (doubtful(None, 甘淏=0), doubtful(None, 甘淏=0), "unreadable"),
        (field("甘淏", 甘昊=-9), field("甘昊", 甘淏=-9), "mismatch"),
    ],
)
def test_two_pages_print_the_name_that_both_pictures_say(one, other, agreement):
    assert between(one, other) == between(other, one) == agreement


@pytest.mark.parametrize(
    ("weights", "other"),
    [
        ({"覃嘉莹": -1, "莫慧语": -9}, True),
        ({"覃嘉莹": -3, "莫慧语": -9}, False),
        ({"覃嘉莹": -1, "莫慧语": -5}, False),
        ({"莫慧语": -9}, False),
        ({"莫慧语": -20}, True),
        ({"莫慧羽": -1, "莫慧语": -9}, False),
    ],
)
def test_print_that_says_another_expected_name_is_surely_not_this_one(weights, other):
    assert surely_other(doubtful("覃嘉莹", **weights), "莫慧语") is other
