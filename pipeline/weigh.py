"""How well given strings explain the crop of a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from casefile.case import Weight
from casefile.identifiers import person_name, resident_id
from pipeline.ocr.detection import Image
from pipeline.ocr.halved import halved
from pipeline.ocr.lookalikes import Boundary, confused, in_names, is_surname, rivals
from pipeline.ocr.lost import covered
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import Matrix
from pipeline.ocr.ruled import ruled
from pipeline.read import Crop
from pipeline.written import SORTS, Sort

MATCH_FROM, MISMATCH_BELOW = -1.2, -8.0
"""Nats: of 296 name crops measured, no look-alike came above the first, no printed name below the second."""
_LEAD = 3.0
"""Nats by which a value of a closed set must lead all others of the set."""
_NOTHING = " _＿"
"""What the rule under a blank, and the blank, are read as."""
_BETWEEN = " \u3000:：_＿"
_NOT_FIRST = "—–-☑☐□"
"""Before a value these are that rule too, or a paper's weave: nothing begins so. After one a stroke may be a
一, and a box a character that is not known."""
_UNKNOWN = Weight(nats=-1000.0, match_from=1.0, mismatch_below=-10_000.0)
"""Nobody can tell: below every match, above every mismatch."""
_TOO_LONG = Weight(-1000.0, MATCH_FROM, MISMATCH_BELOW)
"""The line has no room for so many characters."""


def weigh(crop: Crop, candidates: Sequence[str], reader: Reader) -> dict[str, Weight]:
    """The weight of each candidate as the field's value on one crop.

    Label and value are scored together, as one line: a free start or end would let a part of a name
    match. A candidate with a character that the recogniser does not know can neither match nor differ.
    """
    image = np.asarray(cv2.imdecode(np.frombuffer(crop.png, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
    matrix = reader.without(_NOTHING, reader.matrix(image))
    if crop.sort:
        sort = SORTS[crop.sort]
        figures = reader.figures.matrix(image) if sort.figures else None
        return dict(_among_its_like(sort, crop, candidates, _Seen(reader, image, matrix, figures)))
    line = _framed(crop, image, matrix, reader)
    if line is None:
        return {}
    return {candidate: _weight(candidate[crop.hidden :], line, reader) for candidate in candidates}


def _among_its_like(
    sort: Sort, crop: Crop, candidates: Sequence[str], seen: _Seen
) -> Iterator[tuple[str, Weight]]:
    """The weight of each value of a closed set: against its near rivals in the form that it is written in."""
    reader, matrix = seen.reader, seen.matrix
    text = reader.text(matrix)
    found = _place(crop, text)
    place = sort.find(text, *found) if found else None
    if place is None:
        return
    if covered(seen.image, reader.said(matrix).centres[place.start : place.end]):
        yield from ((candidate, _UNKNOWN) for candidate in candidates)
        return
    best = reader.log_likelihood(matrix, text)
    for candidate in candidates:
        forms = [text[: place.start] + form + text[place.end :] for form in sort.forms(candidate, place)]
        own = seen.likelihoods(forms)
        if not own or not np.isfinite(likelihood := max(own)):
            continue
        form = own.index(likelihood)
        others = [
            text[: place.start] + sort.forms(rival, place)[form] + text[place.end :]
            for rival in sort.rivals(candidate)
        ]
        counted, *against = seen.counted([forms[form], *others])
        both = (a + b for a, b in zip(seen.likelihoods(others), against, strict=True))
        lead = likelihood + counted - max(both, default=-np.inf)
        nats = likelihood - best + min(0.0, counted - max(against, default=counted))
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

    def likelihoods(self, texts: Sequence[str]) -> list[float]:
        """How likely the line says each text, in nats."""
        return self.reader.log_likelihoods(self.matrix, texts)

    def counted(self, texts: Sequence[str]) -> list[float]:
        """How likely the line has each text's figures, in nats; 0 where they were not looked at."""
        if self.figures is None:
            return [0.0] * len(texts)
        return self.reader.figures.log_likelihoods(self.figures, texts)


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line says: the value as it is read, what stands around it, and how likely all that is.

    `ruled` tells of each character of the value whether a rule of the table runs through it, `covered`
    whether a bar or a blot lies on some of them, or half of one is gone.
    """

    matrix: Matrix
    before: str
    reading: str
    after: str
    best: float
    ruled: tuple[bool, ...]
    covered: bool

    def likelihood(self, value: str, reader: Reader) -> float:
        """How likely the line is with another value in the same place."""
        return reader.log_likelihood(self.matrix, self.before + value + self.after)


def _weight(candidate: str, line: _Line, reader: Reader) -> Weight:
    """The candidate against the best reading; what a rule of the table may have hidden of it is noted."""
    return replace(_compared(candidate, line, reader), ruled=_ruled(candidate, line))


def _ruled(candidate: str, line: _Line) -> bool:
    """Whether only the surname is read otherwise, as none, and for no reason but a rule of the table."""
    return line.ruled[:1] == (True,) and _no_surname(candidate, line.reading)


def _no_surname(wanted: str, read: str) -> bool:
    """Whether a name is read with a surname that is none, by no usual slip of the reader."""
    one, other = wanted[:1], read[:1]
    return (
        wanted[1:] == read[1:] != ""
        and is_surname(one)
        and not is_surname(other)
        and other.isalpha()
        and not confused(one, other)
        and not person_name.is_variant(one, other)
    )


def _compared(candidate: str, line: _Line, reader: Reader) -> Weight:
    """The candidate against the best reading, its bounds moved to where its look-alikes part from it."""
    likelihood, best = line.likelihood(candidate, reader), line.best
    if line.covered:
        return _UNKNOWN
    if not np.isfinite(likelihood):
        return _TOO_LONG if all(letter in reader.columns for letter in candidate) else _UNKNOWN
    nats = likelihood - best
    closest = min(_rivals(candidate, likelihood, line, reader), default=None)
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


def _rivals(candidate: str, likelihood: float, line: _Line, reader: Reader) -> Iterator[_Rival]:
    """The candidate's look-alikes, and whatever else the line is read as."""
    others = rivals(candidate)
    read, wanted = _letters(line.reading), _letters(candidate)
    if read != wanted and not person_name.is_variant(read, wanted):
        # A reading that is no valid number, or no surname, is rather a slip of the reader's.
        slip = resident_id.is_valid(wanted) and len(read) == len(wanted) and not resident_id.is_valid(read)
        slip = slip or _no_surname(candidate, line.reading)
        others.setdefault(line.reading, Boundary(MATCH_FROM if slip else 0.0, MISMATCH_BELOW))
    for rival, between in others.items():
        other = line.likelihood(rival, reader)
        # What nobody is called counts only where the picture says it more than the candidate, or as well, or
        # would say the candidate of it too.
        said = other > min(likelihood, line.best + MATCH_FROM) or between.match_from > 0
        if np.isfinite(other) and (in_names(rival) or said):
            lead = likelihood - other + _handicap(rival, reader) - _handicap(candidate, reader)
            yield _Rival(lead - between.match_from, lead - between.mismatch_below, other)


