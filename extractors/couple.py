"""The two parties of a marriage: two blocks with the same labels, told apart by sex and not by place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from casefile.page import Span
from extractors.found import Found
from extractors.labels import Hit, hits, rejoined
from extractors.spec import Spec

Solve = Callable[[Spec, Sequence[Span]], dict[str, Found]]
_GUESSED = 0.5
_EVEN = 1.9
"""How much wider than another a gap between two rows of one block is at most."""


def extract(spec: Spec, spans: Sequence[Span], solve: Solve) -> dict[str, Found]:
    """The certificate's own fields, and those of `husband_` and `wife_`."""
    spans = rejoined(spans, spec.labels)
    names = {label for one in spec.person for label in one.labels}
    found = hits(spans, spec.labels)
    persons = [hit for hit in found if hit.label in names]
    head = [span for span in spans if not _nearest_is_person(span, found, names)]
    own = {label for one in spec.fields for label in one.labels}
    fields = solve(replace(spec, person=()), head) if any(hit.label in own for hit in found) else {}
    if not persons:
        return fields
    cut = _cut(spec, persons)
    block = replace(spec, fields=spec.person, person=(), titles=(), distinctive=())
    rest = [span for span in spans if span not in head]
    upper = solve(block, [span for span in rest if span.middle < cut])
    below = [span for span in rest if span.middle >= cut]
    lower = solve(block, below) if below else {}
    return {**fields, **_by_sex(upper, lower)}


def _nearest_is_person(span: Span, found: Sequence[Hit], names: set[str]) -> bool:
    def distance(hit: Hit) -> float:
        beside = max(0.0, span.left - hit.span.right, hit.span.left - span.right)
        return float(np.hypot(beside, 4 * (span.middle - hit.span.middle)))

    nearest = min(found, key=distance, default=None)
    return nearest is not None and nearest.label in names


def _cut(spec: Spec, persons: Sequence[Hit]) -> float:
    """The height at which the labels part into two blocks, none of which has a label twice.

    Of a page that was cut, one block alone is there: no label stands twice, and its rows follow evenly.
    """
    rows = sorted(hit.span.middle for hit in persons)
    sets = {label: one.name for one in spec.person for label in one.labels}
    found = {sets[hit.label] for hit in persons}
    if len(found) == len(persons) >= len(spec.person) - 1 and _even(persons):
        return rows[-1] + 1e9

    def repeats(cut: float) -> int:
        sides = [(sets[hit.label], hit.span.middle < cut) for hit in persons]
        return len(sides) - len(set(sides))

    cuts = [((upper + lower) / 2, lower - upper) for upper, lower in pairwise(rows)]
    if not cuts:
        return rows[0] + 1e9
    return min(cuts, key=lambda cut: (repeats(cut[0]), -cut[1]))[0]


def _even(persons: Sequence[Hit]) -> bool:
    """Whether rows follow each other as those of one block do."""
    rows = sorted(hit.span.middle for hit in persons)
    height = float(np.median([hit.span.height for hit in persons]))
    gaps = [lower - upper for upper, lower in pairwise(rows) if lower - upper > height / 2]
    return not gaps or max(gaps) < _EVEN * min(gaps)


def _by_sex(upper: dict[str, Found], lower: dict[str, Found]) -> dict[str, Found]:
    """Which block is the husband's; where neither tells, the values keep little confidence."""
    one, other = _sex(upper), _sex(lower)
    known = one or other
    husband_above = one == "男" or (one is None and other != "男")
    blocks = (upper, lower) if husband_above else (lower, upper)
    doubtful = known is None or one == other
    return {
        f"{role}_{name.removeprefix('person_')}": _lowered(found) if doubtful else found
        for role, block in zip(("husband", "wife"), blocks, strict=True)
        for name, found in block.items()
        if name != "person_sex"
    }


def _sex(block: dict[str, Found]) -> str | None:
    """The printed sex, else that of the ID number."""
    printed = block.get("person_sex")
    if printed and printed.value:
        return str(printed.value)
    number = block.get("person_id_number")
    if number and isinstance(number.value, str) and len(number.value) == 18:
        return "男" if int(number.value[16]) % 2 else "女"
    return None


def _lowered(found: Found) -> Found:
    return replace(found, confidence=min(found.confidence, _GUESSED))
