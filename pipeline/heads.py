"""The audit's head, noted outside the database: a chain forged as a whole differs from what was noted."""

from __future__ import annotations

import base64
import json
import logging
import os
import time
from collections.abc import Iterable
from pathlib import Path

import httpx

from casefile.errors import UsageError
from pipeline.secret import derived
from pipeline.settings import Settings
from pipeline.store import Database, audit
from pipeline.webhooks import signature

_LOG = logging.getLogger(__name__)
_SECONDS = 10.0


def heads_file(settings: Settings) -> Path:
    """Where heads are written, a JSON object a line: `number`, `hash` and `at` (UTC seconds)."""
    return settings.audit_heads or settings.data_dir / "audit-heads.jsonl"


def note_head(settings: Settings, database: Database) -> int:
    """Write the head to the file, and send it on, where something has happened since; always returns 0."""
    with database.looking() as connection:
        number, hash = audit.head(connection)
    path = heads_file(settings)
    if number == 0 or _last(path) == (number, hash):
        return 0
    body = json.dumps({"number": number, "hash": hash, "at": round(time.time(), 3)}).encode()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as file:
        file.write(body + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if settings.audit_heads_url:
        _send(settings, settings.audit_heads_url, number, body)
    return 0


def noted(lines: Iterable[str]) -> dict[int, str]:
    """Hashes by number; raises UsageError where a line is none, or two tell different hashes of one number.

    >>> noted(['{"number": 2, "hash": "ab", "at": 1.5}', ""])
    {2: 'ab'}
    """
    found: dict[int, str] = {}
    for line in filter(str.strip, lines):
        try:
            head = json.loads(line)
            number, hash = int(head["number"]), str(head["hash"])
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"审计链首文件有一行不能用：{line.strip()[:60]}") from error
        if found.setdefault(number, hash) != hash:
            raise UsageError(f"审计链首文件中第 {number} 条有两个不同的摘要")
    return found


def _last(path: Path) -> tuple[int, str] | None:
    if not path.exists():
        return None
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4096))
        lines = file.read().decode().splitlines()
    return next(iter(noted(lines[-1:]).items()), None) if lines else None


def _send(settings: Settings, url: str, number: int, body: bytes) -> None:
    """A receiver that does not answer is told the next head, which vouches for this one too."""
    moment, id = int(time.time()), f"audit-{number}"
    secret = "whsec_" + base64.b64encode(derived(settings, "audit heads")).decode()
    headers = {
        "Content-Type": "application/json",
        "webhook-id": id,
        "webhook-timestamp": str(moment),
        "webhook-signature": signature(secret, id, moment, body),
    }
    try:
        httpx.post(url, content=body, headers=headers, timeout=_SECONDS).raise_for_status()
    except httpx.HTTPError as error:
        _LOG.warning("audit head %d was not taken: %s", number, type(error).__name__)
