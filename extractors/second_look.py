"""A value that was not read surely is looked at once more, without the table's rules and the seals over it.

Values lie off their cells by some millimetres, so that rules run through them: a 子 over a rule reads as
中, and of 169 the 1 is lost in the rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from casefile.page import Span
from extractors import values
from extractors.eyes import Eyes
from extractors.fit import Zone
from extractors.form import Form
from extractors.found import Found
from extractors.spec import FieldSpec, Tidied

_BLANK = 0.95
_ENOUGH = 0.9
_VANISHED = 0.3
_DOUBTED = 0.2
_NOISE = 0.6
_CONTRADICTED = 0.6
_AHEAD, _LEAST_AHEAD, _FIT = 4.0, 0.5, -6.0
"""Nats: how far a word of a closed set must lie before all others, and below what the picture says freely."""

Place = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the sheet."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A form and its picture, as it is and `clear` of rules and seals."""

    form: Form
    eyes: Eyes
    clear: Eyes

    def field(self, one: FieldSpec, zone: Zone, spans: Sequence[Span]) -> Found:
        """The value of a field from the pieces of text that fell to it."""
        kept = tuple(span for span in spans if not self._noise(span))
        first = read(one, kept) if kept else None
        if first is None:
            return self._passed_over(one, place_of(zone, self.form))
        sure = first.confidence >= _ENOUGH
        if sure and not self._cut_short(first):
            return first
        again = self._again(one, self._around(one, zone, kept, tail=first.value is None))
        if sure:
            return _of_cut(first, again)
        return _settled(one, first, again)

    def _passed_over(self, one: FieldSpec, place: Place) -> Found:
        """What stands in a place where no line was found: nothing, or a lone character."""
        if not self._picture(one).ink(*place):
            return Found(None, "", _BLANK)
        span = self._picture(one).look(*place)
        if span is None:
            return Found(None, "", 0.0)
        if self._of_labels(span.chars):
            return Found(None, "", _BLANK)
        found = read(one, (span,))
        again = self._again(one, (place,)) if one.words or found.value is None else found
        # What is weighed alone always says something: only where it reads so too it is sure.
        return again if again.value == found.value else replace(again, confidence=_DOUBTED)

    def _picture(self, one: FieldSpec) -> Eyes:
        return self.eyes if one.red else self.clear

    def _of_labels(self, raw: str) -> bool:
        """Whether a text is but the end of a label that reaches into the place."""
        return any(hit.span.chars.endswith(raw.strip(":：")) for hit in self.form.labels)

    def _cut_short(self, found: Found) -> bool:
        """Whether something stands beside a value that was read surely, or a 1 may lie in a rule there."""
        first, last, height = found.spans[0], found.spans[-1], self.form.height
        top, bottom = first.top + 0.15 * first.height, first.bottom - 0.15 * first.height
        beside = [(first.left - 0.6 * height, top, first.left, bottom)]
        if _figure(found):
            return self.clear.covered(beside[0][0], top, first.left + 0.4 * height, bottom)
        beside.append((last.right, top, last.right + 0.6 * height, bottom))
        others = [span for span in self.form.spans if span.line not in {one.line for one in found.spans}]
        return any(
            self.clear.ink(*place) and not any(_over(span, place) for span in others) for place in beside
        )

    def _again(self, one: FieldSpec, places: Sequence[Place]) -> Found:
        """The value as it reads by itself; one of a closed set is weighed against the others."""
        if one.words:
            found = weighed(one, places[0], self.clear)
            if found.confidence >= _ENOUGH:
                return found
            other = weighed(one, places[0], self.eyes)
            return max(found, other, key=lambda found: found.confidence)
        eyes = self._picture(one)
        spans = tuple(span for place in places if (span := eyes.look(*place)))
        found = read(one, spans) if spans else Found(None, "", 0.0)
        return self._grammatical(one, found, places[0]) if found.value is None else found

    def _grammatical(self, one: FieldSpec, found: Found, place: Place) -> Found:
        """A text that is no value, told from what it may stand for."""
        words = one.readings(found.raw) if one.readings else ()
        return weighed(replace(one, words=words), place, self.clear) if words else found

    def _noise(self, span: Span) -> bool:
        """Whether a text that is hardly legible is none: seal and rules gone, no print is left."""
        return (
            span.confidence < _NOISE
            and not span.red
            and not self.clear.ink(span.left, span.top, span.right, span.bottom)
        )

    def _around(self, one: FieldSpec, zone: Zone, spans: Sequence[Span], tail: bool = False) -> list[Place]:
        """Around the lines of a value, with room for a character lost before it, or for its `tail`."""
        height = self.form.height
        # Where it is no value as it stands, the rest of it may have been passed over.
        right = min(zone.right, zone.left + 14 * height) - 0.3 * height if tail else 0.0
        groups = [[span] for span in spans] if one.lines > 1 else [list(spans)]
        return [
            (
                min(group[0].left, max(zone.left, group[0].left - height)),
                min(span.top for span in group),
                max(group[-1].right + 0.3 * height, right),
                max(span.bottom for span in group),
            )
            for group in groups
        ]


