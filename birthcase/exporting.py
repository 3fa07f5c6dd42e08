"""Writes the tables of an export, and notes in the audit that it was done."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from birthcase.say import line, say
from pipeline.export import SHEETS, told
from pipeline.runtime import open_database
from pipeline.settings import Settings
from pipeline.spreadsheets import CsvFiles, Workbook
from pipeline.store import audit

if TYPE_CHECKING:
    from pipeline.parquet import ParquetFiles

_ACTOR = "export command"


def export(settings: Settings, output: Path, format: str, reason: str) -> None:
    """Write every table to the folder; with a reason, unmasked. Without the line in the audit, nothing is."""
    database = open_database(settings)
    try:
        database.migrate()
        with database.writing() as connection:
            audit.record(connection, _ACTOR, "export", format=format, revealed=bool(reason), reason=reason)
        with _book(output, format) as book:
            for sheet in SHEETS:
                book.begin(sheet.name, sheet.columns)
                with database.looking() as connection:
                    for one in told(connection, bool(reason)):
                        for row in sheet.rows(one):
                            book.add(row)
    finally:
        database.close()
    line(say(f"已写入 {output}", f"written to {output}"))


def _book(output: Path, format: str) -> Workbook | CsvFiles | ParquetFiles:
    if format == "parquet":
        from pipeline.parquet import ParquetFiles  # half a second to load

        return ParquetFiles(output)
    return Workbook(output / "birthcase.xlsx") if format == "xlsx" else CsvFiles(output)
