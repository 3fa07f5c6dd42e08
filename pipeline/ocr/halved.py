"""Characters of which a part is gone: half of one covered in the paper's colour is often read as the whole.

What is left stands out by its size: characters of one line are printed about as wide and as high.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median_low
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.levels import PALE, levels, paper_along

Image = NDArray[Any]

_PART = 0.54
"""Of the longer side of a character: of 530 in names that were whole none was below 0.59."""
_BARE = 0.8
"""Of the type's size: the most that is inked where a half is gone, with what its neighbours lend it."""
_SMALL = frozenset("一二八口工四心日曰月目自卜了弓巾贝贞员肖占乡习丫旨")
"""What is printed so narrow or so low that it says nothing."""
_BESIDE, _NEAR = 0.8, 3.0
_RULE = 0.2
"""In heights of the line's box: the widest rule with its edges."""


def halved(crop: Image, centres: Sequence[float], text: str) -> bool:
    """Whether a character of a name lacks a half, or may.

    `crop` is the line's grey picture; the name's characters stand at `centres`, between 0 and 1 of its width.
    """
    if len(text) != len(centres) or len(text) < 2 or not all("\u3400" <= one <= "\u9fff" for one in text):
        return False
    strokes = _strokes(crop)
    if strokes is None:
        return False
    middles = [centre * crop.shape[1] for centre in centres]
    sides = list(_sides(strokes, middles))
    # The longer side of what is left tells the type's size, where no rule of the table makes it longer.
    size = median_low(max(side) for side in sides)
    return any(
        0 < min(side) < _PART * size and _bare(strokes, middle, size)
        for side, middle, letter in zip(sides, middles, text, strict=True)
        if letter not in _SMALL
    )


def _bare(strokes: NDArray[np.bool_], middle: float, size: float) -> bool:
    """Whether a part of where the whole character would stand is bare: blurred ones may be parted wrongly."""
    place = strokes[:, max(0, int(middle - size / 2)) : int(middle + size / 2)]
    sides = [int(np.ptp(np.flatnonzero(place.any(axis=axis)))) + 1 for axis in (0, 1) if place.any()]
    return min(sides, default=0) < _BARE * size


def _strokes(crop: Image) -> NDArray[np.bool_] | None:
    """The dark pixels without rules; None where the print is too pale to tell.

    A shadow's edge is no stroke.
    """
    here = paper_along(crop)
    rows, columns = np.ones(crop.shape[0], bool), np.ones(crop.shape[1], bool)
    # A rule may be far darker than the print: how dark that is, is told by what is left without it.
    for _ in range(2):
        paper, ink = levels(crop[rows][:, columns], 0.85, 0.02)
        if paper - ink < PALE:
            return None
        dark = crop - here < 0.45 * (ink - paper)
        rows &= ~_with_edges(dark.mean(axis=1) > 0.85)
        columns &= ~_with_edges(dark[rows].mean(axis=0) > 0.92)
    strokes = dark & rows[:, None] & columns
    # Strokes go on behind an upright rule: it is no gap between two characters.
    bridge = np.ones((1, max(3, round(_RULE * len(crop)))), np.uint8)
    behind = cv2.morphologyEx(strokes.astype(np.uint8), cv2.MORPH_CLOSE, bridge)
    return np.asarray(strokes | ((behind > 0) & ~columns), bool)


def _with_edges(rules: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The rows or columns of rules with their soft edges."""
    return np.asarray(np.convolve(rules, np.ones(3), "same") > 0, bool)


def _sides(strokes: NDArray[np.bool_], middles: Sequence[float]) -> Iterator[tuple[int, int]]:
    """Width and height of each character's print."""
    beside = _BESIDE * float(np.median(np.diff(middles)))
    inked = np.asarray(strokes.any(axis=0), bool)
    between = (_parting(inked, one, other) for one, other in pairwise(middles))
    ends = max(0.0, middles[0] - beside), min(float(strokes.shape[1]), middles[-1] + beside)
    for left, right in pairwise([ends[0], *between, ends[1]]):
        rows, columns = np.nonzero(strokes[:, int(left) : int(right)])
        yield (int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1) if len(rows) else (0, 0)


def _parting(inked: NDArray[np.bool_], left: float, right: float) -> float:
    """Where two characters part: the widest gap between their middles, and near the middle of these."""
    middle = (left + right) / 2
    bare = (~inked[int(left) : int(right) + 1]).astype(np.uint8)
    _, _, gaps, _ = cv2.connectedComponentsWithStats(bare[None], connectivity=4)
    spans = [(int(left) + int(gap[0]), int(left) + int(gap[0] + gap[2])) for gap in gaps[1:]]
    far = {span: max(0.0, span[0] - middle, middle - span[1]) for span in spans}
    best = max(spans, key=lambda span: span[1] - span[0] - _NEAR * far[span], default=(middle, middle))
    return (best[0] + best[1]) / 2
