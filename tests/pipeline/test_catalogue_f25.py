"""Row F25: what people photograph in other ways than asked."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from pipeline.ocr.reader import Reader
from pipeline.read import read_file
from samples.camera.copies import of_screen
from samples.camera.shoot import Shot
from samples.hostile.pictures import saved

pytestmark = pytest.mark.reader
FOLDER = Path("samples/documents")


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def card(side):
    (page,) = sorted((FOLDER / f"id_card_{side}").glob("*/page.*"))[:1]
    return Image.open(page).convert("RGB")


def kinds(picture, reader):
    reading = read_file(saved(picture, "JPEG", quality=92), "page.jpg", reader)
    return sorted(document.kind.value for document in reading.documents)


def test_f25_both_sides_of_a_card_in_one_picture_are_both_found(reader):
    front, back = card("front"), card("back")
    both = Image.new("RGB", (max(front.width, back.width), front.height + back.height), "white")
    both.paste(front, (0, 0))
    both.paste(back, (0, front.height))
    assert kinds(both, reader) == ["id_card_back", "id_card_front"]


def test_f25_a_card_upside_down_is_read(reader):
    assert kinds(card("front").rotate(180), reader) == ["id_card_front"]


def test_f25_a_blurred_card_is_never_read_as_sure(reader):
    small = card("front")
    blurred = small.resize((small.width // 14, small.height // 14)).resize(small.size)
    reading = read_file(saved(blurred, "JPEG"), "page.jpg", reader)
    assert not any(field.sure for document in reading.documents for field in document.fields.values())
    assert np.asarray(blurred).std() > 5


def test_f25_two_kinds_of_papers_in_one_picture_are_both_found(reader):
    front = card("front")
    (page,) = sorted((FOLDER / "marriage_info").glob("*/page.*"))[:1]
    paper = Image.open(page).convert("RGB")
    paper = paper.resize((int(paper.width * front.height * 1.6 / paper.height), int(front.height * 1.6)))
    both = Image.new("RGB", (front.width + paper.width, paper.height), (90, 80, 70))
    both.paste(front, (0, (paper.height - front.height) // 2))
    both.paste(paper, (front.width, 0))
    assert kinds(both, reader) == ["id_card_front", "marriage_info"]


def test_f25_a_photo_of_a_screen_is_told_to_the_reviewer(reader):
    (page,) = sorted((FOLDER / "marriage_info").glob("*/page.*"))[:1]
    shown = of_screen(Shot(Image.open(page).convert("RGB"), ()), np.random.default_rng(0)).image
    reading = read_file(saved(shown, "PNG"), "page.png", reader)
    assert [document.kind.value for document in reading.documents] == ["marriage_info"]
    assert reading.documents[0].quality["screen"]["verdict"] == "poor"
