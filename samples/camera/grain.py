"""Random textures that everything else is made of."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Random = np.random.Generator


def clouds(rng: Random, size: tuple[int, int], cells: tuple[int, int], octaves: int = 3) -> Floats:
    """Smooth noise around 0 of about unit height; `cells` is how many bumps lie across and down."""
    width, height = size
    total = np.zeros((height, width), dtype=np.float32)
    for octave in range(octaves):
        across = min(width, cells[0] * 2**octave + 1)
        down = min(height, cells[1] * 2**octave + 1)
        coarse = rng.standard_normal((down, across), dtype=np.float32)
        total += cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC) * 0.6**octave
    return total


def tinted(value: Floats, colour: tuple[float, float, float]) -> NDArray[np.uint8]:
    """A brightness map (about 1) in one colour."""
    return np.clip(value[:, :, None] * np.array(colour, dtype=np.float32), 0, 255).astype(np.uint8)
