"""A report as files: a page that needs nothing else, and every outcome as Parquet."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Iterable
from dataclasses import asdict, fields
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from pipeline.reports.summary import MOST_LISTED, Report, report_of
from pipeline.reports.text import KEPT, STATES, most
from pipeline.store import Database, outcomes
from pipeline.store.outcomes import Row

PAGE, TABLE = "report.html", "outcomes.parquet"
_TOGETHER = 10_000
_CHINA = dt.timezone(dt.timedelta(hours=8))


def write(database: Database, id: str, folder: Path) -> tuple[Path, Path]:
    """Write both files of a run, readable by their owner only, and return where they are."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with database.looking() as connection:
        report = report_of(connection, id)
        _write(folder / PAGE, page(report).encode())
        _parquet(folder / TABLE, outcomes.rows(connection, id))
    return folder / PAGE, folder / TABLE


def page(report: Report) -> str:
    """The report as one HTML page; its charts are bars drawn with CSS."""
    shown = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
    )
    shown.filters |= {"moment": _moment, "most": most}
    names = {"STATES": STATES, "KEPT": KEPT, "MOST_LISTED": MOST_LISTED}
    return shown.get_template("report.html").render(report=report, run=report.run, **names)


def _parquet(path: Path, rows: Iterable[Row]) -> None:
    """Every case of the run as one row of texts; 10,000 a row group, so that memory stays small."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([(one.name, pa.string()) for one in fields(Row)])
    begun = path.with_suffix(".part")
    begun.touch(0o600)
    left = iter(rows)
    with pq.ParquetWriter(begun, schema, compression="zstd") as writer:
        while some := list(itertools.islice(left, _TOGETHER)):
            writer.write_table(pa.Table.from_pylist([asdict(row) for row in some], schema))
    begun.replace(path)


def _write(path: Path, data: bytes) -> None:
    begun = path.with_suffix(".part")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    begun.replace(path)


def _moment(seconds: float | None) -> str:
    return "" if seconds is None else dt.datetime.fromtimestamp(seconds, _CHINA).strftime("%Y-%m-%d %H:%M:%S")
