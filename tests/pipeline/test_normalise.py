import numpy as np
import pytest

from pipeline.normalise import nearer, rectified, together, whole, wider


def line(left, top, right, bottom):
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


@pytest.fixture
def page():
    return np.random.default_rng(3).integers(0, 255, (600, 800, 3), np.uint8)


def test_a_sheet_whose_edge_cuts_a_line_is_taken_wider(page):
    sheet = rectified(page, line(100, 100, 500, 500))
    cut = [line(50, 40, 200, 60), line(300, 90, 399, 110)]
    more = wider(sheet, page, cut)
    assert more.image.shape[:2] == (400, 460)
    assert np.abs(more.image[50, 50:390].astype(int) - page[150, 150:490]).max() <= 1


def test_a_sheet_with_a_margin_stays_as_it_is(page):
    sheet = rectified(page, line(100, 100, 500, 500))
    assert wider(sheet, page, [line(50, 40, 390, 60)]) is None
    assert wider(sheet, page, []) is None


def test_no_sheet_goes_beyond_the_page(page):
    assert wider(whole(page), page, [line(700, 40, 800, 60)]) is None


def test_a_line_far_off_by_itself_takes_no_part_in_what_the_text_takes_up(page):
    text = [line(300, 200 + 30 * row, 420, 220 + 30 * row) for row in range(5)]
    strange = line(20, 570, 60, 590)
    ends = np.array([(*box[0], *box[2]) for box in [*text, strange]])
    assert together(ends).tolist() == [True] * 5 + [False]
    assert together(ends[-4:]).all()
    assert nearer(whole(page), page, [*text, strange]).image.shape[0] < 250
