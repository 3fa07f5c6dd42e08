"""The lines of one document become its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from casefile.case import Value
from casefile.page import Span
from extractors.form import Form, Zone, solve
from extractors.spec import FieldSpec, Spec

Ink = Callable[[float, float, float, float], bool]
"""Whether anything is printed or written inside left, top, right, bottom."""

_BLANK = 0.95


@dataclass(frozen=True, slots=True)
class Found:
    """One field of a document: its value, what was read, how sure, and the text it came from."""

    value: Value
    raw: str
    confidence: float
    spans: tuple[Span, ...] = ()


def extract(spec: Spec, spans: Sequence[Span], width: float, ink: Ink) -> dict[str, Found]:
    """Every field that the kind prints: read, blank (None, sure) or unreadable (None, 0)."""
    form = solve(spec, spans, width)
    fields = {one.name: _field(one, form, ink) for one in spec.fields}
    return {name: found for name, found in fields.items() if found is not None}


def _field(one: FieldSpec, form: Form, ink: Ink) -> Found | None:
    zone = next((zone for zone in form.zones.values() if zone.spec.labels == one.labels), None)
    if zone is None:
        return None if one.optional else Found(None, "", 0.0)
    spans = form.values.get(zone.spec.name, ())
    if not spans:
        return Found(None, "", 0.0 if ink(*_place(zone, form)) else _BLANK)
    return read(one, spans)


def read(one: FieldSpec, spans: tuple[Span, ...]) -> Found:
    """The value of a field from the pieces of text that belong to it."""
    raw = "".join(span.chars for span in spans)
    tidied = one.tidy(raw)
    if tidied is None:
        return Found(None, raw, 0.0, spans)
    return Found(tidied.value, raw, confidence(spans, tidied.certain), spans)


def confidence(spans: Sequence[Span], certain: float) -> float:
    """How sure a value is: its weakest character, raised or lowered by a check within the text."""
    weakest = min((span.confidence for span in spans), default=0.0)
    if certain > 1:
        return 1 - (1 - weakest) * 0.02
    return weakest * certain


def _place(zone: Zone, form: Form) -> tuple[float, float, float, float]:
    half = 0.6 * form.height
    x, y = form.shift
    left = zone.left + max(0.0, x) + 0.2 * form.height
    right = max(left + form.height, min(zone.right + x, zone.left + 14 * form.height) - 0.3 * form.height)
    return left, zone.middle + y - half, right, zone.middle + y + half


def by_name(fields: Mapping[str, Found], name: str) -> Value:
    """The value of a field, None where it is absent."""
    return fields[name].value if name in fields else None
