"""Whether a line's print may hold more than was read of it: room for a character, a rule through a digit."""

from __future__ import annotations

from collections.abc import Sequence

from casefile.page import Span
from extractors.eyes import Eyes

_DIGIT = 0.55
"""The width of a digit or a Latin letter, in widths of a Chinese character."""
_ROOM = 0.8
"""From so much room behind the last character, in the same, a digit may stand there: a margin takes 0.35."""
_THROUGH = 0.45
"""How far from a digit's centre a rule runs through it, in its widths, and half a stroke."""


def open_end(span: Span, eyes: Eyes) -> bool:
    """Whether a line's box has room for a digit behind its last character, with ink or a rule in it.

    `eyes` see the picture without its rules; a digit printed over one has left little there.
    """
    size = _em(span)
    if size is None:
        return False
    end = span.centres[-1] + size * _width(span.chars[-1]) / 2
    if span.right - end < _ROOM * size:
        return False
    place = _inner(span, end + 0.1 * size, min(span.right, end + size))
    return eyes.covered(*place) or eyes.ink(*place)


def crossed_digit(spans: Sequence[Span], eyes: Eyes) -> bool:
    """Whether an upright rule runs through the first or the last of some digits: with one a 3 reads as 8."""
    ends = [(span, centre) for span in spans for centre in (span.centres[:1] + span.centres[-1:])]
    return any(_crossed(span, centre, eyes) for span, centre in ends)


def _crossed(span: Span, centre: float, eyes: Eyes) -> bool:
    size = _em(span)
    reach = _THROUGH * _DIGIT * size if size else 0.0
    return bool(size) and eyes.covered(*_inner(span, centre - reach, centre + reach))


def _em(span: Span) -> float | None:
    """The pitch of a line's Chinese characters, in pixels; None where it cannot be told."""
    if len(span.centres) < 4:
        return None
    widths = [_width(letter) for letter in span.chars]
    return (span.centres[-1] - span.centres[0]) / (sum(widths) - (widths[0] + widths[-1]) / 2)


def _width(letter: str) -> float:
    return _DIGIT if letter.isascii() else 1.0


def _inner(span: Span, left: float, right: float) -> tuple[float, float, float, float]:
    return left, span.top + 0.15 * span.height, right, span.bottom - 0.15 * span.height
