"""Slanting frames are seen across print and rules; level ones, red ones and tables are not."""

import cv2
import numpy as np
import pytest

from pipeline.marks.frames import Frame
from pipeline.marks.rectangles import rectangles
from pipeline.marks.slanted import slanted

OWN = Frame(60, 40, 640, 460)
BLUE, BLACK, RED = (160, 60, 40), (40, 40, 40), (60, 50, 210)


def table():
    """A page of rules and small print."""
    page = np.full((500, 700, 3), 240, np.uint8)
    for y in range(60, 450, 45):
        cv2.line(page, (60, y), (640, y), BLACK, 2)
        cv2.putText(page, "4501 0719 9602 0565", (90, y + 30), cv2.FONT_HERSHEY_SIMPLEX, 0.6, BLACK, 1)
    for x in (60, 240, 420, 640):
        cv2.line(page, (x, 60), (x, 420), BLACK, 2)
    return page


def framed(turn, colour=BLUE, size=(130, 66), line=3, page=None):
    """The page with such a frame and two letters in it, pressed so that print stays visible."""
    stamp = np.full((500, 700, 3), 255, np.uint8)
    corners = cv2.boxPoints(((330, 260), size, turn)).astype(int)
    cv2.polylines(stamp, [corners], True, colour, line, cv2.LINE_AA)
    for x in (300, 360):
        cv2.circle(stamp, (x, 260), 12, colour, 4)
    under = table() if page is None else page
    return (under.astype(np.float32) * stamp / 255).astype(np.uint8)


@pytest.mark.parametrize("turn", [-60, -38, -25, -8, 7, 15, 33, 45, 80])
@pytest.mark.parametrize("colour", [BLUE, BLACK])
def test_a_slanting_frame_is_seen_across_rules(turn, colour):
    found = list(slanted(framed(turn, colour), OWN))
    assert min(np.hypot(*(np.array(one.middle) - (330, 260))) for one in found) < 6
    assert found[0].size == pytest.approx((130, 66), abs=10)


@pytest.mark.parametrize("blur", [0.8, 1.6])
def test_a_blurred_frame_is_seen(blur):
    found = list(slanted(cv2.GaussianBlur(framed(20), (0, 0), blur), OWN))
    assert found[0].holds(330, 260)


def test_a_double_frame_is_seen():
    page = np.minimum(framed(18), framed(18, size=(150, 86)))
    assert next(slanted(page, OWN)).size == pytest.approx((150, 86), abs=10)


def test_a_frame_is_whole_where_all_its_sides_are_drawn():
    plain = framed(25, page=np.full((500, 700, 3), 240, np.uint8))
    assert [one.framed for one in slanted(plain, OWN)] == [True]
    cv2.circle(plain, (389, 288), 16, (240, 240, 240), -1)  # half of the right side
    assert [one.framed for one in slanted(plain, OWN)] == [False]


def test_neither_a_table_nor_a_level_frame_nor_a_red_one_slants():
    for page in (table(), framed(0), framed(90), framed(20, (80, 80, 235))):
        assert list(slanted(page, OWN)) == []


def test_a_rectangle_is_told_by_its_four_sides():
    """Both edges of each side lie one pixel apart, as a line's do."""
    sides = [(0, 0, 60, 0), (0, 30, 60, 30), (0, 0, 0, 30), (60, 0, 60, 30)]
    pieces = np.array([[a + s, b + s, c + s, d + s] for a, b, c, d in sides for s in (0, 1)], np.float64)
    ((corners, whole),) = rectangles(pieces, 400)
    assert whole
    assert corners.mean(axis=0) == pytest.approx([30.5, 15.5], abs=1)
    assert list(rectangles(pieces[:4], 400)) == []
    assert list(rectangles(np.zeros((0, 4)), 400)) == []
