"""How well pieces of text fit the fields of a form, for any shift of the values off the form."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casefile.identifiers import resident_id
from casefile.page import Span
from extractors import values
from extractors.spec import FieldSpec

TOO_FAR = 6.0
"""The cost from which a piece of text belongs to no field."""
_NOT_SUCH_A_VALUE, _RATHER_A_NUMBER, _UNMOVED_AFTER_ALL = 3.0, 1.5, 0.8
_ABOVE = 0.6
"""In heights of a label: what stands so near above the middle of the next one is the first line of its value."""
_HALF = 0.7
"""Of a line's height: the most that half a character is wide."""
_DATE_PART = re.compile(r"[\d年月日.\-/ ]+")


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a value is expected: right of `left`, before `right`, around `middle`, down to `below`."""

    spec: FieldSpec
    left: float
    right: float
    middle: float
    below: float


def best_shift(
    zones: Sequence[Zone], pieces: Sequence[Span], height: float, drift: float
) -> tuple[float, float]:
    """The shift (x, y) in pixels under which all values together lie best; at most `drift` heights.

    A piece counts as far as it was read surely: what a paper's pattern is read as belongs nowhere.
    """
    if not zones or not pieces:
        return 0.0, 0.0
    steps = np.arange(-drift, drift + 0.01, 0.2) * height
    across = np.arange(-drift, drift + 0.01, 0.5) * height if drift > 1 else [0.0]
    unfit = misfits(zones, pieces)
    telling = np.array([np.mean(piece.probabilities or (0.0,)) ** 2 for piece in pieces])

    def total(shift: tuple[float, float]) -> float:
        effort = 0.3 * (abs(shift[0]) + abs(shift[1])) / height
        return effort + float(telling @ costs(zones, pieces, height, shift, unfit).min(axis=1))

    return min(((float(x), float(y)) for x, y in itertools.product(across, steps)), key=total)


def costs(
    zones: Sequence[Zone],
    pieces: Sequence[Span],
    height: float,
    shift: tuple[float, float],
    unfit: NDArray[Any],
) -> NDArray[Any]:
    """How badly each piece (row) fits each zone (column), from 0 (well) to TOO_FAR."""
    moved = _placed(zones, pieces, height, shift)
    if shift != (0.0, 0.0):
        # Words such as 年 月 日 belong to the form itself, and a date among them does not move.
        moved = np.minimum(moved, _placed(zones, pieces, height, (0.0, 0.0)) + _UNMOVED_AFTER_ALL)
    return np.asarray(np.minimum(moved + unfit, TOO_FAR))


def _placed(
    zones: Sequence[Zone], pieces: Sequence[Span], height: float, shift: tuple[float, float]
) -> NDArray[Any]:
    """The cost of the places alone."""
    left, right, middle, below = np.array([(z.left, z.right, z.middle, z.below) for z in zones]).T
    several = np.array([zone.spec.lines > 1 for zone in zones])
    ahead = np.array([zone.spec.before for zone in zones])
    starts, ends, middles = np.array([(*_ends(piece), piece.middle) for piece in pieces]).T[:, :, None]
    starts, ends, middles = starts - shift[0], ends - shift[0], middles - shift[1]
    off = np.abs(middles - middle) / height
    in_next_lines = several & (middle < middles) & (middles < below - _ABOVE * height)
    off = np.where(in_next_lines, np.minimum(off, 0.25), off)
    before = np.maximum(0, left - starts) / height
    beyond = np.maximum(0, (starts + ends) / 2 - right) / height
    gap = np.maximum(0, np.where(ahead, right - ends, starts - left)) / height
    return np.asarray(2 * off**2 + 0.3 * before**2 + 0.5 * beyond**2 + 0.03 * gap)


def _ends(piece: Span) -> tuple[float, float]:
    """Where a piece's characters begin and end: its box may reach over a rule into the next cell."""
    if not piece.centres:
        return piece.left, piece.right
    half = _HALF * piece.height
    return max(piece.left, piece.centres[0] - half), min(piece.right, piece.centres[-1] + half)


def misfits(zones: Sequence[Zone], pieces: Sequence[Span]) -> NDArray[Any]:
    """What it costs that a piece can be no such value, or is red where the field is black."""
    return np.array(
        [
            [
                TOO_FAR if piece.red and not zone.spec.red else _misfit(zone.spec, piece.chars)
                for zone in zones
            ]
            for piece in pieces
        ]
    )


@lru_cache(maxsize=20_000)
def _misfit(spec: FieldSpec, chars: str) -> float:
    """What it costs to take a text for a field's value, or a part of it: dates are often read in pieces."""
    if spec.tidy is values.date and _DATE_PART.fullmatch(chars):
        return 0.0
    if (spec.tidy is values.text or spec.lines > 1) and values.id_number(chars) is not None:
        return TOO_FAR if resident_id.is_valid(chars) else _RATHER_A_NUMBER
    if spec.lines > 1 and values.date(chars) is not None:
        return _RATHER_A_NUMBER
    return 0.0 if spec.tidy(chars) is not None else _NOT_SUCH_A_VALUE
