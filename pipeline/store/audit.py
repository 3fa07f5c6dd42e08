"""Who did what to which case: a chain in which each entry carries the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from pipeline.store.database import now, one_at_a_time
from pipeline.store.tables import AUDIT

_BEFORE_ALL = "0" * 64


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `detail` holds codes and numbers, never a person's data."""

    number: int
    at: float
    actor: str
    act: str
    case: str | None
    detail: Mapping[str, Any]


def record(connection: Connection, actor: str, act: str, case: str | None = None, **detail: Any) -> None:
    """Add an entry in the transaction of the act itself, so that neither exists without the other."""
    one_at_a_time(connection)
    number, previous = head(connection)
    row = {
        "number": number + 1,
        "at": round(now(connection), 3),
        "actor": actor,
        "act": act,
        "case": case,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
        "previous": previous,
    }
    connection.execute(insert(AUDIT).values(**row, hash=_hash(row)))


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; kept elsewhere, it betrays a tail that was cut off."""
    last = connection.execute(select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1))
    row = last.one_or_none()
    return (row.number, row.hash) if row else (0, _BEFORE_ALL)


def first_broken(connection: Connection, anchor: tuple[int, str] | None = None) -> int | None:
    """Number of the first entry that was changed, removed or moved, or None where the chain holds."""
    previous, expected = _BEFORE_ALL, 1
    for row in connection.execute(select(AUDIT).order_by(AUDIT.c.number)).mappings():
        entry = dict(row)
        kept = entry.pop("hash")
        if entry["number"] != expected or entry["previous"] != previous or _hash(entry) != kept:
            return expected
        if anchor is not None and anchor[0] == expected and anchor[1] != kept:
            return expected
        previous, expected = kept, expected + 1
    return expected if anchor is not None and anchor[0] >= expected else None


def history(connection: Connection, case: str) -> tuple[Entry, ...]:
    """The entries of one case, oldest first."""
    rows = connection.execute(select(AUDIT).where(AUDIT.c.case == case).order_by(AUDIT.c.number))
    return tuple(
        Entry(row.number, row.at, row.actor, row.act, row.case, json.loads(row.detail)) for row in rows
    )


def _hash(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
