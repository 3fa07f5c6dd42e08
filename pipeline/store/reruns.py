"""Runs over many stored cases: their batches are the cursor, taken under leases with fencing tokens."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    String,
    bindparam,
    cast,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from casefile.errors import UsageError
from pipeline.store import audit
from pipeline.store.database import now
from pipeline.store.leases import FAR, MOST_ATTEMPTS, LeaseLost
from pipeline.store.matching import matching
from pipeline.store.rerun_tables import BATCHES, OUTCOMES, RERUNS
from pipeline.store.tables import CASES
from pipeline.where import Part

JUDGED = ("flagged", "accepted", "returned", "declined", "handed_over", "failed")
"""States of cases on which the machine has spoken, and that wait for nothing from it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a run: `start` is judge, read or normalise, `terms` a province's TOML text."""

    filter: str
    start: str
    terms: str | None = None
    models: str | None = None
    dry: bool = False


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run as kept; times are UTC seconds."""

    id: str
    filter: str
    start: str
    terms: str | None
    models: str | None
    dry: bool
    state: str
    total: int
    made_at: float
    ended_at: float | None

    @property
    def actor(self) -> str:
        """Its name in the audit."""
        return f"rerun:{self.id}"


@dataclass(frozen=True, slots=True)
class Batch:
    """The right to finish one batch of a run."""

    run: str
    number: int
    token: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a case in a run; see `rerun_tables.OUTCOMES`."""

    case: str
    state: str
    before: str | None = None
    after: str | None = None
    rules: str | None = None
    kept: str | None = None
    result: str | None = None
    error: str | None = None


def begin(connection: Connection, asked: Asked, part: Part | None, size: int, actor: str) -> StoredRun:
    """Note a run over the cases that match now, oldest first, in batches of so many."""
    id = f"r{uuid.uuid4().hex[:12]}"
    values = {"filter": asked.filter, "start": asked.start, "terms": asked.terms, "models": asked.models}
    times = {"made_at": now(connection), "ended_at": None}
    connection.execute(
        insert(RERUNS).values(id=id, dry=asked.dry, state="running", total=0, **values, **times)
    )
    place = func.row_number().over(order_by=(CASES.c.received_at, CASES.c.id)) - 1
    meant = (
        select(CASES.c.id.label("case"), cast(func.floor(place / size), Integer).label("batch"))
        .where(matching(part) & CASES.c.state.in_(JUDGED))
        .subquery()
    )
    run = cast(literal(id), String(16))
    numbers = select(run, meant.c.batch, literal("waiting"), literal(0), literal(0), literal(0.0)).distinct()
    connection.execute(
        insert(BATCHES).from_select(["run", "number", "state", "token", "attempts", "until"], numbers)
    )
    rows = select(run, meant.c.case, meant.c.batch, literal("waiting"))
    connection.execute(insert(OUTCOMES).from_select(["run", "case", "batch", "state"], rows))
    count = select(func.count()).where(OUTCOMES.c.run == id)
    total = int(connection.execute(count).scalar_one())
    connection.execute(update(RERUNS).where(RERUNS.c.id == id).values(total=total))
    audit.record(connection, actor, "rerun", None, run=id, start=asked.start, cases=total, dry=asked.dry)
    return get(connection, id)


def get(connection: Connection, id: str) -> StoredRun:
    """One run; raises UsageError where there is none."""
    row = connection.execute(select(RERUNS).where(RERUNS.c.id == id)).one_or_none()
    if row is None:
        raise UsageError(f"没有重跑 {id[:64]}，birthcase runs 可列出全部")
    return StoredRun(**row._asdict())


def listed(connection: Connection, most: int = 50) -> tuple[StoredRun, ...]:
    """The newest runs."""
    rows = connection.execute(select(RERUNS).order_by(RERUNS.c.made_at.desc()).limit(most))
    return tuple(StoredRun(**row._asdict()) for row in rows)


def set_state(connection: Connection, id: str, state: str, actor: str) -> StoredRun:
    """Pause, continue or end a run."""
    ended = now(connection) if state == "done" else None
    connection.execute(update(RERUNS).where(RERUNS.c.id == id).values(state=state, ended_at=ended))
    audit.record(connection, actor, f"rerun {state}", None, run=id)
    return get(connection, id)


def end_if_done(connection: Connection, id: str) -> None:
    """End a run in which no case waits any more."""
    waits = select(OUTCOMES.c.case).where((OUTCOMES.c.run == id) & (OUTCOMES.c.state == "waiting")).limit(1)
    if get(connection, id).state == "running" and connection.execute(waits).one_or_none() is None:
        set_state(connection, id, "done", f"rerun:{id}")


