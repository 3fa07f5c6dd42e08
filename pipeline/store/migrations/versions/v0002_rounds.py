"""Rounds of a case, and likenesses of its pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; cases that were received before have had one round."""
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("submission", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("received_at", sa.Double, nullable=False),
        sa.UniqueConstraint("case", "number"),
    )
    op.create_table(
        "likenesses",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("likeness", sa.String(64), nullable=False),
        sa.Column("band", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
    )
    op.create_index("likenesses_part", "likenesses", ["band", "part"])
    op.create_index("ix_likenesses_case", "likenesses", ["case"])
    op.execute(
        'INSERT INTO rounds ("case", number, submission, fingerprint, received_at) '
        "SELECT id, 1, submission, fingerprint, received_at FROM cases WHERE state <> 'draft'"
    )
    _guard()


def _guard() -> None:
    """Rounds are only ever added; the database itself refuses anything else, as for verdicts."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER rounds_no_{act.lower()} BEFORE {act} ON rounds "
                "BEGIN SELECT RAISE(ABORT, 'rounds is append-only'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER rounds_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rounds "
        "FOR EACH STATEMENT EXECUTE FUNCTION append_only()"
    )
