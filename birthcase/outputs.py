"""Result files: written whole or not at all, readable only by their owner, never over one another."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from birthcase.say import say
from casefile.errors import UsageError

KEPT = "kept"
"""Folder below the results that holds the cases' records, for a second round or other rules."""


class Outputs:
    """The output folder of one run."""

    def __init__(self, folder: Path) -> None:
        """Make the folder; raises UsageError where that cannot be."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(
                say(
                    f"不能建立输出文件夹 {folder}，请换一个",
                    f"cannot make the output folder {folder}, name another",
                )
            ) from error
        self._folder = folder
        self._used: set[str] = set()

    def write(self, stem: str, result: dict[str, Any]) -> Path:
        """Write `<stem>.json`, or `<stem>-2.json` where this run has used the name already."""
        path = self._folder / f"{self._free(stem)}.json"
        write_private(path, (json.dumps(result, ensure_ascii=False, indent=2) + "\n").encode())
        return path

    def keep(self, written: Path, record: bytes) -> None:
        """Keep, beside a result that was written, all that the case was judged by."""
        folder = self._folder / KEPT
        folder.mkdir(mode=0o700, exist_ok=True)
        write_private(folder / written.name, record)

    def _free(self, stem: str) -> str:
        name, number = stem, 1
        while name in self._used:
            number += 1
            name = f"{stem}-{number}"
        self._used.add(name)
        return name


def write_private(path: Path, data: bytes) -> None:
    """Write a file for its owner only, whole or not at all."""
    begun = path.with_name(f".{path.name[:200]}.part")
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    begun.replace(path)
