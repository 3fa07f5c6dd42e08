"""The outline of a seal near a guessed circle, and what is seen along and inside it."""

from __future__ import annotations

import math
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.redness import Map
from pipeline.marks.ring import ANGLES, REACH, RHOS, Ring, ramp, unrolled

_NEAR = 0.055
_AT_RING = round(RHOS / REACH)
_USUAL = np.arange(0.75, 1.3, 0.02)
_OPEN = ANGLES // 4
_LINE, _LETTER = 0.45, 0.25
"""Of a ring's ink, from which on other ink is a line's, or a fine letter's on a small picture."""


def settled(ink: Map, x: float, y: float, radius: float) -> Ring | None:
    """The ellipse near a circle at which the ink ends, and what is seen there."""
    ring = Ring(x, y, (radius, radius), 0.0)
    for tolerance in (0.3, 0.2, 0.13):
        ends = _ends(unrolled(ink, ring))
        moved = _fitted(ring, ends, tolerance)
        if moved is None:
            return None
        ring = moved
    return _seen(ink, ring)


def _levels(flat: Map) -> tuple[float, float]:
    """The ink's usual strength and the threshold between ink and paper, of an unrolled ring."""
    around = flat[:, int(1.08 * _AT_RING) : int(1.3 * _AT_RING)]
    ground = float(np.median(around[around >= 0])) if np.any(around >= 0) else 0.0
    along = flat[:, int(0.8 * _AT_RING) : int(1.1 * _AT_RING)].max(axis=1)
    strength = float(np.median(along)) - ground
    return strength, ground + max(0.02, _LINE * strength)


def _ends(flat: Map) -> NDArray[np.float64]:
    """For each angle the distance (radii) at which the ink ends; 0 where nothing is seen to end."""
    _, threshold = _levels(flat)
    inked = flat > threshold
    inked[:, : int(0.65 * _AT_RING)] = False
    last = RHOS - 1 - inked[:, ::-1].argmax(axis=1)
    end = (last + 1.0) / _AT_RING
    return np.where(inked.any(axis=1) & (last < RHOS - 2), end, 0.0)


def _fitted(ring: Ring, ends: NDArray[np.float64], tolerance: float) -> Ring | None:
    """An ellipse through the ends that lie near the ring."""
    usual = _usual(ends, tolerance)
    keep = np.flatnonzero(np.abs(ends - usual) < tolerance)
    if len(keep) < ANGLES // 4:
        return None
    theta = keep * (2 * np.pi / ANGLES)
    points = np.stack(ring.at(ends[keep] * np.cos(theta), ends[keep] * np.sin(theta)), axis=1)
    if np.diff(keep, append=keep[0] + ANGLES).max() > _OPEN:
        return _circled(ring, points)
    (x, y), (wide, tall), degrees = cv2.fitEllipseDirect(points.astype(np.float32))
    if not 0.55 < wide / max(tall, 1e-6) < 1.8 or not 0.6 < math.sqrt(wide * tall) / 2 / ring.radius < 1.6:
        return None
    return Ring(x, y, (wide / 2, tall / 2), degrees)


def _circled(ring: Ring, points: NDArray[np.float64]) -> Ring | None:
    """The circle through points on part of a ring, through which ellipses of any shape would go."""
    terms = np.column_stack([points, np.ones(len(points))])
    (a, b, c), *_ = np.linalg.lstsq(terms, (points**2).sum(axis=1), rcond=None)
    radius = math.sqrt(max(0.0, c + (a * a + b * b) / 4))
    if not 0.6 < radius / ring.radius < 1.6 or math.hypot(a / 2 - ring.x, b / 2 - ring.y) > ring.radius:
        return None
    return Ring(a / 2, b / 2, (radius, radius), 0.0)


def _usual(ends: NDArray[np.float64], tolerance: float) -> float:
    """The distance around which most ends lie."""
    near = np.abs(ends[None, :] - _USUAL[:, None]) < tolerance / 2
    return float(_USUAL[int(np.argmax(near.sum(axis=1)))])


def _seen(ink: Map, ring: Ring) -> Ring:
    flat = unrolled(ink, ring)
    there = flat[:, _AT_RING] >= 0
    if there.sum() < 0.35 * ANGLES:
        return ring
    strength, threshold = _levels(flat)
    ends = _ends(flat)
    good = (np.abs(ends - 1) < _NEAR) & there
    inked = flat > threshold
    lines = _lines(inked[good])
    inside = flat[:, :_AT_RING]
    weight = np.broadcast_to(np.arange(inside.shape[1]) + 0.5, inside.shape) * (inside >= 0)
    around = flat[:, int(1.08 * _AT_RING) : int(1.28 * _AT_RING)]
    return replace(
        ring,
        coverage=float(good.sum() / there.sum()),
        line=float(np.median(lines)) if lines.size else 1.0,
        filled=float(((inside > threshold) * weight).sum() / max(1.0, weight.sum())),
        outside=float((around > threshold).mean()),
        ink=strength,
        mass=float((np.clip(inside, 0, 1) * weight).sum() / max(1.0, weight.sum())),
        lettered=_lettered(flat, threshold - (_LINE - _LETTER) * strength),
        starred=_starred(flat, threshold),
        seen=float(there.mean()),
    )


def _lines(inked: NDArray[np.bool_]) -> NDArray[np.float64]:
    """How far the ink runs on inwards from where it ends in each direction, as a share of the radius."""
    places = np.arange(RHOS)
    end = np.where(inked, places, -1).max(axis=1)
    start = np.where(~inked & (places < end[:, None]), places, -1).max(axis=1)
    return np.asarray((end - start) / _AT_RING, np.float64)


def _starred(flat: Map, threshold: float) -> float:
    """How far the very middle is inked, and bare around: there stands the star."""
    inked = flat > 0.6 * threshold
    heart, around = inked[:, : int(0.12 * _AT_RING)], inked[:, int(0.36 * _AT_RING) : int(0.5 * _AT_RING)]
    return ramp(float(heart.mean()), 0.5, 0.8) * (1 - ramp(float(around.mean()), 0.3, 0.55))


def _lettered(flat: Map, threshold: float) -> float:
    """The share of directions in which ink stands between the ring and the middle, where letters go."""
    band = flat[:, int(0.58 * _AT_RING) : int(0.8 * _AT_RING)]
    there = band.min(axis=1) >= 0
    return float((band[there] > threshold).any(axis=1).mean()) if there.any() else 0.0
