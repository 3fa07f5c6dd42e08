"""Heads in a photo, told from their outline alone: a dome that stands on shoulders."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_SIZE = 96
_BUMP = 0.09
_APART = 0.2


@dataclass(frozen=True, slots=True)
class Head:
    """A head in shares of the photo's width and height: its middle, its crown and its width."""

    x: float
    top: float
    width: float


def heads(photo: Image) -> list[Head]:
    """The heads that rise from the foot of a photo (BGR, head and shoulders), left to right.

    The ground is what stands along the upper edges: of the cut itself, or a little inside it where
    the cut still holds the photo's frame.
    """
    small = cv2.resize(photo, (_SIZE, _SIZE), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(cv2.GaussianBlur(small, (0, 0), 1.2), cv2.COLOR_BGR2LAB).astype(np.float32)
    best: list[Head] = []
    for inset in (0, 6, 11, 16):
        inner = lab[inset : _SIZE - inset, inset : _SIZE - inset]
        found = _heads(_figure(inner))
        if len(found) > len(best):
            share, shift = (_SIZE - 2 * inset) / _SIZE, inset / _SIZE
            best = [Head(one.x * share + shift, one.top * share + shift, one.width * share) for one in found]
    return best


def _figure(lab: NDArray[np.float32]) -> Image:
    """What differs from the ground, and all that lies below it."""
    side = len(lab)
    rim = max(2, side // 24)
    ground = np.concatenate(
        [part.reshape(-1, 3) for part in (lab[:rim], lab[: side * 2 // 5, :rim], lab[: side * 2 // 5, -rim:])]
    )
    middle = np.median(ground, axis=0)
    away = np.linalg.norm(lab - middle, axis=-1)
    spread = float(np.quantile(np.linalg.norm(ground - middle, axis=-1), 0.7))
    otsu, _ = cv2.threshold(np.clip(away, 0, 255).astype(np.uint8), 0, 255, cv2.THRESH_OTSU)
    mask = (away > max(8.0, min(3 * spread, 0.6 * otsu))).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)).astype(np.uint8)
    mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    large = [label for label in range(1, count) if stats[label, cv2.CC_STAT_AREA] > 0.02 * side * side]
    figure = np.isin(labels, large)
    if not figure[round(0.85 * side) :].any():
        return np.zeros_like(mask)
    return np.asarray(np.maximum.accumulate(figure, axis=0), np.uint8)


def _heads(figure: Image) -> list[Head]:
    side = len(figure)
    tall = figure.sum(axis=0).astype(np.float64)
    peaks = [peak for peak in _peaks(tall, side) if _is_head(figure, tall, peak)]
    return [_head(figure, tall, peak) for peak in peaks]


def _peaks(tall: NDArray[np.float64], side: int) -> list[int]:
    """The columns of the outline's summits, each parted from the next by a clear dip."""
    found: list[int] = []
    order = np.argsort(-tall, kind="stable")
    for column in (int(column) for column in order):
        if tall[column] < 0.45 * side:
            break
        if all(
            abs(column - other) > _APART * side
            and tall[column] - tall[min(column, other) : max(column, other) + 1].min() > _BUMP * side
            for other in found
        ):
            found.append(_middle(tall, column))
    return sorted(found)


def _middle(tall: NDArray[np.float64], column: int) -> int:
    """The middle of a flat summit."""
    start = end = column
    while start > 0 and tall[start - 1] > tall[column] - 2:
        start -= 1
    while end + 1 < len(tall) and tall[end + 1] > tall[column] - 2:
        end += 1
    return (start + end) // 2


def _is_head(figure: Image, tall: NDArray[np.float64], column: int) -> bool:
    """Whether a summit is a dome, clear of the picture's sides, above something broader."""
    side = len(figure)
    top = side - int(tall[column])
    near, full = (
        _width(figure, top + round(0.05 * side), column),
        _width(figure, top + round(0.2 * side), column),
    )
    foot = int(figure[round(0.96 * side)].sum())
    return 0.15 * side < full < 0.72 * side and near < 0.85 * full and foot > 0.9 * full


def _width(figure: Image, row: int, column: int) -> int:
    """The length of the run of the figure in a row around a column."""
    line = figure[min(row, len(figure) - 1)]
    if not line[column]:
        return 0
    gaps = np.flatnonzero(line == 0)
    left = gaps[gaps < column].max(initial=-1)
    right = gaps[gaps > column].min(initial=len(line))
    return int(right - left - 1)


def _head(figure: Image, tall: NDArray[np.float64], column: int) -> Head:
    side = len(figure)
    top = side - int(tall[column])
    width = _width(figure, top + round(0.2 * side), column)
    return Head(column / side, top / side, width / side)
