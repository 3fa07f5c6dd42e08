"""Until when a case is to be taken up."""

from __future__ import annotations

import datetime as dt
import json

import sqlalchemy as sa
from alembic import op

from pipeline.deadline import deadline

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; cases that were received before get the deadline of their last submission."""
    op.add_column("cases", sa.Column("due_at", sa.Double, nullable=False, server_default="0"))
    bind = op.get_bind()
    cases = sa.table("cases", *map(sa.column, ("id", "submission", "first_submitted_at", "due_at")))
    for row in bind.execute(sa.select(cases)).all():
        submitted = json.loads(row.submission).get("submitted_at", row.first_submitted_at)
        due = deadline(dt.datetime.fromisoformat(submitted)).timestamp()
        bind.execute(sa.update(cases).where(cases.c.id == row.id).values(due_at=due))
