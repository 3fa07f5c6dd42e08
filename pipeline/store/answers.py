"""Answers kept by idempotency key, so that a request sent again is answered again and not done again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from casefile.errors import BirthcaseError
from pipeline.store.database import now, one_at_a_time
from pipeline.store.tables import ANSWERS

KEPT_SECONDS = 24 * 3600.0


class KeyReused(BirthcaseError):
    """An idempotency key came again with another request."""

    code: ClassVar[str] = "IDEMPOTENCY_KEY_REUSED"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was given."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def reserve(connection: Connection, system: str, key: str, asked: str) -> Answer | None:
    """The answer given to this request before, or None: then the key is this request's from now on.

    `asked` is a digest of the request. Raises KeyReused where the key was another request's.
    """
    one_at_a_time(connection)
    moment = now(connection)
    connection.execute(delete(ANSWERS).where(ANSWERS.c.at < moment - KEPT_SECONDS))
    row = connection.execute(select(ANSWERS).where(_this(system, key))).one_or_none()
    if row is None:
        connection.execute(insert(ANSWERS).values(system=system, key=key, asked=asked, at=moment))
        return None
    if row.asked != asked:
        raise KeyReused("这个 Idempotency-Key 已用于另一个请求，请换一个")
    return None if row.status is None else Answer(row.status, json.loads(row.headers), row.body.encode())


def keep(connection: Connection, system: str, key: str, answer: Answer) -> None:
    """Note the answer that was given."""
    values = {
        "status": answer.status,
        "headers": json.dumps(dict(answer.headers)),
        "body": answer.body.decode(),
    }
    connection.execute(update(ANSWERS).where(_this(system, key)).values(**values))


def _this(system: str, key: str) -> ColumnElement[bool]:
    return (ANSWERS.c.system == system) & (ANSWERS.c.key == key)
