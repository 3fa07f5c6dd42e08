"""How well given strings explain the crop of a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
_LEAD = 3.0
"""Nats by which a value of a closed set must lead all others of the set."""
_NOTHING = " _＿"
"""What the rule under a blank, and the blank, are read as."""
_BETWEEN = " \u3000:：_＿"
_UNKNOWN = Weight(nats=-1000.0, match_from=1.0, mismatch_below=-10_000.0)
"""Nobody can tell: below every match, above every mismatch."""


def weigh(crop: Crop, candidates: Sequence[str], reader: Reader) -> dict[str, Weight]:
    """The weight of each candidate as the field's value on one crop.

    Label and value are scored together, as one line: a free start or end would let a part of a name
    match. A candidate with a character that the recogniser does not know can neither match nor differ.
    """
    image = cv2.imdecode(np.frombuffer(crop.png, np.uint8), cv2.IMREAD_GRAYSCALE)
    matrix = reader.matrix(np.asarray(image, np.uint8))
    if crop.sort:
        return dict(_among_its_like(SORTS[crop.sort], crop, candidates, matrix, reader))
    text = reader.text(matrix)
    best = reader.log_likelihood(matrix, text)
    framed = _framed(crop, text)
    if framed is None:
        return {}
    hidden = crop.hidden
    return {candidate: _weight(candidate[hidden:], framed, matrix, best, reader) for candidate in candidates}


def _among_its_like(
    sort: Sort, crop: Crop, candidates: Sequence[str], matrix: Matrix, reader: Reader
) -> Iterator[tuple[str, Weight]]:
    """The weight of each value of a closed set: against its near rivals in the form that it is written in."""
    matrix = reader.without(_NOTHING, matrix)
    text = reader.text(matrix)
    found = _place(crop, text)
    place = sort.find(text, *found) if found else None
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
        match_from = max(sort.floor, nats - lead + _LEAD)
        mismatch_below = max(MISMATCH_BELOW, nats - lead - _LEAD)
        yield (
            candidate,
            Weight(round(nats, 2), round(match_from, 2), round(min(match_from, mismatch_below), 2)),
        )


def _written(forms: Sequence[str], text: str, place: Place, matrix: Matrix, reader: Reader) -> list[float]:
    """How likely the line is with each form in the value's place."""
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


def _framed(crop: Crop, text: str) -> Crop | None:
    """The crop with all that is read before and after the value, punctuation between them too."""
    found = _place(crop, text)
    return replace(crop, before=text[: found[0]], after=text[found[1] :]) if found else None


def _place(crop: Crop, text: str) -> tuple[int, int] | None:
    """Where in the text the value begins and ends, None where what stands around it was not found.

    Pieces of a line read one by one have other blanks and rules than the whole line.
    """
    letters = [index for index, letter in enumerate(text) if letter not in _BETWEEN]
    plain = "".join(text[index] for index in letters)
    before, after = (_plain(part) for part in (crop.before, crop.after))
    start = _found(plain, [before, before[-4:], before[-2:]], plain.find)
    end = _found(plain, [after, after[:4], after[:2]], plain.rfind) if after else (len(plain), 0)
    if not start or not end or end[0] <= sum(start):
        return None
    return letters[sum(start)], letters[end[0] - 1] + 1


def _found(text: str, parts: Sequence[str], find: Callable[[str], int]) -> tuple[int, int] | None:
    """Where the whole stands in a text, or a part of it that stands there once; and its length."""
    whole, *pieces = parts
    if whole in text:
        return find(whole), len(whole)
    return next(((find(piece), len(piece)) for piece in pieces if text.count(piece) == 1), None)


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter not in _BETWEEN)


def _likelihood(value: str, crop: Crop, matrix: Matrix, reader: Reader) -> float:
    return reader.log_likelihood(matrix, crop.before + value + crop.after)
