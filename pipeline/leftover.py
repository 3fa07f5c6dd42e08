"""Whether a page image shows more print than the papers that were found on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.scaling import averaged

Image = NDArray[Any]
Quad = NDArray[Any]

_LEAST, _MOST, _PAPER = 640, 1280, 450
"""Pixels: the copy's longest side, such that the largest paper's is as long, and its print seen."""
_ROOM = 0.25
_LINES = 3
_CONTRAST, _FAINTEST = 0.4, 12


def left_over(page: Image, papers: Sequence[Quad]) -> bool:
    """Whether lines of print may stand outside these papers (corners in pixels of the page image).

    A cheap look that may be deceived by a patterned table, but seldom overlooks a document.
    """
    longest = max(float(_sides(quad).max()) for quad in papers)
    small, scale = averaged(page, int(np.clip(_PAPER * max(page.shape[:2]) / longest, _LEAST, _MOST)))
    grey = cv2.extractChannel(small, 2)
    quads = [quad * scale for quad in papers]
    inside = np.zeros(grey.shape, np.uint8)
    for quad in quads:
        cv2.fillConvexPoly(inside, quad.round().astype(np.int32), (1,))
    if not _room(inside, quads):
        return False
    # Strokes are darker than what lies around them.
    strokes = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((9, 9), np.uint8))
    within = cv2.erode(inside, np.ones((9, 9), np.uint8)) > 0
    print_here = float(np.percentile(strokes[within], 95)) if within.any() else 0.0
    dark = (strokes > max(_FAINTEST, _CONTRAST * print_here)).astype(np.uint8)
    dark[cv2.dilate(inside, np.ones((9, 9), np.uint8)) > 0] = 0
    return _lines(dark) >= _LINES


def without(page: Image, papers: Sequence[Quad]) -> Image:
    """The page image with these papers painted over in the colour of its border."""
    if not papers:
        return page
    ring = np.concatenate([page[0], page[-1], page[:, 0], page[:, -1]])
    painted = page.copy()
    for quad in papers:
        cv2.fillConvexPoly(painted, quad.round().astype(np.int32), np.median(ring, axis=0).tolist())
    return painted


def _room(inside: Image, quads: Sequence[Quad]) -> bool:
    """Whether another paper of like size has room beside those found."""
    shortest = min(float(_sides(quad).min()) for quad in quads)
    free = cv2.distanceTransform(np.pad(1 - inside, 1), cv2.DIST_L2, 3)
    return bool(free.max() > _ROOM * shortest)


def _sides(quad: Quad) -> NDArray[Any]:
    return np.asarray(np.linalg.norm(np.roll(quad, 1, axis=0) - quad, axis=1))


def _lines(dark: Image) -> int:
    """How many blobs are long and low, or high and narrow, as words are."""
    words = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(words)
    sides = np.sort(stats[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]], axis=1)
    short, long = sides[:, 0], sides[:, 1]
    full = stats[1:, cv2.CC_STAT_AREA] > 0.4 * short * long
    return int(
        np.count_nonzero((short >= 3) & (short <= 30) & (long > 2 * short) & (long < 40 * short) & full)
    )
