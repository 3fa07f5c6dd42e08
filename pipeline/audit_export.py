"""The audit as a file for auditors: a line an entry, oldest first, in parts that are never held together."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pipeline.spreadsheets import defused
from pipeline.store import Database, audit
from pipeline.store.audit import Entry

COLUMNS = ("number", "at", "time", "actor", "act", "case", "detail", "previous", "hash")


def as_json(database: Database) -> Iterator[str]:
    """JSON lines; `at` are the UTC seconds that the hash was made of."""
    for entries in _entries(database):
        yield "".join(json.dumps(_shown(entry), ensure_ascii=False) + "\n" for entry in entries)


def as_csv(database: Database) -> Iterator[str]:
    """CSV with a heading, for spreadsheets."""
    yield "\ufeff" + ",".join(COLUMNS) + "\r\n"
    for entries in _entries(database):
        text = io.StringIO()
        rows = csv.DictWriter(text, COLUMNS)
        for entry in entries:
            detail = json.dumps(dict(entry.detail), ensure_ascii=False, sort_keys=True)
            shown = {**_shown(entry), "detail": detail}
            rows.writerow({name: defused(value) for name, value in shown.items()})
        yield text.getvalue()


def _shown(entry: Entry) -> dict[str, Any]:
    time = dt.datetime.fromtimestamp(entry.at, dt.UTC).isoformat(timespec="milliseconds")
    return {**asdict(entry), "detail": dict(entry.detail), "time": time}


def _entries(database: Database) -> Iterator[tuple[Entry, ...]]:
    number = 0
    while True:
        with database.looking() as connection:
            entries = audit.after(connection, number)
        if not entries:
            return
        yield entries
        number = entries[-1].number
