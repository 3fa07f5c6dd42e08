"""Faces told by their features: eyes, nose and mouth as cascades of Haar features know them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Square = tuple[float, float, float]
"""Middle and width of a face in pixels."""

CASCADES = ("haarcascade_frontalface_alt.xml", "haarcascade_frontalface_default.xml")
"""The surest first."""
_FINENESS = 1.1
_LEAST = 20


def cascaded(image: Image, name: str, tall: float, share: float, neighbours: int) -> list[Square]:
    """The faces on a BGR picture, looked for where it is at most `tall` pixels high.

    A face is at least `share` of that height wide, and found so many times over.
    """
    scale = min(1.0, tall / image.shape[0])
    least = max(_LEAST, round(share * image.shape[0] * scale))
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    grey = cv2.equalizeHist(cv2.cvtColor(small, cv2.COLOR_BGR2GRAY))
    boxes = _cascade(name).detectMultiScale(grey, _FINENESS, neighbours, minSize=(least, least))
    return [((x + w / 2) / scale, (y + h / 2) / scale, w / scale) for x, y, w, h in boxes]


@lru_cache(maxsize=2)
def _cascade(name: str) -> cv2.CascadeClassifier:
    return cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / name))
