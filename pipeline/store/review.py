"""What people do with a case: who has it in hand, and each act in its order, never changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from pipeline.store import audit
from pipeline.store.database import now
from pipeline.store.tables import ACTS, CASES, CLAIMS, VERDICTS


@dataclass(frozen=True, slots=True)
class Claim:
    """Who has a case in hand, since when, and until when unless something is done (UTC seconds)."""

    case: str
    holder: str
    since: float
    until: float


@dataclass(frozen=True, slots=True)
class Act:
    """One act; `verdict` is the number of the machine's word that it was done upon."""

    id: int
    case: str
    verdict: int
    at: float
    actor: str
    act: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class StoredVerdict:
    """A machine's word: its number, its result as JSON text, and the object that holds its record."""

    number: int
    result: str
    record: str | None
    status: str
    made_at: float


def claim_of(connection: Connection, case: str) -> Claim | None:
    """Who has the case in hand now; a claim that lapsed is none."""
    where = (CLAIMS.c.case == case) & (CLAIMS.c.until > now(connection))
    row = connection.execute(select(CLAIMS).where(where)).one_or_none()
    return Claim(**row._asdict()) if row else None


def hold(connection: Connection, case: str, holder: str, seconds: float) -> bool:
    """Give a case into somebody's hands, or hold it on; False where they held it already."""
    moment = now(connection)
    before = claim_of(connection, case)
    if before is not None and before.holder == holder:
        connection.execute(update(CLAIMS).where(CLAIMS.c.case == case).values(until=moment + seconds))
        return False
    let_go(connection, case)
    connection.execute(insert(CLAIMS).values(case=case, holder=holder, since=moment, until=moment + seconds))
    return True


def let_go(connection: Connection, case: str) -> None:
    """Nobody has the case in hand."""
    connection.execute(delete(CLAIMS).where(CLAIMS.c.case == case))


def add(
    connection: Connection,
    case: str,
    actor: str,
    act: str,
    detail: Mapping[str, Any] | None = None,
    audited: Mapping[str, Any] | None = None,
) -> int:
    """Append an act with its audit entry, and return its number; only `audited` goes into the audit.

    The detail may hold a person's data, the audit never does.
    """
    newest = select(func.coalesce(func.max(VERDICTS.c.number), 0)).where(VERDICTS.c.case == case)
    values = {"case": case, "actor": actor, "act": act, "at": now(connection)}
    text = json.dumps(detail or {}, ensure_ascii=False, sort_keys=True)
    row = insert(ACTS).values(**values, verdict=newest.scalar_subquery(), detail=text)
    key = connection.execute(row).inserted_primary_key
    assert key is not None
    audit.record(connection, actor, act, case, **(audited or {}))
    return int(key[0])


def acts(connection: Connection, case: str) -> tuple[Act, ...]:
    """The acts of a case, oldest first."""
    rows = connection.execute(select(ACTS).where(ACTS.c.case == case).order_by(ACTS.c.id))
    return tuple(Act(**{**row._asdict(), "detail": json.loads(row.detail)}) for row in rows)


def as_told(connection: Connection, case: str, result: Any) -> Any:
    """The newest result with the notice that the applicant was given, where a reviewer has sent one."""
    newest, given = newest_verdict(connection, case), notices(connection, case)
    if newest is None or not given or given[-1].verdict != newest.number:
        return result
    return {**result, "notice": given[-1].detail["notice"]}


def notices(connection: Connection, case: str) -> tuple[Act, ...]:
    """The acts by which a reviewer returned a case, each with its notice."""
    return tuple(act for act in acts(connection, case) if act.act == "return" and "notice" in act.detail)


def newest_verdict(connection: Connection, case: str) -> StoredVerdict | None:
    """The machine's last word on a case, or None before the first."""
    newest = _VERDICTS.where(VERDICTS.c.case == case).order_by(VERDICTS.c.number.desc()).limit(1)
    row = connection.execute(newest).one_or_none()
    return StoredVerdict(**row._asdict()) if row else None


def verdicts(connection: Connection, case: str) -> tuple[StoredVerdict, ...]:
    """All that the machine said of a case, oldest first."""
    rows = connection.execute(_VERDICTS.where(VERDICTS.c.case == case).order_by(VERDICTS.c.number))
    return tuple(StoredVerdict(**row._asdict()) for row in rows)


_VERDICTS = select(*(VERDICTS.c[name] for name in StoredVerdict.__slots__))


def mark(connection: Connection, case: str, **values: object) -> None:
    """Note on the case itself what the queue shows: `second`, `escalated_at`."""
    connection.execute(update(CASES).where(CASES.c.id == case).values(**values))
