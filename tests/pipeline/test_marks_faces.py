import random

import cv2
import numpy as np
import pytest

import samples.faces
from pipeline.marks.faces import faces
from pipeline.marks.frames import CARD_ROOM, Frame, Territory
from pipeline.marks.heads import heads
from pipeline.marks.photos import patches
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


def faces_on(image, expected, printed=()):
    """The faces on a picture of nothing but the document."""
    sheet = smaller(whole(image), 720)
    height, width = sheet.image.shape[:2]
    return faces(sheet, Territory(Frame(0, 0, width, height)), printed, expected)


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


def test_a_photo_on_a_tinted_card_on_white_paper_is_a_patch_inside_a_patch():
    sheet = np.full((600, 420, 3), 250, np.uint8)
    sheet[180:380, 60:360] = (240, 215, 225)
    sheet[210:340, 250:340] = (90, 90, 110)
    found = patches(sheet)
    assert len(found) == 2
    assert abs(found[1].width - 90) < 12
    assert found[0].width > 280


def figures(places, size=(300, 400), ground=(60, 40, 180)):
    image = np.full((size[1], size[0], 3), ground, np.uint8)
    for x in places:
        cv2.ellipse(image, (x, 170), (52, 66), 0, 0, 360, (90, 90, 95), -1)
        cv2.ellipse(image, (x, 400), (90, 150), 0, 0, 360, (90, 90, 95), -1)
    return image


def test_heads_are_counted_by_their_outline():
    assert len(heads(figures([150]))) == 1
    assert len(heads(figures([120, 330], size=(450, 400)))) == 2
    assert heads(figures([])) == []


def test_a_plain_silhouette_counts_with_less_confidence():
    page = np.full((540, 856, 3), 240, np.uint8)
    page[80:400, 560:800] = cv2.resize(figures([150], ground=(250, 250, 250)), (240, 320))
    (one,) = faces_on(page, 1)
    assert one["confidence"] == pytest.approx(0.6)
    assert faces_on(page, 1, [Frame(500, 180, 600, 220)]) == ()


def test_one_person_on_a_couples_photo_stays_one(household, monkeypatch):
    monkeypatch.setattr(samples.faces, "couple", lambda rng, size: portrait(rng, size, (190, 30, 40)))
    paper = draw_info(household.marriage, random.Random(5))
    assert len(faces_on(picture(paper), 2)) == 1


def test_a_photo_in_a_deep_shadow_is_found_by_its_colour(household):
    image = picture(draw_info(household.marriage, random.Random(4)))
    shade = np.linspace(1, 0.25, image.shape[1])[None, :, None]
    assert len(faces_on((image * shade).astype(np.uint8), 2)) == 2
