"""A page image becomes upright, rectified sheets, each with the way back to the page image's pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.geometry import Polygon
from pipeline.scaling import resampled

Image = NDArray[Any]
Matrix3 = NDArray[Any]
Quad = NDArray[Any]

_TURNS = (None, cv2.ROTATE_90_CLOCKWISE, cv2.ROTATE_180, cv2.ROTATE_90_COUNTERCLOCKWISE)
_MARGIN = 0.08
SEEN_AT, LONGEST = 960, 2400
"""Longer side in pixels at which a sheet's lines are looked for, and at which they are read at most."""
_NEAR_ENOUGH = 0.7
_CUT, _MORE = 0.25, 3.0
"""How near text comes to an edge that cut it off, and how much further to look, in heights of a line."""
_SEVERAL, _FAR = 5, 0.2
"""Lines of which one may lie off by itself, so far: a share of the longer side of what the others take up."""
_FINE = 0.7
"""Scale from which on a picture is not averaged before it is sampled."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A piece of paper seen from straight above.

    `image` is height × width × BGR; `to_page` is the homography to the page image's pixels.
    """

    image: Image
    to_page: Matrix3

    @property
    def grey(self) -> Image:
        """The red channel: black print stays dark, red seals and rules fade."""
        return np.asarray(cv2.extractChannel(self.image, 2), np.uint8)

    @property
    def outline(self) -> Polygon:
        """The sheet's own outline in the page image."""
        height, width = self.image.shape[:2]
        return self.on_page(Polygon.of_box(0, 0, width, height))

    def on_page(self, polygon: Polygon) -> Polygon:
        """A polygon of this sheet in pixels of the page image."""
        corners = np.array(polygon.points, np.float64)[None]
        return Polygon(
            tuple((float(x), float(y)) for x, y in cv2.perspectiveTransform(corners, self.to_page)[0])
        )

    def place(self, other: Sheet, x: float, y: float) -> tuple[float, float]:
        """Where a point of another sheet of the same page image lies on this one."""
        across = np.linalg.inv(self.to_page) @ other.to_page
        seen_x, seen_y = cv2.perspectiveTransform(np.array([[[x, y]]], np.float64), across)[0, 0]
        return float(seen_x), float(seen_y)

    def turned(self, quarters: int) -> Sheet:
        """The same sheet turned clockwise by so many quarters."""
        height, width = self.image.shape[:2]
        back: dict[int, list[list[float]]] = {
            0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            1: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
            2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
            3: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
        }
        turn = _TURNS[quarters % 4]
        image = self.image if turn is None else np.asarray(cv2.rotate(self.image, turn), np.uint8)
        return Sheet(image, self.to_page @ np.array(back[quarters % 4], np.float64))

    def part(self, left: float, top: float, right: float, bottom: float) -> Sheet:
        """The upright piece between these edges, cut at the sheet's own."""
        height, width = self.image.shape[:2]
        x, y = max(0, int(left)), max(0, int(top))
        piece = self.image[y : min(height, int(bottom) + 1), x : min(width, int(right) + 1)]
        return Sheet(piece, self.to_page @ np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64))


def whole(page: Image, longest: int = LONGEST) -> Sheet:
    """The page image itself as a sheet, scaled down where it is very large."""
    height, width = page.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return Sheet(page, np.eye(3))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return Sheet(resampled(page, size), np.diag([width / size[0], height / size[1], 1.0]))


def nearer(sheet: Sheet, page: Image, boxes: Sequence[Quad]) -> Sheet | None:
    """The part of a sheet that holds its text, as large as a whole one.

    None where the text takes up most of the sheet anyway, or there is none.
    """
    if len(boxes) < 2:
        return None
    ends = np.array([(*box.min(axis=0), *box.max(axis=0)) for box in boxes])
    boxes = [box for box, near in zip(boxes, together(ends), strict=True) if near]
    left, top, right, bottom = _bounds(sheet, boxes)
    if max(right - left, bottom - top) > _NEAR_ENOUGH * max(sheet.image.shape[:2]):
        return None
    return around(sheet, page, boxes)


def together(boxes: NDArray[Any]) -> NDArray[np.bool_]:
    """Which of some lines' boxes (n × left, top, right, bottom) lie where the others do.

    One that lies far off by itself is on the table, or was put on the picture.
    """
    near = np.ones(len(boxes), bool)
    if len(boxes) < _SEVERAL:
        return near
    for index, (left, top, right, bottom) in enumerate(boxes):
        rest = np.delete(boxes, index, axis=0)
        (x0, y0), (x1, y1) = rest[:, :2].min(axis=0), rest[:, 2:].max(axis=0)
        away = max(x0 - right, left - x1, y0 - bottom, top - y1)
        near[index] = away < _FAR * max(x1 - x0, y1 - y0)
    return near


