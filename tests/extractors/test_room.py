"""Print that may hold more than was read of it."""

from casefile.page import Span
from extractors.room import crossed_digit, open_end


class Sheet:
    """A picture with an upright rule at `rule` and ink at `ink`."""

    def __init__(self, rule=-1.0, ink=-1.0):
        self.rule, self.inked = rule, ink

    def covered(self, left, top, right, bottom):
        return left <= self.rule <= right

    def ink(self, left, top, right, bottom):
        return left <= self.inked <= right


def line(chars, right, pitch=20.0):
    """Chinese characters 20 pixels apart from 100 on, digits half so wide."""
    centres, at = [], 100.0
    for letter in chars:
        wide = pitch * (0.55 if letter.isascii() else 1)
        centres.append(at + wide / 2)
        at += wide
    edges = (95.0, *centres[1:], right)
    return Span(chars, (1.0,) * len(chars), edges, 0, 40, 0, centres=tuple(centres))


def test_room_for_a_digit_with_a_rule_in_it_means_that_one_may_be_lost():
    wide = line("邕宁区解放路", right=240)
    assert open_end(wide, Sheet(rule=230))
    assert open_end(wide, Sheet(ink=228))
    assert not open_end(wide, Sheet())
    assert not open_end(line("邕宁区解放路", right=227), Sheet(rule=225)), "a margin, and a rule behind it"
    assert not open_end(line("李飚", right=240), Sheet(rule=230)), "of two characters no pitch can be told"


def test_a_rule_through_a_digit_at_either_end():
    number = line("369379212", right=210)
    assert crossed_digit([number], Sheet(rule=102))
    assert crossed_digit([number], Sheet(rule=197))
    assert not crossed_digit([number], Sheet(rule=150)), "the digits inside stand off the cell's rules"
    assert not crossed_digit([number], Sheet(rule=94))
