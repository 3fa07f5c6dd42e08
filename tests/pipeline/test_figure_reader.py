"""The reader of figures, on hands that it was never taught: OpenCV's own plotter letters."""

import cv2
import numpy as np
import pytest

from pipeline.ocr.figures import PRINT, FigureReader

FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_COMPLEX)


@pytest.fixture(scope="module")
def reader():
    return FigureReader.load()


def row(*texts, font=FONTS[0], rule=None):
    paper = np.full((64, 60 + 190 * len(texts)), 225, np.uint8)
    for place, text in enumerate(texts):
        cv2.putText(paper, text, (50 + 190 * place, 46), font, 1.1, 40, 2, cv2.LINE_AA)
    if rule is not None:
        cv2.line(paper, (20, rule), (paper.shape[1] - 20, rule), 90, 2)
    return paper


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("rule", [None, 48, 40])
@pytest.mark.parametrize("text", ["3250", "2026", "1711", "49"])
def test_figures_are_read_on_a_rule_and_through_one(reader, text, font, rule):
    said, sure = reader.read(row(text, font=font, rule=rule))
    assert said.strip(PRINT) == text
    assert sure > 0.5


def test_an_empty_blank_has_no_figures(reader):
    assert not any(letter.isdigit() for letter in reader.read(row("", rule=48))[0])


def test_smeared_figures_are_not_sure(reader):
    assert reader.read(cv2.GaussianBlur(row("3853"), (0, 0), 7))[1] < 0.9
