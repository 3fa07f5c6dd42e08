"""Characters that vanished: print in a line's picture that no recognised character stands for.

A character that the recogniser does not know leaves no trace in its text, and it is as sure of the rest
(李飚 reads as 李). The picture still shows it. And of one that a bar or a blot covers it makes what it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.levels import PALE, levels

Image = NDArray[Any]

_REACH = 0.72
"""Ink within this many line heights of a character's centre is that character's."""
_PITCH, _APART = 0.8, 0.6
"""Nor is what lies further off than this share of the pitch, where that is more than so many line heights: a
frame around a name stamp is higher than the name."""
_LEAST = 0.28
_SMALL = 0.6
"""Print is at least so high beside the highest of its line; a rule under a blank is not."""
_SOLID, _FULL = 0.45, 0.85
"""In line heights, and from paper to ink: no stroke is so thick and dark, nor where several blur into one.
In 502 values on photos strokes that are so dark were no thicker than 0.25, in bold type that ran 0.37."""


def lost_print(crop: Image, centres: Sequence[float]) -> tuple[float, ...]:
    """Where (0 to 1 of the width) print stands of which none of the characters at `centres` tells.

    `crop` is a line's grey picture, `centres` lie between 0 and 1 of its width.
    """
    height, width = crop.shape
    if height < 8 or width < 8:
        return ()
    return (*_untold(crop, centres), *covered(crop, centres))


def covered(crop: Image, centres: Sequence[float]) -> tuple[float, ...]:
    """Where (0 to 1 of the width) a dark patch thicker than any stroke lies on some of the characters."""
    side = max(5, round(_SOLID * crop.shape[0]))
    paper, ink = levels(crop, 0.85, 0.02)
    if not centres or paper - ink < PALE or min(crop.shape) < side:
        return ()
    dark = (crop < (1 - _FULL) * paper + _FULL * ink).astype(np.uint8)
    patches = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    columns = np.flatnonzero(patches.any(axis=0)) / crop.shape[1]
    half = _REACH * crop.shape[0] / crop.shape[1]
    near = [column for column in columns if min(abs(column - centre) for centre in centres) < half]
    groups = np.split(near, np.flatnonzero(np.diff(near) > half) + 1) if near else []
    return tuple(float(group.mean()) for group in groups)


def _untold(crop: Image, centres: Sequence[float]) -> tuple[float, ...]:
    """Where print stands apart from all recognised characters."""
    width = crop.shape[1]
    dark = _dark(crop)
    inked = _ink_columns(dark)
    middles = np.array([-np.inf, *centres]) * width
    near = np.abs(np.arange(width) - middles[:, None]).min(axis=0)
    body = _text_height(dark)
    reach = _REACH * _bodies(dark, middles[1:], body)
    if len(centres) > 1 and (pitch := float(np.median(np.diff(middles[1:])))) > _APART * body:
        reach = np.minimum(reach, _PITCH * pitch)
    unexplained = inked & (near > reach)
    if not unexplained.any():
        return ()
    bridge = np.ones((1, max(3, int(body * 0.3))), np.uint8)
    joined = cv2.morphologyEx(unexplained.astype(np.uint8)[None], cv2.MORPH_CLOSE, bridge)
    count, labels = cv2.connectedComponents(joined)
    groups = [np.flatnonzero(labels[0] == label) for label in range(1, count)]
    large = (group for group in groups if np.count_nonzero(unexplained[group]) > _LEAST * body)
    return tuple(float(group.mean() / width) for group in large)


def _bodies(dark: NDArray[Any], middles: NDArray[Any], body: float) -> NDArray[Any]:
    """The height of the print at each column: a value may be smaller than the label before it."""
    bodies = np.full(dark.shape[1], body)
    for left, right in pairwise(middles.astype(int)):
        rows = np.flatnonzero(dark[:, left : max(right, left + 1)].mean(axis=1) > 0.06)
        if len(rows) and _SMALL * body <= np.ptp(rows) < body:
            bodies[left:right] = np.ptp(rows) + 1
    return bodies


def _dark(crop: Image) -> NDArray[Any]:
    paper, ink = levels(crop, 0.85, 0.02)
    dark = crop < (0.45 * paper + 0.55 * ink) if paper - ink > PALE else np.zeros(crop.shape, bool)
    rules = dark.mean(axis=1) > 0.85
    return np.asarray(dark & ~rules[:, None], bool)


def _ink_columns(dark: NDArray[Any]) -> NDArray[Any]:
    """The columns with strokes; an upright rule, dark from top to bottom, is none."""
    share = dark[len(dark) // 8 : -len(dark) // 8].mean(axis=0)
    return np.asarray((share > 0.06) & (share < 0.95), bool)


def _text_height(dark: NDArray[Any]) -> float:
    """The height of the print itself, without the margin that the detector leaves."""
    height = float(len(dark))
    rows = np.flatnonzero(dark.mean(axis=1) > 0.02)
    return float(np.clip(np.ptp(rows) + 1, 0.5 * height, height)) if len(rows) else height
