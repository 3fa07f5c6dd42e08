"""How well given strings explain the crop of a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from casefile import interval
from casefile.case import UNKNOWN, Weight
from pipeline.against import MISMATCH_BELOW, line_of, weight
from pipeline.framed import picture, place, seen
from pipeline.line_crop import Crop
from pipeline.ocr.detection import Image
from pipeline.ocr.lost import covered
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import Matrix
from pipeline.ocr.struck import struck
from pipeline.written import SORTS, Sort

_LEAD = 3.0
"""Nats by which a value of a closed set must lead all others of the set."""
_DISSENT = 1.0
"""Nats by which one reader may prefer another to one of many, which have many chances. Of 300 rows of days
that were spoilt for it, two said in the sum of both what was not written, one reader 2.5 against it."""
_Told = tuple[float, float]
"""How likely the line says a text, and has its figures (0 where these were not looked at), in nats."""


def weigh(crop: Crop, candidates: Sequence[str], reader: Reader) -> dict[str, Weight]:
    """The weight of each candidate as the field's value on one crop.

    Label and value are scored together, as one line: a free start or end would let a part of a name
    match. A candidate with a character that the recogniser does not know can neither match nor differ.
    Empty where what stands around the value was not found.
    """
    image = picture(crop)
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
    if found is None or stands is None:
        return
    centres = reader.said(matrix).centres
    figures = [centres[at] for at in range(*found) if text[at].isascii() and text[at].isalnum()]
    if covered(seen.image, centres[stands.start : stands.end]) or struck(seen.image, figures):
        yield from ((candidate, UNKNOWN) for candidate in candidates)
        return
    best, before, after = reader.log_likelihood(matrix, text), text[: stands.start], text[stands.end :]
    for candidate in candidates:
        own = seen.likelihoods([before + form + after for form in sort.forms(candidate, stands)])
        form = max(range(len(own)), key=lambda form: sum(own[form]) if sort.many else own[form][0], default=0)
        if not own or not np.isfinite(sum(own[form])):
            continue
        others = list(sort.against(candidate, form, stands))
        told = seen.likelihoods([before + other + after for _, other in others])
        rare = (_rarer(crop, candidate, rival) for rival, _ in others)
        against = [(one - nats, counted) for (one, counted), nats in zip(told, rare, strict=True)]
        yield candidate, _weight(sort, own[form], against or [(-np.inf, -np.inf)], best)


def _rarer(crop: Crop, candidate: str, rival: str) -> float:
    """By how many nats a rival is less likely for what the page says elsewhere."""
    if not crop.within:
        return 0.0
    one, other = (interval.holds(crop.within, dt.date.fromisoformat(day)) for day in (candidate, rival))
    return crop.rarer if one and not other else 0.0


def _weight(sort: Sort, own: _Told, against: Sequence[_Told], best: float) -> Weight:
    """The weight of what the readers say so much of, against its rivals."""
    ahead, counted = (one - max(others) for one, others in zip(own, zip(*against, strict=True), strict=True))
    lead = sum(own) - max(map(sum, against))
    nats = own[0] - best + min(0.0, counted)
    agreed = min(ahead, counted) + _DISSENT + _LEAD if sort.many else lead
    match_from = max(sort.floor, nats - min(lead, agreed) + _LEAD)
    mismatch_below = max(MISMATCH_BELOW, nats - lead - _LEAD)
    return Weight(round(nats, 2), round(match_from, 2), round(min(match_from, mismatch_below), 2))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A line as the reader saw it, and of figures also as their own reader did."""

    reader: Reader
    image: Image
    matrix: Matrix
    figures: Matrix | None

    def likelihoods(self, texts: Sequence[str]) -> list[_Told]:
        """What each text is told to be."""
        said = self.reader.log_likelihoods(self.matrix, texts)
        if self.figures is None:
            return [(one, 0.0) for one in said]
        return list(zip(said, self.reader.figures.log_likelihoods(self.figures, texts), strict=True))
