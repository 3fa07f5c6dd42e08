"""Whether a picture shows a copy: without any colour, or a screen."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from pipeline.scaling import shrunk

Image = NDArray[np.uint8]

GREY = 0.001
"""Coloured share below which a document is a copy without colour."""
_LOOKED_AT = 256
_COLOURED = 7.0
_TILE, _TILES = 256, 3


def coloured_share(image: Image) -> float:
    """The share of a document whose colour differs clearly from its paper's; 0 for a grey copy.

    The paper's own tint and the lamp's, which change slowly, do not count.
    """
    small, _ = shrunk(image, _LOOKED_AT)
    lab = cv2.cvtColor(cv2.medianBlur(small, 3), cv2.COLOR_BGR2LAB).astype(np.float32)[:, :, 1:]
    inner = lab[8:-8, 8:-8] if min(lab.shape[:2]) > 40 else lab
    away = np.linalg.norm(inner - np.median(inner, axis=(0, 1)), axis=-1)
    return float((away > _COLOURED).mean())


def screen_peak(page: Image) -> float:
    """How far the strongest fine pattern that runs evenly over a picture stands out (log of power).

    A screen's grid and its moiré are the same all over the picture; print, paper and table are not.
    """
    height, width = page.shape[:2]
    if min(height, width) < _TILE:
        return 0.0
    window = np.outer(np.hanning(_TILE), np.hanning(_TILE)).astype(np.float32)
    spectra = []
    for top in np.linspace(0, height - _TILE, _TILES).astype(int):
        for left in np.linspace(0, width - _TILE, _TILES).astype(int):
            piece = page[top : top + _TILE, left : left + _TILE]
            tile = cv2.cvtColor(piece, cv2.COLOR_BGR2GRAY).astype(np.float32)
            tile = (tile - tile.mean()) / (tile.std() + 2) * window
            waves = cv2.dft(tile, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : _TILE // 2 + 1]
            spectra.append(np.log1p(cv2.magnitude(waves[:, :, 0], waves[:, :, 1])))
    usual = np.sort(np.stack(spectra), axis=0)[len(spectra) // 2]
    return _peak(usual)


def _peak(spectrum: NDArray[np.float32]) -> float:
    """The strongest isolated peak of a log spectrum between 2.5 and 12 pixels a period."""
    half = _TILE // 2 + 1
    folded = np.roll(spectrum, _TILE // 2, axis=0)
    down = np.abs(np.arange(_TILE) - _TILE // 2)[:, None]
    across = np.arange(half)[None, :]
    away = np.hypot(down, across)
    ground = cv2.medianBlur((np.clip(folded * 30, 0, 255)).astype(np.uint8), 9).astype(np.float32) / 30
    rise = folded - ground
    rise[(away < _TILE / 12) | (away > _TILE / 2.5)] = 0
    # JPEG's blocks of 8 pixels leave their own pattern, exactly across and down.
    blocks = (np.minimum(down % (_TILE // 8), -down % (_TILE // 8)) <= 1) & (across <= 1)
    blocks |= (np.minimum(across % (_TILE // 8), -across % (_TILE // 8)) <= 1) & (down <= 1)
    rise[blocks] = 0
    return float(rise.max())
