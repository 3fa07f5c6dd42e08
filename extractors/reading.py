"""Pieces of text become a field's value, as sure as its weakest character."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from casefile.page import Span
from extractors import values
from extractors.found import Found
from extractors.spec import FieldSpec, Tidied

_VANISHED = 0.3


def read(one: FieldSpec, spans: tuple[Span, ...]) -> Found:
    """The value of a field from the pieces of text that belong to it."""
    raw = _joined(one, spans)
    tidied = one.tidy(raw)
    if tidied is None:
        return Found(None, raw, 0.0, spans)
    return Found(tidied.value, raw, confidence(spans, tidied), spans)


def _joined(one: FieldSpec, spans: Sequence[Span]) -> str:
    """The pieces as one string; the parts of a date stand apart where 年 or 月 was not read.

    The dot at which a long name is broken into two rows is seldom seen at the end of the first.
    """
    if one.tidy is values.name and _rows(spans) > 1:
        return "·".join(span.chars.rstrip("·") for span in spans)
    return (" " if one.tidy is values.date else "").join(span.chars for span in spans)


def _rows(spans: Sequence[Span]) -> int:
    """In how many rows pieces of text stand, each more than half a line below the one before."""
    return 1 + sum(other.middle - one.middle > 0.5 * one.height for one, other in pairwise(spans))


def confidence(spans: Sequence[Span], tidied: Tidied) -> float:
    """How sure a value is: its weakest character, raised or lowered by a check within the text."""
    characters = [pair for span in spans for pair in zip(span.chars, span.probabilities, strict=True)]
    telling = [sure for character, sure in characters if re.match(tidied.told_by, character)]
    weakest = min(telling or [sure for _, sure in characters], default=0.0)
    return worth(weakest, tidied, lost=any(span.lost for span in spans))


def worth(weakest: float, tidied: Tidied, *, lost: bool) -> float:
    """What a value is worth whose weakest character is so sure.

    Print that no character stands for means a vanished character: the rest is then no whole value, unless a
    check within it holds.
    """
    if lost:
        return weakest if tidied.certain > 1 else min(_VANISHED, weakest)
    return 1 - (1 - weakest) * 0.02 if tidied.certain > 1 else weakest * tidied.certain
