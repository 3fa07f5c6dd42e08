"""`birthcase demo`: the sample cases through the whole service, started here and stopped again."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "demo"


def command(
    cases: Path = typer.Argument(
        Path("samples/cases"), metavar="[CASES]", help="Folder of case folders; the samples of a clone."
    ),
    stay: bool | None = typer.Option(
        None, "--stay/--no-stay", help="Keep serving until Enter is pressed; default on a terminal."
    ),
) -> None:
    """Start the service in a folder that is removed afterwards, hand in cases and show each decision."""
    from birthcase.demonstration import demonstrate

    raise typer.Exit(demonstrate(cases, stay))
