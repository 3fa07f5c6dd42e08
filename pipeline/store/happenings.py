"""What happened to real cases since a place in time: new states, and what people did."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from pipeline.store.keys import SANDBOX
from pipeline.store.tables import ACTS, EVENTS, VERDICTS

_MOST = 200
_PROGRESS = "case.progress"


@dataclass(frozen=True, slots=True)
class Place:
    """How far somebody has been told: numbers of the last event, act and verdict."""

    event: int
    act: int
    verdict: int

    def __str__(self) -> str:
        """As a stream of events numbers it."""
        return f"{self.event}.{self.act}.{self.verdict}"

    @classmethod
    def of(cls, text: str) -> Place | None:
        """The place that a stream numbered so; None for anything else.

        >>> Place.of("7.2.1"), Place.of("7"), Place.of("")
        (Place(event=7, act=2, verdict=1), None, None)
        """
        known = re.fullmatch(r"(\d{1,18})\.(\d{1,18})\.(\d{1,18})", text, re.ASCII)
        return cls(*map(int, known.groups())) if known else None


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened, and the place behind it; `by` is a person or empty for the machine."""

    place: Place
    case: str
    what: str
    by: str


def newest(connection: Connection) -> Place:
    """The place behind everything."""
    event = connection.execute(select(func.coalesce(func.max(EVENTS.c.number), 0))).scalar_one()
    act = connection.execute(select(func.coalesce(func.max(ACTS.c.id), 0))).scalar_one()
    verdict = connection.execute(select(func.coalesce(func.max(VERDICTS.c.id), 0))).scalar_one()
    return Place(int(event), int(act), int(verdict))


def since(connection: Connection, place: Place) -> tuple[Happening, ...]:
    """What came behind that place, people's acts first, so that their names are told with the new state."""
    acts = select(ACTS.c.id, ACTS.c.case, ACTS.c.act, ACTS.c.actor).where(ACTS.c.id > place.act)
    found: list[Happening] = []
    for row in connection.execute(acts.order_by(ACTS.c.id).limit(_MOST)):
        place = replace(place, act=row.id)
        found.append(Happening(place, row.case, row.act, row.actor))
    real = (EVENTS.c.number > place.event) & ~EVENTS.c.system.endswith(SANDBOX, autoescape=True)
    states = select(EVENTS.c.number, EVENTS.c.case, EVENTS.c.name).where(real & (EVENTS.c.name != _PROGRESS))
    for event in connection.execute(states.order_by(EVENTS.c.number).limit(_MOST)):
        place = replace(place, event=event.number)
        found.append(Happening(place, event.case, event.name.removeprefix("case."), ""))
    spoken = select(VERDICTS.c.id, VERDICTS.c.case).where(VERDICTS.c.id > place.verdict)
    for verdict in connection.execute(spoken.order_by(VERDICTS.c.id).limit(_MOST)):
        place = replace(place, verdict=verdict.id)
        found.append(Happening(place, verdict.case, "verdict", ""))
    return tuple(found)
