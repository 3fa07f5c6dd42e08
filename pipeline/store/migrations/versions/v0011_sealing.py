"""Digests of names and numbers are made with a key; a proof tells whether the keys are the right ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipeline.store.sealed import Blind, keys_of

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Blind what is there; texts are sealed as they are written, all others by `birthcase rekey`."""
    op.create_table(
        "sealing",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("proof", sa.Text, nullable=False),
    )
    connection = op.get_bind()
    if keys_of(connection.dialect) is None:
        return
    for name, column in (("cases", "birth"), ("subjects", "digest")):
        table = sa.table(name, sa.column(column, Blind))
        digest = table.c[column]
        for plain in connection.execute(sa.select(digest).distinct()).scalars().all():
            was = sa.type_coerce(digest, sa.String) == plain
            connection.execute(sa.update(table).where(was).values({column: plain}))
