"""The tables; times are UTC seconds since 1970 by the database's clock, JSON is kept as written.

`Sealed` columns hold people's data; ids, states, codes, numbers and the names of staff are in clear.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from pipeline.store.sealed import Blind, Sealed

METADATA = MetaData()

CASES = Table(
    "cases",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("intake", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("province", String(32), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("submission", Sealed, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("birth", Blind, nullable=False, index=True),
    Column("first_submitted_at", String(40), nullable=False),
    Column("received_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("error", Text),
    Column("due_at", Double, nullable=False, server_default="0"),
    Column("proposal", String(16)),
    Column("second", Boolean, nullable=False, server_default="0"),
    Column("escalated_at", Double),
    UniqueConstraint("intake", "case_id"),
)

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False),
    Column("name", Sealed, nullable=False),
    Column("content", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("received_at", Double, nullable=False),
    UniqueConstraint("case", "name"),
)

LEASES = Table(
    "leases",
    METADATA,
    Column("case", ForeignKey("cases.id"), primary_key=True),
    Column("token", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("holder", String(64)),
    Column("until", Double, nullable=False),
    Column("not_before", Double, nullable=False),
)

VERDICTS = Table(
    "verdicts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("result", Sealed, nullable=False),
    Column("made_at", Double, nullable=False),
    Column("record", String(64)),
    UniqueConstraint("case", "number"),
)

AUDIT = Table(
    "audit",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", Double, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("act", String(32), nullable=False),
    Column("case", String(32)),
    Column("detail", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
)

READINGS = Table(
    "readings",
    METADATA,
    Column("content", String(64), primary_key=True),
    Column("version", String(200), primary_key=True),
    Column("object", String(64), nullable=False),
    Column("made_at", Double, nullable=False),
)

ROUNDS = Table(
    "rounds",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("submission", Sealed, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("received_at", Double, nullable=False),
    UniqueConstraint("case", "number"),
)

LIKENESSES = Table(
    "likenesses",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False, index=True),
    Column("likeness", String(64), nullable=False),
    Column("band", Integer, nullable=False),
    Column("part", Integer, nullable=False),
)

KEYS = Table(
    "keys",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("system", String(64), nullable=False, index=True),
    Column("scopes", String(200), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("created_at", Double, nullable=False),
    Column("ends_at", Double),
)

ANSWERS = Table(
    "answers",
    METADATA,
    Column("system", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("asked", String(64), nullable=False),
    Column("status", Integer),
    Column("headers", Text),
    Column("body", Sealed),
    Column("at", Double, nullable=False, index=True),
)

RESUBMISSIONS = Table(
    "resubmissions",
    METADATA,
    Column("case", ForeignKey("cases.id"), primary_key=True),
    Column("submission", Sealed, nullable=False),
    Column("begun_at", Double, nullable=False),
)

RESENT = Table(
    "resent",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False),
    Column("name", Sealed, nullable=False),
    Column("content", String(64), nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("received_at", Double, nullable=False),
    UniqueConstraint("case", "name"),
)

EVENTS = Table(
    "events",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("case", ForeignKey("cases.id"), nullable=False, index=True),
    Column("system", String(64), nullable=False, index=True),
    Column("name", String(40), nullable=False),
    Column("body", Sealed, nullable=False),
    Column("at", Double, nullable=False),
)

HOOKS = Table(
    "hooks",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("system", String(64), nullable=False, index=True),
    Column("url", Text, nullable=False),
    Column("events", String(400), nullable=False),
    Column("every_accepted", Boolean, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("ended_at", Double),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("hook", ForeignKey("hooks.id"), nullable=False),
    Column("event", ForeignKey("events.number"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Double, nullable=False),
    Column("answer", String(40)),
    UniqueConstraint("hook", "event"),
)

DROPS = Table(
    "drops",
    METADATA,
    Column("system", String(64), primary_key=True),
    Column("case_id", String(64), primary_key=True),
    Column("tag", String(80), nullable=False),
    Column("case", ForeignKey("cases.id")),
    Column("answered", Boolean, nullable=False),
    Column("at", Double, nullable=False),
)

USERS = Table(
    "users",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("roles", String(200), nullable=False),
    Column("password", Text),
    Column("subject", String(400), unique=True),
    Column("to_change", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", Double, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("ended_at", Double),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("user", ForeignKey("users.name"), nullable=False, index=True),
    Column("begun_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False, index=True),
)

CORRECTIONS = Table(
    "corrections",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False, index=True),
    Column("document", String(40), nullable=False),
    Column("file", Sealed, nullable=False),
    Column("page", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("field", String(64), nullable=False),
    Column("raw", Sealed),
    Column("machine", Sealed),
    Column("confidence", Double, nullable=False),
    Column("box", Text),
    Column("human", Sealed),
    Column("person", String(64), nullable=False),
    Column("at", Double, nullable=False, index=True),
)
"""A row for every field that a person has read: `human` equals `machine` where the machine was right.
Values are JSON, so that 3200 and "3200" stay apart; of a field, the latest row counts."""

CHECKS = Table(
    "checks",
    METADATA,
    Column("case", ForeignKey("cases.id"), primary_key=True),
    Column("drawn_at", Double, nullable=False, index=True),
    Column("done_at", Double),
    Column("person", String(64)),
    Column("right", Boolean),
)
"""Accepted cases that were drawn by lot for a person to look at."""

CLAIMS = Table(
    "claims",
    METADATA,
    Column("case", ForeignKey("cases.id"), primary_key=True),
    Column("holder", String(64), nullable=False, index=True),
    Column("since", Double, nullable=False),
    Column("until", Double, nullable=False),
)

ACTS = Table(
    "acts",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False, index=True),
    Column("verdict", Integer, nullable=False),
    Column("at", Double, nullable=False),
    Column("actor", String(64), nullable=False),
    Column("act", String(16), nullable=False),
    Column("detail", Sealed, nullable=False),
)

DOUBTS = Table(
    "doubts",
    METADATA,
    Column("case", ForeignKey("cases.id"), primary_key=True),
    Column("rule", String(64), primary_key=True),
)

SUBJECTS = Table(
    "subjects",
    METADATA,
    Column("case", ForeignKey("cases.id"), primary_key=True),
    Column("digest", Blind, primary_key=True),
)

SEALING = Table(
    "sealing",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("proof", Sealed, nullable=False),
)
"""One row, sealed with the keys of the installation: with others nothing must be written."""

Index("cases_queue", CASES.c.state, CASES.c.due_at, CASES.c.id)
Index("doubts_rule", DOUBTS.c.rule, DOUBTS.c.case)
Index("verdicts_record", VERDICTS.c.record)
Index("subjects_digest", SUBJECTS.c.digest)
Index("events_name", EVENTS.c.name, EVENTS.c.at)
Index("verdicts_made", VERDICTS.c.made_at)
Index("acts_at", ACTS.c.at)
Index("cases_received", CASES.c.received_at)
Index("deliveries_due", DELIVERIES.c.state, DELIVERIES.c.not_before)
Index("likenesses_part", LIKENESSES.c.band, LIKENESSES.c.part)
Index("audit_case", AUDIT.c.case)
Index("audit_actor", AUDIT.c.actor)
Index("audit_act", AUDIT.c.act, AUDIT.c.at)

APPEND_ONLY = (VERDICTS, AUDIT, ROUNDS, CORRECTIONS, ACTS)
"""Tables whose rows are never changed and never deleted; the database itself refuses it."""
