"""The outlines of papers that stand out of their background."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.ocr.detection import clockwise
from pipeline.scaling import averaged

Image = NDArray[Any]
Quad = NDArray[Any]

_COPY = 512
_SMALLEST, _LARGEST = 0.035, 0.93
_SOLID, _LIKE = 0.86, 0.9
_TOLERANCES = (0.02, 0.03, 0.04, 0.05, 0.07, 0.1)
"""Of the outline's length: how far it may be straightened to leave four corners."""


def outlines(page: Image) -> list[Quad]:
    """The four corners (pixels of the page image) of each paper that stands out of its background."""
    copy, scale = averaged(page, _COPY)
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
    away = lab - terms @ fit
    distance = np.sqrt(np.einsum("yxc,yxc->yx", away, away))
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
    fit = _least_squares(terms, colours)
    residual = np.linalg.norm(colours - terms @ fit, axis=1)
    keep = residual <= np.quantile(residual, 0.6)
    return _least_squares(terms[keep], colours[keep])


def _least_squares(terms: NDArray[Any], colours: NDArray[Any]) -> NDArray[Any]:
    """By the normal equations: the terms are few and well apart, the points thousands."""
    square = terms.T.astype(np.float64) @ terms
    return np.asarray(np.linalg.lstsq(square, terms.T @ colours, rcond=None)[0], np.float32)


def _quad(contour: NDArray[Any], pixels: int) -> Quad | None:
    """The quadrilateral around a blob, or None where it is no solid paper of a fair size.

    A thumb or a shadow that runs into the paper leaves no quadrilateral: better none than one that cuts.
    """
    hull = cv2.convexHull(contour)
    area = cv2.contourArea(hull)
    if not _SMALLEST * pixels < area < _LARGEST * pixels or cv2.contourArea(contour) < _SOLID * area:
        return None
    likeness, quad = max(
        ((_likeness(hull, quad), quad) for quad in _candidates(hull)), key=lambda one: one[0]
    )
    return quad if likeness > _LIKE else None


def _candidates(hull: NDArray[Any]) -> Iterator[Quad]:
    """The hull straightened to four corners, more and more, and the smallest rectangle around it."""
    length = cv2.arcLength(hull, True)
    for share in _TOLERANCES:
        corners = cv2.approxPolyDP(hull, share * length, True)
        if len(corners) == 4:
            yield np.asarray(corners.reshape(4, 2), np.float32)
    yield np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), np.float32)


def _likeness(hull: NDArray[Any], quad: Quad) -> float:
    """What a hull and a quadrilateral share, of what either covers."""
    common, _ = cv2.intersectConvexConvex(hull.astype(np.float32), clockwise(quad))
    return common / max(1.0, cv2.contourArea(hull) + cv2.contourArea(quad) - common)
