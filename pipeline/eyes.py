"""A sheet's pixels as extractors may ask them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from casefile.page import Span
from extractors.eyes import Option
from pipeline.marks.ink import Image, ink_in
from pipeline.marks.ticks import marks_on
from pipeline.normalise import Sheet
from pipeline.ocr.reader import Reader, span_of

_READABLE = 0.6


@dataclass(frozen=True, slots=True)
class SheetEyes:
    """See extractors.eyes.Eyes."""

    sheet: Sheet
    grey: Image
    reader: Reader

    @property
    def width(self) -> float:
        """The sheet's width in pixels."""
        return float(self.grey.shape[1])

    def ink(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether anything is printed or written there."""
        return ink_in(self._cut(left, top, right, bottom)) is not None

    def strokes(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float] | None:
        """The box around what is printed or written there."""
        box = ink_in(self._cut(left, top, right, bottom))
        x, y = max(0, int(left)), max(0, int(top))
        return None if box is None else (box[0] + x, box[1] + y, box[2] + x, box[3] + y)

    def look(self, left: float, top: float, right: float, bottom: float) -> Span | None:
        """What stands there, read once more by itself, close around its strokes."""
        place = self._cut(left, top, right, bottom)
        box = ink_in(place)
        if box is None:
            return None
        margin = max(2, (box[3] - box[1]) // 6)
        x0, y0 = max(0, box[0] - margin), max(0, box[1] - margin)
        x1, y1 = min(place.shape[1], box[2] + margin), min(place.shape[0], box[3] + margin)
        reading = self.reader.reading(np.ascontiguousarray(place[y0:y1, x0:x1]))
        if not reading.chars.strip() or reading.score < _READABLE:
            return None
        x, y = max(0, int(left)), max(0, int(top))
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        return span_of(reading, quad + np.array([x, y], np.float32), -1)

    def marks(
        self,
        options: Sequence[Option],
        printed: Sequence[tuple[float, float, float]],
        limits: tuple[float, float],
        em: float,
    ) -> tuple[float, ...]:
        """What has been drawn at each option beyond the others."""
        return marks_on(self.sheet.image, options, printed, limits, em)

    def _cut(self, left: float, top: float, right: float, bottom: float) -> Image:
        x, y = max(0, int(left)), max(0, int(top))
        return self.grey[y : max(y, int(bottom)), x : max(x, int(right))]
