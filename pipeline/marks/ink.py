"""Whether anything is printed or written at a place."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]


def ink_on(grey: Image) -> Callable[[float, float, float, float], bool]:
    """A question to a sheet: does anything stand inside left, top, right, bottom (pixels)?

    Rules and the paper's own pattern do not count.
    """
    height, width = grey.shape

    def ink(left: float, top: float, right: float, bottom: float) -> bool:
        x0, x1 = max(0, int(left)), min(width, int(right))
        y0, y1 = max(0, int(top)), min(height, int(bottom))
        if x1 - x0 < 4 or y1 - y0 < 4:
            return False
        place = grey[y0:y1, x0:x1]
        paper = float(np.percentile(place, 80))
        dark = (place < paper * 0.6).astype(np.uint8)
        return _strokes(dark) > 0.02

    return ink


def _strokes(dark: Image) -> float:
    """The share of dark pixels that are no part of a rule running across."""
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, max(9, dark.shape[1] // 3)), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((max(9, int(dark.shape[0] * 0.9)), 1), np.uint8))
    return float(np.mean(dark & ~cv2.dilate(across | down, np.ones((3, 3), np.uint8))))
