"""How dark a cut-out is: quantiles of 8-bit pixels, by counting them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def level(image: NDArray[Any], share: float) -> float:
    """The grey value (0 to 255) below or at which this share of the pixels lies.

    >>> level(np.array([[0, 0], [200, 255]], np.uint8), 0.5)
    0.0
    """
    counts = np.bincount(image.ravel(), minlength=256).cumsum()
    return float(np.searchsorted(counts, share * counts[-1]))
