"""Which text belongs to which label of a form of printed lines with blanks in them.

What stands after a label and before the next one is its place. Where the recogniser broke a line,
its pieces go to the row in which they lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from casefile.page import Span
from extractors.eyes import Eyes
from extractors.fit import Zone
from extractors.form import Form
from extractors.labels import Hit, centre, hits
from extractors.levelling import Lean
from extractors.spec import FieldSpec, Spec

_ONE_ROW = 0.62
"""How far apart two pieces of one row may lie, in heights of a line's box (about 1.6 em)."""
_BEFORE, _SAME, _NEARER = 0.4, 0.2, 0.3
_ADJOINING = 1.4
"""In widths of a character: how far apart two neighbouring ones of a sentence are at most."""
_LEADING = " :：;；.。,，·、-—~|｜=*'\"`^"
_RULES = re.compile(r"[_＿—]+")


@dataclass(frozen=True, slots=True)
class Page:
    """A form taken apart, how its rows lean, and its picture.

    `options` is whether it prints options to be marked, rather than the chosen value alone.
    """

    form: Form
    lean: Lean
    eyes: Eyes
    options: bool


def solve_lines(spec: Spec, spans: Sequence[Span], width: float) -> Form:
    """Assign the text of one document to the labels of its lines; `width` is the sheet's, in pixels.

    The spans lie level (see extractors.levelling), and so do those of the form.
    """
    height = float(np.median([span.height for span in spans])) if spans else 20.0
    found = _labels(spec, spans, height)
    places = [_place(hit, found, width, height) for hit in found]
    pieces: list[list[Span]] = [[] for _ in found]
    spare: list[Span] = []
    for span in spans:
        for index, piece in _shares(span, found, places, height):
            (spare if index is None else pieces[index]).append(piece)
    zones, values = {}, {}
    for one in spec.fields:
        index = _best(one, spec, found, height)
        if index is not None:
            below = _next_row(places, places[index][2], height)
            zones[one.name] = Zone(one, *places[index], below)
            values[one.name] = (
                *_in_order(_unstamped(one, pieces[index]), height),
                *_continued(zones[one.name], spare, height),
            )
    return Form(tuple(found), zones, values, height, spans=tuple(spans))


def _labels(spec: Spec, spans: Sequence[Span], height: float) -> list[Hit]:
    """The labels on the page, without those that are words of an option, of a value or of a sentence."""
    words = [*spec.labels, *(word for one in spec.fields for word in one.within)]
    options = {word for one in spec.fields for _, printed in one.choices for word in printed}
    free = {label for one in spec.fields if one.lines > 1 and not one.choices for label in one.labels}
    said, lines = set(spec.other_labels), {span.line: span for span in spans}
    kept: list[Hit] = []
    for hit in hits(spans, [*words, *options], inside=True):
        numbered = hit.score < 1 and any(letter.isdigit() for letter in hit.label)
        if hit.label in options or numbered:
            continue
        after = kept and kept[-1].span.line == hit.span.line and kept[-1].label in free
        if (not after or hit.end - hit.start > 3) and not (hit.label in said and _goes_on(hit, kept, lines)):
            kept.append(hit)
    within = {label: one.within for one in spec.fields if one.within for label in one.labels}
    return [hit for hit in kept if hit.label not in within or _heading(hit, spec, kept, height)]


def _goes_on(hit: Hit, kept: Sequence[Hit], lines: Mapping[int, Span]) -> bool:
    """Whether words go on without a gap from what stands before them and is no label: they are a sentence's."""
    line = lines[hit.span.line]
    if not hit.start or any(other.span.line == line.line and other.end == hit.start for other in kept):
        return False
    before, own = centre(line, hit.start - 1), centre(line, hit.start)
    pitch = (centre(line, hit.end - 1) - own) / max(1, hit.end - hit.start - 1)
    word = line.chars[hit.start - 1]
    return (word == "、" or "\u3400" <= word <= "\u9fff") and own - before < _ADJOINING * pitch


def _heading(hit: Hit, spec: Spec, found: Sequence[Hit], height: float) -> str | None:
    """The nearest word before a label of those that must precede it, in its row or the one above."""
    words = {word for one in spec.fields if hit.label in one.labels for word in one.within}
    before = [
        (round((other.span.middle - hit.span.middle) / height), other.span.left, other.label)
        for other in found
        if other.label in words
        and -_ONE_ROW * height < hit.span.middle - other.span.middle < 2.5 * height
        and (other.span.left < hit.span.left or hit.span.middle - other.span.middle > _ONE_ROW * height)
    ]
    return max(before)[2] if before else None


def _place(hit: Hit, found: Sequence[Hit], width: float, height: float) -> tuple[float, float, float]:
    """Left, right and middle of what follows a label in its row."""
    half = 0.32 * height
    left, middle = _end(hit.span, -1) + half, hit.span.middle
    after = (
        _end(other.span, 0) - half
        for other in found
        if other.span.left > hit.span.left
        and (other.span.line == hit.span.line or abs(other.span.middle - middle) < _ONE_ROW * height)
    )
    return left, max(left, min(after, default=width)), middle


