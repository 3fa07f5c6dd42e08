"""A bar over the eyes of a face: it is still found as one, but nobody can say whose it is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_SIZE = (100, 120)
_EYES, _HIGH, _CHEEKS = range(30, 39, 2), 8, slice(72, 90)
"""Rows of a face's box in that size: eyes lie at 0.3 of its height, cheeks below 0.6; a bar moves the box."""
_ACROSS = slice(22, 78)
_PLAIN, _OTHER = 0.04, 0.25
"""Of a face's contrast: how much a bar varies at most (eyes do from 0.08 on), how far it is from skin."""


def barred(face: Image) -> bool:
    """Whether all across the eyes of a face's picture (BGR) one plain colour lies that is not its skin's."""
    if min(face.shape[:2]) < 10:
        return False
    grey = cv2.resize(cv2.cvtColor(face, cv2.COLOR_BGR2GRAY), _SIZE, interpolation=cv2.INTER_AREA)
    dark, bright = np.percentile(grey, (5, 95))
    contrast = max(1.0, float(bright - dark))
    skin = float(np.median(grey[_CHEEKS, _ACROSS]))
    strips = (grey[top : top + _HIGH, _ACROSS].astype(np.float32) for top in _EYES)
    plain = [one for one in strips if float(np.abs(one - np.median(one)).mean()) < _PLAIN * contrast]
    return any(abs(float(np.median(one)) - skin) > _OTHER * contrast for one in plain)
