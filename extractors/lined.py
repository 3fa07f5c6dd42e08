"""The fields of a form of printed lines with blanks and options in them.

`分娩日期: 2026 年 11 月 5 日`: the place of a field holds printed words, blanks and what was filled in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from casefile.page import Span
from extractors.choices import choose, offers_options
from extractors.eyes import Eyes
from extractors.figures import read_twice
from extractors.fit import Zone
from extractors.found import Found
from extractors.labels import closed, whole
from extractors.levelling import lean_of
from extractors.lines import Page, joined, solve_lines
from extractors.reading import worth
from extractors.spec import FieldSpec, Spec, Tidied
from extractors.weighed import chosen

_BLANK, _LOOKED = 0.95, 0.9
_TWICE, _SAID_TWICE = 0.97, 0.8
_ELSE = 0.5
"""What a value is worth at most that differs from what its line said."""
_SPECK = 0.4
_MARKS_OF_NOTHING = re.compile(r"[\s_＿—\-–~·.。,，、:：;；|｜/\\()（）\[\]'\"`…]+")


def extract(spec: Spec, spans: Sequence[Span], eyes: Eyes) -> dict[str, Found]:
    """Every field that the form prints: read, blank (None, sure) or unreadable (None, 0)."""
    spans = whole(_print(spans), spec.labels)
    lean = lean_of(spans)
    form = solve_lines(spec, [lean.levelled(closed(span)) for span in spans], eyes.width)
    places = {span.line: span for span in spans}
    page = Page(form, lean, eyes, options=offers_options(form, lean))
    fields = {one.name: _field(one, page) for one in spec.fields}
    found = {name: _in_place(found, places) for name, found in fields.items() if found is not None}
    return spec.agree(found) if spec.agree else found


def _print(spans: Sequence[Span]) -> list[Span]:
    """The lines without specks."""
    usual = float(np.median([span.height for span in spans])) if spans else 0.0
    return [span for span in spans if span.height > _SPECK * usual]


def _in_place(found: Found, places: Mapping[int, Span]) -> Found:
    """The field with its text where it stands on the sheet."""
    moved = (
        replace(span, top=places[span.line].top, bottom=places[span.line].bottom)
        if span.line in places
        else span
        for span in found.spans
    )
    return replace(found, spans=tuple(moved))


def _field(one: FieldSpec, page: Page) -> Found | None:
    zone = page.form.zones.get(one.name)
    if zone is None:
        return None if one.optional else Found(None, "", 0.0)
    spans = page.form.values[one.name]
    if one.choices:
        return choose(one, zone, spans, page)
    found = _read(one, spans, page.form.height)
    if one.figures:
        found = read_twice(one, zone, found, page)
    elif one.words and found.value is not None:
        found = borne_out(found, _among(one, zone, spans, page))
    elif found.value is None or (found.confidence < _TWICE and any(map(str.isdigit, str(found.value)))):
        found = _read_again(one, zone, found, page)
    return _second_look(one, zone, spans, page) if found.value is None else found


def _read(one: FieldSpec, spans: Sequence[Span], height: float) -> Found:
    raw = joined(spans, height)
    tidied = one.tidy(raw)
    if tidied is None:
        return Found(None, raw, 0.0, tuple(spans))
    return Found(tidied.value, raw, _sure(one, spans, tidied), tuple(spans))


def _filled_in(one: FieldSpec, raw: str) -> str:
    """What stands in a place besides what the form prints there."""
    return "".join(letter for letter in _MARKS_OF_NOTHING.sub("", raw) if letter not in one.printed)


def _sure(one: FieldSpec, spans: Sequence[Span], tidied: Tidied) -> float:
    """The weakest character that was filled in, raised or lowered by a check within the text.

    What is read twice (figures) or weighed whole is not doubted for print that no character stands for.
    """
    counted = [
        probability
        for span in spans
        for letter, probability in zip(span.chars, span.probabilities, strict=True)
        if _filled_in(one, letter)
    ]
    lost = not one.figures and not one.words and any(span.lost for span in spans)
    return worth(min(counted, default=0.0), tidied, lost=lost)


def _read_again(one: FieldSpec, zone: Zone, found: Found, page: Page) -> Found:
    """The digits as found, surer where their whole row, read as one line, says the same.

    Pieces of a row are cut close to their strokes and may lose one; look-alike characters would be read alike
    both times, so words prove nothing. Where the pieces made no sense, what the row says.
    """
    half, row = 0.5 * page.form.height, [span for span in found.spans if span.centres]
    if not row or not any(letter.isdigit() for letter in found.raw):
        return found
    left, right = min(span.left for span in row), max(span.right for span in row)
    middle = page.lean.at((left + right) / 2, zone.middle)
    seen = page.eyes.look(left, middle - half, right, middle + half)
    again = _read(one, (closed(seen),), page.form.height) if seen else None
    if again is None or again.value is None:
        return found
    if found.value is None:
        return replace(found, value=again.value, confidence=_SAID_TWICE * again.confidence)
    if again.value != found.value:
        return found
    return found.surer(1 - _SAID_TWICE * again.confidence)


def _among(one: FieldSpec, zone: Zone, spans: Sequence[Span], page: Page) -> Found:
    """The value of a closed set that the whole place says, from its label on: pieces may lose a letter."""
    half = 0.5 * page.form.height
    left, right = zone.left, max(span.right for span in spans) + 0.2 * half
    middle = page.lean.at((left + right) / 2, zone.middle)
    return chosen(one, page.eyes.weigh(left, middle - half, right, middle + half, one.words))


def borne_out(found: Found, again: Found) -> Found:
    """The value as found, surer where it was found again; where it was not, what was seen of the whole, a doubt."""
    if again.value is None:
        return found
    if again.value != found.value:
        return replace(found, value=again.value, confidence=min(again.confidence, _ELSE))
    return found.surer(1 - again.confidence)


def _second_look(one: FieldSpec, zone: Zone, spans: Sequence[Span], page: Page) -> Found:
    """A place that says nothing: blank, covered, or with characters that were passed over and are read now."""
    half = 0.42 * page.form.height
    inked, bare, seen = False, True, []
    for left, right in _gaps(zone, spans, page.form.height):
        middle = page.lean.at((left + right) / 2, zone.middle)
        place = left, middle - half, right, middle + half
        if page.eyes.ink(*place):
            inked = True
            seen += [span for span in [page.eyes.look(*place)] if span]
        else:
            bare = bare and page.eyes.bare(*place, page.form.height)
    raw = joined(spans, page.form.height)
    if not inked and not _filled_in(one, raw):
        return Found(None, "", _BLANK if bare else 0.0, tuple(spans))
    if not seen:
        return Found(None, raw, 0.0, tuple(spans))
    found = _read(one, sorted([*spans, *seen], key=lambda span: span.left), page.form.height)
    return replace(found, confidence=_LOOKED * found.confidence)


def _gaps(zone: Zone, spans: Sequence[Span], height: float) -> list[tuple[float, float]]:
    """Where between the printed words something could have been written, left and right ends."""
    half, least = 0.36 * height, 0.5 * height
    centres = sorted(x for span in spans for x in span.centres)
    start = zone.left + 0.25 * height
    end = min(zone.right - 0.2 * height, zone.left + 12 * height)
    edges = [start, *(edge for x in centres for edge in (x - half, x + half)), end]
    pairs = zip(edges[::2], edges[1::2], strict=True)
    return [(left, right) for left, right in pairs if right - left > least]
