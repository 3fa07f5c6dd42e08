"""Finds the case folders under the paths of a command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from birthcase.say import say
from casefile.errors import UsageError

CASE_FILE = "case.json"


def case_folders(paths: Sequence[Path]) -> list[Path]:
    """Case folders in the order given, each folder of cases sorted by name; raises UsageError where none."""
    found: list[Path] = []
    for path in paths:
        here = list(_under(path))
        if not here:
            raise UsageError(
                say(
                    f"{path} 里没有 {CASE_FILE}，请给出个案文件夹",
                    f"no {CASE_FILE} in {path}, name a case folder",
                )
            )
        found.extend(here)
    return list(dict.fromkeys(found))


def _under(path: Path) -> Iterator[Path]:
    if path.name == CASE_FILE and path.is_file():
        yield path.parent
    elif (path / CASE_FILE).exists():
        yield path
    elif path.is_dir():
        yield from sorted(file.parent for file in path.rglob(CASE_FILE))
