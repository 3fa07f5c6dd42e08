"""What stands where on a picture, known because we drew it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Value = str | int | float | None
Quad = tuple[tuple[float, float], ...]
Points = NDArray[np.float64]
Through = Callable[[Points], Points]


@dataclass(frozen=True)
class Seen:
    """One value and its four corners in pixels, from its own top left, clockwise; None where it is blank."""

    value: Value
    box: Quad | None
    legible: bool = True


@dataclass(frozen=True)
class Shown:
    """One document on a picture: its outline, its fields and its seals, faces and ticks, in pixels."""

    kind: str
    region: Quad
    fields: Mapping[str, Seen]
    marks: Mapping[str, tuple[Quad, ...]] = field(default_factory=dict)

    def moved(self, through: Through) -> Shown:
        """The same document after every corner went through a mapping of points."""
        fields = {
            name: replace(seen, box=moved(seen.box, through) if seen.box else None)
            for name, seen in self.fields.items()
        }
        marks = {name: tuple(moved(quad, through) for quad in quads) for name, quads in self.marks.items()}
        return Shown(self.kind, moved(self.region, through), fields, marks)

    def without(self, names: frozenset[str]) -> Shown:
        """The same document with these fields marked as not legible."""
        fields = {
            name: replace(seen, legible=seen.legible and name not in names)
            for name, seen in self.fields.items()
        }
        return replace(self, fields=fields)

    def as_json(self) -> dict[str, Any]:
        """Plain values for truth.json; corners rounded to a tenth of a pixel."""
        return {
            "kind": self.kind,
            "region": rounded(self.region),
            "fields": {name: _field_json(seen) for name, seen in self.fields.items()},
            "marks": {name: [rounded(quad) for quad in quads] for name, quads in self.marks.items()},
        }


def moved(quad: Quad, through: Through) -> Quad:
    """A polygon after its corners went through a mapping of points."""
    points = through(np.array(quad, dtype=np.float64))
    return tuple((float(x), float(y)) for x, y in points)


def rounded(quad: Quad) -> list[list[float]]:
    """Corners as JSON writes them."""
    return [[round(x, 1), round(y, 1)] for x, y in quad]


def linear(matrix: NDArray[np.float64]) -> Through:
    """The mapping of points that a 3 by 3 homography does."""

    def through(points: Points) -> Points:
        lifted = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
        return np.asarray(lifted[:, :2] / lifted[:, 2:], dtype=np.float64)

    return through


def _field_json(seen: Seen) -> dict[str, Any]:
    plain: dict[str, Any] = {"value": seen.value, "box": rounded(seen.box) if seen.box else None}
    return plain if seen.legible else {**plain, "legible": False}
