"""How much has been drawn in, beside, over or around each printed option of a choice.

A mark is told by comparison: what one option has and its neighbours have not. Empty boxes, colons and
print that spreads are the same for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.blobs import DARK, attributed
from pipeline.marks.overwriting import GLYPH, Floats, Printed, Strip, on

Image = NDArray[np.uint8]
Row = tuple[float, float, float, str]
"""An option: left, right and middle of its printed word in pixels, and the word."""

_BAND, _GLYPH = 0.95, GLYPH
"""Half the height that is looked at, and that of printed words, in em."""
_NOISE = 0.12
_CLEAR = 0.14
_MANY = 4


def marks_on(
    image: Image,
    options: Sequence[Row],
    printed: Sequence[tuple[float, float, float]],
    limits: tuple[float, float],
    em: float,
) -> tuple[float, ...]:
    """What each option has beyond the others: 0 is nothing, 1 as much ink as a printed character.

    `image` is BGR; `printed` are the centres of other printed characters and half their widths, `limits` the left and
    right end of the place, `em` the size of a printed character, all in pixels.
    """
    beside, over = [0.0] * len(options), [0.0] * len(options)
    for indices in _rows(options, em):
        strip = _strip(image, [options[index] for index in indices], printed, limits, em)
        unit, on_words = on(strip)
        for index, around, upon in zip(indices, _beside(strip, unit), on_words, strict=True):
            beside[index], over[index] = around, upon
    beside, over = _beyond_usual(beside), _beyond_usual(over)
    if _decisive(beside):
        return tuple(beside)
    return tuple(x + y for x, y in zip(beside, over, strict=True))


def _beyond_usual(values: Sequence[float]) -> list[float]:
    """What each option has more than the barest; of many, one may lack the box that the others have."""
    usual = sorted(values)[0 if len(values) < _MANY else 1]
    return [value - max(0.0, usual) for value in values]


def _decisive(beside: Sequence[float]) -> bool:
    best, second = ([*sorted(beside, reverse=True), 0.0])[:2]
    return best > _CLEAR and second < 0.4 * best


def _rows(options: Sequence[Row], em: float) -> list[list[int]]:
    """The options row by row, each from left to right."""
    rows: list[list[int]] = []
    for index in sorted(range(len(options)), key=lambda i: options[i][2]):
        if rows and options[index][2] - options[rows[-1][0]][2] < 0.9 * em:
            rows[-1].append(index)
        else:
            rows.append([index])
    return [sorted(row, key=lambda i: options[i][0]) for row in rows]


def _strip(
    image: Image,
    words: Sequence[Row],
    printed: Sequence[tuple[float, float, float]],
    limits: tuple[float, float],
    em: float,
) -> Strip:
    middle = float(np.median([word[2] for word in words]))
    left = max(0, int(max(limits[0], words[0][0] - 3 * em)))
    right = min(image.shape[1], int(min(limits[1], words[-1][1] + 2.2 * em)) + 1)
    reach = 1.6 * em
    top, bottom = max(0, int(middle - reach)), min(image.shape[0], int(middle + reach) + 1)
    ink = _without_rules(_darkness(image[top:bottom, left:right], em), em)
    inside = tuple((word[0] - left, word[1] - left, word[3]) for word in words)
    level = _level(ink, inside, middle - top, em)
    inside = tuple(_aligned(ink, word, level, em) for word in inside)
    for x, y, half in printed:
        if abs(y - middle) < 0.6 * em:
            a, b = int(level - _GLYPH * em), int(level + _GLYPH * em)
            ink[max(0, a) : b, max(0, int(x - left - half)) : max(0, int(x - left + half))] = 0
    a, b = max(0, int(level - _BAND * em)), int(level + _BAND * em) + 1
    return Strip(ink[a:b], inside, level - a, em)


def _aligned(ink: Floats, word: Printed, level: float, em: float) -> Printed:
    """The word with its ends moved to the nearest gaps: where characters are read is not exact."""
    a, b = max(0, int(level - _GLYPH * em)), int(level + _GLYPH * em) + 1
    columns = cv2.GaussianBlur(ink[a:b].sum(axis=0)[None], (0, 0), max(0.6, 0.05 * em))[0] / em
    ends = []
    for end in word[:2]:
        places = np.arange(max(0, int(end - 0.3 * em)), min(len(columns), int(end + 0.3 * em) + 1))
        if not len(places):
            return word
        ends.append(float(places[np.argmin(columns[places] + 0.25 * np.abs(places - end) / em)]))
    return ends[0], ends[1], word[2]


def _darkness(cut: Image, em: float) -> Floats:
    """How dark each pixel is against the paper around it, in the channel where it is darkest."""
    size = max(3, int(0.9 * em)) | 1
    paper = cv2.GaussianBlur(cv2.dilate(cut, np.ones((size, size), np.uint8)), (0, 0), 0.8 * em)
    share = 1 - cut.astype(np.float32) / np.maximum(paper.astype(np.float32), 1)
    return np.asarray(np.clip((share.max(axis=2) - _NOISE) / (1 - _NOISE), 0, 1), np.float32)


def _without_rules(ink: Floats, em: float) -> Floats:
    """The ink without underlines and the borders of cells."""
    dark = (ink > DARK).astype(np.uint8)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(9, int(2.4 * em))), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((max(9, int(1.8 * em)), 1), np.uint8))
    wide = np.ones((max(3, int(0.12 * em)) | 1,) * 2, np.uint8)
    return np.where(cv2.dilate(cv2.bitwise_or(across, down), wide) > 0, np.float32(0), ink)


def _level(ink: Floats, words: Sequence[tuple[float, float, str]], middle: float, em: float) -> float:
    """The middle of the printed words, from their own ink: a mark pulls the line's box up."""
    low, high = max(0, int(middle - 0.9 * em)), int(middle + 0.9 * em)
    rows = np.arange(low, min(high, ink.shape[0]))
    levels = []
    for left, right, _ in words:
        profile = ink[rows, max(0, int(left)) : max(1, int(right))].sum(axis=1)
        if profile.sum() > 0:
            levels.append(float((profile * rows).sum() / profile.sum()))
    return float(np.clip(np.median(levels), middle - 0.3 * em, middle + 0.3 * em)) if levels else middle


def _beside(strip: Strip, unit: float) -> list[float]:
    """The ink beside and around each word, in characters."""
    outside = strip.ink.copy()
    a, b = strip.band
    for left, right, _ in strip.words:
        outside[a:b, max(0, int(left - 0.04 * strip.em)) : max(0, int(right + 0.04 * strip.em))] = 0
    return attributed(outside, strip, unit)
