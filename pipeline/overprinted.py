"""Two lines that were printed into each other, and that the detector put into one box, are read apart.

The date of a register's cover often stands half over the words beneath the seal: read as one line they are
neither. Each half of the box shows enough of its own line.
"""

from __future__ import annotations

import numpy as np
from rapidfuzz import fuzz

from pipeline.ocr.detection import Image, Quad
from pipeline.ocr.reader import Reader, crop_of
from pipeline.ocr.recognition import Reading

Printed = tuple[Quad, Image, Reading]
_TALL, _WIDE, _STACKED, _ROW = 1.4, 2.5, 1.7, 1.25
"""How high such a box is in heights of the page's others, how wide at least in heights of its own; how high
one of several rows is at least, and each row of it."""
_CLEAR, _WORSE, _READABLE = 0.9, 0.05, 0.8
"""How clear each character of a single line is; how much less its halves may be, and how clear at least."""
_HALVES = ((0.0, 0.5), (0.0, 0.6)), ((0.5, 1.0), (0.45, 1.0), (0.55, 1.0))
_LEAST, _ALIKE = 4, 50.0
"""The fewest characters of a line, and how like (to 100) the halves of one line may read."""
_JUNK, _ALIKE_BESIDE_JUNK = 0.6, 75.0
"""How clear what two lines are read as is at most; then they may be shorter, and more alike: 户主或与 over
户主关系."""


def apart(image: Image, whole: Printed, usual: float, reader: Reader) -> list[Printed]:
    """The two lines in a box, or the box as it was read where there are none.

    `usual` is the height of the page's boxes in pixels.
    """
    box, crop, reading = whole
    height, width = crop.shape[:2]
    if height < _TALL * usual or width < _WIDE * height or min(reading.probabilities) > _CLEAR:
        return [whole]
    found = [
        max((_part(image, box, *half, reader) for half in halves), key=lambda one: one[2].score)
        for halves in _HALVES
    ]
    upper, lower = (one for _, _, one in found)
    least = max(_READABLE, reading.score - _WORSE)
    fewest, alike = (_LEAST, _ALIKE) if reading.score > _JUNK else (_LEAST - 1, _ALIKE_BESIDE_JUNK)
    clear = all(one.score > least and len(one.chars) >= fewest for one in (upper, lower))
    return found if clear and fuzz.ratio(upper.chars, lower.chars) < alike else [whole]


def stacked(image: Image, whole: Printed, usual: float, reader: Reader) -> list[Printed]:
    """The words in a box that stand in rows of their own, one below the other: 妻 over 女; none else.

    `usual` is the height of the page's boxes in pixels.
    """
    box, crop, _ = whole
    height, width = crop.shape[:2]
    if height < _STACKED * usual or not usual / 2 < width < height:
        return []
    rows = max(2, round(height / (_ROW * usual)))
    found = [_part(image, box, row / rows, (row + 1) / rows, reader) for row in range(rows)]
    words = (one.chars.strip() for _, _, one in found)
    clear = all(one.score > _CLEAR for _, _, one in found)
    return found if clear and all(word and not word.isascii() for word in words) else []


def _part(image: Image, box: Quad, start: float, end: float, reader: Reader) -> Printed:
    """What stands between two shares of a box's height."""
    left, right = box[3] - box[0], box[2] - box[1]
    corners = box[0] + start * left, box[1] + start * right, box[1] + end * right, box[0] + end * left
    quad = np.stack(corners).astype(np.float32)
    crop = crop_of(image, quad)
    return quad, crop, reader.reading(crop)
