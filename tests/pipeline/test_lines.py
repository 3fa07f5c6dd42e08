"""Parts of a line in red and in black."""

from itertools import pairwise

import numpy as np

from casefile.page import Span
from pipeline.lines import Line, _by_colour, _pattern, _unrepeated

RED, FADED = (60, 60, 180), (70, 70, 122)


def page(colours):
    """A line of upright strokes, each in its colour, on grey paper."""
    image = np.full((40, 20 * len(colours), 3), 200, np.uint8)
    for index, colour in enumerate(colours):
        image[5:35, 20 * index + 7 : 20 * index + 13] = colour
    return image


def parts(chars, colours):
    image = page(colours)
    edges = tuple(float(20 * index) for index in range(len(chars) + 1))
    span = Span(chars, (1.0,) * len(chars), edges, 0, 39, 0)
    return [(line.span.chars, line.span.red) for line in _by_colour(span, image[:, :, 2], image, 0)]


def test_a_number_is_of_one_colour():
    assert parts("17895644", [RED, RED, FADED, FADED, RED, FADED, RED, RED]) == [("17895644", True)]


def test_red_print_beside_black_is_apart():
    assert parts("户号桂林", [(0, 0, 0), (0, 0, 0), RED, RED]) == [("户号", False), ("桂林", True)]


def test_black_print_with_a_seals_ring_over_it_stays_black():
    image = np.full((40, 160, 3), 200, np.uint8)
    for left in range(7, 160, 20):
        image[5:35, left : left + 3] = 0
    image[5:35, 60:100] = 200
    image[12:32, 68:70] = image[12:32, 88:90] = 0
    image[0:6, 60:100] = RED
    edges = tuple(float(20 * index) for index in range(9))
    span = Span("年8月27日签发", (1.0,) * 8, edges, 0, 39, 0)
    lines = list(_by_colour(span, image[:, :, 2], image, 0))
    assert [(line.span.chars, line.span.red) for line in lines] == [("年8月27日签发", False)]


def test_a_seals_letters_over_a_rule_stay_red():
    image = page([(0, 0, 0)] * 3 + [RED] * 2)
    image[36:38] = (20, 20, 20)
    edges = tuple(float(20 * index) for index in range(6))
    span = Span("桂林市公安", (1.0,) * 5, edges, 0, 39, 0)
    lines = list(_by_colour(span, image[:, :, 2], image, 0))
    assert [(line.span.chars, line.span.red) for line in lines] == [("桂林市", False), ("公安", True)]


def test_a_seal_behind_the_last_character_does_not_make_it_red():
    image = page([(0, 0, 0), (0, 0, 0), (0, 0, 0), RED, RED])
    span = Span("汽车厂", (1.0,) * 3, (0.0, 20.0, 40.0, 100.0), 0, 39, 0, centres=(10.0, 30.0, 50.0))
    assert [line.span.red for line in _by_colour(span, image[:, :, 2], image, 0)] == [False]


def spaced(chars, centres):
    """A line of characters 20 pixels wide."""
    edges = (centres[0] - 10, *((a + b) / 2 for a, b in pairwise(centres)), centres[-1] + 10)
    return Line(Span(chars, (1.0,) * len(chars), edges, 0, 30, 0, centres=tuple(centres)), None)


def test_a_character_in_two_boxes_belongs_to_the_nearer_line():
    label, value = spaced("户主姓名", (10, 40, 70, 100)), spaced("名梁伟", (101, 140, 165))
    assert [line.span.chars for line in _unrepeated([value, label])] == ["梁伟", "户主姓名"]
    assert _unrepeated([value, label])[0].before == "名"
    cut = [spaced("户主姓名梁", (10, 30, 50, 70, 110)), spaced("梁伟", (110, 135))]
    assert [line.span.chars for line in _unrepeated(cut)] == ["户主姓名", "梁伟"]
    apart = [spaced("户主姓名", (10, 40, 70, 100)), spaced("名山", (160, 185))]
    assert _unrepeated(apart) == apart


def test_a_pattern_is_no_line():
    assert _pattern("xxxxxl")
    assert not any(map(_pattern, ("460003199410102620", "无——————", "莎莎", "1113")))
