"""Two lines that were printed into each other are read apart."""

import cv2
import numpy as np
import pytest

from pipeline.ocr.reader import Reader
from pipeline.overprinted import apart, stacked
from tests.pipeline.lettering import line

pytestmark = pytest.mark.reader

ABOVE, DATE = "户口登记机关户口专用章", "2009年10月23日签发"


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def box_of(picture):
    height, width = picture.shape
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def printed(picture, reader):
    return box_of(picture), picture, reader.reading(picture)


def overprinted(shift):
    """A date printed over the lower part of the words above it, `shift` pixels lower."""
    above, date = line(ABOVE), line(DATE)
    height, width = above.shape
    both = np.full((height + shift, max(width, date.shape[1])), 245, np.uint8)
    both[:height, :width] = above
    both[shift:, : date.shape[1]] = np.minimum(both[shift:, : date.shape[1]], date)
    return both


def test_two_lines_in_one_box_are_read_each_for_itself(reader):
    picture = overprinted(38)
    found = apart(picture, printed(picture, reader), 45.0, reader)
    assert len(found) == 2
    assert "登记机关" in found[0][2].chars
    assert "2009年10月23日" in found[1][2].chars


def test_a_line_that_is_tall_stays_one(reader):
    picture = line(DATE)
    whole = printed(picture, reader)
    assert apart(picture, whole, 20.0, reader) == [whole]


def test_words_below_each_other_in_one_box_are_read_one_by_one(reader):
    for words in (["妻", "女"], ["名", "别", "籍"]):
        rows = [line(word) for word in words]
        width = max(row.shape[1] for row in rows)
        picture = np.vstack(
            [
                cv2.copyMakeBorder(row, 0, 0, 0, width - row.shape[1], cv2.BORDER_CONSTANT, value=(245,))
                for row in rows
            ]
        )
        usual = 45.0 if len(words) == 2 else rows[0].shape[0] / 1.2
        found = stacked(picture, printed(picture, reader), usual, reader)
        assert [one.chars for _, _, one in found] == words
    assert stacked(rows[0], printed(rows[0], reader), 20.0, reader) == []
