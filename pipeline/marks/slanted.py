"""Slanting rectangular frames in any ink but red: print and rules run straight across and down.

Red ink is as bright as paper in the red channel, so that seals, emblems and red stamps (see stamps.py) are
not seen here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.frames import Frame
from pipeline.marks.rectangles import LEAST_LONG, Segments, lengths, rectangles, turns
from pipeline.marks.redness import without_pattern
from pipeline.marks.stamps import Stamp, lying

Image = NDArray[np.uint8]
Box = tuple[int, int, int, int]

_LEAST, _MOST = 4.0, 86.0
"""Degrees against the page's axes, modulo 90, between which a frame slants."""
_DARK = 0.17
"""Share of the paper's light that a stroke takes."""
_BESIDE = 0.4
"""How far beside its print a stamp may stand on a document: on the photo. In widths of the document, as are
all lengths below."""
_THICK, _RULE, _RULED, _GAP = 0.035, 0.12, 0.018, 0.009
"""Widest stroke, shortest rule, widest rule, and how far apart a worn stroke's ends lie."""
_HIGH, _WIDE, _INKED = 0.06, 0.9, 0.06
"""Of the upright box around a frame and the print that it touches: least height, greatest width, and share
of ink; what is left of a table's rules is less."""
_PIECE, _MARGIN = 0.018, 0.013
"""Shortest piece of a side; what is looked at around a frame."""


def slanted(image: Image, own: Frame) -> Iterator[Stamp]:
    """The slanting frames on a small picture (BGR) of a document whose print lies in `own`, largest first.

    Of one place several may come, which overlap. `framed` are those of which all four sides are drawn.
    """
    width = own.longer
    x, y, end, foot = _around(image, own.grown(_BESIDE * width))
    strokes = _strokes(np.ascontiguousarray(image[y:foot, x:end, 2]), width)
    for left, top, right, bottom in _places(strokes, width):
        pieces = _pieces(strokes[top:bottom, left:right], width)
        for corners, whole in rectangles(pieces, width):
            yield Stamp(lying(corners + np.array([x + left, y + top], np.float32)), whole)


def _around(image: Image, frame: Frame) -> Box:
    """The pixels (left, top, right, bottom) of a picture that lie in a frame."""
    height, width = image.shape[:2]
    part = frame.cut(Frame(0, 0, width, height))
    return max(0, int(part.left)), max(0, int(part.top)), math.ceil(part.right), math.ceil(part.bottom)


def _strokes(light: Image, width: float) -> Image:
    """How much darker than their paper thin strokes are, 0 to 255 (all of the light); without its pattern."""
    side = max(5, round(_THICK * width) | 1)
    paper = cv2.morphologyEx(light, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    darker = 1 - np.divide(light, np.maximum(paper, 1), dtype=np.float32)
    return np.asarray(255 * without_pattern(darker), np.uint8)


def _places(strokes: Image, width: float) -> Iterator[Box]:
    """Boxes around strokes that hang together as a frame's do: without rules, letters stand apart."""
    dark = (strokes > 255 * _DARK).astype(np.uint8)
    run = max(9, round(_RULE * width))
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))
    rules = cv2.bitwise_or(across, down)
    free = cv2.subtract(dark, rules)
    # Where a rule crosses a frame, the frame goes on.
    bridged = cv2.bitwise_or(free, cv2.bitwise_and(rules, _closed(free, _RULED * width)))
    joined = _closed(bridged, _GAP * width)
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    margin = max(2, round(_MARGIN * width))
    for left, top, wide, high, inked in stats[1:].tolist():
        sized = min(wide, high) > _HIGH * width and LEAST_LONG * width < max(wide, high) < _WIDE * width
        if sized and inked > _INKED * wide * high:
            yield max(0, left - margin), max(0, top - margin), left + wide + margin, top + high + margin


def _closed(mask: NDArray[Any], gap: float) -> Image:
    """The mask with gaps of so many pixels closed."""
    side = max(3, round(gap) | 1)
    return np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)), np.uint8)


def _pieces(strokes: Image, width: float) -> Segments:
    """The straight pieces of the strokes' edges that slant."""
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE, 1.0).detect(strokes)[0]
    pieces = np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
    turn = turns(pieces) % 90
    slanting = (lengths(pieces) > _PIECE * width) & (turn > _LEAST) & (turn < _MOST)
    return np.asarray(pieces[slanting], np.float64)
