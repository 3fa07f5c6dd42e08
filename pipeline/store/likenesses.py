"""Likenesses of the pages of all cases, found by the parts that two of one picture share."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, tuple_

from pipeline.store.cases import COLUMNS, StoredCase, others
from pipeline.store.tables import CASES, LIKENESSES
from validators.likeness import alike, bands


def keep(connection: Connection, id: str, likenesses: Iterable[str]) -> None:
    """Note the likenesses of a case's pages; those of an earlier reading give way."""
    connection.execute(delete(LIKENESSES).where(LIKENESSES.c.case == id))
    rows = [
        {"case": id, "likeness": one, "band": band, "part": part}
        for one in sorted(set(likenesses))
        for band, part in enumerate(bands(one))
    ]
    if rows:
        connection.execute(insert(LIKENESSES), rows)


def holders(connection: Connection, case: StoredCase, likeness: str) -> tuple[StoredCase, ...]:
    """Other cases, whatever became of them, that hold this picture, saved otherwise perhaps."""
    parts = tuple_(LIKENESSES.c.band, LIKENESSES.c.part).in_(list(enumerate(bands(likeness))))
    where = parts & others(case)
    rows = connection.execute(
        select(LIKENESSES.c.likeness, *COLUMNS).join(CASES, CASES.c.id == LIKENESSES.c.case).where(where)
    ).all()
    found = {row.id: StoredCase(*row[1:]) for row in rows if alike(row.likeness, likeness)}
    return tuple(found.values())
