"""The value on a line's crop, told from what else the line says before and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors.labels import WEAVE
from pipeline.line_crop import RULE, Crop
from pipeline.ocr.detection import Image
from pipeline.ocr.recogniser import Recogniser
from pipeline.ocr.recognition import Matrix

_BETWEEN = f"{RULE}\u3000:："
_NOT_FIRST = f"—–-{WEAVE}"
"""Before a value these are that rule too, or a paper's weave: nothing begins so. After one a stroke may be a
一, and a box a character that is not known."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one recogniser says of a line: the value, what stands around it, how likely all that is (nats).

    `centres` are those of the value's characters, from 0 to 1 of the line's width.
    """

    recogniser: Recogniser
    matrix: Matrix
    before: str
    reading: str
    after: str
    best: float
    centres: tuple[float, ...]

    def likelihood(self, value: str) -> float:
        """How likely the line is with another value in the same place."""
        return self.recogniser.log_likelihood(self.matrix, self.before + value + self.after)

    def leads(self, value: str, others: Iterable[str]) -> dict[str, float]:
        """By how many nats a value is likelier than each of others; 0 where one of the two cannot be told."""
        own = self.likelihood(value)
        leads = {other: own - self.likelihood(other) for other in others}
        return {other: lead if np.isfinite(lead) else 0.0 for other, lead in leads.items()}


def picture(crop: Crop) -> Image:
    """The line's grey picture."""
    return np.asarray(cv2.imdecode(np.frombuffer(crop.png, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def seen(image: Image, recogniser: Recogniser) -> Matrix:
    """The recogniser's matrix of a line, blanks and rules taken for nothing."""
    return recogniser.without(RULE, recogniser.matrix(image))


def framed(crop: Crop, matrix: Matrix, recogniser: Recogniser) -> Said | None:
    """The value with all that is read before and after it, punctuation between them too."""
    line = recogniser.said(matrix)
    text = line.chars
    found = place(crop, text)
    if found is None:
        return None
    start, end = found
    best = recogniser.log_likelihood(matrix, text)
    own = line.centres[start:end]
    return Said(recogniser, matrix, text[:start], text[start:end], text[end:], best, own)


def place(crop: Crop, text: str) -> tuple[int, int] | None:
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


def _plain(text: str) -> str:
    return "".join(letter for letter in text if letter not in _BETWEEN)
