"""A drawn paper: the picture, what it says and where it says it."""

from __future__ import annotations

from dataclasses import dataclass, field

from PIL import Image

Value = str | int | float | None
Corners = list[list[float]]
"""Four `[x, y]` in image pixels, clockwise from the top left."""


@dataclass(frozen=True)
class Paper:
    """One flat paper as drawn, before any camera.

    `values` has the names and the normal form of the contract (dates ISO 8601); a field whose place
    is blank is None. `boxes` has the printed values only, each with its four corners in pixels.
    `kind` is the contract's page kind; `marks` says what was drawn beside text: seals, faces, ticks.
    """

    image: Image.Image
    kind: str
    values: dict[str, Value]
    boxes: dict[str, Corners]
    size_mm: tuple[float, float]
    marks: dict[str, list[Corners]] = field(default_factory=dict)


def corners(left: float, top: float, right: float, bottom: float) -> Corners:
    """The four corners of an upright box."""
    return [[left, top], [right, top], [right, bottom], [left, bottom]]


def around(boxes: list[Corners]) -> Corners:
    """The smallest upright box around several."""
    xs = [x for box in boxes for x, _ in box]
    ys = [y for box in boxes for _, y in box]
    return corners(min(xs), min(ys), max(xs), max(ys))
