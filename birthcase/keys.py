"""`birthcase keys`: who may call the intake API."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import typer

from birthcase.say import console, line, say
from birthcase.stored import DATA, writing
from casefile.errors import UsageError
from pipeline.store import keys
from pipeline.store.keys import Access

NAME = "keys"
app = typer.Typer(name=NAME, help="API keys: add, list, rotate, revoke.", no_args_is_help=True)
_ACTOR = "keys command"
_USUAL = "submit,read,preview"


@app.command("add")
def add(
    system: str = typer.Argument(..., help="Name of the intake system: letters, digits, _ and -."),
    scopes: str = typer.Option(_USUAL, "--scopes", help=f"With commas, of {', '.join(keys.SCOPES)}."),
    sandbox: bool = typer.Option(False, "--sandbox", help="Only to rehearse: no reviewer sees its cases."),
    data_dir: Path | None = DATA,
) -> None:
    """Make a key and print it, once; only its digest is kept."""
    if not re.fullmatch("[A-Za-z0-9_-]{1,40}", system):
        raise UsageError(
            say("系统名应为 1 到 40 个字母、数字、_ 或 -", "a system's name has 1 to 40 of A-Z a-z 0-9 _ -")
        )
    wanted = {one.strip() for one in scopes.split(",")}
    if unknown := wanted - set(keys.SCOPES):
        raise UsageError(
            say("没有这种权限：", "no such scope: ")
            + ", ".join(sorted(unknown))
            + " / "
            + ", ".join(keys.SCOPES)
        )
    key = keys.fresh()
    with writing(data_dir) as (connection, _):
        keys.add(connection, key, system + (keys.SANDBOX if sandbox else ""), wanted, _ACTOR)
    line(key)


@app.command("list")
def list_keys(data_dir: Path | None = DATA) -> None:
    """List every key: its id, system, scopes, and when it ends."""
    from rich.table import Table

    table = Table(box=None)
    for heading in (
        "id",
        say("系统", "system"),
        say("权限", "scopes"),
        say("建立", "made"),
        say("失效", "ends"),
    ):
        table.add_column(heading, overflow="fold")
    with writing(data_dir) as (connection, _):
        for one in keys.listed(connection):
            table.add_row(
                one.id, one.system, ",".join(sorted(one.scopes)), _day(one.created_at), _day(one.ends_at)
            )
    console().print(table)


@app.command("rotate")
def rotate(
    id: str = typer.Argument(..., help="The key's id, as `list` shows it."),
    hours: float = typer.Option(24, "--hours", min=0, max=8760, help="How long the old key is still good."),
    data_dir: Path | None = DATA,
) -> None:
    """Print a new key with the same scopes; the old one ends after some hours."""
    key = keys.fresh()
    with writing(data_dir) as (connection, settings):
        keys.rotate(connection, id, key, hours * 3600, _ACTOR)
        _put_in_place(settings.data_dir / "api-key", id, key)
    line(key)


@app.command("revoke")
def revoke(
    id: str = typer.Argument(..., help="The key's id, as `list` shows it."), data_dir: Path | None = DATA
) -> None:
    """End a key now."""
    with writing(data_dir) as (connection, _):
        told: Access = keys.end(connection, id, 0, _ACTOR)
    line(say(f"密钥 {told.id}（{told.system}）已失效", f"key {told.id} of {told.system} has ended"))


def _put_in_place(path: Path, id: str, key: str) -> None:
    """Where this machine's own key was changed, its command line goes on with the new one."""
    if path.is_file() and path.read_text().startswith(f"bc_{id}_"):
        begun = path.with_suffix(".part")
        begun.touch(0o600)
        begun.write_text(key + "\n")
        begun.replace(path)


def _day(seconds: float | None) -> str:
    return "" if seconds is None else dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d %H:%M")
