"""Find codings and copies of a document at an earlier moment too."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes; those there are hold only what stands now."""
    op.create_index("ix_codings_doc_id", "codings", ["doc_id"], unique=False)
    op.create_index("ix_copies_doc_id", "copies", ["doc_id"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_copies_doc_id", table_name="copies")
    op.drop_index("ix_codings_doc_id", table_name="codings")
