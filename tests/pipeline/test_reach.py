"""A box grows over a character that the detector left out."""

import cv2
import numpy as np

from pipeline.ocr.reach import stretched

BOX = np.array([[40, 40], [100, 40], [100, 80], [40, 80]], np.float32)


def page(*, ruled, pale):
    """Print in a box, behind it a thin stroke, and perhaps a thick rule through the head of both."""
    image = np.full((120, 240), 220, np.uint8)
    for x in (48, 62, 76, 90):
        cv2.rectangle(image, (x, 46), (x + 3, 76), 120, -1)
    cv2.rectangle(image, (106, 60), (132, 62), pale, -1)
    if ruled:
        cv2.rectangle(image, (0, 40), (239, 44), 20, -1)
    return image


def test_a_thin_stroke_beside_a_thick_rule_belongs_to_the_line():
    for ruled in (False, True):
        assert stretched(page(ruled=ruled, pale=165), BOX, np.zeros((0, 4, 2)))[1][0] > 130


def test_a_paper_pattern_and_a_rule_do_not():
    assert stretched(page(ruled=True, pale=205), BOX, np.zeros((0, 4, 2)))[1][0] == 100
