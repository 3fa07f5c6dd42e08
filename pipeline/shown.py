"""Which documents a page image shows, each as it was recognised on its sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from casefile.case import Kind
from casefile.geometry import Polygon, enclosing
from casefile.page import Span
from extractors import specs
from extractors.recognise import Recognised, divide
from pipeline.astray import astray
from pipeline.formats.page import PageImage
from pipeline.leftover import left_over, without
from pipeline.lines import Line, Text, lines_of
from pipeline.normalise import SEEN_AT, Sheet, rectified, whole
from pipeline.ocr.reader import Reader
from pipeline.outlines import outlines
from pipeline.upright import sense

_MORE = 1.2
"""How much surer a kind is told of a whole paper than of a part of it, at least."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as recognised on its sheet, and the others there."""

    sheet: Sheet
    lines: Sequence[Line]
    recognised: Recognised
    others: Sequence[Recognised] = ()
    cut: bool = False

    @property
    def whole(self) -> bool:
        """Whether most of the document was found, and none of it beyond its sheet's edge."""
        return self.recognised.whole and not self.cut


def documents_on(image: PageImage, reader: Reader) -> list[Shown]:
    """The documents of a page image, paper by paper; what its outlines leave over is looked at as a whole."""
    papers = outlines(image)
    sure: list[Shown] = []
    unsure: list[Shown] = []
    covered = []
    for quad in papers:
        found = _documents_of(rectified(image, quad), image, reader)
        whole_ones = all(one.whole for one in found)
        (sure if whole_ones else unsure).extend(found)
        covered += [quad] if whole_ones else []
    if len(covered) == len(papers) > 0 and not left_over(image, covered):
        return sure
    rest = _documents_of(whole(without(image, covered), SEEN_AT), image, reader)
    more = max(rest, unsure, key=_known)
    found = _once([*sure, *(one for one in more if one.recognised.known or not sure)])
    if _kinds(sure) & _kinds(one for one in more if not one.whole):
        # A shadow's edge across a paper may have been taken for its own: the whole shows more than a part.
        again = _documents_of(whole(image, SEEN_AT), image, reader)
        return again if _most(again) > _MORE * _most(found) else found
    return found


def _once(found: Sequence[Shown]) -> list[Shown]:
    """The documents without those that are but a part of another, which a line across it was taken to end."""
    return [
        one
        for one in found
        if not any(_part_of(one, other) for other in found if other.recognised.known > one.recognised.known)
    ]


def _part_of(one: Shown, other: Shown) -> bool:
    """Whether the print of a document lies in that of another of its kind."""
    if one.recognised.spec is not other.recognised.spec or not one.recognised.spans:
        return False
    left, top, right, bottom = _print(one).bounds
    x, y = other.sheet.place(one.sheet, (left + right) / 2, (top + bottom) / 2)
    left, top, right, bottom = _print(other).bounds
    return left < x < right and top < y < bottom


def _print(one: Shown) -> Polygon:
    return enclosing(span.box for span in one.recognised.spans) or one.sheet.outline


def _known(found: Sequence[Shown]) -> float:
    """How surely the kinds of these documents are told, altogether."""
    return sum(one.recognised.known for one in found)


def _most(found: Sequence[Shown]) -> float:
    """How surely the kind of the one is told of which most is seen."""
    return max((one.recognised.known for one in found), default=0.0)


def _kinds(found: Iterable[Shown]) -> set[Kind]:
    return {one.recognised.spec.kind for one in found if one.recognised.spec is not None}


def _documents_of(sheet: Sheet, image: PageImage, reader: Reader) -> list[Shown]:
    """The documents on a sheet, also those that lie another way round than the rest."""
    text = lines_of(sheet, image, reader)
    other_way = [(text.sheet, line.span) for line in text.lines]
    parts = [
        lines_of(part, image, reader, stands=True)
        for part in astray(text.sheet, image, text.senseless, reader)
    ]
    turned = [one for part in parts for one in _divided(part, other_way) if one.recognised.known]
    return [*_divided(text, [(one.sheet, span) for one in turned for span in one.recognised.spans]), *turned]


def _divided(text: Text, others: Sequence[tuple[Sheet, Span]] = ()) -> list[Shown]:
    """The documents of a text, without the lines that make more sense as they were read another way round."""
    spans = [line.span for line in text.lines]
    for sheet, other in others:
        x, y = text.sheet.place(sheet, (other.left + other.right) / 2, other.middle)
        spans = [span for span in spans if not (_lies_on(span, x, y) and _sense(span) < _sense(other))]
    parts = divide(spans, specs())
    return [
        Shown(text.sheet, text.lines, part, [one for one in parts if one is not part], text.cut)
        for part in parts
    ]


def _lies_on(span: Span, x: float, y: float) -> bool:
    return span.left <= x <= span.right and span.top <= y <= span.bottom


def _sense(span: Span) -> float:
    return sense(span.chars, float(np.mean(span.probabilities)) if span.probabilities else 0.0)
