"""Which text belongs to which label of a form, although values are printed off their places.

Values were printed by another machine than the form: all of them lie off their cells by the same
few millimetres. So the shift of the whole page is looked for under which labels and values fit best.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from casefile.page import Span
from extractors import values as tidied
from extractors.fit import TOO_FAR, Zone, best_shift, costs, misfits
from extractors.labels import Hit, hits, rejoined, whole
from extractors.spec import FieldSpec, Spec

_OF_SEALS = re.compile("[户口专用章派出所公安局厅民政婚姻登记]{1,3}|[^\\u3400-\\u9fff]?[专用章]{2,3}")
"""What is left of a seal's letters where they were taken for a line."""
_OF_DATES = re.compile("[0-9年月日]")
_TOO_HIGH = 2.5
"""In heights of a label: a box so high holds a seal, and no line."""
_UNDER = 2.2
"""How far below its label a value stands at most, in heights of a label."""
_PUNCTUATION = " :：_＿—-·.。,，;；|｜/\\"


@dataclass(frozen=True, slots=True)
class Form:
    """A page taken apart: its labels, the zones of its fields, the text found for each, and all its lines."""

    labels: tuple[Hit, ...]
    zones: Mapping[str, Zone]
    values: Mapping[str, tuple[Span, ...]]
    height: float
    shift: tuple[float, float] = (0.0, 0.0)
    spans: tuple[Span, ...] = ()


def solve(spec: Spec, spans: Sequence[Span], width: float) -> Form:
    """Assign the text of one document to the fields of its form; `width` is the sheet's, in pixels."""
    spans = rejoined(whole(spans, spec.labels), spec.labels)
    words = {word for one in spec.fields for word in one.words}
    found = _no_values(hits(spans, spec.labels), spans, words)
    found += _run_into(spec, spans, found)
    pieces = [
        piece for piece in _pieces(spans, found, spec.labels, words) if not _of_form(piece.chars, spec, words)
    ]
    height = float(np.median([hit.span.height for hit in found])) if found else 20.0
    pieces = [piece for piece in pieces if piece.height < _TOO_HIGH * height]
    zones = _zones(spec, found, width, height)
    # What is red was stamped, and lies off by itself; letters of a seal belong nowhere.
    printed = [piece for piece in pieces if not piece.red]
    shift = best_shift(tuple(zones.values()), printed, height, spec.drift)
    values = _assign(tuple(zones.values()), pieces, height, shift)
    values |= _above(zones, pieces, values, width, height)
    values = _below(spec, zones, pieces, values, height)
    return Form(tuple(found), zones, values, height, shift, tuple(spans))


def _no_values(found: Sequence[Hit], spans: Sequence[Span], words: Collection[str]) -> list[Hit]:
    """The labels found, without those that are a part of a value: 兵役 in 未服兵役."""
    lines = {span.line: span.chars for span in spans}

    def inside(hit: Hit) -> bool:
        line = lines[hit.span.line]
        places = ((word, line.find(word)) for word in words if hit.label in word and hit.label != word)
        return any(0 <= at <= hit.start and hit.end <= at + len(word) for word, at in places)

    return [hit for hit in found if not inside(hit)]


def _run_into(spec: Spec, spans: Sequence[Span], found: Sequence[Hit]) -> list[Hit]:
    """Labels that a value runs into, read as its end (融水苗族自治县民 族): of fields whose label is nowhere else."""
    seen = {hit.label for hit in found}
    lost = [one.labels[0] for one in spec.fields if not seen & set(one.labels)]
    ends = [(label, re.compile(r"\s*".join(map(re.escape, label)) + "$")) for label in lost]
    taken = {hit.span.line for hit in found}
    places = [
        (label, span, end.start())
        for span in spans
        for label, pattern in ends
        if span.line not in taken and (end := pattern.search(span.chars)) and end.start() > 0
    ]
    return [
        Hit(label, span.part(start, len(span.chars)), start, len(span.chars), 1.0)
        for label, span, start in places
    ]


def _of_form(chars: str, spec: Spec, words: Collection[str]) -> bool:
    """Whether a text is but a piece of what the form itself prints, and no value of a closed set."""
    plain = chars.replace(" ", "")
    printed = spec.other_labels if len(plain) == 1 else spec.labels
    return plain not in words and any(plain in label for label in printed)


def _pieces(
    spans: Sequence[Span], found: Sequence[Hit], labels: Collection[str], words: Collection[str]
) -> list[Span]:
    """What is left of the lines once the labels are taken out."""
    pieces = []
    for span in spans:
        mine = sorted(_reach(h, span, labels, words) for h in found if h.span.line == span.line)
        start = 0
        for begin, end in [*mine, (len(span.chars), len(span.chars))]:
            piece = _trimmed(span.part(start, begin)) if begin > start else None
            if piece and piece.chars and not _OF_SEALS.fullmatch(piece.chars):
                pieces.append(piece)
            start = end
    return pieces


