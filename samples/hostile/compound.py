"""Old Office files: the container ([MS-CFB]), and a Word document and an Excel workbook in it."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

_SECTOR, _SMALL = 512, 4096
_END, _FAT, _FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """The streams as one file; each is made long enough to need no mini stream."""
    bodies = {name: data.ljust(_SMALL, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    table: list[int] = []
    starts = {}
    for name, data in bodies.items():
        starts[name] = _add(sectors, table, data)
    directory = [_entry("Root Entry", 5, _END, 0, 1 if streams else _FREE)]
    for number, (name, data) in enumerate(bodies.items(), 1):
        right = number + 1 if number < len(bodies) else _FREE
        directory.append(_entry(name, 2, starts[name], len(data), _FREE, right))
    while len(directory) % 4:
        directory.append(_entry("", 0, _FREE, 0, _FREE))
    first = _add(sectors, table, b"".join(directory))
    count = -(-(len(table) + 1) // (_SECTOR // 4 - 1))
    places = list(range(len(table), len(table) + count))
    table += [_FAT] * count
    table += [_FREE] * (count * _SECTOR // 4 - len(table))
    sectors.append(struct.pack(f"<{len(table)}L", *table))
    return _header(first, places) + b"".join(sectors)


def _add(sectors: list[bytes], table: list[int], data: bytes) -> int:
    """Append a chain of sectors; returns the number of its first."""
    start, count = len(table), -(-len(data) // _SECTOR)
    sectors.append(data.ljust(count * _SECTOR, b"\0"))
    table.extend([*range(start + 1, start + count), _END])
    return start


def _entry(name: str, kind: int, start: int, size: int, child: int, right: int = _FREE) -> bytes:
    wide = name.encode("utf-16-le")
    length = len(wide) + 2 if name else 0
    head = struct.pack("<64sHBBLLL", wide, length, kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<LLL", start, size, 0)


def _header(directory: int, places: Sequence[int]) -> bytes:
    head = _MAGIC + bytes(16) + struct.pack("<HHHHH6x9L", 0x3E, 3, 0xFFFE, 9, 6, 0, len(places),
        directory, 0, _SMALL, _END, 0, _END, 0)  # fmt: skip
    return head + struct.pack("<109L", *places, *([_FREE] * (109 - len(places))))


def doc(text: str, photos: Sequence[bytes] = (), encrypted: bool = False) -> bytes:
    """A Word 97 document."""
    flags = 0x0200 | (0x0100 if encrypted else 0)
    pieces = struct.pack("<LLHLH", 0, len(text), 0, 0x0800, 0)
    table = b"\x02" + struct.pack("<L", len(pieces)) + pieces
    head = struct.pack("<HHHHHH", 0xA5EC, 0x00C1, 0, 0x0804, 0, flags).ljust(0x4C, b"\0")
    head += struct.pack("<L", len(text))
    head = head.ljust(0x01A2, b"\0") + struct.pack("<LL", 0, len(table))
    document = head.ljust(0x0800, b"\0") + text.encode("utf-16-le")
    return compound_file({"WordDocument": document, "1Table": table, "Data": b"".join(map(_blip, photos))})


def xls(rows: Sequence[Sequence[str]], photos: Sequence[bytes] = (), encrypted: bool = False) -> bytes:
    """An Excel 97 workbook of one sheet."""
    name = "一".encode("utf-16-le")
    before = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 5, 0, 0, 0, 0))
    before += _record(0x002F, bytes(54)) if encrypted else b""
    drawings = b"".join(map(_blip, photos))
    for start in range(0, len(drawings), 8224):
        before += _record(0x003C if start else 0x00EB, drawings[start : start + 8224])
    bound = len(name) + 8
    place = len(before) + 4 + bound + 4
    head = before + _record(0x0085, struct.pack("<LHBB", place, 0, 1, 1) + name) + _record(0x000A, b"")
    sheet = _record(0x0809, struct.pack("<HHHHLL", 0x0600, 0x10, 0, 0, 0, 0))
    for down, row in enumerate(rows):
        for across, cell in enumerate(row):
            wide = cell.encode("utf-16-le")
            sheet += _record(0x0204, struct.pack("<HHHHB", down, across, 0, len(cell), 1) + wide)
    return compound_file({"Workbook": head + sheet + _record(0x000A, b"")})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _blip(photo: bytes) -> bytes:
    """A JPEG or PNG picture as Office's drawing records hold it."""
    kind, instance = (0xF01D, 0x46A) if photo.startswith(b"\xff\xd8") else (0xF01E, 0x6E0)
    return struct.pack("<HHL", instance << 4, kind, len(photo) + 17) + bytes(16) + b"\xff" + photo
