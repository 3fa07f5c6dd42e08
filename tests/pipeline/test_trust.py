"""What a poor picture says is not sure."""

import cv2

from casefile.page import Span
from extractors.found import Found
from pipeline.lines import Line
from pipeline.trust import believed, trust
from tests.pipeline.lettering import line


def page(softness, sure=0.99):
    crop = line("广西壮族自治区南宁市青秀区", 40, softness)
    height, width = crop.shape
    edges = tuple(width * index / 13 for index in range(14))
    return [Line(Span("广西壮族自治区南宁市青秀区", (sure,) * 13, edges, 0, height, 0), crop)]


def test_a_crisp_page_is_believed_and_a_blurred_or_doubtful_one_is_not():
    assert trust(page(0.8)) == 1
    assert trust(page(5.0)) < 0.9
    assert trust(page(0.8, sure=0.8)) < 0.9


def test_glowing_white_tells_nothing():
    blank = [Line(one.span, cv2.add(one.crop, 255)) for one in page(0.8)]
    assert trust(blank) < 0.9


def test_a_place_that_is_always_filled_is_never_surely_blank():
    found = {"name": Found(None, "", 0.95), "former_name": Found(None, "", 0.95)}
    kept = believed(found, page(0.8), frozenset({"name"}))
    assert (kept["name"].confidence, kept["former_name"].confidence) == (0.0, 0.95)
