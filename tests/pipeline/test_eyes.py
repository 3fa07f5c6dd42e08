"""What extractors may ask of a sheet's pixels."""

import cv2
import numpy as np

from casefile.page import Span
from pipeline.eyes import SheetEyes
from pipeline.normalise import whole
from tests.pipeline.lettering import line


def page(inks):
    """A sheet with a line of text in each of these inks (BGR), and the lines' places."""
    word = 255 - line("广西桂林", 30, 1.0).astype(np.float64)
    rows = [255 - word[..., None] / 255 * (255 - np.array(ink)) for ink in inks]
    image = np.vstack(rows).astype(np.uint8)
    high, wide = word.shape
    places = [
        Span("广西桂林", (0.9,) * 4, (0, 1, 2, 3, wide), high * i, high * (i + 1), i)
        for i in range(len(inks))
    ]
    return SheetEyes.of(
        whole(cv2.copyMakeBorder(image, 0, 1, 0, 1, cv2.BORDER_REPLICATE)), places, None
    ), places


def tinted(eyes, place):
    return eyes.tinted(place.left, place.top, place.right, place.bottom)


BLACK, DULL_RED = (40, 40, 40), (50, 50, 120)


def test_reddish_letters_are_an_exception_on_a_page_in_black():
    eyes, places = page([BLACK] * 6 + [DULL_RED])
    assert [tinted(eyes, place) for place in places] == [False] * 6 + [True]


def test_on_a_page_printed_in_such_a_colour_they_are_none():
    eyes, places = page([BLACK] * 4 + [DULL_RED] * 3)
    assert not any(tinted(eyes, place) for place in places)
