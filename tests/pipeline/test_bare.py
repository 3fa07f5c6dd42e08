"""Places without strokes: bare paper, or covered."""

import cv2
import numpy as np
import pytest

from pipeline.marks.bare import bare

PLACE = (150.0, 85.0, 250.0, 115.0)
HEIGHT = 36.0


def photo(slope=0.0):
    """Grainy paper whose light falls off to the right, with a rule under an empty place."""
    rng = np.random.default_rng(3)
    light = 215 - slope * np.arange(400)[None, :, None]
    page = light + rng.normal(0, 3, (200, 400, 3))
    page[113:115, 150:250] = 90
    return np.clip(page, 0, 255).astype(np.uint8)


def covered(how):
    page = photo()
    part = page[80:120, 150:250]
    if how == "white":
        part[:] = 255
    elif how == "finger":
        part[:] = np.clip(
            np.array([140, 165, 210]) + np.random.default_rng(4).normal(0, 4, part.shape), 0, 255
        )
    elif how == "painted":
        part[:] = 215
    else:
        cv2.putText(page, "3250", (152, 112), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (60, 60, 60), 3)
        coarse = cv2.resize(part, (8, 3), interpolation=cv2.INTER_AREA)
        part[:] = cv2.resize(coarse, (100, 40), interpolation=cv2.INTER_NEAREST)
    return page


@pytest.mark.parametrize("slope", [0.0, 0.05])
def test_an_empty_place_looks_like_the_paper_around_it(slope):
    assert bare(photo(slope), *PLACE, HEIGHT)


@pytest.mark.parametrize("how", ["white", "painted", "finger", "mosaic"])
def test_a_covered_place_does_not(how):
    assert not bare(covered(how), *PLACE, HEIGHT)


def test_a_place_off_the_page_is_not_bare():
    assert not bare(photo(), 500.0, 85.0, 600.0, 115.0, HEIGHT)
