"""Whether anything is printed or written at a place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.levels import histogram, level, levels

Image = NDArray[Any]
Box = tuple[int, int, int, int]

DARK, _PALE, _TALL = 0.62, 0.8, 0.3
"""Of the paper: below which strokes are told where print is black, where it is as pale as can be."""
_HALF, _PRINT, _PAPER = 0.5, 0.06, 0.8
_OFFSET = 255
_THIN = 0.06
"""Of the place's height: a flat piece so thin is left of a rule."""


def stroke_level(words: Iterable[Image]) -> float:
    """The share of the paper's light below which a page's strokes lie, told from its printed `words`."""
    shares = [level(word, _PRINT) / max(1.0, level(word, _PAPER)) for word in words if word.size]
    print_ = float(np.median(shares)) if shares else 0.0
    return min(_PALE, max(DARK, 1 - _HALF * (1 - print_)))


def ink_in(place: Image, stroke: float = DARK) -> Box | None:
    """The box (left, top, right, bottom in pixels of `place`, a grey cut-out) around its strokes.

    Strokes have at most `stroke` of the paper's light (see stroke_level). Rules, the paper's own pattern
    and specks do not count; None where nothing else stands there.
    """
    if min(place.shape) < 4:
        return None
    paper = level(place, _PAPER)
    dark = _without_rules((place < paper * stroke).astype(np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    height = place.shape[0]
    strokes = [
        s
        for s in stats[1:]
        if s[3] > _TALL * height
        or (s[2] > _TALL * height and s[3] > _THIN * height and s[4] > 0.02 * height**2)
    ]
    if not strokes:
        return None
    left, top = min(s[0] for s in strokes), min(s[1] for s in strokes)
    right, bottom = max(s[0] + s[2] for s in strokes), max(s[1] + s[3] for s in strokes)
    return int(left), int(top), int(right), int(bottom)


def _without_rules(dark: Image) -> Image:
    """The dark pixels that are no part of a line running straight across or down."""
    height = dark.shape[0]
    # A rule that leans goes on in the next row of pixels.
    leaning = cv2.dilate(dark, np.ones((3, 1), np.uint8))
    across = cv2.morphologyEx(leaning, cv2.MORPH_OPEN, np.ones((1, max(9, int(1.4 * height))), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((max(9, int(height * 0.9)), 1), np.uint8))
    rules = cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8))
    return np.asarray(dark & (1 - rules), np.uint8)


def has_red(colour: Image) -> bool:
    """Whether a cut-out (BGR) may hold red strokes at all: a quick look before the closer one."""
    green = cv2.extractChannel(colour, 1)
    excess = cv2.subtract(cv2.extractChannel(colour, 2), green, dtype=cv2.CV_16S)
    counts = histogram((excess + _OFFSET).astype(np.uint16), 2 * _OFFSET + 1)
    usual = int(np.searchsorted(counts.cumsum(), (excess.size + 1) // 2))
    reddish = max(8.0, 0.2 * _contrast(green))
    return bool(counts[usual + int(reddish) + 1 :].sum() > 0.015 * excess.size)


def is_red(colour: Image, share: float = 0.56) -> bool:
    """Whether the strokes of a line's cut-out (BGR) are red: they fade in the red channel.

    `share` is the contrast that is left there, of that in the green channel.
    """
    return red_share(colour) < share


def red_share(colour: Image) -> float:
    """What is left of a cut-out's (BGR) contrast in the red channel, as a share of that in the green one.

    Near 1 for black print; 1 where next to nothing is printed.
    """
    green, red = (_contrast(cv2.extractChannel(colour, channel)) for channel in (1, 2))
    return red / green if green > 20 else 1.0


def _contrast(channel: Image) -> float:
    paper, ink = levels(channel, 0.85, 0.06)
    return paper - ink
