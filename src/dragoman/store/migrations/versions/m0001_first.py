"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SEARCHED = (("documents", "document_key"), ("events", "event_key"))


def _search_table(table: str, key: str) -> list[str]:
    """Return what makes a full-text index that follows a table by triggers."""
    return [
        f"""CREATE VIRTUAL TABLE {table}_search USING fts5(
            title, text, content='{table}', content_rowid='{key}',
            tokenize="unicode61 remove_diacritics 2")""",
        f"""CREATE TRIGGER {table}_search_insert AFTER INSERT ON {table} BEGIN
            INSERT INTO {table}_search(rowid, title, text)
            VALUES (new.{key}, new.title, new.text); END""",
        f"""CREATE TRIGGER {table}_search_delete AFTER DELETE ON {table} BEGIN
            INSERT INTO {table}_search({table}_search, rowid, title, text)
            VALUES ('delete', old.{key}, old.title, old.text); END""",
        f"""CREATE TRIGGER {table}_search_update AFTER UPDATE OF title, text ON {table} BEGIN
            INSERT INTO {table}_search({table}_search, rowid, title, text)
            VALUES ('delete', old.{key}, old.title, old.text);
            INSERT INTO {table}_search(rowid, title, text)
            VALUES (new.{key}, new.title, new.text); END""",
    ]


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("n_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_skipped", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_saved", sa.Integer(), server_default="0", nullable=False),
        sa.Column("n_failed", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "status in ('running', 'done', 'interrupted')", name=op.f("ck_runs_status")
        ),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_runs")),
    )
    op.create_table(
        "documents",
        sa.Column("document_key", sa.Integer(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("first_seen", sa.String(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_documents_run_id")),
        sa.PrimaryKeyConstraint("document_key", name=op.f("pk_documents")),
        sa.UniqueConstraint("doc_id", name=op.f("uq_documents_doc_id")),
    )
    op.create_table(
        "linkings",
        sa.Column("linking_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("linker", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_linkings_run_id")),
        sa.PrimaryKeyConstraint("linking_id", name=op.f("pk_linkings")),
    )
    op.create_table(
        "copies",
        sa.Column("copy_id", sa.Integer(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("copy_of", sa.String(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["copy_of"], ["documents.doc_id"], name=op.f("fk_copies_copy_of")),
        sa.ForeignKeyConstraint(["doc_id"], ["documents.doc_id"], name=op.f("fk_copies_doc_id")),
        sa.PrimaryKeyConstraint("copy_id", name=op.f("pk_copies")),
    )
    op.create_index(
        "uq_copies_current",
        "copies",
        ["doc_id"],
        unique=True,
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "events",
        sa.Column("event_key", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("linking_id", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=True),
        sa.Column("first_seen", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("date_start", sa.String(), nullable=True),
        sa.Column("date_end", sa.String(), nullable=True),
        sa.Column("sort_date", sa.String(), nullable=True),
        sa.Column("n_sources", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["linking_id"], ["linkings.linking_id"], name=op.f("fk_events_linking_id")
        ),
        sa.PrimaryKeyConstraint("event_key", name=op.f("pk_events")),
    )
    op.create_index("ix_events_event_id", "events", ["event_id"], unique=False)
    op.create_index("ix_events_sort_date", "events", ["sort_date"], unique=False)
    op.create_index(
        "uq_events_current",
        "events",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "pages",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("uri", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("doc_id", sa.String(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("last_run_id", sa.Integer(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(status = 'done') = (doc_id is not null)", name=op.f("ck_pages_done_has_document")
        ),
        sa.CheckConstraint("status in ('done', 'failed')", name=op.f("ck_pages_status")),
        sa.ForeignKeyConstraint(["doc_id"], ["documents.doc_id"], name=op.f("fk_pages_doc_id")),
        sa.ForeignKeyConstraint(
            ["last_run_id"], ["runs.run_id"], name=op.f("fk_pages_last_run_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_pages_run_id")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_pages")),
    )
    op.create_index("ix_pages_doc_id", "pages", ["doc_id"], unique=False)
    op.create_index("ix_pages_uri", "pages", ["uri"], unique=False)
    op.create_index(
        "uq_pages_done",
        "pages",
        ["uri", "sha256", "fingerprint"],
        unique=True,
        sqlite_where=sa.text("status = 'done'"),
        postgresql_where=sa.text("status = 'done'"),
    )
    op.create_table(
        "codings",
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("doc_id", sa.String(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=True),
        sa.Column("published_start", sa.String(), nullable=True),
        sa.Column("published_end", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("coding", sa.Text(), nullable=False),
        sa.Column("known_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["doc_id"], ["documents.doc_id"], name=op.f("fk_codings_doc_id")),
        sa.ForeignKeyConstraint(["page_id"], ["pages.page_id"], name=op.f("fk_codings_page_id")),
        sa.ForeignKeyConstraint(["run_id"], ["runs.run_id"], name=op.f("fk_codings_run_id")),
        sa.PrimaryKeyConstraint("coding_id", name=op.f("pk_codings")),
    )
    op.create_index("ix_codings_page_id", "codings", ["page_id"], unique=False)
    op.create_index(
        "uq_codings_current",
        "codings",
        ["doc_id"],
        unique=True,
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.create_table(
        "conflicts",
        sa.Column("event_key", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reports", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_key"], ["events.event_key"], name=op.f("fk_conflicts_event_key")
        ),
        sa.PrimaryKeyConstraint("event_key", "ordinal", name=op.f("pk_conflicts")),
    )
    op.create_table(
        "event_mentions",
        sa.Column("event_key", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_key"], ["events.event_key"], name=op.f("fk_event_mentions_event_key")
        ),
        sa.PrimaryKeyConstraint("event_key", "mention_id", name=op.f("pk_event_mentions")),
    )
    op.create_index("ix_event_mentions_mention_id", "event_mentions", ["mention_id"], unique=False)
    op.create_table(
        "event_parties",
        sa.Column("event_key", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.CheckConstraint("side in ('actor', 'recipient')", name=op.f("ck_event_parties_side")),
        sa.ForeignKeyConstraint(
            ["event_key"], ["events.event_key"], name=op.f("fk_event_parties_event_key")
        ),
        sa.PrimaryKeyConstraint("event_key", "side", "ordinal", name=op.f("pk_event_parties")),
    )
    op.create_index("ix_event_parties_country", "event_parties", ["country"], unique=False)
    op.create_index("ix_event_parties_party_id", "event_parties", ["party_id"], unique=False)
    op.create_table(
        "mention_parties",
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.String(), nullable=False),
        sa.Column("side", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("party_id", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("sector", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.CheckConstraint("side in ('actor', 'recipient')", name=op.f("ck_mention_parties_side")),
        sa.ForeignKeyConstraint(
            ["coding_id"], ["codings.coding_id"], name=op.f("fk_mention_parties_coding_id")
        ),
        sa.PrimaryKeyConstraint(
            "coding_id", "mention_id", "side", "ordinal", name=op.f("pk_mention_parties")
        ),
    )
    op.create_index("ix_mention_parties_country", "mention_parties", ["country"], unique=False)
    op.create_index("ix_mention_parties_party_id", "mention_parties", ["party_id"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("mention_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=True),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("date_start", sa.String(), nullable=True),
        sa.Column("date_end", sa.String(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coding_id"], ["codings.coding_id"], name=op.f("fk_mentions_coding_id")
        ),
        sa.PrimaryKeyConstraint("coding_id", "mention_id", name=op.f("pk_mentions")),
    )
    op.create_index("ix_mentions_mention_id", "mentions", ["mention_id"], unique=False)
    op.create_table(
        "statements",
        sa.Column("coding_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("stance", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coding_id"], ["codings.coding_id"], name=op.f("fk_statements_coding_id")
        ),
        sa.PrimaryKeyConstraint("coding_id", "ordinal", name=op.f("pk_statements")),
    )
    op.create_index("ix_statements_statement_id", "statements", ["statement_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for table, key in _SEARCHED:
            for statement in _search_table(table, key):
                op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    if op.get_bind().dialect.name == "sqlite":
        for table, _ in _SEARCHED:
            op.execute(f"DROP TABLE {table}_search")
    op.drop_index("ix_statements_statement_id", table_name="statements")
    op.drop_table("statements")
    op.drop_index("ix_mentions_mention_id", table_name="mentions")
    op.drop_table("mentions")
    op.drop_index("ix_mention_parties_party_id", table_name="mention_parties")
    op.drop_index("ix_mention_parties_country", table_name="mention_parties")
    op.drop_table("mention_parties")
    op.drop_index("ix_event_parties_party_id", table_name="event_parties")
    op.drop_index("ix_event_parties_country", table_name="event_parties")
    op.drop_table("event_parties")
    op.drop_index("ix_event_mentions_mention_id", table_name="event_mentions")
    op.drop_table("event_mentions")
    op.drop_table("conflicts")
    op.drop_index(
        "uq_codings_current",
        table_name="codings",
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.drop_index("ix_codings_page_id", table_name="codings")
    op.drop_table("codings")
    op.drop_index(
        "uq_pages_done",
        table_name="pages",
        sqlite_where=sa.text("status = 'done'"),
        postgresql_where=sa.text("status = 'done'"),
    )
    op.drop_index("ix_pages_uri", table_name="pages")
    op.drop_index("ix_pages_doc_id", table_name="pages")
    op.drop_table("pages")
    op.drop_index(
        "uq_events_current",
        table_name="events",
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.drop_index("ix_events_sort_date", table_name="events")
    op.drop_index("ix_events_event_id", table_name="events")
    op.drop_table("events")
    op.drop_index(
        "uq_copies_current",
        table_name="copies",
        sqlite_where=sa.text("retired_at is null"),
        postgresql_where=sa.text("retired_at is null"),
    )
    op.drop_table("copies")
    op.drop_table("linkings")
    op.drop_table("documents")
    op.drop_table("runs")
