"""How well given strings explain the crop of a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from casefile.case import UNKNOWN, Weight
from pipeline.against import MISMATCH_BELOW, line_of, weight
from pipeline.framed import place, seen
from pipeline.ocr.detection import Image
from pipeline.ocr.lost import covered
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import Matrix
from pipeline.read import Crop
from pipeline.written import SORTS, Sort

_LEAD = 3.0
"""Nats by which a value of a closed set must lead all others of the set."""


def weigh(crop: Crop, candidates: Sequence[str], reader: Reader) -> dict[str, Weight]:
    """The weight of each candidate as the field's value on one crop.

    Label and value are scored together, as one line: a free start or end would let a part of a name
    match. A candidate with a character that the recogniser does not know can neither match nor differ.
    Empty where what stands around the value was not found.
    """
    image = np.asarray(cv2.imdecode(np.frombuffer(crop.png, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
    matrix = seen(image, reader)
    if crop.sort:
        sort = SORTS[crop.sort]
        figures = reader.figures.matrix(image) if sort.figures else None
        return dict(_among_its_like(sort, crop, candidates, _Seen(reader, image, matrix, figures)))
    line = line_of(crop, image, matrix, reader)
    if line is None:
        return {}
    return {candidate: weight(candidate[crop.hidden :], line) for candidate in candidates}


def _among_its_like(
    sort: Sort, crop: Crop, candidates: Sequence[str], seen: _Seen
) -> Iterator[tuple[str, Weight]]:
    """The weight of each value of a closed set: against its near rivals in the form that it is written in."""
    reader, matrix = seen.reader, seen.matrix
    text = reader.text(matrix)
    found = place(crop, text)
    stands = sort.find(text, *found) if found else None
    if stands is None:
        return
    if covered(seen.image, reader.said(matrix).centres[stands.start : stands.end]):
        yield from ((candidate, UNKNOWN) for candidate in candidates)
        return
    best, before, after = reader.log_likelihood(matrix, text), text[: stands.start], text[stands.end :]
    for candidate in candidates:
        own = seen.likelihoods([before + form + after for form in sort.forms(candidate, stands)])
        form = max(range(len(own)), key=lambda form: sum(own[form]) if sort.many else own[form][0], default=0)
        if not own or not np.isfinite(own[form][0]):
            continue
        likelihood, counted = own[form]
        others = sort.against(candidate, form, stands)
        against = seen.likelihoods([before + other + after for other in others])
        lead = likelihood + counted - max(map(sum, against), default=-np.inf)
        nats = likelihood - best + min(0.0, counted - max((other for _, other in against), default=counted))
        match_from = max(sort.floor, nats - lead + _LEAD)
        mismatch_below = max(MISMATCH_BELOW, nats - lead - _LEAD)
        yield (
            candidate,
            Weight(round(nats, 2), round(match_from, 2), round(min(match_from, mismatch_below), 2)),
        )


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line as the reader saw it, and of figures also as their own reader did."""

    reader: Reader
    image: Image
    matrix: Matrix
    figures: Matrix | None

    def likelihoods(self, texts: Sequence[str]) -> list[tuple[float, float]]:
        """How likely the line says each text, and has its figures (0 where not looked at), in nats."""
        said = self.reader.log_likelihoods(self.matrix, texts)
        if self.figures is None:
            return [(one, 0.0) for one in said]
        return list(zip(said, self.reader.figures.log_likelihoods(self.figures, texts), strict=True))
