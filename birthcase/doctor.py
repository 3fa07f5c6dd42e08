"""`birthcase doctor`: what is installed and what answers."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "doctor"


def command(
    data_dir: Path | None = typer.Option(
        None, "--data-dir", help="Data folder of the service on this machine."
    ),
    quick: bool = typer.Option(False, "--quick", help="Do not load the reader."),
) -> None:
    """Tell what is installed, which model loads and which services answer; exit status 1 if one is amiss."""
    from birthcase.diagnosis import diagnose
    from pipeline.settings import load_settings

    raise typer.Exit(diagnose(load_settings(**({"data_dir": data_dir} if data_dir else {})), quick))
