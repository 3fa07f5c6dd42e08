"""Whether something is drawn over a printed word: more ink than its strokes have, or a long slanting one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Printed = tuple[float, float, str]
"""A printed word: its left and right end in pixels, and its text."""

GLYPH = 0.56
"""Half the height of printed words, in em."""
_SPREAD = 0.12
_ARM, _LONGER = 1.0, 0.16

# The ink of a printed character against that of an ordinary one; mean of song, hei and kai type.
_WEIGHTS = dict(
    zip(
        "男女性别不明单双多三胎有无阴道分娩剖宫产术钳臀位其他自然顺手助急诊医学非吸头引牵",
        (1.13, 0.85, 1.07, 1.12, 0.74, 1.2, 1.04, 1.05, 0.93, 0.59, 1.22, 1.02, 0.88, 1.21, 1.2, 0.79, 1.31,
         1.12, 1.0, 0.65, 0.88, 1.16, 1.37, 0.94, 1.06, 1.16, 0.93, 1.09, 1.32, 0.84, 1.17, 1.11, 0.93,
         1.17, 0.93, 0.96, 1.21, 0.79, 0.82, 1.07),
        strict=True,
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Strip:
    """The ink of one row of options: darkness 0 to 1 without rules; words in pixels of the strip."""

    ink: Floats
    words: tuple[Printed, ...]
    middle: float
    em: float

    @property
    def band(self) -> tuple[int, int]:
        """The first row of the printed words and the one after their last."""
        return max(0, int(self.middle - GLYPH * self.em)), int(self.middle + GLYPH * self.em) + 1


def on(strip: Strip) -> tuple[float, list[float]]:
    """The ink of an ordinary character, and how much lies over each word beyond its own strokes."""
    a, b = strip.band
    ratios = []
    for left, right, text in strip.words:
        cells = np.linspace(max(0.0, left), max(0.0, right), len(text) + 1).astype(int)
        masses = [float(strip.ink[a:b, x:y].sum()) for x, y in pairwise(cells)]
        ratios.append([mass / _WEIGHTS.get(letter, 1.0) for mass, letter in zip(masses, text, strict=True)])
    every = sorted(ratio for word in ratios for ratio in word)
    unit = max(every[(len(every) - 1) // 2], 0.02 * strip.em**2)
    # The two fullest characters only: small differences of type add up along a long word.
    extra = [
        sum(sorted((max(0.0, r / unit - 1 - _SPREAD) for r in word), reverse=True)[:2]) for word in ratios
    ]
    arms = _arms(strip)
    usual = sorted(arms)[(len(arms) - 1) // 2]
    return unit, [e + max(0.0, arm - usual - _LONGER) for e, arm in zip(extra, arms, strict=True)]


def _arms(strip: Strip) -> list[float]:
    """How dark the darkest straight line of one em is that rises across each word to the right.

    The long arm of a tick is one; the strokes of characters are shorter.
    """
    best = np.zeros_like(strip.ink)
    for degrees in range(28, 76, 6):
        best = np.maximum(
            best, cv2.filter2D(strip.ink, -1, _line(_ARM * strip.em, degrees), borderType=cv2.BORDER_CONSTANT)
        )
    return [_most(best, left, right) for left, right, _ in strip.words]


def _most(lines: Floats, left: float, right: float) -> float:
    part = lines[:, max(0, int(left)) : max(1, int(right))]
    return float(part.max()) if part.size else 0.0


def _line(length: float, degrees: float) -> Floats:
    """A filter that averages along a line rising to the right."""
    half = length / 2
    size = 2 * int(half) + 3
    middle = size // 2
    angle = math.radians(degrees)
    x, y = half * math.cos(angle), half * math.sin(angle)
    kernel = np.zeros((size, size), np.float32)
    ends = ((round(middle - x), round(middle + y)), (round(middle + x), round(middle - y)))
    cv2.line(kernel, ends[0], ends[1], (1.0,), 1)
    return np.asarray(kernel / kernel.sum(), np.float32)
