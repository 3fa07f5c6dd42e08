"""A name or number on a line against what else the picture may say: look-alikes, and what is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from casefile.case import UNKNOWN, Weight
from casefile.identifiers import person_name, resident_id
from pipeline.framed import Said, framed, seen
from pipeline.line_crop import Crop
from pipeline.ocr.characters import Place, is_known
from pipeline.ocr.detection import Image
from pipeline.ocr.halved import halved
from pipeline.ocr.lookalikes import Boundary, confused, in_names, is_surname, rivals, taken_for
from pipeline.ocr.lost import covered
from pipeline.ocr.reader import Reader
from pipeline.ocr.recognition import Matrix
from pipeline.ocr.ruled import ruled
from pipeline.ocr.witness import witness
from pipeline.redrawn import borne_out, clear_of

MATCH_FROM, MISMATCH_BELOW = -1.2, -8.0
"""Nats: of 296 name crops measured, no look-alike came above the first, no printed name below the second."""
_TOO_LONG = Weight(-1000.0, MATCH_FROM, MISMATCH_BELOW)
"""The line has no room for so many characters."""
_CLEAR, _UNSURE = 4.0, -0.5
"""Nats beyond its boundary from which on a candidate needs no witness, unless what is read is so unlikely."""
_AHEAD = 2.0
"""Nats of reader and witness together that a candidate must lie beyond its boundary, or may lie behind it."""
_SHOWN = 1.0
"""By how many nats the reader of single characters must prefer each of a name's in doubt to all others, or
another that people are called by to it. Of 9,671 names that look like what is printed, one led so far."""
_HOPELESS, _POSSIBLE = -30.0, -15.0
"""How unlikely the name, or that other, may be to the reader."""
_NEAR, _MOST = -8.5, 6
"""By how many nats of both a name may trail what else is drawn beside it, and how many others are."""


@dataclass(frozen=True)
class Line:
    """A line as the reader sees it.

    `ruled` tells of each character of the value whether a rule of the table runs through it, `covered`
    whether a bar or a blot lies on some of them, or half of one is gone.
    """

    crop: Crop
    image: Image
    said: Said
    ruled: tuple[bool, ...]
    covered: bool
    reader: Reader
    _places: dict[int, Place] = field(default_factory=dict)

    def place(self, at: int) -> Place:
        """What stands in a place of the value, looked at by itself once."""
        if at not in self._places:
            self._places[at] = self.reader.characters.seen(self.image, self.said.centres, at)
        return self._places[at]

    @cached_property
    def witnessed(self) -> Said | None:
        """What the witness says of it, None where it finds no value there."""
        return framed(self.crop, seen(self.image, witness()), witness())


def line_of(crop: Crop, image: Image, matrix: Matrix, reader: Reader) -> Line | None:
    """The line of a crop, None where what stands around its value was not found."""
    said = framed(crop, matrix, reader)
    if said is None:
        return None
    hidden = bool(covered(image, said.centres)) or halved(image, said.centres, said.reading)
    return Line(crop, image, said, ruled(image, said.centres), hidden, reader)


def weight(candidate: str, line: Line) -> Weight:
    """The candidate against the best reading; what a rule of the table may have hidden of it is noted."""
    return replace(_compared(candidate, line), ruled=_ruled(candidate, line))


def _ruled(candidate: str, line: Line) -> bool:
    """Whether only the surname is read otherwise, as none, and for no reason but a rule of the table."""
    return line.ruled[:1] == (True,) and _no_surname(candidate, line.said.reading)


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


def _compared(candidate: str, line: Line) -> Weight:
    """The candidate against the best reading, its bounds moved to where its look-alikes part from it."""
    said = line.said
    likelihood = said.likelihood(candidate)
    if line.covered:
        return UNKNOWN
    if not np.isfinite(likelihood):
        return _TOO_LONG if all(letter in said.recogniser.columns for letter in candidate) else UNKNOWN
    nats = likelihood - said.best
    near = {read: _read_as(candidate, read) for read in _read(candidate, [said])} | rivals(candidate)
    others = sorted(_rivals(candidate, near, said))
    closest = others[0] if others else None
    found = _alone(nats, said.best, closest)
    doubted = said.best < _UNSURE or (closest is not None and closest.ahead < _CLEAR)
    if doubted and nats > MISMATCH_BELOW and line.witnessed is not None:
        found = _witnessed(candidate, found, line, line.witnessed)
    found = _shown(candidate, found, line, [other.name for other in others if other.ahead < _CLEAR])
    return Weight(round(nats, 2), round(found.match_from, 2), round(found.mismatch_below, 2))


def _alone(nats: float, best: float, closest: _Rival | None) -> Weight:
    """The weight by the reader's own word: where the picture may well say either, their boundary decides."""
    if closest is None or closest.likelihood < best + 2 * MISMATCH_BELOW:
        return Weight(nats, MATCH_FROM, MISMATCH_BELOW)
    if closest.likelihood > best + MATCH_FROM:
        return Weight(nats, nats - closest.ahead, nats - closest.behind)
    return Weight(nats, max(MATCH_FROM, nats - closest.ahead), MISMATCH_BELOW)


