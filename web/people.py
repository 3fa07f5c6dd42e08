"""The person at the console: signed in by a cookie, let in by role, asked for a token at every act."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from pipeline.store import sessions, users
from web.access import runtime_of
from web.problems import Refusal

COOKIE = "birthcase"
FORM_FIELD, HEADER = "csrf", "X-CSRF-Token"
_SAFE = {"GET", "HEAD", "OPTIONS"}
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in, with what roles (`pipeline.store.users.ROLES`); `to_change`: the password, first."""

    name: str
    roles: frozenset[str]
    to_change: bool = False

    def may(self, *roles: str) -> bool:
        """Whether they have one of these roles."""
        return bool(self.roles & set(roles))


async def _token_given(request: Request) -> str:
    """The token that came with an act: a form's field, or a script's header."""
    if request.method in _SAFE:
        return ""
    if given := request.headers.get(HEADER):
        return given
    if not request.headers.get("content-type", "").startswith(_FORMS):
        return ""
    return str((await request.form()).get(FORM_FIELD, ""))


def signed_in(request: Request, given: Annotated[str, Depends(_token_given)]) -> Person:
    """Who asks; turned away to the sign-in where nobody is, and refused where an act has no token."""
    token = request.cookies.get(COOKIE, "")
    person = person_of(request, token)
    if person is None:
        raise Refusal(401, message="请登录")
    if request.method not in _SAFE and not hmac.compare_digest(given.encode(), csrf_of(token).encode()):
        raise Refusal(403, code="CSRF", message="页面已过期，请刷新后再试")
    request.state.person = person
    return person


def need(*roles: str) -> Callable[..., Person]:
    """A dependency that gives the `Person`, if they have one of the roles: `Depends(need("reviewer"))`.

    Acts (POST, PUT, PATCH, DELETE) must carry the token: field `csrf` or header `X-CSRF-Token`.
    """
    assert roles and set(roles) <= set(users.ROLES)

    def checked(person: Annotated[Person, Depends(signed_in)]) -> Person:
        if person.to_change:
            raise Refusal(401, code="NEW_PASSWORD", message="请先更换初始密码")
        if not person.may(*roles):
            raise Refusal(403, message="您的账号没有这项权限，请联系管理员")
        return person

    checked.roles = roles  # type: ignore[attr-defined]
    return checked


def person_of(request: Request, token: str) -> Person | None:
    """Whose session this is, or None; one in use is kept from lapsing."""
    database = runtime_of(request).database
    if not token:
        return None
    with database.looking() as connection:
        found = sessions.user_of(connection, token)
        user = users.get(connection, found[0]) if found else None
    if found is None or user is None:
        return None
    if found[1]:
        with database.writing() as connection:
            sessions.note(connection, token)
    return Person(user.name, user.roles, user.to_change)


def csrf_of(token: str) -> str:
    """The token of a session's forms; it tells nothing about the session's own."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def let_in(request: Request, answer: Response, token: str) -> None:
    """Give a browser its session."""
    public = runtime_of(request).settings.public_url or str(request.url)
    secure = public.startswith("https:")
    answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", secure=secure)


def from_elsewhere(request: Request) -> bool:
    """Whether another site made the browser send this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}


Reviewing = Annotated[Person, Depends(need("reviewer", "senior"))]
Senior = Annotated[Person, Depends(need("senior"))]
Auditing = Annotated[Person, Depends(need("auditor"))]
Counting = Annotated[Person, Depends(need("senior", "auditor", "data"))]
Administering = Annotated[Person, Depends(need("admin"))]
