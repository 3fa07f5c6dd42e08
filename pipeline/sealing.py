"""Encryption at rest: texts of the database, objects and backups are sealed with AES-256-SIV.

SIV is deterministic: the same text is sealed the same, so that it can be looked up, and nothing depends on
nonces that must never repeat. Each sealed thing is bound to its place; moved elsewhere it does not open.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import zlib
from pathlib import Path
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from casefile.errors import BirthcaseError, UsageError
from pipeline.secret import derived, kept_text
from pipeline.settings import Settings

KEY_BYTES = 64
_SMALL = 256
_TEXT, _BLIND = "sealed:", "k"
_RAW, _PACKED = b"\x00", b"\x01"
_ID_BYTES = 4


class SealBroken(BirthcaseError):
    """What was sealed was altered or moved since, or was sealed with a key that is not here."""

    code: ClassVar[str] = "INTEGRITY"
    exit_status: ClassVar[int] = 3


class Keys:
    """The data keys, newest first: the first one seals, each of them opens."""

    def __init__(self, data: tuple[bytes, ...], index: bytes = b"") -> None:
        """Keys of 64 bytes; `index` is what digests are made from. Raises UsageError."""
        if not data or any(len(key) != KEY_BYTES for key in data):
            raise UsageError(f"数据密钥应为 {KEY_BYTES} 字节的十六进制数（BIRTHCASE_DATA_KEYS）")
        self._ciphers = {hashlib.sha256(key).digest()[:_ID_BYTES]: AESSIV(key) for key in data}
        self._newest, self._index = next(iter(self._ciphers)), index

    def __repr__(self) -> str:
        """Never the keys themselves."""
        return "Keys()"

    def seal(self, plain: bytes, place: str) -> bytes:
        """The bytes as they may lie on a disk; small where that is quick."""
        packed = zlib.compress(plain, 1) if len(plain) > _SMALL and plain[:1] in (b"{", b"[") else plain
        how = _RAW if packed is plain else _PACKED
        return self._newest + self._ciphers[self._newest].encrypt(how + packed, [place.encode()])

    def open(self, sealed: bytes, place: str) -> bytes:
        """The bytes that were sealed in this place; raises SealBroken."""
        cipher = self._ciphers.get(sealed[:_ID_BYTES])
        try:
            if cipher is None:
                raise InvalidTag
            plain = cipher.decrypt(sealed[_ID_BYTES:], [place.encode()])
        except InvalidTag as error:
            raise SealBroken("数据已被改动，或不是用这里的密钥加密的") from error
        return zlib.decompress(plain[1:]) if plain[:1] == _PACKED else plain[1:]

    def newest(self, sealed: bytes) -> bool:
        """Whether that was sealed with the newest key."""
        return sealed[:_ID_BYTES] == self._newest

    def seal_text(self, text: str) -> str:
        """A text of the database."""
        return _TEXT + base64.b64encode(self.seal(text.encode(), "text")).decode()

    def open_text(self, text: str) -> str:
        """A text as it was; one that was never sealed, from before there were keys, is itself."""
        return self.open(base64.b64decode(text[len(_TEXT) :]), "text").decode() if sealed(text) else text

    def blind(self, digest: str) -> str:
        """A digest that is of no use without the key: names and numbers are few enough to try them all."""
        if digest.startswith(_BLIND):
            return digest
        return _BLIND + hmac.new(self._index, digest.encode(), hashlib.sha256).hexdigest()[1:]


def sealed(text: str) -> bool:
    """Whether a text of the database is sealed."""
    return text.startswith(_TEXT)


def keys_of(settings: Settings) -> Keys:
    """The keys of an installation, and what its digests are made from."""
    return data_keys(settings, derived(settings, "index"))


def data_keys(settings: Settings, index: bytes = b"") -> Keys:
    """The keys that are set, or those of the file in the data folder, made at the first start."""
    if settings.data_keys is not None:
        told = settings.data_keys.get_secret_value()
    else:
        told = kept_text(keys_file(settings), secrets.token_hex(KEY_BYTES))
    try:
        data = tuple(bytes.fromhex(one) for one in told.replace(",", " ").split())
    except ValueError as error:
        raise UsageError("数据密钥应为十六进制数（BIRTHCASE_DATA_KEYS）") from error
    return Keys(data, index)


def keys_file(settings: Settings) -> Path:
    """Where the keys are kept that nobody has set."""
    return settings.data_dir / "data-keys"
