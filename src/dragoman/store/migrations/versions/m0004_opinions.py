"""A second coder's opinions beside what stands; a run may be one's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and tell of each run whose it is."""
    op.add_column("runs", sa.Column("coder", sa.String(), nullable=True))
    op.create_table(
        "opinion_answers",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["doc_id"], ["documents.doc_id"], name=op.f("fk_opinion_answers_doc_id_documents")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["runs.run_id"], name=op.f("fk_opinion_answers_run_id_runs")
        ),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_opinion_answers")),
    )
    op.create_index(
        "uq_opinion_answers_passage",
        "opinion_answers",
        ["doc_id", "fingerprint", "start", "end"],
        unique=True,
    )
    op.create_table(
        "opinions",
        sa.Column("opinion_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("n_passages", sa.Integer(), nullable=False),
        sa.Column("n_failed", sa.Integer(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["doc_id"], ["documents.doc_id"], name=op.f("fk_opinions_doc_id_documents")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_opinions_run_id_runs")),
        sa.PrimaryKeyConstraint("opinion_id", name=op.f("pk_opinions")),
    )
    op.create_index(
        "uq_opinions_current",
        "opinions",
        ["doc_id", "fingerprint"],
        unique=True,
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )


def downgrade() -> None:
    """Drop the opinions and their runs, which an older program would take for builds."""
    op.drop_table("opinions")
    op.drop_table("opinion_answers")
    op.execute("DELETE FROM runs WHERE coder IS NOT NULL")
    op.drop_column("runs", "coder")
