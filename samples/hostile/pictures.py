"""Broken, huge and many-sided pictures."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from PIL import Image

from samples.hostile.sample import PAGES, Sample

_HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def photo(width: int = 640, height: int = 480) -> Image.Image:
    """A picture with something in every corner."""
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([across, down, 255 - across], 2).astype(np.uint8))


def png(width: int, height: int, rows: int, depth: int = 1, colour: int = 0) -> bytes:
    """A PNG that claims a size and holds so many empty rows, packed as small as they go."""
    line = b"" if not rows else bytes(1 + (width * depth * (3 if colour == 2 else 1) + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(line) for _ in range(rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _animated(kind: str) -> bytes:
    return saved(photo(), kind, save_all=True, append_images=[photo(640, 480).rotate(180)])


def _zip() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return target.getvalue()


def _deep() -> Image.Image:
    return Image.fromarray(np.linspace(0, 4000, 64 * 64).reshape(64, 64).astype(np.uint16))


def catalogue() -> Iterator[Sample]:
    """The samples of pictures."""
    yield Sample("F1", "nothing.jpg", lambda: b"", ("EMPTY_FILE",))
    yield Sample("F1", "one byte.jpg", lambda: b"\xff", ("TYPE_MISMATCH",))
    for name, size in (("1x1.png", (1, 1)), ("20x20.jpg", (20, 20))):
        yield Sample("F2", name, partial(saved, photo(*size), "PNG"), ("UNREADABLE_IMAGE",))
    for colour in ("white", "black"):
        blank = Image.new("RGB", (900, 600), colour)
        yield Sample("F2", f"{colour}.jpg", partial(saved, blank, "JPEG"), ("UNREADABLE_IMAGE",))
    yield Sample("F3", "30000 square.png", lambda: png(30_000, 30_000, 30_000), ("TOO_MANY_PIXELS",))
    yield Sample("F3", "claims 60000 square.png", lambda: png(60_000, 60_000, 1), ("TOO_MANY_PIXELS",))
    yield Sample("F3", "claims 4 billion.png", lambda: png(2**31 - 1, 2**31 - 1, 0), ("TOO_MANY_PIXELS",))
    # Within the limit of pixels, and a machine under load may still run out of its time for it.
    huge = ("UNREADABLE_IMAGE", "TOO_COMPLEX")
    yield Sample("F3", "7000 square.png", lambda: png(7_000, 7_000, 7_000, 8, 2), huge)
    whole = saved(photo(), "JPEG")
    yield Sample("F4", "half.jpg", lambda: whole[: len(whole) // 2], ("CORRUPT_IMAGE",))
    yield Sample("F4", "without its last 210 bytes.jpg", lambda: whole[:-210], ("CORRUPT_IMAGE",))
    yield Sample("F6", "cmyk.jpg", lambda: saved(photo().convert("CMYK"), "JPEG"), (PAGES,))
    yield Sample("F6", "sixteen bits.png", lambda: saved(_deep(), "PNG"), (PAGES,))
    yield Sample("F6", "palette.png", lambda: saved(photo().quantize(256), "PNG"), (PAGES,))
    yield Sample("F6", "progressive.jpg", lambda: saved(photo(), "JPEG", progressive=True), (PAGES,))
    yield Sample("F7", "animated.png", lambda: _animated("PNG"), (PAGES,))
    yield Sample("F7", "gif.png", lambda: _animated("GIF"), ("TYPE_MISMATCH",))
    yield Sample("F8", "heic.jpg", lambda: _HEIC, ("TYPE_MISMATCH",))
    yield Sample("F8", "program.pdf", lambda: b"MZ\x90\x00" + bytes(200), ("TYPE_MISMATCH",))
    yield Sample("F10", "png and zip.png", lambda: saved(photo(), "PNG") + _zip(), (PAGES,))
    script = b"*/=alert(1);/*"
    yield Sample("F10", "jpeg and script.jpg", lambda: saved(photo(), "JPEG", comment=script), (PAGES,))
