"""Characters that a rule of the table runs through: values are printed off their cells by another machine.

A stroke that lies in the rule cannot be seen: 卢 with its left stroke in an upright rule reads as 占, 蒋
whose head lies in the rule above as 将.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.levels import PALE, levels

Image = NDArray[Any]

_HALF = 0.4
"""Half a character's width in heights of a line's box."""
_LEAN = 0.12
"""How far a rule may lean within a line, in heights of its box."""
_LONG = 0.95
"""The least length of a rule, as a share of the line's width or height: no stroke fills its box so."""
_LEAST = 2


def ruled(crop: Image, centres: Sequence[float]) -> tuple[bool, ...]:
    """For each character of a line, whether its print touches a rule of the table.

    `crop` is the line's grey picture, `centres` lie between 0 and 1 of its width.
    """
    paper, ink = levels(crop, 0.85, 0.02)
    dark = (crop < 0.5 * (paper + ink)).astype(np.uint8)
    lines = rules(dark)
    if paper - ink < PALE or not lines.any():
        return (False,) * len(centres)
    strokes = cv2.subtract(dark, lines)
    touched = (strokes > 0) & (cv2.dilate(lines, np.ones((3, 3), np.uint8)) > 0)
    columns = np.flatnonzero(touched.sum(axis=0))
    half = _HALF * crop.shape[0]
    near = [np.abs(columns - centre * crop.shape[1]) < half for centre in centres]
    return tuple(int(touched[:, columns[one]].sum()) >= _LEAST for one in near)


def rules(dark: Image) -> Image:
    """Of the dark pixels (0 or 1) of a line's crop, those of the table's rules."""
    return np.asarray(dark & (_rules(dark, 1) | _rules(dark, 0)), np.uint8)


def _rules(dark: Image, along: int) -> Image:
    """The dark pixels of rules along y (0) or x (1)."""
    lean = max(3, round(_LEAN * dark.shape[0]) | 1)
    long = round(_LONG * dark.shape[along])
    thickened = cv2.dilate(dark, _bar(1 - along, lean))
    return np.asarray(cv2.morphologyEx(thickened, cv2.MORPH_OPEN, _bar(along, long)), np.uint8)


def _bar(along: int, long: int) -> Image:
    return np.ones((1, long) if along else (long, 1), np.uint8)
