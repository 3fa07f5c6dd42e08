"""Reruns with their batches and outcomes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nothing was rerun before."""
    op.create_table(
        "reruns",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("filter", sa.Text, nullable=False),
        sa.Column("start", sa.String(16), nullable=False),
        sa.Column("terms", sa.Text),
        sa.Column("models", sa.Text),
        sa.Column("dry", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
    op.create_table(
        "batches",
        sa.Column("run", sa.String(16), sa.ForeignKey("reruns.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("token", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("holder", sa.String(64)),
        sa.Column("until", sa.Double, nullable=False),
        sa.Column("done_at", sa.Double),
    )
    op.create_table(
        "outcomes",
        sa.Column("run", sa.String(16), primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("batch", sa.Integer, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("before", sa.String(33)),
        sa.Column("after", sa.String(33)),
        sa.Column("rules", sa.Text),
        sa.Column("kept", sa.String(8)),
        sa.Column("result", sa.Text),
        sa.Column("error", sa.String(40)),
        sa.ForeignKeyConstraint(["run", "batch"], ["batches.run", "batches.number"]),
    )
    op.create_index("ix_outcomes_case", "outcomes", ["case"])
    op.create_index("outcomes_batch", "outcomes", ["run", "batch", "state"])
