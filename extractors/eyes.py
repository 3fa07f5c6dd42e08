"""What an extractor may ask of the picture itself, where the text alone does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from casefile.page import Span

Option = tuple[float, float, float, str]
"""A printed option: left, right and middle of its word, and the word."""


class Eyes(Protocol):
    """A sheet's pixels; all places are left, top, right, bottom in pixels of the upright sheet."""

    @property
    def width(self) -> float:
        """The sheet's width in pixels."""
        ...

    def cleared(self, height: float) -> Eyes:
        """The same sheet without its tables' rules and its red seals; `height` is that of a line's box."""
        ...

    def in_green(self) -> Eyes:
        """The same sheet with its red print as dark as its black."""
        ...

    def ink(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether anything is printed or written there; rules and paper patterns do not count."""
        ...

    def bare(self, left: float, top: float, right: float, bottom: float, height: float) -> bool:
        """Whether the paper there looks like its surroundings, as no finger, patch or mosaic does.

        `height` is that of a line's box.
        """
        ...

    def covered(self, left: float, top: float, right: float, bottom: float) -> bool:
        """On a cleared sheet: whether an upright rule was taken out there, perhaps with a stroke."""
        ...

    def tinted(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether what stands there is reddish, and hardly anything else is: a seal's letters, perhaps."""
        ...

    def strokes(
        self, left: float, top: float, right: float, bottom: float
    ) -> tuple[float, float, float, float] | None:
        """The box around what is printed or written there, None where nothing is."""
        ...

    def look(self, left: float, top: float, right: float, bottom: float) -> Span | None:
        """What stands there, read once more by itself; None where nothing can be made out."""
        ...

    def figures(self, left: float, right: float, start: float, end: float, half: float) -> tuple[str, float]:
        """The figures of a row, with # for other print between them, and how likely all of it is (0 to 1).

        `start` and `end` are the row's middle at its two ends, `half` is half its height.
        """
        ...

    def weigh(
        self, left: float, top: float, right: float, bottom: float, words: Sequence[str]
    ) -> tuple[float, ...]:
        """By how many nats each word is likelier than what would be read there (mostly below 0).

        Empty where nothing stands.
        """
        ...

    def marks(
        self,
        options: Sequence[Option],
        printed: Sequence[tuple[float, float, float]],
        limits: tuple[float, float],
        em: float,
    ) -> tuple[float, ...]:
        """What has been drawn at each option beyond the others; 1 is the ink of a printed character.

        `printed` are the centres of other printed characters and half their widths, `limits` the ends
        of the place.
        """
        ...
