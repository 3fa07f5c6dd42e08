"""Looks over a service after its faults: what was acknowledged must be there, decided, and once."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from bench.mortal import Mortal
from birthcase.local import local_settings
from casefile.errors import BirthcaseError
from pipeline.runtime import open_runtime
from pipeline.store import audit, cases

_UNDER_WAY = ("received", "processing")


@dataclass(frozen=True, slots=True)
class Found:
    """Counts of cases, but for `altered`, which counts files."""

    missing: int
    altered: int
    twice: int
    stuck: int
    failed: int
    attempts: int
    chain: bool
    integrity: str

    @property
    def well(self) -> bool:
        """Whether nothing was lost, decided twice or stuck."""
        bad = self.missing + self.altered + self.twice + self.stuck
        return not bad and self.chain and self.integrity == "ok"


def look(mortal: Mortal, acknowledged: Mapping[str, Mapping[str, str]]) -> Found:
    """What has become of the cases by now."""
    with open_runtime(local_settings(mortal.data)) as runtime:
        with runtime.database.looking() as connection:
            stored = {id: cases.get(connection, id) for id in acknowledged}
        states = [case.state for case in stored.values() if case is not None]
        altered = 0
        for files in acknowledged.values():
            for digest in files.values():
                try:
                    altered += hashlib.sha256(runtime.objects.get(digest)).hexdigest() != digest
                except BirthcaseError:
                    altered += 1
        with runtime.database.looking() as connection:
            chain = audit.first_broken(connection) is None
            acts = [audit.history(connection, id) for id in acknowledged]
    return Found(
        missing=sum(case is None for case in stored.values()),
        altered=altered,
        twice=sum(sum(entry.act == "finish" for entry in history) > 1 for history in acts),
        stuck=sum(state in _UNDER_WAY for state in states),
        failed=states.count("failed"),
        attempts=max((e.detail.get("attempt", 0) for history in acts for e in history), default=0),
        chain=chain,
        integrity=_integrity(mortal, len(acknowledged)),
    )


def _integrity(mortal: Mortal, count: int) -> str:
    connection = sqlite3.connect(mortal.data / "birthcase.db")
    try:
        doubled = 'SELECT count(*) FROM (SELECT 1 FROM verdicts GROUP BY "case" HAVING count(*) > 1)'
        if (twice := connection.execute(doubled).fetchone()[0]) != 0:
            return json.dumps({"verdicts twice": twice, "of": count})
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])
    finally:
        connection.close()
