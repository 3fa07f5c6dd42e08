"""A value that was not read surely is looked at once more, without the table's rules and the seals over it.

Values lie off their cells by some millimetres, so that rules run through them: a 子 over a rule reads as
中, and of 169 the 1 is lost in the rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from casefile.page import Span
from extractors import values
from extractors.eyes import Eyes
from extractors.figures import combined, within
from extractors.fit import Zone
from extractors.form import Form
from extractors.found import Found
from extractors.places import Place, around, beside_label, over, place_of, roomy
from extractors.reading import read
from extractors.room import crossed_digit, open_end
from extractors.spec import FieldSpec
from extractors.weighed import weighed

_WEIGHED = (values.name, values.id_number)
_BLANK = 0.95
_ELSEWHERE = 0.5
_ENOUGH = 0.9
_DOUBTED = 0.2
_NOISE = 0.6
_CONTRADICTED = 0.6
_FAR = 2.0
"""In heights of a line: pieces of one text stand nearer."""
_OF_AN_ARC = 6
"""So many letters of a seal stand in a row at most: they lie along an arc."""


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
            return self._passed_over(one, zone)
        if len(first.raw) == 1 and first.raw not in one.words and self._of_labels(first.raw):
            told = self._of_both(one, place_of(zone, self.form))
            return Found(None, "", _ELSEWHERE) if told.value is None else told
        return self._certain(one, self._looked(one, zone, first, kept), kept)

    def _certain(self, one: FieldSpec, found: Found, kept: Sequence[Span]) -> Found:
        """A value is doubted where print may hold more than was read, unless a check in it holds."""
        tidied = one.tidy(found.raw)
        if tidied is None or tidied.certain > 1 or found.confidence < _CONTRADICTED:
            return found
        short = not _figure(found) and any(open_end(span, self.clear) for span in found.spans)
        crossed = found.raw.isdigit() and crossed_digit(found.spans, self.clear)
        # One of the pieces of what may be stamped in red may be a letter of a seal.
        pieced = one.red and len(found.spans) > 1
        cut = self._at_the_edge(kept)
        strange = one.tidy is values.text and (_scattered(found) or self._of_seal(found))
        doubted = cut or short or crossed or pieced or strange
        return replace(found, confidence=_CONTRADICTED) if doubted else found

    def _of_seal(self, found: Found) -> bool:
        """Whether a piece of a text may be letters of a seal: rules or dim light make them look dark."""
        short = (one for one in found.spans if len(one.chars) <= _OF_AN_ARC)
        return any(self.eyes.tinted(one.left, one.top, one.right, one.bottom) for one in short)

    def _looked(self, one: FieldSpec, zone: Zone, first: Found, kept: Sequence[Span]) -> Found:
        """A first reading, and where it is not sure the better one of a second look."""
        if self._at_the_edge(kept):
            first = replace(first, confidence=min(first.confidence, _CONTRADICTED))
        sure = first.confidence >= _ENOUGH
        if sure and not self._cut_short(first, one, zone):
            return first
        places = self._around(one, zone, first)
        again = self._again(one, places)
        if sure:
            whole = _of_cut(first, again, doubted=_figure(first) or any(map(self._short, kept)))
            # Of a name in the colour of a seal, or under one, a character may be taken for the seal.
            doubtful = one.red and again.value != whole.value
            return replace(whole, confidence=min(whole.confidence, _CONTRADICTED)) if doubtful else whole
        return self._unless_cut(one, zone, self._counted(one, _settled(one, first, again), places[0]))

    def _counted(self, one: FieldSpec, found: Found, place: Place) -> Found:
        """What is all figures and not sure, as the reader of figures has it too."""
        if not one.figures or found.confidence >= _ENOUGH:
            return found
        left, top, right, bottom = place
        middle, half = (top + bottom) / 2, 0.55 * (bottom - top)
        return combined(one, found, *self.eyes.figures(left, right, middle, middle, half))

    def _unless_cut(self, one: FieldSpec, zone: Zone, found: Found) -> Found:
        """A figure is doubted where its first digit may lie in a rule."""
        cut = _figure(found) and self._cut_short(found, one, zone)
        return replace(found, confidence=min(found.confidence, _DOUBTED)) if cut else found

    def _passed_over(self, one: FieldSpec, zone: Zone) -> Found:
        """What stands in a place where no line was found: nothing, or a lone character."""
        place = place_of(zone, self.form)
        if not self._picture(one).ink(*place):
            # What may be printed in red may as well stand elsewhere: some books' 户号 is above the table.
            return Found(None, "", _ELSEWHERE if one.red else _BLANK)
        span = self._picture(one).look(*place)
        if span is None:
            return self._of_both(one, place)
        if self._of_labels(span.chars):
            told = self._of_both(one, place)
            return Found(None, "", _BLANK) if told.value is None else told
        found = read(one, (span,))
        again = self._again(one, (place,), beyond=False) if one.words or found.value is None else found
        # What is weighed alone always says something: only where it reads so too it is sure. A name stamped
        # in red may lie under a seal as red.
        agreed = again.value == found.value and not one.red
        if not agreed and one.words:
            # A stroke inside a rule is gone with it: 已婚 reads as 二婚. With its rules the picture shows it.
            other = weighed(one, place, self.eyes)
            borne_out = again.value in (None, other.value) and not set(span.chars).isdisjoint(other.raw)
            agreed = borne_out and other.confidence >= _ENOUGH
            again = other if agreed else again
        return self._unless_cut(one, zone, again) if agreed else replace(again, confidence=_DOUBTED)

    def _of_both(self, one: FieldSpec, place: Place) -> Found:
        """One of a closed set of which nothing can be read: what both pictures, with rules and without, tell.

        One of them surely, the other fairly: a rule spoils the one, and what was lost with it the other.
        """
        if not one.words:
            return Found(None, "", 0.0)
        clear, whole = (weighed(one, place, eyes) for eyes in (self.clear, self.eyes))
        worse, better = sorted((clear, whole), key=lambda found: found.confidence)
        agreed = worse.value == better.value and worse.confidence > _DOUBTED and better.confidence >= _ENOUGH
        return better if agreed else Found(None, "", 0.0)

    def _picture(self, one: FieldSpec) -> Eyes:
        return self.eyes.in_green() if one.red else self.clear

    def _of_labels(self, raw: str) -> bool:
        """Whether a text is but the end of a label that reaches into the place, or a letter of one."""
        text = raw.strip(":：")
        return any(
            hit.span.chars.endswith(text) or (len(text) == 1 and text in hit.label)
            for hit in self.form.labels
        )

    def _at_the_edge(self, spans: Sequence[Span]) -> bool:
        """Whether the picture ends where the text does, so that the rest may be cut off."""
        margin = 0.4 * self.form.height
        return min(s.left for s in spans) < margin or max(s.right for s in spans) > self.eyes.width - margin

    def _cut_short(self, found: Found, one: FieldSpec, zone: Zone) -> bool:
        """Whether something stands beside a value that was read surely, or a digit may lie in a rule there."""
        if one.lines > 1 and any(map(self._short, found.spans)):
            return True
        first, last, height = found.spans[0], found.spans[-1], self.form.height
        top, bottom = first.top + 0.15 * first.height, first.bottom - 0.15 * first.height
        label = beside_label(zone, self.form)
        beside = [(max(first.left - 0.6 * height, min(label, first.left)), top, first.left, bottom)]
        if _figure(found):
            # A 1 that would make it no such value any more is not missing.
            return one.tidy(f"1{found.raw.lstrip()}") is not None and self._ruled(first)
        beside.append((last.right, top, last.right + 0.6 * height, bottom))
        own = {span.line for span in found.spans}
        own |= {hit.span.line for hit in self.form.labels if hit.span.right == zone.left}
        others = [span for span in self.form.spans if span.line not in own]
        return any(
            self.clear.ink(*place) and not any(over(span, place) for span in others) for place in beside
        )

    def _short(self, span: Span) -> bool:
        return roomy(span) and self._ruled(span)

    def _ruled(self, span: Span) -> bool:
        """Whether a rule runs through the beginning of a line."""
        height = self.form.height
        top, bottom = span.top + 0.15 * span.height, span.bottom - 0.15 * span.height
        return self.clear.covered(span.left - 0.6 * height, top, span.left + 0.4 * height, bottom)

    def _again(self, one: FieldSpec, places: Sequence[Place], beyond: bool = True) -> Found:
        """The value as it reads by itself, or `beyond` that in the picture with its rules and seals.

        One of a closed set is weighed against the others.
        """
        if one.words:
            found = weighed(one, places[0], self.clear)
            if found.confidence >= _ENOUGH or not beyond:
                return found
            other = weighed(one, places[0], self.eyes)
            return max(found, other, key=lambda found: found.confidence)
        found = _seen(one, places, self._picture(one))
        if found.confidence < _ENOUGH and beyond:
            # A stroke inside a rule is gone with it, and stands in the picture as it was.
            found = max(found, _seen(one, places, self.eyes), key=lambda found: found.confidence)
        return self._grammatical(one, found, places[0]) if found.value is None else found

    def _grammatical(self, one: FieldSpec, found: Found, place: Place) -> Found:
        """A text that is no value, told from what it may stand for; as sure as all but its first character."""
        words = one.readings(found.raw) if one.readings else ()
        if not words:
            return found
        told = weighed(replace(one, words=words), place, self.clear)
        rest = [sure for span in found.spans for sure in span.probabilities][1:]
        return replace(told, confidence=min([told.confidence, *rest]))

    def _noise(self, span: Span) -> bool:
        """Whether a text is none: without rules and seals no print is left of what stood there."""
        place = span.left, span.top, span.right, span.bottom
        if span.red or self.clear.ink(*place):
            return False
        return float(np.mean(span.probabilities)) < _NOISE or self.eyes.ink(*place)

    def _around(self, one: FieldSpec, zone: Zone, found: Found) -> list[Place]:
        """Around each line of a value; of what is no value as it stands, the rest may be passed over."""
        lines = [(span,) for span in found.spans] if one.lines > 1 else [found.spans]
        return [around(line, zone, self.form, tail=found.value is None) for line in lines]


def _seen(one: FieldSpec, places: Sequence[Place], eyes: Eyes) -> Found:
    spans = tuple(span for place in places if (span := eyes.look(*place)))
    return read(one, spans) if spans else Found(None, "", 0.0)


def _settled(one: FieldSpec, first: Found, again: Found) -> Found:
    """The better of two readings; where they contradict each other neither is sure."""
    if again.value is None or (first.value is not None and one.words and _partly(first, again)):
        return first
    if first.value is None or (one.tidy not in _WEIGHED and _completed(one, first, again)):
        return again
    better = max(first, again, key=lambda found: found.confidence)
    if one.tidy in _WEIGHED and not (len(again.raw) > len(first.raw) and within(first.raw, again.raw)):
        # The line stays, to be weighed; the same recogniser on the same print adds little to it.
        better = first
    if first.value == again.value:
        # A sign that the first look took for none of the digits was one that this one does not see.
        less = again.raw.isdigit() and len(again.raw) < len("".join(first.raw.split()))
        return first if less else better
    least = _DOUBTED if one.words and first.confidence > _CONTRADICTED else _CONTRADICTED
    return replace(better, confidence=min(better.confidence, least))


def _partly(first: Found, again: Found) -> bool:
    """Whether a second look saw but a part of a word: what touches a rule is cut off with it (次 of 次子)."""
    within = [span for span in again.spans if again.raw != first.raw and again.raw in first.raw]
    read = [(one + other) / 2 for span in first.spans for one, other in pairwise(span.edges)]
    return any(not span.left <= middle <= span.right for span in within for middle in read)


def _completed(one: FieldSpec, first: Found, again: Found) -> bool:
    """Whether a value that by its own word lost its beginning is read whole: 西玉林市, 广西玉林市."""
    cut, whole = one.tidy(first.raw), one.tidy(again.raw)
    lost = cut is not None and whole is not None and cut.certain < 1 <= whole.certain
    return lost and again.raw != first.raw and again.raw.endswith(first.raw)


def _of_cut(first: Found, again: Found, doubted: bool) -> Found:
    """A sure value that may have lost its beginning: with what was lost, if that can be read."""
    if again.value is not None and again.value != first.value:
        return again if within(first.raw, again.raw) else first
    return replace(first, confidence=min(first.confidence, _DOUBTED)) if doubted else first


def _scattered(found: Found) -> bool:
    """Whether pieces of a text stand far apart in one row, as a machine prints none: one may be a seal's."""
    return any(
        abs(one.middle - other.middle) < 0.5 * one.height and other.left - one.right > _FAR * one.height
        for one, other in pairwise(found.spans)
    )


def _figure(found: Found) -> bool:
    return isinstance(found.value, int | float)
