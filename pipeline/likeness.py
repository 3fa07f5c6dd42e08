"""The coarse structure of a page image, by which one picture saved twice is recognised."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.scaling import halved

_SIDE, _KEPT = 64, 16
_BLANK = 4.0
"""Standard deviation in grey levels below which a page shows too little to be told from another."""


def likeness(image: NDArray[np.uint8]) -> str | None:
    """The signs of the 16 × 16 lowest frequencies against their median; None for a blank page."""
    image, _ = halved(image, 4 * _SIDE)
    grey = image if image.ndim == 2 else cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    small = np.asarray(cv2.resize(grey, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA), np.float32)
    if float(small.std()) < _BLANK:
        return None
    low = np.asarray(cv2.dct(small), np.float32)[:_KEPT, :_KEPT].ravel()
    return np.packbits(low > np.median(low[1:])).tobytes().hex()
