"""One or several papers laid on a sheet, before any camera looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.camera.truth import Quad, Seen, Shown, linear
from samples.paper import Corners, Paper

Pixels = NDArray[np.uint8]
Matrix = NDArray[np.float64]

A4_MM = (210.0, 297.0)
CARD_CORNER_MM = 3.18


@dataclass(frozen=True)
class Layout:
    """A flat picture with its outline: RGB pixels, opacity, documents, pixels a millimetre."""

    image: Pixels
    alpha: Pixels
    shown: tuple[Shown, ...]
    scale: float

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        height, width = self.alpha.shape
        return width / self.scale, height / self.scale


@dataclass(frozen=True)
class Place:
    """Where a paper's centre lies on a sheet (millimetres), and its turn clockwise in degrees."""

    x: float
    y: float
    turn: float = 0.0


def layout_of(paper: Paper) -> Layout:
    """A paper by itself."""
    image = np.asarray(paper.image.convert("RGB"), dtype=np.uint8)
    height, width = image.shape[:2]
    scale = width / paper.size_mm[0]
    return Layout(image, _outline(paper.kind, width, height, scale), (shown(paper),), scale)


def shown(paper: Paper) -> Shown:
    """What a paper says and where, in its own pixels."""
    width, height = paper.image.size
    region = ((0.0, 0.0), (float(width), 0.0), (float(width), float(height)), (0.0, float(height)))
    boxes = {name: _quad(box) for name, box in paper.boxes.items()}
    fields = {name: Seen(value, boxes.get(name)) for name, value in paper.values.items()}
    marks = {name: tuple(_quad(box) for box in found) for name, found in paper.marks.items()}
    return Shown(paper.kind, region, fields, marks)


def _quad(box: Corners) -> Quad:
    """Corners as frozen values."""
    return tuple((float(x), float(y)) for x, y in box)


def lay(
    papers: Sequence[Paper],
    places: Sequence[Place],
    size_mm: tuple[float, float],
    dots_per_mm: float = 8.0,
    ground: tuple[int, int, int] | None = (250, 250, 248),
) -> Layout:
    """Papers laid on a white sheet, or side by side on nothing where `ground` is None."""
    width, height = (round(side * dots_per_mm) for side in size_mm)
    image = np.full((height, width, 3), ground or (255, 255, 255), dtype=np.uint8)
    alpha = np.full((height, width), 0 if ground is None else 255, dtype=np.uint8)
    everything: list[Shown] = []
    for paper, place in zip(papers, places, strict=True):
        part = layout_of(paper)
        matrix = _placing(part, place, dots_per_mm)
        image, alpha = _paste(image, alpha, part, matrix)
        everything += [one.moved(linear(matrix)) for one in part.shown]
    return Layout(image, alpha, tuple(everything), dots_per_mm)


def resized(sheet: Layout, scale: float) -> Layout:
    """The same sheet with fewer pixels a millimetre, averaged so that fine print does not alias."""
    factor = scale / sheet.scale
    size = (round(sheet.alpha.shape[1] * factor), round(sheet.alpha.shape[0] * factor))
    real = np.diag([size[0] / sheet.alpha.shape[1], size[1] / sheet.alpha.shape[0], 1.0])
    image = np.asarray(cv2.resize(sheet.image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    alpha = np.asarray(cv2.resize(sheet.alpha, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    shown = tuple(one.moved(linear(real)) for one in sheet.shown)
    return replace(sheet, image=image, alpha=alpha, shown=shown, scale=size[0] / sheet.size_mm[0])


def _placing(part: Layout, place: Place, dots_per_mm: float) -> Matrix:
    """From a part's pixels to the sheet's."""
    height, width = part.alpha.shape
    zoom = dots_per_mm / part.scale
    angle = np.deg2rad(place.turn)
    cos, sin = np.cos(angle) * zoom, np.sin(angle) * zoom
    x, y = place.x * dots_per_mm, place.y * dots_per_mm
    shift_x, shift_y = x - cos * width / 2 + sin * height / 2, y - sin * width / 2 - cos * height / 2
    return np.array([[cos, -sin, shift_x], [sin, cos, shift_y], [0, 0, 1]], dtype=np.float64)


def _paste(image: Pixels, alpha: Pixels, part: Layout, matrix: Matrix) -> tuple[Pixels, Pixels]:
    """The sheet with one part on it, with the thin shadow that its edge throws."""
    height, width = alpha.shape
    layer = np.dstack([part.image, part.alpha])
    laid = warped(layer, matrix, (width, height))
    cover = laid[:, :, 3:].astype(np.float32) / 255
    shade = cv2.GaussianBlur(laid[:, :, 3], (0, 0), 3.0).astype(np.float32)[:, :, None] / 255
    below = image.astype(np.float32) * (1 - 0.18 * shade * (alpha[:, :, None] > 0))
    mixed = below * (1 - cover) + laid[:, :, :3].astype(np.float32) * cover
    return mixed.astype(np.uint8), np.maximum(alpha, laid[:, :, 3])


def warped(layer: NDArray[np.uint8], matrix: Matrix, size: tuple[int, int]) -> Pixels:
    """Pixels through a homography; colours run on beyond the edge, opacity does not.

    Polygons count from the corner of a pixel and OpenCV from its centre, hence the half pixels.
    """
    half = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], dtype=np.float64)
    centred = np.linalg.inv(half) @ matrix @ half
    colours = cv2.warpPerspective(
        layer[:, :, :3], centred, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    opacity = cv2.warpPerspective(layer[:, :, 3], centred, size, flags=cv2.INTER_LINEAR)
    return np.asarray(cv2.merge([colours, opacity]), dtype=np.uint8)


def _outline(kind: str, width: int, height: int, scale: float) -> Pixels:
    """Opacity of a paper: cards have round corners, pages square ones."""
    alpha = np.full((height, width), 255, dtype=np.uint8)
    if not kind.startswith("id_card"):
        return alpha
    radius = round(CARD_CORNER_MM * scale)
    alpha[:] = 0
    cv2.rectangle(alpha, (radius, 0), (width - radius, height), (255,), -1)
    cv2.rectangle(alpha, (0, radius), (width, height - radius), (255,), -1)
    for x in (radius, width - radius - 1):
        for y in (radius, height - radius - 1):
            cv2.circle(alpha, (x, y), radius, (255,), -1, cv2.LINE_AA)
    return alpha
