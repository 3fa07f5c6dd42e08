"""Where the reading of a content by a reader version is kept."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from pipeline.store.database import now
from pipeline.store.tables import READINGS


def find(connection: Connection, content: str, version: str) -> str | None:
    """The object that holds the reading, or None."""
    where = (READINGS.c.content == content) & (READINGS.c.version == version)
    found: str | None = connection.execute(select(READINGS.c.object).where(where)).scalar_one_or_none()
    return found


def newest(connection: Connection, content: str) -> str | None:
    """The object that holds the last reading by any version, or None."""
    order = READINGS.c.made_at.desc()
    found = select(READINGS.c.object).where(READINGS.c.content == content).order_by(order).limit(1)
    object: str | None = connection.execute(found).scalar_one_or_none()
    return object


def keep(connection: Connection, content: str, version: str, object: str) -> None:
    """Note where a reading lies; a later one takes its place."""
    where = (READINGS.c.content == content) & (READINGS.c.version == version)
    connection.execute(delete(READINGS).where(where))
    connection.execute(
        insert(READINGS).values(content=content, version=version, object=object, made_at=now(connection))
    )
