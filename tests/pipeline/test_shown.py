"""Which of what was found on a page image are documents of their own."""

import numpy as np

from casefile.page import Span
from extractors import household_register, id_card
from extractors.recognise import Recognised
from pipeline import shown
from pipeline.normalise import Sheet
from pipeline.shown import Shown

COVER, CARD = household_register.COVER, id_card.FRONT


def document(spec, evidence, left, top, right, bottom):
    """A document whose print takes up this part of the page image."""
    ends = ((left, top), (right - 40, bottom - 20))
    spans = tuple(
        Span("住址", (0.9,) * 2, (x, x + 20, x + 40), y, y + 20, i) for i, (x, y) in enumerate(ends)
    )
    return Shown(Sheet(np.zeros((900, 900, 3), np.uint8), np.eye(3)), (), Recognised(spec, spans, evidence))


def test_a_part_of_a_paper_that_is_found_whole_is_no_second_document():
    whole = document(COVER, 9.0, 100, 100, 800, 700)
    part = document(COVER, 4.0, 120, 150, 400, 600)
    card = document(CARD, 4.0, 120, 150, 400, 600)
    beside = document(COVER, 4.0, 100, 720, 400, 880)
    kept = shown._once([part, whole, card, beside])
    assert [id(one) for one in kept] == [id(one) for one in (whole, card, beside)]
