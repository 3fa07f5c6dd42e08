"""Papers are found on pictures: by their outlines, and by print that the outlines leave over."""

import cv2
import numpy as np
import pytest

from casefile.case import Kind
from pipeline.leftover import left_over, without
from pipeline.ocr.reader import Reader
from pipeline.outlines import outlines
from pipeline.read import read_file
from samples.camera import Place, as_picture, lay, look, shoot
from samples.camera.layout import A4_MM
from samples.cases import clean
from samples.pages import drawn
from tests.pipeline.lettering import line

TABLE, PAPER = (60, 80, 100), (235, 240, 240)
FIRST, SECOND = (100, 100, 700, 550), (800, 120, 1400, 560)


def picture(*papers):
    image = np.full((700, 1500, 3), TABLE, np.uint8)
    for left, top, right, bottom in papers:
        image[top:bottom, left:right] = PAPER
        for row in range(top + 60, bottom - 60, 60):
            print_ = cv2.cvtColor(line("常住人口登记卡", 32), cv2.COLOR_GRAY2BGR)
            height, width = print_.shape[:2]
            image[row : row + height, left + 40 : left + 40 + width] = print_
    return image


def corners(left, top, right, bottom):
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def test_papers_are_outlined():
    found = sorted(outlines(picture(FIRST, SECOND)), key=lambda quad: quad[0, 0])
    for quad, paper in zip(found, (FIRST, SECOND), strict=True):
        assert np.abs(quad - corners(*paper)).max() < 12


def test_an_outline_that_something_else_runs_into_is_none():
    image = picture(FIRST)
    cv2.fillPoly(image, [np.array([[650, 400], [1000, 600], [960, 680], [600, 540]])], PAPER)
    assert outlines(image) == []


def test_print_beside_the_papers_that_were_found_is_noticed():
    both = picture(FIRST, SECOND)
    assert left_over(both, [corners(*FIRST)])
    assert not left_over(both, [corners(*FIRST), corners(*SECOND)])
    assert not left_over(without(both, [corners(*SECOND)]), [corners(*FIRST)])
    assert not left_over(picture(FIRST), [corners(*FIRST)])


def test_print_on_a_paper_that_fills_little_of_a_large_picture_is_noticed():
    both = picture(FIRST, SECOND)
    table = np.full((3 * both.shape[0], 3 * both.shape[1], 3), both[0, 0], np.uint8)
    table[: both.shape[0], : both.shape[1]] = both
    assert left_over(table, [corners(*FIRST)])
    assert not left_over(table, [corners(*FIRST), corners(*SECOND)])


@pytest.mark.reader
@pytest.mark.parametrize("turn", [0, 180, 270])
def test_two_sides_of_a_card_are_found_whichever_way_each_lies(turn):
    pages = clean("finding", "guangxi").pages
    sides = [next(one for one in pages if one.kind == kind) for kind in ("id_card_front", "id_card_back")]
    sheet = lay([drawn(side) for side in sides], [Place(100, 80, turn), Place(110, 210, 1.0)], A4_MM)
    rng = np.random.default_rng(1)
    shot = shoot(sheet, look("phone", rng), rng)
    reading = read_file(as_picture(shot).data, "card.jpg", Reader.load())
    back, front = sorted(reading.documents, key=lambda one: one.kind)
    assert (back.kind, front.kind) == (Kind.ID_CARD_BACK, Kind.ID_CARD_FRONT)
    assert front.fields["id_number"].value == sides[0].facts.id_number
    assert back.fields["valid_to"].value == sides[1].facts.valid_to.isoformat()


@pytest.mark.reader
def test_a_cover_above_a_page_upside_down_is_none_of_it(monkeypatch):
    """The page below has more lines, and they tell which way the sheet is turned."""
    monkeypatch.setattr("pipeline.shown.outlines", lambda image: [])
    pages = clean("finding", "guangxi").pages
    sides = [next(one for one in pages if one.kind == kind) for kind in ("register_cover", "register_member")]
    sheet = lay([drawn(side) for side in sides], [Place(95, 75, 0), Place(100, 205, 180)], A4_MM)
    rng = np.random.default_rng(2)
    shot = shoot(sheet, look("flat", rng), rng)
    cover, member = sorted(read_file(as_picture(shot).data, "book.jpg", Reader.load()).documents, key=_kind)
    assert (cover.kind, member.kind) == (Kind.REGISTER_COVER, Kind.REGISTER_MEMBER)
    assert cover.fields["head_name"].value == member.fields["name"].value is not None
    assert member.fields["relation_to_head"].value == "户主"


def _kind(document):
    return document.kind
