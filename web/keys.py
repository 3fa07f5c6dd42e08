"""The API key: made at the first start, kept for its owner only, and the console's signed sign-in."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

_SESSION_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class Key:
    """The key of this installation; its repr never shows it."""

    value: str

    def __repr__(self) -> str:
        """Never the key itself."""
        return "Key()"

    def matches(self, given: str) -> bool:
        """Whether someone gave this key, in a time that tells nothing about it."""
        return hmac.compare_digest(self.value.encode(), given.encode("utf-8", "replace"))

    def session(self) -> str:
        """A sign-in that holds for a working day."""
        until = str(int(time.time()) + _SESSION_SECONDS)
        return f"{until}.{self._signature(until)}"

    def knows(self, session: str) -> bool:
        """Whether a sign-in is ours and has not lapsed."""
        until, _, signature = session.partition(".")
        genuine = hmac.compare_digest(self._signature(until).encode(), signature.encode("utf-8", "replace"))
        return genuine and int(until) > time.time()

    def _signature(self, until: str) -> str:
        return hmac.new(self.value.encode(), f"session {until}".encode(), hashlib.sha256).hexdigest()


def key_path(folder: Path) -> Path:
    """Where the key lies."""
    return folder / "api-key"


def open_key(folder: Path) -> Key:
    """The kept key, or a fresh one at the first start."""
    path = key_path(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Key(path.read_text().strip())
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(32) + "\n")
    return Key(path.read_text().strip())
