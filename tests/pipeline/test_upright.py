"""Which way round a sheet is read, and how it is levelled."""

import numpy as np
import pytest

from pipeline.normalise import Sheet, whole
from pipeline.ocr.recognition import Reading
from pipeline.upright import level, levelled, upright, weight

SENSE = "广西壮族自治区南宁市"


class Scripted:
    """Reads a box by its place; whatever is asked a second time is read upside down."""

    def __init__(self, *said):
        self.said, self.asked = said, 0

    def reading(self, crop):
        text, score = self.said[self.asked % len(self.said)]
        self.asked += 1
        return Reading(text, (score,) * len(text), tuple(np.linspace(0, 1, len(text))))


def boxes(*widths):
    return [
        np.array([[20, y], [20 + width, y], [20 + width, y + 30], [20, y + 30]], np.float32)
        for y, width in zip(range(40, 400, 60), widths, strict=False)
    ]


PAGE = np.full((420, 600, 3), 235, np.uint8)


def sheet():
    return Sheet(PAGE, np.eye(3))


def test_one_line_of_many_words_tells_which_way_is_up_whatever_the_other_is():
    reader = Scripted((SENSE, 0.97), ("本", 0.1))
    _, _, known = upright(sheet(), boxes(400, 300), PAGE, reader)
    assert reader.asked == 2
    assert known[0].chars == SENSE


def test_rows_of_a_pattern_do_not_tell_it_however_many_they_are():
    pattern = ("中中中中中中中中中中", 0.5)
    senseless = ("三2", 0.3)
    said = [pattern] * 4 + [pattern] * 3 + [senseless] * 3 + [("居民身份证", 0.4)] + [(SENSE, 0.99)]
    turned, _, known = upright(sheet(), boxes(500, 480, 460, 440, 420, 400), PAGE, Scripted(*said))
    assert SENSE in {reading.chars for reading in known.values()}
    assert turned.to_page[0, 0] == -1
    rows, words = (Reading(text, (0.5,) * len(text), ()) for text in ("中中中中中中中中", "居民身份证"))
    assert weight({0: rows}) < weight({0: words})


@pytest.mark.parametrize("said", ["60981", "690-86"])
def test_digits_alone_do_not_tell_it(said):
    reader = Scripted((said, 0.97), ("本", 0.1), ("本", 0.1), (SENSE, 0.99))
    turned, _, known = upright(sheet(), boxes(400, 300), PAGE, reader)
    assert reader.asked == 4
    assert known[1].chars == SENSE
    assert turned.to_page[0, 0] == -1


def test_letters_read_upside_down_do_not_outweigh_a_few_words():
    reader = Scripted(("TUTPNe", 0.6), ("200474", 0.6), ("产时记录", 0.7), ("产业", 0.3))
    turned, _, known = upright(sheet(), boxes(400, 300), PAGE, reader)
    assert (known[0].chars, turned.to_page[0, 0]) == ("产时记录", -1)


def lines(slope, count, height=600):
    """Boxes 200 pixels long and 20 high that rise or fall alike."""
    tops = np.linspace(50, height - 100, count)
    return [
        np.array([[100, top], [300, top + 200 * slope], [300, top + 200 * slope + 20], [100, top + 20]])
        for top in tops
    ]


def test_a_crooked_sheet_is_levelled():
    sheet = whole(np.zeros((600, 800, 3), np.uint8))
    for slope in (0.05, 0.3):
        quad, _ = levelled(sheet, lines(slope, 12))
        (left, top), (right, _) = quad[0], quad[1]
        assert (quad[1][1] - top) / (right - left) == pytest.approx(slope, abs=0.01)


def test_a_pattern_taken_for_lines_does_not_turn_the_sheet():
    sheet = whole(np.zeros((600, 800, 3), np.uint8))
    quad, size = levelled(sheet, lines(0.0, 8) + lines(-0.6, 16))
    assert size == (800, 600)
    assert quad.tolist() == [[0, 0], [800, 0], [800, 600], [0, 600]]


@pytest.mark.parametrize(("top", "fan", "within"), [(0.0, -0.25, 0.012), (0.65, -0.5, 0.04)])
def test_lines_that_lean_more_the_further_down_they_are_run_level_and_whole(top, fan, within):
    """A page rectified by the outline of a larger sheet under it, whole or with a corner cut off."""
    page = np.zeros((1000, 800, 3), np.uint8)
    fanned = []
    for y in np.linspace(60, 990, 16):
        rise = (top + fan * y / 1000) * 300
        fanned.append(np.array([[250, y], [550, y + rise], [550, y + rise + 24], [250, y + 24]], np.float32))
    warped, told = level(whole(page), fanned, page)
    height, width = warped.image.shape[:2]
    for box in told:
        (x0, y0), (x1, y1) = box[0], box[1]
        assert abs((y1 - y0) / (x1 - x0)) < within
        assert box[:, 0].min() >= 0 and box[:, 0].max() <= width
        assert box[:, 1].min() >= 0 and box[:, 1].max() <= height


def test_a_sheet_is_read_as_large_as_its_lines_ask_for_and_the_picture_has_it():
    page = np.zeros((2400, 3200, 3), np.uint8)
    seen = whole(page, 960)
    small, large = lines(0.0, 12, 700), [box * (1, 2) for box in lines(0.0, 6, 350)]
    assert level(seen, small, page)[0].image.shape == (1800, 2400, 3)
    assert level(seen, large, page)[0].image.shape == (1008, 1344, 3)
    assert level(seen, [], page)[0].image.shape == (1800, 2400, 3)
    half = page[::2, ::2]
    assert level(whole(half, 960), small, half)[0].image.shape == half.shape
