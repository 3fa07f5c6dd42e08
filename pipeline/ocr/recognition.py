"""What a line says: the crop of a line becomes probabilities, and these become characters."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]
Matrix = NDArray[Any]
Runner = Callable[[Sequence[NDArray[Any]]], Sequence[NDArray[Any]]]

HEIGHT = 48
"""Height in pixels at which the recogniser sees a line."""
_STRIDE = 8
_WIDEST = 3200
_STEP = 96
"""Lines are padded to multiples of this width: the first of each costs 40 ms and 10 MB, a pixel 0.02 ms."""
FAINTEST = float(np.finfo(np.float32).tiny)
"""The least probability that has a logarithm."""
_AT_ONCE = 768
"""Pixels of width that are read in one go at most: more no longer fits into the processor's cache."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as read: characters, the probability of each, and its centre from 0 to 1 of the width."""

    chars: str
    probabilities: tuple[float, ...]
    centres: tuple[float, ...]

    @property
    def score(self) -> float:
        """The mean probability, 0 where nothing was read."""
        return float(np.mean(self.probabilities)) if self.probabilities else 0.0


def logits(crops: Sequence[Image], runner: Runner) -> list[Matrix]:
    """What the recogniser makes of each of some lines' crops (grey) of one padded width.

    A matrix (columns × dictionary) of logarithms of probabilities, each column up to a constant. A crop keeps
    its exact width; it is only padded. The matrices may be the runner's own memory, which its next call
    writes over.
    """
    padded = np.zeros((len(crops), 1, HEIGHT, padded_width(crops[0])), np.float32)
    widths = [_width(crop) for crop in crops]
    for row, crop, width in zip(padded, crops, widths, strict=True):
        shrinking = cv2.INTER_AREA if crop.shape[0] > HEIGHT else cv2.INTER_CUBIC
        line = cv2.resize(crop, (width, HEIGHT), interpolation=shrinking)
        row[0, :, :width] = line.astype(np.float32) / 127.5 - 1
    every = runner([np.repeat(padded, 3, axis=1)])[0]
    return [matrix[: math.ceil(width / _STRIDE)] for matrix, width in zip(every, widths, strict=True)]


def together(crops: Sequence[Image]) -> Iterator[list[int]]:
    """The numbers of the crops that are best read in one go: those of one padded width, 1, 2, 4 or 8."""
    widths = [padded_width(crop) for crop in crops]
    for width, alike in groupby(sorted(range(len(crops)), key=widths.__getitem__), widths.__getitem__):
        same = list(alike)
        while same:
            count = 1 << (max(1, min(len(same), _AT_ONCE // width)).bit_length() - 1)
            yield same[:count]
            same = same[count:]


def probabilities(logits: Matrix) -> Matrix:
    """The logits of a line as probabilities."""
    return np.asarray(np.exp(logits - _totals(logits)[:, None]))


def _totals(logits: Matrix) -> NDArray[np.float32]:
    """The logarithm of what the probabilities of each row sum up to."""
    most = logits.max(axis=1, keepdims=True)
    return np.asarray(most[:, 0] + np.log(np.exp(logits - most).sum(axis=1)))


def padded_width(crop: Image) -> int:
    """How wide the recogniser sees a line's crop, in pixels: of few widths, as each new one costs."""
    width = _width(crop)
    step = _STEP if width <= 10 * _STEP else 2 * _STEP
    return step * math.ceil(width / step)


def _width(crop: Image) -> int:
    height, width = map(int, crop.shape[:2])
    return min(max(_STRIDE, math.ceil(width * HEIGHT / height)), _WIDEST)


def decode(
    logits: Matrix,
    dictionary: Sequence[str],
    handicaps: NDArray[Any],
    variants: Mapping[int, Sequence[int]],
) -> Reading:
    """The best path of a line; a character with a handicap must be so many times likelier than a rival.

    What a line gives to a character's variants (columns by column) counts for it.
    """
    best = logits.argmax(axis=1)
    handicapped = handicaps > 1
    for column in np.flatnonzero(handicapped[best]):
        plausible = np.where(handicapped, -np.inf, logits[column])
        rival = int(plausible.argmax())
        if logits[column, best[column]] < np.log(handicaps[best[column]]) + plausible[rival]:
            best[column] = rival
    starts = [i for i, b in enumerate(best) if b and (i == 0 or best[i - 1] != b)]
    runs = [(start, _run_end(best, start)) for start in starts]
    totals = np.zeros(len(best), np.float32)
    totals[best > 0] = _totals(logits[best > 0])
    forms = [[best[start], *variants.get(int(best[start]), ())] for start, _ in runs]
    likely = [
        np.exp(logits[start:end, columns] - totals[start:end, None]).sum(axis=1).max()
        for (start, end), columns in zip(runs, forms, strict=True)
    ]
    centres = [(start + end) / 2 / len(best) for start, end in runs]
    text = "".join(dictionary[best[start]] for start, _ in runs)
    return Reading(text, tuple(min(1.0, float(one)) for one in likely), tuple(centres))


def _run_end(best: NDArray[Any], start: int) -> int:
    end = start
    while end < len(best) and best[end] == best[start]:
        end += 1
    return end


def log_likelihood(matrix: Matrix, columns: Sequence[int]) -> float:
    """The natural logarithm of the probability (CTC forward sum) that a line says these columns.

    Minus infinity where the line is too short for them.
    """
    blank_between = np.zeros(2 * len(columns) + 1, np.intp)
    blank_between[1::2] = columns
    emission = np.log(np.maximum(matrix[:, blank_between], 1e-30)).astype(np.float64)
    may_skip = np.zeros(len(blank_between), bool)
    may_skip[3::2] = blank_between[3::2] != blank_between[1:-2:2]
    alpha = np.full(len(blank_between), -np.inf)
    alpha[:2] = emission[0, :2]
    for row in emission[1:]:
        shifted = np.concatenate(([-np.inf], alpha[:-1]))
        skipped = np.where(may_skip, np.concatenate(([-np.inf, -np.inf], alpha[:-2])), -np.inf)
        alpha = np.logaddexp(np.logaddexp(alpha, shifted), skipped) + row
    return float(np.logaddexp(alpha[-1], alpha[-2])) if len(columns) else float(alpha[0])


def log_likelihoods(matrix: Matrix, texts: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """As `log_likelihood` for many texts at once; minus infinity also where one is too unlikely to tell."""
    states = np.zeros((len(texts), 2 * max(map(len, texts), default=0) + 1), np.intp)
    for row, columns in zip(states, texts, strict=True):
        row[1 : 2 * len(columns) : 2] = columns
    may_skip = np.zeros(states.shape)
    may_skip[:, 3::2] = states[:, 3::2] != states[:, 1:-2:2]
    alpha = np.zeros(states.shape)
    alpha[:, :2] = np.maximum(matrix[0][states[:, :2]], 1e-30)
    likelihood = np.zeros(len(texts))
    for column in matrix[1:]:
        moved = alpha.copy()
        moved[:, 1:] += alpha[:, :-1]
        moved[:, 2:] += alpha[:, :-2] * may_skip[:, 2:]
        alpha = moved * np.maximum(column[states], 1e-30)
        scale = np.maximum(alpha.sum(axis=1), 1e-300)
        alpha /= scale[:, None]
        likelihood += np.log(scale)
    rows, ends = np.arange(len(texts)), 2 * np.array([len(columns) for columns in texts], np.intp)
    last = alpha[rows, ends] + np.where(ends > 0, alpha[rows, ends - 1], 0.0)
    with np.errstate(divide="ignore"):
        return np.asarray(likelihood + np.log(last), np.float64)
