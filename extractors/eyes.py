"""What an extractor may ask of the picture itself, where the text alone does not tell."""

from __future__ import annotations

from typing import Protocol

from casefile.page import Span


class Eyes(Protocol):
    """A sheet's pixels; all places are left, top, right, bottom in pixels of the upright sheet."""

    @property
    def width(self) -> float:
        """The sheet's width in pixels."""
        ...

    def ink(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether anything is printed or written there; rules and paper patterns do not count."""
        ...

    def look(self, left: float, top: float, right: float, bottom: float) -> Span | None:
        """What stands there, read once more by itself; None where nothing can be made out."""
        ...
