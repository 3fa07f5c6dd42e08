"""Who did what to which case: a chain in which each entry carries the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from pipeline.store.database import now, one_at_a_time
from pipeline.store.tables import AUDIT

_BEFORE_ALL = "0" * 64
_BATCH = 1000
NO_HEADS: Mapping[int, str] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry; `detail` holds codes and numbers, never a person's data."""

    number: int
    at: float
    actor: str
    act: str
    case: str | None
    detail: Mapping[str, Any]
    previous: str
    hash: str


def record(connection: Connection, actor: str, act: str, case: str | None = None, **detail: Any) -> None:
    """Add an entry in the transaction of the act itself, so that neither exists without the other."""
    record_all(connection, actor, act, [(case, detail)])


def record_all(
    connection: Connection, actor: str, act: str, told: Iterable[tuple[str | None, Mapping[str, Any]]]
) -> None:
    """Add an entry for each of these cases, with its detail, on which the same was done at once."""
    one_at_a_time(connection)
    last, previous = head(connection)
    at = round(now(connection), 3)
    rows: list[Mapping[str, Any]] = []
    for number, (case, detail) in enumerate(told, last + 1):
        row = {"number": number, "at": at, "actor": actor, "act": act, "case": case}
        row |= {"detail": json.dumps(detail, ensure_ascii=False, sort_keys=True), "previous": previous}
        previous = _hash(row)
        rows.append({**row, "hash": previous})
    if rows:
        connection.execute(insert(AUDIT), rows)


def head(connection: Connection) -> tuple[int, str]:
    """Number and hash of the last entry; kept elsewhere, it betrays a tail that was cut off."""
    last = connection.execute(select(AUDIT.c.number, AUDIT.c.hash).order_by(AUDIT.c.number.desc()).limit(1))
    row = last.one_or_none()
    return (row.number, row.hash) if row else (0, _BEFORE_ALL)


def first_broken(connection: Connection, heads: Mapping[int, str] = NO_HEADS) -> int | None:
    """Number of the first entry that was changed, removed or moved, or None where the chain holds.

    `heads` are hashes by number that were noted outside; a chain that was forged as a whole differs.
    """
    previous, expected = _BEFORE_ALL, 1
    entries = connection.execution_options(yield_per=_BATCH).execute(select(AUDIT).order_by(AUDIT.c.number))
    for row in entries.mappings():
        entry = dict(row)
        kept = entry.pop("hash")
        if entry["number"] != expected or entry["previous"] != previous or _hash(entry) != kept:
            return expected
        if heads.get(expected, kept) != kept:
            return expected
        previous, expected = kept, expected + 1
    return expected if any(number >= expected for number in heads) else None


def history(connection: Connection, case: str) -> tuple[Entry, ...]:
    """The entries of one case, oldest first."""
    rows = connection.execute(select(AUDIT).where(AUDIT.c.case == case).order_by(AUDIT.c.number))
    return tuple(_entry(row) for row in rows)


def page(
    connection: Connection, most: int, before: int | None = None, **only: str | None
) -> tuple[Entry, ...]:
    """The newest entries, from before a number, `only` those of an actor, act or case."""
    wanted = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(most)
    if before is not None:
        wanted = wanted.where(AUDIT.c.number < before)
    for name, value in only.items():
        if value:
            wanted = wanted.where(AUDIT.c[name] == value)
    return tuple(_entry(row) for row in connection.execute(wanted))


def after(connection: Connection, number: int, most: int = _BATCH) -> tuple[Entry, ...]:
    """The entries that follow a number, oldest first."""
    rows = connection.execute(
        select(AUDIT).where(AUDIT.c.number > number).order_by(AUDIT.c.number).limit(most)
    )
    return tuple(_entry(row) for row in rows)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.number, row.at, row.actor, row.act, row.case, json.loads(row.detail), row.previous, row.hash
    )


def _hash(row: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
