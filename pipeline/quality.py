"""Which accepted cases a person looks at once more: a lot that nobody can steer or foresee."""

from __future__ import annotations

import hashlib
import hmac
import json

from pipeline.runtime import Runtime
from pipeline.secret import derived
from pipeline.settings import Settings
from pipeline.store import Connection, cases, checks, corrections


def drawn(settings: Settings, case: str) -> bool:
    """Whether the lot falls on a case: by its id and the installation's secret, always the same."""
    digest = hmac.new(derived(settings, "quality control"), case.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8]) / 2**64 < settings.quality_share


class Lot:
    """Draws among the cases accepted since it last did, by whomever; the first time, among all."""

    def __init__(self, runtime: Runtime) -> None:
        """Begin before the first event."""
        self._runtime, self._seen = runtime, 0

    def draw(self) -> int:
        """Draw among the next cases; returns how many were looked through."""
        with self._runtime.database.looking() as connection:
            accepted = checks.accepted_after(connection, self._seen)
        chosen = [case for _, case in accepted if drawn(self._runtime.settings, case)]
        if chosen:
            with self._runtime.database.writing() as connection:
                checks.draw(connection, chosen)
        if accepted:
            self._seen = accepted[-1][0]
        return len(accepted)


def settle(connection: Connection, case: str, right: bool, person: str) -> None:
    """Note what a person found in a drawn case; where all was right, every field was read as they read it."""
    checks.settle(connection, case, right, person)
    kept = cases.latest_result(connection, case)
    if not right or kept is None:
        return
    known = {(one.document, one.field) for one in corrections.of_case(connection, case)}
    for document in json.loads(kept).get("documents", ()):
        for name, found in document["fields"].items():
            if found["value"] is not None and (document["id"], name) not in known:
                corrections.add(connection, case, document, name, found["value"], person)
