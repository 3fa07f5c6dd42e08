"""Strokes are told from paper by how dark the page prints."""

import cv2
import numpy as np

from pipeline.marks.ink import DARK, ink_in, stroke_level
from tests.pipeline.lettering import line


def paled(picture, share):
    """A picture with its print as dark as this share of the paper at the most."""
    return np.asarray(255 - (255 - picture.astype(float)) * (1 - share), np.uint8)


def test_pale_print_is_seen_where_the_page_prints_pale():
    word = paled(line("姓名", 30, 0.8), 0.65)
    assert ink_in(word) is None
    assert ink_in(word, stroke_level([word])) is not None


def test_black_print_leaves_a_pattern_of_the_paper_unseen():
    assert stroke_level([line("姓名", 30, 0.4)]) < 0.7
    assert stroke_level([]) == DARK
    pattern = np.full((40, 120), 240, np.uint8)
    cv2.circle(pattern, (60, 20), 12, 190, 2)
    assert ink_in(pattern, stroke_level([line("姓名", 30, 0.4)])) is None


def test_a_rule_that_leans_is_no_stroke():
    place = np.full((42, 240), 200, np.uint8)
    cv2.line(place, (0, 24), (239, 20), 90, 3, cv2.LINE_AA)
    assert ink_in(place, 0.8) is None
    cv2.putText(place, "17", (90, 34), cv2.FONT_HERSHEY_SIMPLEX, 0.9, 60, 2)
    assert ink_in(place, 0.8) is not None
