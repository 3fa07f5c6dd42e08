"""The key of this machine: made at the first start for the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pipeline.runtime import Runtime
from pipeline.secret import kept_text
from pipeline.store import keys

LOCAL = "local"
"""The intake system that this machine's own command line hands in as."""


@dataclass(frozen=True, slots=True)
class Key:
    """The key of this installation; its repr never shows it."""

    value: str

    def __repr__(self) -> str:
        """Never the key itself."""
        return "Key()"


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
