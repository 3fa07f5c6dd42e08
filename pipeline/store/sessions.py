"""Sign-ins: a random token each, of which only the digest is kept; they lapse, and can be ended."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import Connection, delete, insert, or_, select, update

from pipeline.store import audit
from pipeline.store.database import now
from pipeline.store.tables import SESSIONS, USERS

DAY_SECONDS, IDLE_SECONDS = 10 * 3600, 3600
"""A sign-in holds for a working day, and lapses after an hour without a request."""
_NOTED_SECONDS = 60


def begin(connection: Connection, user: str) -> str:
    """A new sign-in's token; those that have lapsed are cleared away."""
    moment, token = now(connection), secrets.token_urlsafe(32)
    lapsed = or_(SESSIONS.c.ends_at < moment, SESSIONS.c.seen_at < moment - IDLE_SECONDS)
    connection.execute(delete(SESSIONS).where(lapsed))
    times = {"begun_at": moment, "seen_at": moment, "ends_at": moment + DAY_SECONDS}
    connection.execute(insert(SESSIONS).values(digest=_digest(token), user=user, **times))
    return token


def user_of(connection: Connection, token: str) -> tuple[str, bool] | None:
    """Whose sign-in this is, and whether `note` is due; None where it has lapsed or was ended."""
    row = connection.execute(
        select(SESSIONS, USERS.c.ended_at)
        .join(USERS, USERS.c.name == SESSIONS.c.user)
        .where(SESSIONS.c.digest == _digest(token))
    ).one_or_none()
    moment = now(connection)
    if row is None or row.ended_at is not None:
        return None
    if row.ends_at < moment or row.seen_at < moment - IDLE_SECONDS:
        return None
    return row.user, row.seen_at < moment - _NOTED_SECONDS


def note(connection: Connection, token: str) -> None:
    """Keep a sign-in from lapsing: it is in use."""
    used = update(SESSIONS).where(SESSIONS.c.digest == _digest(token)).values(seen_at=now(connection))
    connection.execute(used)


def end(connection: Connection, token: str, user: str) -> None:
    """Sign out."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == _digest(token)))
    audit.record(connection, user, "sign out")


def end_all(connection: Connection, user: str) -> None:
    """End every sign-in of somebody; the caller records why."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.user == user))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
