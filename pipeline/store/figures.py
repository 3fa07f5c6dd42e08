"""Counts of what came, what became of it, how long it took, and who did it; real cases only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sqlalchemy import ColumnElement, Connection, Integer, case, cast, func, select

from pipeline.store.cases import of_world
from pipeline.store.corrections import newest
from pipeline.store.database import now
from pipeline.store.tables import ACTS, CASES, CHECKS, CORRECTIONS, DOUBTS, EVENTS, VERDICTS

DECIDED = ("accepted", "returned", "declined")
_CLOCK_EAST_SECONDS = 8 * 3600
_DAY_SECONDS = 86400
WAITS = ((60, "1 分钟内"), (600, "10 分钟内"), (3600, "1 小时内"), (_DAY_SECONDS, "1 天内"))
"""Bounds of the waiting times that are told apart, in seconds; a last group has all that are longer."""
_COUNTED_ACTS = (*("accept", "return", "decline"), "settle", "correct", "approve", "undo", "reveal")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """The share from 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class FieldAccuracy:
    """How often the machine had read what a person reads in a field."""

    kind: str
    field: str
    right: Share


@dataclass(frozen=True, slots=True)
class Reviewer:
    """What somebody did, by act, and the median of seconds from claim to decision."""

    name: str
    acts: Mapping[str, int]
    seconds: float | None


def by_day(connection: Connection, since: float) -> Mapping[int, Mapping[str, int]]:
    """Cases that came into each state, by day in China (days since 1970) and state."""
    states = ("received", "flagged", *DECIDED, "handed_over")
    where = EVENTS.c.name.in_([f"case.{state}" for state in states]) & (EVENTS.c.at >= since)
    day, real = _day(EVENTS.c.at), of_world("", EVENTS.c.system)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    counted = select(day, EVENTS.c.name, func.count()).where(where & real).group_by(day, EVENTS.c.name)
    for number, name, count in connection.execute(counted):
        found[number][name.removeprefix("case.")] = count
    return found


def straight_through(connection: Connection, since: float) -> Mapping[int, Share]:
    """Of the cases first judged on each day, those that needed nobody."""
    day, accepted = _day(VERDICTS.c.made_at), _count(VERDICTS.c.status == "accepted")
    judged = select(day, accepted, func.count()).join(CASES, CASES.c.id == VERDICTS.c.case)
    where = (VERDICTS.c.made_at >= since) & (VERDICTS.c.number == 1) & of_world("")
    return {
        number: Share(part, all)
        for number, part, all in connection.execute(judged.where(where).group_by(day))
    }


def waiting_times(connection: Connection, since: float) -> tuple[Sequence[int], Share]:
    """Decided cases by how long they had waited, as `WAITS` has it, and those decided within their time."""
    waited, bounds = EVENTS.c.at - CASES.c.received_at, [0, *(bound for bound, _ in WAITS)]
    groups = [_count((waited >= low) & (waited < high)) for low, high in pairwise(bounds)]
    where = EVENTS.c.name.in_([f"case.{state}" for state in DECIDED]) & (EVENTS.c.at >= since)
    in_time = _count(EVENTS.c.at <= CASES.c.due_at)
    counted = select(*groups, _count(waited >= bounds[-1]), in_time, func.count())
    joined = counted.join_from(EVENTS, CASES, CASES.c.id == EVENTS.c.case)
    row = connection.execute(joined.where(where & (waited >= 0) & of_world(""))).one()
    return [int(count or 0) for count in row[:-2]], Share(int(row[-2] or 0), int(row[-1]))


def waiting_now(connection: Connection) -> Mapping[str, int]:
    """Cases that wait for a reviewer: `late`, `today` (due within 24 hours), `later`."""
    moment, due = now(connection), CASES.c.due_at
    until = moment + _DAY_SECONDS
    parts = _count(due < moment), _count((due >= moment) & (due < until)), _count(due >= until)
    row = connection.execute(select(*parts).where((CASES.c.state == "flagged") & of_world(""))).one()
    return dict(zip(("late", "today", "later"), (int(count or 0) for count in row), strict=True))


def reasons(connection: Connection, since: float, most: int = 15) -> Sequence[tuple[str, int]]:
    """The rules that stood against cases, by how many cases."""
    counted = select(DOUBTS.c.rule, func.count()).join(CASES, CASES.c.id == DOUBTS.c.case)
    where = (CASES.c.received_at >= since) & of_world("")
    order = func.count().desc(), DOUBTS.c.rule
    rows = connection.execute(counted.where(where).group_by(DOUBTS.c.rule).order_by(*order).limit(most))
    return [(rule, count) for rule, count in rows]


def accuracy(connection: Connection, since: float) -> Sequence[FieldAccuracy]:
    """Fields that people have read, those that the machine misread most often first."""
    right = _count(CORRECTIONS.c.human == CORRECTIONS.c.machine)
    one = CORRECTIONS.c.kind, CORRECTIONS.c.field
    where = CORRECTIONS.c.id.in_(newest()) & (CORRECTIONS.c.at >= since)
    rows = connection.execute(select(*one, right, func.count()).where(where).group_by(*one))
    found = [FieldAccuracy(kind, field, Share(part, all)) for kind, field, part, all in rows]
    return sorted(found, key=lambda one: (one.right.part / one.right.whole, one.kind, one.field))


def reviewers(connection: Connection, since: float) -> Sequence[Reviewer]:
    """Everybody who did something, by name."""
    done: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    taken: dict[tuple[str, str], float] = {}
    seconds: dict[str, list[float]] = defaultdict(list)
    columns = ACTS.c.actor, ACTS.c.act, ACTS.c.case, ACTS.c.at
    wanted = (ACTS.c.at >= since) & ACTS.c.act.in_(("claim", *_COUNTED_ACTS))
    for actor, act, one, at in connection.execute(select(*columns).where(wanted).order_by(ACTS.c.id)):
        if act == "claim":
            taken[actor, one] = at
            continue
        done[actor][act] += 1
        if act in ("accept", "return", "decline") and (actor, one) in taken:
            seconds[actor].append(at - taken.pop((actor, one)))
    spent = {name: median(each) for name, each in seconds.items()}
    return [Reviewer(name, dict(acts), spent.get(name)) for name, acts in sorted(done.items())]


def checked(connection: Connection, since: float) -> Share:
    """Of the accepted cases that were drawn by lot and looked at, those that were right."""
    where = (CHECKS.c.drawn_at >= since) & CHECKS.c.done_at.is_not(None)
    part, whole = connection.execute(select(_count(CHECKS.c.right), func.count()).where(where)).one()
    return Share(int(part or 0), whole)


def _day(at: ColumnElement[float]) -> ColumnElement[int]:
    return cast(func.floor((at + _CLOCK_EAST_SECONDS) / _DAY_SECONDS), Integer)


def _count(which: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, 1), else_=0)), 0)
