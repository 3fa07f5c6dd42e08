"""Records in a file: an SQLite database, or a folder with one CSV file a table.

- `population`: `id_number`, `name`
- `certificates`: `mother_id_number`, `birth_date`, `newborn_name`, `mother_name`, `father_name`,
  `father_id_number`
- `issued`: `mother_id_number`, `birth_date`, `paper`, `issued` (1, true, 是, 已办理; 0, false, 否, 未办理)

A table that is not there is not asked; a row that is not there is no answer, never a pass.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from casefile.errors import UsageError
from casefile.identifiers import person_name, resident_id
from pipeline.registry import LOG, Query, Records
from validators.facts import Identity

Row = Mapping[str, str]
TABLES = {
    "population": ("id_number", "name"),
    "certificates": (
        *("mother_id_number", "birth_date", "newborn_name"),
        *("mother_name", "father_name", "father_id_number"),
    ),
    "issued": ("mother_id_number", "birth_date", "paper", "issued"),
}
_YES, _NO = {"1", "true", "yes", "是", "已办理"}, {"0", "false", "no", "否", "未办理"}


class FileRegistry:
    """Looks records up in a folder of CSV files or an SQLite file, read anew for each case."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError where nothing is there."""
        if not path.exists():
            raise UsageError(f"没有登记信息文件 {path}（BIRTHCASE_REGISTRY_FILE）")
        self._path = path

    def records(self, query: Query) -> Records:
        """What the tables hold on one birth."""
        mother = query.numbers["mother"]
        born = {"mother_id_number": mother, "birth_date": query.birth_date.isoformat()}
        return Records(
            certificate=_certificate(self._rows("certificates", born), query),
            population=self._population(query),
            issued=_issued(self._rows("issued", born)),
        )

    def _population(self, query: Query) -> Mapping[str, Identity] | None:
        found: dict[str, Identity] = {}
        for role, number in query.numbers.items():
            rows = self._rows("population", {"id_number": number})
            if rows is None:
                return None
            if len({row["name"] for row in rows}) == 1:
                found[role] = Identity(rows[0]["name"], number)
        return found

    def _rows(self, table: str, where: Mapping[str, str]) -> list[Row] | None:
        """The rows of a table with these values; None where the table is not there or cannot be read."""
        try:
            if self._path.is_dir():
                return _rows_of_csv(self._path / f"{table}.csv", table, where)
            return _rows_of_database(self._path, table, where)
        except (OSError, UnicodeDecodeError, csv.Error, sqlite3.Error) as error:
            LOG.warning("registry file: %s of %s", type(error).__name__, table)
            return None


def _rows_of_csv(path: Path, table: str, where: Mapping[str, str]) -> list[Row] | None:
    if not path.is_file():
        return None
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not set(TABLES[table]) <= set(reader.fieldnames or ()):
            LOG.warning("registry file: %s lacks a column", path.name)
            return None
        return [row for row in reader if all(_key(row[name]) == _key(value) for name, value in where.items())]


def _rows_of_database(path: Path, table: str, where: Mapping[str, str]) -> list[Row]:
    columns = TABLES[table]
    asked = " AND ".join(f"upper({name}) = ?" for name in where)
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
        rows = connection.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE {asked}",  # the names are this module's own
            [_key(value) for value in where.values()],
        )
        return [dict(zip(columns, map(_text, row), strict=True)) for row in rows]


def _certificate(rows: list[Row] | None, query: Query) -> Mapping[str, Identity] | None:
    """The parents on the newborn's record; of several that differ, the one of that newborn's name."""
    if rows is None:
        return None
    parents = {row["newborn_name"]: _parents(row) for row in rows}
    mine = [found for name, found in parents.items() if person_name.same(name, query.newborn)]
    chosen = mine or list(parents.values())
    return chosen[0] if chosen and all(found == chosen[0] for found in chosen) else {}


def _parents(row: Row) -> Mapping[str, Identity]:
    return {
        role: Identity(row[f"{role}_name"], resident_id.compact(row[f"{role}_id_number"]))
        for role in ("mother", "father")
        if row[f"{role}_name"] and row[f"{role}_id_number"]
    }


def _issued(rows: list[Row] | None) -> Mapping[str, bool] | None:
    """Of each paper whether it was issued; two rows that differ are one that was."""
    if rows is None:
        return None
    found: dict[str, bool] = {}
    for row in rows:
        answer = row["issued"].strip().lower()
        if answer in _YES | _NO:
            found[row["paper"]] = found.get(row["paper"], False) or answer in _YES
    return found


def _key(value: str | None) -> str:
    return resident_id.compact(value or "") if value and "-" not in value else (value or "").strip()


def _text(value: object) -> str:
    return "" if value is None else str(value)
