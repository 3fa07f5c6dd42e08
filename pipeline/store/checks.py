"""Quality control: accepted cases that were drawn by lot, and what a person found there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from casefile.errors import UsageError
from pipeline.store import audit
from pipeline.store.cases import of_world
from pipeline.store.database import now
from pipeline.store.tables import ACTS, CASES, CHECKS, EVENTS


@dataclass(frozen=True, slots=True)
class Check:
    """A drawn case; `accepted_by` is None where the machine alone accepted it. Times are UTC seconds."""

    case: str
    case_id: str
    state: str
    drawn_at: float
    accepted_by: str | None


def accepted_after(connection: Connection, event: int, most: int = 1000) -> Sequence[tuple[int, str]]:
    """Numbers of events by which real cases were accepted, and these cases, from behind a number."""
    where = (EVENTS.c.name == "case.accepted") & (EVENTS.c.number > event) & of_world("", EVENTS.c.system)
    rows = connection.execute(
        select(EVENTS.c.number, EVENTS.c.case).where(where).order_by(EVENTS.c.number).limit(most)
    )
    return [(number, case) for number, case in rows]


def draw(connection: Connection, cases: Iterable[str]) -> int:
    """Put these cases before a person, those that have not been yet; returns how many."""
    wanted = set(cases)
    there = connection.execute(select(CHECKS.c.case).where(CHECKS.c.case.in_(wanted))).scalars()
    fresh = sorted(wanted - set(there))
    for case in fresh:
        connection.execute(insert(CHECKS).values(case=case, drawn_at=now(connection)))
        audit.record(connection, "lot", "draw", case)
    return len(fresh)


def waiting(connection: Connection, most: int = 100) -> tuple[Check, ...]:
    """Drawn cases that nobody has looked at, the oldest first."""
    accepted = (
        select(ACTS.c.actor)
        .where((ACTS.c.case == CASES.c.id) & (ACTS.c.act == "accept"))
        .order_by(ACTS.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    columns = CASES.c.id, CASES.c.case_id, CASES.c.state, CHECKS.c.drawn_at, accepted
    rows = connection.execute(
        select(*columns)
        .join(CHECKS, CHECKS.c.case == CASES.c.id)
        .where(CHECKS.c.done_at.is_(None))
        .order_by(CHECKS.c.drawn_at, CASES.c.id)
        .limit(most)
    )
    return tuple(Check(*row) for row in rows)


def settle(connection: Connection, case: str, right: bool, person: str) -> None:
    """Note what a person found; nobody looks over what they accepted themselves."""
    found = next((one for one in waiting(connection, 100_000) if one.case == case), None)
    if found is None:
        raise UsageError("此个案不在待抽查之列，或已由他人抽查")
    if found.accepted_by == person:
        raise UsageError("不能抽查自己通过的个案，请由他人抽查")
    values = {"done_at": now(connection), "person": person, "right": right}
    connection.execute(update(CHECKS).where(CHECKS.c.case == case).values(**values))
    audit.record(connection, person, "check", case, right=right)