def weighed(one: FieldSpec, place: Place, eyes: Eyes) -> Found:
    """The value of a closed set that stands at a place."""
    box = eyes.strokes(*place)
    weights = eyes.weigh(*place, one.words) if box else ()
    if box is None or not weights:
        return Found(None, "", 0.0)
    found = chosen(one, weights)
    span = Span(found.raw, (found.confidence,) * len(found.raw), _edges(box, found.raw), box[1], box[3], -1)
    return replace(found, spans=(span,))


def _edges(box: Place, text: str) -> tuple[float, ...]:
    return tuple(np.linspace(box[0], box[2], len(text) + 1).tolist())


def chosen(one: FieldSpec, weights: Sequence[float]) -> Found:
    """The value of a closed set that a picture tells: sure where it lies far ahead of all others."""
    ranked = sorted(zip(weights, one.words, strict=True), reverse=True)
    weight, word = ranked[0]
    value = one.tidy(word)
    others = (one.tidy(other) for _, other in ranked)
    nearest = next((w for (w, _), other in zip(ranked, others, strict=True) if other != value), -np.inf)
    if value is None or weight - nearest < _LEAST_AHEAD or weight < 3 * _FIT:
        return Found(None, "", 0.0)
    sure = weight - nearest > _AHEAD and weight > _FIT
    return Found(value.value, word, _BLANK if sure else _DOUBTED)


def _settled(one: FieldSpec, first: Found, again: Found) -> Found:
    """The better of two readings; where they contradict each other neither is sure."""
    if again.value is None:
        return first
    if first.value is None:
        return again
    better = max(first, again, key=lambda found: found.confidence)
    if first.value == again.value:
        # The same recogniser on the same print: a name is no surer for it.
        return first if one.tidy is values.name else better
    return replace(better, confidence=min(better.confidence, _CONTRADICTED))


def _of_cut(first: Found, again: Found) -> Found:
    """A sure value that may have lost its beginning: with what was lost, if that can be read."""
    if again.value is not None and again.value != first.value:
        more = first.raw.replace(" ", "") in again.raw.replace(" ", "")
        return again if more else first
    return replace(first, confidence=min(first.confidence, _DOUBTED)) if _figure(first) else first


def _over(span: Span, place: Place) -> bool:
    """Whether a line takes up a part of a place."""
    left, top, right, bottom = place
    return span.left < right and span.right > left and span.top < bottom and span.bottom > top


def _figure(found: Found) -> bool:
    return isinstance(found.value, int | float)


def read(one: FieldSpec, spans: tuple[Span, ...]) -> Found:
    """The value of a field from the pieces of text that belong to it."""
    # The parts of a date stand apart where 年 or 月 was not read; other values are one string.
    raw = (" " if one.tidy is values.date else "").join(span.chars for span in spans)
    tidied = one.tidy(raw)
    if tidied is None:
        return Found(None, raw, 0.0, spans)
    return Found(tidied.value, raw, confidence(spans, tidied), spans)


def confidence(spans: Sequence[Span], tidied: Tidied) -> float:
    """How sure a value is: its weakest character, raised or lowered by a check within the text.

    Print that no character stands for means a vanished character: the rest is then no whole value.
    """
    characters = [pair for span in spans for pair in zip(span.chars, span.probabilities, strict=True)]
    telling = [sure for character, sure in characters if re.match(tidied.told_by, character)]
    weakest = min(telling or [sure for _, sure in characters], default=0.0)
    if any(span.lost for span in spans):
        return min(_VANISHED, weakest)
    return 1 - (1 - weakest) * 0.02 if tidied.certain > 1 else weakest * tidied.certain


def place_of(zone: Zone, form: Form) -> Place:
    """Where a field's value would stand, without the lines that were found above and below."""
    half = 0.6 * form.height
    x, y = form.shift
    left = zone.left + 0.1 * form.height
    right = max(left + form.height, min(zone.right + x, zone.left + 14 * form.height) - 0.3 * form.height)
    middle = zone.middle + y
    top, bottom = middle - half, middle + half
    # A line's box is higher than its print by a good sixth on either side.
    margin, least = 0.2 * form.height, 0.36 * form.height
    for span in form.spans:
        if span.left < right and span.right > left and abs(span.middle - middle) > half:
            top = max(top, min(span.bottom - margin, middle - least)) if span.middle < middle else top
            bottom = min(bottom, max(span.top + margin, middle + least)) if span.middle > middle else bottom
    return left, top, right, bottom
