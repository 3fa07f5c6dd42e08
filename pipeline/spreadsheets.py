"""Tables written so that no program takes a text for a formula or a number; the only room for XlsxWriter."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter

Cell = str | int | float | None
_FORMULA = re.compile("[=+\\-@\t\r\n＝＋－＠']")
"""How a text begins that a program may run, or take the first sign of for its own."""
_NUMBER = re.compile(r"\d{12,}|0\d+|\d+[eE]\d+")
"""Digits of which a program would keep fifteen, drop the first, or make a power."""
_LONGEST, _MOST_ROWS = 32_767, 1_048_576


def defused(cell: Cell) -> Cell:
    """A cell for a CSV file: an apostrophe before what would be run, or read as a rounded number.

    >>> defused("=1+1"), defused("450303199203072467"), defused(-0.5), defused("韦一诺")
    ("'=1+1", "'450303199203072467", -0.5, '韦一诺')
    """
    if isinstance(cell, str) and (_FORMULA.match(cell) or _NUMBER.fullmatch(cell)):
        return f"'{cell}"
    return cell


class CsvFiles:
    """A CSV file a table in a folder, UTF-8 with a mark, so that Excel reads Chinese."""

    def __init__(self, folder: Path) -> None:
        """Make the folder; its files are for their owner only."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder, self._stack = folder, ExitStack()
        self._writer: Any = None
        self._begun: list[tuple[Path, Path]] = []

    def begin(self, name: str, columns: Sequence[str]) -> None:
        """Begin a table."""
        part = self._folder / f".{name}.part"
        part.unlink(missing_ok=True)
        part.touch(0o600)
        file = self._stack.enter_context(part.open("w", encoding="utf-8-sig", newline=""))
        self._begun.append((part, self._folder / f"{name}.csv"))
        self._writer = csv.writer(file)
        self._writer.writerow(columns)

    def add(self, row: Sequence[Cell]) -> None:
        """Add a row."""
        self._writer.writerow([defused(cell) for cell in row])

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the files in their places, unless something went wrong."""
        self._stack.close()
        for part, path in self._begun:
            part.replace(path) if kind is None else part.unlink()


class Workbook:
    """One xlsx file with a sheet a table; a text is a text there, whatever it looks like."""

    def __init__(self, path: Path) -> None:
        """For its owner only."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path, self._part = path, path.with_name(f".{path.name}.part")
        self._part.unlink(missing_ok=True)
        self._part.touch(0o600)
        self._book = xlsxwriter.Workbook(str(self._part), {"constant_memory": True})
        self._name, self._sheets, self._row = "", 0, 0
        self._columns: tuple[str, ...] = ()
        self._sheet: Any = None

    def begin(self, name: str, columns: Sequence[str]) -> None:
        """Begin a table."""
        self._name, self._columns, self._sheets = name, tuple(columns), 0
        self._next_sheet()

    def add(self, row: Sequence[Cell]) -> None:
        """Add a row; a full sheet is followed by another."""
        if self._row >= _MOST_ROWS:
            self._next_sheet()
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                self._sheet.write_string(self._row, column, cell[:_LONGEST])
            elif cell is not None:
                self._sheet.write_number(self._row, column, cell)
        self._row += 1

    def _next_sheet(self) -> None:
        self._sheets, self._row = self._sheets + 1, 0
        title = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        self._sheet = self._book.add_worksheet(title)
        self.add(self._columns)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Put the file in its place, unless something went wrong."""
        self._book.close()
        self._part.replace(self._path) if kind is None else self._part.unlink()
