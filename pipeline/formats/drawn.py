"""Text becomes page images: for files that hold words and no photo."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from casefile.errors import UsageError
from pipeline.font import INSTALL, faces, letters, sized
from pipeline.formats.images import Picture
from pipeline.formats.outcomes import refused

MOST_PAGES = 50
SHEET = (1696, 2400)
"""An A4 sheet, width × height in pixels, at the size at which a PDF is rendered."""
_LETTER, _LEADING, _MARGIN = 36, 1.6, 130
_CELL = 3
"""Letters between the cells of a table's row."""


def drawn(lines: Iterable[str]) -> Iterator[Picture]:
    """The lines on as many sheets as they need, from the left top; a tab parts two cells.

    Raises UploadRefused with TOO_MANY_PAGES.
    """
    across = (SHEET[0] - 2 * _MARGIN) // _LETTER
    down = int((SHEET[1] - 2 * _MARGIN) / (_LETTER * _LEADING))
    wrapped = [part for line in lines for part in _wrapped(line.rstrip(), across)]
    if len(wrapped) > MOST_PAGES * down:
        raise refused("TOO_MANY_PAGES")
    return (_sheet(wrapped[start : start + down]) for start in range(0, len(wrapped), down))


def write(draw: ImageDraw.ImageDraw, text: str, left: float, base: float, size: float, width: float) -> None:
    """Write text from a point on its base line, in pixels, letters spread over the width and made to fit."""
    step = width / max(1.0, sum(_breadth(letter) for letter in text))
    size = min(size, 1.1 * step)
    for letter in text:
        if not letter.isspace():
            draw.text((left, base), letter, "black", _font(letter, max(1, round(size))), anchor="ls")
        left += step * _breadth(letter)


def _sheet(lines: list[str]) -> Picture:
    sheet = Image.new("L", SHEET, 255)
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        base = _MARGIN + _LETTER * (1 + number * _LEADING)
        write(draw, line, _MARGIN, base, _LETTER, _LETTER * sum(map(_breadth, line)))
    return sheet


def _wrapped(line: str, across: int) -> Iterator[str]:
    """The line in pieces of at most so many letters' breadth."""
    piece, room = "", float(across)
    for letter in line.replace("\t", " " * 2 * _CELL):
        if room < _breadth(letter):
            yield piece
            piece, room = "", float(across)
        piece += letter
        room -= _breadth(letter)
    yield piece


def _breadth(letter: str) -> float:
    """In letters: a Chinese character is one broad, a Latin one half."""
    return 1.0 if unicodedata.east_asian_width(letter) in "WFA" else 0.5 + 0.1 * letter.isupper()


@functools.lru_cache(4096)
def _font(letter: str, size: int) -> ImageFont.FreeTypeFont:
    """The first of this machine's Chinese fonts that has the letter."""
    known = _faces()
    if not known:
        raise UsageError(INSTALL)
    path, number = next(((p, n) for p, n, there in known if ord(letter) in there), known[0][:2])
    return sized(path, number, size)


@functools.cache
def _faces() -> tuple[tuple[Path, int, frozenset[int]], ...]:
    return tuple((path, number, letters(path, number)) for path, number in faces())
