"""Figures that are struck out: a stroke runs through all of them, and ends where they do.

A rule of the table goes on beside a value, or runs below it, and no figure reaches its neighbours.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.levels import PALE, levels, paper_along

Image = NDArray[Any]

_FEWEST = 3
"""Two figures may well touch: 49."""
_LEANS = np.linspace(-0.16, 0.16, 9)
"""How far a stroke may fall on its way, as shares of its length."""
_WORN, _HALF, _BEYOND = 0.92, 0.65, 1.4
"""Which share of a stroke is seen at least; how far beyond the middles of a value's outer figures it runs at
least, and how far beyond that it has ended, in pitches."""
_MIDDLE, _ENDS = (0.3, 0.7), (0.04, 0.96)
"""Between which shares of the figures' height it runs, as their feet stand in a row; between which shares of
their ink those lie."""
_DARK, _SMALLEST = 0.6, 8
"""How dark a stroke is in its middle, from paper to ink, as what blurs into one is not between figures; the
least side of a picture in pixels."""
_EDGE, _LOW = 0.15, 0.8
"""In heights of the line: how far a rule may stray from a row, and below what it is that under a blank."""


def struck(crop: Image, centres: Sequence[float]) -> bool:
    """Whether a stroke runs through all of a value's figures.

    `crop` is a line's grey picture, `centres` lie between 0 and 1 of its width.
    """
    height, width = crop.shape
    if len(centres) < _FEWEST or min(height, width) < _SMALLEST:
        return False
    dark = _dark(crop)
    first, last = (centre * width for centre in (min(centres), max(centres)))
    pitch = (last - first) / (len(centres) - 1)
    first, last = max(0.0, first - _HALF * pitch), min(width - 1.0, last + _HALF * pitch)
    inner = slice(round(first), round(last) + 1)
    beside = (
        slice(max(0, round(first - _BEYOND * pitch)), inner.start),
        slice(inner.stop, round(last + _BEYOND * pitch)),
    )
    return not _ruled(dark, inner, beside) and any(
        _through(_falling(dark, lean, first, last), inner) for lean in _LEANS
    )


def _dark(crop: Image) -> Image:
    """The pixels as dark as strokes are in their middle."""
    paper, ink = levels(crop, 0.85, 0.02)
    here = paper_along(crop)
    least = paper - ink if paper - ink > PALE else np.inf
    return np.asarray(here - crop > _DARK * least, np.uint8)


def _ruled(dark: Image, inner: slice, beside: Sequence[slice]) -> bool:
    """Whether a rule runs through the figures, and on beside them."""
    broad = cv2.dilate(dark, np.ones((2 * round(_EDGE * len(dark)) + 3, 1), np.uint8))
    sides = [broad[:, side].mean(axis=1) > _WORN for side in (*beside, inner) if dark[:, side].size]
    rows = np.flatnonzero(np.all(sides, axis=0))
    return bool(len(rows) and rows[0] < _LOW * len(dark))


def _falling(dark: Image, lean: float, first: float, last: float) -> Image:
    """The picture with a stroke level that falls by so much of its length between two columns."""
    level = np.array([[1, 0, 0], [-lean, 1, lean * (first + last) / 2]], np.float32)
    return np.asarray(cv2.warpAffine(dark, level, dark.shape[::-1], flags=cv2.INTER_NEAREST), np.uint8)


def _through(dark: Image, inner: slice) -> bool:
    """Whether a level stroke runs through the middle of the print between two columns."""
    ink = dark[:, inner].sum(axis=1).cumsum()
    top, foot = (int(np.searchsorted(ink, share * ink[-1])) for share in _ENDS)
    least, most = (round(top + share * (foot - top)) for share in _MIDDLE)
    thick = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    return bool((thick[least : most + 1, inner].mean(axis=1) > _WORN).any())
