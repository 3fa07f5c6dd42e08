"""The cases themselves: received once, looked up, and what other cases say about them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Table,
    bindparam,
    func,
    insert,
    select,
    tuple_,
    update,
)

from pipeline.store import audit, events, subjects
from pipeline.store.database import now
from pipeline.store.keys import SANDBOX
from pipeline.store.tables import CASES, LEASES, ROUNDS, UPLOADS, VERDICTS

WAITING = ("received", "processing", "flagged", "failed")
"""States in which somebody has to do something before the deadline."""
GONE = ("withdrawn", "returned", "declined", "draft")
"""States in which a case is no other case of its birth; its pictures are still its family's."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a case: the name the applicant gave it, and its content's digest."""

    name: str
    content: str
    size: int


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it arrives; `submission` is its case.json as text."""

    intake: str
    case_id: str
    province: str
    submission: str
    submitted_at: str
    birth: str
    due_at: float
    uploads: tuple[Upload, ...]

    @property
    def fingerprint(self) -> str:
        """Digest of everything handed in; the same case sent twice has the same one."""
        parts = [self.submission, *sorted(f"{one.name}\0{one.content}" for one in self.uploads)]
        return hashlib.sha256("\0\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case as kept; times are UTC seconds, `due_at` is when it is to be taken up at the latest."""

    id: str
    intake: str
    case_id: str
    province: str
    state: str
    submission: str
    fingerprint: str
    first_submitted_at: str
    received_at: float
    updated_at: float
    due_at: float
    error: str | None

    @property
    def sandbox(self) -> bool:
        """Whether this case only rehearses."""
        return self.intake.endswith(SANDBOX)


def birth_key(mother_id_number: str, birth_date: str) -> str:
    """What finds other cases of the same birth, without spelling out whose it is."""
    return hashlib.sha256(f"{mother_id_number}|{birth_date}".encode()).hexdigest()


def receive(connection: Connection, case: NewCase, actor: str) -> StoredCase:
    """Keep a complete case as received; the caller has looked for an earlier one in this transaction."""
    found = insert_case(connection, case, "received")
    first_round(connection, found)
    audit.record(connection, actor, "receive", found.id, files=len(case.uploads))
    events.tell(connection, found.id)
    return found


def others(case: StoredCase) -> ColumnElement[bool]:
    """The other cases of the same world."""
    return (CASES.c.id != case.id) & of_world(case.intake)


def of_world(intake: str, system: ColumnElement[str] = CASES.c.intake) -> ColumnElement[bool]:
    """Cases of the same world: a sandbox's cases and real ones know nothing of each other."""
    rehearsed = system.endswith(SANDBOX, autoescape=True)
    return rehearsed if intake.endswith(SANDBOX) else ~rehearsed


def insert_case(connection: Connection, case: NewCase, state: str) -> StoredCase:
    """Keep a case with its files in a state to begin with."""
    moment = now(connection)
    id = uuid.uuid4().hex
    values = {
        "intake": case.intake,
        "case_id": case.case_id,
        "province": case.province,
        "submission": case.submission,
        "fingerprint": case.fingerprint,
        "birth": case.birth,
        "first_submitted_at": case.submitted_at,
        "due_at": case.due_at,
    }
    connection.execute(
        insert(CASES).values(id=id, state=state, received_at=moment, updated_at=moment, **values)
    )
    for upload in case.uploads:
        insert_upload(connection, id, upload, moment)
    subjects.keep(connection, id, case.submission)
    connection.execute(insert(LEASES).values(case=id, token=0, attempts=0, until=0, not_before=0))
    return stored(connection, id)


def first_round(connection: Connection, case: StoredCase) -> None:
    """Note what was handed in when a case was received for the first time."""
    values = {"submission": case.submission, "fingerprint": case.fingerprint}
    connection.execute(insert(ROUNDS).values(case=case.id, number=1, received_at=case.received_at, **values))


def insert_upload(
    connection: Connection, id: str, upload: Upload, moment: float, table: Table = UPLOADS
) -> None:
    """Note a file of a case."""
    values = {"name": upload.name, "content": upload.content, "size": upload.size}
    connection.execute(insert(table).values(case=id, received_at=moment, **values))


def stored(connection: Connection, id: str) -> StoredCase:
    """One case that is known to be there."""
    row = connection.execute(select(*COLUMNS).where(CASES.c.id == id)).one()
    return StoredCase(**row._asdict())


def get(connection: Connection, id: str) -> StoredCase | None:
    """One case, or None."""
    return _case(connection.execute(select(*COLUMNS).where(CASES.c.id == id)).one_or_none())


def by_reference(connection: Connection, intake: str, case_id: str) -> StoredCase | None:
    """The case with an intake system's own reference, or None."""
    where = (CASES.c.intake == intake) & (CASES.c.case_id == case_id)
    return _case(connection.execute(select(*COLUMNS).where(where)).one_or_none())


def page(
    connection: Connection,
    most: int,
    after: tuple[float, str] | None = None,
    intake: str | None = None,
    state: str | None = None,
    case_id: str | None = None,
) -> tuple[StoredCase, ...]:
    """Cases in the order of their arrival, from behind the place `after`; None: all real ones."""
    where = of_world("") if intake is None else CASES.c.intake == intake
    if state is not None:
        where &= CASES.c.state == state
    if case_id is not None:
        where &= CASES.c.case_id == case_id
    if after is not None:
        where &= tuple_(CASES.c.received_at, CASES.c.id) > tuple_(*after)
    rows = connection.execute(
        select(*COLUMNS).where(where).order_by(CASES.c.received_at, CASES.c.id).limit(most)
    )
    return tuple(StoredCase(**row._asdict()) for row in rows)


def states(connection: Connection, ids: Sequence[str]) -> Mapping[str, str]:
    """The states of these cases, which stay so until the end of this transaction."""
    rows = connection.execute(select(CASES.c.id, CASES.c.state).where(CASES.c.id.in_(ids)).with_for_update())
    return {row.id: row.state for row in rows}


def counts(connection: Connection) -> Mapping[str, int]:
    """How many real cases are in each state."""
    rows = connection.execute(select(CASES.c.state, func.count()).where(of_world("")).group_by(CASES.c.state))
    return {state: count for state, count in rows}


def uploads(connection: Connection, id: str, table: Table = UPLOADS) -> tuple[Upload, ...]:
    """The files of a case."""
    rows = connection.execute(select(table).where(table.c.case == id).order_by(table.c.id))
    return tuple(Upload(row.name, row.content, row.size) for row in rows)


def set_state(connection: Connection, id: str, state: str, error: str | None = None) -> None:
    """Move a case on and tell so; the caller records why in the audit of the same transaction."""
    values = {"state": state, "error": error, "updated_at": now(connection)}
    connection.execute(update(CASES).where(CASES.c.id == id).values(**values))
    events.tell(connection, id)


def set_judged(connection: Connection, moved: Mapping[str, tuple[str, events.Refused]]) -> None:
    """Move cases on to what they were judged to be, and tell so, with the files that could not be taken."""
    if not moved:
        return
    judged = update(CASES).where(CASES.c.id == bindparam("b_case"))
    judged = judged.values(state=bindparam("b_state"), error=None, updated_at=now(connection))
    connection.execute(judged, [{"b_case": id, "b_state": state} for id, (state, _) in moved.items()])
    events.tell_all(connection, {id: refused for id, (_, refused) in moved.items()})


def of_same_birth(connection: Connection, case: StoredCase) -> tuple[StoredCase, ...]:
    """Other cases, accepted or under way, of the same mother and birth date."""
    birth = select(CASES.c.birth).where(CASES.c.id == case.id).scalar_subquery()
    where = (CASES.c.birth == birth) & others(case) & CASES.c.state.not_in(GONE)
    rows = connection.execute(select(*COLUMNS).where(where).order_by(CASES.c.received_at))
    return tuple(StoredCase(**row._asdict()) for row in rows)


def with_contents(
    connection: Connection, case: StoredCase, contents: Sequence[str]
) -> list[tuple[str, StoredCase]]:
    """Other cases, whatever became of them, that hold a file with one of these contents."""
    where = UPLOADS.c.content.in_(contents) & others(case) & (CASES.c.state != "draft")
    rows = connection.execute(
        select(UPLOADS.c.content, *COLUMNS).join(CASES, CASES.c.id == UPLOADS.c.case).where(where)
    ).all()
    return [(row[0], StoredCase(*row[1:])) for row in rows]


def latest_result(connection: Connection, id: str) -> str | None:
    """The newest verdict's result as JSON text, or None before the first."""
    newest = (
        select(VERDICTS.c.result).where(VERDICTS.c.case == id).order_by(VERDICTS.c.number.desc()).limit(1)
    )
    found: str | None = connection.execute(newest).scalar_one_or_none()
    return found


COLUMNS = tuple(CASES.c[name] for name in StoredCase.__slots__)


def _case(row: Row[Any] | None) -> StoredCase | None:
    return StoredCase(**row._asdict()) if row is not None else None
