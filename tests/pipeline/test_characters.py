"""What a reader of single characters sees where the reader of lines takes the rare for the common."""

import cv2
import numpy as np
import pytest

from extractors.found import Found
from pipeline.line_crop import Crop
from pipeline.named import as_called
from pipeline.ocr.characters import Place, is_known, known
from pipeline.ocr.lookalikes import in_names, taken_for
from pipeline.ocr.reader import Reader
from pipeline.weigh import weigh
from tests.pipeline.lettering import line

pytestmark = pytest.mark.reader


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def crop(text, softness=0.8):
    return Crop(cv2.imencode(".png", line(text, softness=softness))[1].tobytes())


def looked_at(text, at, reader, softness=0.8):
    picture = line(text, softness=softness)
    centres = reader.reading(picture).centres
    assert len(centres) == len(text)
    return reader.characters.seen(picture, centres, at)


@pytest.mark.parametrize("softness", [0.8, 1.6])
@pytest.mark.parametrize(
    ("printed", "like_it"),
    ["曈瞳", "瞳曈", "淏溴", "溴淏", "祎袆", "旻曼", "舂春", "春舂", "末未", "未末", "己已", "钰铉"],
)
def test_a_character_is_told_from_what_looks_like_it(printed, like_it, softness, reader):
    place = looked_at(f"林{printed}海", 1, reader, softness)
    assert place.likeliest == printed
    assert place.lead(printed) > 1 > -1 > place.lead(like_it)


def test_the_other_form_of_a_character_is_not_another_one(reader):
    place = looked_at("黄海林", 0, reader)
    assert place.lead("黄") == place.lead("黃") > 2


def test_what_is_not_known_says_nothing():
    assert not is_known("9")
    assert Place(np.zeros(len(known()), np.float32)).lead("9") == 0


def test_a_rare_character_is_matched_and_what_it_is_read_as_is_not(reader):
    picture = crop("林曈海")
    assert reader.reading(line("林曈海")).chars == "林瞳海"
    weights = weigh(picture, ["林曈海", "林瞳海"], reader)
    matching = [name for name, weight in weights.items() if weight.nats >= weight.match_from]
    assert matching == ["林曈海"]


def test_a_rare_character_is_read_as_it_looks_and_never_surely(reader):
    found = as_called("mother_name", Found("林瞳海", "林瞳海", 0.99), crop("林曈海"), reader)
    assert (found.value, found.raw) == ("林曈海", "林瞳海")
    assert found.confidence < 0.9
    common = Found("林瞳海", "林瞳海", 0.99)
    assert as_called("mother_name", common, crop("林瞳海"), reader) == common


def test_every_character_of_names_that_can_be_told_is_known():
    assert len(known()) == len(set(known())) > 7000
    assert all(map(is_known, filter(in_names, "曈淏翯祎旻昊珺")))
    assert taken_for("瞳")
