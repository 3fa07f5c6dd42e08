"""Which character stands in each place of a line, read by a small net that knows no words and no names.

The recognisers of lines were taught on running text and take what is rare for what is common: a printed 曈
reads as 瞳 whatever its face. This one was taught by `python -m bench.characters` on single characters, drawn
with many faces, each as often as any other: what it says is what the picture shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from casefile.identifiers import person_name
from pipeline.ocr.recognition import Runner
from pipeline.ocr.runtime import own_runner

SIDE, EM = 48, 0.83
"""Pixels of the square that the net sees, and which share of its side a character's em is."""
MODEL = Path(__file__).with_name("characters.onnx")
_KNOWN = Path(__file__).with_name("characters.txt")
_INK, _PAPER, _CONTRAST = 2, 85, 12.0
"""Percentiles of a square's pixels taken for ink and paper, and their least difference in grey levels."""
_SIZES, _RIGHT, _DOWN = (0.9, 1.0, 1.1), (-0.06, 0.0, 0.06), (-0.05, 0.0, 0.05)
"""Where a character may stand, in ems around where it is thought to, and how large it may be."""
_SPREAD = 0.4
"""In heights of the line: how far beside the middles of its first and last character a value reaches."""
_INKED, _GAP = 0.25, 0.06
"""Which share of a dense row's ink a row of print has at least, and the widest gap in it, in heights."""
_LEAST, _TALL, _PITCH = 0.5, 0.93, 1.05
"""In heights of the line, of an em, and in pitches: the least print, a character's print, the largest em."""
_FAINTEST = 1e-6
_AMONG = 6


@dataclass(frozen=True, slots=True)
class CharacterReader:
    """See the module."""

    _run: Runner

    @classmethod
    def load(cls) -> CharacterReader:
        """Load the model that is shipped."""
        return cls(own_runner(MODEL))

    def seen(self, line: NDArray[Any], centres: Sequence[float], at: int) -> Place:
        """What stands in a place of a grey line; `centres` are its characters', 0 to 1 of its width."""
        squares = np.stack(list(_squares(line, centres, at)))
        logits = np.asarray(self._run([squares[:, None]])[0], np.float32)
        each = np.exp(logits - logits.max(axis=1, keepdims=True))
        likely = (each / each.sum(axis=1, keepdims=True)).mean(axis=0)
        return Place(np.log(np.maximum(likely, _FAINTEST)))


@dataclass(frozen=True, slots=True)
class Place:
    """How likely each of the `known` characters stands in a place, in nats."""

    nats: NDArray[np.float32]

    @property
    def likeliest(self) -> str:
        """What stands there."""
        return known()[int(self.nats.argmax())]

    def lead(self, letter: str) -> float:
        """By how many nats a character leads whatever else may stand there.

        Its other form (黃 for 黄) is nothing else. 0 where it is not known.
        """
        if not is_known(letter):
            return 0.0
        best = (known()[column] for column in self.nats.argsort()[: -_AMONG - 1 : -1])
        alike = [one for one in best if one == letter or person_name.is_variant(one, letter)]
        others = np.delete(self.nats, [_columns()[one] for one in (*alike, letter)])
        own = max(self.nats[_columns()[one]] for one in (*alike, letter))
        return float(own - others.max())


def is_known(letter: str) -> bool:
    """Whether the net tells a character from others."""
    return letter in _columns()


@lru_cache(maxsize=1)
def known() -> str:
    """The characters that the net tells apart, by its columns."""
    return _KNOWN.read_text(encoding="utf-8").strip()


def prepared(square: NDArray[Any]) -> NDArray[np.float32]:
    """A square's pixels as the net sees them: 0 for paper, 1 for ink."""
    grey = square.astype(np.float32)
    ink, paper = np.percentile(grey, (_INK, _PAPER))
    seen = (paper - grey) / max(_CONTRAST, paper - ink)
    return np.asarray(np.clip(seen, -0.3, 1.3), np.float32)


def _squares(line: NDArray[Any], centres: Sequence[float], at: int) -> Iterator[NDArray[np.float32]]:
    """Squares around a character, where it may stand and as large as it may be."""
    width = line.shape[1]
    top, bottom = _band(line, centres)
    em = max(bottom - top, _LEAST * line.shape[0]) / _TALL
    if len(centres) > 1:
        em = min(em, _PITCH * float(np.median(np.diff(centres))) * width)
    for size in _SIZES:
        scale = SIDE * EM / (size * em)
        for right in _RIGHT:
            for down in _DOWN:
                middle = centres[at] * width + right * em, (top + bottom) / 2 + down * em
                yield prepared(_square(line, scale, middle))


def _square(line: NDArray[Any], scale: float, middle: tuple[float, float]) -> NDArray[Any]:
    """The square around a place of the line, at so many of its pixels for one of the line's."""
    shrunk = min(1.0, 1.2 * scale)
    if shrunk < 0.85:
        line, scale = (
            cv2.resize(line, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA),
            scale / shrunk,
        )
        middle = middle[0] * shrunk, middle[1] * shrunk
    moved = np.array([[scale, 0, SIDE / 2 - scale * middle[0]], [0, scale, SIDE / 2 - scale * middle[1]]])
    return np.asarray(cv2.warpAffine(line, moved, (SIDE, SIDE), borderMode=cv2.BORDER_REPLICATE))


def _band(line: NDArray[Any], centres: Sequence[float]) -> tuple[int, int]:
    """The first row of the characters' print and the one after its last: the longest inked stretch."""
    height, width = line.shape
    beside = _SPREAD * height
    first, last = (
        round(min(centres) * width - beside),
        round(max(centres) * width + beside),
    )
    grey = line[:, max(0, first) : last].astype(np.float32)
    ink, paper = np.percentile(grey, (_INK, _PAPER))
    rows = np.clip((paper - grey) / max(_CONTRAST, paper - ink), 0, 1).mean(axis=1)
    inked = np.flatnonzero(rows > _INKED * np.percentile(rows, 90))
    parted = np.split(inked, np.flatnonzero(np.diff(inked) > max(2.0, _GAP * height)) + 1)
    longest = max(parted, key=np.ptp)
    return int(longest[0]), int(longest[-1]) + 1


@lru_cache(maxsize=1)
def _columns() -> dict[str, int]:
    return {letter: column for column, letter in enumerate(known())}