def _witnessed(candidate: str, alone: Weight, line: Line, other: Said) -> Weight:
    """The weight that the reader gives `alone`, as its witness bears it out.

    What the witness reads matches too where it leads all else in the nats of both, and so does what looks
    like its own drawings; what both easily take another for must look so. Nothing matches where the witness
    prefers another by more, and nothing differs that does not for both together.
    """
    beside = list(_beside(candidate, line.said, other))
    if not beside:
        return alone
    beyond = alone.nats - alone.match_from
    if any(one.told < 0 and one.both < -_AHEAD for one in beside):
        beyond = min(beyond, -_AHEAD)
    if _letters(other.reading) == _letters(candidate):
        beyond = max(beyond, min(one.both - one.least for one in beside) - _AHEAD)
    if beyond < 0 and _looks_like_it(candidate, beside, line, other):
        beyond = 0.0
    elif beyond >= 0 and not _told_from_its_like(candidate, beside, line, other):
        beyond = -_AHEAD
    match_from = max(MISMATCH_BELOW, alone.nats - beyond)
    differs = alone.nats - min(one.both for one in beside) + MISMATCH_BELOW
    return Weight(alone.nats, match_from, min(match_from, alone.mismatch_below, differs))


def _shown(candidate: str, found: Weight, line: Line, beside: Iterable[str]) -> Weight:
    """The weight, as the reader of single characters bears it out: it takes nothing for what is more common.

    It is asked where the names `beside` the candidate, or what is read, have another character, or where the
    candidate's is one that others are read as. A name matches where each such place surely shows its
    character. It does not where one surely shows another, if that is possible at all to the reader: of
    handwriting the other knows nothing.
    """
    said = line.said
    if len({len(candidate), len(said.reading), len(said.centres)}) > 1 or found.nats < _HOPELESS:
        return found
    names = [said.reading, *(name for name in beside if len(name) == len(candidate))]
    asked = [
        at
        for at, letter in enumerate(candidate)
        if taken_for(letter) or any(name[at] != letter for name in names)
    ]
    if not asked or not all(is_known(name[at]) for name in (candidate, *names) for at in asked):
        return found
    lead, at = min((line.place(at).lead(candidate[at]), at) for at in asked)
    if lead >= _SHOWN:
        match_from = min(found.match_from, found.nats)
        return replace(found, match_from=match_from, mismatch_below=min(match_from, found.mismatch_below))
    letter = line.place(at).likeliest
    other = candidate[:at] + letter + candidate[at + 1 :]
    called = in_names(letter) and (at > 0 or is_surname(letter))
    if lead <= -_SHOWN and called and said.likelihood(other) - said.best > _POSSIBLE:
        return replace(found, match_from=max(found.match_from, found.nats + _AHEAD))
    return found


@dataclass(frozen=True, slots=True)
class _Beside:
    """A name beside a candidate: by how many nats this leads it, and must at `least`.

    To the reader alone (`own`), to the witness (`told`), to `both` with what papers hardly print allowed for.
    """

    name: str
    least: float
    own: float
    told: float
    both: float