def wider(sheet: Sheet, page: Image, boxes: Sequence[Quad]) -> Sheet | None:
    """The sheet with some lines' heights more room on the sides that its text runs into.

    None where there are none, or the page image ends there.
    """
    if not len(boxes):
        return None
    tall = float(np.median([min(_length(box[1] - box[0]), _length(box[2] - box[1])) for box in boxes]))
    height, width = sheet.image.shape[:2]
    left, top, right, bottom = _bounds(sheet, boxes, 0.0)
    gaps = left, top, width - right, height - bottom
    more = [_MORE * tall if gap < _CUT * tall else 0.0 for gap in gaps]
    middles = ((-more[0], height / 2), (width / 2, -more[1]), (width + more[2], height / 2))
    beyond = sheet.on_page(Polygon((*middles, (width / 2, height + more[3])))).points
    limits = page.shape[1], page.shape[0]
    more = [side if _within(point, limits) else 0.0 for side, point in zip(more, beyond, strict=True)]
    if not any(more):
        return None
    grown = Polygon.of_box(-more[0], -more[1], width + more[2], height + more[3])
    return rectified(page, np.array(sheet.on_page(grown).points, np.float32))


def _within(point: tuple[float, float], limits: tuple[int, int]) -> bool:
    return all(0 <= place < limit for place, limit in zip(point, limits, strict=True))


def around(sheet: Sheet, page: Image, boxes: Sequence[Quad], margin: float = _MARGIN) -> Sheet:
    """The part of a sheet around some of its boxes, as large as a whole one.

    The margin is a share of the longer side that the boxes take up.
    """
    part = sheet.on_page(Polygon.of_box(*_bounds(sheet, boxes, margin)))
    return rectified(page, np.array(part.points, np.float32))


def _bounds(sheet: Sheet, boxes: Sequence[Quad], share: float = _MARGIN) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of the boxes with a margin, cut at the sheet's own edges."""
    height, width = sheet.image.shape[:2]
    corners = np.concatenate(boxes)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    margin = share * max(right - left, bottom - top)
    left, top = max(0.0, left - margin), max(0.0, top - margin)
    return left, top, min(float(width), right + margin), min(float(height), bottom + margin)


def rectified(page: Image, quad: Quad) -> Sheet:
    """A quadrilateral (corners clockwise) as a rectangle in which lines are looked for."""
    width, height = _sides(quad)
    scale = min(1.0, SEEN_AT / max(width, height))
    return rendered(page, quad, (max(1, round(width * scale)), max(1, round(height * scale))))


def finer(page: Image, sheet: Sheet, quad: Quad, size: tuple[float, float], scale: float) -> Sheet:
    """A quadrilateral of a sheet, of so many pixels times `scale`, as far as the picture has them."""
    quad = cv2.perspectiveTransform(quad[None].astype(np.float64), sheet.to_page)[0].astype(np.float32)
    own = max(side / most for side, most in zip(_sides(quad), size, strict=True))
    scale = min(scale, own, LONGEST / max(size))
    return rendered(page, quad, (max(1, round(size[0] * scale)), max(1, round(size[1] * scale))))


def rendered(page: Image, quad: Quad, size: tuple[int, int]) -> Sheet:
    """A quadrilateral (corners clockwise) as a rectangle of a size (width, height)."""
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    scale = max(most / side for side, most in zip(_sides(quad), size, strict=True))
    if scale < _FINE:
        # A warp samples single pixels: shrink first, or thin strokes break.
        piece, corner = _piece(page, quad)
        high, wide = piece.shape[:2]
        page = resampled(piece, (max(1, round(wide * scale)), max(1, round(high * scale))))
        across, down = wide / page.shape[1], high / page.shape[0]
        back = np.array([[across, 0, corner[0]], [0, down, corner[1]], [0, 0, 1]], np.float64)
        quad = ((quad - corner) / (across, down)).astype(np.float32)
    else:
        back = np.eye(3)
    to_page = cv2.getPerspectiveTransform(target, quad)
    image = cv2.warpPerspective(
        page, to_page, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return Sheet(np.asarray(image, np.uint8), back @ to_page)


def _sides(quad: Quad) -> tuple[float, float]:
    """Width and height of a quadrilateral (corners clockwise), each that of its longer side."""
    top_left, top_right, bottom_right, bottom_left = quad
    width = max(_length(top_right - top_left), _length(bottom_right - bottom_left))
    return width, max(_length(bottom_left - top_left), _length(bottom_right - top_right))


def _piece(page: Image, quad: Quad) -> tuple[Image, NDArray[np.float32]]:
    """What of a page lies around a quadrilateral, and where its top left corner is."""
    left, top = np.maximum(np.floor(quad.min(axis=0)).astype(int) - 1, 0)
    right, bottom = np.ceil(quad.max(axis=0)).astype(int) + 2
    return page[top:bottom, left:right], np.array([left, top], np.float32)


def _length(vector: Quad) -> float:
    return float(np.linalg.norm(vector))