def _end(span: Span, index: int) -> float:
    return span.centres[index] if span.centres else (span.left, span.right)[index]


def _shares(
    span: Span, found: Sequence[Hit], places: Sequence[tuple[float, float, float]], height: float
) -> Iterator[tuple[int | None, Span]]:
    """The parts of a line with the labels before them; what no label precedes goes by its row."""
    mine = sorted(
        (i for i, hit in enumerate(found) if hit.span.line == span.line), key=lambda i: found[i].start
    )
    start, owner = 0, None
    for begin, end, index in [*((found[i].start, found[i].end, i) for i in mine), (len(span.chars), 0, None)]:
        part = span.part(start, begin)
        if part.chars and owner is not None:
            yield owner, part
        elif part.chars:
            yield from _by_row(part, places, height)
        start, owner = end, index


def _by_row(
    span: Span, places: Sequence[tuple[float, float, float]], height: float
) -> Iterator[tuple[int | None, Span]]:
    """The parts of a line without a label, each with the place in which it lies."""
    owners = [_owner(centre(span, k), span.middle, places, height) for k in range(len(span.chars))]
    start = 0
    for end in range(1, len(owners) + 1):
        if end == len(owners) or owners[end] != owners[start]:
            yield owners[start], span.part(start, end)
            start = end


def _owner(
    x: float, middle: float, places: Sequence[tuple[float, float, float]], height: float
) -> int | None:
    """The place in whose row a character stands: on a bent page the label far to the left may be nearer."""
    room = _BEFORE * height
    off = {
        index: abs(place[2] - middle) / height
        for index, place in enumerate(places)
        if place[0] - room <= x <= place[1] + room
    }
    most = min(_ONE_ROW, min(off.values(), default=0.0) + _NEARER)
    return max((i for i, far in off.items() if far < most), key=lambda i: places[i][0], default=None)


def _best(one: FieldSpec, spec: Spec, found: Sequence[Hit], height: float) -> int | None:
    """The label of a field that is found best, the upper one of two."""
    mine = [
        index
        for index, hit in enumerate(found)
        if hit.label in one.labels and (not one.within or _heading(hit, spec, found, height) in one.within)
    ]
    return max(mine, key=lambda i: (len(found[i].label) * found[i].score, -found[i].span.top), default=None)


def _next_row(places: Sequence[tuple[float, float, float]], middle: float, height: float) -> float:
    return min((place[2] for place in places if place[2] > middle + height), default=middle + 3 * height)


def _continued(zone: Zone, spare: Sequence[Span], height: float) -> list[Span]:
    """Lines below a field of several lines that stand beside no label."""
    if zone.spec.lines < 2:
        return []
    upper, lower = zone.middle + _ONE_ROW * height, zone.below - _ONE_ROW * height
    lines = [span for span in spare if upper < span.middle < lower]
    return sorted(lines, key=lambda span: (round(span.middle / height), span.left))[: 12 * zone.spec.lines]


def _unstamped(one: FieldSpec, pieces: Sequence[Span]) -> Sequence[Span]:
    """The pieces without letters of a seal beside black ones; what the form itself prints may be red."""
    if one.choices or not any(not piece.red and piece.chars.strip(_LEADING) for piece in pieces):
        return pieces
    return [piece for piece in pieces if not piece.red or not piece.chars.strip(one.printed + _LEADING)]


def _in_order(pieces: Sequence[Span], height: float) -> list[Span]:
    """The pieces of one place from left to right, those that lie over one another taken apart."""
    ordered = _without_doubles(sorted(pieces, key=lambda piece: piece.left), height)
    reach = -np.inf
    for piece in ordered:
        if piece.left < reach - _BEFORE * height:
            letters = [one.part(k, k + 1) for one in ordered for k in range(len(one.chars))]
            return sorted(letters, key=lambda letter: centre(letter, 0))
        reach = max(reach, piece.right)
    return ordered


def _without_doubles(pieces: Sequence[Span], height: float) -> list[Span]:
    """The pieces without characters at their ends that a neighbour has read too."""
    kept: list[Span] = []
    for piece in pieces:
        if (
            kept
            and piece.chars
            and abs(centre(piece, 0) - centre(kept[-1], len(kept[-1].chars) - 1)) < _SAME * height
        ):
            before = kept[-1]
            if piece.probabilities[0] > before.probabilities[-1]:
                kept[-1] = before.part(0, len(before.chars) - 1)
            else:
                piece = piece.part(1, len(piece.chars))
        kept = [one for one in [*kept, piece] if one.chars]
    return kept


def joined(spans: Sequence[Span], height: float) -> str:
    """The text of a place, with a blank where its pieces stand apart and without rules and colons."""
    raw, reach = "", 0.0
    for span in spans:
        raw += " " * (span.left - reach > 0.3 * height) + span.chars
        reach = span.right
    return re.sub(r"\s+", " ", _RULES.sub(" ", raw)).lstrip(_LEADING).rstrip()
