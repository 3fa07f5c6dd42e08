"""What a line says: the crop of a line becomes probabilities, and these become characters."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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


def probabilities(crop: Image, runner: Runner) -> Matrix:
    """The recogniser's matrix (columns × dictionary) of a line's crop (grey, any size).

    The crop keeps its exact width; it is only padded to a multiple of the model's stride. The matrix may
    be the runner's own memory, which its next call writes over.
    """
    height = crop.shape[0]
    scaled = _width(crop)
    shrinking = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    line = cv2.resize(crop, (scaled, HEIGHT), interpolation=shrinking)
    padded = np.zeros((HEIGHT, padded_width(crop)), np.float32)
    padded[:, :scaled] = line.astype(np.float32) / 127.5 - 1
    return runner([np.repeat(padded[None, None], 3, axis=1)])[0][0, : math.ceil(scaled / _STRIDE)]


def padded_width(crop: Image) -> int:
    """How wide the recogniser sees a line's crop, in pixels."""
    return 32 * math.ceil(_width(crop) / 32)


def _width(crop: Image) -> int:
    height, width = map(int, crop.shape[:2])
    return min(max(_STRIDE, math.ceil(width * HEIGHT / height)), _WIDEST)


def decode(
    matrix: Matrix,
    dictionary: Sequence[str],
    handicaps: NDArray[Any],
    variants: Mapping[int, Sequence[int]],
) -> Reading:
    """The best path of a matrix; a character with a handicap must be so many times likelier than a rival.

    What the matrix gives to a character's variants (columns by column) counts for it.
    """
    best = matrix.argmax(axis=1)
    handicapped = handicaps > 1
    for column in np.flatnonzero(handicapped[best]):
        plausible = np.where(handicapped, 0, matrix[column])
        rival = int(plausible.argmax())
        if matrix[column, best[column]] < handicaps[best[column]] * plausible[rival]:
            best[column] = rival
    starts = [i for i, b in enumerate(best) if b and (i == 0 or best[i - 1] != b)]
    runs = [(start, _run_end(best, start)) for start in starts]
    top = [_probability(matrix[start:end], int(best[start]), variants) for start, end in runs]
    centres = [(start + end) / 2 / len(best) for start, end in runs]
    text = "".join(dictionary[best[start]] for start, _ in runs)
    return Reading(text, tuple(top), tuple(centres))


def _probability(rows: Matrix, column: int, variants: Mapping[int, Sequence[int]]) -> float:
    """The most that one of the rows gives to a character and its variants together."""
    return min(1.0, float(rows[:, [column, *variants.get(column, ())]].sum(axis=1).max()))


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
