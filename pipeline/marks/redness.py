"""How red a picture is against its own paper: red ink stands out, black print and tinted light do not."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.normalise import Sheet
from pipeline.scaling import shrunk

Image = NDArray[np.uint8]
Map = NDArray[np.float32]

_SMALL = 200
_REACH = 0.08
_PATTERNED, _AROUND, _PALE, _LINES = 128, 41, 0.1, 2.2
"""A pattern: at which size and over how many pixels its ink is judged, how much that is at most, and how much
more its lines have."""


def redness(image: Image) -> Map:
    """For each pixel of a BGR picture the share of green and blue light that its ink takes, less that of red.

    0 is the paper, whatever its tint and the light on it, and black print too; a fresh seal has
    0.4 to 0.7, a faded one 0.1.
    """
    share = image / paper_of(image)
    blue, green, red = share[:, :, 0], share[:, :, 1], share[:, :, 2]
    return np.asarray(np.clip(np.minimum(red, 1) - np.maximum(green, blue), 0, 1), np.float32)


def red_ink(image: Image) -> Map:
    """The redness of a picture but for its paper's pink pattern: of what was pressed or printed on it."""
    return without_pattern(redness(image))


def without_pattern(ink: Map) -> Map:
    """A map of ink (0 to 1) without the pale lines that lie all over a paper."""
    scale = _PATTERNED / max(ink.shape)
    small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur((255 * small).astype(np.uint8), _AROUND) / np.float32(255)
    pattern = _LINES * np.minimum(cv2.resize(paper, ink.shape[::-1]), _PALE)
    return np.where(ink > pattern, ink, np.float32(0))


def darkness(image: Image) -> Map:
    """For each pixel of a BGR picture the share of light that its ink takes, of whatever colour."""
    return np.asarray(absorbed(image).max(axis=2), np.float32)


def absorbed(image: Image) -> Map:
    """For each pixel of a BGR picture the shares of blue, green and red light that its ink takes (0 to 1)."""
    return np.asarray(np.clip(1 - image / paper_of(image), 0, 1), np.float32)


def paper_of(image: Image) -> Map:
    """The bare paper's colour at every pixel: the brightest of its surroundings, channel by channel."""
    height, width = image.shape[:2]
    scale = min(1.0, _SMALL / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    side = max(3, round(_REACH * max(size)) | 1)
    bright = cv2.dilate(small, np.ones((side, side), np.uint8))
    smooth = cv2.GaussianBlur(bright, (0, 0), side / 3).astype(np.float32)
    return np.asarray(np.maximum(cv2.resize(smooth, (width, height)), 1), np.float32)


def smaller(sheet: Sheet, long_side: int) -> Sheet:
    """The same sheet with its longer side at most `long_side` pixels."""
    image, scale = shrunk(sheet.image, long_side)
    return sheet if scale == 1.0 else Sheet(image, sheet.to_page @ np.diag([1 / scale, 1 / scale, 1.0]))
