"""The rounds of a case: what was handed in, returned, and handed in again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from pipeline.store import audit, subjects
from pipeline.store.cases import NewCase, StoredCase, Upload, insert_upload, set_state, stored
from pipeline.store.database import now
from pipeline.store.tables import CASES, LEASES, ROUNDS, VERDICTS


@dataclass(frozen=True, slots=True)
class StoredRound:
    """One round as handed in, and the last verdict on it as JSON text, where there is one."""

    number: int
    submission: str
    fingerprint: str
    received_at: float
    result: str | None = None


def send_back(connection: Connection, id: str, actor: str) -> StoredCase:
    """Return a case to its applicant; the caller has seen that it is flagged."""
    set_state(connection, id, "returned")
    audit.record(connection, actor, "return", id)
    return stored(connection, id)


def again(
    connection: Connection, id: str, whole: NewCase, sent: NewCase, new: tuple[Upload, ...], actor: str
) -> StoredCase:
    """Take a resubmission: the whole case with it worked in waits again, its first day stays."""
    moment = now(connection)
    number = len(rounds(connection, id)) + 1
    for upload in new:
        insert_upload(connection, id, upload, moment)
    values = {"submission": whole.submission, "fingerprint": sent.fingerprint, "birth": whole.birth}
    times = {"received_at": moment, "due_at": whole.due_at}
    connection.execute(update(CASES).where(CASES.c.id == id).values(**values, **times))
    subjects.keep(connection, id, whole.submission)
    connection.execute(update(LEASES).where(LEASES.c.case == id).values(attempts=0, not_before=0))
    text = {"submission": sent.submission, "fingerprint": sent.fingerprint}
    connection.execute(insert(ROUNDS).values(case=id, number=number, received_at=moment, **text))
    set_state(connection, id, "received")
    audit.record(connection, actor, "resubmit", id, round=number, files=len(new))
    return stored(connection, id)


def rounds(connection: Connection, id: str) -> tuple[StoredRound, ...]:
    """The rounds of a case, first to last, each with the newest verdict of its time."""
    found = connection.execute(select(ROUNDS).where(ROUNDS.c.case == id).order_by(ROUNDS.c.number)).all()
    said = connection.execute(
        select(VERDICTS.c.result, VERDICTS.c.made_at).where(VERDICTS.c.case == id).order_by(VERDICTS.c.number)
    ).all()
    ends = [*(row.received_at for row in found[1:]), float("inf")]
    return tuple(
        StoredRound(
            row.number,
            row.submission,
            row.fingerprint,
            row.received_at,
            next((v.result for v in reversed(said) if row.received_at <= v.made_at < end), None),
        )
        for row, end in zip(found, ends, strict=False)
    )
