"""Red seals on a document (印章): where they stand, their shape and what they say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from casefile.geometry import Polygon
from pipeline.marks.copies import GREY, coloured_share
from pipeline.marks.lettering import as_print, lettering
from pipeline.marks.redness import Map, darkness, redness, shrunk
from pipeline.marks.ring import Ring
from pipeline.marks.rings import rings
from pipeline.marks.stamps import stamps, straightened
from pipeline.normalise import Image, Sheet
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import HEIGHT

LOOKED_AT = 720
"""Longer side in pixels at which seals are looked for."""
_SEEN = 0.2
_READ = 0.45
_ROUND = 1.22
_NO_SEAL = 0.45
"""Confidence of a stamp with words: it is red and stamped, but no office's seal."""
_LEGIBLE, _SURE_WORDS = 0.6, 0.85
_ENOUGH_RED = 0.0012


def seals(sheet: Sheet, reader: Reader, round_ones: bool = True) -> tuple[Mapping[str, Any], ...]:
    """The red seals on an upright document, likeliest first, then stamps with words.

    Each has `colour`, `shape`, `box` (corners in pixels of the page image), `centre` (likewise), `place`
    (share of the document's width and height), `confidence` that a seal is there, its `text` (None where
    illegible) and `text_confidence`.
    """
    image, scale = shrunk(sheet.image, LOOKED_AT)
    ink = redness(image)
    if float((ink > 0.1).mean()) < _ENOUGH_RED:
        return tuple(_grey_seals(sheet, image, scale)) if round_ones else ()
    round_seals = tuple(_round_seals(sheet, ink, scale, reader)) if round_ones else ()
    return round_seals + tuple(_stamps(sheet, ink, scale, reader))


def _round_seals(sheet: Sheet, ink: Map, scale: float, reader: Reader) -> Iterator[dict[str, Any]]:
    for ring in rings(ink):
        if ring.likelihood < _SEEN:
            continue
        full = ring.moved(0, 0, 1 / scale)
        text, sure = _text(sheet, full, reader) if ring.likelihood > _READ else (None, 0.0)
        shape = "oval" if max(ring.axes) > _ROUND * min(ring.axes) else "round"
        yield _seal(sheet, shape, full.corners, ring.likelihood, text, sure)


def _grey_seals(sheet: Sheet, image: Image, scale: float) -> Iterator[dict[str, Any]]:
    """What look like seals on a copy without colour: nobody can say that they were red."""
    if coloured_share(image) > GREY:
        return
    for ring in rings(darkness(image)):
        if ring.likelihood > _READ:
            shape = "oval" if max(ring.axes) > _ROUND * min(ring.axes) else "round"
            corners = ring.moved(0, 0, 1 / scale).corners
            yield {**_seal(sheet, shape, corners, 0.5 * ring.likelihood, None, 0.0), "colour": "grey"}


def _stamps(sheet: Sheet, ink: Map, scale: float, reader: Reader) -> Iterator[dict[str, Any]]:
    """Stamps with words (复印无效, 注销); an unframed one counts only where its words are read."""
    for stamp in stamps(ink):
        corners = stamp.corners / scale
        text, sure = _words(sheet, corners, reader)
        if stamp.framed or (text and sure > _SURE_WORDS):
            shape = "square" if stamp.square else "rectangle"
            yield _seal(sheet, shape, corners.astype(np.float64), _NO_SEAL, text, sure)


def _words(sheet: Sheet, corners: NDArray[np.float32], reader: Reader) -> tuple[str | None, float]:
    """What stands inside the frame, read in full resolution."""
    left, top = corners.min(axis=0) - 4
    right, bottom = corners.max(axis=0) + 4
    part = sheet.part(left, top, right, bottom)
    begins = np.array([max(0, int(left)), max(0, int(top))], np.float32)
    upright = straightened(redness(part.image), corners - begins, 2 * HEIGHT)
    rim = round(0.12 * len(upright))
    reading = reader.reading(as_print(upright[rim:-rim, rim:-rim]))
    text = reading.chars.strip()
    return (text, reading.score) if len(text) > 1 and reading.score > _LEGIBLE else (None, 0.0)


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
