"""Opens what a command is asked about: a result with what was kept beside it, or a case folder, read now."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from birthcase.cases import CASE_FILE
from birthcase.outputs import KEPT
from birthcase.say import say
from casefile.errors import UploadRefused, UsageError
from pipeline.conclude import Run
from pipeline.folder import folder_fetch
from pipeline.memory import RunMemory, digest
from pipeline.process import Fetch, examine
from pipeline.record import Record, decoded
from pipeline.registry import open_outside
from pipeline.result import Object
from pipeline.settings import load_settings
from pipeline.submission import parse_submission
from pipeline.workers import open_pool


@dataclass(frozen=True, slots=True)
class Opened:
    """A result, what it was judged by where that is kept, and its files where they are at hand."""

    result: Object
    record: Record | None = None
    fetch: Fetch | None = None


def open_case(path: Path, folders: Sequence[Path] = ()) -> Opened:
    """A result file, or a case folder that is read and judged first; `folders` hold the uploaded files."""
    if (path / CASE_FILE).is_file() or path.name == CASE_FILE:
        return _read_now(path if path.is_dir() else path.parent)
    result = _result(path)
    kept = path.parent / KEPT / path.name
    record = decoded(kept.read_bytes(), kept.name) if kept.is_file() else None
    return Opened(result, record, _fetch(folders, record) if folders else None)


def _read_now(folder: Path) -> Opened:
    submission = parse_submission((folder / CASE_FILE).read_bytes())
    settings, fetch = load_settings(), folder_fetch(folder)
    with open_pool(settings, None, 2) as pool:
        examined = examine(submission, fetch, pool, RunMemory())
        _, result, record = Run(open_outside(settings)).conclude(examined)
    return Opened(result, record, fetch)


def _result(path: Path) -> Object:
    try:
        given = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(say(f"打不开 {path}，请检查路径", f"cannot open {path}, check the path")) from error
    except ValueError as error:
        raise UsageError(say(f"{path} 不是结果文件", f"{path} is no result")) from error
    if not isinstance(given, dict) or "findings" not in given:
        raise UsageError(say(f"{path} 不是个案的结果文件", f"{path} is no case's result"))
    return given


def _fetch(folders: Sequence[Path], record: Record | None) -> Fetch:
    """The files of several rounds' folders, by name and, where it is known, by content."""
    contents = record.contents if record else {}

    def fetch(name: str) -> bytes:
        for sent in dict.fromkeys((name, re.sub(r"^\d+_", "", name))):
            for folder in folders:
                try:
                    data = folder_fetch(folder)(sent)
                except UploadRefused:
                    continue
                if contents.get(name, digest(data)) == digest(data):
                    return data
        raise UploadRefused("MISSING_FILE", f"找不到文件“{name}”")

    return fetch
