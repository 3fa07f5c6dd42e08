"""Light on a document: mirrored lamps that wash the print out, darkness, too much light."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.lines import Line

Image = NDArray[np.uint8]

_SATURATED = 250
_BRIGHT_PAPER = 222
_SPOT = 0.002
_PLAIN = 0.9
"""The recogniser's score from which a line's weakest character has kept its print in the light."""


def paper_level(small: Image) -> float:
    """The brightness of the bare paper on a small picture, 0 to 1."""
    return float(np.percentile(small.max(axis=2), 75)) / 255


def glare(small: Image, scale: float, lines: Sequence[Line]) -> tuple[float, int]:
    """The share of the document that is washed out white, and how many lines it makes hard to read.

    `small` is the document's picture, so many times as large as that on which the lines stand.
    On paper that is white all over, as scanned, nothing stands out and nothing counts.
    """
    spots = _spots(small)
    if spots is None:
        return 0.0, 0
    hit = 0
    for span in (line.span for line in lines if line.span.confidence < _PLAIN or line.span.lost):
        spare = span.height
        left, right = int((span.left - spare) * scale), int((span.right + spare) * scale) + 1
        top, bottom = int(span.top * scale), int(span.bottom * scale) + 1
        over = spots[max(0, top) : bottom, max(0, left) : right]
        hit += int(over.sum()) > 0.5 * (bottom - top) ** 2
    return float(spots.mean()), hit


def _spots(small: Image) -> Image | None:
    """Where light, not paper, is white: blobs of full brightness well above the usual paper."""
    darkest = small.min(axis=2)
    if np.percentile(darkest, 75) > _BRIGHT_PAPER:
        return None
    white = (darkest >= _SATURATED).astype(np.uint8)
    white = cv2.morphologyEx(white, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(white)
    paper = float(np.percentile(darkest, 75))
    kept = [
        i for i in range(1, count) if _spot_like(stats[i], white.size) and _soft(darkest, labels == i, paper)
    ]
    if not kept:
        return None
    return np.isin(labels, kept).astype(np.uint8)


def _soft(darkest: Image, blob: NDArray[np.bool_], paper: float) -> bool:
    """Whether the light fades around a blob, as a lamp's does; a photo's white ground ends sharply."""
    near = cv2.dilate(blob.astype(np.uint8), np.ones((3, 3), np.uint8))
    around = cv2.dilate(near, np.ones((5, 5), np.uint8)) > near
    return bool(np.median(darkest[around]) > (paper + _SATURATED) / 2) if around.any() else False


def _spot_like(stats: NDArray[np.int32], pixels: int) -> bool:
    """Whether a white blob is a lamp's and not a photo's ground or a strip of the table."""
    area = int(stats[cv2.CC_STAT_AREA])
    box = int(stats[cv2.CC_STAT_WIDTH]) * int(stats[cv2.CC_STAT_HEIGHT])
    return area > _SPOT * pixels and 0.45 * box < area < 0.93 * box
