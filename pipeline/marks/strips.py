"""One row of printed options cut out of a sheet: level, without rules and other print."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.blobs import DARK
from pipeline.marks.overwriting import GLYPH, Floats, Printed, Strip

Image = NDArray[np.uint8]
Row = tuple[float, float, float, str]
"""An option: left, right and middle of its printed word in pixels, and the word."""

_BAND = 0.95
"""Half the height that is looked at, in em."""
_REACH = 1.6
_MARGIN = 0.8
_NOISE = 0.12
_STEEP, _SLANTING = 0.12, 0.02


def strip_of(
    image: Image,
    words: Sequence[Row],
    printed: Sequence[tuple[float, float, float]],
    limits: tuple[float, float],
    em: float,
) -> Strip:
    """The ink of a row of words; see `pipeline.marks.ticks.marks_on`."""
    left = max(0, int(max(limits[0] - _MARGIN * em, words[0][0] - 3 * em)))
    right = min(image.shape[1], int(min(limits[1] + 0.5 * _MARGIN * em, words[-1][1] + 2.2 * em)) + 1)
    inside = tuple((word[0] - left, word[1] - left, word[3]) for word in words)
    centres = np.array([(word[0] + word[1]) / 2 for word in inside])
    course = _line(centres, np.array([word[2] for word in words]))
    ink = _level_ink(image, left, right, course, em)
    drift = _line(centres, _levels(ink, inside, em))
    # Of two words, a mark at one would look like a slant.
    if len(words) > 2 and abs(drift[0]) > _SLANTING:
        course = (course[0] + drift[0], course[1] + drift[1] - _REACH * em)
        ink = _level_ink(image, left, right, course, em)
    level = float(np.median(_levels(ink, inside, em)))
    inside = tuple(_aligned(ink, word, level, em) for word in inside)
    a, b = max(0, int(level - GLYPH * em)), int(level + GLYPH * em)
    for x, y, half in printed:
        if abs(y - course[0] * (x - left) - course[1]) < 0.6 * em:
            ink[a:b, max(0, int(x - left - half)) : max(0, int(x - left + half))] = 0
    a, b = max(0, int(level - _BAND * em)), int(level + _BAND * em) + 1
    return Strip(ink[a:b], inside, level - a, em)


def _line(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """Slope and height at x = 0 of the line through points; level where they do not tell."""
    if len(x) < 2 or float(np.ptp(x)) < 1:
        return 0.0, float(np.median(y))
    slopes = [(d - b) / (c - a) for (a, b), (c, d) in pairwise(zip(x, y, strict=True)) if c - a > 1]
    slope = float(np.clip(np.median(slopes), -_STEEP, _STEEP)) if slopes else 0.0
    return slope, float(np.median(y - slope * x))


def _level_ink(image: Image, left: int, right: int, course: tuple[float, float], em: float) -> Floats:
    """The ink around a line that runs through the image, laid level; the line is _REACH em from the top."""
    columns = np.arange(left, right, dtype=np.float32)
    rows = np.arange(int(2 * _REACH * em) + 1, dtype=np.float32) - np.float32(_REACH * em)
    x, y = np.meshgrid(columns, rows)
    y = y + np.float32(course[1]) + np.float32(course[0]) * (x - np.float32(left))
    # On whole pixels where nothing slants: interpolation would blur thin strokes.
    way = cv2.INTER_NEAREST if abs(course[0]) < 1e-6 else cv2.INTER_LINEAR
    cut = cv2.remap(image, x.astype(np.float32), y.astype(np.float32), way, borderMode=cv2.BORDER_REPLICATE)
    return _without_rules(_darkness(np.asarray(cut, np.uint8), em), em)


def _darkness(cut: Image, em: float) -> Floats:
    """How dark each pixel is against the paper around it, in the channel where it is darkest."""
    size = max(3, int(1.7 * em)) | 1
    paper = cv2.GaussianBlur(cv2.dilate(cut, np.ones((size, size), np.uint8)), (0, 0), 0.8 * em)
    share = 1 - cut.astype(np.float32) / np.maximum(paper.astype(np.float32), 1)
    return np.asarray(np.clip((share.max(axis=2) - _NOISE) / (1 - _NOISE), 0, 1), np.float32)


def _without_rules(ink: Floats, em: float) -> Floats:
    """The ink without underlines and the borders of cells."""
    dark = (ink > DARK).astype(np.uint8)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(9, int(2.4 * em))), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((max(9, int(1.8 * em)), 1), np.uint8))
    wide = np.ones((max(3, int(0.12 * em)) | 1,) * 2, np.uint8)
    rules = cv2.dilate(np.maximum(across, down), wide)
    return np.where(rules > 0, np.float32(0), ink)


def _levels(ink: Floats, words: Sequence[Printed], em: float) -> NDArray[np.float64]:
    """The middle of each printed word, from its own ink: a mark pulls the line's box up."""
    low, high = int(0.7 * em), int((2 * _REACH - 0.7) * em)
    rows = np.arange(low, min(high, ink.shape[0]))
    levels = []
    for left, right, _ in words:
        profile = ink[rows, max(0, int(left)) : max(1, int(right))].sum(axis=1)
        found = float((profile * rows).sum() / profile.sum()) if profile.sum() > 0 else _REACH * em
        levels.append(np.clip(found, (_REACH - 0.4) * em, (_REACH + 0.4) * em))
    return np.array(levels, np.float64)


def _aligned(ink: Floats, word: Printed, level: float, em: float) -> Printed:
    """The word with its ends moved to the nearest gaps: where characters are read is not exact."""
    a, b = max(0, int(level - GLYPH * em)), int(level + GLYPH * em) + 1
    columns = cv2.GaussianBlur(ink[a:b].sum(axis=0)[None], (0, 0), max(0.6, 0.05 * em))[0] / em
    ends = []
    for end in word[:2]:
        places = np.arange(max(0, int(end - 0.3 * em)), min(len(columns), int(end + 0.3 * em) + 1))
        if not len(places):
            return word
        ends.append(float(places[np.argmin(columns[places] + 0.25 * np.abs(places - end) / em)]))
    return ends[0], ends[1], word[2]
