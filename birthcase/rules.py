"""`birthcase rules`: list the rules, or try other terms out on cases that were read before."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "rules"

app = typer.Typer(help="List the rules, or try other terms out.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Name each rule with its severity and what it asks."""
    from birthcase.say import line
    from validators.rule import rules

    for rule in rules():
        line(f"{rule.id}  {rule.severity}  {rule.title}")


@app.command("diff")
def diff(
    paths: list[Path] = typer.Argument(..., metavar="RESULT…", help="Results of check, or folders of them."),
    province: Path = typer.Option(..., "--province", help="The other terms, a province's TOML file."),
) -> None:
    """Judge stored cases under other terms, without reading, and name those that would change.

    Cases of another province than the file's are passed over; the file of a new province
    judges all. Exit status 1 where a case changes, else 0.
    """
    from birthcase.differing import differ

    raise typer.Exit(differ(paths, province))
