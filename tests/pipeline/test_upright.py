"""Which way round a sheet is read."""

import cv2
import numpy as np
import pytest

from pipeline.normalise import Sheet
from pipeline.ocr.recognition import Reading
from pipeline.upright import upright

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


def sheet():
    return Sheet(cv2.merge([np.full((420, 600), 235, np.uint8)] * 3), np.eye(3))


def test_one_line_of_many_words_tells_which_way_is_up_whatever_the_other_is():
    reader = Scripted((SENSE, 0.97), ("本", 0.1))
    _, _, known = upright(sheet(), boxes(400, 300), reader)
    assert reader.asked == 2
    assert known[0].chars == SENSE


@pytest.mark.parametrize("said", ["60981", "690-86"])
def test_digits_alone_do_not_tell_it(said):
    reader = Scripted((said, 0.97), ("本", 0.1), ("本", 0.1), (SENSE, 0.99))
    turned, _, known = upright(sheet(), boxes(400, 300), reader)
    assert reader.asked == 4
    assert known[1].chars == SENSE
    assert turned.to_page[0, 0] == -1
