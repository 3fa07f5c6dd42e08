import random

import cv2
import numpy as np
import pytest

from pipeline.marks.redness import redness
from pipeline.marks.rings import rings
from pipeline.marks.seals import seals
from pipeline.marks.stamps import stamps
from pipeline.normalise import whole
from pipeline.ocr.recognition import Reading
from samples.papers import id_card
from samples.papers.marriage_statement import draw_statement
from samples.papers.register import draw_cover
from samples.people import family


class Mute:
    """A reader that makes out nothing."""

    def reading(self, crop):
        return Reading("", (), ())


@pytest.fixture(scope="module")
def household():
    return family(random.Random(11), "guangxi")


def picture(paper):
    image = cv2.cvtColor(np.asarray(paper.image.convert("RGB")), cv2.COLOR_RGB2BGR)
    return cv2.resize(image, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)


def middle(quad):
    return np.array(quad).mean(axis=0) * 0.6


def test_every_seal_of_a_cover_is_found_where_it_stands(household):
    paper = draw_cover(household.mother_page.household, random.Random(4))
    drawn = paper.marks.get("seal", []) + paper.marks["province_seal"]
    found = seals(whole(picture(paper)), Mute())
    sure = [one for one in found if one["confidence"] > 0.5]
    assert len(sure) == len(drawn)
    for quad in drawn:
        assert min(np.hypot(*(np.array(one["centre"]) - middle(quad))) for one in sure) < 12
    assert {one["shape"] for one in sure} == {"round"}


@pytest.mark.parametrize("warm", [(1.0, 1.0, 1.0), (0.62, 0.86, 1.0), (1.0, 0.95, 0.85)])
def test_tinted_light_changes_nothing(household, warm):
    paper = draw_statement(household.marriage, random.Random(5), spread=False)
    lit = (picture(paper) * np.array(warm)).astype(np.uint8)
    (one,) = [one for one in seals(whole(lit), Mute()) if one["confidence"] > 0.5]
    assert np.hypot(*(np.array(one["centre"]) - middle(paper.marks["seal"][0]))) < 12


def test_the_emblem_of_a_title_page_is_no_seal(household):
    paper = draw_statement(household.marriage, random.Random(6), spread=True)
    sure = [one for one in seals(whole(picture(paper)), Mute()) if one["confidence"] > 0.5]
    assert [one["place"][1] > 0.5 for one in sure] == [True]


def test_a_card_without_a_stamp_has_none(household):
    for side in (id_card.draw_front, id_card.draw_back):
        image = picture(side(household.mother, random.Random(7)))
        assert seals(whole(image), Mute(), round_ones=False) == ()


def test_a_ring_cut_by_the_edge_or_broken_is_still_one():
    image = np.full((500, 700, 3), 245, np.uint8)
    cv2.circle(image, (640, 250), 90, (60, 50, 210), 5)
    cv2.circle(image, (640, 250), 25, (60, 50, 210), -1)
    cv2.circle(image, (200, 250), 90, (60, 50, 210), 5)
    for angle in range(0, 360, 45):
        cv2.ellipse(image, (200, 250), (90, 90), angle, 0, 14, (245, 245, 245), 9)
    found = rings(redness(image))
    whole_ring, cut = sorted((one.x for one in found), key=float)
    assert abs(whole_ring - 200) < 5
    assert abs(cut - 640) < 30


def test_black_print_and_an_empty_page_have_no_seals():
    image = np.full((500, 700, 3), 245, np.uint8)
    assert seals(whole(image), Mute()) == ()
    cv2.circle(image, (300, 250), 90, (30, 30, 30), 5)
    cv2.line(image, (20, 20), (600, 20), (200, 120, 40), 6)
    assert [one for one in seals(whole(image), Mute()) if one["colour"] == "red"] == []


def test_a_framed_stamp_is_told_from_a_red_photo():
    image = np.full((500, 700, 3), 245, np.uint8)
    cv2.rectangle(image, (60, 60), (260, 200), (40, 30, 190), -1)
    box = cv2.boxPoints(((450, 300), (260, 80), -12)).astype(int)
    cv2.polylines(image, [box], True, (60, 50, 210), 5)
    cv2.putText(image, "VOID COPY", (350, 325), cv2.FONT_HERSHEY_DUPLEX, 1.2, (60, 50, 210), 3)
    (one,) = stamps(redness(image))
    assert one.framed
    assert abs(one.corners.mean(axis=0) - (450, 300)).max() < 8
