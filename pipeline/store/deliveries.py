"""Webhooks and what is still to be sent to them: an outbox with retries and back-off."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from pipeline.store import audit
from pipeline.store.database import now
from pipeline.store.keys import SANDBOX, Access
from pipeline.store.tables import DELIVERIES, EVENTS, HOOKS

BACK_OFF = (5.0, 30.0, 120.0, 600.0, 1800.0, 7200.0, 21600.0, 43200.0, 86400.0)
"""Seconds before each further attempt: ten attempts in two days, then the delivery is given up."""

_HOLD_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Hook:
    """An address that is told of events; `generation` counts its secrets. Times are UTC seconds."""

    id: str
    system: str
    url: str
    events: tuple[str, ...]
    every_accepted: bool
    generation: int
    created_at: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one hook; `attempt` counts from 1."""

    id: int
    hook: Hook
    event: str
    body: str
    attempt: int


def add_hook(connection: Connection, access: Access, url: str, events: Sequence[str]) -> Hook:
    """Tell this address of a system's events from now on; none named means all."""
    values = {
        "id": uuid.uuid4().hex,
        "system": access.system,
        "url": url,
        "events": ",".join(dict.fromkeys(events)),
        "every_accepted": "handover" in access.scopes and not access.sandbox,
        "generation": 1,
        "created_at": now(connection),
    }
    connection.execute(insert(HOOKS).values(**values))
    audit.record(connection, f"intake:{access.system}", "add hook", hook=values["id"])
    return hooks(connection, access.system, str(values["id"]))[0]


def hooks(connection: Connection, system: str, id: str | None = None) -> tuple[Hook, ...]:
    """A system's hooks in use, oldest first; with `id`, that one or none."""
    where = (HOOKS.c.system == system) & HOOKS.c.ended_at.is_(None)
    where = where if id is None else where & (HOOKS.c.id == id)
    rows = connection.execute(select(*_HOOK).where(where).order_by(HOOKS.c.created_at))
    return tuple(_hook(row) for row in rows)


def end_hook(connection: Connection, hook: Hook, actor: str) -> None:
    """Tell this address nothing more."""
    connection.execute(update(HOOKS).where(HOOKS.c.id == hook.id).values(ended_at=now(connection)))
    waiting = (DELIVERIES.c.hook == hook.id) & (DELIVERIES.c.state == "waiting")
    connection.execute(update(DELIVERIES).where(waiting).values(state="dead"))
    audit.record(connection, actor, "end hook", hook=hook.id)


def renew_secret(connection: Connection, hook: Hook, actor: str) -> Hook:
    """Give a hook a new secret; the one before is good no more."""
    connection.execute(update(HOOKS).where(HOOKS.c.id == hook.id).values(generation=hook.generation + 1))
    audit.record(connection, actor, "renew hook secret", hook=hook.id)
    return hooks(connection, hook.system, hook.id)[0]


def plan(connection: Connection, events: Sequence[Mapping[str, Any]]) -> None:
    """Note that events, rows of their table, are to be sent to every hook that wants them."""
    systems = {event["system"] for event in events}
    meant = HOOKS.c.system.in_(systems) | HOOKS.c.every_accepted
    listening = connection.execute(select(HOOKS).where(meant & HOOKS.c.ended_at.is_(None))).all()
    wanted = [(hook.id, event["id"]) for event in events for hook in listening if _wants(hook, event)]
    if not wanted:
        return
    ids = {event for _, event in wanted}
    rows = connection.execute(select(EVENTS.c.id, EVENTS.c.number).where(EVENTS.c.id.in_(ids)))
    numbers = {row.id: row.number for row in rows}
    new = {"state": "waiting", "attempts": 0, "not_before": now(connection)}
    connection.execute(
        insert(DELIVERIES), [{"hook": hook, "event": numbers[event], **new} for hook, event in wanted]
    )


def _wants(hook: Row[Any], event: Mapping[str, Any]) -> bool:
    system, name = event["system"], event["name"]
    accepted = name == "case.accepted" and not system.endswith(SANDBOX)
    if hook.system != system and not (hook.every_accepted and accepted):
        return False
    return not hook.events or name in hook.events.split(",")


def due(connection: Connection, most: int) -> tuple[Delivery, ...]:
    """Take what is to be sent now, the oldest event of each hook, and hold it while it is being sent."""
    moment = now(connection)
    oldest = (
        select(func.min(DELIVERIES.c.event))
        .where((DELIVERIES.c.state == "waiting") & (DELIVERIES.c.not_before <= moment))
        .group_by(DELIVERIES.c.hook)
    )
    waiting = (DELIVERIES.c.state == "waiting") & (DELIVERIES.c.not_before <= moment)
    rows = connection.execute(
        select(DELIVERIES.c.id, DELIVERIES.c.attempts, EVENTS.c.id, EVENTS.c.body, *_HOOK)
        .join(EVENTS, EVENTS.c.number == DELIVERIES.c.event)
        .join(HOOKS, HOOKS.c.id == DELIVERIES.c.hook)
        .where(waiting & DELIVERIES.c.event.in_(oldest))
        .order_by(DELIVERIES.c.event)
        .limit(most)
        .with_for_update(of=DELIVERIES, skip_locked=True)
    ).all()
    first: dict[str, Delivery] = {}
    for id, attempts, event, body, *hook in rows:
        first.setdefault(hook[0], Delivery(id, _hook(hook), event, body, attempts + 1))
    for one in first.values():
        _set(connection, one.id, not_before=moment + _HOLD_SECONDS, attempts=one.attempt)
    return tuple(first.values())


def done(connection: Connection, delivery: Delivery, answer: str) -> None:
    """Note that a delivery arrived."""
    _set(connection, delivery.id, state="done", answer=answer)


def failed(connection: Connection, delivery: Delivery, answer: str) -> None:
    """Have a delivery tried again later, or give it up after the last attempt."""
    if delivery.attempt > len(BACK_OFF):
        _set(connection, delivery.id, state="dead", answer=answer)
        return
    pause = BACK_OFF[delivery.attempt - 1]
    _set(connection, delivery.id, not_before=now(connection) + pause, answer=answer)


def _set(connection: Connection, id: int, **values: object) -> None:
    connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == id).values(**values))


def _hook(row: Sequence[Any]) -> Hook:
    id, system, url, events, *rest = row
    return Hook(id, system, url, tuple(filter(None, events.split(","))), *rest)


_HOOK = tuple(HOOKS.c[name] for name in Hook.__slots__)
