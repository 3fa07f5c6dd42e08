"""Which objects something in the database still needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select, union

from pipeline.store.tables import READINGS, RESENT, UPLOADS, VERDICTS

HOLDERS = (UPLOADS.c.content, RESENT.c.content, READINGS.c.object, VERDICTS.c.record)
"""Every column that names an object: what none of them names is removed after a day."""


_AT_ONCE = 2000


def needed(connection: Connection, contents: Collection[str]) -> set[str]:
    """Those of the digests that any row names."""
    return {
        content
        for column in HOLDERS
        for content in connection.execute(select(column).where(column.in_(contents))).scalars()
    }


def every(connection: Connection) -> Iterator[str]:
    """Every digest that any row names, in their order; some thousands at a time."""
    last = ""
    while some := after(connection, last, _AT_ONCE):
        yield from some
        last = some[-1]


def after(connection: Connection, content: str, most: int) -> tuple[str, ...]:
    """The next digests that any row names, in their order."""
    columns = [column.label("content") for column in HOLDERS]
    each = union(*(select(column).where(column.element > content) for column in columns)).subquery()
    return tuple(connection.execute(select(each.c.content).order_by(each.c.content).limit(most)).scalars())
