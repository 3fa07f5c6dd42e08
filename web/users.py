"""The page on which administrators let people in, give roles, and shut out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from casefile.errors import UsageError
from pipeline.accounts import hashed, one_time
from pipeline.runtime import Runtime
from pipeline.store import users
from web.access import Open
from web.pages import page
from web.people import Administering

router = APIRouter(prefix="/users", include_in_schema=False)
Name = Annotated[str, Form(max_length=64)]
Told = tuple[str, str]
Roles = Annotated[list[str], Form(default_factory=list, max_length=20)]


@router.get("")
def user_list(request: Request, runtime: Open, person: Administering) -> Response:
    """Everybody, and what may be done about them."""
    return _page(request, runtime)


@router.post("")
def add_user(request: Request, runtime: Open, person: Administering, name: Name, roles: Roles) -> Response:
    """Let somebody in; their one-time password is shown this once."""
    password = one_time()
    digest = hashed(password)
    try:
        with runtime.database.writing() as connection:
            users.add(connection, name.strip(), roles, person.name, digest)
    except UsageError as refused:
        return _page(request, runtime, 422, wrong=str(refused))
    return _page(request, runtime, told=(name.strip(), password))


@router.post("/roles")
def give_roles(request: Request, runtime: Open, person: Administering, name: Name, roles: Roles) -> Response:
    """Give somebody other roles."""
    try:
        with runtime.database.writing() as connection:
            users.give_roles(connection, name, roles, person.name)
    except UsageError as refused:
        return _page(request, runtime, 422, wrong=str(refused))
    return RedirectResponse("/users", 303)


@router.post("/password")
def reset_password(request: Request, runtime: Open, person: Administering, name: Name) -> Response:
    """Another one-time password, shown this once; their sign-ins end."""
    password = one_time()
    digest = hashed(password)
    with runtime.database.writing() as connection:
        users.set_password(connection, name, digest, True, person.name)
    return _page(request, runtime, told=(name, password))


@router.post("/end")
def end_user(request: Request, runtime: Open, person: Administering, name: Name) -> Response:
    """Shut somebody out."""
    try:
        with runtime.database.writing() as connection:
            users.end(connection, name, person.name)
    except UsageError as refused:
        return _page(request, runtime, 422, wrong=str(refused))
    return RedirectResponse("/users", 303)


@router.post("/signout")
def sign_out_user(request: Request, runtime: Open, person: Administering, name: Name) -> Response:
    """End all of somebody's sign-ins."""
    with runtime.database.writing() as connection:
        users.sign_out(connection, name, person.name)
    return RedirectResponse("/users", 303)


@router.post("/restore")
def restore_user(request: Request, runtime: Open, person: Administering, name: Name) -> Response:
    """Let somebody in again."""
    with runtime.database.writing() as connection:
        users.restore(connection, name, person.name)
    return RedirectResponse("/users", 303)


def _page(
    request: Request,
    runtime: Runtime,
    status: int = 200,
    wrong: str = "",
    told: tuple[str, str] | None = None,
) -> Response:
    with runtime.database.looking() as connection:
        listed = users.listed(connection)
    return page(request, "users.html", status, users=listed, roles=users.ROLES, wrong=wrong, told=told)
