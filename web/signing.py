"""Signing in and out, another password, another language."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from casefile.errors import UsageError
from pipeline import accounts
from pipeline.accounts import SignInRefused
from pipeline.store import sessions
from web.access import Open
from web.limits import Limit
from web.pages import home_of, page
from web.people import COOKIE, Person, from_elsewhere, let_in, person_of, signed_in
from web.problems import Refusal
from web.texts import COOKIE as LANGUAGE
from web.texts import LANGUAGES

router = APIRouter(include_in_schema=False)
_Words = Form(max_length=200)
_YEAR = 365 * 86400


@router.get("/login")
def login_page(request: Request) -> Response:
    """The sign-in; who has signed in is led to their work."""
    if person := person_of(request, request.cookies.get(COOKIE, "")):
        return RedirectResponse(home_of(person), 303)
    return page(request, "login.html", wrong="")


@router.post("/login")
def login(
    request: Request, runtime: Open, name: Annotated[str, _Words], password: Annotated[str, _Words]
) -> Response:
    """Sign in with name and password."""
    _not_too_often(request)
    try:
        token = accounts.sign_in(runtime.database, name.strip(), password)
    except SignInRefused as refused:
        return page(request, "login.html", status=403, wrong=str(refused))
    return _begun(request, token)


@router.post("/logout")
def logout(request: Request, runtime: Open, person: Annotated[Person, Depends(signed_in)]) -> Response:
    """Sign out."""
    with runtime.database.writing() as connection:
        sessions.end(connection, request.cookies[COOKIE], person.name)
    answer = RedirectResponse("/login", 303)
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/password")
def password_page(request: Request, person: Annotated[Person, Depends(signed_in)]) -> Response:
    """Another password."""
    return page(request, "password.html", wrong="")


@router.post("/password")
def change_password(
    request: Request,
    runtime: Open,
    person: Annotated[Person, Depends(signed_in)],
    old: Annotated[str, _Words],
    new: Annotated[str, _Words],
) -> Response:
    """Change one's password; all other sign-ins end."""
    _not_too_often(request)
    try:
        token = accounts.change_password(runtime.database, person.name, old, new)
    except UsageError as refused:
        return page(request, "password.html", status=422, wrong=str(refused))
    if person.name == accounts.FIRST:
        (runtime.settings.data_dir / accounts.FIRST_PASSWORD).unlink(missing_ok=True)
    return _begun(request, token)


@router.post("/language")
def choose_language(
    request: Request, language: Annotated[str, _Words], back: Annotated[str, _Words] = "/"
) -> Response:
    """Speak Chinese or English from now on."""
    own = back.startswith("/") and not back.startswith(("//", "/\\"))
    answer = RedirectResponse(back if own else "/", 303)
    if language in LANGUAGES:
        answer.set_cookie(LANGUAGE, language, max_age=_YEAR, httponly=True, samesite="lax")
    return answer


def _begun(request: Request, token: str) -> Response:
    """On to the new password, where the old one was another's, or to one's work."""
    person = person_of(request, token)
    answer = RedirectResponse("/password" if person and person.to_change else home_of(person), 303)
    let_in(request, answer, token)
    return answer


def _not_too_often(request: Request) -> None:
    """Turn away who tries passwords, and who was sent here by another site."""
    if from_elsewhere(request):
        raise Refusal(403, message="请从本系统的登录页登录")
    tries: Limit = request.app.state.sign_ins
    if wait := tries.take(request.client.host if request.client else ""):
        raise Refusal(429, wait=wait)
