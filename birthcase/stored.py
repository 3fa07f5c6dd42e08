"""The store of the service on this machine, opened for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from pipeline.runtime import open_database
from pipeline.settings import Settings, load_settings
from pipeline.store import Connection, Database

DATA = typer.Option(None, "--data-dir", help="Data folder of the service on this machine.")


@contextmanager
def database_of(data_dir: Path | None) -> Iterator[tuple[Database, Settings]]:
    """The database, brought to the newest shape, and the settings that name it."""
    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = open_database(settings)
    try:
        database.migrate()
        yield database, settings
    finally:
        database.close()


@contextmanager
def writing(data_dir: Path | None) -> Iterator[tuple[Connection, Settings]]:
    """One transaction that may write."""
    with database_of(data_dir) as (database, settings), database.writing() as connection:
        yield connection, settings
