"""How much has been drawn in, beside, over or around each printed option of a choice.

A mark is told by comparison: what one option has and its neighbours have not. Empty boxes, colons and
print that spreads are the same for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]
Row = tuple[float, float, float, str]
"""An option: left, right and middle of its printed word in pixels, and the word."""

_BAND, _GLYPH = 0.95, 0.56
"""Half the height that is looked at, and that of printed words, in em."""
_NOISE, _DARK = 0.12, 0.25
_BOXED = 0.3
_OVER = 0.25

# The ink of a printed character against that of an ordinary one; mean of song, hei and kai type.
_WEIGHTS = dict(
    zip(
        "男女性别不明单双多三胎有无阴道分娩剖宫产术钳臀位其他自然顺手助急诊医学非吸头引牵",
        (1.13, 0.85, 1.07, 1.12, 0.74, 1.2, 1.04, 1.05, 0.93, 0.59, 1.22, 1.02, 0.88, 1.21, 1.2, 0.79, 1.31, 1.12, 1.0,
         0.65, 0.88, 1.16, 1.37, 0.94, 1.06, 1.16, 0.93, 1.09, 1.32, 0.84, 1.17, 1.11, 0.93, 1.17, 0.93, 0.96, 1.21,
         0.79, 0.82, 1.07),
        strict=True,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Strip:
    """The ink of one row of options: darkness 0 to 1 without rules; words in pixels of the strip."""

    ink: Floats
    words: tuple[tuple[float, float, str], ...]
    middle: float
    em: float


def marks_on(
    image: Image,
    options: Sequence[Row],
    printed: Sequence[tuple[float, float]],
    limits: tuple[float, float],
    em: float,
) -> tuple[float, ...]:
    """What each option has beyond the others: 0 is nothing, 1 as much ink as a printed character.

    `image` is BGR; `printed` are the centres of other printed characters, `limits` the left and
    right end of the place, `em` the size of a printed character, all in pixels.
    """
    evidence = [0.0] * len(options)
    baseline: list[float] = []
    rows = _rows(options, em)
    for indices in rows:
        strip = _strip(image, [options[i] for i in indices], printed, limits, em)
        extra = _extra(strip)
        baseline += extra
        for index, value in zip(indices, extra, strict=True):
            evidence[index] = value
    usual = sorted(baseline)[(len(baseline) - 1) // 2]
    return tuple(value - max(0.0, usual) for value in evidence)


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
    printed: Sequence[tuple[float, float]],
    limits: tuple[float, float],
    em: float,
) -> _Strip:
    middle = float(np.median([word[2] for word in words]))
    left = max(0, int(max(limits[0], words[0][0] - 3 * em)))
    right = min(image.shape[1], int(min(limits[1], words[-1][1] + 2.2 * em)) + 1)
    reach = 1.6 * em
    top, bottom = max(0, int(middle - reach)), min(image.shape[0], int(middle + reach) + 1)
    ink = _without_rules(_darkness(image[top:bottom, left:right], em), em)
    inside = tuple((word[0] - left, word[1] - left, word[3]) for word in words)
    level = _level(ink, inside, middle - top, em)
    for x, y in printed:
        if abs(y - middle) < 0.6 * em:
            a, b = int(level - _GLYPH * em), int(level + _GLYPH * em)
            ink[max(0, a) : b, max(0, int(x - left - 0.52 * em)) : max(0, int(x - left + 0.52 * em))] = 0
    a, b = max(0, int(level - _BAND * em)), int(level + _BAND * em) + 1
    return _Strip(ink[a:b], inside, level - a, em)


def _darkness(cut: Image, em: float) -> Floats:
    """How dark each pixel is against the paper around it, in the channel where it is darkest."""
    size = max(3, int(0.9 * em)) | 1
    paper = cv2.GaussianBlur(cv2.dilate(cut, np.ones((size, size), np.uint8)), (0, 0), 0.8 * em)
    share = 1 - cut.astype(np.float32) / np.maximum(paper.astype(np.float32), 1)
    return np.asarray(np.clip((share.max(axis=2) - _NOISE) / (1 - _NOISE), 0, 1), np.float32)


def _without_rules(ink: Floats, em: float) -> Floats:
    """The ink without underlines and the borders of cells."""
    dark = (ink > _DARK).astype(np.uint8)
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


def _extra(strip: _Strip) -> list[float]:
    """Ink around each word and over it, in characters."""
    unit, over = _over(strip)
    outside = strip.ink.copy()
    a, b = max(0, int(strip.middle - _GLYPH * strip.em)), int(strip.middle + _GLYPH * strip.em) + 1
    for left, right, _ in strip.words:
        outside[a:b, max(0, int(left - 0.04 * strip.em)) : max(0, int(right + 0.04 * strip.em))] = 0
    beside = _attributed(outside, strip, unit)
    return [x + y for x, y in zip(beside, over, strict=True)]


def _over(strip: _Strip) -> tuple[float, list[float]]:
    """The ink of an ordinary character, and what lies over each word beyond its own strokes."""
    a, b = max(0, int(strip.middle - _GLYPH * strip.em)), int(strip.middle + _GLYPH * strip.em) + 1
    ratios = []
    for left, right, text in strip.words:
        cells = np.linspace(max(0.0, left), max(0.0, right), len(text) + 1).astype(int)
        masses = [float(strip.ink[a:b, x:y].sum()) for x, y in pairwise(cells)]
        ratios.append([mass / _WEIGHTS.get(letter, 1.0) for mass, letter in zip(masses, text, strict=True)])
    every = sorted(ratio for word in ratios for ratio in word)
    unit = max(every[(len(every) - 1) // 2], 0.02 * strip.em**2)
    # The two fullest characters only: small differences of type add up along a long word.
    over = [sum(sorted((max(0.0, r / unit - 1 - _OVER) for r in word), reverse=True)[:2]) for word in ratios]
    return unit, over


@dataclass(frozen=True, slots=True)
class _Blob:
    """A connected piece of ink outside the words: its ends, its middle and its mass in characters."""

    left: float
    right: float
    x: float
    mass: float


def _blobs(outside: Floats, strip: _Strip, unit: float) -> list[_Blob]:
    dark = (outside > _DARK).astype(np.uint8)
    count, labels, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    near = np.zeros(outside.shape[0], bool)
    near[max(0, int(strip.middle - 0.62 * strip.em)) : int(strip.middle + 0.62 * strip.em)] = True
    blobs = []
    for index in range(1, count):
        inside = labels == index
        mass = float(outside[inside].sum())
        share = float(outside[inside & near[:, None]].sum()) / max(mass, 1e-6)
        top, height = stats[index][1], stats[index][3]
        cut = top == 0 or top + height == outside.shape[0]
        if mass < 0.03 * unit or (cut and share < 0.35):
            continue
        left, width = float(stats[index][0]), float(stats[index][2])
        blobs.append(_Blob(left, left + width, float(centres[index][0]), mass / unit))
    return blobs


def _attributed(outside: Floats, strip: _Strip, unit: float) -> list[float]:
    """The ink beside and around the words, shared out among them."""
    blobs = _blobs(outside, strip, unit)
    words, count = strip.words, len(strip.words)
    gaps = [0.0] * (count + 1)
    for blob in blobs:
        gaps[sum(blob.x > (left + right) / 2 for left, right, _ in words)] += blob.mass
    side = _side(gaps, blobs, strip)
    shares = [0.0] * count
    for blob in blobs:
        for index, share in _shares(blob, strip, side):
            shares[index] += share * blob.mass
    return shares


def _side(gaps: Sequence[float], blobs: Sequence[_Blob], strip: _Strip) -> int:
    """Where the boxes stand: -1 before their words, 1 after them, 0 where there are none."""
    count = len(gaps) - 1
    before = sum(mass > _BOXED for mass in gaps[:-1])
    after = sum(mass > _BOXED for mass in gaps[1:])
    if max(before, after) < max(2, count - 1):
        return 0
    if before != after:
        return -1 if before > after else 1
    closer = 0.0
    for blob in blobs:
        if blob.mass > _BOXED:
            to_left, to_right = _distances(blob, strip)
            if max(to_left, to_right) < 6 * strip.em:
                closer += float(np.sign(to_left - to_right))
    return -1 if closer > 0 else 1 if closer < 0 else 0


def _distances(blob: _Blob, strip: _Strip) -> tuple[float, float]:
    """From the word before a blob and to the word after it, infinite where there is none."""
    before = [blob.left - right for left, right, _ in strip.words if (left + right) / 2 < blob.x]
    after = [left - blob.right for left, right, _ in strip.words if (left + right) / 2 >= blob.x]
    return max(0.0, min(before, default=np.inf)), max(0.0, min(after, default=np.inf))


def _shares(blob: _Blob, strip: _Strip, side: int) -> list[tuple[int, float]]:
    """Which words a blob belongs to, and with what share."""
    after = sum((left + right) / 2 <= blob.x for left, right, _ in strip.words)
    before, count = after - 1, len(strip.words)
    if before < 0 or after >= count:
        return [(min(max(before, 0), count - 1), 1.0)]
    to_left, to_right = _distances(blob, strip)
    if side and min(to_left, to_right) > 0:
        return [(after if side < 0 else before, 1.0)]
    a, b = (to_left + 0.05 * strip.em) ** 2, (to_right + 0.05 * strip.em) ** 2
    return [(before, b / (a + b)), (after, a / (a + b))]
