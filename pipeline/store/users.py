"""The people who may sign in, their roles, and the lock that closes after wrong passwords."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from casefile.errors import UsageError
from pipeline.store import audit, sessions
from pipeline.store.database import now
from pipeline.store.tables import USERS

ROLES = ("reviewer", "senior", "auditor", "data", "admin")
"""Reviews cases; approves as second and hands on; reads audit; takes figures and corrections; makes users."""

_MOST_FAILURES, _LOCKED_SECONDS = 5, 900


@dataclass(frozen=True, slots=True)
class User:
    """One who may sign in. Times are UTC seconds; no `password` (an argon2 digest): by OIDC alone."""

    name: str
    roles: frozenset[str]
    password: str | None = field(repr=False)
    to_change: bool
    locked_until: float
    created_at: float
    ended_at: float | None


def add(
    connection: Connection,
    name: str,
    roles: Iterable[str],
    actor: str,
    password: str | None = None,
    subject: str | None = None,
) -> User:
    """Let somebody in: with the digest of a one-time password, or as an OIDC provider's `subject`."""
    if not re.fullmatch(r"\w[\w.@-]{0,63}", name):
        raise UsageError("用户名应为 1 到 64 个字母、汉字、数字、_ . @ 或 -")
    if get(connection, name) is not None:
        raise UsageError(f"已有用户 {name}")
    kept = ",".join(_checked(roles))
    values = {"password": password, "subject": subject, "to_change": password is not None}
    fresh = {"failures": 0, "locked_until": 0.0, "created_at": now(connection)}
    connection.execute(insert(USERS).values(name=name, roles=kept, **values, **fresh))
    audit.record(connection, actor, "add user", user=name, roles=kept)
    return known(connection, name)


def give_roles(
    connection: Connection, name: str, roles: Iterable[str], actor: str, governed: bool = True
) -> User:
    """Change what somebody may do, from the next request on; `governed`: the last admin stays one."""
    kept = _checked(roles)
    if set(kept) != known(connection, name).roles:
        connection.execute(update(USERS).where(USERS.c.name == name).values(roles=",".join(kept)))
        if governed:
            _still_governed(connection)
        audit.record(connection, actor, "give roles", user=name, roles=",".join(kept))
    return known(connection, name)


def end(connection: Connection, name: str, actor: str) -> User:
    """Shut somebody out, from all sign-ins at once; what they did stays theirs."""
    if known(connection, name).ended_at is None:
        connection.execute(update(USERS).where(USERS.c.name == name).values(ended_at=now(connection)))
        _still_governed(connection)
        sessions.end_all(connection, name)
        audit.record(connection, actor, "end user", user=name)
    return known(connection, name)


def sign_out(connection: Connection, name: str, actor: str) -> None:
    """End every sign-in of somebody, who may sign in again."""
    known(connection, name)
    sessions.end_all(connection, name)
    audit.record(connection, actor, "sign out user", user=name)


def restore(connection: Connection, name: str, actor: str) -> User:
    """Let somebody in again who was shut or locked out."""
    known(connection, name)
    opened = {"ended_at": None, "failures": 0, "locked_until": 0.0}
    connection.execute(update(USERS).where(USERS.c.name == name).values(**opened))
    audit.record(connection, actor, "restore user", user=name)
    return known(connection, name)


def set_password(connection: Connection, name: str, digest: str, to_change: bool, actor: str) -> None:
    """Give somebody another password; every sign-in with the old one ends."""
    known(connection, name)
    values = {"password": digest, "to_change": to_change, "failures": 0, "locked_until": 0.0}
    connection.execute(update(USERS).where(USERS.c.name == name).values(**values))
    sessions.end_all(connection, name)
    audit.record(connection, actor, "set password", user=name)


def note_failure(connection: Connection, name: str) -> None:
    """Count a wrong password; after five in a row the account is locked for a quarter of an hour."""
    counted = update(USERS).where(USERS.c.name == name).values(failures=USERS.c.failures + 1)
    connection.execute(counted)
    reached = connection.execute(select(USERS.c.failures).where(USERS.c.name == name)).scalar_one()
    if reached >= _MOST_FAILURES:
        until = now(connection) + _LOCKED_SECONDS
        locked = update(USERS).where(USERS.c.name == name).values(failures=0, locked_until=until)
        connection.execute(locked)
        audit.record(connection, name, "lock user", user=name)


def note_success(connection: Connection, name: str) -> None:
    """Forget the wrong passwords before a right one."""
    connection.execute(update(USERS).where(USERS.c.name == name).values(failures=0))
    audit.record(connection, name, "sign in")


def get(connection: Connection, name: str) -> User | None:
    """One user, or None."""
    return next(iter(_select(connection, USERS.c.name == name)), None)


def held(connection: Connection, name: str) -> User | None:
    """One user, whom no other transaction changes until this one ends, or None."""
    connection.execute(select(USERS.c.name).where(USERS.c.name == name).with_for_update())
    return get(connection, name)


def by_subject(connection: Connection, subject: str) -> User | None:
    """The user that an OIDC provider means, or None."""
    return next(iter(_select(connection, USERS.c.subject == subject)), None)


def known(connection: Connection, name: str) -> User:
    """One user; raises UsageError where there is none."""
    found = get(connection, name)
    if found is None:
        raise UsageError(f"没有用户 {name[:64]}")
    return found


def listed(connection: Connection) -> tuple[User, ...]:
    """Every user by name, those that were shut out too."""
    return _select(connection)


def anybody(connection: Connection) -> bool:
    """Whether there is a user at all."""
    return bool(connection.execute(select(func.count()).select_from(USERS)).scalar_one())


def _select(connection: Connection, *where: ColumnElement[bool]) -> tuple[User, ...]:
    rows = connection.execute(select(*_COLUMNS).where(*where).order_by(USERS.c.name))
    return tuple(User(**{**row._asdict(), "roles": frozenset(row.roles.split(",")) - {""}}) for row in rows)


def _checked(roles: Iterable[str]) -> list[str]:
    given = set(roles)
    if unknown := given - set(ROLES):
        raise UsageError(f"没有这种角色：{', '.join(sorted(unknown))}（{', '.join(ROLES)}）")
    return [role for role in ROLES if role in given]


def _still_governed(connection: Connection) -> None:
    """Somebody must be left who can make users."""
    if not any(one.ended_at is None and "admin" in one.roles for one in listed(connection)):
        raise UsageError("至少要有一名在用的管理员（admin）")


_COLUMNS = tuple(USERS.c[name] for name in User.__slots__)
