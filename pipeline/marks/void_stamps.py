"""Stamps in blue, black or pink (作废, 注销): slanting frames, whose words are read apart from print beneath.

Those in red are found with the seals (see seals.py), and level words are read with the print (see voided.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.case import SURE
from pipeline.marks.frames import Territory
from pipeline.marks.lettering import as_print
from pipeline.marks.redness import Map, absorbed
from pipeline.marks.slanted import slanted
from pipeline.marks.stamps import Stamp, inside, worded
from pipeline.marks.told import stamp_told
from pipeline.normalise import Image, Sheet
from pipeline.ocr.reader import Reader, crop_of
from pipeline.ocr.recognition import Matrix, Reading
from validators.ended import MARKS, VOIDED

_LINE, _RIM = 0.08, 0.14
"""Shares of its height: where a frame's own ink is looked at, and what is cut off of it before it is read."""
_COLOURED = 0.22
"""The share by which an ink that is not black takes less of one colour's light than of another's."""
_RED = "red"
_COLOURS = "blue", "other", _RED
"""Names of inks by the colour, of blue, green and red, of whose light they take least."""
_PINK, _FAINT, _SOME, _SPARSE = 0.3, 0.15, 5e-4, 3
"""By what share pink ink, which is as bright as paper in red light, takes less of the blue than of the green;
how much less of all light a faint one does, on which share of a picture; of how many pixels each way one is
asked."""
_LEGIBLE = 0.6
_IN_PARTS, _SIZES, _SEEN_AT = 0.5, (1.0, 2.2), 320
"""How sure a word is that was read letter by letter; how far around a part of its frame, in sizes of that; at
which longer side in pixels."""
_WITHIN = 5.0
"""Nats by which a word that voids may be less likely than what was read, as print crosses its letters; not so
of 迁出, which looks like 派出, of a station's seal."""
_CONTRARY = ("失效", "无效"), ("失效", "有效")
"""Words that look like one that ends a paper, and are stamped on valid ones: 复印无效."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What stands in a frame (None: illegible), how surely (0 to 1), and whether it ends a paper."""

    text: str | None = None
    sure: float = 0.0
    ends: bool = False

    @property
    def rank(self) -> tuple[bool, int, float]:
        """What of several frames counts; words that were cut short may lack a condition: 他用作废."""
        return self.ends, len(self.text or "") if self.ends else 0, self.sure


def void_stamps(page: Image, sheet: Sheet, own: Territory, reader: Reader) -> Iterator[Mapping[str, Any]]:
    """The slanting framed stamps of a document in ink of any colour but red, in the form of `seals`.

    `sheet` is a small picture of the document, `own` its place there. A frame whose words cannot be read is
    told (`text` None) only where all its sides are drawn and something in its ink stands in it; `colour` is
    `blue`, `black` or `other`.
    """
    pictures = sheet.image, *_pink(sheet.image)
    found = (stamp for picture in pictures for stamp in slanted(picture, own.frame))
    seen = left = [stamp for stamp in found if own.holds(*stamp.middle)]
    told: list[Mapping[str, Any]] = []
    while left:
        first = left[0]
        told += _told(page, sheet, own, [one for one in left if _overlap(first, one)], reader)
        left = [one for one in left if not _overlap(first, one)]
    yield from told or _in_parts(page, sheet, own, seen, reader)


def _pink(image: Image) -> Iterator[Image]:
    """The picture with its pink ink alone, which is black there; none where next to nothing is pink."""
    if (_pinkness(image[::_SPARSE, ::_SPARSE]) > _FAINT).mean() > _SOME:
        yield cv2.merge([np.asarray(255 * (1 - _pinkness(image)), np.uint8)] * 3)


def _pinkness(image: Image) -> Map:
    """For each pixel the share of green light that its ink takes, less that of blue."""
    taken = absorbed(image)
    return np.asarray(np.maximum(taken[:, :, 1] - taken[:, :, 0], 0), np.float32)


def _overlap(one: Stamp, other: Stamp) -> bool:
    return one.holds(*other.middle) or other.holds(*one.middle)


def _told(
    page: Image, sheet: Sheet, own: Territory, rivals: list[Stamp], reader: Reader
) -> Iterator[Mapping[str, Any]]:
    """The one stamp of a place where several frames were seen.

    Its words are the longest that end a paper, else the surest in a frame of which all sides are drawn.
    """
    found: list[tuple[_Said, Stamp, str]] = []
    for stamp in rivals:
        ink, colour = _ink(page, sheet, stamp)
        if colour == _RED:
            continue
        said = _said(ink, reader)
        # A slip of paper that lies on the page has four sides too.
        if said.ends or (stamp.framed and worded(ink)):
            found.append((said, stamp, colour))
    if found:
        said, stamp, colour = max(found, key=lambda one: one[0].rank)
        yield stamp_told(sheet, own, stamp, said.text, said.sure, colour)


