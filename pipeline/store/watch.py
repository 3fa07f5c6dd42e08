"""Counts by which an installation is watched; each is found by an index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from pipeline.store.cases import WAITING, of_world
from pipeline.store.database import now
from pipeline.store.rerun_tables import OUTCOMES, RERUNS
from pipeline.store.tables import AUDIT, CASES, DELIVERIES, LEASES, VERDICTS


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted; sandboxes are left out, `oldest` is in seconds."""

    states: Mapping[str, int]
    deliveries: Mapping[str, int]
    reruns: Mapping[str, int]
    oldest: float
    overdue: int
    lapsed: int
    retried: int
    verdicts: int
    audit: int


def look(connection: Connection) -> Seen:
    """Count everything now."""
    moment, real = now(connection), of_world("")
    under_way = CASES.c.state.in_(("received", "processing"))
    first = select(func.min(CASES.c.received_at)).where(real & under_way)
    oldest = connection.execute(first).scalar_one()
    late = select(func.count()).where(real & CASES.c.state.in_(WAITING) & (CASES.c.due_at < moment))
    leased = select(func.count()).select_from(LEASES).join(CASES, CASES.c.id == LEASES.c.case)
    lapsed = leased.where((CASES.c.state == "processing") & (LEASES.c.until < moment))
    retried = leased.where((CASES.c.state == "received") & (LEASES.c.attempts > 0))
    going = select(RERUNS.c.id).where(RERUNS.c.state != "done")
    counted = {
        "states": select(CASES.c.state, func.count()).where(real).group_by(CASES.c.state),
        "deliveries": select(DELIVERIES.c.state, func.count()).group_by(DELIVERIES.c.state),
        "reruns": select(OUTCOMES.c.state, func.count())
        .where(OUTCOMES.c.run.in_(going))
        .group_by(OUTCOMES.c.state),
    }
    tables = {name: {key: n for key, n in connection.execute(query)} for name, query in counted.items()}
    return Seen(
        oldest=max(0.0, moment - oldest) if oldest is not None else 0.0,
        overdue=connection.execute(late).scalar_one(),
        lapsed=connection.execute(lapsed).scalar_one(),
        retried=connection.execute(retried).scalar_one(),
        verdicts=connection.execute(select(func.coalesce(func.max(VERDICTS.c.id), 0))).scalar_one(),
        audit=connection.execute(select(func.coalesce(func.max(AUDIT.c.number), 0))).scalar_one(),
        **tables,
    )
