"""Signing in with a name and a password; the slow work on passwords is done outside any transaction."""

from __future__ import annotations

import secrets
import threading
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casefile.errors import UsageError
from pipeline.secret import kept_text
from pipeline.store import Connection, Database, sessions, users
from pipeline.store.database import now
from pipeline.store.users import User

FIRST, FIRST_PASSWORD = "admin", "first-password"
"""The user that a first start makes, and the file in the data folder with their one-time password."""
_LEAST_LENGTH = 12
_MOST_LENGTH = 200
_HASHER = PasswordHasher()
_AT_ONCE = threading.Semaphore(2)
"""A hash takes 64 MiB: not more than two at a time, however many try to sign in."""


class SignInRefused(UsageError):
    """A wrong name or password, or a locked account; the message never tells which of the two was wrong."""

    code = "SIGN_IN_REFUSED"


def sign_in(database: Database, name: str, password: str) -> str:
    """A token for a new session; raises SignInRefused."""
    with database.looking() as connection:
        user = _usable(users.get(connection, name), connection)
    right = _fits(user.password if user else None, password)
    with database.writing() as connection:
        # Tries side by side lock an account too: each waits for the one before it to be counted.
        now_usable = _usable(users.held(connection, name), connection)
        if now_usable is not None and right and now_usable == user:
            users.note_success(connection, name)
            return sessions.begin(connection, name)
        if now_usable is not None:
            users.note_failure(connection, name)
    raise SignInRefused("用户名或密码不对，请重新输入")


def _usable(user: User | None, connection: Connection) -> User | None:
    """Somebody who may sign in; raises SignInRefused where the account is locked."""
    if user is not None and user.locked_until > now(connection):
        raise SignInRefused("错误次数过多，账号已锁定 15 分钟，请稍后再试，或请管理员解锁")
    return user if user is not None and user.ended_at is None else None


def change_password(database: Database, name: str, old: str, new: str) -> str:
    """Give oneself another password; every session ends, and a new one's token is returned."""
    with database.looking() as connection:
        user = users.known(connection, name)
    if not _fits(user.password, old):
        with database.writing() as connection:
            users.note_failure(connection, name)
        raise SignInRefused("现在的密码不对，请重新输入")
    if new == old:
        raise UsageError("新密码应与现在的密码不同")
    digest = hashed(new, name)
    with database.writing() as connection:
        users.set_password(connection, name, digest, False, name)
        return sessions.begin(connection, name)


def one_time() -> str:
    """A password that somebody is given to sign in with once."""
    return secrets.token_urlsafe(12)


def hashed(password: str, name: str = "") -> str:
    """The digest of a new password; raises UsageError where it is too easy."""
    if not _LEAST_LENGTH <= len(password) <= _MOST_LENGTH:
        raise UsageError(f"密码应有 {_LEAST_LENGTH} 到 {_MOST_LENGTH} 个字符")
    if len(set(password)) < 5 or (name and name.casefold() in password.casefold()):
        raise UsageError("密码太容易猜到：请不要重复字符，也不要包含用户名")
    with _AT_ONCE:
        return _HASHER.hash(password)


def admit_first(database: Database, folder: Path) -> Path | None:
    """Where nobody may sign in yet, make a first user with all roles; the file with the password, or None."""
    path = folder / FIRST_PASSWORD
    with database.looking() as connection:
        if users.anybody(connection):
            return path if path.exists() else None
    digest = hashed(kept_text(path, one_time()))
    with database.writing() as connection:
        if not users.anybody(connection):
            users.add(connection, FIRST, users.ROLES, "serve", digest)
    return path


def _fits(digest: str | None, password: str) -> bool:
    """Whether this is the password; it takes as long where there is none to compare with."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(digest or _nobodys(), password[:_MOST_LENGTH]) and digest is not None
        except (VerificationError, InvalidHashError):
            return False


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))
