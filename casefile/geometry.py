"""Where something stands on a page image: pixels, origin at the top left, x to the right, y down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Polygon:
    """Corners of a region in pixels of its image, clockwise from the region's own top left.

    >>> Polygon.of_box(10, 20, 30, 24).bounds
    (10, 20, 30, 24)
    """

    points: tuple[Point, ...]

    @classmethod
    def of_box(cls, left: float, top: float, right: float, bottom: float) -> Polygon:
        """The upright rectangle with these edges."""
        return cls(((left, top), (right, top), (right, bottom), (left, bottom)))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The enclosing upright box as left, top, right, bottom."""
        xs, ys = zip(*self.points, strict=True)
        return min(xs), min(ys), max(xs), max(ys)


def enclosing(polygons: Iterable[Polygon]) -> Polygon | None:
    """The smallest upright rectangle around all the polygons, or None where there are none."""
    points = tuple(point for polygon in polygons for point in polygon.points)
    return Polygon.of_box(*Polygon(points).bounds) if points else None
