"""Names in doubt, told by drawing them into the crop."""

import cv2
import numpy as np
import pytest

from pipeline.glyphs import typefaces
from pipeline.line_crop import Crop
from pipeline.ocr.reader import Reader
from pipeline.typeset import Line, Shift
from pipeline.weigh import weigh
from tests.pipeline.lettering import line
from tests.pipeline.test_witness import coarse

SOUGHT = (
    ((0.26, 0.7, 4), "杨颖倩", "杨颖债"),
    ((0.26, 1.0, 3), "苏祥伟", "苏样伟"),
    ((0.3, 1.0, 3), "蒋宇辉", "蒋字辉"),
)
CENTRES = (0.2, 0.5, 0.8)


def matches(name, printed, far, reader):
    picture = coarse(printed, far[0], far[1], 8, far[2])
    found = weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), [name], reader)[name]
    return found.nats >= found.match_from


def drawn(text, em=40, blur=1.2, height=64, width=160, face=0):
    """A line in one of the typefaces, its characters at CENTRES, dark on light."""
    ink = np.zeros((height, width), np.float32)
    for letter, centre in zip(text, CENTRES, strict=True):
        glyph = typefaces()[face].cover(letter, em, blur)
        top, left = height // 2 - glyph.shape[0] // 2, round(centre * width) - glyph.shape[1] // 2
        inside = glyph[max(0, -top) : height - top, max(0, -left) : width - left]
        at = ink[max(0, top) :, max(0, left) :][: inside.shape[0], : inside.shape[1]]
        at[:] = np.maximum(at, inside)
    return (230 - 180 * ink).astype(np.uint8)


@pytest.mark.reader
@pytest.mark.parametrize(("far", "name", "other"), SOUGHT)
def test_what_is_printed_matches_though_both_recognisers_read_another(far, name, other):
    reader = Reader.load()
    assert matches(name, name, far, reader)
    assert not matches(name, other, far, reader)


@pytest.mark.reader
@pytest.mark.parametrize(("name", "like"), [("邢英颖", "邢英颍"), ("唐颖琪", "唐颍琪"), ("陈颖", "陈颍")])
def test_however_soft_a_print_none_is_taken_for_its_like(name, like):
    """Both recognisers read a soft 颍 as 颖, by as much as some a printed 颖."""
    reader = Reader.load()
    assert matches(name, name, (0.7, 1.0, 4), reader)
    assert not any(matches(name, like, (0.7, soft, 4), reader) for soft in (1.26, 1.54, 1.82))


@pytest.mark.parametrize("face", [0, 1, 2])
def test_the_setting_is_told_from_the_undisputed_characters(face):
    setting = Line(drawn("杨颖倩", face=face), CENTRES).setting({0: "杨", 1: "颖"}, typefaces()[face])
    assert setting.em == pytest.approx(40, abs=2)
    assert setting.middle == pytest.approx(32, abs=1)
    assert setting.right == pytest.approx(0, abs=1)
    assert setting.blur == pytest.approx(1.2, abs=0.4)


def test_a_character_is_drawn_as_those_beside_it():
    """The crop with its own character drawn again is nearly the crop, with another it is not."""
    picture = drawn("杨颖倩")
    line, face = Line(picture, CENTRES), typefaces()[0]
    setting = line.setting({0: "杨", 1: "颖"}, face)
    same, other = (line.redrawn({2: letter}, setting, Shift()) for letter in "倩债")
    assert np.corrcoef(same[:, 104:].ravel(), picture[:, 104:].ravel())[0, 1] > 0.97
    assert np.corrcoef(other[:, 104:].ravel(), picture[:, 104:].ravel())[0, 1] < 0.9
    assert (same[:, :100] == picture[:, :100]).all()


def test_a_rule_stays_where_a_character_is_drawn_anew():
    picture = drawn("杨颖倩")
    picture[12:15] = 40
    line = Line(picture, CENTRES)
    setting = line.setting({0: "杨", 1: "颖"}, typefaces()[0])
    assert (line.redrawn({2: "一"}, setting, Shift())[12:15] <= 60).all()


def test_paper_without_print_sets_nothing():
    assert Line(np.full((48, 160), 220, np.uint8), CENTRES).setting({0: "杨"}, typefaces()[0]) is None


@pytest.mark.reader
@pytest.mark.parametrize("softness", [0.6, 1.0, 1.5])
def test_what_nobody_is_called_is_not_drawn_into_a_name(softness):
    """The reader takes a printed 睛 for the 晴 of so many names."""
    picture = line("谢思睛", softness=softness)
    found = weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), ["谢思晴"], Reader.load())["谢思晴"]
    assert found.nats < found.match_from
