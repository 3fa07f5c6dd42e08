"""Who works on a case now: a lease that lapses, with a token that outdates whoever held it before."""

from __future__ import annotations

import json
import socket
from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import Connection, func, insert, select, update

from casefile.errors import BirthcaseError
from pipeline.store import audit, cases, events, worklist
from pipeline.store.database import now
from pipeline.store.tables import CASES, LEASES, VERDICTS

MOST_ATTEMPTS = 3
FAR = 3
"""Lengths of a lease that none has to go, unless the clock was set back; runners may be set differently."""
_BACK_OFF_SECONDS = 5.0
_DAY = 24 * 3600.0
_JUST = 5.0
"""Seconds in which one who is idle takes what has come in."""
_LONGEST_PAUSE = _BACK_OFF_SECONDS * MOST_ATTEMPTS


class LeaseLost(BirthcaseError):
    """Another runner has taken the case since; this one's outcome must not be kept."""

    code: ClassVar[str] = "LEASE_LOST"
    exit_status: ClassVar[int] = 3


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to finish one case; `attempt` counts from 1."""

    case: str
    token: int
    attempt: int


def claim(connection: Connection, holder: str, most: int, seconds: float) -> tuple[Lease, ...]:
    """Take up to so many received cases, the most urgent first, rehearsals last; no two get the same.

    A pause longer than any that is given was given by a clock that has been set back since.
    """
    moment = now(connection)
    due = (LEASES.c.not_before <= moment) | (LEASES.c.not_before > moment + _LONGEST_PAUSE)
    waiting = (
        select(LEASES.c.case, LEASES.c.token, LEASES.c.attempts)
        .join(CASES, CASES.c.id == LEASES.c.case)
        .where((CASES.c.state == "received") & due)
        .order_by(~cases.of_world(""), CASES.c.due_at, CASES.c.received_at, CASES.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = [Lease(row.case, row.token + 1, row.attempts + 1) for row in connection.execute(waiting)]
    for lease in taken:
        _set(
            connection,
            lease.case,
            holder=holder,
            token=lease.token,
            until=moment + seconds,
        )
        cases.set_state(connection, lease.case, "processing")
        audit.record(connection, holder, "claim", lease.case, token=lease.token, attempt=lease.attempt)
    return tuple(taken)


def runners_here() -> str:
    """What the names of the runners on this machine begin with."""
    return f"runner:{socket.gethostname()[:32]}:"


def in_hand_here(connection: Connection) -> bool:
    """Whether a runner on this machine works on a case now, or one has just come in that it may take."""
    moment = now(connection)
    worked_on = (
        (CASES.c.state == "processing")
        & (LEASES.c.until >= moment)
        & LEASES.c.holder.startswith(runners_here(), autoescape=True)
    )
    come_in = (CASES.c.state == "received") & (CASES.c.received_at >= moment - _JUST)
    held = select(LEASES.c.case).join(CASES, CASES.c.id == LEASES.c.case).where(worked_on | come_in).limit(1)
    return connection.execute(held).first() is not None


def begin(connection: Connection, lease: Lease) -> None:
    """Count the attempt, now that its work begins; raises LeaseLost where another has the case.

    A runner that dies costs an attempt only those cases that it was at work on.
    """
    _hold(connection, lease)
    _set(connection, lease.case, attempts=lease.attempt)


def renew(connection: Connection, lease: Lease, seconds: float) -> None:
    """Hold the case longer; raises LeaseLost where another has it."""
    _hold(connection, lease)
    _set(connection, lease.case, until=now(connection) + seconds)


def finish(
    connection: Connection,
    lease: Lease,
    holder: str,
    status: str,
    result: str,
    record: str | None = None,
    doubts: Collection[str] = (),
) -> None:
    """Append the verdict and move the case on, in one step; raises LeaseLost where another has it.

    `record` is the object from which the case can be judged again, `doubts` are the rules against it.
    """
    _hold(connection, lease)
    conclude(connection, lease.case, status, result, record, doubts)
    _set(connection, lease.case, until=0, holder=None)
    audit.record(connection, holder, "finish", lease.case, token=lease.token, status=status)


@dataclass(frozen=True, slots=True)
class Said:
    """The machine's word on a case; `record` is the object that it can be judged again from."""

    case: str
    status: str
    result: str
    record: str | None
    doubts: Collection[str]
    """The rules against it."""
    proposal: str | None
    refused: events.Refused
    moved: bool = True
    """Whether that is another state than the case is in, so that others are told."""


