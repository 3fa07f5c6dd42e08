"""Marks beside printed options: drawn here in every way in which a person marks one."""

import cv2
import numpy as np
import pytest

from pipeline.marks.ticks import contradicted, marks_on

EM = 30
WORDS = (("男", 100), ("女", 190), ("不", 280))
MIDDLE = 100


def page(boxes=None):
    """Three one-character options 90 pixels apart, with empty boxes before or after them."""
    image = np.full((200, 420, 3), 245, np.uint8)
    for text, x in WORDS:
        lines = {"男": (0, 10, 20, 27), "女": (0, 14, 27), "不": (0, 13, 20)}[text]
        for y in lines:
            cv2.line(image, (x - 12, MIDDLE - 13 + y), (x + 12, MIDDLE - 13 + y), (30, 30, 30), 2)
        cv2.line(image, (x, MIDDLE - 13), (x, MIDDLE + 13), (30, 30, 30), 2)
        if boxes:
            centre = box_of(x, boxes)
            cv2.rectangle(image, (centre - 12, MIDDLE - 12), (centre + 12, MIDDLE + 12), (30, 30, 30), 1)
    return image


def box_of(x, boxes):
    return x - 34 if boxes == "before" else x + 34


def tick(image, x, y=MIDDLE, colour=(30, 30, 30), size=26):
    points = np.array([(x - size // 2, y), (x - size // 6, y + size // 2), (x + size // 2, y - size // 2)])
    cv2.polylines(image, [points], False, colour, 3, cv2.LINE_AA)
    return image


def evidence(image):
    options = [(x - EM / 2, x + EM / 2, float(MIDDLE), text) for text, x in WORDS]
    return marks_on(image, options, [], (60.0, 400.0), EM)


def chosen(image):
    values = evidence(image)
    best = int(np.argmax(values))
    others = [value for index, value in enumerate(values) if index != best]
    return best if values[best] > 0.12 and max(others) < 0.5 * values[best] else None


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("boxes", ["before", "after"])
def test_a_tick_in_a_box_is_its_words(index, boxes):
    image = tick(page(boxes), box_of(WORDS[index][1], boxes))
    assert chosen(image) == index


@pytest.mark.parametrize("index", range(3))
def test_a_tick_whose_arm_reaches_the_next_word_is_that_of_its_box(index):
    x = box_of(WORDS[index][1], "after")
    arm = np.array([(x - 8, MIDDLE), (x, MIDDLE + 10), (x + 44, MIDDLE - 13)])
    image = cv2.polylines(page("after"), [arm], False, (30, 30, 30), 3, cv2.LINE_AA)
    assert chosen(image) == index


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("boxes", ["before", "after"])
def test_a_filled_box_is_its_words(index, boxes):
    image = page(boxes)
    centre = box_of(WORDS[index][1], boxes)
    cv2.rectangle(image, (centre - 9, MIDDLE - 9), (centre + 9, MIDDLE + 9), (30, 30, 30), -1)
    assert chosen(image) == index


@pytest.mark.parametrize("index", range(3))
@pytest.mark.parametrize("side", [-1, 1])
def test_a_tick_beside_a_word_without_boxes(index, side):
    assert chosen(tick(page(), WORDS[index][1] + side * 30)) == index


@pytest.mark.parametrize("colour", [(30, 30, 30), (150, 60, 30), (30, 30, 200)])
@pytest.mark.parametrize("index", range(3))
def test_a_tick_over_a_word_in_any_pen(index, colour):
    assert chosen(tick(page(), WORDS[index][1], MIDDLE, colour, 40)) == index


@pytest.mark.parametrize("index", range(3))
def test_a_circle_round_a_word(index):
    image = page()
    cv2.ellipse(image, (WORDS[index][1], MIDDLE), (24, 22), 8, 20, 350, (30, 30, 30), 2, cv2.LINE_AA)
    assert chosen(image) == index


@pytest.mark.parametrize("boxes", [None, "before", "after"])
def test_no_mark_chooses_nothing(boxes):
    assert chosen(page(boxes)) is None


@pytest.mark.parametrize("boxes", ["before", "after"])
def test_two_ticks_choose_nothing(boxes):
    image = tick(tick(page(boxes), box_of(100, boxes)), box_of(190, boxes))
    assert chosen(image) is None


def test_underlines_and_the_rows_above_and_below_are_no_marks():
    image = page()
    cv2.line(image, (60, MIDDLE + 20), (400, MIDDLE + 20), (30, 30, 30), 2)
    cv2.line(image, (62, 0), (62, 199), (30, 30, 30), 2)
    tick(image, 190, MIDDLE + 52)
    assert chosen(image) is None


@pytest.mark.parametrize(("start", "end", "thick"), [(10, 34, 2), (16, 30, 1)])
def test_a_rule_that_leans_below_the_words_is_no_mark(start, end, thick):
    image = page()
    cv2.line(image, (0, MIDDLE + start), (419, MIDDLE + end), (30, 30, 30), thick, cv2.LINE_AA)
    assert chosen(image) is None


def test_ink_beside_one_word_decides_nothing_where_much_ink_lies_over_another():
    assert contradicted(beside=[0.0, 2.3], over=[3.4, 0.0])
    assert not contradicted(beside=[2.3, 0.0], over=[3.4, 0.0])
    assert not contradicted(beside=[0.0, 2.3], over=[0.3, 0.0])
    assert not contradicted(beside=[0.0, 2.3], over=[1.4, 1.3])
