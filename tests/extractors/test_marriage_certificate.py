"""A certificate's number is read with its label."""

import pytest

from casefile.page import Span
from extractors.found import Found
from extractors.marriage_certificate import as_labelled


def words(*lines):
    return [
        Span(line, (0.9,) * len(line), tuple(range(len(line) + 1)), 0, 10, at)
        for at, line in enumerate(lines)
    ]


@pytest.mark.parametrize(
    ("read", "value"), [("L450922-2025-001673", "J450922-2025-001673"), ("BL", "BJ"), ("J1", "J1")]
)
def test_no_number_of_a_divorce_stands_beside_the_label_of_a_marriage(read, value):
    found = as_labelled({"certificate_number": Found(read, read, 0.93)}, words("结婚证字号", read))
    assert (found["certificate_number"].value, found["certificate_number"].raw) == (value, read)


@pytest.mark.parametrize("label", ["离婚证字号", "婚证字号", "持证人"])
def test_beside_any_other_label_it_stands(label):
    number = {"certificate_number": Found("L450922-2025-001673", "", 0.93)}
    assert as_labelled(number, words(label, "国籍")) == number
    assert as_labelled({}, words(label)) == {}
