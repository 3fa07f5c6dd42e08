"""What two readings of the same figures make of a field."""

from dataclasses import dataclass, replace

import pytest

from extractors.delivery_record import RECORD
from extractors.figures import combined, read_twice
from extractors.fit import Zone
from extractors.form import Form
from extractors.found import Found
from extractors.levelling import Lean
from extractors.lines import Page

FIELDS = {one.name: one for one in RECORD.fields}


@dataclass
class Figures:
    """Eyes that see these figures in any row."""

    text: str
    sure: float

    def figures(self, *_):
        return self.text, self.sure


def twice(name, value, raw, sure, seen):
    zone = Zone(FIELDS[name], 100, 900, 300, 360)
    page = Page(Form((), {}, {}, 40.0), Lean(), Figures(*seen), False)
    return read_twice(FIELDS[name], zone, Found(value, raw, sure), page)


def test_what_both_say_is_surer_than_either():
    found = twice("delivery_date", "2026-11-07", "2026年11月7日", 0.5, ("#2026#11#7#", 0.9))
    assert found.value == "2026-11-07"
    assert found.confidence == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("name", "value", "raw", "seen", "whole"),
    [
        ("newborn_discharged_on", "2026-08-07", "2026年08月7日", "#2026#08#17#", "2026-08-17"),
        ("weight_g", 350, "350克", "#3590#", 3590),
        ("weight_g", None, "407 kg", "#4.07#", 4070),
        ("gestational_weeks", None, "周", "41#", 41),
        ("delivery_time", "02:02", "2026年10月24日2时2分", "#2026#10#24#2#21#", "02:21"),
    ],
)
def test_a_lost_digit_is_found_again(name, value, raw, seen, whole):
    found = twice(name, value, raw, 0.6, (seen, 0.95))
    assert found.value == whole
    assert found.confidence < 0.95


def test_two_readings_that_differ_are_a_doubt():
    found = twice("weight_g", 3450, "3450克", 0.95, ("#3950#", 0.98))
    assert found.value == 3450
    assert found.confidence < 0.5


@pytest.mark.parametrize("seen", ["#", "#2026#1#1#26#", "#2026#4#"])
def test_what_makes_no_value_changes_nothing(seen):
    before = Found("2026-04-26", "2026年4月26日", 0.7)
    assert twice("admitted_on", before.value, before.raw, 0.7, (seen, 0.9)) == replace(before)


@pytest.mark.parametrize("raw", ["2012 年3 月P4", "年 11月9"])
def test_a_date_that_made_no_sense_is_told_by_its_figures(raw):
    found = combined(FIELDS["admitted_on"], Found(None, raw, 0.0), "#2012#3#24#", 0.95)
    assert found.value == "2012-03-24"
    assert 0 < found.confidence < 0.95


@pytest.mark.parametrize(("text", "least"), [("#330#0#", 0.98), ("#330#", 0.0)])
def test_a_figure_is_not_shortened_for_what_parts_its_digits(text, least):
    found = twice("weight_g", 3300, "3300克", 0.97, (text, 0.95))
    assert (found.value, found.confidence > least) == (3300, True)


def test_what_the_other_reading_surely_contradicts_is_worth_nothing():
    assert twice("delivery_date", "2026-10-01", "2026年10月1日", 0.2, ("#2026#10#7#", 0.97)).confidence == 0


def test_figures_that_letters_in_the_line_speak_against_are_a_doubt():
    """SI stands for 51, and 505 for 50.5."""
    for raw, seen, value, sure in (("SI cm", "57", 57, False), ("505 cm", "50.5", 50.5, True)):
        found = twice("length_cm", None, raw, 0.0, (seen, 0.99))
        assert (found.value, found.confidence > 0.5) == (value, sure)
