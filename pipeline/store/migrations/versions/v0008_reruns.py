"""Reruns: the last word on each case, what it was judged by, runs with their batches and outcomes."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None
_HARMLESS = ("pass", "not_applicable", "not_checked")


def upgrade() -> None:
    """Make the tables, and fill the words from the verdicts that there are; records begin now."""
    _words()
    _runs()
    _fill(op.get_bind())


def _words() -> None:
    op.create_table(
        "words",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("proposal", sa.String(16)),
    )
    op.create_table(
        "against",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("rule", sa.String(64), primary_key=True),
    )
    op.create_index("ix_against_rule", "against", ["rule"])
    op.create_table(
        "records",
        sa.Column("case", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
    )


def _runs() -> None:
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


def _fill(connection: sa.Connection) -> None:
    newest = 'SELECT v."case", v.result FROM verdicts v WHERE v.number = '
    newest += '(SELECT max(number) FROM verdicts w WHERE w."case" = v."case")'
    for case, text in connection.execute(sa.text(newest)).all():
        result = json.loads(text)
        word = {"case": case, "status": result.get("status", ""), "proposal": result.get("proposal")}
        connection.execute(
            sa.text('INSERT INTO words ("case", status, proposal) VALUES (:case, :status, :proposal)'), word
        )
        for rule in sorted({f["rule"] for f in result.get("findings", ()) if _stands(f)}):
            connection.execute(
                sa.text('INSERT INTO against ("case", rule) VALUES (:case, :rule)'),
                {"case": case, "rule": rule},
            )


def _stands(finding: dict[str, str]) -> bool:
    return finding["severity"] == "block" and finding["outcome"] not in _HARMLESS
