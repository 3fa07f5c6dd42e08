"""What lens, sensor and phone do to a picture: blur, noise, colour cast, sharpening."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.camera.grain import Random

Pixels = NDArray[np.uint8]

TILE = 509
"""Side of the noise tile, repeated over the picture: a prime, so that it meets no JPEG block twice."""


@dataclass(frozen=True)
class Sensor:
    """Blur and motion in pixels, noise in grey levels, gain and colour balance as factors."""

    blur: float = 0.0
    motion: float = 0.0
    motion_angle: float = 0.0
    noise: float = 0.0
    gain: float = 1.0
    balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    sharpen: float = 0.0


def sensed(image: Pixels, sensor: Sensor, rng: Random) -> Pixels:
    """The picture as the phone keeps it before it is compressed."""
    if sensor.blur > 0.2:
        image = np.asarray(cv2.GaussianBlur(image, (0, 0), sensor.blur), dtype=np.uint8)
    if sensor.motion >= 1.5:
        image = np.asarray(cv2.filter2D(image, -1, _smear(sensor)), dtype=np.uint8)
    image = np.asarray(cv2.LUT(image, _curves(sensor)), dtype=np.uint8)
    if sensor.noise:
        image = _noisy(image, sensor.noise, rng)
    if sensor.sharpen:
        soft = cv2.GaussianBlur(image, (0, 0), 1.2)
        image = np.asarray(
            cv2.addWeighted(image, 1 + sensor.sharpen, soft, -sensor.sharpen, 0), dtype=np.uint8
        )
    return image


def _smear(sensor: Sensor) -> NDArray[np.float32]:
    """The path of a shaken hand, as a kernel."""
    side = int(np.ceil(sensor.motion)) | 1
    kernel = np.zeros((side, side), dtype=np.float32)
    angle, middle = np.deg2rad(sensor.motion_angle), side // 2
    reach = np.array([np.cos(angle), np.sin(angle)]) * sensor.motion / 2
    start, end = np.round(middle - reach).astype(int), np.round(middle + reach).astype(int)
    cv2.line(kernel, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), (1.0,), 1, cv2.LINE_AA)
    return np.asarray(kernel / kernel.sum(), dtype=np.float32)


def _curves(sensor: Sensor) -> NDArray[np.uint8]:
    """Gain and colour balance as one table of 256 levels by three channels."""
    levels = np.arange(256, dtype=np.float64)[:, None] * np.array(sensor.balance) * sensor.gain
    return np.asarray(np.clip(levels, 0, 255), dtype=np.uint8).reshape(1, 256, 3)


def _noisy(image: Pixels, level: float, rng: Random) -> Pixels:
    """Grain of the sensor: mostly brightness, a little colour."""
    height, width = image.shape[:2]
    grey = rng.standard_normal((TILE, TILE, 1), dtype=np.float32) * level
    colour = rng.standard_normal((TILE, TILE, 3), dtype=np.float32) * level * 0.5
    tile = np.round(grey + colour).astype(np.int16)
    across, down = -(-width // TILE), -(-height // TILE)
    noise = np.tile(tile, (down, across, 1))[:height, :width]
    return np.asarray(cv2.add(image, noise, dtype=cv2.CV_8U), dtype=np.uint8)
