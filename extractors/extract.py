"""The lines of one document become its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence

from casefile.page import Span
from extractors import columns, couple, lined, values
from extractors.calibration import calibrated
from extractors.corroborate import corroborated
from extractors.eyes import Eyes
from extractors.fit import Zone
from extractors.form import Form, solve
from extractors.found import Found
from extractors.spec import FieldSpec, Spec, Tidied

_BLANK = 0.95
_VANISHED = 0.3

Place = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the sheet."""


def extract(spec: Spec, spans: Sequence[Span], eyes: Eyes) -> dict[str, Found]:
    """Every field that the kind prints: read, blank (None, sure) or unreadable (None, 0)."""
    return corroborated(calibrated(spec.kind, _of_kind(spec, spans, eyes)))


def _of_kind(spec: Spec, spans: Sequence[Span], eyes: Eyes) -> dict[str, Found]:
    if spec.lined:
        return lined.extract(spec, spans, eyes)
    if spec.columns:
        return columns.extract(spec, spans, read)
    if spec.person:
        return couple.extract(spec, spans, lambda part, of: _fields(part, of, eyes))
    return _fields(spec, spans, eyes)


def _fields(spec: Spec, spans: Sequence[Span], eyes: Eyes) -> dict[str, Found]:
    form = solve(spec, spans, eyes.width)
    fields = {one.name: _field(one, form, eyes) for one in spec.fields}
    return {name: found for name, found in fields.items() if found is not None}


def _field(one: FieldSpec, form: Form, eyes: Eyes) -> Found | None:
    zone = next((zone for zone in form.zones.values() if zone.spec.labels == one.labels), None)
    if zone is None:
        return None if one.optional else Found(None, "", 0.0)
    spans = form.values.get(zone.spec.name, ())
    return read(one, spans) if spans else _second_look(one, _place(zone, form), eyes)


def _second_look(one: FieldSpec, place: Place, eyes: Eyes) -> Found:
    """A place where no line was found: blank, or a lone character that the detector passed over."""
    if not eyes.ink(*place):
        return Found(None, "", _BLANK)
    span = eyes.look(*place)
    return read(one, (span,)) if span else Found(None, "", 0.0)


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


def _place(zone: Zone, form: Form) -> Place:
    """Where a field's value would stand, without the lines that were found above and below."""
    half = 0.6 * form.height
    x, y = form.shift
    left = zone.left - 0.1 * form.height + min(0.0, x)
    right = max(left + form.height, min(zone.right + x, zone.left + 14 * form.height) - 0.3 * form.height)
    middle = zone.middle + y
    top, bottom = middle - half, middle + half
    for span in form.spans:
        if span.left < right and span.right > left:
            top = max(top, span.bottom) if span.middle < middle else top
            bottom = min(bottom, span.top) if span.middle >= middle else bottom
    return left, top, right, bottom
