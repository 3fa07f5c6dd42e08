"""An upload's pages, whatever its format; in a child process only."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping

from pipeline.formats import drawn, images, ofd, office, pdf, text
from pipeline.formats.images import Picture
from pipeline.formats.kinds import PICTURES, Format, format_of
from pipeline.formats.outcomes import refused

_BROKEN = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError, OSError, SyntaxError, TypeError),
    *(ValueError, struct.error, zlib.error),
)
"""What a parser may stumble with over bytes that are not what they say."""


def pages(data: bytes) -> Iterator[Picture]:
    """The pages of an upload, told by its content and never by its name; raises UploadRefused."""
    format = format_of(data)
    given = 0
    try:
        for page in _OPENERS[format](data):
            given += 1
            yield images.seen(page) if format in PICTURES else page
    except (MemoryError, RecursionError) as error:
        raise refused("TOO_COMPLEX") from error
    except _BROKEN as error:
        raise refused("CORRUPT_PDF" if format is Format.PDF else "CORRUPT_FILE") from error
    if not given:
        raise refused("EMPTY_DOCUMENT")


def _picture(data: bytes) -> Iterator[Picture]:
    yield images.decoded(data)


def _text(data: bytes) -> Iterator[Picture]:
    return drawn.drawn(text.decoded(data).split("\n"))


_OPENERS: Mapping[Format, Callable[[bytes], Iterator[Picture]]] = {
    **dict.fromkeys(PICTURES, _picture),
    Format.PDF: pdf.rendered,
    Format.TXT: _text,
    Format.DOC: office.old_pages,
    Format.XLS: office.old_pages,
    Format.DOCX: office.word_pages,
    Format.XLSX: office.excel_pages,
    Format.OFD: ofd.pages,
}
