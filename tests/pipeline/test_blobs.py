"""Which pieces of ink beside printed words are one mark."""

import cv2
import numpy as np

from pipeline.marks.blobs import attributed
from pipeline.marks.overwriting import Strip, on

EM = 36.0
WORDS = (("男", 70), ("女", 150), ("明", 230))


def strip():
    ink = np.zeros((70, 320), np.float32)
    for _, left in WORDS:
        cv2.rectangle(ink, (left + 4, 20), (left + int(EM) - 4, 50), (1.0,), 4)
    return Strip(ink, tuple((float(left), left + EM, word) for word, left in WORDS), 35.0, EM)


def test_the_two_sides_of_a_circle_are_one_mark():
    """What of a circle lies above and below its word is taken for the word: ( 男 ) 女."""
    seen = strip()
    for start, end in ((130, 230), (-50, 50)):
        cv2.ellipse(seen.ink, (88, 35), (46, 30), 0, start, end, (1.0,), 3)
    unit, _ = on(seen)
    outside = seen.ink.copy()
    for left, right, _ in seen.words:
        outside[14:57, int(left) : int(right)] = 0
    shares = attributed(outside, seen, unit)
    assert shares[0] > 0.5 and max(shares[1:]) == 0
