"""Until when a case is to be taken up, and resubmissions whose files are still to come."""

from __future__ import annotations

import datetime as dt
import json

import sqlalchemy as sa
from alembic import op

from pipeline.deadline import deadline

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make column and tables; cases that were received before get the deadline of their last submission."""
    op.add_column("cases", sa.Column("due_at", sa.Double, nullable=False, server_default="0"))
    op.create_table(
        "comebacks",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("submission", sa.Text, nullable=False),
    )
    op.create_table(
        "comeback_uploads",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("comebacks.case"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.UniqueConstraint("case", "name"),
    )
    _count_deadlines()


def _count_deadlines() -> None:
    bind = op.get_bind()
    cases = sa.table("cases", *map(sa.column, ("id", "submission", "first_submitted_at", "due_at")))
    for row in bind.execute(sa.select(cases)).all():
        submitted = json.loads(row.submission).get("submitted_at", row.first_submitted_at)
        due = deadline(dt.datetime.fromisoformat(submitted)).timestamp()
        bind.execute(sa.update(cases).where(cases.c.id == row.id).values(due_at=due))
