"""Where on a sheet a document's own print stands, and whose a mark is where a sheet holds several."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from casefile.page import Span
from pipeline.normalise import Sheet, together

ROOM, CARD_ROOM, _BEYOND = 0.25, 0.6, 0.3
"""How far beside the print marks stand, as a share of its longer side. An ID card's photo stands to its
right, and ends so far beyond it where the number below was not read."""
_FEW, _READ = 3, 0.75


@dataclass(frozen=True, slots=True)
class Frame:
    """An upright box in pixels of a sheet."""

    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of_print(cls, spans: Sequence[Span], sheet: Sheet) -> Frame:
        """Around a document's lines that were read well; the whole sheet where there are hardly any."""
        sure = words(spans)
        if len(sure) < _FEW:
            height, width = sheet.image.shape[:2]
            return cls(0, 0, width, height)
        ends = np.array([(one.left, one.top, one.right, one.bottom) for one in sure])
        ends = ends[together(ends)]
        return cls(*map(float, (*ends[:, :2].min(axis=0), *ends[:, 2:].max(axis=0))))

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def longer(self) -> float:
        """The longer side."""
        return max(self.width, self.height)

    def share(self, x: float, y: float) -> tuple[float, float]:
        """A place as shares of the width and height; outside the frame they are below 0 or above 1."""
        return (x - self.left) / max(1.0, self.width), (y - self.top) / max(1.0, self.height)

    def away(self, x: float, y: float) -> float:
        """How far a place lies outside, in pixels."""
        aside, above = max(self.left - x, x - self.right, 0.0), max(self.top - y, y - self.bottom, 0.0)
        return math.hypot(aside, above)

    def cut(self, other: Frame) -> Frame:
        """The part that lies in the other; all of it where none does."""
        part = Frame(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )
        return part if part.width > 1 and part.height > 1 else self

    def grown(self, by: float) -> Frame:
        """With so many pixels more on each side."""
        return Frame(self.left - by, self.top - by, self.right + by, self.bottom + by)

    def seen_on(self, part: Sheet, sheet: Sheet) -> Frame:
        """The same box of `sheet` in pixels of a picture of some part of it, which lies as it does."""
        corners = np.array([[[self.left, self.top], [self.right, self.bottom]]], np.float64)
        onto = np.linalg.inv(part.to_page).astype(np.float64) @ sheet.to_page
        (left, top), (right, bottom) = cv2.perspectiveTransform(corners, onto)[0]
        return Frame(float(left), float(top), float(right), float(bottom))


def words(spans: Iterable[Span]) -> list[Frame]:
    """The boxes of the lines that surely are print."""
    sure = (span for span in spans if len(span.chars) > 1 and np.mean(span.probabilities) > _READ)
    return [Frame(span.left, span.top, span.right, span.bottom) for span in sure]


@dataclass(frozen=True, slots=True)
class Territory:
    """A document's own frame on a sheet, those of the other documents there, and how high its lines are."""

    frame: Frame
    others: tuple[Frame, ...] = ()
    line: float = 0.0

    @classmethod
    def of(cls, spans: Sequence[Span], others: Iterable[Sequence[Span]], sheet: Sheet) -> Territory:
        """That of the document with these lines."""
        rivals = tuple(Frame.of_print(other, sheet) for other in others)
        line = float(np.median([span.height for span in spans])) if spans else 0.0
        return cls(Frame.of_print(spans, sheet), rivals, line)

    def holds(self, x: float, y: float) -> bool:
        """Whether a mark in this place is the document's own: no other's print is nearer."""
        return all(_reach(self.frame, x, y) <= _reach(other, x, y) for other in self.others)

    def surroundings(self, sheet: Sheet, room: float = ROOM) -> Frame:
        """The part of the sheet, and around it, in which the document's marks may stand.

        `room` is how far beside the print, as a share of its longer side.
        """
        height, width = sheet.image.shape[:2]
        frame, room = self.frame, room * self.frame.longer
        # A photo may stand above the first line.
        around = Frame(frame.left - room, frame.top - 1.6 * room, frame.right + room, frame.bottom + room)
        return around.cut(Frame(0, 0, width, height).grown(_BEYOND * max(height, width)))

    def seen_on(self, part: Sheet, sheet: Sheet) -> Territory:
        """The same in pixels of a picture of some part of the sheet."""
        frame = self.frame.seen_on(part, sheet)
        rivals = tuple(other.seen_on(part, sheet) for other in self.others)
        return Territory(frame, rivals, self.line * frame.width / max(1.0, self.frame.width))


def _reach(frame: Frame, x: float, y: float) -> tuple[float, float]:
    """How far a place lies outside a frame, and within it from its middle (share of the sides)."""
    right, down = frame.share(x, y)
    return frame.away(x, y), max(abs(right - 0.5), abs(down - 0.5))
