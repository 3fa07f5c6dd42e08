"""A page image becomes upright, rectified sheets, each with the way back to the page image's pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.geometry import Polygon
from pipeline.ocr.detection import clockwise

Image = NDArray[Any]
Matrix3 = NDArray[Any]
Quad = NDArray[Any]

LONGEST = 2400
"""Longest side of a rectified sheet in pixels."""
_COPY = 512
_SMALLEST, _LARGEST = 0.035, 0.93
_SOLID = 0.86
_NEAR_ENOUGH = 0.7


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
        return np.ascontiguousarray(self.image[:, :, 2])

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

    def turned(self, quarters: int) -> Sheet:
        """The same sheet turned clockwise by so many quarters."""
        height, width = self.image.shape[:2]
        back: dict[int, list[list[float]]] = {
            0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
            1: [[0, 1, 0], [-1, 0, height], [0, 0, 1]],
            2: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
            3: [[0, -1, width], [1, 0, 0], [0, 0, 1]],
        }
        image = np.ascontiguousarray(np.rot90(self.image, -quarters % 4))
        return Sheet(image, self.to_page @ np.array(back[quarters % 4], np.float64))

    def part(self, left: float, top: float, right: float, bottom: float) -> Sheet:
        """The upright piece between these edges, cut at the sheet's own."""
        height, width = self.image.shape[:2]
        x, y = max(0, int(left)), max(0, int(top))
        piece = self.image[y : min(height, int(bottom) + 1), x : min(width, int(right) + 1)]
        return Sheet(piece, self.to_page @ np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64))


def whole(page: Image) -> Sheet:
    """The page image itself as a sheet, scaled down where it is very large."""
    height, width = page.shape[:2]
    return _warped(page, np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32))


def sheets(page: Image) -> list[Sheet]:
    """The papers that lie on a page image, top to bottom; empty where no outline stands out."""
    quads = sorted(outlines(page), key=lambda quad: float(quad[:, 1].mean()))
    return [_warped(page, quad) for quad in quads]


def nearer(sheet: Sheet, page: Image, boxes: Sequence[Quad]) -> Sheet | None:
    """The part of a sheet that holds its text, at the page image's own resolution.

    None where the text takes up most of the sheet anyway, or there is none.
    """
    if len(boxes) < 2:
        return None
    height, width = sheet.image.shape[:2]
    corners = np.concatenate(boxes)
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    margin = 0.08 * max(right - left, bottom - top)
    left, top = max(0.0, left - margin), max(0.0, top - margin)
    right, bottom = min(float(width), right + margin), min(float(height), bottom + margin)
    if max(right - left, bottom - top) > _NEAR_ENOUGH * max(width, height):
        return None
    return _warped(page, np.array(sheet.on_page(Polygon.of_box(left, top, right, bottom)).points, np.float32))


def outlines(page: Image) -> list[Quad]:
    """The four corners (pixels of the page image) of each paper that stands out of its background."""
    scale = min(1.0, _COPY / max(page.shape[:2]))
    copy = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found: list[Quad] = []
    for mask in _foregrounds(copy):
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        quads = [quad for contour in contours if (quad := _quad(contour, mask.size)) is not None]
        # A faint paper found later takes the place of the photograph on it that stood out more.
        found = [one for one in found if not any(_lies_in(one, quad) for quad in quads)]
        found += [quad for quad in quads if not any(_lies_in(quad, one) for one in found)]
    return [clockwise(quad / scale) for quad in found]


def _lies_in(one: Quad, other: Quad) -> bool:
    x, y = one.mean(axis=0)
    return cv2.pointPolygonTest(other.reshape(-1, 1, 2), (float(x), float(y)), False) > 0 and (
        cv2.contourArea(one) < cv2.contourArea(other)
    )


def _foregrounds(copy: Image) -> Iterator[Image]:
    """Where the picture differs from a smooth fit to its border ring (Lab distance): clearly, and faintly."""
    lab = cv2.cvtColor(cv2.GaussianBlur(copy, (5, 5), 0), cv2.COLOR_BGR2LAB).astype(np.float32)
    height, width = lab.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / width - 0.5, y / height - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, y * y, x * y], axis=-1)
    ring = np.zeros((height, width), bool)
    rim = max(4, min(height, width) // 32)
    ring[:rim] = ring[-rim:] = ring[:, :rim] = ring[:, -rim:] = True
    fit = _robust_fit(terms[ring], lab[ring])
    distance = np.linalg.norm(lab - terms @ fit, axis=-1)
    noise = 4 * float(np.percentile(distance[ring], 75))
    levels = np.clip(distance * 2, 0, 255).astype(np.uint8)
    otsu, _ = cv2.threshold(levels, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    clear = max(otsu * 0.9, noise, 10)
    for threshold in sorted({clear, max(noise, 7)}, reverse=True):
        mask = (levels > threshold).astype(np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
        yield np.asarray(cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8)), np.uint8)


def _robust_fit(terms: NDArray[Any], colours: NDArray[Any]) -> NDArray[Any]:
    """Least squares, once more without the half that fits worst: a paper may touch the border."""
    fit = np.linalg.lstsq(terms, colours, rcond=None)[0]
    residual = np.linalg.norm(colours - terms @ fit, axis=1)
    keep = residual <= np.quantile(residual, 0.6)
    return np.asarray(np.linalg.lstsq(terms[keep], colours[keep], rcond=None)[0], np.float32)


def _quad(contour: NDArray[Any], pixels: int) -> Quad | None:
    """The quadrilateral around a blob, or None where it is no solid paper of a fair size."""
    hull = cv2.convexHull(contour)
    area = cv2.contourArea(hull)
    if not _SMALLEST * pixels < area < _LARGEST * pixels or cv2.contourArea(contour) < _SOLID * area:
        return None
    quad = _four_corners(hull)
    return quad if area > 0.88 * cv2.contourArea(quad) else None


def _four_corners(hull: NDArray[Any]) -> Quad:
    length = cv2.arcLength(hull, True)
    for share in (0.02, 0.03, 0.04, 0.05, 0.07, 0.1):
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) == 4:
            return np.asarray(corners.reshape(4, 2), np.float32)
    return np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)


def _warped(page: Image, quad: Quad) -> Sheet:
    """The quadrilateral as a rectangle of about the resolution that the picture has there."""
    top_left, top_right, bottom_right, bottom_left = quad
    width = max(_length(top_right - top_left), _length(bottom_right - bottom_left))
    height = max(_length(bottom_left - top_left), _length(bottom_right - top_right))
    scale = min(1.0, LONGEST / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    if scale < 0.7:
        # A warp samples single pixels: shrink first, or thin strokes break.
        page = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        shrunk = np.diag([1 / scale, 1 / scale, 1.0])
        quad = (quad * scale).astype(np.float32)
    else:
        shrunk = np.eye(3)
    to_page = cv2.getPerspectiveTransform(target, quad)
    image = cv2.warpPerspective(
        page, to_page, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    return Sheet(np.asarray(image, np.uint8), shrunk @ to_page)


def _length(vector: Quad) -> float:
    return float(np.linalg.norm(vector))