def _reach(hit: Hit, line: Span, labels: Collection[str], words: Collection[str]) -> tuple[int, int]:
    """From where to where a label stands in its line, of which a part alone was known.

    A long label is broken anywhere, 何时由何地迁|来本址; and its last character may be misread: 户主或写 for
    户主或与.
    """
    part = line.chars[hit.start : hit.end]
    before, rest = line.chars[: hit.start], line.chars[hit.end :]
    whole = [label.partition(part) for label in labels if part in label]
    start = 0 if before and any(head.endswith(before) for head, _, _ in whole) else hit.start
    if rest and rest not in words:
        misread = len(rest) == 1 and hit.end - hit.start == len(hit.label) - 1 and hit.label.startswith(part)
        if misread or any(tail.startswith(rest) for _, _, tail in whole):
            return start, len(line.chars)
    return start, hit.end


def _trimmed(span: Span) -> Span:
    text = span.chars
    start = len(text) - len(text.lstrip(_PUNCTUATION))
    end = len(text.rstrip(_PUNCTUATION))
    return span.part(min(start, end), end)


def _zones(spec: Spec, found: Sequence[Hit], width: float, height: float) -> dict[str, Zone]:
    zones: dict[str, Zone] = {}
    for one in _distinct(spec.fields):
        mine = [hit for hit in found if hit.label in one.labels]
        if not mine:
            continue
        best = max(mine, key=lambda hit: (_strength(hit), -hit.span.top))
        near = [hit for hit in _first(mine) if abs(hit.span.middle - best.span.middle) < 2.2 * height]
        middle = sum(hit.span.middle for hit in near) / len(near)
        row = [h.span for h in found if abs(h.span.middle - middle) < 0.8 * height]
        if one.before:
            right = best.span.left
            # The words of the line above may be printed into this one.
            same = (span for span in row if abs(span.middle - middle) < 0.6 * height)
            left = max((span.right for span in same if span.right < right), default=0.0)
        else:
            left = max(hit.span.right for hit in near if abs(hit.span.left - best.span.left) < 6 * height)
            right = min((span.left for span in row if span.left > left), default=width)
        zones[one.name] = Zone(one, left, right, middle, _next_below(found, middle, right, height))
    return zones | inferred(spec, zones, width)


def _first(found: Sequence[Hit]) -> list[Hit]:
    """The labels without those that are printed again further down, for another field (何时由何地).

    Of two, the upper one must be read as well as the lower: the words may stand in a heading, too.
    """
    ordered = sorted(found, key=lambda hit: hit.span.top)
    return [
        hit
        for index, hit in enumerate(ordered)
        if not any(hit.label in one.label and _strength(one) >= _strength(hit) for one in ordered[:index])
    ]


def _strength(hit: Hit) -> float:
    """How much of a label was read, in characters."""
    return (hit.end - hit.start) * hit.score


def _next_below(found: Sequence[Hit], middle: float, right: float, height: float) -> float:
    lower = [h.span.middle for h in found if h.span.middle > middle + 0.9 * height and h.span.left < right]
    return min(lower, default=middle + 4 * height)


def inferred(spec: Spec, zones: Mapping[str, Zone], width: float) -> dict[str, Zone]:
    """The zones of labels that were not found, from those of the same row and the same column.

    Two rows tell the height of a row, but only three where a row stands of which nothing was found.
    """
    known = {index: _row_middle(row, zones) for index, row in enumerate(spec.rows)}
    places = [(index, middle) for index, middle in known.items() if middle is not None]
    if len(places) < 2:
        return {}
    pitch, top = np.polyfit([index for index, _ in places], [middle for _, middle in places], 1)
    missing: dict[str, Zone] = {}
    fields = {one.name: one for one in spec.fields}
    for index, row in enumerate(spec.rows):
        middle = known[index]
        if middle is None and len(places) < 3:
            continue
        middle = float(top + pitch * index) if middle is None else middle
        for column, name in enumerate(row):
            mates = [
                other[column] for other in spec.rows if len(other) == len(row) and other[column] in zones
            ]
            if name in zones or not mates:
                continue
            left = float(np.median([zones[mate].left for mate in mates]))
            right = float(np.median([zones[mate].right for mate in mates])) if len(row) > 1 else width
            missing[name] = Zone(fields[name], left, right, middle, middle + float(pitch))
    return missing


def _row_middle(row: Sequence[str], zones: Mapping[str, Zone]) -> float | None:
    middles = [zones[name].middle for name in row if name in zones]
    return float(np.mean(middles)) if middles else None


def _distinct(fields: Sequence[FieldSpec]) -> list[FieldSpec]:
    """One field for each set of labels: dates of validity, say, stand as two fields beside one label."""
    return list({one.labels: one for one in reversed(fields)}.values())[::-1]


