"""All tables as rows of JSON, as they were at one moment, and back into an empty database of either kind.

Texts that are sealed stay sealed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, TableClause, TypeDecorator, column, insert, select, table, text

from pipeline.store.rerun_tables import RERUNS
from pipeline.store.tables import SEALING

METADATA = RERUNS.metadata
_AT_ONCE = 500
Rows = Sequence[Sequence[Any]]

NAMES = tuple(one.name for one in METADATA.sorted_tables if one is not SEALING)
"""The tables, those that others point at first; each installation has a proof of its keys of its own."""


def columns(name: str) -> tuple[str, ...]:
    """The columns of a table."""
    return tuple(one.name for one in METADATA.tables[name].columns)


def dumped(connection: Connection, name: str) -> Iterator[Rows]:
    """The rows of a table, some hundreds at a time."""
    asked = select(*_raw(name, columns(name)).columns)
    found = connection.execution_options(yield_per=_AT_ONCE).execute(asked)
    for some in found.partitions():
        yield [tuple(row) for row in some]


def load(connection: Connection, name: str, given: Sequence[str], rows: Rows) -> None:
    """Put rows of a dump into a table."""
    if rows:
        connection.execute(insert(_raw(name, given)), [dict(zip(given, row, strict=True)) for row in rows])


def count_on(connection: Connection, names: Iterable[str]) -> None:
    """Let PostgreSQL number new rows after those that were loaded; SQLite does by itself."""
    if connection.dialect.name != "postgresql":
        return
    for name in names:
        (key, *_) = METADATA.tables[name].primary_key.columns
        ask = text("SELECT pg_get_serial_sequence(:name, :key)")
        if (counter := connection.execute(ask, {"name": name, "key": key.name}).scalar()) is not None:
            next = f'SELECT coalesce(max("{key.name}"), 0) + 1 FROM "{name}"'
            connection.execute(text(f"SELECT setval(:counter, ({next}), false)"), {"counter": counter})


def _raw(name: str, names: Sequence[str]) -> TableClause:
    """A table whose sealed columns are plain texts."""
    known = METADATA.tables[name].columns
    return table(name, *(column(one, _plain(known[one].type) if one in known else None) for one in names))


def _plain(type: Any) -> Any:
    return type.impl if isinstance(type, TypeDecorator) else type