def claim(connection: Connection, id: str, holder: str, seconds: float) -> Batch | None:
    """Take the next batch that waits or whose worker is gone; None where the run is paused or has none.

    A batch whose worker died three times is taken apart into single cases, so that one case that
    kills its worker costs no other; a single case that does so has failed.
    """
    moment = now(connection)
    gone = (BATCHES.c.until < moment) | (BATCHES.c.until > moment + FAR * seconds)
    lapsed = (BATCHES.c.state == "taken") & gone
    free = or_(BATCHES.c.state == "waiting", lapsed)
    runs = RERUNS.c.id.in_(select(RERUNS.c.id).where((RERUNS.c.id == id) & (RERUNS.c.state == "running")))
    order = select(BATCHES).join(RERUNS, RERUNS.c.id == BATCHES.c.run).where(runs & free)
    order = order.order_by(BATCHES.c.number).limit(1).with_for_update(skip_locked=True, of=BATCHES)
    while (row := connection.execute(order).one_or_none()) is not None:
        if row.attempts >= MOST_ATTEMPTS:
            _take_apart(connection, id, row.number)
            continue
        batch = Batch(id, row.number, row.token + 1)
        values = {"token": batch.token, "attempts": row.attempts + 1, "until": moment + seconds}
        connection.execute(_one(batch).values(state="taken", holder=holder, **values))
        return batch
    return None


def waiting(connection: Connection, batch: Batch) -> tuple[str, ...]:
    """The cases of a batch that are still to be done."""
    where = (OUTCOMES.c.run == batch.run) & (OUTCOMES.c.batch == batch.number)
    rows = connection.execute(select(OUTCOMES.c.case).where(where & (OUTCOMES.c.state == "waiting")))
    return tuple(row.case for row in rows)


def hold(connection: Connection, batch: Batch) -> None:
    """Make sure, and lock, that the batch is still ours; raises LeaseLost."""
    ours = (BATCHES.c.token == batch.token) & (BATCHES.c.state == "taken")
    where = (BATCHES.c.run == batch.run) & (BATCHES.c.number == batch.number) & ours
    if connection.execute(select(BATCHES.c.number).where(where).with_for_update()).one_or_none() is None:
        raise LeaseLost(f"重跑 {batch.run} 的第 {batch.number} 批已由别的进程处理")


def finish(connection: Connection, batch: Batch, outcomes: Iterable[Outcome]) -> None:
    """Note what became of a batch's cases; the caller holds it."""
    rows = [
        {"b_case": o.case, "b_state": o.state, "before": o.before, "after": o.after}
        | {"rules": o.rules, "kept": o.kept, "result": o.result, "error": o.error}
        for o in outcomes
    ]
    if rows:
        where = (OUTCOMES.c.run == batch.run) & (OUTCOMES.c.case == bindparam("b_case"))
        connection.execute(update(OUTCOMES).where(where).values(state=bindparam("b_state")), rows)
    connection.execute(_one(batch).values(state="done", done_at=now(connection)))


def give_back(connection: Connection, batch: Batch, counted: bool) -> None:
    """Let a batch wait again, its attempt counted or not; raises LeaseLost."""
    hold(connection, batch)
    attempts = BATCHES.c.attempts - (0 if counted else 1)
    connection.execute(_one(batch).values(state="waiting", holder=None, attempts=attempts))


def retry(connection: Connection, id: str, actor: str) -> int:
    """Let every failed case of a run be done again, each apart; how many there are."""
    failed = (OUTCOMES.c.run == id) & (OUTCOMES.c.state == "failed")
    cases = [row.case for row in connection.execute(select(OUTCOMES.c.case).where(failed))]
    _apart(connection, id, cases)
    if cases:
        set_state(connection, id, "running", actor)
    return len(cases)


def _take_apart(connection: Connection, id: str, number: int) -> None:
    batch = Batch(id, number, 0)
    cases = waiting(connection, batch)
    connection.execute(_one(batch).values(state="done", holder=None, done_at=now(connection)))
    if len(cases) > 1:
        _apart(connection, id, cases)
        return
    lost = (OUTCOMES.c.run == id) & OUTCOMES.c.case.in_(cases)
    connection.execute(update(OUTCOMES).where(lost).values(state="failed", error="WORKER_LOST"))


def _apart(connection: Connection, id: str, cases: Iterable[str]) -> None:
    """A batch of its own, behind all others, for each of these cases."""
    last = select(func.coalesce(func.max(BATCHES.c.number), -1)).where(BATCHES.c.run == id)
    first = connection.execute(last).scalar_one() + 1
    fresh = {"run": id, "state": "waiting", "token": 0, "attempts": 0, "until": 0.0}
    for number, case in enumerate(cases, first):
        connection.execute(insert(BATCHES).values(number=number, **fresh))
        where = (OUTCOMES.c.run == id) & (OUTCOMES.c.case == case)
        connection.execute(update(OUTCOMES).where(where).values(batch=number, state="waiting", error=None))


def _one(batch: Batch) -> Any:
    return update(BATCHES).where((BATCHES.c.run == batch.run) & (BATCHES.c.number == batch.number))
