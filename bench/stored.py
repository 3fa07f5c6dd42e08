"""What the daily questions to the store cost while it grows."""

from __future__ import annotations

import hashlib
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from pipeline.store import Connection, Database, cases, leases, worklist
from pipeline.store.cases import NewCase, StoredCase

_ASKED = 15
_TOGETHER = 500

QUESTIONS: dict[str, Callable[[Connection, StoredCase], object]] = {
    "the queue's first page": lambda connection, _: cases.page(connection, 50, state="flagged"),
    "a page further on": lambda connection, one: cases.page(connection, 50, (one.received_at or 0.0, one.id)),
    "a case by its reference": lambda connection, one: cases.by_reference(
        connection, one.intake, one.case_id
    ),
    "other cases of the same birth, as a judge asks": cases.of_same_birth,
    "a case's newest result": lambda connection, one: cases.latest_result(connection, one.id),
    "how many cases each view of the queue has": lambda connection, _: worklist.counts(connection, "", 0.0),
}


def growing(folder: Path, counts: Sequence[int]) -> Iterator[tuple[int, dict[str, float]]]:
    """For each number of stored cases, rising: the median seconds that each question takes."""
    database = Database(f"sqlite:///{folder / 'stored.sqlite'}")
    database.migrate()
    stored = 0
    for count in counts:
        while stored < count:
            stored = _more(database, stored, min(count, stored + _TOGETHER))
        yield count, {told: _seconds(database, ask, count) for told, ask in QUESTIONS.items()}


def _more(database: Database, first: int, end: int) -> int:
    with database.writing() as connection:
        for number in range(first, end):
            name = f"S{number:08d}"
            person = {"name": "", "id_number": name}
            form = {"case_id": name, "mother": person, "father": person, "newborn": {"name": ""}}
            new = NewCase(
                intake="bench",
                case_id=name,
                province="guangxi",
                submission=json.dumps(form),
                submitted_at="2026-01-01T00:00:00+08:00",
                birth=hashlib.sha256(name.encode()).hexdigest(),
                due_at=0.0,
                uploads=(),
            )
            state = "flagged" if number % 20 == 0 else "accepted"
            leases.conclude(connection, cases.receive(connection, new, "bench").id, state, "{}")
    return end


def _seconds(database: Database, ask: Callable[[Connection, StoredCase], object], count: int) -> float:
    taken = []
    for number in range(_ASKED):
        name = f"S{count * (2 * number + 1) // (2 * _ASKED):08d}"
        with database.writing() as connection:
            one = cases.by_reference(connection, "bench", name)
            assert one is not None
            began = time.perf_counter()
            ask(connection, one)
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)
