"""Two lines that were printed into each other are read apart."""

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


def test_two_words_below_each_other_in_one_box_are_two(reader):
    upper, lower = line("妻"), line("女")
    width = max(upper.shape[1], lower.shape[1])
    both = np.full((upper.shape[0] + lower.shape[0], width), 245, np.uint8)
    both[: upper.shape[0], : upper.shape[1]] = upper
    both[upper.shape[0] :, : lower.shape[1]] = lower
    found = stacked(both, printed(both, reader), 45.0, reader)
    assert [one.chars for _, _, one in found] == ["妻", "女"]
    assert stacked(upper, printed(upper, reader), 20.0, reader) == []
