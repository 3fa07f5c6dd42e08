"""A run's outcomes counted: from what to what, by rule and province, with a sample for eyes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.store import Connection, outcomes, reruns
from pipeline.store.outcomes import Row
from pipeline.store.reruns import StoredRun

SAMPLE = 20
MOST_LISTED = 2000
"""Changed cases that a page lists; the Parquet file has all."""

Move = tuple[str, str]
"""The word before and after, such as `flagged/return` and `accepted`."""


@dataclass(frozen=True, slots=True)
class Report:
    """Numbers and case ids, nobody's data; `states` counts outcomes, the others changed cases."""

    run: StoredRun
    states: Mapping[str, int]
    kept: Mapping[str, int]
    moves: Mapping[Move, int]
    rules: Mapping[str, int]
    provinces: Mapping[tuple[str, Move], int]
    errors: Mapping[str, int]
    sample: tuple[Row, ...]
    listed: tuple[Row, ...]

    @property
    def done(self) -> int:
        """Cases that were decided again."""
        return sum(self.states.get(state, 0) for state in ("same", "reasons", "changed"))

    @property
    def changed(self) -> int:
        """Cases whose verdict is another now."""
        return self.states.get("changed", 0)


def report_of(connection: Connection, id: str) -> Report:
    """The report of a run as far as it has come; its sample is the same each time."""
    run = reruns.get(connection, id)
    chance = random.Random(run.id)
    kept: Counter[str] = Counter()
    moves: Counter[Move] = Counter()
    rules: Counter[str] = Counter()
    provinces: Counter[tuple[str, Move]] = Counter()
    sample: list[Row] = []
    listed: list[Row] = []
    for seen, row in enumerate(outcomes.rows(connection, id, ("changed",)), 1):
        move = (row.before or "–", row.after or "–")
        moves[move] += 1
        provinces[row.province, move] += 1
        rules.update(filter(None, (row.rules or "").split(",")))
        kept[row.kept or "–"] += 1
        if len(listed) < MOST_LISTED:
            listed.append(row)
        if len(sample) < SAMPLE:
            sample.append(row)
        elif (place := chance.randrange(seen)) < SAMPLE:
            sample[place] = row
    errors = Counter(row.error or "–" for row in outcomes.rows(connection, id, ("failed", "passed")))
    states = outcomes.progress(connection, id).states
    return Report(run, states, kept, moves, rules, provinces, errors, tuple(sample), tuple(listed))
