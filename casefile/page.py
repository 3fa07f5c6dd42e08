"""What was seen on a picture: lines of text with the place of every character."""

from __future__ import annotations

from dataclasses import dataclass

from casefile.geometry import Polygon


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of recognised text within one line, in pixels of the upright document.

    `chars` are its characters, `probabilities` how sure the recogniser was of each, `edges` the
    horizontal position of each character's left edge and, last, of the right end. An edge lies
    midway between two characters however far apart they stand; `centres`, where known, says where
    the characters themselves are.
    """

    chars: str
    probabilities: tuple[float, ...]
    edges: tuple[float, ...]
    top: float
    bottom: float
    line: int
    red: bool = False
    lost: tuple[float, ...] = ()
    centres: tuple[float, ...] = ()

    @property
    def left(self) -> float:
        """The left end."""
        return self.edges[0]

    @property
    def right(self) -> float:
        """The right end."""
        return self.edges[-1]

    @property
    def middle(self) -> float:
        """The vertical middle."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """The height of the line."""
        return self.bottom - self.top

    @property
    def box(self) -> Polygon:
        """The upright box of the stretch."""
        return Polygon.of_box(self.left, self.top, self.right, self.bottom)

    @property
    def confidence(self) -> float:
        """The recogniser's own score of the weakest character, 0 to 1; 0 for no characters."""
        return min(self.probabilities, default=0.0)

    def part(self, start: int, end: int) -> Span:
        """The characters from `start` up to `end`, where they stand.

        >>> Span("姓名王", (0.9, 0.8, 0.7), (0, 10, 20, 30), 0, 10, 0).part(2, 3).edges
        (20, 30)
        """
        return Span(
            self.chars[start:end],
            self.probabilities[start:end],
            self.edges[start : end + 1],
            self.top,
            self.bottom,
            self.line,
            self.red,
            tuple(place for place in self.lost if self.edges[start] <= place <= self.edges[end]),
            self.centres[start:end],
        )

    def __repr__(self) -> str:
        """Masked: text of a page may be a person's data."""
        return f"Span({len(self.chars)} characters at {self.left:.0f},{self.top:.0f})"