def conclude(
    connection: Connection,
    case: str,
    status: str,
    result: str,
    record: str | None = None,
    doubts: Collection[str] = (),
) -> None:
    """Append a verdict and move its case on; the caller holds the case and records why in the audit."""
    told = json.loads(result)
    refused = told.get("refused", ())
    conclude_all(connection, [Said(case, status, result, record, doubts, told.get("proposal"), refused)])


def conclude_all(connection: Connection, said: Collection[Said]) -> None:
    """Append a verdict to each of these cases, and move them on."""
    if not said:
        return
    of = VERDICTS.c.case.in_([one.case for one in said])
    counted = select(VERDICTS.c.case, func.max(VERDICTS.c.number)).where(of).group_by(VERDICTS.c.case)
    last = {case: number for case, number in connection.execute(counted)}
    moment = now(connection)
    rows = [
        {"case": one.case, "number": last.get(one.case, 0) + 1, "made_at": moment, "status": one.status}
        | {"result": one.result, "record": one.record}
        for one in said
    ]
    connection.execute(insert(VERDICTS), rows)
    worklist.note_all(connection, {one.case: (one.proposal, one.doubts) for one in said})
    cases.set_judged(connection, {one.case: (one.status, one.refused) for one in said if one.moved})


def give_back(connection: Connection, lease: Lease, holder: str, reason: str, counted: bool = True) -> None:
    """Let the case wait for another attempt, or fail it after the third; `reason` is a code."""
    _hold(connection, lease)
    attempts = lease.attempt if counted else lease.attempt - 1
    _set(connection, lease.case, attempts=attempts)
    _requeue(connection, lease.case, attempts, holder, reason)


def again(connection: Connection, case: str, actor: str) -> None:
    """Let a failed case wait anew, with all its attempts."""
    _set(connection, case, until=0, holder=None, attempts=0, not_before=0)
    cases.set_state(connection, case, "received")
    audit.record(connection, actor, "again", case)


def requeue_lapsed(connection: Connection, actor: str, longest: float = _DAY) -> int:
    """Let every case whose runner is gone wait again, or fail it; returns how many there were.

    So is one whose lease has more than `longest` to go: its clock has been set back since.
    """
    moment = now(connection)
    gone = (LEASES.c.until < moment) | (LEASES.c.until > moment + longest)
    lapsed = (
        select(LEASES.c.case, LEASES.c.attempts)
        .join(CASES, CASES.c.id == LEASES.c.case)
        .where((CASES.c.state == "processing") & gone)
        .with_for_update(skip_locked=True)
    )
    rows = connection.execute(lapsed).all()
    for row in rows:
        _requeue(connection, row.case, row.attempts, actor, "LEASE_LAPSED")
    return len(rows)


def _requeue(connection: Connection, case: str, attempts: int, actor: str, reason: str) -> None:
    failed = attempts >= MOST_ATTEMPTS
    pause = 0.0 if failed else _BACK_OFF_SECONDS * attempts
    _set(connection, case, until=0, holder=None, not_before=now(connection) + pause)
    cases.set_state(connection, case, "failed" if failed else "received", reason if failed else None)
    audit.record(connection, actor, "fail" if failed else "requeue", case, reason=reason, attempts=attempts)


def _hold(connection: Connection, lease: Lease) -> None:
    """Make sure, and lock, that the case is still this lease's."""
    held = (
        select(LEASES.c.case)
        .join(CASES, CASES.c.id == LEASES.c.case)
        .where(
            (LEASES.c.case == lease.case) & (LEASES.c.token == lease.token) & (CASES.c.state == "processing")
        )
        .with_for_update()
    )
    if connection.execute(held).one_or_none() is None:
        raise LeaseLost(f"个案 {lease.case} 已由别的进程处理")


def _set(connection: Connection, case: str, **values: object) -> None:
    connection.execute(update(LEASES).where(LEASES.c.case == case).values(**values))