def _handicap(name: str, reader: Reader) -> float:
    """See Reader.handicap; what people are named with (濛) is printed."""
    return reader.handicap("".join(letter for letter in name if not in_names(letter)))


def _framed(crop: Crop, image: Image, matrix: Matrix, reader: Reader) -> _Line | None:
    """The line with all that is read before and after the value, punctuation between them too."""
    text = reader.text(matrix)
    found = _place(crop, text)
    if found is None:
        return None
    start, end = found
    best, centres = reader.log_likelihood(matrix, text), reader.said(matrix).centres
    crossed, own = ruled(image, centres)[start:end], centres[start:end]
    hidden = bool(covered(image, own)) or halved(image, own, text[start:end])
    return _Line(matrix, text[:start], text[start:end], text[end:], best, crossed, hidden)


def _place(crop: Crop, text: str) -> tuple[int, int] | None:
    """Where in the text the value begins and ends, None where what stands around it was not found.

    Pieces of a line read one by one have other blanks and rules than the whole line.
    """
    letters = [index for index, letter in enumerate(text) if letter not in _BETWEEN]
    plain = "".join(text[index] for index in letters)
    before, after = _plain(crop.before).rstrip(_NOT_FIRST), _plain(crop.after)
    start = _found(plain, [before, before[-4:], before[-2:]], plain.find)
    end = _found(plain, [after, after[:4], after[:2]], plain.rfind) if after else (len(plain), 0)
    if not start or not end:
        return None
    first = next((at for at in range(sum(start), end[0]) if plain[at] not in _NOT_FIRST), None)
    return None if first is None else (letters[first], letters[end[0] - 1] + 1)


def _found(text: str, parts: Sequence[str], find: Callable[[str], int]) -> tuple[int, int] | None:
    """Where the whole stands in a text, or a part of it that stands there once; and its length."""
    whole, *pieces = parts
    if whole in text:
        return find(whole), len(whole)
    return next(((find(piece), len(piece)) for piece in pieces if text.count(piece) == 1), None)


def _letters(text: str) -> str:
    """A text without blanks, dots and other marks, which say nothing about who it names."""
    return "".join(letter for letter in text if letter.isalnum())


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter not in _BETWEEN)
