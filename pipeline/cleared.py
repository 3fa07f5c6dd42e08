"""A grey sheet without what lies over its print: the rules of its tables and the ink of red seals."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]

_DARKER = 0.86
_LEAST = np.ceil(_DARKER * np.arange(256)).astype(np.uint8)
"""Of the paper around it: what counts as dark; and for each level of the paper, the least that does not."""
_ACROSS, _DOWN = 3.0, 1.15
"""The shortest rules, in heights of a line's box: longer than the strokes of any character, and no longer
than a cell is high."""
_THICK = 0.2
_LEAN = 0.12
"""In heights: small print would close up to one run with more."""
_RED, _TINT = 0.6, 12.0
"""The share of its redness that print is lightened by, and what paper may have in levels."""
_SAMPLED = 5


def cleared(image: Image, height: float) -> Image:
    """The grey picture of a sheet (BGR) cleared; `height` is that of a line's box in pixels.

    Strokes that cross a rule are kept, those that run along inside it are lost with it.
    """
    grey = cv2.extractChannel(image, 2)
    paper = cv2.blur(cv2.dilate(grey, np.ones((3, 3), np.uint8)), (2 * int(height) + 1,) * 2)
    grey = np.minimum(_without_red(image), np.maximum(grey, paper))
    dark = cv2.compare(grey, cv2.LUT(paper, _LEAST), cv2.CMP_LT)
    thick = max(5, round(_THICK * height)) | 1
    lean = min(5, round(_LEAN * height) | 1)
    for along, across in ((0, 1), (1, 0)):
        long = round((_ACROSS, _DOWN)[along] * height)
        rules = _runs(dark, along, max(9, long), lean)
        # Across a rule a stroke goes on at both sides; the paper beside it does not.
        closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, _bar(across, thick))
        grey = cv2.copyTo(closed, rules, grey)
    return np.asarray(grey, np.uint8)


def _without_red(image: Image) -> Image:
    """The red channel, lighter where the print is red rather than black."""
    red, green = cv2.extractChannel(image, 2), cv2.extractChannel(image, 1)
    excess = red[::_SAMPLED, ::_SAMPLED].astype(np.int16) - green[::_SAMPLED, ::_SAMPLED]
    usual = float(np.median(excess)) + _TINT
    # Saturating arithmetic: what is no redder than the paper is not lifted.
    lift = cv2.addWeighted(red, _RED, green, -_RED, -_RED * usual)
    return np.asarray(cv2.add(red, lift), np.uint8)


def _runs(dark: Image, along: int, long: int, leaning: int) -> Image:
    """The dark pixels of runs so long, along x (0) or y (1); they may lean by so many pixels."""
    thickened = cv2.dilate(dark, _bar(1 - along, leaning))
    return np.asarray(cv2.morphologyEx(thickened, cv2.MORPH_OPEN, _bar(along, long)), np.uint8)


def _bar(along: int, long: int) -> Image:
    return np.ones((1, long) if along == 0 else (long, 1), np.uint8)
