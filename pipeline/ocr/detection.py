"""Where lines of text stand: the detector's probability map becomes boxes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.scaling import resampled

Image = NDArray[Any]
Quad = NDArray[Any]
Runner = Callable[[Sequence[NDArray[Any]]], Sequence[NDArray[Any]]]

_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_STD = np.array([0.229, 0.224, 0.225], np.float32)
_LEVELS = (np.arange(256, dtype=np.float32) / 255 - _MEAN[:, None]) / _STD[:, None]
"""What the detector is shown for each grey level, by channel."""
_PIXEL, _BOX, _GROWTH = 0.3, 0.55, 1.6


def detect(image: Image, runner: Runner, long_side: int) -> list[Quad]:
    """The boxes (4×2, pixels of `image`, clockwise from top left) of the lines on a grey image.

    The image is scaled so that its longer side is about `long_side` pixels.
    """
    height, width = image.shape[:2]
    scale = long_side / max(height, width)
    size = tuple(max(32, round(side * scale / 32) * 32) for side in (width, height))
    small = resampled(image, size) if scale < 1 else cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)
    channels = np.stack([cv2.LUT(small, levels) for levels in _LEVELS])
    probability = runner([channels[None]])[0][0, 0]
    stretch = np.array([width / size[0], height / size[1]], np.float32)
    return [box * stretch for box in _boxes(probability)]


def _boxes(probability: NDArray[Any]) -> list[Quad]:
    mask = (probability > _PIXEL).astype(np.uint8)
    contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = (_box(contour, probability) for contour in contours)
    return [box for box in found if box is not None]


def _box(contour: NDArray[Any], probability: NDArray[Any]) -> Quad | None:
    """The grown rectangle around one blob, or None where it is too small or too faint."""
    centre, (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < 2 or _mean_inside(contour, probability) < _BOX:
        return None
    growth = width * height * _GROWTH / (width + height)
    corners = cv2.boxPoints((centre, (width + growth, height + growth), angle))
    return clockwise(corners.astype(np.float32))


def _mean_inside(contour: NDArray[Any], probability: NDArray[Any]) -> float:
    left, top, width, height = cv2.boundingRect(contour)
    mask: Image = np.zeros((height, width), np.uint8)
    cv2.fillPoly(mask, [np.asarray(contour - (left, top), np.int32)], (1.0,))
    return float(cv2.mean(probability[top : top + height, left : left + width], mask)[0])


def clockwise(corners: Quad) -> Quad:
    """The four corners clockwise, the top left one (in the image's own axes) first."""
    centre = corners.mean(axis=0)
    angles = np.arctan2(corners[:, 1] - centre[1], corners[:, 0] - centre[0])
    ordered = corners[np.argsort(angles)]
    return np.roll(ordered, -int(np.argmin(ordered.sum(axis=1))), axis=0)
