"""What happened to cases, in one order for all: written in the transaction of the change itself."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from casefile.lifecycle import PROGRESS, State
from pipeline.store import deliveries
from pipeline.store.database import now, one_at_a_time
from pipeline.store.tables import CASES, EVENTS

Refused = Sequence[Mapping[str, Any]]
"""Files that could not be taken, each with slot, file, code and message."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `body` is the JSON text that is sent, byte for byte."""

    number: int
    id: str
    case: str
    system: str
    name: str
    body: str


def tell(connection: Connection, case: str, refused: Refused = ()) -> None:
    """Tell a case's new state, and the applicant's sentence for it: `case.<state>` and `case.progress`."""
    tell_all(connection, {case: refused})


def tell_all(connection: Connection, cases: Mapping[str, Refused]) -> None:
    """Tell the new states of several cases, each with its refused files, in this order."""
    one_at_a_time(connection)
    columns = (CASES.c.id, CASES.c.case_id, CASES.c.intake, CASES.c.state)
    found = {row.id: row for row in connection.execute(select(*columns).where(CASES.c.id.in_(cases)))}
    moment = now(connection)
    told: list[Mapping[str, Any]] = []
    for case, refused in cases.items():
        row = found[case]
        about = {"id": case, "case_id": row.case_id, "state": row.state}
        said = {"case": about, "progress": PROGRESS[State(row.state)]}
        kept = {"refused": [{key: one.get(key) for key in _TOLD} for one in refused]}
        told.append(_event(row.intake, case, f"case.{row.state}", moment, {**said, **kept}))
        told.append(_event(row.intake, case, "case.progress", moment, said))
    if told:
        connection.execute(insert(EVENTS), told)
        deliveries.plan(connection, told)


_TOLD = ("slot", "file", "code", "message")


def after(connection: Connection, system: str, number: int, most: int) -> tuple[Event, ...]:
    """A system's events that came after that number, in their order."""
    where = (EVENTS.c.system == system) & (EVENTS.c.number > number)
    rows = connection.execute(select(*_COLUMNS).where(where).order_by(EVENTS.c.number).limit(most))
    return tuple(Event(**row._asdict()) for row in rows)


def first(connection: Connection, case: str) -> Mapping[str, float]:
    """When a case first came into each state that was told (UTC seconds)."""
    at = select(EVENTS.c.name, func.min(EVENTS.c.at)).where(EVENTS.c.case == case).group_by(EVENTS.c.name)
    return {name.removeprefix("case."): moment for name, moment in connection.execute(at)}


def _event(system: str, case: str, name: str, moment: float, said: Mapping[str, Any]) -> Mapping[str, Any]:
    id = f"evt_{uuid.uuid4().hex}"
    at = dt.datetime.fromtimestamp(moment, dt.UTC).isoformat(timespec="milliseconds")
    body = json.dumps({"id": id, "event": name, "at": at, **said}, ensure_ascii=False)
    return {"id": id, "case": case, "system": system, "name": name, "body": body, "at": moment}


_COLUMNS = tuple(EVENTS.c[name] for name in Event.__slots__)
