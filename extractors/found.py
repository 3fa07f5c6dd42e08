"""One field of a document as it was found."""

from __future__ import annotations

from dataclasses import dataclass, replace

from casefile.case import Value
from casefile.page import Span


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value, what was read, how sure (0 to 1), and the text that it came from."""

    value: Value
    raw: str
    confidence: float
    spans: tuple[Span, ...] = ()

    def surer(self, doubt_left: float) -> Found:
        """The same where something else bears it out: of its doubt this share (0 to 1) is left."""
        return replace(self, confidence=1 - (1 - self.confidence) * doubt_left)
