"""Pictures in doc and xls files, as Office's drawing records hold them ([MS-ODRAW] 2.2.23)."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n")
_JPEG, _PNG = (0xF01D, 0xF02A), (0xF01E,)
_RECORD = struct.Struct("<HHL")
_BEFORE = (8 + 17, 8 + 33)
"""Bytes from a record's start to its picture: header, one or two digests of 16 bytes, a tag."""


def blips(data: bytes) -> Iterator[bytes]:
    """Each JPEG or PNG picture that a record of its own announces, in the order of the stream."""
    end = 0
    for found in _PICTURE.finditer(data):
        if found.start() >= end and (size := _announced(data, found.start())):
            end = found.start() + size
            yield data[found.start() : end]


def _announced(data: bytes, start: int) -> int:
    """The picture's length by the record before it; 0 where there is no such record."""
    for before in _BEFORE:
        if start < before:
            continue
        kind: int
        length: int
        _, kind, length = _RECORD.unpack_from(data, start - before)
        if kind in (*_JPEG, *_PNG) and length > before - 8:
            return min(length - (before - 8), len(data) - start)
    return 0
