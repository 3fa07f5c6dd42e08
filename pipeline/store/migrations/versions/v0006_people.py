"""People, their sign-ins, what they read on the pages, and accepted cases drawn by lot."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.store.migrations.versions.v0001_start import guard

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; nobody is in them yet."""
    _users()
    _corrections()
    guard("corrections")
    op.create_table(
        "checks",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("drawn_at", sa.Double, nullable=False),
        sa.Column("done_at", sa.Double),
        sa.Column("person", sa.String(64)),
        sa.Column("right", sa.Boolean),
    )
    op.create_index("ix_checks_drawn_at", "checks", ["drawn_at"])
    op.create_index("audit_actor", "audit", ["actor"])
    op.create_index("audit_act", "audit", ["act", "at"])


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("roles", sa.String(200), nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("subject", sa.String(400), unique=True),
        sa.Column("to_change", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.Double, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("user", sa.String(64), sa.ForeignKey("users.name"), nullable=False),
        sa.Column("begun_at", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("ends_at", sa.Double, nullable=False),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])
    op.create_index("ix_sessions_ends_at", "sessions", ["ends_at"])


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("document", sa.String(40), nullable=False),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("page", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("raw", sa.Text),
        sa.Column("machine", sa.Text),
        sa.Column("confidence", sa.Double, nullable=False),
        sa.Column("box", sa.Text),
        sa.Column("human", sa.Text),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("ix_corrections_case", "corrections", ["case"])
    op.create_index("ix_corrections_at", "corrections", ["at"])
