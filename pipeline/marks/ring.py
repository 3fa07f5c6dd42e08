"""A ring of ink: the outline of a round or oval seal, and what speaks for it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.marks.redness import Map

Places = NDArray[np.float64]

REACH = 1.4
"""How far an unrolled ring goes beyond its radius."""
ANGLES, RHOS = 180, 84
"""Directions and distances of a ring laid flat."""


@dataclass(frozen=True, slots=True)
class Ring:
    """An ellipse of ink: centre, half axes and turn (degrees) in pixels of its map, and what was seen.

    `coverage` is the share of its circumference (as far as it lies on the picture) on which the ink
    ends, `line` the ring's own thickness as a share of the radius, `filled` the share of ink in the
    inside, `mass` the mean ink there, `outside` the share of ink around the ring, `ink` how strong the
    ink is, `lettered` the share of directions with ink where letters go, `starred` how clearly a star stands
    in the middle (0 to 1), `seen` the share of the circumference that lies on the picture.
    """

    x: float
    y: float
    axes: tuple[float, float]
    turn: float
    coverage: float = 0.0
    line: float = 1.0
    filled: float = 1.0
    outside: float = 1.0
    ink: float = 0.0
    mass: float = 0.0
    lettered: float = 0.0
    starred: float = 0.0
    seen: float = 1.0

    @property
    def radius(self) -> float:
        """The mean half axis."""
        return math.sqrt(self.axes[0] * self.axes[1])

    @property
    def corners(self) -> NDArray[np.float64]:
        """The four corners of the upright box around it, clockwise from the top left."""
        angle = math.radians(self.turn)
        wide = math.hypot(self.axes[0] * math.cos(angle), self.axes[1] * math.sin(angle))
        tall = math.hypot(self.axes[0] * math.sin(angle), self.axes[1] * math.cos(angle))
        signs = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64)
        return np.array([self.x, self.y]) + signs * (wide, tall)

    def at(
        self, u: NDArray[np.float64], v: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The pixels of places given in radii to the right of and below the centre.

        The ellipse is a squeezed circle: it is stretched back along its axes, never turned.
        """
        cos, sin = math.cos(math.radians(self.turn)), math.sin(math.radians(self.turn))
        along, aside = (u * cos + v * sin) * self.axes[0], (v * cos - u * sin) * self.axes[1]
        return self.x + along * cos - aside * sin, self.y + along * sin + aside * cos

    def moved(self, left: float, top: float, zoom: float = 1.0) -> Ring:
        """The same ring on a picture `zoom` times as large, cut off left of and above these pixels."""
        axes = (self.axes[0] * zoom, self.axes[1] * zoom)
        return replace(self, x=self.x * zoom - left, y=self.y * zoom - top, axes=axes)

    @property
    def likelihood(self) -> float:
        """How well it looks like a seal's outline, 0 to 1: complete, thin, and clear around.

        A blurred seal has a broad line too, but then a pale one; a broad line in full colour is an
        emblem's (国徽).
        """
        # Half a thin ring around a star is a seal that reaches beyond the paper.
        cut = self.starred**2 * (1 - ramp(self.line, 0.09, 0.14))
        complete = ramp(self.coverage, 0.4 - 0.12 * cut, 0.72 - 0.22 * cut)
        thin = 1 - ramp(self.line, 0.2, 0.3)
        emblem = ramp(self.line, 0.13, 0.17) * ramp(self.mass, 0.1, 0.14)
        open_inside = 1 - ramp(self.filled, 0.5, 0.65)
        alone = 1 - ramp(self.outside, 0.25, 0.6)
        inked = ramp(self.ink, 0.03, 0.09)
        lettered = 0.4 + 0.6 * max(self.starred, ramp(self.lettered, 0.03, 0.12))
        return complete * thin * (1 - emblem) * open_inside * alone * inked * lettered


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high` on, a straight line between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def unrolled(picture: NDArray[np.float32], ring: Ring, angles: int = ANGLES, rhos: int = RHOS) -> Map:
    """The ring laid flat: a row an angle (clockwise from the right), a column a distance from the centre.

    Distances go up to 1.4 radii; pixels beyond the picture are -1.
    """
    theta = np.arange(angles)[:, None] * (2 * np.pi / angles)
    rho = (np.arange(rhos)[None, :] + 0.5) * (REACH / rhos)
    return picked(picture, ring, rho * np.cos(theta), rho * np.sin(theta), beyond=-1.0)


def picked(picture: Map, ring: Ring, u: Places, v: Places, beyond: float = 0.0) -> Map:
    """The picture at places given in radii to the right of and below the ring's centre."""
    x, y = ring.at(u, v)
    border = cv2.BORDER_CONSTANT
    found = cv2.remap(
        picture,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=border,
        borderValue=(beyond,),
    )
    return np.asarray(found, np.float32)
