"""`birthcase serve`: the whole service on this machine, until it is told to end."""

from __future__ import annotations

from pathlib import Path

import typer

NAME = "serve"


def command(
    data_dir: Path | None = typer.Option(
        None, "--data-dir", help="Where everything is kept [BIRTHCASE_DATA_DIR]."
    ),
    host: str | None = typer.Option(None, "--host", help="Address to listen on [BIRTHCASE_HOST]."),
    port: int | None = typer.Option(
        None, "--port", min=1, max=65535, help="Port to listen on [BIRTHCASE_PORT]."
    ),
) -> None:
    """Take cases at the web, read and judge them, show them; SIGTERM or Ctrl-C ends everything."""
    from birthcase.serving import serve
    from pipeline.settings import load_settings

    given = {"data_dir": data_dir, "host": host, "port": port}
    serve(load_settings(**{name: value for name, value in given.items() if value is not None}))
