"""PDF files with passwords (the standard handler's first revision: RC4 with 40 bits)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from samples.hostile.pdfs import pdf
from samples.hostile.sample import PAGES, Sample

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = bytes(range(16))
_RIGHTS = -44


def locked(user: bytes, owner: bytes) -> bytes:
    """A page that opens with a password; an empty one opens for everybody."""
    owner_key = hashlib.md5(_padded(owner), usedforsecurity=False).digest()[:5]
    told = _rc4(owner_key, _padded(user))
    rights = _RIGHTS.to_bytes(4, "little", signed=True)
    key = hashlib.md5(_padded(user) + told + rights + _ID, usedforsecurity=False).digest()[:5]
    own = key + (4).to_bytes(3, "little") + bytes(2)
    words = _rc4(hashlib.md5(own, usedforsecurity=False).digest()[:10], b"0 0 m 500 800 l S")
    handler = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P %d >>" % (
        told.hex().encode(), _rc4(key, _PAD).hex().encode(), _RIGHTS,
    )  # fmt: skip
    data = pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
            handler,
        ]
    )
    number = _ID.hex().encode()
    return data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 5 0 R /ID [<%s> <%s>]" % (number, number))


def catalogue() -> Iterator[Sample]:
    """A file for those who know the password, and one that everybody may open."""
    yield Sample("F11", "user password.pdf", lambda: locked(b"user", b"owner"), ("ENCRYPTED",))
    yield Sample("F11", "owner password.pdf", lambda: locked(b"", b"owner"), (PAGES,))


def _padded(password: bytes) -> bytes:
    return (password + _PAD)[:32]


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
