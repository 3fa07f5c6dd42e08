"""Forgetting (删除): a case everywhere, with proof, and by retention what has ended long ago."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from casefile.errors import UsageError
from pipeline.intake import case_or_error
from pipeline.runtime import Runtime
from pipeline.store import Connection, audit, cases, forgetting
from pipeline.store.forgetting import Removed

UNDER_WAY = ("received", "processing")
_AT_ONCE = 100
_DAY = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Proof:
    """What was removed: rows by table, objects, and a digest over the objects' own; it names nobody."""

    case: str
    rows: Mapping[str, int]
    objects: int
    digest: str
    left: Mapping[str, int]


def forget(runtime: Runtime, id: str, actor: str, reason: str) -> Proof:
    """Remove a case from the tables and the object store, and note that in the audit.

    Raises UsageError where there is no such case, or the machine is at work on it; run again after a
    store failed in between, nothing is left behind: objects without rows are swept.
    """
    case = case_or_error(runtime, id)
    if case.state in UNDER_WAY:
        raise UsageError(f"个案 {id} 正在处理，请稍后再删除")
    return _removed(runtime, case.id, actor, "forget", reason, forgetting.forget)


def retain(runtime: Runtime) -> int:
    """Let go of what the settings keep no longer: pictures first, whole cases later; how many cases."""
    settings, count = runtime.settings, 0
    for days, act, remove, pictures in (
        (settings.keep_cases_days, "forget", forgetting.forget, False),
        (settings.keep_pictures_days, "forget pictures", forgetting.forget_pictures, True),
    ):
        if days is None:
            continue
        with runtime.database.looking() as connection:
            old = forgetting.ended(connection, days * _DAY, _AT_ONCE, pictures)
        for id in old:
            _removed(runtime, id, "retention", act, f"{days} days", remove)
        count += len(old)
    return count


def _removed(
    runtime: Runtime,
    id: str,
    actor: str,
    act: str,
    reason: str,
    remove: Callable[[Connection, str], Removed],
) -> Proof:
    with runtime.database.writing() as connection:
        if cases.get(connection, id) is None:
            raise UsageError(f"没有个案 {id[:64]}")
        gone = remove(connection, id)
        digest = hashlib.sha256("".join(sorted(gone.objects)).encode()).hexdigest()
        detail = {"rows": dict(gone.rows), "objects": len(gone.objects), "digest": digest}
        audit.record(connection, actor, act, id, reason=reason, **detail)
    soon = time.time() + _DAY
    removed = sum(runtime.objects.remove(content, soon) for content in sorted(gone.objects))
    runtime.database.settle()
    with runtime.database.looking() as connection:
        left = dict(forgetting.remaining(connection, id))
    return Proof(id, gone.rows, removed, digest, left)
