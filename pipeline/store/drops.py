"""Which cases of the drop bucket were taken, and which have their answer."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from pipeline.store.database import now
from pipeline.store.tables import DROPS


@dataclass(frozen=True, slots=True)
class Drop:
    """A folder of the bucket as it was taken; `tag` tells its case.json, `case` is None where refused."""

    system: str
    case_id: str
    tag: str
    case: str | None
    answered: bool


def all_of(connection: Connection) -> dict[tuple[str, str], Drop]:
    """Every folder taken, by system and case."""
    rows = connection.execute(select(*_COLUMNS))
    return {(row.system, row.case_id): Drop(**row._asdict()) for row in rows}


def taken(connection: Connection, drop: Drop) -> None:
    """Note a folder; taken again with another case.json, it takes the place of the one before."""
    connection.execute(delete(DROPS).where(_this(drop)))
    values = {name: getattr(drop, name) for name in Drop.__slots__}
    connection.execute(insert(DROPS).values(at=now(connection), **values))


def answered(connection: Connection, drop: Drop) -> None:
    """Note that the folder has its answer."""
    connection.execute(update(DROPS).where(_this(drop)).values(answered=True))


def _this(drop: Drop) -> ColumnElement[bool]:
    return (DROPS.c.system == drop.system) & (DROPS.c.case_id == drop.case_id)


_COLUMNS = tuple(DROPS.c[name] for name in Drop.__slots__)
