"""Stamps that end a paper are read in any ink, wherever they lie; other words and clean papers say nothing."""

import io
import itertools
import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from casefile.case import SURE
from pipeline.marks.frames import Frame, Territory
from pipeline.marks.redness import smaller
from pipeline.marks.void_stamps import void_stamps
from pipeline.normalise import whole
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import Reading
from pipeline.read import read_file
from samples import word_stamps
from samples.papers import id_card
from samples.papers.marriage_statement import draw_statement
from samples.papers.register import draw_cover, draw_member
from samples.people import family
from samples.sheet import Sheet
from validators.ended import MARKS

pytestmark = pytest.mark.reader
FAMILY = family(random.Random(11), "guangxi")
PAPERS = {
    "card": lambda rng: id_card.draw_front(FAMILY.mother, rng),
    "emblem": lambda rng: id_card.draw_back(FAMILY.mother, rng),
    "cover": lambda rng: draw_cover(FAMILY.mother_page.household, rng),
    "member": lambda rng: draw_member(FAMILY.mother_page, rng),
    "statement": lambda rng: draw_statement(FAMILY.marriage, rng, spread=False),
}
INKS = {
    "blue": (45, 65, 155),
    "black": (38, 38, 40),
    "violet": (100, 55, 150),
    "magenta": (190, 50, 170),
    "pink": (215, 80, 190),
}
COLOURS = {"black": "black", "magenta": "other", "pink": "other"}
"""What else than blue an ink's stamps are told as."""


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def drawn(kind, rng, text=None, ink="blue"):
    """A paper with such a stamp on its print."""
    sheet = Sheet(PAPERS[kind](rng).image.convert("RGB"), 1.0)
    wide, high = sheet.image.size
    if text:
        mask = word_stamps.slanting(text, rng.uniform(0.06, 0.09) * wide, rng)
        x, y = rng.uniform(0.3, 0.55) * wide, rng.uniform(0.4, 0.65) * high
        sheet.press(mask, round(x) - mask.width // 2, round(y) - mask.height // 2, INKS[ink])
    return sheet.image


def told(image, reader):
    """The marks on a paper that fills a soft photo of it."""
    page = cv2.GaussianBlur(cv2.cvtColor(np.asarray(image), cv2.COLOR_RGB2BGR), (0, 0), 1.0)
    small = smaller(whole(page), 720)
    high, wide = small.image.shape[:2]
    own = Territory(Frame(0.06 * wide, 0.06 * high, 0.94 * wide, 0.94 * high))
    return list(void_stamps(page, small, own, reader))


def on_papers():
    """Every paper with every ink; each of them once by default, all at night."""
    for (row, kind), (column, ink) in itertools.product(enumerate(PAPERS), enumerate(INKS)):
        yield pytest.param(kind, ink, marks=() if row == column else pytest.mark.slow)


@pytest.mark.parametrize(("kind", "ink"), list(on_papers()))
def test_a_void_stamp_is_read_across_print(kind, ink, reader):
    found = 0
    for seed in range(4):
        text = ("注销", "作废")[seed % 2]
        marks = told(drawn(kind, random.Random(f"{kind} {seed}"), text, ink), reader)
        found += any(text in (mark["text"] or "") for mark in marks)
        assert {mark["colour"] for mark in marks} <= {COLOURS.get(ink, "blue")}
    assert found >= 3


def test_a_frame_that_is_seen_in_parts_may_void_a_paper(reader, monkeypatch):
    """Where print crosses a frame its parts are no stamp whose words can be read."""
    monkeypatch.setattr("pipeline.marks.void_stamps._told", lambda *_: iter(()))
    marks = told(drawn("member", random.Random("in parts"), "注销"), reader)
    assert [mark["text"] for mark in marks] == ["注销"]
    assert marks[0]["text_confidence"] < SURE
    assert told(drawn("member", random.Random("in parts")), reader) == []


@pytest.mark.parametrize("light", [(1.0, 1.0, 1.0), (1.0, 0.6, 0.0)], ids=["grey", "blue"])
def test_a_pattern_all_over_the_paper_hides_no_stamp(light, reader):
    found = 0
    for seed in range(3):
        page = np.asarray(drawn("member", random.Random(f"member {seed} black"), "注销", "black"))
        y, x = np.mgrid[: page.shape[0], : page.shape[1]] * 1000 / max(1000, page.shape[1])
        waves = np.sin((y + 9 * np.sin(x / 14)) / 3.2) > 0
        patterned = (page * (1 - 0.18 * waves[..., None] * np.array(light))).astype(np.uint8)
        found += any("注销" in (mark["text"] or "") for mark in told(Image.fromarray(patterned), reader))
    assert found >= 2


@pytest.mark.parametrize("kind", PAPERS)
def test_a_clean_paper_carries_no_such_stamp(kind, reader):
    assert told(drawn(kind, random.Random(5)), reader) == []


@pytest.mark.parametrize("text", ["复印无效", "此件有效", "已核对", "仅供参考"])
def test_other_words_end_no_paper(text, reader):
    found = 0
    for ink, kind in itertools.product(("blue", "black"), ("card", "member", "cover", "statement")):
        marks = told(drawn(kind, random.Random(f"{text}{kind}"), text, ink), reader)
        said = "".join(mark["text"] or "" for mark in marks)
        assert not any(word in said for word in MARKS)
        found += text in said
    assert found >= 3


def test_what_sets_a_condition_is_told_once_and_whole(reader):
    """An inner frame beside the middle of the whole stamp holds 作废 alone."""
    (mark,) = told(drawn("card", random.Random("card他用作废2"), "他用作废", "violet"), reader)
    assert mark["text"] == "他用作废"


class Scripted:
    """A reader that makes out what a function says of a crop, and nothing likelier."""

    def __init__(self, look):
        self.look = look

    def matrix(self, crop):
        return crop

    def said(self, crop):
        return self.look(crop)

    def log_likelihoods(self, crop, texts):
        return [0.0 if text == self.look(crop).chars else -50.0 for text in texts]


def words(text, sure):
    return Reading(text, (sure,) * len(text), tuple(np.linspace(0, 1, len(text))))


def two_frames():
    """A stamp with a double frame: the inner one is longer for its height."""
    sheet = Image.new("RGB", (700, 500), (240, 240, 240))
    pen = ImageDraw.Draw(sheet)
    for size in ((130, 66), (176, 106)):
        corners = cv2.boxPoints(((330, 260), size, 18)).tolist()
        pen.polygon([tuple(corner) for corner in corners], outline=INKS["blue"], width=3)
    for x in (300, 360):
        pen.ellipse((x - 12, 248, x + 12, 272), outline=INKS["blue"], width=4)
    return sheet


@pytest.mark.parametrize("inner", [True, False])
def test_of_the_frames_of_one_stamp_the_longest_words_count(inner):
    """What one frame cuts short lacks its condition, and is read more surely."""

    def look(crop):
        whole_line = (crop.shape[1] > 2.1 * crop.shape[0]) is inner
        return words("他用作废", 0.93) if whole_line else words("用作废", 0.99)

    (mark,) = told(two_frames(), Scripted(look))
    assert mark["text"] == "他用作废"


def test_what_is_surely_read_is_not_read_upside_down_too():
    crops = []
    told(two_frames(), Scripted(lambda crop: crops.append(crop.tobytes()) or words("已核对", 0.97)))
    turned = []
    told(two_frames(), Scripted(lambda crop: turned.append(crop.tobytes()) or words("已核对", 0.7)))
    assert len(set(turned)) == 2 * len(set(crops)) > 0


def slip(kind, ground, edge, seed=5):
    """A paper on which a bare slip lies askew; `ground` None: an empty frame is drawn on it."""
    sheet = drawn(kind, random.Random(seed))
    wide, high = sheet.size
    corners = cv2.boxPoints(((0.5 * wide, 0.55 * high), (0.3 * wide, 0.14 * wide), 14))
    shape = [tuple(corner) for corner in corners.tolist()]
    ImageDraw.Draw(sheet).polygon(shape, fill=ground, outline=edge, width=max(2, wide // 250))
    return sheet


@pytest.mark.parametrize("kind", PAPERS)
@pytest.mark.parametrize(("ground", "edge"), [((244, 243, 238), (150, 150, 150)), (None, INKS["blue"])])
def test_a_slip_or_an_empty_frame_is_no_stamp(kind, ground, edge, reader):
    assert told(slip(kind, ground, edge), reader) == []


def test_a_frame_in_which_something_stands_is_a_stamp_that_nobody_can_read(reader):
    sheet = slip("member", (244, 243, 238), INKS["blue"])
    wide, high = sheet.size
    for share in (0.42, 0.47, 0.53, 0.58):
        middle, r = (share * wide, 0.55 * high + (share - 0.5) * 0.25 * wide), 0.02 * wide
        box = (middle[0] - r, middle[1] - r, middle[0] + r, middle[1] + r)
        ImageDraw.Draw(sheet).arc(box, 20, 250, fill=INKS["blue"], width=wide // 120)
    (mark,) = told(sheet, reader)
    assert mark["text_confidence"] < SURE


@pytest.mark.parametrize("red", [(214, 40, 60), (200, 28, 78)])
def test_a_red_stamp_is_left_to_those_who_look_for_seals(red, reader, monkeypatch):
    monkeypatch.setitem(INKS, "red", red)
    for kind in ("card", "member", "cover"):
        assert told(drawn(kind, random.Random(f"{kind} 1"), "作废", "red"), reader) == []


def test_a_stamp_upside_down_is_read(reader):
    stamped = drawn("cover", random.Random(3), "注销")
    clean = drawn("cover", random.Random(3))
    # The stamp alone is turned: what it took of the paper's light.
    share = np.asarray(stamped, np.float32) / np.maximum(np.asarray(clean, np.float32), 1)
    turned = np.asarray(clean, np.float32) * share[::-1, ::-1]
    image = Image.fromarray(np.clip(turned, 0, 255).astype(np.uint8))
    assert [mark["text"] for mark in told(image, reader)] == ["注销"]


@pytest.mark.parametrize("kind", ["emblem", "card"])
def test_a_document_that_is_read_bears_the_mark(kind, reader):
    data = io.BytesIO()
    drawn(kind, random.Random(2), "作废", "blue").save(data, "JPEG", quality=90)
    (document,) = read_file(data.getvalue(), "card.jpg", reader).documents
    (mark,) = (seal for seal in document.seals if seal["shape"] == "rectangle")
    assert (mark["text"], mark["colour"], mark["text_confidence"] > 0.9) == ("作废", "blue", True)
