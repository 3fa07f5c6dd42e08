"""How a picture is lit: falling off, shadows of hands and phones, glare."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.camera.grain import Floats, Random, clouds

Pixels = NDArray[np.uint8]

SMALL = 96
"""Longer side of the small picture on which light is painted before it is enlarged."""


@dataclass(frozen=True)
class Light:
    """Strengths from 0 (none) to 1: fall-off over the frame, shadow, glare, dimness."""

    fall: float = 0.0
    shadow: float = 0.0
    glare: float = 0.0
    dim: float = 0.0


def lit(image: Pixels, light: Light, rng: Random) -> Pixels:
    """The picture under this light."""
    height, width = image.shape[:2]
    factor = SMALL / max(width, height)
    small = (max(8, round(width * factor)), max(8, round(height * factor)))
    shade = _fall(small, light.fall, rng) * (1 - light.dim)
    shade = np.repeat((shade * 255)[:, :, None], 3, axis=2)
    if light.shadow:
        shade *= _shadow(small, light.shadow, rng)
    grown = cv2.resize(
        np.clip(shade, 0, 255).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC
    )
    shaded = np.asarray(cv2.multiply(image, grown, scale=1 / 255), dtype=np.uint8)
    return _glared(shaded, small, light.glare, rng) if light.glare else shaded


def _fall(small: tuple[int, int], strength: float, rng: Random) -> Floats:
    """Brightness from one side to the other, and darker corners; at most 1."""
    across = np.linspace(-1, 1, small[0], dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, small[1], dtype=np.float32)[:, None]
    angle = rng.uniform(0, 2 * np.pi)
    slope = across * np.cos(angle) + down * np.sin(angle)
    corners = (across**2 + down**2) / 2
    value = 1 + strength * (0.35 * slope - 0.22 * corners) + strength * 0.05 * clouds(rng, small, (2, 2), 1)
    return np.asarray(value / value.max(), dtype=np.float32)


def _shadow(small: tuple[int, int], strength: float, rng: Random) -> Floats:
    """The photographer's phone, arm or head between the lamp and the paper; a little bluish."""
    width, height = small
    mask = np.zeros((height, width), dtype=np.float32)
    if rng.random() < 0.5:
        _phone(mask, rng)
    else:
        _arm(mask, rng)
    soft = cv2.GaussianBlur(mask, (0, 0), float(rng.uniform(1.5, 7.0)))
    depth = np.array([1.0, 0.95, 0.88], dtype=np.float32) * strength
    return np.asarray(1 - soft[:, :, None] * depth, dtype=np.float32)


def _phone(mask: Floats, rng: Random) -> None:
    """A slanted rectangle that comes in from an edge."""
    height, width = mask.shape
    centre = (float(rng.uniform(0.1, 0.9) * width), float(rng.uniform(0.55, 1.1) * height))
    size = (float(rng.uniform(0.35, 0.7) * width), float(rng.uniform(0.5, 1.0) * height))
    corners = cv2.boxPoints((centre, size, float(rng.uniform(-30, 30))))
    cv2.fillConvexPoly(mask, corners.astype(np.int32), (1.0,))


def _arm(mask: Floats, rng: Random) -> None:
    """A thick line from an edge to the inside, with a round end."""
    height, width = mask.shape
    start = (int(rng.uniform(-0.2, 1.2) * width), int(1.1 * height))
    end = (int(rng.uniform(0.1, 0.9) * width), int(rng.uniform(0.3, 0.8) * height))
    cv2.line(mask, start, end, (1.0,), int(rng.uniform(0.16, 0.36) * width))


def _glared(image: Pixels, small: tuple[int, int], strength: float, rng: Random) -> Pixels:
    """The lamp mirrored in a shiny surface: one or two soft spots that wash the print out."""
    width, height = small
    spot = np.zeros((height, width), dtype=np.float32)
    for _ in range(int(rng.integers(1, 3))):
        centre = (int(rng.uniform(0.15, 0.85) * width), int(rng.uniform(0.15, 0.85) * height))
        axes = (int(rng.uniform(3, 12)), int(rng.uniform(2, 7)))
        cv2.ellipse(spot, centre, axes, float(rng.uniform(0, 180)), 0, 360, (1.0,), -1)
    soft = cv2.GaussianBlur(spot, (0, 0), float(rng.uniform(3, 7)))
    level = soft * (strength * 255 / max(float(soft.max()), 1e-6))
    grown = cv2.resize(
        level.astype(np.uint8), (image.shape[1], image.shape[0]), interpolation=cv2.INTER_CUBIC
    )
    return np.asarray(cv2.add(image, cv2.merge([grown] * 3)), dtype=np.uint8)
