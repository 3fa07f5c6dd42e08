"""Keys, answers kept by idempotency key, resubmissions under way, events, webhooks and the drop bucket."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what happened before has no events."""
    _access()
    _resubmissions()
    _events()
    _webhooks()
    _drops()


def _access() -> None:
    op.create_table(
        "keys",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("system", sa.String(64), nullable=False),
        sa.Column("scopes", sa.String(200), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("ends_at", sa.Double),
    )
    op.create_index("ix_keys_system", "keys", ["system"])
    op.create_table(
        "answers",
        sa.Column("system", sa.String(64), primary_key=True),
        sa.Column("key", sa.String(200), primary_key=True),
        sa.Column("asked", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", sa.Text),
        sa.Column("body", sa.Text),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("ix_answers_at", "answers", ["at"])


def _resubmissions() -> None:
    op.create_table(
        "resubmissions",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("submission", sa.Text, nullable=False),
        sa.Column("begun_at", sa.Double, nullable=False),
    )
    op.create_table(
        "resent",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("content", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("received_at", sa.Double, nullable=False),
        sa.UniqueConstraint("case", "name"),
    )
    op.create_index("ix_resent_content", "resent", ["content"])


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String(40), nullable=False, unique=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("system", sa.String(64), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("ix_events_case", "events", ["case"])
    op.create_index("ix_events_system", "events", ["system"])


def _webhooks() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("system", sa.String(64), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("events", sa.String(400), nullable=False),
        sa.Column("every_accepted", sa.Boolean, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
    op.create_index("ix_hooks_system", "hooks", ["system"])
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("hook", sa.String(32), sa.ForeignKey("hooks.id"), nullable=False),
        sa.Column("event", sa.Integer, sa.ForeignKey("events.number"), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("not_before", sa.Double, nullable=False),
        sa.Column("answer", sa.String(40)),
        sa.UniqueConstraint("hook", "event"),
    )
    op.create_index("deliveries_due", "deliveries", ["state", "not_before"])


def _drops() -> None:
    op.create_table(
        "drops",
        sa.Column("system", sa.String(64), primary_key=True),
        sa.Column("case_id", sa.String(64), primary_key=True),
        sa.Column("tag", sa.String(80), nullable=False),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id")),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
