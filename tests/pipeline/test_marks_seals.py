import itertools
import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from casefile.page import Span
from pipeline.marks.frames import Frame, Territory
from pipeline.marks.redness import red_ink, redness, smaller
from pipeline.marks.rings import rings
from pipeline.marks.seals import _near_print, seals
from pipeline.marks.stamps import stamps
from pipeline.marks.voided import voided
from pipeline.normalise import whole
from pipeline.ocr.recognition import Reading
from samples.fonts import Role, faces
from samples.papers.marriage_statement import draw_statement
from samples.papers.register import draw_cover
from samples.people import family


class Mute:
    """A reader that makes out nothing."""

    def reading(self, crop):
        return Reading("", (), ())


def seals_on(image):
    """The seals on a picture of nothing but the document."""
    sheet = smaller(whole(image), 720)
    height, width = sheet.image.shape[:2]
    return seals(image, sheet, Territory(Frame(0, 0, width, height), line=0.05 * width), Mute())


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
    found = seals_on(picture(paper))
    sure = [one for one in found if one["confidence"] > 0.5]
    assert len(sure) == len(drawn)
    for quad in drawn:
        assert min(np.hypot(*(np.array(one["centre"]) - middle(quad))) for one in sure) < 12
    assert {one["shape"] for one in sure} == {"round"}


@pytest.mark.parametrize("warm", [(1.0, 1.0, 1.0), (0.62, 0.86, 1.0), (1.0, 0.95, 0.85)])
def test_tinted_light_changes_nothing(household, warm):
    paper = draw_statement(household.marriage, random.Random(5), spread=False)
    lit = (picture(paper) * np.array(warm)).astype(np.uint8)
    (one,) = [one for one in seals_on(lit) if one["confidence"] > 0.5]
    assert np.hypot(*(np.array(one["centre"]) - middle(paper.marks["seal"][0]))) < 12


def patterned(page, strength):
    """The page with a pink pattern of waves on all of it."""
    y, x = np.mgrid[: page.shape[0], : page.shape[1]]
    waves = np.sin((y + 6 * np.sin(x / 9)) / 2.2) > 0
    return (page * (1 - strength * waves[..., None] * np.array([1, 1, 0]))).astype(np.uint8)


@pytest.mark.parametrize("strength", [0.1, 0.2])
def test_a_seal_over_a_pink_pattern_is_found(household, strength):
    page = picture(draw_statement(household.marriage, random.Random(9), spread=True))
    sure = [one for one in seals_on(patterned(page, strength)) if one["confidence"] > 0.5]
    assert [one["place"][1] > 0.5 for one in sure] == [True]


