"""Whose seal it is: its letters held against the offices that there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.reader import Reader

Offices = Callable[[str], tuple[str, ...]]
"""The offices whose seal a text may be, as their seals write them."""

_FLOOR, _FADED = -8.0, -1.6
"""Nats that an office may lie below what was read; for each of its letters, where some are gone or faint."""
_GUESSED = 0.85
"""How sure such an office is at most."""
_TEMPER = 2.0
"""The letters of a seal are not independent: by what their nats are divided."""
_TOLD = 0.5


def among(offices: Offices, lines: Iterable[NDArray[Any]], reader: Reader) -> tuple[str, float] | None:
    """The office that the letters say most, and how surely among all others (0 to 1).

    `lines` are pictures of the same letters. None where no office is likely enough.
    """
    told = [one for line in lines if (one := _told(offices, line, reader))]
    nats, office, share = max(told, default=(-np.inf, "", 0.0))
    if share <= _TOLD or nats <= min(_FLOOR, _FADED * len(office)):
        return None
    return office, share if nats > _FLOOR else min(share, _GUESSED)


def _told(offices: Offices, line: NDArray[Any], reader: Reader) -> tuple[float, str, float] | None:
    """How many nats the likeliest office lies below what was read, itself, and its share of all."""
    matrix = reader.matrix(line)
    text = reader.text(matrix).strip()
    candidates = offices(text)
    likelihoods = np.array(reader.log_likelihoods(matrix, candidates))
    if not text or not np.isfinite(likelihoods).any():
        return None
    best = int(likelihoods.argmax())
    share = 1 / float(np.exp((likelihoods - likelihoods[best]) / _TEMPER).sum())
    return float(likelihoods[best]) - reader.log_likelihood(matrix, text), candidates[best], share
