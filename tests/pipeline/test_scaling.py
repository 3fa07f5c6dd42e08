import numpy as np

from pipeline.normalise import LONGEST, whole
from pipeline.scaling import averaged, halved, shrunk


def test_halves_only_as_long_as_enough_is_left():
    picture = np.zeros((1000, 602, 3), np.uint8)
    small, scale = halved(picture, 250)
    assert small.shape == (250, 150, 3)
    assert scale == 0.25
    assert halved(picture, 501)[0] is picture


def test_shrinks_to_the_longer_side_and_leaves_small_pictures_alone():
    picture = np.full((700, 300), 90, np.uint8)
    small, scale = shrunk(picture, 100)
    assert small.shape == (100, 43)
    assert scale == 1 / 7
    assert (small == 90).all()
    assert shrunk(picture, 700) == (picture, 1.0)


def test_a_page_image_as_a_sheet_keeps_the_way_back_to_its_pixels():
    page = np.zeros((2 * LONGEST, LONGEST, 3), np.uint8)
    page[-40:, -40:] = 255
    sheet = whole(page)
    assert sheet.image.shape == (LONGEST, LONGEST // 2, 3)
    assert (sheet.image[-19:, -19:] == 255).all()
    assert sheet.outline.bounds == (0, 0, LONGEST, 2 * LONGEST)
    small = page[:100, :100]
    assert whole(small).image is small


def test_averages_what_lies_between():
    lines = np.zeros((4096, 64), np.uint8)
    lines[::16] = 255
    small, scale = averaged(lines, 512)
    assert small.shape == (512, 8)
    assert scale == 0.125
    assert abs(float(small.mean()) - 255 / 16) < 1
    assert averaged(small, 512)[0].shape == small.shape
