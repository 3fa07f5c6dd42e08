"""Where the camera stands: from millimetres on the table to pixels of the picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samples.camera.truth import linear

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """How a camera looks at a sheet; angles in degrees, lengths as shares.

    `tilt` leans the camera out of the vertical towards `towards`; `turn` turns the picture clockwise;
    `distance` counts in longer sides of the sheet; `fill` is the share of the frame that the sheet
    takes; `shift` moves it within the free space, -1 to 1 each way.
    """

    tilt: float = 0.0
    towards: float = 0.0
    turn: float = 0.0
    distance: float = 2.0
    fill: float = 0.85
    shift: tuple[float, float] = (0.0, 0.0)


def homography(pose: Pose, size_mm: tuple[float, float], frame: tuple[int, int]) -> Matrix:
    """The 3 by 3 matrix from a sheet's millimetres to pixels of the frame."""
    seen = _projection(pose, size_mm)
    width, height = size_mm
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    points = linear(seen)(corners)
    low, high = points.min(axis=0), points.max(axis=0)
    zoom = pose.fill * min(frame[0] / (high[0] - low[0]), frame[1] / (high[1] - low[1]))
    free = (np.array(frame) - zoom * (high - low)) / 2
    offset = np.array(frame) / 2 - zoom * (low + high) / 2 + free * np.array(pose.shift)
    framing = np.array([[zoom, 0, offset[0]], [0, zoom, offset[1]], [0, 0, 1]], dtype=np.float64)
    return np.asarray(framing @ seen, dtype=np.float64)


def _projection(pose: Pose, size_mm: tuple[float, float]) -> Matrix:
    """A pinhole camera over the table, without framing."""
    width, height = size_mm
    centred = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]], dtype=np.float64)
    away = pose.distance * max(width, height)
    tilt = np.deg2rad(pose.tilt)
    lean = np.array([[1, 0, 0], [0, np.cos(tilt), 0], [0, np.sin(tilt) / away, 1]], dtype=np.float64)
    return np.asarray(
        _spin(pose.turn - pose.towards) @ lean @ _spin(pose.towards) @ centred, dtype=np.float64
    )


def _spin(degrees: float) -> Matrix:
    """A turn clockwise as seen on a picture, whose y runs down."""
    angle = np.deg2rad(degrees)
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]], dtype=np.float64)
