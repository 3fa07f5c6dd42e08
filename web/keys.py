"""The key of this machine: made at the first start for the command line and the console's sign-in."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass
from pathlib import Path

from pipeline.runtime import Runtime
from pipeline.secret import kept_text
from pipeline.store import keys

LOCAL = "local"
"""The intake system that this machine's own command line hands in as."""
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
    """The kept key, or a fresh one at the first start; one of an older kind gives way."""
    path = key_path(folder)
    if not keys.well_formed(kept := kept_text(path, keys.fresh())):
        path.unlink()
        kept = kept_text(path, keys.fresh())
    return Key(kept)


def admit(runtime: Runtime, key: Key) -> None:
    """Let this machine's key in at the API; once revoked it stays out."""
    with runtime.database.writing() as connection:
        keys.add(connection, key.value, LOCAL, keys.SCOPES, "serve")
