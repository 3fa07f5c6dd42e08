"""What a poor picture says is not sure."""

import cv2

from casefile.page import Span
from extractors.found import Found
from pipeline.lines import Line
from pipeline.trust import believed, doubts
from tests.pipeline.lettering import line


def page(softness, sure=0.99):
    crop = line("广西壮族自治区南宁市青秀区", 40, softness)
    height, width = crop.shape
    edges = tuple(width * index / 13 for index in range(14))
    return [Line(Span("广西壮族自治区南宁市青秀区", (sure,) * 13, edges, 0, height, 0), crop)]


def kept(lines, confidence=0.95):
    return believed({"name": Found("黄梓萱", "黄梓萱", confidence)}, lines, frozenset())["name"].confidence


def test_a_crisp_page_is_believed_and_a_blurred_or_doubtful_one_less():
    assert kept(page(0.8)) > 0.94
    assert kept(page(5.0)) < kept(page(2.0)) < kept(page(0.8))
    assert kept(page(5.0)) < 0.9
    assert kept(page(0.8, sure=0.6)) < 0.92


def test_glowing_white_tells_nothing():
    blank = [Line(one.span, cv2.add(one.crop, 255)) for one in page(0.8)]
    assert doubts(blank)[0] == 1


def test_a_place_that_is_always_filled_is_never_surely_blank():
    found = {"name": Found(None, "", 0.95), "former_name": Found(None, "", 0.95)}
    told = believed(found, page(0.8), frozenset({"name"}))
    assert told["name"].confidence == 0.0
    # What was written was not seen: so it may be elsewhere.
    assert told["former_name"].confidence < 0.9
    unread = believed(found | {"name": Found(None, "口", 0.0)}, page(0.8), frozenset({"name"}))
    assert unread["former_name"].confidence > 0.9