def _assign(
    zones: Sequence[Zone], pieces: Sequence[Span], height: float, shift: tuple[float, float]
) -> dict[str, tuple[Span, ...]]:
    """Each piece to the field that it fits best; a field of one line keeps what stands in one row."""
    mine: dict[str, list[tuple[float, Span]]] = {zone.spec.name: [] for zone in zones}
    if zones and pieces:
        table = costs(zones, pieces, height, shift, misfits(zones, pieces))
        for piece, row in zip(pieces, table, strict=True):
            best = int(row.argmin())
            if row[best] < TOO_FAR:
                mine[zones[best].spec.name].append((float(row[best]), piece))
    return {zone.spec.name: _in_order(zone, mine[zone.spec.name]) for zone in zones}


def _above(
    zones: Mapping[str, Zone],
    pieces: Sequence[Span],
    values: Mapping[str, tuple[Span, ...]],
    width: float,
    height: float,
) -> dict[str, tuple[Span, ...]]:
    """What stands in red at the upper right, above the form, of fields whose cell is empty then."""
    empty = {name: zone.spec for name, zone in zones.items() if zone.spec.above and not values[name]}
    if not empty:
        return {}
    top = min(zone.middle for zone in zones.values()) - height
    red = [piece for piece in pieces if piece.red and piece.middle < top and piece.left > width / 2]
    found = {name: tuple(one for one in red if spec.tidy(one.chars)) for name, spec in empty.items()}
    return {name: there for name, there in found.items() if len(there) == 1}


def _below(
    spec: Spec,
    zones: Mapping[str, Zone],
    pieces: Sequence[Span],
    values: Mapping[str, tuple[Span, ...]],
    height: float,
) -> dict[str, tuple[Span, ...]]:
    """The values, with what stands under a label and nothing beside it, of fields that no paper leaves blank."""
    never_blank = spec.filled & zones.keys()
    taken = {id(piece) for name in never_blank for piece in values[name]}
    found: dict[str, Span] = {}
    for name in never_blank:
        if values[name]:
            continue
        zone = zones[name]
        under = [
            piece
            for piece in pieces
            if id(piece) not in taken
            and 0.5 * height < piece.middle - zone.middle < _UNDER * height
            and piece.middle < zone.below - 0.5 * height
            and piece.left < zone.left < piece.right
            and not piece.red
            and zone.spec.tidy(piece.chars)
        ]
        if len(under) == 1:
            found[name] = under[0]
    # A field that may stay blank may have taken it from the row above.
    freed = set(map(id, found.values()))
    rest = {name: tuple(piece for piece in own if id(piece) not in freed) for name, own in values.items()}
    return rest | {name: (piece,) for name, piece in found.items()}


def _in_order(zone: Zone, found: list[tuple[float, Span]]) -> tuple[Span, ...]:
    black = [pair for pair in found if not pair[1].red]
    if black and not (zone.spec.red and zone.spec.tidy("".join(piece.chars for _, piece in black)) is None):
        found = [pair for pair in found if not pair[1].red or (zone.spec.red and _goes_on(pair[1], black))]
    if zone.spec.tidy is tidied.date:
        # What stands in its row without a figure, or a word of dates, is another value's.
        found = [pair for pair in found if _OF_DATES.search(pair[1].chars)]
    if not found:
        return ()
    if zone.spec.lines == 1:
        best = min(found, key=lambda pair: pair[0])[1]
        row = sorted((piece for _, piece in found if _same_row(piece, best)), key=lambda piece: piece.left)
        return tuple(_without_strays(row, zone.spec))
    ordered = sorted((piece for _, piece in found), key=lambda piece: piece.middle)
    rows: list[list[Span]] = []
    for piece in ordered:
        if rows and _same_row(piece, rows[-1][0]):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    apart = (index for index, (one, other) in enumerate(pairwise(rows), 1) if _far_below(one[0], other[0]))
    rows = rows[: next(apart, len(rows))]
    return tuple(piece for row in rows for piece in sorted(row, key=lambda piece: piece.left))


def _goes_on(red: Span, black: Sequence[tuple[float, Span]]) -> bool:
    """Whether a red piece goes on where a black one ends: a character of it that a seal runs through."""
    return any(_same_row(red, one) and abs(red.left - one.right) < 0.25 * one.height for _, one in black)


def _without_strays(row: Sequence[Span], spec: FieldSpec) -> Sequence[Span]:
    """A row without pieces that are no value and stand apart from one that is, whole, of a closed set."""
    whole = [piece for piece in row if piece.chars in spec.words]
    if len(whole) != 1:
        return row
    value = whole[0]

    def stray(piece: Span) -> bool:
        gap = max(piece.left - value.right, value.left - piece.right)
        return piece is not value and gap > value.height and spec.tidy(piece.chars) is None

    return [piece for piece in row if not stray(piece)]


def _far_below(one: Span, other: Span) -> bool:
    """Whether a line stands too far below another to go on with it."""
    return other.middle - one.middle > 1.6 * min(one.height, other.height)


def _same_row(one: Span, other: Span) -> bool:
    return abs(one.middle - other.middle) < 0.55 * max(one.height, other.height)
