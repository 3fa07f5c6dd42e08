"""Figures that are struck out: a stroke runs through all of them, and ends where they do.

A rule of the table goes on beside a value, or runs below it, and no figure reaches its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.levels import PALE, levels

Image = NDArray[Any]

_FEWEST = 3
"""Two figures may well touch: 49."""
_LEANS = np.linspace(-0.16, 0.16, 9)
"""How far a stroke may fall on its way, as shares of its length."""
_WORN, _HALF, _BEYOND = 0.92, 0.35, 1.2
"""Which share of a stroke is seen at least; how far beyond the middles of a value's outer figures it runs at
least, and how far beyond that it has ended, in pitches."""
_NEAR, _EDGE, _BOTH = 0.35, 0.09, 0.25
"""Print above and below a stroke is within so many heights of the line, beyond its own edge; there is so much
of either beside the other: a rule under a blank has none below."""


def struck(crop: Image, centres: Sequence[float]) -> bool:
    """Whether a stroke runs through all of a value's figures.

    `crop` is a line's grey picture, `centres` lie between 0 and 1 of its width.
    """
    paper, ink = levels(crop, 0.85, 0.02)
    if len(centres) < _FEWEST or paper - ink < PALE:
        return False
    dark = (crop < 0.5 * (paper + ink)).astype(np.uint8)
    first, last = (centre * crop.shape[1] for centre in (min(centres), max(centres)))
    pitch = (last - first) / (len(centres) - 1)
    first, last = max(0.0, first - _HALF * pitch), min(crop.shape[1] - 1.0, last + _HALF * pitch)
    return any(_through(_falling(dark, lean, first, last), first, last, _BEYOND * pitch) for lean in _LEANS)


def _falling(dark: Image, lean: float, first: float, last: float) -> Image:
    """The picture with a stroke level that falls by so much of its length between two columns."""
    level = np.array([[1, 0, 0], [-lean, 1, lean * (first + last) / 2]], np.float32)
    return np.asarray(cv2.warpAffine(dark, level, dark.shape[::-1], flags=cv2.INTER_NEAREST), np.uint8)


def _through(dark: Image, first: float, last: float, reach: float) -> bool:
    """Whether a level stroke runs from column to column, not much farther, and amid print."""
    height, width = dark.shape
    thick = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    inner = slice(round(first), round(last) + 1)
    beside = (
        slice(max(0, round(first - reach)), inner.start),
        slice(inner.stop, min(width, round(last + reach))),
    )
    near, edge = max(2, round(_NEAR * height)), max(2, round(_EDGE * height))
    broad = cv2.dilate(dark, np.ones((2 * edge + 1, 1), np.uint8))
    for row in np.flatnonzero(thick[:, inner].mean(axis=1) > _WORN):
        if all(broad[row, side].size and broad[row, side].mean() > _WORN for side in beside):
            continue
        above, below = (
            dark[max(0, row - near) : max(0, row - edge), inner],
            dark[row + edge : row + near, inner],
        )
        if min(above.sum(), below.sum()) > _BOTH * max(above.sum(), below.sum()) > 0:
            return True
    return False
