"""Rings of ink: the round and oval outlines of seals, also broken, faint, cut or over other print."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.outline import settled
from pipeline.marks.redness import Map
from pipeline.marks.ring import Ring, unrolled

Circle = tuple[float, float, float]

_VOTED_AT = 128
_FIRST, _STEP = 3.0, 1.17
_BLOCK = 0.06
_DEEP = 0.15
"""The ink of dyed cloth, and of fresh seals; a register's pink pattern is paler."""
_VOTED, _TRIED, _GUESSES = 4, 16, 5
_SURE = 0.6


def rings(
    ink: Map, radii: tuple[float, float], within: Callable[[float, float], bool] = lambda x, y: True
) -> list[Ring]:
    """The rings on a map of ink (0 to 1), likeliest first; none lies over another.

    `radii` are the least and the most that they may have, in pixels; `within` says of a place whether
    a ring's middle may lie there.
    """
    found: list[Ring] = []
    tried: list[Circle] = []
    for circle in _circles(ink, radii):
        if not within(*circle[:2]):
            continue
        # Most circles are other guesses at a ring that is already found, or that is none.
        if len(tried) == _TRIED or any(one.likelihood > _SURE and _close(one, *circle) for one in found):
            continue
        if sum(_alike(circle, other) for other in tried) == _GUESSES:
            continue
        tried.append(circle)
        ring = settled(ink, *circle)
        if ring is not None and ring.likelihood > 0:
            found.append(ring)
    found.sort(key=lambda one: -one.likelihood)
    kept: list[Ring] = []
    for ring in found:
        if not any(_close(ring, other.x, other.y, other.radius) for other in kept):
            kept.append(ring)
    return kept


def _close(one: Ring, x: float, y: float, radius: float) -> bool:
    return math.hypot(one.x - x, one.y - y) < max(one.radius, radius)


def _alike(one: Circle, other: Circle) -> bool:
    return math.dist(one[:2], other[:2]) < 0.5 * max(one[2], other[2])


def _circles(ink: Map, radii: tuple[float, float]) -> list[Circle]:
    """Centre and radius of the circles along which ink stands all around and little just outside."""
    scale = min(1.0, _VOTED_AT / max(ink.shape))
    capped = np.minimum(ink, np.float32(0.3))
    small = cv2.resize(capped, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.float32)
    small = _without_grounds(_without_blocks(small), 2 * _STEP * radii[1] * scale)
    judged = [(_evenness(small, *circle), circle) for circle in _voted(small, _radii(*radii, scale))]
    best = sorted((one for one in judged if one[0] > 0.4), key=lambda one: -one[0])
    return [(x / scale, y / scale, radius / scale) for _, (x, y, radius) in best]


def _without_blocks(small: Map) -> Map:
    """The ink without what is solid over more than a seal's star: a photo's ground, a red tablecloth."""
    side = max(3, round(_BLOCK * small.shape[1]) | 1)
    solid = cv2.morphologyEx((small > 0.06).astype(np.uint8), cv2.MORPH_OPEN, np.ones((side, side), np.uint8))
    solid = cv2.dilate(solid, np.ones((5, 5), np.uint8))
    return np.where(solid > 0, np.float32(0), small)


def _without_grounds(small: Map, widest: float) -> Map:
    """The ink without what comes from beyond the picture and is wider than any seal: a chequered cloth."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((small > _DEEP).astype(np.uint8))
    high, wide = small.shape
    left, top, across, down = stats[:, :4].T
    outside = (left == 0) | (top == 0) | (left + across == wide) | (top + down == high)
    ground = outside & (np.maximum(across, down) > widest)
    ground[0] = False
    cloth = cv2.dilate(ground[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    return np.where(cloth > 0, np.float32(0), small)


def _voted(small: Map, radii: Sequence[float]) -> Iterator[Circle]:
    """For each radius the few circles with the most ink along them, less the ink around."""
    if not radii:
        return
    pad = int(radii[-1] * 0.6)
    padded = np.pad(small, pad)
    for radius in radii:
        votes = _votes(padded, radius)
        near = max(2, round(radius * 0.5))
        for _ in range(_VOTED):
            _, vote, _, (column, row) = cv2.minMaxLoc(votes)
            if vote < 0.008:
                break
            yield column - pad + 0.5, row - pad + 0.5, radius
            votes[max(0, row - near) : row + near + 1, max(0, column - near) : column + near + 1] = -1


def _evenness(small: Map, x: float, y: float, radius: float) -> float:
    """The share of directions in which a circle's ink ends at its line."""
    flat = unrolled(small, Ring(x, y, (radius, radius), 0.0), 48, 28)
    along = flat[:, 17:22].max(axis=1)
    around = flat[:, 23:27].mean(axis=1)
    there = flat[:, 20] >= 0
    return float(((along - around > 0.02) & (around < 0.6 * along) & there).sum() / max(16, there.sum()))


def _radii(least: float, most: float, scale: float) -> list[float]:
    """The radii to look for on a map so much smaller, always out of the same few."""
    steps = [_FIRST * _STEP**step for step in range(24)]
    return [radius for radius in steps if least * scale <= radius * _STEP and radius <= most * scale * _STEP]


def _votes(small: Map, radius: float) -> Map:
    """How much ink lies along a circle around each pixel, less that around it.

    The second weakest quarter counts: a straight edge or a block fills two at most.
    """
    a, b, c, d = (cv2.filter2D(small, -1, kernel) for kernel in _annulus(radius))
    weaker = np.maximum(np.minimum(a, b), np.minimum(c, d))
    return np.asarray(np.minimum(weaker, np.minimum(np.maximum(a, b), np.maximum(c, d))), np.float32)


@lru_cache(maxsize=40)
def _annulus(radius: float) -> tuple[Map, ...]:
    """A kernel for each quarter: plus one all along the ring, minus one around it."""
    half = math.ceil(radius * 1.3)
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    away = np.sqrt(x * x + y * y) / radius
    soft = 0.7 / radius
    ring = (away > 0.9 - soft) & (away < 1.03 + soft)
    around = (away > 1.1 + soft) & (away < 1.28)
    quarters = ((x >= 0) & (y > 0), (x < 0) & (y >= 0), (x <= 0) & (y < 0), (x > 0) & (y <= 0))
    return tuple(_balanced(ring & quarter, around & quarter) for quarter in quarters)


def _balanced(ring: NDArray[np.bool_], around: NDArray[np.bool_]) -> Map:
    kernel = ring / max(1, ring.sum()) - around / max(1, around.sum())
    return np.asarray(kernel, np.float32)
