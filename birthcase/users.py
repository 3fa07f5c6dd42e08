"""`birthcase users`: who may sign in at the console."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import typer

from birthcase.say import console, line, say
from birthcase.stored import DATA, writing
from pipeline.accounts import hashed, one_time
from pipeline.store import users

NAME = "users"
app = typer.Typer(name=NAME, help="People at the console: add, list, roles, end.", no_args_is_help=True)
_ACTOR = "users command"
_NAME = typer.Argument(..., help="The user's name.")
_ROLES = typer.Option("reviewer", "--roles", help=f"With commas, of {', '.join(users.ROLES)}.")


@app.command("add")
def add(name: str = _NAME, roles: str = _ROLES, data_dir: Path | None = DATA) -> None:
    """Let somebody in, and print the password with which they sign in once and choose their own."""
    password = one_time()
    digest = hashed(password)
    with writing(data_dir) as (connection, _):
        users.add(connection, name, _listed(roles), _ACTOR, digest)
    line(password)


@app.command("list")
def list_users(data_dir: Path | None = DATA) -> None:
    """List everybody with their roles, and whether they may sign in now."""
    from rich.table import Table

    table = Table(box=None)
    for heading in (say("用户", "user"), say("角色", "roles"), say("建立", "made"), say("停用", "ended")):
        table.add_column(heading, overflow="fold")
    with writing(data_dir) as (connection, _):
        for one in users.listed(connection):
            table.add_row(one.name, ",".join(sorted(one.roles)), _day(one.created_at), _day(one.ended_at))
    console().print(table)


@app.command("roles")
def give_roles(name: str = _NAME, roles: str = _ROLES, data_dir: Path | None = DATA) -> None:
    """Give somebody these roles in place of those they had."""
    with writing(data_dir) as (connection, _):
        given = users.give_roles(connection, name, _listed(roles), _ACTOR)
    line(f"{given.name}: {', '.join(sorted(given.roles))}")


@app.command("password")
def reset_password(name: str = _NAME, data_dir: Path | None = DATA) -> None:
    """Print another one-time password; every sign-in with the old one ends."""
    password = one_time()
    digest = hashed(password)
    with writing(data_dir) as (connection, _):
        users.set_password(connection, name, digest, True, _ACTOR)
    line(password)


@app.command("signout")
def sign_out(name: str = _NAME, data_dir: Path | None = DATA) -> None:
    """End every sign-in of somebody, who may sign in again."""
    with writing(data_dir) as (connection, _):
        users.sign_out(connection, name, _ACTOR)
    line(say(f"用户 {name} 的登录已全部结束", f"user {name} is signed out everywhere"))


@app.command("end")
def end(name: str = _NAME, data_dir: Path | None = DATA) -> None:
    """Shut somebody out, at once and everywhere."""
    with writing(data_dir) as (connection, _):
        users.end(connection, name, _ACTOR)
    line(say(f"用户 {name} 已停用", f"user {name} is shut out"))


@app.command("restore")
def restore(name: str = _NAME, data_dir: Path | None = DATA) -> None:
    """Let somebody in again who was shut out, or locked out by wrong passwords."""
    with writing(data_dir) as (connection, _):
        users.restore(connection, name, _ACTOR)
    line(say(f"用户 {name} 可以登录", f"user {name} may sign in"))


def _listed(roles: str) -> list[str]:
    return [one.strip() for one in roles.split(",") if one.strip()]


def _day(seconds: float | None) -> str:
    return "" if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M")
