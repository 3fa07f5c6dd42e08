"""Pictures made smaller."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[Any]


def halved(image: Image, longest: float) -> tuple[Image, float]:
    """The picture halved as often as its longer side then still has `longest` pixels, and its scale.

    To halve is by far the fastest way to average; what is left to shrink is less than that.
    """
    scale = 1.0
    while min(image.shape[:2]) > 1 and max(image.shape[:2]) >= 2 * longest:
        half = (image.shape[1] // 2, image.shape[0] // 2)
        even = image[: 2 * half[1], : 2 * half[0]]
        image = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
        scale /= 2
    return image, scale


def averaged(image: Image, longest: float) -> tuple[Image, float]:
    """As `shrunk`, each pixel the mean of all that it stands for: slower, and nothing falls between them."""
    height, width = image.shape[:2]
    scale = min(1.0, longest / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    near, _ = halved(image, 2 * max(size))
    return np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def shrunk(image: Image, longest: float) -> tuple[Image, float]:
    """The picture with its longer side at most `longest` pixels, and its scale."""
    height, width = image.shape[:2]
    scale = min(1.0, longest / max(height, width))
    if scale == 1.0:
        return image, 1.0
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    near, _ = halved(image, max(size))
    return np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_LINEAR), np.uint8), scale


def resampled(image: Image, size: tuple[int, int]) -> Image:
    """The picture at a size (width, height), no pixel of it passed over: halved, then by bicubic curves.

    Those take four pixels a side, and down to a half none lies between them; to average by a factor that is
    no whole number takes four times as long.
    """
    near, _ = halved(image, max(size))
    return np.asarray(cv2.resize(near, size, interpolation=cv2.INTER_CUBIC), np.uint8)
