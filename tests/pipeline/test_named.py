"""What is read for a name that nobody bears, and what is left as it was read."""

import cv2
import numpy as np
import pytest

from extractors.found import Found
from pipeline.line_crop import Crop
from pipeline.named import as_called
from pipeline.ocr.reader import Reader
from tests.pipeline.lettering import line

pytestmark = pytest.mark.reader


@pytest.fixture(scope="module")
def reader():
    return Reader.load()


def between(reader, printed, other):
    """A picture of what is printed with so much of another as makes the reader read that."""
    for share in np.arange(0.6, 0.2, -0.02):
        both = np.uint8(share * line(printed) + (1 - share) * line(other))
        if reader.reading(both).chars == other:
            return Crop(cv2.imencode(".png", both)[1].tobytes())
    raise AssertionError(other)


@pytest.mark.parametrize(("printed", "read"), [("甘颖彩", "甘颗彩"), ("甘玲琳", "日玲琳")])
def test_an_unsure_name_is_one_that_people_bear(printed, read, reader):
    crop = between(reader, printed, read)
    found = as_called("wife_name", Found(read, read, 0.8), crop, reader)
    assert (found.value, found.raw, found.confidence) == (printed, read, 0.8)


def test_other_values_stay_as_they_were_read(reader):
    crop = between(reader, "甘颖彩", "甘颗彩")
    for name, value, sure in (
        ("address", "甘颗彩", 0.5),
        ("wife_name", "努尔麦麦提·图尔荪", 0.5),
    ):
        found = Found(value, value, sure)
        assert as_called(name, found, crop, reader) is found


def test_what_is_printed_clearly_is_nobody_elses_name(reader):
    crop = Crop(cv2.imencode(".png", line("甘颗彩"))[1].tobytes())
    assert as_called("name", Found("甘颗彩", "甘颗彩", 0.8), crop, reader).value == "甘颗彩"
