"""Records are objects that verdicts need: asked of each old object, so by an index."""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("verdicts_record", "verdicts", ["record"])
