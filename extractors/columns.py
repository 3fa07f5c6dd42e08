"""Forms that are tables with headings above: the register's page of changes (登记事项变更和更正记载)."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from casefile.page import Span
from extractors.found import Found
from extractors.labels import hits
from extractors.spec import FieldSpec, Spec

Read = Callable[[FieldSpec, tuple[Span, ...]], Found]
_MOST_ROWS = 8


def extract(spec: Spec, spans: Sequence[Span], read: Read) -> dict[str, Found]:
    """The fields of each filled row, their names numbered: `item_1`, `changed_to_1` and so on."""
    heads = {one: _head(one, spans) for one in spec.columns}
    found = {one: head for one, head in heads.items() if head is not None}
    if not found:
        return {}
    printed = {hit.span.line for hit in hits(spans, spec.labels)}
    foot = max(head.bottom for head in found.values())
    entries = [span for span in spans if span.top > foot and span.line not in printed and not span.red]
    return {
        f"{one.name}_{number}": read(one, texts)
        for number, row in enumerate(_rows(entries)[:_MOST_ROWS], 1)
        for one, texts in _by_column(found, row).items()
    }


def _head(one: FieldSpec, spans: Sequence[Span]) -> Span | None:
    found = hits(spans, one.labels)
    return max(found, key=lambda hit: hit.end - hit.start).span if found else None


def _rows(entries: Sequence[Span]) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for span in sorted(entries, key=lambda span: span.middle):
        if rows and span.middle - rows[-1][0].middle < 0.8 * span.height:
            rows[-1].append(span)
        else:
            rows.append([span])
    return [row for row in rows if len(row) > 1]


def _by_column(heads: Mapping[FieldSpec, Span], row: Sequence[Span]) -> dict[FieldSpec, tuple[Span, ...]]:
    """The texts of a row by their heading; columns part midway between the headings' ends."""
    order = sorted(heads, key=lambda one: heads[one].left)
    borders = [(heads[one].right + heads[other].left) / 2 for one, other in pairwise(order)]
    columns: dict[FieldSpec, tuple[Span, ...]] = {}
    for span in sorted(row, key=lambda span: span.left):
        one = order[bisect(borders, (span.left + span.right) / 2)]
        columns[one] = (*columns.get(one, ()), span)
    return columns
