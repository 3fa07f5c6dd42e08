"""The institutions that may deliver (助产机构), as an authority lists them: one file a province.

No list comes with the program. A folder holds `guangxi.csv` or `guangxi.txt`: one name a line, or a table
with a column 机构名称, 名称 or name; else its first column. Lines that begin with # are remarks.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from casefile.errors import UsageError

SUFFIXES = (".csv", ".txt")
_HEADINGS = ("机构名称", "医疗机构名称", "名称", "name")


def institutions(folder: Path | None, province: str) -> frozenset[str]:
    """The names listed for a province; none where no folder is set or it has no list.

    Raises UsageError where the folder is not there or the list is none.
    """
    if folder and not folder.is_dir():
        raise UsageError(f"没有机构名单文件夹 {folder}（BIRTHCASE_INSTITUTIONS_DIR）")
    paths = [folder / f"{province}{suffix}" for suffix in SUFFIXES] if folder else []
    return frozenset(name for path in paths if path.is_file() for name in listed(path))


def listed(path: Path) -> tuple[str, ...]:
    """The names in a list; raises UsageError in one line where the file is no such list."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"打不开机构名单 {path}，请检查路径") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"机构名单 {path.name} 不是 UTF-8 编码，请另存为 UTF-8") from error
    return tuple(dict.fromkeys(_names(text)))


def _names(text: str) -> Iterator[str]:
    kept = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    rows = [[cell.strip() for cell in row] for row in csv.reader(kept)]
    heading = rows[0] if rows else []
    named = next((heading.index(name) for name in _HEADINGS if name in heading), None)
    for row in rows if named is None else rows[1:]:
        cell = row[named or 0] if len(row) > (named or 0) else ""
        if cell:
            yield cell
