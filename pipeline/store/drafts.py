"""What is being handed in: a case whose files are still to come, or new pages of a returned one."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, insert, select, update

from pipeline.store import audit, events, subjects
from pipeline.store.cases import (
    NewCase,
    StoredCase,
    Upload,
    first_round,
    insert_case,
    insert_upload,
    set_state,
    stored,
    uploads,
)
from pipeline.store.database import now
from pipeline.store.tables import CASES, RESENT, RESUBMISSIONS, UPLOADS


def draft(connection: Connection, case: NewCase, actor: str) -> StoredCase:
    """Keep a case whose files are still to come."""
    found = insert_case(connection, case, "draft")
    audit.record(connection, actor, "draft", found.id)
    events.tell(connection, found.id)
    return found


def change(connection: Connection, id: str, case: NewCase, actor: str) -> StoredCase:
    """Put another form in the place of a draft's; files that it names no more are let go."""
    values = {
        "province": case.province,
        "submission": case.submission,
        "fingerprint": case.fingerprint,
        "birth": case.birth,
        "first_submitted_at": case.submitted_at,
        "due_at": case.due_at,
        "updated_at": now(connection),
    }
    connection.execute(update(CASES).where(CASES.c.id == id).values(**values))
    subjects.keep(connection, id, case.submission)
    named = {one.name for one in case.uploads}
    for upload in uploads(connection, id):
        if upload.name not in named:
            connection.execute(
                delete(UPLOADS).where((UPLOADS.c.case == id) & (UPLOADS.c.name == upload.name))
            )
    audit.record(connection, actor, "change", id)
    return stored(connection, id)


def add_upload(connection: Connection, id: str, upload: Upload, table: Table = UPLOADS) -> None:
    """Note a file of a draft; sent again, it takes the place of the one before."""
    connection.execute(delete(table).where((table.c.case == id) & (table.c.name == upload.name)))
    insert_upload(connection, id, upload, now(connection), table)


def complete(connection: Connection, id: str, case: NewCase, actor: str) -> StoredCase:
    """Turn a draft with all its files into a received case."""
    connection.execute(
        update(CASES)
        .where(CASES.c.id == id)
        .values(fingerprint=case.fingerprint, received_at=now(connection))
    )
    set_state(connection, id, "received")
    audit.record(connection, actor, "receive", id, files=len(case.uploads))
    found = stored(connection, id)
    first_round(connection, found)
    return found


def begin_again(connection: Connection, id: str, submission: str, actor: str) -> None:
    """Note the form of a resubmission whose files are still to come; one begun before gives way."""
    forget(connection, id)
    connection.execute(insert(RESUBMISSIONS).values(case=id, submission=submission, begun_at=now(connection)))
    audit.record(connection, actor, "begin resubmission", id)


def begun(connection: Connection, id: str) -> str | None:
    """The form of the resubmission under way, or None."""
    where = RESUBMISSIONS.c.case == id
    found: str | None = connection.execute(
        select(RESUBMISSIONS.c.submission).where(where)
    ).scalar_one_or_none()
    return found


def forget(connection: Connection, id: str) -> None:
    """Let go of a resubmission under way and its files."""
    connection.execute(delete(RESENT).where(RESENT.c.case == id))
    connection.execute(delete(RESUBMISSIONS).where(RESUBMISSIONS.c.case == id))


def left_alone(connection: Connection, seconds: float) -> tuple[str, ...]:
    """Ids of drafts, and of cases whose resubmission was begun, to which nothing came for so long."""
    since = now(connection) - seconds
    recent = select(UPLOADS.c.id).where((UPLOADS.c.case == CASES.c.id) & (UPLOADS.c.received_at >= since))
    resent = select(RESENT.c.id).where(
        (RESENT.c.case == RESUBMISSIONS.c.case) & (RESENT.c.received_at >= since)
    )
    drafted = select(CASES.c.id).where(
        (CASES.c.state == "draft") & (CASES.c.updated_at < since) & ~recent.exists()
    )
    begun = select(RESUBMISSIONS.c.case).where((RESUBMISSIONS.c.begun_at < since) & ~resent.exists())
    return tuple(connection.execute(drafted.union(begun)).scalars())


def give_up(connection: Connection, id: str, actor: str) -> None:
    """Let go of what was begun and never finished: a draft is withdrawn, a returned case stays returned."""
    forget(connection, id)
    if stored(connection, id).state == "draft":
        connection.execute(delete(UPLOADS).where(UPLOADS.c.case == id))
        set_state(connection, id, "withdrawn")
    audit.record(connection, actor, "give up", id)


def withdraw(connection: Connection, id: str, actor: str) -> StoredCase:
    """Take a case back for its applicant; the caller has seen that its state allows it."""
    forget(connection, id)
    set_state(connection, id, "withdrawn")
    audit.record(connection, actor, "withdraw", id)
    return stored(connection, id)
