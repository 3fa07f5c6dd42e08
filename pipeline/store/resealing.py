"""Every sealed column read and written again, so that the newest key seals it."""

from __future__ import annotations

from sqlalchemy import Connection, Table, bindparam, select, tuple_, update

from pipeline.store.database import one_at_a_time
from pipeline.store.forgetting import unguarded
from pipeline.store.sealed import Sealed
from pipeline.store.tables import METADATA

_AT_ONCE = 500


def reseal(connection: Connection) -> int:
    """Seal all rows anew in this transaction; how many there were."""
    one_at_a_time(connection)
    with unguarded(connection):
        return sum(_table(connection, table) for table in METADATA.sorted_tables)


def _table(connection: Connection, table: Table) -> int:
    columns = [column for column in table.columns if isinstance(column.type, Sealed)]
    keys = list(table.primary_key.columns)
    if not columns:
        return 0
    place = tuple_(*keys)
    change = update(table).where(*(key == bindparam(f"k_{key.name}") for key in keys))
    change = change.values(
        {column.name: bindparam(f"v_{column.name}", type_=column.type) for column in columns}
    )
    count, last = 0, None
    while True:
        some = select(*keys, *columns).order_by(*keys).limit(_AT_ONCE)
        rows = connection.execute(some if last is None else some.where(place > last)).all()
        if not rows:
            return count
        width = len(keys)
        values = [
            {f"k_{key.name}": value for key, value in zip(keys, row[:width], strict=True)}
            | {f"v_{column.name}": value for column, value in zip(columns, row[width:], strict=True)}
            for row in rows
        ]
        connection.execute(change, values)
        count, last = count + len(rows), tuple(rows[-1][:width])
