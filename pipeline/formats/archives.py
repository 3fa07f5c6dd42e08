"""Zip archives (docx, xlsx, ofd): the directory is judged before unpacking, sizes again while it lasts."""

from __future__ import annotations

import io
import lzma
import posixpath
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.formats.outcomes import refused

MOST_ENTRIES = 2000
MOST_BYTES = 100_000_000
"""Unpacked, all entries together."""
MOST_RATIO, RATIO_FROM = 200, 10_000_000
"""No entry above 10 MB may be packed more than 200-fold."""
_NESTED = (".zip", ".jar", ".7z", ".rar", ".gz")
_LOCAL_HEADER = 30
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, lzma.LZMAError),
    *(EOFError, LookupError, OSError, RuntimeError, ValueError),
)
"""What the standard library may stumble with; an unknown packing is a RuntimeError."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive, its name decoded as its writer meant it."""

    name: str
    info: zipfile.ZipInfo


def directory(data: bytes) -> tuple[Entry, ...]:
    """The archive's files; raises UploadRefused with ARCHIVE_LIMIT, ENCRYPTED or CORRUPT_FILE."""
    _check_count(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except _BROKEN as error:
        raise refused("CORRUPT_FILE") from error
    if any(info.flag_bits & 1 for info in infos):
        raise refused("ENCRYPTED")
    if len(infos) > MOST_ENTRIES or not _sound(infos):
        raise refused("ARCHIVE_LIMIT")
    return tuple(Entry(_name(info), info) for info in infos if not _name(info).endswith("/"))


class Archive:
    """The parts of an archive that was judged; reading stops where a part or the whole is too large."""

    def __init__(self, data: bytes) -> None:
        """Open it; raises UploadRefused."""
        self._entries = {entry.name.casefold(): entry for entry in reversed(directory(data))}
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._left = MOST_BYTES

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return [entry.name for entry in self._entries.values()]

    def __contains__(self, name: str) -> bool:
        """Whether there is such a part, in whatever case."""
        return name.casefold() in self._entries

    def read(self, name: str) -> bytes:
        """One part whole; raises KeyError where it is not there, UploadRefused where it is no good."""
        info = self._entries[name.casefold()].info
        try:
            with self._zip.open(info) as stream:
                data = stream.read(min(self._left, info.file_size) + 1)
        except _BROKEN as error:
            raise refused("CORRUPT_FILE") from error
        if len(data) > min(self._left, info.file_size):
            raise refused("ARCHIVE_LIMIT")
        self._left -= len(data)
        return data


def beside(part: str, target: str) -> str:
    """The part that a reference means: relative to the part that names it, or from the root.

    >>> beside("word/document.xml", "media/image1.png"), beside("xl/a/b.xml", "../media/c.png")
    ('word/media/image1.png', 'xl/media/c.png')
    """
    target = target.strip().replace("\\", "/")
    whole = target if target.startswith("/") else posixpath.join(posixpath.dirname(part), target)
    return posixpath.normpath(whole).lstrip("/")


def _check_count(data: bytes) -> None:
    """The number of entries as the end of the directory tells it, before any of them is parsed."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if end < 0 or len(data) < end + 22:
        raise refused("CORRUPT_FILE")
    count, size = struct.unpack_from("<HL", data, end + 10)
    if count > MOST_ENTRIES or size > MOST_ENTRIES * 600:
        raise refused("ARCHIVE_LIMIT")


def _sound(infos: list[zipfile.ZipInfo]) -> bool:
    """No bomb, no overlap, no name twice, no way out, no link, no archive within."""
    names = [_name(info).casefold() for info in infos]
    return (
        len(set(names)) == len(names)
        and sum(info.file_size for info in infos) <= MOST_BYTES
        and not any(_swells(info) or _escapes(info) or _is_link(info) for info in infos)
        and not any(name.endswith(_NESTED) for name in names)
        and not any(_overlaps(infos))
    )


def _swells(info: zipfile.ZipInfo) -> bool:
    return info.file_size > RATIO_FROM and info.file_size > MOST_RATIO * max(1, info.compress_size)


def _escapes(info: zipfile.ZipInfo) -> bool:
    name = _name(info)
    return ".." in name.split("/") or "\0" in info.orig_filename or name.startswith("/") or ":" in name[:2]


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _overlaps(infos: list[zipfile.ZipInfo]) -> Iterator[bool]:
    """Whether an entry begins before the one before it ends, as in archives that hold themselves."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        yield info.header_offset < end
        end = info.header_offset + _LOCAL_HEADER + info.compress_size


def _name(info: zipfile.ZipInfo) -> str:
    """Forward slashes; without the UTF-8 flag, the name is tried as UTF-8 and as GB 18030."""
    name = info.filename
    if not info.flag_bits & 0x800 and not name.isascii():
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").removeprefix("./")
