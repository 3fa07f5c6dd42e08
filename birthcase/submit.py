"""`birthcase submit`: send case folders to a running service."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "submit"


def command(
    folders: list[Path] = typer.Argument(..., metavar="CASEFOLDER…", help="Case folders."),
    url: str | None = typer.Option(
        None, "--url", help="Address of the service; else the one on this machine."
    ),
    key_file: Path | None = typer.Option(None, "--key-file", help="File with the API key."),
    data_dir: Path | None = typer.Option(
        None, "--data-dir", help="Data folder of the service on this machine."
    ),
    wait: bool = typer.Option(False, "--wait", help="Wait for each result; exit status as for check."),
) -> None:
    """Hand in cases; exit status 2 where one cannot be used, 3 where the service does not answer."""
    from birthcase.local import open_client
    from birthcase.submitting import submit
    from pipeline.settings import load_settings

    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    with open_client(settings.data_dir, url, key_file) as client:
        raise typer.Exit(submit(client, folders, wait))
