"""The tables of reruns: runs over many stored cases, their batches, and what came of each case."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from pipeline.store.sealed import Sealed
from pipeline.store.tables import METADATA

RERUNS = Table(
    "reruns",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("filter", Text, nullable=False),
    Column("start", String(16), nullable=False),
    Column("terms", Text),
    Column("models", Text),
    Column("dry", Boolean, nullable=False),
    Column("state", String(8), nullable=False),
    Column("total", Integer, nullable=False),
    Column("made_at", Double, nullable=False),
    Column("ended_at", Double),
)
"""Runs; `terms` is a province's TOML text, `state` running, paused or done."""

BATCHES = Table(
    "batches",
    METADATA,
    Column("run", ForeignKey("reruns.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", String(8), nullable=False),
    Column("token", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("holder", String(64)),
    Column("until", Double, nullable=False),
    Column("done_at", Double),
)
"""The cursor of a run: batches `waiting`, `taken` under a lease, or `done`; `holder` is who has or did it."""

OUTCOMES = Table(
    "outcomes",
    METADATA,
    Column("run", String(16), primary_key=True),
    Column("case", ForeignKey("cases.id"), primary_key=True, index=True),
    Column("batch", Integer, nullable=False),
    Column("state", String(8), nullable=False),
    Column("before", String(33)),
    Column("after", String(33)),
    Column("rules", Text),
    Column("kept", String(8)),
    Column("result", Sealed),
    Column("error", String(40)),
    ForeignKeyConstraint(["run", "batch"], ["batches.run", "batches.number"]),
)
"""What a run came to for each case: `waiting`, `same`, `changed`, `failed` or `passed` (left alone).

`before` and `after` are words such as `flagged/return`; `kept` says where the new word went: `verdict`,
`beside` (a person has decided: `result` holds what the machine would say now) or nowhere.
"""

Index("outcomes_batch", OUTCOMES.c.run, OUTCOMES.c.batch, OUTCOMES.c.state)
