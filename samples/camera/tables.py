"""What papers lie on: wood, cloth, stone, patterned covers, dark and light tops."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from samples.camera.grain import Floats, Random, clouds, tinted

Pixels = NDArray[np.uint8]

SIDE = 1100
"""Pixels of a texture's side."""

WOODS = ((176, 132, 88), (120, 78, 48), (201, 164, 118), (96, 60, 40), (150, 92, 60), (215, 190, 155))
CLOTHS = ((92, 110, 140), (170, 60, 62), (120, 130, 110), (205, 196, 180), (70, 70, 78), (190, 150, 160))
DARKS = ((38, 36, 36), (26, 30, 38), (52, 44, 40), (30, 30, 30))
LIGHTS = ((226, 224, 220), (236, 230, 216), (214, 218, 222), (242, 242, 240))
PAIRS = (
    ((206, 60, 58), (244, 240, 232)),
    ((74, 104, 160), (238, 238, 240)),
    ((88, 140, 96), (240, 236, 214)),
    ((232, 190, 96), (250, 246, 236)),
    ((150, 150, 156), (226, 226, 228)),
)


def table(style: str, rng: Random) -> Pixels:
    """A square picture of a table top, seen from straight above."""
    makers = {
        "wood": wood, "cloth": cloth, "dark": dark, "light": light, "pattern": pattern, "stone": stone
    }  # fmt: skip
    return makers[style](rng)


def wood(rng: Random) -> Pixels:
    """Boards with grain along them."""
    colour = WOODS[rng.integers(len(WOODS))]
    grain = clouds(rng, (SIDE, SIDE), (3, 60), 3) * 0.05
    fine = clouds(rng, (SIDE, SIDE), (12, 500), 1) * 0.035
    rows = np.linspace(0, rng.uniform(14, 34), SIDE, dtype=np.float32)[:, None]
    rings = np.sin((rows + clouds(rng, (SIDE, SIDE), (2, 3), 2) * 1.6) * 2 * np.pi) * 0.045
    value = 1 + grain + fine + rings
    boards = int(rng.integers(0, 6))
    for row in np.sort(rng.integers(0, SIDE, boards)):
        value[row : row + int(rng.integers(2, 5))] *= 0.55
        value[row:] *= float(rng.uniform(0.92, 1.08))
    return tinted(value.astype(np.float32), colour)


def cloth(rng: Random) -> Pixels:
    """Woven cloth with soft folds."""
    colour = CLOTHS[rng.integers(len(CLOTHS))]
    pitch = float(rng.uniform(3.0, 7.0))
    along = np.arange(SIDE, dtype=np.float32)
    weave = np.sin(along * 2 * np.pi / pitch)[:, None] * np.sin(along * 2 * np.pi / pitch)[None, :]
    folds = clouds(rng, (SIDE, SIDE), (2, 3), 2) * 0.08
    rough = rng.standard_normal((SIDE, SIDE), dtype=np.float32) * 0.04
    return tinted((1 + 0.07 * weave + folds + rough).astype(np.float32), colour)


def dark(rng: Random) -> Pixels:
    """A dark desk or leather."""
    value = 1 + clouds(rng, (SIDE, SIDE), (90, 90), 2) * 0.07 + clouds(rng, (SIDE, SIDE), (2, 2), 1) * 0.08
    return tinted(value, DARKS[rng.integers(len(DARKS))])


def light(rng: Random) -> Pixels:
    """A white or cream top, hard to tell from paper."""
    value = 1 + rng.standard_normal((SIDE, SIDE), dtype=np.float32) * 0.008
    return tinted(value + clouds(rng, (SIDE, SIDE), (3, 3), 2) * 0.015, LIGHTS[rng.integers(len(LIGHTS))])


def stone(rng: Random) -> Pixels:
    """Marble or speckled stone with veins."""
    base = clouds(rng, (SIDE, SIDE), (4, 4), 4)
    veins = np.exp(-np.abs(base) * float(rng.uniform(6, 14))) * -float(rng.uniform(0.08, 0.22))
    speckle = rng.standard_normal((SIDE, SIDE), dtype=np.float32) * 0.03
    colour = ((222, 218, 212), (196, 186, 172), (90, 92, 96))[rng.integers(3)]
    return tinted((1 + veins + speckle + base * 0.02).astype(np.float32), colour)


def pattern(rng: Random) -> Pixels:
    """A checked, striped or dotted table cover."""
    first, second = PAIRS[rng.integers(len(PAIRS))]
    share = _motif(rng)[:, :, None]
    mixed = np.array(first, dtype=np.float32) * share + np.array(second, dtype=np.float32) * (1 - share)
    rough = 1 + clouds(rng, (SIDE, SIDE), (3, 3), 2)[:, :, None] * 0.04
    return np.asarray(np.clip(mixed * rough, 0, 255), dtype=np.uint8)


def _motif(rng: Random) -> Floats:
    """How much of the first colour each point has."""
    pitch = int(rng.integers(50, 150))
    along = np.arange(SIDE)
    bands = ((along // (pitch // 2)) % 2).astype(np.float32)
    kind = int(rng.integers(3))
    if kind == 0:
        return np.asarray((bands[:, None] + bands[None, :]) / 2, dtype=np.float32)
    if kind == 1:
        return np.repeat(bands[None, :], SIDE, axis=0)
    share = np.zeros((SIDE, SIDE), dtype=np.float32)
    for row, y in enumerate(range(pitch // 2, SIDE, pitch)):
        for x in range(pitch // 2 * (1 + row % 2), SIDE, pitch):
            _flower(share, (x, y), pitch // 5)
    return share


def _flower(share: Floats, centre: tuple[int, int], radius: int) -> None:
    """Five petals around a heart."""
    for angle in np.arange(5) * 2 * np.pi / 5:
        at = (round(centre[0] + radius * np.cos(angle)), round(centre[1] + radius * np.sin(angle)))
        cv2.circle(share, at, max(2, radius // 2), (1.0,), -1, cv2.LINE_AA)
