"""Tells a case.json from a result by its shape, and shows either."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from birthcase.say import PROPOSAL, STATUS, line, say, word
from birthcase.tables import show_documents, show_findings
from casefile.errors import UsageError
from pipeline.masking import masked_field, masked_text, secrets_read
from pipeline.submission import parse_submission


def show_file(path: Path, reveal: bool) -> None:
    """Show a result, a reading, or a case as submitted."""
    file = path / "case.json" if path.is_dir() else path
    data = _bytes(file)
    given = _object(data)
    if given is not None and "documents" in given:
        _show_result(given, reveal)
    elif given is not None and "materials" not in given:
        raise UsageError(
            say(f"{file} 既不是结果也不是 case.json", f"{file} is neither a result nor a case.json")
        )
    else:
        parse_submission(data)
        _show_form("", given or {}, reveal)


def _show_result(result: Mapping[str, Any], reveal: bool) -> None:
    if "case_id" in result:
        proposal = f" · {word(PROPOSAL, result['proposal'])}" if result.get("proposal") else ""
        line(f"{result['case_id']} · {result['province']} · {word(STATUS, result['status'])}{proposal}")
        if result.get("deadline"):
            note = f"（{result['deadline_note']}）" if result.get("deadline_note") else ""
            line(f"{say('办理时限', 'due')} {result['deadline'][:10]}{note}")
        show_findings(result, reveal, secrets_read(result))
        if result.get("notice") and result["notice"].get("text"):
            text = result["notice"]["text"]
            line(text if reveal else masked_text(text, secrets_read(result)))
    show_documents(result, reveal)


def _show_form(path: str, value: Any, reveal: bool) -> None:
    match value:
        case dict():
            for name, inner in value.items():
                _show_form(f"{path}.{name}".lstrip("."), inner, reveal)
        case list():
            for index, inner in enumerate(value):
                _show_form(f"{path}.{index}", inner, reveal)
        case _:
            plain = reveal or path.startswith("materials") or path in {"submitted_at", "newborn.birth_date"}
            line(f"{path}: {value if plain else masked_field(path, value)}")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(say(f"打不开 {file}，请检查路径", f"cannot open {file}, check the path")) from error


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        given = json.loads(data)
    except ValueError:
        return None
    return given if isinstance(given, dict) else None
