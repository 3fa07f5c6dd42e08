"""Parts of a line in red and in black."""

import numpy as np

from casefile.page import Span
from pipeline.lines import _by_colour

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
