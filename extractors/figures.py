"""Figures written by hand are read twice, as a line and by themselves: a thin 1 easily vanishes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from casefile.page import Span
from extractors.fit import Zone
from extractors.found import Found
from extractors.lines import Page, centre, joined
from extractors.spec import FieldSpec

_DOUBTED, _RESTORED = 0.3, 0.35
_LONGEST = 6
_SHORT = "OolI|.AB"


def is_figure(found: Found) -> bool:
    """Whether a value is a number or a letter or two: 3250, AB."""
    return isinstance(found.value, int | float) or (str(found.value).isascii() and len(str(found.value)) < 3)


def confirmed(one: FieldSpec, zone: Zone, found: Found, page: Page) -> Found:
    """The figure as found, or doubted where it reads otherwise by itself; one that lost a digit has it again."""
    place = _place(zone, found.spans, page)
    span = page.eyes.look(*place) if place else None
    again = one.tidy(joined([span], page.form.height)) if span else None
    if span is None or again is None or again.value == found.value:
        return found
    first, second = _digits(found.value), _digits(again.value)
    if second in first:
        # A piece of it: the cut was too narrow.
        return found
    if first in second:
        return Found(again.value, found.raw, min(found.confidence, _RESTORED), found.spans)
    return replace(found, confidence=min(found.confidence, _DOUBTED))


def _digits(value: object) -> str:
    return "".join(letter for letter in str(value) if letter.isalnum())


def _place(zone: Zone, spans: Sequence[Span], page: Page) -> tuple[float, float, float, float] | None:
    """Around the figure, with room for a digit before it, up to the unit."""
    height = page.form.height
    letters = [(centre(span, k), letter) for span in spans for k, letter in enumerate(span.chars)]
    figures = [x for x, letter in letters if letter.isdigit() or letter in _SHORT]
    if not figures or len(figures) > _LONGEST:
        return None
    last = max(figures)
    units = [x for x, _ in letters if x > last + 0.1 * height]
    left = max(zone.left + 0.05 * height, min(figures) - 1.3 * height)
    right = min([zone.right - 0.05 * height, last + 0.9 * height, *(x - 0.3 * height for x in units[:1])])
    if right - left < 0.3 * height:
        return None
    middle = page.lean.at((left + right) / 2, zone.middle)
    return left, middle - 0.5 * height, right, middle + 0.5 * height
