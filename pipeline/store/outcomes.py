"""What runs came to: progress, and what changed from what to what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pipeline.store.database import now
from pipeline.store.rerun_tables import BATCHES, OUTCOMES, RERUNS
from pipeline.store.tables import AUDIT, CASES, CLAIMS, VERDICTS

_SPOKEN = ("finish", "fail", "rejudge")
_LOOKS = ("claim", "release", "hand on", "reveal", "escalate", "view")
_MACHINES = ("runner:", "rerun:")


@dataclass(frozen=True, slots=True)
class Progress:
    """How many cases of a run are in each state, and when the first and last batches were done."""

    states: Mapping[str, int]
    first: float | None
    last: float | None
    batches: int

    @property
    def done(self) -> int:
        """Cases that wait no more."""
        return sum(count for state, count in self.states.items() if state != "waiting")

    @property
    def waiting(self) -> int:
        """Cases still to be done."""
        return self.states.get("waiting", 0)


def progress(connection: Connection, id: str) -> Progress:
    """How far a run has come."""
    states = connection.execute(
        select(OUTCOMES.c.state, func.count()).where(OUTCOMES.c.run == id).group_by(OUTCOMES.c.state)
    )
    times = connection.execute(
        select(func.min(BATCHES.c.done_at), func.max(BATCHES.c.done_at), func.count(BATCHES.c.done_at)).where(
            BATCHES.c.run == id
        )
    ).one()
    return Progress({state: count for state, count in states}, times[0], times[1], times[2])


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a run as a report shows it."""

    id: str
    case_id: str
    province: str
    case_state: str
    state: str
    before: str | None
    after: str | None
    rules: str | None
    kept: str | None
    error: str | None


def rows(connection: Connection, id: str, states: Collection[str] = ()) -> Iterator[Row]:
    """The cases of a run, those in these states only where any are given, in the order of their arrival."""
    columns = (
        CASES.c.id,
        CASES.c.case_id,
        CASES.c.province,
        CASES.c.state.label("case_state"),
        *(OUTCOMES.c[name] for name in ("state", "before", "after", "rules", "kept", "error")),
    )
    found = select(*columns).join(CASES, CASES.c.id == OUTCOMES.c.case).where(OUTCOMES.c.run == id)
    if states:
        found = found.where(OUTCOMES.c.state.in_(list(states)))
    for row in connection.execute(found.order_by(CASES.c.received_at, CASES.c.id)).yield_per(1000):
        yield Row(**row._asdict())


def beside(connection: Connection, case: str) -> tuple[str, str] | None:
    """The newest run that left a word beside a person's decision, and that result as JSON text."""
    where = (OUTCOMES.c.case == case) & (OUTCOMES.c.kept == "beside")
    found = select(OUTCOMES.c.run, OUTCOMES.c.result).join(RERUNS, RERUNS.c.id == OUTCOMES.c.run).where(where)
    row = connection.execute(found.order_by(RERUNS.c.made_at.desc()).limit(1)).one_or_none()
    return (row.run, row.result) if row else None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The machine's last word on a case, such as `flagged/return`, and the object with its record."""

    word: str
    status: str
    record: str | None


def word(status: str, proposal: str | None) -> str:
    """A status and its proposal as one word."""
    return f"{status}/{proposal}" if proposal else status


def spoken(connection: Connection, ids: Collection[str]) -> dict[str, Spoken]:
    """The machine's last word on each of these cases, where it has spoken."""
    newest = (
        select(VERDICTS.c.case, func.max(VERDICTS.c.number).label("number"))
        .where(VERDICTS.c.case.in_(ids))
        .group_by(VERDICTS.c.case)
        .subquery()
    )
    same = (VERDICTS.c.case == newest.c.case) & (VERDICTS.c.number == newest.c.number)
    found = select(VERDICTS.c.case, VERDICTS.c.status, VERDICTS.c.record, CASES.c.proposal)
    found = found.join(newest, same).join(CASES, CASES.c.id == VERDICTS.c.case)
    return {
        row.case: Spoken(word(row.status, row.proposal), row.status, row.record)
        for row in connection.execute(found)
    }


def decided(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Those of the cases that a person has acted on since the machine's last word, or has in hand now.

    In doubt, they have: what is neither a look nor the machine's counts as an act.
    """
    of_machine = AUDIT.c.actor.startswith(_MACHINES[0]) | AUDIT.c.actor.startswith(_MACHINES[1])
    last = (
        select(AUDIT.c.case, func.max(AUDIT.c.number).label("number"))
        .where(AUDIT.c.case.in_(ids) & AUDIT.c.act.in_(_SPOKEN))
        .group_by(AUDIT.c.case)
        .subquery()
    )
    later = (
        select(AUDIT.c.case)
        .join(last, (last.c.case == AUDIT.c.case) & (AUDIT.c.number > last.c.number))
        .where(~of_machine & AUDIT.c.act.not_in(_LOOKS))
        .distinct()
    )
    in_hand = select(CLAIMS.c.case).where(CLAIMS.c.case.in_(ids) & (CLAIMS.c.until > now(connection)))
    unheard = set(ids) - set(connection.execute(select(last.c.case)).scalars())
    touched = {*connection.execute(later).scalars(), *connection.execute(in_hand).scalars()}
    return frozenset(touched | unheard)
