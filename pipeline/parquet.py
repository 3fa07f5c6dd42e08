"""Tables as Parquet, typed: moments, figures, and text for everything else, ID numbers too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.spreadsheets import Cell

FIGURES = ("confidence",)
COUNTS = ("number", "verdict", "attempts", "late")
_TOGETHER = 10_000


class ParquetFiles:
    """A Parquet file a table in a folder; 10,000 rows a row group, so that memory stays small."""

    def __init__(self, folder: Path) -> None:
        """Make the folder; its files are for their owner only."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._writer: Any = None
        self._schema: Any = None
        self._rows: list[Sequence[Cell]] = []
        self._begun: list[tuple[Path, Path]] = []

    def begin(self, name: str, columns: Sequence[str]) -> None:
        """Begin a table."""
        self._end()
        part = self._folder / f".{name}.part"
        part.unlink(missing_ok=True)
        part.touch(0o600)
        self._begun.append((part, self._folder / f"{name}.parquet"))
        self._schema = pa.schema([(column, _type(column)) for column in columns])
        self._writer = pq.ParquetWriter(part, self._schema, compression="zstd")

    def add(self, row: Sequence[Cell]) -> None:
        """Add a row."""
        self._rows.append(row)
        if len(self._rows) >= _TOGETHER:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [
                pa.array([_typed(cell, field.type) for cell in column], field.type)
                for field, column in zip(self._schema, columns, strict=True)
            ]
            self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema))
            self._rows = []

    def _end(self) -> None:
        if self._writer is not None:
            self._flush()
            self._writer.close()
            self._writer = None

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the files in their places, unless something went wrong."""
        if kind is not None:
            self._rows = []
        self._end()
        for part, path in self._begun:
            part.replace(path) if kind is None else part.unlink()


def _type(column: str) -> Any:
    if column in FIGURES or column.endswith("_seconds"):
        return pa.float64()
    if column in COUNTS:
        return pa.int64()
    return pa.timestamp("s", "UTC") if column.endswith("_at") else pa.string()


def _typed(cell: Cell, wanted: Any) -> Any:
    if cell is None:
        return None
    if pa.types.is_timestamp(wanted):
        return dt.datetime.fromisoformat(str(cell))
    if pa.types.is_integer(wanted):
        return int(cell)
    return float(cell) if pa.types.is_floating(wanted) else str(cell)
