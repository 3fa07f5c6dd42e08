"""Old Office files (doc, xls): their streams, the photos in them, and a document's text."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator

import olefile

from pipeline.formats import word97
from pipeline.formats.blips import blips
from pipeline.formats.outcomes import refused
from pipeline.formats.photos import photos

_DRAWINGS, _CONTINUE, _FILE_PASS = 0x00EB, 0x003C, 0x002F


class CompoundFile:
    """The streams of an old Office file that are of use."""

    def __init__(self, data: bytes) -> None:
        """Read them; raises UploadRefused with ENCRYPTED, TYPE_MISMATCH or CORRUPT_FILE."""
        try:
            with olefile.OleFileIO(io.BytesIO(data)) as file:
                there = [name for name in _NEEDED if file.exists(name)]
                if any(file.get_size(name) > len(data) for name in there):
                    raise refused("CORRUPT_FILE")
                streams = {name: _stream(file, name) for name in there}
        except (AttributeError, LookupError, OSError, TypeError, ValueError, struct.error) as error:
            raise refused("CORRUPT_FILE") from error
        if "EncryptedPackage" in streams:
            raise refused("ENCRYPTED")
        self.document = streams.get("WordDocument")
        self.book = streams.get("Workbook", streams.get("Book"))
        self._streams = streams
        if self.document is None and self.book is None:
            raise refused("TYPE_MISMATCH", "旧版 Office 文件，但不是 Word 文档或 Excel 表格")

    def photos(self) -> tuple[bytes, ...]:
        """The photos in the order in which the file keeps them."""
        if self.document is None:
            return photos(blips(_drawings(self.book or b"")))
        word97.check(self.document)
        return photos(p for name in ("Data", "WordDocument") for p in blips(self._streams.get(name, b"")))

    def text(self) -> str:
        """A document's text."""
        document = self.document or b""
        table = self._streams.get(word97.table_name(document))
        if table is None:
            raise refused("CORRUPT_FILE")
        return word97.text(document, table)


_NEEDED = ("EncryptedPackage", "WordDocument", "Workbook", "Book", "Data", "0Table", "1Table")


def _stream(file: olefile.OleFileIO, name: str) -> bytes:
    with file.openstream(name) as stream:
        return bytes(stream.read())


def _drawings(book: bytes) -> bytes:
    """What a workbook's drawing records hold, joined over those that continue them."""
    return b"".join(_drawing_records(book))


def _drawing_records(book: bytes) -> Iterator[bytes]:
    place, inside = 0, False
    while place + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, place)
        if kind == _FILE_PASS:
            raise refused("ENCRYPTED")
        inside = kind == _DRAWINGS or (inside and kind == _CONTINUE)
        if inside:
            yield book[place + 4 : place + 4 + length]
        place += 4 + length
