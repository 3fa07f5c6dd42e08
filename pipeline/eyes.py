"""A sheet's pixels as extractors may ask them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from casefile.page import Span
from extractors.eyes import Option
from pipeline.cleared import cleared
from pipeline.marks.bare import bare
from pipeline.marks.ink import DARK, Box, Image, ink_in, red_share, stroke_level
from pipeline.marks.ticks import marks_on
from pipeline.normalise import Sheet
from pipeline.ocr.reader import Reader, crop_of, span_of

_STEP = 8
"""Heights of lines differ by so many pixels or more: the parts of one page share a cleared picture."""
_READABLE = 0.6
_BLACK, _FEW = 0.85, 0.2
"""What black print's contrast is in the red channel at least, and the share of a page's lines below which
those of another colour are exceptions: some registers are printed in violet."""
_GONE, _UPRIGHT = 25, 0.7
"""How much lighter a pixel became, and over which share of the height: an upright rule."""


@dataclass(frozen=True, slots=True)
class SheetEyes:
    """See extractors.eyes.Eyes."""

    sheet: Sheet
    grey: Image
    reader: Reader
    stroke: float = DARK
    words: Sequence[Span] = ()
    seen: dict[int, Image] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: Sheet, words: Sequence[Span], reader: Reader) -> SheetEyes:
        """A sheet's pixels, strokes told from paper as its printed words are."""
        grey = sheet.grey
        print_ = (_cut(grey, one.left, one.top, one.right, one.bottom) for one in words if not one.red)
        return cls(sheet, grey, reader, stroke_level(print_), [one for one in words if not one.red])

    @property
    def width(self) -> float:
        """The sheet's width in pixels."""
        return float(self.grey.shape[1])

    def cleared(self, height: float) -> SheetEyes:
        """The same sheet without its tables' rules and its red seals; `height` is that of a line's box."""
        size = round(height / _STEP)
        if size not in self.seen:
            self.seen[size] = cleared(self.sheet.image, max(1, size) * _STEP)
        return replace(self, grey=self.seen[size])

    def in_green(self) -> SheetEyes:
        """The same sheet with its red print as dark as its black."""
        return replace(self, grey=np.ascontiguousarray(self.sheet.image[:, :, 1]))

    def ink(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether anything is printed or written there."""
        return ink_in(_cut(self.grey, left, top, right, bottom), self.stroke) is not None

    def bare(self, left: float, top: float, right: float, bottom: float, height: float) -> bool:
        """Whether the paper there looks like its surroundings."""
        return bare(self.sheet.image, left, top, right, bottom, height)

    def covered(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether a rule was taken out there, and with it perhaps a stroke that ran along inside it."""
        before = _cut(self.sheet.image[:, :, 2], left, top, right, bottom)
        gone = _cut(self.grey, left, top, right, bottom).astype(np.int16) - before
        return bool(gone.size and (gone > _GONE).mean(axis=0).max() > _UPRIGHT)

    def tinted(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether what stands there is reddish, and hardly any other line that is no red print."""
        if self._blackness(left, top, right, bottom) > _BLACK:
            return False
        others = (self._blackness(one.left, one.top, one.right, one.bottom) for one in self.words)
        return sum(other < _BLACK for other in others) < _FEW * len(self.words)

    def _blackness(self, left: float, top: float, right: float, bottom: float) -> float:
        place = _cut(self.sheet.image, left, top, right, bottom)
        return red_share(place) if place.size else 1.0

    def strokes(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float] | None:
        """The box around what is printed or written there."""
        box = ink_in(_cut(self.grey, left, top, right, bottom), self.stroke)
        x, y = max(0, int(left)), max(0, int(top))
        return None if box is None else (box[0] + x, box[1] + y, box[2] + x, box[3] + y)

    def look(self, left: float, top: float, right: float, bottom: float) -> Span | None:
        """What stands there, read once more by itself, close around its strokes."""
        found = self._close(left, top, right, bottom)
        if found is None:
            return None
        (x0, y0, x1, y1), crop = found
        reading = self.reader.reading(crop)
        if not reading.chars.strip() or reading.score < _READABLE:
            return None
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        return span_of(reading, quad, -1)

    def figures(self, left: float, right: float, start: float, end: float, half: float) -> tuple[str, float]:
        """The figures of a row, with # for other print between them, and how likely all of it is."""
        return self.reader.figures.read(self.row(left, right, start, end, half))

    def row(self, left: float, right: float, start: float, end: float, half: float) -> Image:
        """The picture of a row that runs from one height to another, laid level."""
        row = np.array([[left, start - half], [right, end - half], [right, end + half], [left, start + half]])
        return crop_of(self.grey, row)

    def weigh(
        self, left: float, top: float, right: float, bottom: float, words: Sequence[str]
    ) -> tuple[float, ...]:
        """By how many nats each word is likelier than what would be read there; empty where nothing is."""
        found = self._close(left, top, right, bottom)
        if found is None:
            return ()
        matrix = self.reader.matrix(found[1])
        best = self.reader.log_likelihood(matrix, self.reader.text(matrix))
        return tuple(self.reader.log_likelihood(matrix, word) - best for word in words)

    def cut(self, left: float, top: float, right: float, bottom: float) -> Image:
        """The picture of a place."""
        return _cut(self.grey, left, top, right, bottom)

    def _close(self, left: float, top: float, right: float, bottom: float) -> tuple[Box, Image] | None:
        """The box close around the strokes of a place, in pixels of the sheet, and its picture."""
        place = _cut(self.grey, left, top, right, bottom)
        box = ink_in(place, self.stroke)
        if box is None:
            return None
        margin = max(2, (box[3] - box[1]) // 6)
        x0, y0 = max(0, box[0] - margin), max(0, box[1] - margin)
        x1, y1 = min(place.shape[1], box[2] + margin), min(place.shape[0], box[3] + margin)
        x, y = max(0, int(left)), max(0, int(top))
        return (x0 + x, y0 + y, x1 + x, y1 + y), np.ascontiguousarray(place[y0:y1, x0:x1])

    def marks(
        self,
        options: Sequence[Option],
        printed: Sequence[tuple[float, float, float]],
        limits: tuple[float, float],
        em: float,
    ) -> tuple[float, ...]:
        """What has been drawn at each option beyond the others."""
        return marks_on(self.sheet.image, options, printed, limits, em)


def _cut(picture: Image, left: float, top: float, right: float, bottom: float) -> Image:
    x, y = max(0, int(left)), max(0, int(top))
    return picture[y : max(y, int(bottom)), x : max(x, int(right))]
