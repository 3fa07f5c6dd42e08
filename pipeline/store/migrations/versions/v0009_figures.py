"""Indexes by which figures are counted."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("events_name", "events", ["name", "at"])
    op.create_index("verdicts_made", "verdicts", ["made_at"])
    op.create_index("acts_at", "acts", ["at"])
    op.create_index("cases_received", "cases", ["received_at"])
