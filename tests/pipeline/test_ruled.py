"""Which characters of a line a rule of the table runs through."""

import cv2
import numpy as np
import pytest

from pipeline.line_crop import Crop
from pipeline.ocr.reader import Reader
from pipeline.ocr.ruled import ruled
from pipeline.weigh import weigh
from tests.pipeline.lettering import line


def crossed(text, draw=lambda picture: None):
    """Of a line whose print lies in the rows 15 to 52 and begins in column 10."""
    picture = np.pad(line(text), ((0, 8), (0, 0)), constant_values=245)
    draw(picture)
    return ruled(picture, [(28 + 40 * place) / picture.shape[1] for place in range(len(text))])


def test_a_rule_beside_the_print_touches_nothing():
    assert crossed("卢文方") == (False,) * 3
    assert crossed("卢文方", lambda picture: picture[2:7].fill(30)) == (False,) * 3
    assert crossed("卢文方", lambda picture: picture[58:].fill(30)) == (False,) * 3


def test_an_upright_rule_touches_one_character_and_one_across_all():
    assert crossed("卢文方", lambda picture: picture[:, 8:13].fill(30)) == (True, False, False)
    assert crossed("蒋强嘉", lambda picture: picture[12:17].fill(30)) == (True,) * 3


def test_a_rule_that_leans_is_one():
    def draw(picture):
        cv2.line(picture, (0, 12), (picture.shape[1], 15), 30, 5)

    assert crossed("蒋强嘉", draw) == (True,) * 3


def test_strokes_are_no_rules():
    assert crossed("一二王中") == (False,) * 4


@pytest.mark.reader
def test_a_weight_notes_the_surname_that_a_rule_may_have_changed():
    reader = Reader.load()

    def weights(picture, *names):
        return weigh(Crop(cv2.imencode(".png", picture)[1].tobytes()), names, reader)

    picture = line("蒋强嘉")
    picture[15:19] = 30
    read = reader.reading(picture).chars
    assert read == "将强嘉"
    found = weights(picture, "蒋强嘉", "蒋强佳", "李强嘉", read)
    assert [name for name, weight in found.items() if weight.ruled] == ["蒋强嘉", "李强嘉"]
    assert found["蒋强嘉"].nats > -6 > -12 > found["李强嘉"].nats
    assert not weights(line("将强嘉"), "蒋强嘉")["蒋强嘉"].ruled, "no rule"
    picture = line("马强嘉")
    picture[15:19] = 30
    assert not weights(picture, "冯强嘉")["冯强嘉"].ruled, "people are called so"
