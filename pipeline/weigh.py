"""How well given strings explain the crop of a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from casefile.case import Weight
from pipeline.ocr.lookalikes import in_names, rivals
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import Matrix
from pipeline.read import Crop
from pipeline.written import SORTS, Place, Sort

MATCH_FROM, MISMATCH_BELOW = -1.2, -8.0
"""Nats: of 296 name crops measured, no look-alike came above the first, no printed name below the second."""
_LEAD, _FLOOR = 4.0, -12.0
"""Nats by which a value of a closed set must lead all others of the set, and may lag behind the best reading."""
_BETWEEN = " :：_"
_UNKNOWN = Weight(nats=-1000.0, match_from=1.0, mismatch_below=-10_000.0)
"""Nobody can tell: below every match, above every mismatch."""


def weigh(crop: Crop, candidates: Sequence[str], reader: Reader) -> dict[str, Weight]:
    """The weight of each candidate as the field's value on one crop.

    Label and value are scored together, as one line: a free start or end would let a part of a name
    match. A candidate with a character that the recogniser does not know can neither match nor differ.
    """
    image = cv2.imdecode(np.frombuffer(crop.png, np.uint8), cv2.IMREAD_GRAYSCALE)
    matrix = reader.matrix(np.asarray(image, np.uint8))
    text = reader.text(matrix)
    best = reader.log_likelihood(matrix, text)
    if crop.sort:
        return dict(_among_its_like(SORTS[crop.sort], crop, candidates, matrix, text, reader))
    crop = _framed(crop, text)
    return {candidate: _weight(candidate, crop, matrix, best, reader) for candidate in candidates}


def _among_its_like(
    sort: Sort, crop: Crop, candidates: Sequence[str], matrix: Matrix, text: str, reader: Reader
) -> Iterator[tuple[str, Weight]]:
    """The weight of each value of a closed set: against its near rivals in the form that it is written in."""
    start = text.find(crop.before)
    end = text.rfind(crop.after) if crop.after else len(text)
    place = sort.find(text, start + len(crop.before), end) if start >= 0 else None
    if place is None:
        return
    best = reader.log_likelihood(matrix, text)
    for candidate in candidates:
        own = _written(sort.forms(candidate, place), text, place, matrix, reader)
        if not own or not np.isfinite(likelihood := max(own)):
            continue
        form = own.index(likelihood)
        others = [sort.forms(rival, place)[form] for rival in sort.rivals(candidate)]
        lead = likelihood - max(_written(others, text, place, matrix, reader), default=-np.inf)
        nats = likelihood - best
        match_from = max(_FLOOR, nats - lead + _LEAD)
        yield candidate, Weight(round(nats, 2), round(match_from, 2), round(nats - lead - _LEAD, 2))


def _written(
    forms: Sequence[str], text: str, place: Place, matrix: Matrix, reader: Reader
) -> list[float]:
    return reader.log_likelihoods(matrix, [text[: place.start] + form + text[place.end :] for form in forms])


def _weight(candidate: str, crop: Crop, matrix: Matrix, best: float, reader: Reader) -> Weight:
    """The candidate against the best reading, its bounds moved to where its look-alikes part from it."""
    likelihood = _likelihood(candidate, crop, matrix, reader)
    if not np.isfinite(likelihood):
        return _UNKNOWN
    nats = likelihood - best
    closest = min(_rivals(candidate, likelihood, crop, matrix, reader), default=None)
    if closest is None or closest.likelihood < best + 2 * MISMATCH_BELOW:
        return Weight(round(nats, 2), MATCH_FROM, MISMATCH_BELOW)
    match_from, mismatch_below = round(nats - closest.ahead, 2), round(nats - closest.behind, 2)
    if closest.likelihood > best + MATCH_FROM:
        # The picture may well say the rival: the boundary of the two decides by itself.
        return Weight(round(nats, 2), match_from, mismatch_below)
    return Weight(round(nats, 2), max(MATCH_FROM, match_from), MISMATCH_BELOW)


@dataclass(frozen=True, slots=True, order=True)
class _Rival:
    """A look-alike: by how much the candidate lies beyond its match and its mismatch boundary."""

    ahead: float
    behind: float
    likelihood: float


def _rivals(
    candidate: str, likelihood: float, crop: Crop, matrix: Matrix, reader: Reader
) -> Iterator[_Rival]:
    for rival, between in rivals(candidate).items():
        other = _likelihood(rival, crop, matrix, reader)
        # What nobody is called counts only where the picture says it more than the candidate.
        if np.isfinite(other) and (in_names(rival) or other > likelihood):
            lead = likelihood - other + reader.handicap(rival) - reader.handicap(candidate)
            yield _Rival(lead - between.match_from, lead - between.mismatch_below, other)


def _framed(crop: Crop, text: str) -> Crop:
    """The crop with all that is read before and after the value, punctuation between them too."""
    start = text.find(crop.before) + len(crop.before)
    end = text.rfind(crop.after) if crop.after else len(text)
    if start < len(crop.before) or end < start:
        return crop
    value = text[start:end]
    start += len(value) - len(value.lstrip(_BETWEEN))
    end -= len(value) - len(value.rstrip(_BETWEEN))
    return replace(crop, before=text[:start], after=text[max(start, end) :])


def _likelihood(value: str, crop: Crop, matrix: Matrix, reader: Reader) -> float:
    return reader.log_likelihood(matrix, crop.before + value + crop.after)
