"""Rectangular stamps (条形章): a red frame with words such as 复印无效, or slanting red words without one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.frames import Frame
from pipeline.marks.redness import Map
from pipeline.marks.views import view
from pipeline.normalise import Sheet
from pipeline.ocr.recognition import HEIGHT

Image = NDArray[np.uint8]
Quad = NDArray[np.float32]

_RED = 0.09
_JOIN = 0.014
_SHORTEST, _LONGEST, _LOWEST = 0.12, 0.85, 0.035
_SLANTING, _STRONG = 6.0, 0.25
_SHORT = 1.3
"""How much wider than high two words in a frame are, of which a photo taken askew shows no even frame."""
_FRAMED = 0.7
_PATCH = 120
CLOSE = 400
"""Longer side in pixels at which the words of a stamp or the letters of a seal are looked at."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A stamp's corners in pixels of its map, clockwise from its own top left, and whether it is framed."""

    corners: Quad
    framed: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height."""
        return _sides(self.corners)

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        x, y = self.corners.mean(axis=0)
        return float(x), float(y)

    @property
    def long(self) -> bool:
        """Whether it is as long as slanting words without a frame are."""
        wide, high = self.size
        return wide > 2.2 * high

    @property
    def square(self) -> bool:
        """Whether it is about as high as wide, as seals with a name or an office's are."""
        wide, high = self.size
        return wide < 1.4 * high

    def holds(self, x: float, y: float) -> bool:
        """Whether a place lies on it."""
        return cv2.pointPolygonTest(self.corners, (x, y), False) >= 0


def stamps(ink: Map, width: float, cut: bool = False) -> Iterator[Stamp]:
    """The stamps on a map of red ink (0 to 1); `width` is about that of the document in its pixels.

    Where the ink was `cut`, a frame may be broken open: whatever holds strong strokes may be a stamp.
    """
    mask = (ink > _RED).astype(np.uint8)
    side = max(3, round(_JOIN * width) | 1)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    for contour in _outer(joined):
        corners = lying(cv2.boxPoints(cv2.minAreaRect(contour)).astype(np.float32))
        wide, high = _sides(corners)
        if not (_SHORTEST * width < wide < _LONGEST * width and high > _LOWEST * width and wide < 9 * high):
            continue
        outline = cv2.convexHull(contour) if cut else contour
        if cv2.contourArea(outline) < 0.35 * wide * high:
            continue
        strokes = _strokes(ink, corners)
        if not _worded(strokes):
            continue
        if _framed(strokes, 3 if cut else 4):
            yield Stamp(corners, framed=True)
        elif (cut or (wide > _SHORT * high and _slanting(corners))) and _strong(ink, corners):
            yield Stamp(corners, framed=False)


def _outer(mask: NDArray[Any]) -> list[NDArray[np.int32]]:
    """The outlines of all pieces, also of those within another: a brown table frames the paper on it."""
    contours, kinship = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    parents = [] if kinship is None else kinship[0][:, 3]
    return [np.asarray(one, np.int32) for one, parent in zip(contours, parents, strict=True) if parent < 0]


def straightened(picture: NDArray[np.float32], corners: Quad, height: int) -> Map:
    """What lies inside the corners, upright, so many pixels high."""
    wide, high = _sides(corners)
    size = (max(8, round(height * wide / high)), height)
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    return np.asarray(
        cv2.warpPerspective(picture, cv2.getPerspectiveTransform(corners, target), size), np.float32
    )


def inside(page: Image, sheet: Sheet, stamp: Stamp, ink: Callable[[Image], Map]) -> Map:
    """A stamp looked at closely on its page: upright, `2 * HEIGHT` pixels high, as a map of its ink."""
    (left, top), (right, bottom) = stamp.corners.min(axis=0) - 4, stamp.corners.max(axis=0) + 4
    part = view(page, sheet, Frame(float(left), float(top), float(right), float(bottom)), CLOSE)
    unit = Frame(0, 0, 1, 1).seen_on(part, sheet)
    corners = stamp.corners * unit.width + (unit.left, unit.top)
    return straightened(ink(part.image), corners.astype(np.float32), 2 * HEIGHT)


def worded(upright: Map) -> bool:
    """Whether something stands in a frame that was looked at closely: a slip that lies on a page is bare."""
    size = (max(8, round(_PATCH * upright.shape[1] / len(upright))), _PATCH)
    return _worded(_inked(np.asarray(cv2.resize(upright, size, interpolation=cv2.INTER_AREA), np.float32)))


def _sides(corners: Quad) -> tuple[float, float]:
    return float(np.linalg.norm(corners[1] - corners[0])), float(np.linalg.norm(corners[3] - corners[0]))


def lying(corners: Quad) -> Quad:
    """The corners so that the longer side is the upper one and runs to the right."""
    if np.linalg.norm(corners[1] - corners[0]) < np.linalg.norm(corners[2] - corners[1]):
        corners = np.roll(corners, 1, axis=0)
    if corners[1][0] < corners[0][0]:
        corners = np.roll(corners, 2, axis=0)
    return np.asarray(corners, np.float32)


def _strokes(ink: Map, corners: Quad) -> NDArray[np.bool_]:
    return _inked(straightened(ink, corners, _PATCH))


def _inked(patch: Map) -> NDArray[np.bool_]:
    """Where a stamp's strokes lie, upright: heavy type runs into one patch where its ink is weakest."""
    return patch > max(_RED, 0.5 * float(np.percentile(patch, 90)))


def _framed(strokes: NDArray[np.bool_], sides: int) -> bool:
    """Whether a thin line runs along so many of the four sides."""
    rim = max(4, round(0.13 * _PATCH))
    bands = (strokes[:rim].T, strokes[-rim:].T, strokes[:, :rim], strokes[:, -rim:])
    covered = [float(band.any(axis=1).mean()) for band in bands]
    thin = [float(band[band.any(axis=1)].mean()) if band.any() else 1.0 for band in bands]
    return sorted(covered)[-sides] > _FRAMED and float(np.median(thin)) < 0.72


def _slanting(corners: Quad) -> bool:
    """Whether it lies askew, as print does not."""
    across = corners[1] - corners[0]
    return abs(math.degrees(math.atan2(across[1], across[0]))) > _SLANTING


def _strong(ink: Map, corners: Quad) -> bool:
    """Whether its ink is as strong as a stamp's, as a pattern's is not."""
    return float(np.percentile(straightened(ink, corners, _PATCH), 90)) > _STRONG


def _worded(strokes: NDArray[np.bool_]) -> bool:
    """Whether the inside holds strokes as print does: not bare, and nothing solid like a photo's ground."""
    rim = round(0.2 * _PATCH)
    solid = cv2.morphologyEx(strokes.astype(np.uint8), cv2.MORPH_OPEN, np.ones((24, 24), np.uint8))
    return 0.08 < float(strokes[rim:-rim, rim:-rim].mean()) < 0.62 and float(solid.mean()) < 0.04
