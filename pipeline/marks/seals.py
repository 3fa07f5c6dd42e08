"""Red seals on a document (印章): where they stand, their shape and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casefile.geometry import Polygon
from pipeline.marks.lettering import lettering
from pipeline.marks.redness import Map, redness, shrunk
from pipeline.marks.ring import Ring
from pipeline.marks.rings import rings
from pipeline.normalise import Sheet
from pipeline.ocr.reader import Reader

LOOKED_AT = 720
"""Longer side in pixels at which seals are looked for."""
_SEEN = 0.2
_READ = 0.45
_ROUND = 1.22
_ENOUGH_RED = 0.0012


def seals(sheet: Sheet, reader: Reader, round_ones: bool = True) -> tuple[Mapping[str, Any], ...]:
    """The red seals on an upright document, likeliest first.

    Each has `colour`, `shape`, `box` (corners in pixels of the page image), `centre` (likewise), `place`
    (share of the document's width and height), `confidence` that a seal is there, its `text` (None where
    illegible) and `text_confidence`.
    """
    image, scale = shrunk(sheet.image, LOOKED_AT)
    ink = redness(image)
    if float((ink > 0.1).mean()) < _ENOUGH_RED:
        return ()
    return tuple(_round_seals(sheet, ink, scale, reader)) if round_ones else ()


def _round_seals(sheet: Sheet, ink: Map, scale: float, reader: Reader) -> Iterator[dict[str, Any]]:
    for ring in rings(ink):
        if ring.likelihood < _SEEN:
            continue
        full = ring.moved(0, 0, 1 / scale)
        text, sure = _text(sheet, full, reader) if ring.likelihood > _READ else (None, 0.0)
        shape = "oval" if max(ring.axes) > _ROUND * min(ring.axes) else "round"
        yield _seal(sheet, shape, full.corners, ring.likelihood, text, sure)


def _text(sheet: Sheet, ring: Ring, reader: Reader) -> tuple[str | None, float]:
    """What the seal says, read on its own surroundings in full resolution."""
    half = 1.3 * max(ring.axes)
    part = sheet.part(ring.x - half, ring.y - half, ring.x + half, ring.y + half)
    left, top = max(0, int(ring.x - half)), max(0, int(ring.y - half))
    return lettering(redness(part.image), ring.moved(left, top), reader)


def _seal(
    sheet: Sheet, shape: str, corners: NDArray[np.float64], confidence: float, text: str | None, sure: float
) -> dict[str, Any]:
    height, width = sheet.image.shape[:2]
    x, y = corners.mean(axis=0)
    box = sheet.on_page(Polygon(tuple((float(a), float(b)) for a, b in corners)))
    (centre,) = sheet.on_page(Polygon(((float(x), float(y)),))).points
    return {
        "colour": "red",
        "shape": shape,
        "box": [[round(a, 1), round(b, 1)] for a, b in box.points],
        "centre": [round(part, 1) for part in centre],
        "text": text,
        "confidence": round(confidence, 3),
        "text_confidence": round(sure, 3),
        "place": [round(float(x) / width, 3), round(float(y) / height, 3)],
    }
