"""Names that the reader alone cannot tell from others, told by its witness."""

import cv2
import numpy as np
import pytest

from pipeline.ocr.reader import Reader
from pipeline.ocr.witness import witness
from pipeline.read import Crop
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


def test_what_the_reader_takes_for_another_name_by_little_is_what_the_witness_reads(reader):
    """A rule of a register's table runs through the head of a 萱."""
    picture = line("赵萱一")
    picture[14:19] = 30
    assert reader.reading(picture).chars == "赵宣一"
    assert "赵萱一" in matching(picture, ["赵萱一", "赵董一", "赵营一"], reader)


def test_what_nobody_reads_is_not_what_both_like_a_little(reader):
    picture = coarse("苏祥伟", 0.3, 1.1, 10)
    assert not matching(picture, ["苏祥伟", "苏样伟", "苏洋伟"], reader)
