import random

import cv2
import numpy as np
import pytest

import samples.faces
from pipeline.marks.faces import faces
from pipeline.marks.frames import CARD_ROOM, Frame, Territory
from pipeline.marks.redness import smaller
from pipeline.normalise import whole
from samples.faces import portrait
from samples.papers import id_card
from samples.papers.marriage import draw_info
from samples.people import family


@pytest.fixture(scope="module")
def household():
    return family(random.Random(21), "hainan")


def picture(paper):
    image = cv2.cvtColor(np.asarray(paper.image.convert("RGB")), cv2.COLOR_RGB2BGR)
    return cv2.resize(image, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)


def faces_on(image, expected):
    """The faces on a picture of nothing but the document."""
    sheet = smaller(whole(image), 720)
    height, width = sheet.image.shape[:2]
    return faces(sheet, Territory(Frame(0, 0, width, height)), expected, 1.0)


@pytest.mark.parametrize("seed", range(3))
def test_a_card_shows_one_face_and_a_couple_two(household, seed):
    assert len(faces_on(picture(id_card.draw_front(household.mother, random.Random(seed))), 1)) == 1
    assert len(faces_on(picture(draw_info(household.marriage, random.Random(seed))), 2)) == 2


@pytest.mark.parametrize("ends", ["number", "address"])
def test_what_is_looked_at_of_a_card_on_a_large_sheet_ends_beyond_its_photo(household, ends):
    """The number ends at 78 % of a card's width, the address at 64 %; both begin at 7 %."""
    paper = id_card.draw_front(household.mother, random.Random(1))
    width, height = paper.image.size
    (_, _), _, (right, _), _ = paper.marks["face"][0]
    print_ = Frame(0.07 * width, 0.1 * height, {"number": 0.78, "address": 0.64}[ends] * width, 0.9 * height)
    sheet = whole(np.zeros((4 * height, 4 * width, 3), np.uint8))
    assert Territory(print_).surroundings(sheet, CARD_ROOM).right > right + 0.02 * width


def test_a_covered_photo_shows_none(household):
    paper = id_card.draw_front(household.father, random.Random(3))
    image = picture(paper)
    (left, top), _, (right, bottom), _ = np.round(np.array(paper.marks["face"][0]) * 0.6).astype(int)
    image[top:bottom, left:right] = (235, 238, 238)
    assert faces_on(image, 1) == ()


def test_a_shadow_that_joins_the_photo_hides_no_face(household):
    paper = id_card.draw_front(household.mother, random.Random(2))
    image = picture(paper)
    height, width = image.shape[:2]
    shadow = np.array([[0.55, 1.0], [0.8, 0.35], [1.0, 0.5], [0.9, 1.0]]) * (width, height)
    shade = np.full((height, width), 1.0, np.float32)
    cv2.fillPoly(shade, [shadow.astype(np.int32)], 0.45)
    assert len(faces_on((image * cv2.blur(shade, (25, 25))[:, :, None]).astype(np.uint8), 1)) == 1


def test_a_silhouette_is_no_face():
    page = np.full((540, 856, 3), 240, np.uint8)
    cv2.ellipse(page, (680, 200), (52, 66), 0, 0, 360, (90, 90, 95), -1)
    cv2.ellipse(page, (680, 400), (90, 130), 0, 0, 360, (90, 90, 95), -1)
    assert faces_on(page, 1) == ()


def test_a_face_beside_the_card_is_another_papers(household):
    card = picture(id_card.draw_front(household.mother, random.Random(1)))
    height, width = card.shape[:2]
    table = np.full((height, 2 * width + 20, 3), 120, np.uint8)
    table[:, :width], table[:, width + 20 :] = 235, card
    sheet = whole(table)
    left = Frame(0.07 * width, 0.1 * height, 0.78 * width, 0.9 * height)
    right = Frame(1.07 * width + 20, 0.1 * height, 1.78 * width + 20, 0.9 * height)
    assert faces(sheet, Territory(left), 1, 0.3) == ()
    assert len(faces(sheet, Territory(right), 1, 0.3)) == 1


def test_a_strangers_face_far_from_anothers_makes_no_couple(household):
    one = picture(id_card.draw_front(household.mother, random.Random(1)))
    other = cv2.resize(one, None, fx=0.4, fy=0.4, interpolation=cv2.INTER_AREA)
    table = np.full((2 * one.shape[0], one.shape[1], 3), 235, np.uint8)
    table[: one.shape[0]] = one
    table[one.shape[0] : one.shape[0] + other.shape[0], : other.shape[1]] = other
    assert len(faces_on(table, 2)) == 1


def test_one_person_on_a_couples_photo_stays_one(household, monkeypatch):
    monkeypatch.setattr(samples.faces, "couple", lambda rng, size: portrait(rng, size, (190, 30, 40)))
    paper = draw_info(household.marriage, random.Random(5))
    assert len(faces_on(picture(paper), 2)) == 1


def test_a_photo_in_a_deep_shadow_is_found_by_its_colour(household):
    image = picture(draw_info(household.marriage, random.Random(4)))
    shade = np.linspace(1, 0.25, image.shape[1])[None, :, None]
    assert len(faces_on((image * shade).astype(np.uint8), 2)) == 2


@pytest.mark.parametrize("seed", range(3))
def test_a_bar_over_the_eyes_leaves_a_face_in_doubt(household, seed):
    image = picture(id_card.draw_front(household.mother, random.Random(seed)))
    (face,) = faces_on(image, 1)
    assert face["confidence"] > 0.6
    (left, top), (right, bottom) = np.min(face["box"], axis=0), np.max(face["box"], axis=0)
    rows = int(top + 0.24 * (bottom - top)), int(top + 0.42 * (bottom - top))
    for colour in (15, (150, 60, 20)):
        image[rows[0] : rows[1], int(left) : int(right)] = colour
        assert all(one["confidence"] < 0.5 for one in faces_on(image, 1))
