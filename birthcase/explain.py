"""`birthcase explain`: why a rule came out as it did."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "explain"


def command(
    source: Path = typer.Argument(..., metavar="RESULT|CASE", help="A result, or a case folder to read."),
    rule: str = typer.Argument(..., metavar="RULE", help="A rule's id, such as names.mother."),
    reveal: bool = typer.Option(False, "--reveal", help="Show personal data."),
    crops: Path | None = typer.Option(None, "--crops", help="Folder for the places side by side, as PNG."),
    files: list[Path] = typer.Option([], "--files", help="Folders with the uploaded files, for --crops."),
) -> None:
    """Tell each finding's sources, the clause behind it, and what would settle it; masked unless --reveal."""
    from birthcase.explaining import explain
    from birthcase.opened import open_case

    explain(open_case(source, files), rule, reveal, crops)