def _beside(candidate: str, said: Said, other: Said) -> Iterator[_Beside]:
    """What is read instead of a candidate, and its look-alikes."""
    least = {read: 0.0 for read in _read(candidate, (said, other))}
    least |= {rival: max(0.0, between.match_from) for rival, between in rivals(candidate).items()}
    told, own = other.leads(candidate, least), said.leads(candidate, least)
    for name in least:
        both = own[name] + _allowance(candidate, name, said) + told[name]
        yield _Beside(name, least[name], own[name], told[name], both)


def _looks_like_it(candidate: str, beside: Iterable[_Beside], line: Line, other: Said) -> bool:
    """Whether the line looks like the candidate's own drawings beside each name that it is not clear of.

    Where it misses a boundary drawn for another name it stays in doubt, as does a slip of who filled in the
    form.
    """
    doubted = [
        one for one in beside if one.both < one.least + _AHEAD or (one.own < one.least and in_names(one.name))
    ]
    slip = not in_names(candidate) and _letters(other.reading) != _letters(candidate)
    known = any(one.least > _AHEAD and in_names(one.name) for one in doubted)
    if slip or known or not 0 < len(doubted) <= _MOST or any(one.both < _NEAR for one in doubted):
        return False
    told = line.said, other
    return all(borne_out(candidate, one.name, line.image, told) for one in doubted)


def _told_from_its_like(candidate: str, beside: Iterable[_Beside], line: Line, other: Said) -> bool:
    """Whether the line looks like the candidate's drawings beside names that are easily taken for it.

    How a printed 颍 reads as 颖 depends on its face and its blur, and the witness errs likewise.
    """
    told = line.said, other
    near = (one for one in beside if one.least > _AHEAD and one.own < one.least + _AHEAD)
    return all(clear_of(candidate, one.name, line.image, told) for one in near if in_names(one.name))


@dataclass(frozen=True, slots=True, order=True)
class _Rival:
    """A look-alike: by how much the candidate lies beyond its match and its mismatch boundary."""

    ahead: float
    behind: float
    likelihood: float
    name: str


def _rivals(candidate: str, near: Mapping[str, Boundary], said: Said) -> Iterator[_Rival]:
    """The strings near a candidate, and how far it is beyond its boundaries with each."""
    likelihood = said.likelihood(candidate)
    for rival, between in near.items():
        against = said.likelihood(rival)
        # What nobody is called counts only where the picture says it more than the candidate, or as well, or
        # would say the candidate of it too.
        counts = against > min(likelihood, said.best + MATCH_FROM) or between.match_from > 0
        if np.isfinite(against) and (in_names(rival) or counts):
            lead = likelihood - against + _allowance(candidate, rival, said)
            yield _Rival(lead - between.match_from, lead - between.mismatch_below, against, rival)


def _read(candidate: str, told: Iterable[Said]) -> Iterator[str]:
    """What is read instead of the candidate."""
    wanted = _letters(candidate)
    for said in told:
        letters = _letters(said.reading)
        if letters != wanted and not person_name.is_variant(letters, wanted):
            yield said.reading


def _read_as(candidate: str, reading: str) -> Boundary:
    """The boundary with a reading: one that is no valid number, or no surname, is rather a slip."""
    wanted, read = _letters(candidate), _letters(reading)
    slip = resident_id.is_valid(wanted) and len(read) == len(wanted) and not resident_id.is_valid(read)
    slip = slip or _no_surname(candidate, reading)
    return Boundary(MATCH_FROM if slip else 0.0, MISMATCH_BELOW)


def _allowance(candidate: str, rival: str, said: Said) -> float:
    """By how many nats less it must lead a rival that the papers hardly print, or more if it is such."""
    return _handicap(rival, said) - _handicap(candidate, said)


def _handicap(name: str, said: Said) -> float:
    """See Recogniser.handicap; what people are named with (濛) is printed."""
    return said.recogniser.handicap("".join(letter for letter in name if not in_names(letter)))


def _letters(text: str) -> str:
    """A text without blanks, dots and other marks, which say nothing about who it names."""
    return "".join(letter for letter in text if letter.isalnum())
