"""The text of xls and xlsx sheets; formulas are not evaluated, their last values are shown."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from typing import Any

import python_calamine as calamine

from pipeline.formats.outcomes import refused

_MOST_ROWS, _MOST_COLUMNS = 2000, 200


def lines_of(data: bytes) -> Iterator[str]:
    """A line a row that holds anything, cells parted by tabs; raises UploadRefused."""
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            for name in book.sheet_names:
                yield from _rows(book.get_sheet_by_name(name).to_python(nrows=_MOST_ROWS))
    except calamine.PasswordError as error:
        raise refused("ENCRYPTED") from error
    except (calamine.CalamineError, OSError) as error:
        raise refused("CORRUPT_FILE") from error


def _rows(rows: list[list[Any]]) -> Iterator[str]:
    for row in rows:
        cells = [_shown(cell) for cell in row[:_MOST_COLUMNS]]
        if any(cells):
            yield "\t".join(cell for cell in cells if cell)


def _shown(cell: Any) -> str:
    """A cell as a person sees it: whole numbers without a point, dates as year-month-day."""
    match cell:
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e18:
            return str(int(cell))
        case dt.datetime() if cell.time() == dt.time():
            return cell.date().isoformat()
        case dt.datetime() | dt.date() | dt.time():
            return cell.isoformat(" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    return str(cell).strip()