def _in_parts(
    page: Image, sheet: Sheet, own: Territory, parts: Sequence[Stamp], reader: Reader
) -> Iterator[Mapping[str, Any]]:
    """Such a word where print and rules cross its frame, so that this is seen in parts with a letter each."""
    letters = {letter for part in parts for letter in _letters(page, sheet, part, reader)}
    for mark in VOIDED:
        if letters.issuperset(mark):
            yield stamp_told(sheet, own, parts[0], mark, _IN_PARTS, "other")


def _letters(page: Image, sheet: Sheet, stamp: Stamp, reader: Reader) -> Iterator[str]:
    """What stands in and around what may be a part of a coloured frame."""
    _, colour = _ink(page, sheet, stamp)
    if colour not in _COLOURS or colour == _RED:
        return
    for size in _SIZES:
        grown = Stamp(
            np.asarray(stamp.corners * size + np.array(stamp.middle) * (1 - size), np.float32), False
        )
        upright = inside(page, sheet, grown, absorbed)
        picture = as_print(np.asarray(upright.max(axis=2) - upright.min(axis=2), np.float32))
        for box in reader.boxes(picture, _SEEN_AT):
            yield from reader.reading(crop_of(picture, box)).chars


def _ink(page: Image, sheet: Sheet, stamp: Stamp) -> tuple[Map, str]:
    """The stamp upright as a map of its own ink (0 to 1), and the colour of that."""
    upright = inside(page, sheet, stamp, absorbed)
    taken = _of_the_line(upright, round(_LINE * len(upright)))
    least, most = int(taken.argmin()), int(taken.argmax())
    if taken[most] - taken[least] < _COLOURED * taken[most]:
        return np.asarray(upright.min(axis=2), np.float32), "black"
    pink = _COLOURS[least] == _RED and taken[1] - taken[0] > _PINK * taken[1]
    # Black print takes as much of each colour, and vanishes.
    return np.maximum(upright[:, :, most] - upright[:, :, least], 0), "other" if pink else _COLOURS[least]


def _of_the_line(upright: Map, width: int) -> NDArray[np.float32]:
    """The shares of blue, green and red light that the ink of a frame's own line takes."""
    along = np.ones(upright.shape[:2], bool)
    along[width:-width, width:-width] = False
    taken = upright[along]
    strength = taken.max(axis=1)
    return np.asarray(np.median(taken[strength >= 0.5 * np.percentile(strength, 90)], axis=0), np.float32)


def _said(ink: Map, reader: Reader) -> _Said:
    """What the inside of a frame says; unless that ends a paper or is sure, what it says upside down too."""
    rim = round(_RIM * len(ink))
    crop, best = as_print(ink[rim:-rim, rim:-rim]), _Said()
    for one in (crop, np.asarray(cv2.rotate(crop, cv2.ROTATE_180), np.uint8)):
        matrix = reader.matrix(one)
        reading = reader.said(matrix)
        said = _ending(reading) or _nearly(matrix, reading, reader)
        if said:
            return said
        if reading.score > max(_LEGIBLE, best.sure) and len(reading.chars.strip()) > 1:
            best = _Said(reading.chars.strip(), reading.score)
        if best.sure >= SURE:
            break
    return best


def _ending(reading: Reading) -> _Said | None:
    """The words read, where one of them says that a paper ended."""
    for mark in MARKS:
        if (start := reading.chars.find(mark)) >= 0:
            own = reading.probabilities[start : start + len(mark)]
            return _Said(reading.chars.strip(), float(np.mean(own)), ends=True)
    return None


def _nearly(matrix: Matrix, reading: Reading, reader: Reader) -> _Said | None:
    """Such words where they are hardly less likely than what was read."""
    texts = list(_with(VOIDED, reading.chars))
    likely = reader.log_likelihoods(matrix, texts)
    best = int(np.argmax(likely))
    contrary = [texts[best].replace(mark, other) for mark, other in _CONTRARY if mark in texts[best]]
    read = max(reader.log_likelihoods(matrix, [reading.chars, *contrary]))
    if likely[best] < read - (0 if contrary else _WITHIN):
        return None
    return _Said(texts[best].strip(), float(1 / (1 + np.exp(read - likely[best]))), ends=True)


def _with(marks: Iterable[str], chars: str) -> Iterator[str]:
    """The text with each word put in each place of it."""
    for mark in marks:
        for start in range(max(1, len(chars) - len(mark) + 1)):
            yield chars[:start] + mark + chars[start + len(mark) :]
