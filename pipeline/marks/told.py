"""A seal or a stamp in the form in which a document's result carries it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from casefile.geometry import Polygon
from pipeline.marks.frames import Territory
from pipeline.marks.stamps import Stamp
from pipeline.normalise import Sheet

_NO_SEAL = 0.45
"""Confidence of a stamp with words: it is stamped, but no office's seal."""


def stamp_told(
    sheet: Sheet, own: Territory, stamp: Stamp, text: str | None, sure: float, colour: str = "red"
) -> dict[str, Any]:
    """The mark of a stamp with words."""
    shape = "square" if stamp.square else "rectangle"
    return told(sheet, own, shape, stamp.corners.astype(np.float64), _NO_SEAL, text, sure, colour)


def told(
    sheet: Sheet,
    own: Territory,
    shape: str,
    corners: NDArray[np.float64],
    confidence: float,
    text: str | None,
    sure: float,
    colour: str = "red",
) -> dict[str, Any]:
    """The mark as `pipeline.marks.seals.seals` describes it; `corners` are pixels of `sheet`."""
    x, y = (float(part) for part in corners.mean(axis=0))
    box = sheet.on_page(Polygon(tuple((float(a), float(b)) for a, b in corners)))
    (centre,) = sheet.on_page(Polygon(((x, y),))).points
    return {
        "colour": colour,
        "shape": shape,
        "box": [[round(a, 1), round(b, 1)] for a, b in box.points],
        "centre": [round(part, 1) for part in centre],
        "text": text,
        "confidence": round(confidence, 3),
        "text_confidence": round(sure, 3),
        "place": [round(part, 3) for part in own.frame.share(x, y)],
    }
