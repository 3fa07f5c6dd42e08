"""How dark a cut-out is: quantiles of 8-bit pixels, by counting them."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

PALE = 45
"""Grey levels between a line's paper and its ink below which strokes tell nothing."""


def level(image: NDArray[Any], share: float) -> float:
    """The grey value (0 to 255) below or at which this share of the pixels lies.

    >>> level(np.array([[0, 0], [200, 255]], np.uint8), 0.5)
    0.0
    """
    return levels(image, share)[0]


def levels(image: NDArray[Any], *shares: float) -> list[float]:
    """As `level`, for several shares."""
    counts = histogram(image, 256).cumsum()
    return [float(np.searchsorted(counts, share * counts[-1])) for share in shares]


def paper_along(line: NDArray[Any]) -> NDArray[np.float32]:
    """How bright the paper of a line's grey picture is, column by column (1 × columns)."""
    wide = line.shape[0]
    bright = np.quantile(line, 0.85, axis=0).astype(np.float32)[None]
    return np.asarray(cv2.blur(cv2.dilate(bright, np.ones((1, wide))), (wide, 1)), np.float32)


def histogram(image: NDArray[Any], values: int) -> NDArray[np.int64]:
    """How many pixels (8 or 16 bits, no sign) have each of the values from 0 on."""
    counts = cv2.calcHist([image], [0], None, [values], [0, values])
    return counts.ravel().astype(np.int64)