def test_the_seals_of_a_page_on_a_red_chequered_cloth_are_found(household):
    page = picture(draw_cover(household.mother_page.household, random.Random(4)))
    rows, columns = (np.arange(side + 400) // 60 % 2 == 0 for side in page.shape[:2])
    cloth = np.where((rows[:, None] | columns[None, :])[..., None], (40, 45, 200), (235, 235, 240))
    cloth = cloth.astype(np.uint8)
    cloth[200:-200, 200:-200] = page
    sure = [one for one in seals_on(cloth) if one["confidence"] > 0.5]
    assert len(sure) == 2


def test_the_seals_of_a_page_on_a_cloth_with_red_dots_are_found(household):
    page = picture(draw_cover(household.mother_page.household, random.Random(4)))
    page = (235 - (235 - np.minimum(page, 235)) * 0.3).astype(np.uint8)  # pressed faintly
    cloth = np.full((page.shape[0] + 500, page.shape[1] + 500, 3), 225, np.uint8)
    for x, y in itertools.product(range(80, cloth.shape[1], 280), range(80, cloth.shape[0], 240)):
        for turn in np.arange(5) * 2 * np.pi / 5:
            cv2.circle(cloth, (int(x + 72 * np.cos(turn)), int(y + 72 * np.sin(turn))), 32, (45, 45, 190), -1)
    cloth[250:-250, 250:-250] = page
    sheet = smaller(whole(cloth), 720)
    margin = 280 * sheet.image.shape[1] / cloth.shape[1]
    right, bottom = sheet.image.shape[1] - margin, sheet.image.shape[0] - margin
    found = seals(cloth, sheet, Territory(Frame(margin, margin, right, bottom)), Mute())
    assert len([one for one in found if one["confidence"] > 0.5]) == 2


def test_a_striped_cloth_hides_no_seal_and_takes_no_faint_ink():
    ink = np.zeros((400, 600), np.float32)
    ink[:, 20:60] = ink[330:, 200:240] = 0.2  # stripes: beside the page, and from below up to its print
    ink[100:110, 100:500] = 0.05
    cv2.circle(ink, (450, 250), 60, 0.5, 4)
    near = _near_print(ink, Frame(90, 90, 510, 340))
    assert near[200, 40] == near[380, 220] == 0
    assert (near[95:341, 95:505] == ink[95:341, 95:505]).all()


def test_the_emblem_of_a_title_page_is_no_seal(household):
    paper = draw_statement(household.marriage, random.Random(6), spread=True)
    sure = [one for one in seals_on(picture(paper)) if one["confidence"] > 0.5]
    assert [one["place"][1] > 0.5 for one in sure] == [True]


def test_a_ring_cut_by_the_edge_or_broken_is_still_one():
    image = np.full((500, 700, 3), 245, np.uint8)
    cv2.circle(image, (640, 250), 90, (60, 50, 210), 5)
    cv2.circle(image, (640, 250), 25, (60, 50, 210), -1)
    cv2.circle(image, (200, 250), 90, (60, 50, 210), 5)
    for angle in range(0, 360, 45):
        cv2.ellipse(image, (200, 250), (90, 90), angle, 0, 14, (245, 245, 245), 9)
    found = rings(redness(image), (50, 150))
    whole_ring, cut = sorted((one.x for one in found), key=float)
    assert abs(whole_ring - 200) < 5
    assert abs(cut - 640) < 30


def test_black_print_and_an_empty_page_have_no_seals():
    image = np.full((500, 700, 3), 245, np.uint8)
    assert seals_on(image) == ()
    cv2.circle(image, (300, 250), 90, (30, 30, 30), 5)
    cv2.line(image, (20, 20), (600, 20), (200, 120, 40), 6)
    assert [one for one in seals_on(image) if one["colour"] == "red"] == []


def test_a_framed_stamp_is_told_from_a_red_photo():
    image = np.full((500, 700, 3), 245, np.uint8)
    cv2.rectangle(image, (60, 60), (260, 200), (40, 30, 190), -1)
    box = cv2.boxPoints(((450, 300), (260, 80), -12)).astype(int)
    cv2.polylines(image, [box], True, (60, 50, 210), 5)
    cv2.putText(image, "VOID COPY", (350, 325), cv2.FONT_HERSHEY_DUPLEX, 1.2, (60, 50, 210), 3)
    (one,) = stamps(redness(image), 700)
    assert one.framed
    assert abs(one.corners.mean(axis=0) - (450, 300)).max() < 8


def test_a_couple_before_a_red_ground_is_no_stamp():
    image = np.full((500, 700, 3), 245, np.uint8)
    cv2.rectangle(image, (100, 100), (330, 255), (60, 55, 125), -1)
    for x in (158, 272):
        cv2.ellipse(image, (x, 183), (52, 60), 0, 0, 360, (90, 110, 130), -1)
        cv2.rectangle(image, (x - 56, 215), (x + 56, 253), (30, 30, 35), -1)
    assert list(stamps(redness(image), 700)) == []


def test_a_stamp_in_heavy_type_is_no_photo():
    """Its strokes run into each other where the ink is weakest, at their edges; a pink pattern changes nothing."""
    stamp = Image.new("L", (140, 44))
    draw = ImageDraw.Draw(stamp)
    draw.rectangle((1, 1, 138, 42), outline=255, width=3)
    font = faces(Role.HEI_BOLD)[0]
    draw.text((70, 22), "户口注销", 255, ImageFont.truetype(font.path, 28, font.index), "mm")
    paper = Image.new("RGB", (700, 500), (245, 245, 245))
    slanting = stamp.rotate(7, expand=True)
    paper.paste((210, 50, 60), (250, 200), slanting)
    picture = cv2.cvtColor(np.asarray(paper), cv2.COLOR_RGB2BGR)
    for strength in (0.0, 0.2):
        (one,) = stamps(red_ink(cv2.GaussianBlur(patterned(picture, strength), (0, 0), 0.8)), 700)
        assert one.framed


def pressed(image, x, y, radius=55):
    """A plain seal: a ring, a star's place, letters around."""
    cv2.circle(image, (x, y), radius, (60, 50, 210), 4)
    cv2.circle(image, (x, y), radius // 4, (60, 50, 210), -1)
    for angle in range(0, 360, 30):
        at = np.array([x, y]) + 0.76 * radius * np.array(
            [np.cos(np.radians(angle)), np.sin(np.radians(angle))]
        )
        cv2.rectangle(image, tuple((at - 4).astype(int)), tuple((at + 4).astype(int)), (60, 50, 210), 2)


def test_of_two_documents_each_has_the_seal_on_its_own_print():
    image = np.full((400, 720, 3), 245, np.uint8)
    for x in (250, 610):
        pressed(image, x, 260)
    left, right = Frame(20, 40, 340, 360), Frame(380, 40, 700, 360)
    sheet = whole(image)
    for own in (Territory(left, (right,)), Territory(right, (left,))):
        (one,) = seals(image, sheet, own, Mute())
        assert one["place"] == pytest.approx([230 / 320, 220 / 320], abs=0.02)


def test_a_line_with_a_doubtful_letter_is_print_of_the_document():
    def line(top, *sure):
        edges = tuple(100.0 + 40 * at for at in range(len(sure) + 1))
        return Span("登" * len(sure), sure, edges, top, top + 40, 0)

    lines = [line(100, 1, 1), line(200, 1, 1), line(300, 0.9, 1, 0.3, 1), line(400, 0.2, 0.4)]
    assert Frame.of_print(lines, whole(np.zeros((600, 600, 3), np.uint8))).bottom == 340


def test_half_a_seal_at_the_edge_of_the_paper_is_one():
    image = np.full((420, 600, 3), 245, np.uint8)
    pressed(image, 570, 250, 70)
    (one,) = seals_on(image)
    assert one["confidence"] > 0.5
    assert one["place"][0] == pytest.approx(0.95, abs=0.03)


def test_neither_a_square_stamp_nor_a_thumbprint_is_a_round_seal():
    image = np.full((420, 600, 3), 245, np.uint8)
    box = cv2.boxPoints(((430, 280), (100, 100), -8)).astype(int)
    cv2.polylines(image, [box], True, (60, 50, 210), 5)
    cv2.putText(image, "LI", (400, 300), cv2.FONT_HERSHEY_DUPLEX, 1.6, (60, 50, 210), 4)
    for axis in range(4, 26, 5):
        cv2.ellipse(image, (180, 280), (axis, round(1.3 * axis)), 20, 0, 360, (60, 50, 210), 2)
    assert not [one for one in seals_on(image) if one["shape"] == "round" and one["confidence"] > 0.5]


class Says:
    """A reader that makes out the same words everywhere."""

    def reading(self, crop):
        return Reading("注销", (0.99, 0.99), (0.3, 0.7))


def test_a_seal_may_be_small_for_the_print_where_a_facing_page_was_taken_for_its_own():
    image = np.full((420, 1400, 3), 245, np.uint8)
    pressed(image, 1100, 250, 60)
    own = Territory(Frame(0, 0, 1400, 420), line=24)
    assert len(seals(image, whole(image), own, Mute())) == 1


def test_a_stamp_that_touches_a_seal_is_seen_beside_it():
    image = np.full((420, 600, 3), 245, np.uint8)
    pressed(image, 380, 250, 70)
    cv2.rectangle(image, (200, 200), (316, 264), (40, 30, 190), 4)
    for x in (216, 262):
        cv2.line(image, (x, 214), (x + 34, 214), (40, 30, 190), 4)
        cv2.line(image, (x + 17, 214), (x + 17, 250), (40, 30, 190), 4)
        cv2.line(image, (x, 250), (x + 34, 250), (40, 30, 190), 4)
    sheet = whole(image)
    found = seals(image, sheet, Territory(Frame(0, 0, 600, 420), line=30), Says())
    assert sorted(one["shape"] for one in found) == ["rectangle", "round"]
    assert next(one for one in found if one["shape"] == "rectangle")["text"] == "注销"


@pytest.mark.parametrize(
    ("seal", "frame"),
    [((330, 260), (120, 120, 270, 200)), ((250, 275), (90, 90, 350, 220))],
    ids=["corner", "side"],
)
def test_a_slanting_stamp_whose_frame_a_seal_cuts_is_seen_beside_it(seal, frame):
    """The two together are one slanting patch, and of the frame three sides are left, open where the seal is."""
    image = np.full((420, 600, 3), 245, np.uint8)
    pressed(image, *seal, 70)
    stamp = np.full((420, 600, 3), 245, np.uint8)
    left, top, right, bottom = frame
    cv2.rectangle(stamp, (left, top), (right, bottom), (40, 30, 190), 4)
    middle = (left + right) // 2, (top + bottom) // 2
    for x in (middle[0] - 55, middle[0] + 5):
        for y in (middle[1] - 22, middle[1], middle[1] + 22):
            cv2.line(stamp, (x, y), (x + 44, y), (40, 30, 190), 4)
        cv2.line(stamp, (x + 22, middle[1] - 22), (x + 22, middle[1] + 22), (40, 30, 190), 4)
    turn = cv2.getRotationMatrix2D(middle, -10, 1)
    image = np.minimum(image, cv2.warpAffine(stamp, turn, (600, 420), borderValue=(245, 245, 245)))
    found = seals(image, whole(image), Territory(Frame(0, 0, 600, 420), line=30), Says())
    sure = [one["shape"] for one in found if one["confidence"] > 0.4]
    assert sorted(sure) == ["rectangle", "round"]


def test_a_stamp_on_a_paper_that_a_brown_table_frames_is_seen():
    image = np.full((520, 720, 3), 235, np.uint8)
    cv2.rectangle(image, (260, 200), (400, 260), (60, 60, 200), 4)
    for at, word in enumerate("XEXE"):
        cv2.putText(image, word, (272 + 28 * at, 244), cv2.FONT_HERSHEY_SIMPLEX, 1.1, (60, 60, 200), 4)
    framed = cv2.rectangle(image.copy(), (10, 10), (709, 509), (90, 140, 190), 40)
    for picture in (image, framed):
        assert [one.framed for one in stamps(redness(picture), 640) if one.size[0] < 200] == [True]


def test_words_across_a_paper_that_say_it_is_void_are_a_mark():
    sheet = whole(np.full((100, 200, 3), 240, np.uint8))
    lines = [
        Span(chars, (0.9,) * len(chars), tuple(range(10, 30 + 20 * len(chars), 20)), 10, 40, 0)
        for chars in (
            "姓名",
            "双方离婚，证件失效",
            "复印无效",
            "作废",
            "机关注销。",
            "应交回户口登记机关注销",
        )
    ]
    assert [mark["text"] for mark in voided(lines, sheet)] == ["双方离婚，证件失效", "作废"]
