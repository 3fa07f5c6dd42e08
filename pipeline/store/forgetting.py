"""What the database holds of a case, let go of: all of it, or its pictures; the audit keeps its id."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, text

from pipeline.store import contents
from pipeline.store.database import now
from pipeline.store.tables import (
    ANSWERS,
    APPEND_ONLY,
    AUDIT,
    CASES,
    DELIVERIES,
    EVENTS,
    LIKENESSES,
    METADATA,
    READINGS,
    RESENT,
    UPLOADS,
    VERDICTS,
)

ENDED = ("handed_over", "declined", "withdrawn")
"""States in which nobody waits for anything any more."""


@dataclass(frozen=True, slots=True)
class Removed:
    """Rows that went, by table, and the objects that no row names any more."""

    rows: Mapping[str, int]
    objects: frozenset[str]


def ended(connection: Connection, seconds: float, most: int, with_pictures: bool) -> tuple[str, ...]:
    """Cases that ended so long ago, oldest first; only those that still have pictures, where asked."""
    where = CASES.c.state.in_(ENDED) & (CASES.c.updated_at < now(connection) - seconds)
    if with_pictures:
        where &= CASES.c.id.in_(select(UPLOADS.c.case))
    order = select(CASES.c.id).where(where).order_by(CASES.c.updated_at).limit(most)
    return tuple(connection.execute(order).scalars())


def forget(connection: Connection, id: str) -> Removed:
    """Everything that the tables hold of a case but the audit; the caller records it there."""
    named = _named(connection, id)
    rows = {"readings": _unshared_readings(connection, id, named)}
    mine = select(EVENTS.c.number).where(EVENTS.c.case == id)
    rows["deliveries"] = _delete(connection, DELIVERIES, DELIVERIES.c.event.in_(mine))
    rows["answers"] = _answers(connection, id)
    with unguarded(connection):
        for table in reversed(METADATA.sorted_tables):
            if "case" in table.c and table is not AUDIT:
                rows[table.name] = _delete(connection, table, table.c.case == id)
    rows["cases"] = _delete(connection, CASES, CASES.c.id == id)
    return Removed(_some(rows), _free(connection, named))


def forget_pictures(connection: Connection, id: str) -> Removed:
    """A case's files, what was read from them, and what they are recognised by; its verdicts stay."""
    named = _named(connection, id, records=False)
    rows = {"readings": _unshared_readings(connection, id, named)}
    for table in (UPLOADS, RESENT, LIKENESSES):
        rows[table.name] = _delete(connection, table, table.c.case == id)
    return Removed(_some(rows), _free(connection, named))


def remaining(connection: Connection, id: str) -> Mapping[str, int]:
    """Rows that still hold the case, by table; the audit's entries are none."""
    found = {}
    for table in METADATA.sorted_tables:
        column = table.c.id if table is CASES else table.c.get("case")
        if column is not None and table is not AUDIT:
            count = select(func.count()).select_from(table).where(column == id)
            found[table.name] = int(connection.execute(count).scalar_one())
    return _some(found)


def _answers(connection: Connection, id: str) -> int:
    """Answers that tell of the case; they are sealed, so each of its system's is looked at."""
    mine = ANSWERS.c.system == select(CASES.c.intake).where(CASES.c.id == id).scalar_subquery()
    kept = connection.execute(select(ANSWERS.c.system, ANSWERS.c.key, ANSWERS.c.body).where(mine)).all()
    return sum(
        _delete(connection, ANSWERS, (ANSWERS.c.system == system) & (ANSWERS.c.key == key))
        for system, key, body in kept
        if id in (body or "")
    )


def _named(connection: Connection, id: str, records: bool = True) -> set[str]:
    """The objects that rows of this case name, readings of its files with them."""
    columns = [(UPLOADS.c.content, UPLOADS.c.case), (RESENT.c.content, RESENT.c.case)]
    found = {
        one for column, of in columns for one in connection.execute(select(column).where(of == id)).scalars()
    }
    found |= set(connection.execute(select(READINGS.c.object).where(READINGS.c.content.in_(found))).scalars())
    if records:
        kept = select(VERDICTS.c.record).where((VERDICTS.c.case == id) & VERDICTS.c.record.is_not(None))
        found |= set(connection.execute(kept).scalars())
    return found


def _unshared_readings(connection: Connection, id: str, named: Collection[str]) -> int:
    """Let go of the readings of files that no other case holds."""
    others = (
        select(table.c.content).where(table.c.content.in_(named) & (table.c.case != id))
        for table in (UPLOADS, RESENT)
    )
    shared = {one for query in others for one in connection.execute(query).scalars()}
    return _delete(connection, READINGS, READINGS.c.content.in_(set(named) - shared))


def _free(connection: Connection, named: set[str]) -> frozenset[str]:
    return frozenset(named - contents.needed(connection, named))


def _delete(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(where)).rowcount


def _some(rows: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in rows.items() if count}


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Inside this transaction only, rows of the append-only tables may go or change; the audit's never."""
    tables = [table.name for table in APPEND_ONLY if table is not AUDIT]
    if connection.dialect.name == "postgresql":
        for name in tables:
            connection.execute(text(f"ALTER TABLE {name} DISABLE TRIGGER {name}_append_only"))
        yield
        for name in tables:
            connection.execute(text(f"ALTER TABLE {name} ENABLE TRIGGER {name}_append_only"))
        return
    kept = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = :name"
    guards = {
        guard: connection.execute(text(kept), {"name": guard}).scalar_one()
        for name in tables
        for guard in (f"{name}_no_delete", f"{name}_no_update")
    }
    for guard in guards:
        connection.execute(text(f"DROP TRIGGER {guard}"))
    yield
    for made in guards.values():
        connection.exec_driver_sql(made)
