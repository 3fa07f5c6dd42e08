"""API keys: only a digest of each is kept, so that the database opens no door."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, or_, select, update

from casefile.errors import UsageError
from pipeline.store import audit
from pipeline.store.database import now
from pipeline.store.tables import KEYS

SCOPES = ("submit", "read", "preview", "review", "handover", "webhooks")
"""What a key may be good for: hand in, read back, try a photo, return, take over, be told."""

SANDBOX = "~sandbox"
"""Ends the system of a sandbox key: its cases are a world of their own, and no reviewer sees them."""

_PREFIX = "bc"


@dataclass(frozen=True, slots=True)
class Access:
    """Who calls: the key's id, its intake system, and what it is good for. Times are UTC seconds."""

    id: str
    system: str
    scopes: frozenset[str]
    created_at: float
    ends_at: float | None

    @property
    def sandbox(self) -> bool:
        """Whether this key only rehearses."""
        return self.system.endswith(SANDBOX)


def fresh() -> str:
    """A new key: `bc_<id>_<secret>`, 256 bits of secret."""
    return f"{_PREFIX}_{secrets.token_hex(6)}_{secrets.token_urlsafe(32)}"


def well_formed(key: str) -> bool:
    """Whether this may be a key at all.

    >>> well_formed(fresh()), well_formed("secret")
    (True, False)
    """
    prefix, _, rest = key.partition("_")
    id, _, secret = rest.partition("_")
    return prefix == _PREFIX and len(id) == 12 and len(secret) >= 32 and key.isascii()


def add(connection: Connection, key: str, system: str, scopes: Iterable[str], actor: str) -> Access:
    """Let this key in; only its digest is kept. A key that is there already stays as it is."""
    id, ordered = key.split("_")[1], ",".join(sorted(scopes))
    if (found := _get(connection, id)) is not None:
        return found
    values = {"system": system, "scopes": ordered, "digest": _digest(key), "created_at": now(connection)}
    connection.execute(insert(KEYS).values(id=id, **values))
    audit.record(connection, actor, "add key", key=id, system=system, scopes=ordered)
    return _known(connection, id)


def who(connection: Connection, key: str) -> Access | None:
    """Whose key this is, or None where it is unknown, revoked or lapsed."""
    if not well_formed(key):
        return None
    row = connection.execute(select(KEYS).where(KEYS.c.id == key.split("_")[1])).one_or_none()
    if row is None or not hmac.compare_digest(row.digest, _digest(key)):
        return None
    if row.ends_at is not None and row.ends_at <= now(connection):
        return None
    return Access(row.id, row.system, frozenset(row.scopes.split(",")), row.created_at, row.ends_at)


def end(connection: Connection, id: str, seconds: float, actor: str) -> Access:
    """Have a key end after so many seconds; one that ends sooner stays so."""
    _known(connection, id)
    until = now(connection) + seconds
    later = or_(KEYS.c.ends_at.is_(None), KEYS.c.ends_at > until)
    connection.execute(update(KEYS).where((KEYS.c.id == id) & later).values(ends_at=until))
    audit.record(connection, actor, "end key", key=id, seconds=round(seconds))
    return _known(connection, id)


def rotate(connection: Connection, id: str, key: str, grace: float, actor: str) -> Access:
    """Let a new key in with the same system and scopes; the old one ends after `grace` seconds."""
    old = _known(connection, id)
    if old.ends_at is not None and old.ends_at <= now(connection):
        raise UsageError(f"密钥 {id} 已失效，请用 birthcase keys add 新建")
    end(connection, id, grace, actor)
    return add(connection, key, old.system, old.scopes, actor)


def listed(connection: Connection) -> tuple[Access, ...]:
    """Every key, oldest first."""
    return tuple(
        Access(row.id, row.system, frozenset(row.scopes.split(",")), row.created_at, row.ends_at)
        for row in connection.execute(select(KEYS).order_by(KEYS.c.created_at, KEYS.c.id))
    )


def _get(connection: Connection, id: str) -> Access | None:
    return next((one for one in listed(connection) if one.id == id), None)


def _known(connection: Connection, id: str) -> Access:
    found = _get(connection, id)
    if found is None:
        raise UsageError(f"没有密钥 {id[:40]}，birthcase keys list 列出全部")
    return found


def _digest(key: str) -> str:
    """SHA-256 is enough: a secret of 256 random bits cannot be guessed from its digest."""
    return hashlib.sha256(key.encode()).hexdigest()
