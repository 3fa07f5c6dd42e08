"""Rectangles made of straight pieces of line, in whatever direction they lie."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.marks.stamps import Quad

Floats = NDArray[np.float64]
Segments = NDArray[np.float64]
"""A row a piece of line: x and y of its one end and of its other, in pixels."""

LEAST_LONG, _LEAST_HIGH = 0.085, 0.045
"""Least sides of a rectangle. These and all lengths below are in widths of the document."""
_NARROW, _SLIM = 1.05, 5.5
"""How many times as long as high a rectangle is."""
_NEAR, _SAME = 0.0065, 0.02
"""How far the pieces of one side lie apart at most; how far sides do that are the two edges of one line."""
_ASKEW = 5.0
"""Degrees by which a side's direction may differ: a photo leaves a rectangle a little askew."""
_SIDES = 10
"""How many lines each way are held against each other: those of which most is drawn."""
_WEAKEST, _COVERED, _USUAL, _WHOLE = 0.2, 0.5, 0.62, 0.6
"""Shares of its sides on which pieces lie: of the worst, of the next, of all, and of each of a whole one."""
_RIVALS = 3
"""How many rectangles are told at most: of a double frame there are two."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """Parallel lines: where each stands across its direction, and how much of each is drawn up to a place.

    `drawn` has a row a line, a column a pixel along it; `start` is the first pixel's place.
    """

    at: Floats
    drawn: Floats
    start: int

    def covered(self, low: Floats, high: Floats) -> Floats:
        """The share of each line (row) that is drawn between two places (a column a pair of them)."""
        a, b = (
            np.clip(np.rint(end).astype(int) - self.start, 0, self.drawn.shape[1] - 1) for end in (low, high)
        )
        return np.asarray((self.drawn[:, b] - self.drawn[:, a]) / np.maximum(1, b - a), np.float64)


def lengths(pieces: Segments) -> Floats:
    """The length of each piece in pixels."""
    return np.asarray(np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]), np.float64)


def turns(pieces: Segments) -> Floats:
    """The direction of each piece in degrees, clockwise from the right."""
    across, down = pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]
    return np.asarray(np.degrees(np.arctan2(down, across)), np.float64)


def rectangles(pieces: Segments, width: float) -> Iterator[tuple[Quad, bool]]:
    """The corners of the rectangles of the pieces, largest first, and whether all their sides are drawn.

    They lie in the one direction in which most pieces do; `width` is the document's in pixels.
    """
    turn, length = _usual_turn(pieces)
    # Of a line both edges are pieces.
    if length < 2 * _USUAL * (LEAST_LONG + _LEAST_HIGH) * width:
        return
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    level = np.array([[cos, sin], [-sin, cos]])
    ends = pieces.reshape(-1, 2, 2) @ level.T
    off = (turns(pieces) - turn + 45) % 180 - 45
    along = _lines(ends[np.abs(off) < _ASKEW], width)
    aside = _lines(ends[np.abs(off - 90) < _ASKEW][:, :, ::-1], width)
    if len(along.at) < 2 or len(aside.at) < 2:
        return
    for (left, top, right, bottom), whole in _between(along, aside, width):
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]]) @ level
        yield corners.astype(np.float32), whole


def _usual_turn(pieces: Segments) -> tuple[float, float]:
    """The direction (degrees, 0 to 90) in which, or across which, most pieces run, and how long these are."""
    if not len(pieces):
        return 0.0, 0.0
    turn, length = turns(pieces) % 90, lengths(pieces)
    away = (turn[None, :] - turn[:, None] + 45) % 90 - 45
    near = (np.abs(away) < _ASKEW / 2) * length[None, :]
    best = int(near.sum(axis=1).argmax())
    total = float(near[best].sum())
    return float(turn[best] + (near[best] * away[best]).sum() / total), total


def _lines(ends: Floats, width: float) -> _Lines:
    """The lines on which level pieces (piece × end × place along and across) lie."""
    if not len(ends):
        return _Lines(np.zeros(0), np.zeros((0, 1)), 0)
    order = np.argsort(ends[:, :, 1].mean(axis=1))
    ends = ends[order]
    at = ends[:, :, 1].mean(axis=1)
    groups = np.split(np.arange(len(at)), np.flatnonzero(np.diff(at) > max(1.5, _NEAR * width)) + 1)
    start, stop = math.floor(ends[:, :, 0].min()), math.ceil(ends[:, :, 0].max())
    drawn = np.zeros((len(groups), stop - start + 2))
    for row, group in zip(drawn, groups, strict=True):
        for low, high in np.sort(ends[group, :, 0], axis=1):
            row[round(low) - start + 1 : round(high) - start + 1] = 1
    best = np.sort(np.argsort(drawn.sum(axis=1))[-_SIDES:])
    return _Lines(np.array([np.median(at[groups[one]]) for one in best]), drawn[best].cumsum(axis=1), start)


def _between(along: _Lines, aside: _Lines, width: float) -> Iterator[tuple[Floats, bool]]:
    """Left, top, right and bottom of the rectangles between such lines, and whether all sides are drawn."""
    tops, bottoms = np.triu_indices(len(along.at), 1)
    lefts, rights = np.triu_indices(len(aside.at), 1)
    # A row a pair of lines along, a column a pair aside.
    level = along.covered(aside.at[lefts], aside.at[rights])
    upright = aside.covered(along.at[tops], along.at[bottoms]).T
    sides = np.stack([level[tops], level[bottoms], upright[:, lefts], upright[:, rights]])
    worst, next_, *_ = np.sort(sides, axis=0)
    usual = sides.mean(axis=0)
    wide, high = aside.at[rights] - aside.at[lefts], (along.at[bottoms] - along.at[tops])[:, None]
    found = (worst > _WEAKEST) & (next_ > _COVERED) & (usual > _USUAL) & _shaped(wide, high, width)
    # The larger of two, as strokes of letters make small ones.
    scores = np.where(found, usual**2 * (wide + high), 0)
    told: list[Floats] = []
    for flat in np.argsort(-scores, axis=None)[: int(found.sum())]:
        row, column = place = np.unravel_index(flat, scores.shape)
        across, down = aside.at[[lefts[column], rights[column]]], along.at[[tops[row], bottoms[row]]]
        one = np.array([across[0], down[0], across[1], down[1]])
        if all(np.abs(one - other).max() > _SAME * width for other in told):
            told.append(one)
            yield one, bool(worst[place] > _WHOLE)
        if len(told) == _RIVALS:
            return


def _shaped(wide: Floats, high: Floats, width: float) -> NDArray[np.bool_]:
    """Whether a rectangle is as large, and as long for its height, as a stamp's frame."""
    longer, shorter = np.maximum(wide, high), np.minimum(wide, high)
    large = (longer > LEAST_LONG * width) & (shorter > _LEAST_HIGH * width)
    return np.asarray(large & (longer > _NARROW * shorter) & (longer < _SLIM * shorter), np.bool_)
