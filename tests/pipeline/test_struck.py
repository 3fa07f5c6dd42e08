"""A figure that is struck out tells nothing; a rule under it, or one that runs on, strikes nothing out."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from pipeline.ocr.struck import struck
from tests.pipeline.lettering import font, line

TEXT = "体重：3580克"
FIRST, LAST = 3, 6


def centres(picture):
    middles = [8 + (one + other) / 2 for one, other in pairwise(widths())]
    return [middle / picture.shape[1] for middle in middles[FIRST : LAST + 1]]


def widths():
    face = font(40)
    return [face.getlength(TEXT[:count]) for count in range(len(TEXT) + 1)]


def drawn(*strokes):
    """The line with strokes from and to shares of the value's width, at shares of its height."""
    picture = line(TEXT).copy()
    left, right = 8 + widths()[FIRST], 8 + widths()[LAST + 1]
    for start, end, top, foot in strokes:
        ends = [(round(left + x * (right - left)), round(y * 56)) for x, y in ((start, top), (end, foot))]
        cv2.line(picture, *ends, (40,), 3, cv2.LINE_AA)
    return picture


@pytest.mark.parametrize("stroke", [(-0.1, 1.1, 0.5, 0.5), (-0.05, 1.08, 0.56, 0.44), (-0.1, 1.1, 0.42, 0.5)])
def test_a_stroke_through_all_figures_strikes_them_out(stroke):
    picture = drawn(stroke)
    assert struck(picture, centres(picture))


@pytest.mark.parametrize(
    "strokes",
    [(), [(-2, 3, 0.5, 0.5)], [(-0.5, 1.5, 0.92, 0.92)], [(0.3, 0.6, 0.5, 0.5)], [(0.4, 0.6, 0.9, 0.1)]],
)
def test_rules_and_strokes_of_figures_strike_nothing_out(strokes):
    picture = drawn(*strokes)
    assert not struck(picture, centres(picture))


def test_an_empty_picture_holds_nothing():
    assert not struck(np.full((40, 200), 240, np.uint8), (0.2, 0.4, 0.6))
    assert not struck(line("35"), (0.3, 0.7))
