"""Reviewers' claims and acts, and what the queue is looked through by."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from pipeline.store.migrations.versions.v0001_start import guard
from pipeline.store.subjects import digests

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and let cases from before be found by what their forms name."""
    op.add_column("cases", sa.Column("proposal", sa.String(16)))
    op.add_column("cases", sa.Column("second", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("cases", sa.Column("escalated_at", sa.Double))
    op.add_column("verdicts", sa.Column("record", sa.String(64)))
    op.create_index("cases_queue", "cases", ["state", "due_at", "id"])
    _review()
    _looked_through()
    _fill()


def _review() -> None:
    op.create_table(
        "claims",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("since", sa.Double, nullable=False),
        sa.Column("until", sa.Double, nullable=False),
    )
    op.create_index("ix_claims_holder", "claims", ["holder"])
    op.create_table(
        "acts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("verdict", sa.Integer, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("ix_acts_case", "acts", ["case"])
    guard("acts")


def _looked_through() -> None:
    for table, other in (("doubts", "rule"), ("subjects", "digest")):
        op.create_table(
            table,
            sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
            sa.Column(other, sa.String(64), primary_key=True),
        )
    op.create_index("doubts_rule", "doubts", ["rule", "case"])
    op.create_index("subjects_digest", "subjects", ["digest"])


def _fill() -> None:
    bind = op.get_bind()
    cases = sa.table("cases", sa.column("id"), sa.column("submission"))
    subjects = sa.table("subjects", sa.column("case"), sa.column("digest"))
    for row in bind.execute(sa.select(cases)).all():
        for digest in sorted(digests(json.loads(row.submission))):
            bind.execute(sa.insert(subjects).values(case=row.id, digest=digest))
