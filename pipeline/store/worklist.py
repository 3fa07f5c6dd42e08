"""The reviewers' queue: what is asked for, page by page and in the order of its deadlines, and counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from pipeline.store.cases import counts as by_state_of
from pipeline.store.cases import of_world
from pipeline.store.database import now
from pipeline.store.subjects import digest
from pipeline.store.tables import CASES, CLAIMS, DOUBTS, SUBJECTS

VIEWS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("flagged",),
    "mine": ("flagged",),
    "second": ("flagged",),
    "urgent": ("flagged",),
    "machine": ("received", "processing"),
    "failed": ("failed",),
    "done": ("accepted", "returned", "declined", "handed_over", "withdrawn"),
}
"""Parts of the queue by the states of their cases."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What part of the queue is asked for; `search` looks through all states."""

    view: str = "waiting"
    province: str = ""
    proposal: str = ""
    rule: str = ""
    assignee: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A case as the queue shows it; `holder` is who has it in hand now."""

    id: str
    case_id: str
    province: str
    state: str
    submission: str
    received_at: float
    updated_at: float
    due_at: float
    proposal: str | None
    second: bool
    escalated_at: float | None
    holder: str | None


def rows(
    connection: Connection, asked: Asked, who: str, soon: float, most: int, offset: int = 0
) -> tuple[Row, ...]:
    """Up to so many cases; those that are done come newest first, all others by deadline.

    `who` asks, and `soon` is the moment (UTC seconds) up to which a deadline counts as near.
    """
    order = (CASES.c.updated_at.desc(),) if asked.view == "done" or asked.search else (CASES.c.due_at,)
    found = _joined(connection).where(_where(connection, asked, who, soon))
    shown = found.order_by(*order, CASES.c.id).limit(most).offset(offset)
    return tuple(Row(**row._asdict()) for row in connection.execute(shown))


def behind(connection: Connection, asked: Asked, who: str, soon: float, id: str, back: bool) -> str | None:
    """The case before or after one in the same order, or None at the end."""
    place = select(CASES.c.due_at).where(CASES.c.id == id).scalar_subquery()
    later = or_(CASES.c.due_at > place, and_(CASES.c.due_at == place, CASES.c.id > id))
    earlier = or_(CASES.c.due_at < place, and_(CASES.c.due_at == place, CASES.c.id < id))
    order = (CASES.c.due_at.desc(), CASES.c.id.desc()) if back else (CASES.c.due_at, CASES.c.id)
    where = _where(connection, asked, who, soon) & (earlier if back else later)
    found = _ids(connection).where(where).order_by(*order).limit(1)
    return connection.scalar(found)


def counts(connection: Connection, who: str, soon: float) -> Mapping[str, int]:
    """How many cases are in each part of the queue."""
    by_state = by_state_of(connection)
    found = {view: sum(by_state.get(state, 0) for state in states) for view, states in VIEWS.items()}
    for view in ("mine", "second", "urgent"):
        where = _where(connection, Asked(view), who, soon)
        count = _ids(connection).where(where).with_only_columns(func.count())
        found[view] = int(connection.execute(count).scalar_one())
    return found


def rules(connection: Connection) -> Sequence[str]:
    """The rules that stand against cases which wait for a reviewer."""
    waiting = exists().where((CASES.c.id == DOUBTS.c.case) & (CASES.c.state == "flagged"))
    return connection.execute(
        select(DOUBTS.c.rule).where(waiting).distinct().order_by(DOUBTS.c.rule)
    ).scalars().all()  # fmt: skip


def holders(connection: Connection) -> Sequence[str]:
    """Everybody who has a case in hand now."""
    where = CLAIMS.c.until > now(connection)
    return connection.execute(
        select(CLAIMS.c.holder).where(where).distinct().order_by(CLAIMS.c.holder)
    ).scalars().all()  # fmt: skip


def to_escalate(connection: Connection, soon: float) -> Sequence[str]:
    """Cases whose deadline is near and that nobody was told about yet."""
    near = (CASES.c.state == "flagged") & (CASES.c.due_at <= soon) & CASES.c.escalated_at.is_(None)
    return connection.execute(select(CASES.c.id).where(near & of_world(""))).scalars().all()


def note(connection: Connection, case: str, proposal: str | None, doubts: Collection[str]) -> None:
    """Let a case be found by the machine's newest word on it."""
    note_all(connection, {case: (proposal, doubts)})


def note_all(connection: Connection, said: Mapping[str, tuple[str | None, Collection[str]]]) -> None:
    """Let cases be found by the machine's newest word on each: its proposal, and the rules against it."""
    if not said:
        return
    connection.execute(delete(DOUBTS).where(DOUBTS.c.case.in_(said)))
    against = ((case, rule) for case, (_, doubts) in said.items() for rule in sorted(set(doubts)))
    if rows := [{"case": case, "rule": rule} for case, rule in against]:
        connection.execute(insert(DOUBTS), rows)
    told = update(CASES).where(CASES.c.id == bindparam("b_case"))
    told = told.values(proposal=bindparam("b_proposal"), second=False, escalated_at=None)
    connection.execute(told, [{"b_case": case, "b_proposal": one} for case, (one, _) in said.items()])


def _joined(connection: Connection) -> Select[*tuple[Any, ...]]:
    columns = [CASES.c[name] for name in Row.__slots__ if name != "holder"]
    held = (CLAIMS.c.case == CASES.c.id) & (CLAIMS.c.until > now(connection))
    return select(*columns, CLAIMS.c.holder).outerjoin(CLAIMS, held)


def _ids(connection: Connection) -> Select[str]:
    held = (CLAIMS.c.case == CASES.c.id) & (CLAIMS.c.until > now(connection))
    return select(CASES.c.id).outerjoin(CLAIMS, held)


def _where(connection: Connection, asked: Asked, who: str, soon: float) -> ColumnElement[bool]:
    if asked.search:
        return of_world("") & (CASES.c.state != "draft") & _found(asked.search)
    where = of_world("") & CASES.c.state.in_(VIEWS[asked.view])
    match asked.view:
        case "mine":
            where &= CLAIMS.c.holder == who
        case "second":
            where &= CASES.c.second
        case "urgent":
            where &= CASES.c.due_at <= soon
    if asked.province:
        where &= CASES.c.province == asked.province
    if asked.proposal:
        where &= CASES.c.proposal == asked.proposal
    if asked.rule:
        where &= exists().where((DOUBTS.c.rule == asked.rule) & (DOUBTS.c.case == CASES.c.id))
    if asked.assignee:
        where &= CLAIMS.c.holder.is_(None) if asked.assignee == "-" else CLAIMS.c.holder == asked.assignee
    return where


def _found(text: str) -> ColumnElement[bool]:
    """A case number from its beginning, or a whole name or number."""
    named = exists().where((SUBJECTS.c.digest == digest(text)) & (SUBJECTS.c.case == CASES.c.id))
    return CASES.c.case_id.startswith(text.strip(), autoescape=True) | named
