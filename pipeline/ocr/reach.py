"""A detected box is stretched over a character that the detector left out at either end.

The strokes of 三 or 一 look like the rules of a table to the detector, and a first character that stands
over a rule or a label is lost: 三亚市 is then read as 亚市, and the recogniser is sure of it.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.levels import level

Image = NDArray[Any]
Quad = NDArray[Any]

_PAPER, _INK, _LEAST = 0.85, 0.03, 40
"""Quantiles of light that are paper and ink, and how many levels these are apart where print is."""
_HALF, _PALE = 0.5, 0.35
"""Shares of the print's contrast from which on something is a rule, and a stroke, however thin."""
_FARTHEST, _GAP, _MARGIN = 1.15, 0.3, 0.08
"""In heights of the line: how far a box grows, over which gap, and the margin then left."""


def stretched(image: Image, box: Quad, others: NDArray[Any]) -> Quad:
    """The box grown to the left and right over ink that belongs to it, but not over `others` (n×4×2)."""
    along, across = box[1] - box[0], box[3] - box[0]
    height = float(np.linalg.norm(across))
    if height < 8 or float(np.linalg.norm(along)) < height * 0.5:
        return box
    step = along / np.linalg.norm(along)
    left = _growth(image, box[0], box[3], -step, height, others)
    right = _growth(image, box[1], box[2], step, height, others)
    return box + np.stack([-step * left, step * right, step * right, -step * left]).astype(np.float32)


def _growth(
    image: Image, upper: NDArray[Any], lower: NDArray[Any], step: NDArray[Any],
    height: float, others: NDArray[Any],
) -> float:  # fmt: skip
    """How far the end between two corners grows in the direction `step`, in pixels."""
    room = min(_FARTHEST * height, _free(upper, lower, step, height, others))
    columns = int(room)
    if columns < height * 0.15:
        return 0.0
    rows = max(8, round(height))
    beyond = rows // 2
    down = (lower - upper) / rows
    to_image = np.stack([step, down, upper - beyond * down - rows * step], axis=1)
    window = cv2.warpAffine(
        image, to_image, (rows + columns, rows + 2 * beyond),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    dark = _strokes(window, beyond)[beyond:-beyond, rows:]
    inked = dark[rows // 10 : -rows // 10].sum(axis=0) > max(1, rows // 40)
    end = gap = 0
    for column, ink in enumerate(inked):
        gap = 0 if ink else gap + 1
        if gap > _GAP * height:
            break
        end = column + 1 if ink else end
    return min(room, end + _MARGIN * height) if end > 0.12 * height else 0.0


def _strokes(window: Image, beyond: int) -> NDArray[Any]:
    """The strokes in a window whose line begins and ends `beyond` rows from its edges.

    A thin 一 beside a thick rule is far paler than that: how dark print is, is told from what is no rule.
    """
    rules = _rules(_dark(window, level(window[:, : window.shape[0]], _INK), _HALF), beyond)
    print_ = np.where(rules, np.uint8(255), window)[:, : window.shape[0]]
    return np.asarray(_dark(window, level(print_, _INK), _PALE) & ~rules, bool)


def _dark(window: Image, ink: float, share: float) -> NDArray[Any]:
    """What is darker than paper by this share of what ink is."""
    contrast = level(window, _PAPER) - ink
    if contrast <= _LEAST:
        return np.zeros(window.shape, bool)
    return np.asarray(window < ink + (1 - share) * contrast, bool)


def _rules(dark: NDArray[Any], beyond: int) -> NDArray[Any]:
    """Table rules, which run on beyond the line: a 1 or a 三 does not."""
    rows = dark.mean(axis=1) > 0.85
    columns = (dark[:beyond].mean(axis=0) > 0.8) & (dark[-beyond:].mean(axis=0) > 0.8)
    rows, columns = (
        cv2.dilate(one.astype(np.uint8), np.ones(3, np.uint8)).ravel().astype(bool) for one in (rows, columns)
    )
    return np.asarray(rows[:, None] | columns[None, :], bool)


def _free(
    upper: NDArray[Any], lower: NDArray[Any], step: NDArray[Any],
    height: float, others: NDArray[Any],
) -> float:  # fmt: skip
    """The distance to the next box in the direction `step`, infinity where none stands there."""
    middle = (upper + lower) / 2
    normal = np.array([-step[1], step[0]])
    ahead, aside = (others - middle) @ step, (others - middle) @ normal
    beside = (aside.max(axis=1) > -0.3 * height) & (aside.min(axis=1) < 0.3 * height)
    there = beside & (ahead.max(axis=1) > 0.1 * height)
    return max(0.0, float(ahead[there].min(initial=np.inf)))
