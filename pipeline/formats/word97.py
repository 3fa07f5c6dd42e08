"""The text of a Word 97–2003 document by its piece table ([MS-DOC] 2.4.1, 2.9.38, 2.9.73)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from pipeline.formats.outcomes import refused

_MAGIC, _OLDEST = 0xA5EC, 0x00C1
_ENCRYPTED, _SECOND_TABLE = 0x0100, 0x0200
_LENGTH, _PIECES = 0x4C, 0x01A2
"""Offsets of the text's length in characters, and of the piece table's place and size."""
_NARROW = 0x4000_0000
_FIELD, _RESULT, _FIELD_END = "\x13", "\x14", "\x15"
_SIGNS = str.maketrans(
    {"\x07": "\t", "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x1e": "-", "\xa0": " "}
    | dict.fromkeys(map(chr, (0, 1, 2, 5, 8, 0x14, 0x15, 0x1F)))
)


def check(document: bytes) -> None:
    """Raises UploadRefused with ENCRYPTED, TYPE_MISMATCH or CORRUPT_FILE."""
    if len(document) < _PIECES + 8:
        raise refused("CORRUPT_FILE")
    magic, version = struct.unpack_from("<HH", document)
    if magic != _MAGIC or version < _OLDEST:
        raise refused("TYPE_MISMATCH", "Word 95 或更早的文档，请另存为 docx")
    if struct.unpack_from("<H", document, 10)[0] & _ENCRYPTED:
        raise refused("ENCRYPTED")


def table_name(document: bytes) -> str:
    """The stream with the piece table."""
    check(document)
    return "1Table" if struct.unpack_from("<H", document, 10)[0] & _SECOND_TABLE else "0Table"


def text(document: bytes, table: bytes) -> str:
    """The main text; fields are shown by their results, a table's cells are parted by tabs."""
    try:
        found = "".join(_pieces(document, table))
    except struct.error as error:
        raise refused("CORRUPT_FILE") from error
    return "".join(_shown(found)).replace("\x07\x07", "\n").translate(_SIGNS)


def _shown(found: str) -> Iterator[str]:
    """The letters that are no field's instruction."""
    fields: list[bool] = []
    hidden = 0
    for letter in found:
        if letter == _FIELD:
            fields.append(True)
            hidden += 1
        elif letter == _RESULT and fields:
            hidden -= fields[-1]
            fields[-1] = False
        elif letter == _FIELD_END and fields:
            hidden -= fields.pop()
        elif not hidden:
            yield letter


def _pieces(document: bytes, table: bytes) -> Iterator[str]:
    (left,) = struct.unpack_from("<l", document, _LENGTH)
    left = min(left, len(document))
    plc = _piece_table(document, table)
    count = (len(plc) - 4) // 12
    places = struct.unpack_from(f"<{max(0, count) + 1}L", plc)
    for number in range(count):
        length = min(places[number + 1] - places[number], left)
        if length <= 0:
            return
        left -= length
        (start,) = struct.unpack_from("<L", plc, 4 * (count + 1) + 8 * number + 2)
        if start & _NARROW:
            start = (start & ~_NARROW) // 2
            yield document[start : start + length].decode("cp1252", "replace")
        else:
            yield document[start : start + 2 * length].decode("utf-16-le", "replace")


def _piece_table(document: bytes, table: bytes) -> bytes:
    """The part of the table stream that says where the text lies; formatting before it is skipped."""
    place, size = struct.unpack_from("<LL", document, _PIECES)
    end = min(place + size, len(table))
    while place < end and table[place] == 1:
        place += 3 + struct.unpack_from("<H", table, place + 1)[0]
    if place >= end or table[place] != 2:
        raise refused("CORRUPT_FILE")
    (size,) = struct.unpack_from("<L", table, place + 1)
    return table[place + 5 : place + 5 + size]
