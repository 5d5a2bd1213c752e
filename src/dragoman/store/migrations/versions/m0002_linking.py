"""Linking that goes on from where it was; relations between events; judgements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and mark every document as not linked."""
    op.create_table(
        "stale",
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("doc_id", name=op.f("pk_stale")),
    )
    op.create_table(
        "carriers",
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("whole", sa.String(), nullable=False),
        sa.Column("published", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("doc_id", name=op.f("pk_carriers")),
    )
    op.create_index("ix_carriers_whole", "carriers", ["whole"], unique=False)
    op.create_table(
        "bodies",
        sa.Column("whole", sa.String(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("shingles", sa.LargeBinary(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("whole", name=op.f("pk_bodies")),
    )
    op.create_table(
        "likenesses",
        sa.Column("whole", sa.String(), nullable=False),
        sa.Column("other", sa.String(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("whole", "other", name=op.f("pk_likenesses")),
    )
    op.create_table(
        "blocks",
        sa.Column("block_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("block_id", name=op.f("pk_blocks")),
    )
    op.create_index("ix_blocks_doc_id", "blocks", ["doc_id"], unique=False)
    op.create_index("ix_blocks_key_low", "blocks", ["key", "low"], unique=False)
    op.create_table(
        "links",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("a", sa.String(), nullable=False),
        sa.Column("b", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("linking_id", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["linking_id"], ["linkings.linking_id"], name=op.f("fk_links_linking_id")
        ),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_links")),
    )
    op.create_index("ix_links_b", "links", ["b"], unique=False)
    op.create_index(
        "uq_links_current",
        "links",
        ["a", "b"],
        unique=True,
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "relations",
        sa.Column("relation_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("other_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("relation_id", name=op.f("pk_relations")),
    )
    op.create_index("ix_relations_event_id", "relations", ["event_id"], unique=False)
    op.create_index("ix_relations_other_id", "relations", ["other_id"], unique=False)
    op.create_table(
        "event_keys",
        sa.Column("event_key_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("event_key_id", name=op.f("pk_event_keys")),
    )
    op.create_index("ix_event_keys_event_id", "event_keys", ["event_id"], unique=False)
    op.create_index("ix_event_keys_key_low", "event_keys", ["key", "low"], unique=False)
    op.create_table(
        "judgements",
        sa.Column("judgement_key", sa.Integer(), nullable=False),
        sa.Column("judgement_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("other_doc_id", sa.String(), nullable=True),
        sa.Column("other_start", sa.Integer(), nullable=True),
        sa.Column("other_end", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("sample", sa.String(), nullable=True),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("judgement_key", name=op.f("pk_judgements")),
        sa.UniqueConstraint("judgement_id", name=op.f("uq_judgements_judgement_id")),
    )
    op.create_index("ix_judgements_doc_id", "judgements", ["doc_id"], unique=False)
    op.create_index("ix_judgements_other_doc_id", "judgements", ["other_doc_id"], unique=False)
    op.add_column(
        "events",
        sa.Column("standing", sa.String(), nullable=False, server_default="reported"),
    )
    op.execute("INSERT INTO stale SELECT doc_id FROM codings WHERE retired_at IS NULL")


def downgrade() -> None:
    """Drop them."""
    op.drop_column("events", "standing")
    op.drop_index("ix_judgements_doc_id", table_name="judgements")
    op.drop_index("ix_judgements_other_doc_id", table_name="judgements")
    op.drop_table("judgements")
    op.drop_index("ix_event_keys_event_id", table_name="event_keys")
    op.drop_index("ix_event_keys_key_low", table_name="event_keys")
    op.drop_table("event_keys")
    op.drop_index("ix_relations_event_id", table_name="relations")
    op.drop_index("ix_relations_other_id", table_name="relations")
    op.drop_table("relations")
    op.drop_index("ix_links_b", table_name="links")
    op.drop_index("uq_links_current", table_name="links")
    op.drop_table("links")
    op.drop_index("ix_blocks_doc_id", table_name="blocks")
    op.drop_index("ix_blocks_key_low", table_name="blocks")
    op.drop_table("blocks")
    op.drop_table("likenesses")
    op.drop_table("bodies")
    op.drop_index("ix_carriers_whole", table_name="carriers")
    op.drop_table("carriers")
    op.drop_table("stale")
