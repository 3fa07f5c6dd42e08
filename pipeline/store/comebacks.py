"""A resubmission whose files are still to come: it lies beside the returned case until it is finished."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from pipeline.store import audit
from pipeline.store.cases import Upload
from pipeline.store.tables import COMEBACK_UPLOADS, COMEBACKS


def begin(connection: Connection, case: str, submission: str, actor: str) -> None:
    """Note the form of a resubmission; it takes the place of one that was begun before."""
    forget(connection, case)
    connection.execute(insert(COMEBACKS).values(case=case, submission=submission))
    audit.record(connection, actor, "draft", case)


def find(connection: Connection, case: str) -> str | None:
    """The form that was begun, as text, or None."""
    found: str | None = connection.execute(
        select(COMEBACKS.c.submission).where(COMEBACKS.c.case == case)
    ).scalar_one_or_none()
    return found


def add_upload(connection: Connection, case: str, upload: Upload) -> None:
    """Note a file; sent again, it takes the place of the one before."""
    same = (COMEBACK_UPLOADS.c.case == case) & (COMEBACK_UPLOADS.c.name == upload.name)
    connection.execute(delete(COMEBACK_UPLOADS).where(same))
    values = {"name": upload.name, "content": upload.content, "size": upload.size}
    connection.execute(insert(COMEBACK_UPLOADS).values(case=case, **values))


def uploads(connection: Connection, case: str) -> tuple[Upload, ...]:
    """The files that have come."""
    rows = connection.execute(
        select(COMEBACK_UPLOADS).where(COMEBACK_UPLOADS.c.case == case).order_by(COMEBACK_UPLOADS.c.id)
    )
    return tuple(Upload(row.name, row.content, row.size) for row in rows)


def forget(connection: Connection, case: str) -> None:
    """Let go of what was begun, once it was taken or another was begun."""
    for table in (COMEBACK_UPLOADS, COMEBACKS):
        connection.execute(delete(table).where(table.c.case == case))
