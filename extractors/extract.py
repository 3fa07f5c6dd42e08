"""The lines of one document become its fields."""

from __future__ import annotations

from collections.abc import Sequence

from casefile.page import Span
from extractors import columns, couple, lined
from extractors.calibration import calibrated
from extractors.corroborate import corroborated
from extractors.eyes import Eyes
from extractors.form import solve
from extractors.found import Found
from extractors.marriage_certificate import as_labelled
from extractors.reading import read
from extractors.second_look import Looked
from extractors.spec import FieldSpec, Spec


def extract(spec: Spec, spans: Sequence[Span], eyes: Eyes) -> dict[str, Found]:
    """Every field that the kind prints: read, blank (None, sure) or unreadable (None, 0)."""
    return corroborated(calibrated(spec.kind, _of_kind(spec, spans, eyes)))


def _of_kind(spec: Spec, spans: Sequence[Span], eyes: Eyes) -> dict[str, Found]:
    if spec.lined:
        return lined.extract(spec, spans, eyes)
    if spec.columns:
        return columns.extract(spec, spans, read)
    if spec.person:
        return as_labelled(couple.extract(spec, spans, lambda part, of: _fields(part, of, eyes)), spans)
    return _fields(spec, spans, eyes)


def _fields(spec: Spec, spans: Sequence[Span], eyes: Eyes) -> dict[str, Found]:
    form = solve(spec, spans, eyes.width)
    looked = Looked(form, eyes, eyes.cleared(form.height))
    fields = {one.name: _field(one, looked) for one in spec.fields}
    return {name: found for name, found in fields.items() if found is not None}


def _field(one: FieldSpec, looked: Looked) -> Found | None:
    form = looked.form
    zone = next((zone for zone in form.zones.values() if zone.spec.labels == one.labels), None)
    if zone is None:
        return None if one.optional else Found(None, "", 0.0)
    return looked.field(one, zone, form.values.get(zone.spec.name, ()))
