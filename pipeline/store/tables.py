"""The tables; times are UTC seconds since 1970 by the database's clock, JSON is kept as written."""

from __future__ import annotations

from sqlalchemy import (
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

METADATA = MetaData()

CASES = Table(
    "cases",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("intake", String(64), nullable=False),
    Column("case_id", String(64), nullable=False),
    Column("province", String(32), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("submission", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("birth", String(64), nullable=False, index=True),
    Column("first_submitted_at", String(40), nullable=False),
    Column("received_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("error", Text),
    Column("due_at", Double, nullable=False, server_default="0"),
    UniqueConstraint("intake", "case_id"),
)

UPLOADS = Table(
    "uploads",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("case", ForeignKey("cases.id"), nullable=False),
    Column("name", Text, nullable=False),
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
    Column("result", Text, nullable=False),
    Column("made_at", Double, nullable=False),
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
    Column("submission", Text, nullable=False),
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

Index("likenesses_part", LIKENESSES.c.band, LIKENESSES.c.part)
Index("audit_case", AUDIT.c.case)

APPEND_ONLY = (VERDICTS, AUDIT, ROUNDS)
"""Tables whose rows are never changed and never deleted; the database itself refuses it."""
