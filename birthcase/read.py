"""`birthcase read`: read single files and show what stands on them."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "read"


def command(
    files: list[Path] = typer.Argument(..., metavar="FILE…", help="Photos, scans, PDF or office files."),
    output: Path = typer.Option(
        ..., "--output", "-o", help="Folder for the readings, one <file name>.json each."
    ),
    jobs: int | None = typer.Option(None, "--jobs", "-j", min=1, max=64, help="Reader processes."),
    reveal: bool = typer.Option(False, "--reveal", help="Show personal data on the terminal."),
) -> None:
    """Read files without a case; exit status 3 where the reader failed, else 0."""
    from birthcase.reading import read_files

    raise typer.Exit(read_files(files, output, jobs, reveal))
