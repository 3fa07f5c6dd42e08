"""The letters of a seal are held against the offices that there are."""

import pytest

from extractors.registries import registries
from pipeline.marks.offices import among
from pipeline.ocr.reader import Reader
from tests.pipeline.lettering import line


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


@pytest.mark.reader
@pytest.mark.parametrize("text", ["琼海市民政局", "柳州市鱼峰区民政局", "合山市民政局婚姻登记专用章"])
@pytest.mark.parametrize("softness", [0.8, 2.0])
def test_the_registry_that_a_seal_names_is_told_among_all(reader, text, softness):
    found = among(registries, [line(text, 40, softness)], reader)
    assert found is not None
    assert (found[0], found[1] > 0.9) == (text, True)


@pytest.mark.reader
def test_a_registry_of_which_letters_are_half_gone_is_a_guess(reader):
    picture = line("桂林市象山区民政局", 40, 1.2).copy()
    height, width = picture.shape
    for letter in (2, 4):
        picture[height // 2 :, width * letter // 9 : width * (letter + 1) // 9] = 255
    found = among(registries, [picture], reader)
    assert found is not None
    assert (found[0], found[1] < 0.9) == ("桂林市象山区民政局", True)


@pytest.mark.reader
@pytest.mark.parametrize("text", ["常住人口登记卡", "海南省公安厅"])
def test_what_is_no_registry_is_taken_for_none(reader, text):
    assert among(registries, [line(text, 40, 0.8)], reader) is None
