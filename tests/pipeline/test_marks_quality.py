import random

import cv2
import numpy as np
import pytest

from casefile.page import Span
from pipeline.lines import Line
from pipeline.marks.quality import quality
from pipeline.normalise import Sheet, whole
from samples.papers import id_card
from samples.people import family

_MEASURED = {"sharpness", "glare", "brightness", "cut_border", "size", "copy", "screen", "orientation"}


@pytest.fixture(scope="module")
def card():
    paper = id_card.draw_front(family(random.Random(31), "guangxi").mother, random.Random(1))
    image = cv2.cvtColor(np.asarray(paper.image.convert("RGB")), cv2.COLOR_RGB2BGR)
    return cv2.convertScaleAbs(image, alpha=0.85), list(paper.boxes.values())


def lines_on(image, boxes, sure=0.99):
    for number, box in enumerate(boxes):
        (left, top), _, (right, bottom), _ = np.round(box).astype(int)
        span = Span("张三", (sure, sure), (left, (left + right) / 2, right), top, bottom, number)
        yield Line(span, np.ascontiguousarray(image[top:bottom, left:right, 2]))


def measured(image, boxes, sure=0.99):
    return quality(image, whole(image), list(lines_on(image, boxes, sure)))


def test_a_clean_picture_is_good_in_everything(card):
    found = measured(*card)
    assert set(found) == _MEASURED
    assert {one["verdict"] for one in found.values()} == {"good"}
    assert {one["advice"] for one in found.values()} == {""}


@pytest.mark.parametrize("zoom", [1.0, 0.5])
def test_blur_is_measured_against_the_print_not_the_pixels(card, zoom):
    image, boxes = card
    values = []
    for sigma in (0.5, 3.5, 8.0):
        seen = cv2.resize(
            cv2.GaussianBlur(image, (0, 0), sigma), None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA
        )
        values.append(measured(seen, [np.array(box) * zoom for box in boxes], 0.4)["sharpness"])
    assert [one["verdict"] for one in values][::2] == ["good", "bad"]
    assert values[0]["value"] < values[1]["value"] < values[2]["value"]
    assert "模糊" in values[2]["advice"]


def test_blurred_print_that_is_still_read_is_not_bad(card):
    image, boxes = card
    assert measured(cv2.GaussianBlur(image, (0, 0), 8), boxes, 0.95)["sharpness"]["verdict"] == "poor"


def test_a_lamp_over_print_is_glare_and_a_white_page_is_not(card):
    image, boxes = card
    spot = np.zeros(image.shape[:2], np.float32)
    x, y = (int(part) for part in np.array(boxes[0]).mean(axis=0))
    cv2.circle(spot, (x, y), image.shape[1] // 8, 1.0, -1)
    halo = cv2.GaussianBlur(spot, (0, 0), image.shape[1] / 25)
    lit = np.clip(image * 0.8 + 255 * 1.2 * halo[:, :, None], 0, 255).astype(np.uint8)
    assert measured(lit, boxes, 0.4)["glare"]["verdict"] == "bad"
    assert measured(lit, boxes)["glare"]["verdict"] == "poor", "what is still read is not washed out"
    white = np.clip(image.astype(int) + 60, 0, 255).astype(np.uint8)
    assert measured(white, boxes)["glare"]["verdict"] == "good"


def test_copies_and_screens_are_named(card):
    image, boxes = card
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    assert measured(grey, boxes)["copy"]["verdict"] == "poor"
    grid = 1 - 0.12 * (np.sin(np.arange(image.shape[0]) * 2 * np.pi / 3.3) > 0.6)
    assert measured((image * grid[:, None, None]).astype(np.uint8), boxes)["screen"]["verdict"] == "poor"


@pytest.mark.parametrize("turns", range(4))
def test_the_quarters_turned_are_told(card, turns):
    image, _ = card
    page = np.ascontiguousarray(np.rot90(image, turns))
    found = quality(page, whole(page).turned(turns), [])
    assert found["orientation"] == {"value": turns, "verdict": "good", "advice": ""}


def test_a_border_beyond_the_picture_is_cut(card):
    image, boxes = card
    page = np.zeros((image.shape[0] + 200, image.shape[1] + 100, 3), np.uint8)
    page[100:-100, 100:] = image
    moved = Sheet(image, np.array([[1, 0, 100], [0, 1, 100], [0, 0, 1]], np.float64))
    found = quality(page, moved, list(lines_on(image, boxes)))
    assert (found["cut_border"]["value"], found["cut_border"]["verdict"]) == (1, "poor")


def test_light_is_bad_only_over_what_was_not_read_surely(card):
    image, boxes = card
    lit = image.copy()
    left, top = np.round(boxes[0][0]).astype(int)
    spot = np.zeros(image.shape[:2], np.float32)
    cv2.circle(spot, (int(left) + 60, int(top) + 10), 90, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), 25)[:, :, None]
    lit = np.clip(lit * (1 - spot) + 330 * spot, 0, 255).astype(np.uint8)
    lines = list(lines_on(lit, boxes, 0.5))
    assert quality(lit, whole(lit), lines, {line.span.line for line in lines})["glare"]["verdict"] == "bad"
    assert quality(lit, whole(lit), lines, set())["glare"]["verdict"] == "poor"


def test_print_at_the_pictures_edge_is_cut_only_where_it_was_not_read_surely(card):
    image, boxes = card
    left = int(min(np.min(box[:, 0]) for box in map(np.array, boxes)))
    page = np.ascontiguousarray(image[:, left:])
    wide = np.zeros((image.shape[0] + 200, page.shape[1] + 100, 3), np.uint8)
    wide[100:-100, :-100] = page
    cut = Sheet(page, np.array([[1, 0, 0], [0, 1, 100], [0, 0, 1]], np.float64))
    lines = list(lines_on(page, [np.array(box) - (left, 0) for box in boxes]))
    everything = {line.span.line for line in lines}
    assert quality(wide, cut, lines, everything)["cut_border"]["verdict"] == "bad"
    assert quality(wide, cut, lines, set())["cut_border"]["verdict"] == "poor"
