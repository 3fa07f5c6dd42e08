"""`birthcase export`: cases, fields, findings, decisions and timings as tables."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

NAME = "export"


class Format(StrEnum):
    """How tables are written."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"


def command(
    output: Path = typer.Option(..., "--output", "-o", help="The folder to write to."),
    format: Format = typer.Option(
        Format.CSV, "--format", help="A CSV or Parquet file a table, or one workbook."
    ),
    reveal: str = typer.Option("", "--reveal", metavar="REASON", help="Unmasked; the reason is kept."),
    data_dir: Path | None = typer.Option(None, "--data-dir", help="Data folder of the service."),
) -> None:
    """Write all cases but rehearsals, and what was read, found and decided, masked; the audit keeps it."""
    from birthcase.exporting import export
    from pipeline.settings import load_settings

    settings = load_settings(**({"data_dir": data_dir} if data_dir else {}))
    export(settings, output, format.value, reveal.strip())
