"""`birthcase check`: read case folders and judge them, without a server."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "check"


def command(
    paths: list[Path] = typer.Argument(
        ..., metavar="PATH…", help="Case folders, or folders of case folders."
    ),
    output: Path = typer.Option(
        ..., "--output", "-o", help="Folder for the results, one <case_id>.json each."
    ),
    previous: Path | None = typer.Option(
        None, "--previous", help="Output folder of the run before: cases that come back keep what it read."
    ),
    jobs: int | None = typer.Option(None, "--jobs", "-j", min=1, max=64, help="Reader processes."),
) -> None:
    """Read and cross-check cases; exit status 3 failed, 2 unusable, 1 flagged, 0 all accepted."""
    from birthcase.checking import check_cases

    raise typer.Exit(check_cases(paths, output, jobs, previous))
