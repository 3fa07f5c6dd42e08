"""`birthcase show`: a case or a result as tables."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "show"


def command(
    path: Path = typer.Argument(
        ..., metavar="FILE", help="A result, a reading or a case.json (or its folder)."
    ),
    reveal: bool = typer.Option(False, "--reveal", help="Show personal data."),
) -> None:
    """Show fields, findings and evidence; masked unless --reveal."""
    from birthcase.showing import show_file

    show_file(path, reveal)
