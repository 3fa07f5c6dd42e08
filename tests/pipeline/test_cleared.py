"""A sheet's rules and red seals are taken out of its picture; what crosses them stays."""

import cv2
import numpy as np

from pipeline.cleared import cleared

HEIGHT = 40.0


def sheet():
    return np.full((300, 400, 3), 235, np.uint8)


def test_rules_go_and_strokes_that_cross_them_stay():
    image = sheet()
    cv2.line(image, (100, 0), (102, 299), (40, 40, 40), 3)
    cv2.line(image, (0, 150), (399, 152), (40, 40, 40), 3)
    cv2.line(image, (80, 60), (125, 60), (40, 40, 40), 4)
    clear = cleared(image, HEIGHT)
    assert clear[200, 101] > 200
    assert clear[151, 250] > 200
    assert clear[60, 101] < 80


def test_a_short_stroke_is_no_rule():
    image = sheet()
    cv2.line(image, (200, 50), (200, 80), (40, 40, 40), 3)
    assert cleared(image, HEIGHT)[65, 200] < 80


def test_red_fades_and_black_under_it_stays():
    image = sheet()
    cv2.circle(image, (200, 150), 60, (60, 50, 200), 8)
    cv2.line(image, (130, 150), (150, 150), (40, 40, 40), 4)
    clear = cleared(image, HEIGHT)
    assert clear[90, 200] > 200
    assert clear[150, 138] < 90
