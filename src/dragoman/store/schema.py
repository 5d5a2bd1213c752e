"""The tables of a store.

What documents say is written once and kept: texts, codings, mentions, statements. What
changes (which coding of a document is current, which events stand) is kept as rows with
the time at which they became known (`known_at`) and ceased to hold (`retired_at`, null
while they hold), so that a later question can be put as of an earlier day. Times are
ISO 8601 in UTC. Full records stand as JSON in `body`; columns beside it are for asking.

Full-text tables (SQLite FTS5) are made by the migrations; they read their text from
`documents` and `events`.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

SCHEMA_REVISION = "0004"
"""The newest migration; a store of a later one was made by a newer Dragoman."""

APPLICATION_ID = 0x44524147
"""Marks an SQLite file as a store of ours (“DRAG”; PRAGMA application_id)."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("started_at", String, nullable=False),
    Column("ended_at", String),
    Column("status", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("version", String, nullable=False),
    Column("n_read", Integer, nullable=False, server_default="0"),
    Column("n_skipped", Integer, nullable=False, server_default="0"),
    Column("n_saved", Integer, nullable=False, server_default="0"),
    Column("n_failed", Integer, nullable=False, server_default="0"),
    Column("coder", String),
    CheckConstraint("status in ('running', 'done', 'interrupted')", name="status"),
)
"""Builds, and the runs of a second coder, of which `coder` tells whose they are."""

documents = Table(
    "documents",
    metadata,
    Column("document_key", Integer, primary_key=True),
    Column("doc_id", String, nullable=False, unique=True),
    Column("uri", String, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("sha256", String, nullable=False),
    Column("first_seen", String, nullable=False),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
)

pages = Table(
    "pages",
    metadata,
    Column("page_id", Integer, primary_key=True),
    Column("uri", String, nullable=False),
    Column("sha256", String),
    Column("fingerprint", String, nullable=False),
    Column("status", String, nullable=False),
    Column("error_code", String),
    Column("error_message", Text),
    Column("doc_id", String, ForeignKey("documents.doc_id")),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    Column("last_run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    Column("known_at", String, nullable=False),
    Column("current", Boolean, nullable=False),
    CheckConstraint("status in ('done', 'failed')", name="status"),
    CheckConstraint("(status = 'done') = (doc_id is not null)", name="done_has_document"),
    Index("ix_pages_uri", "uri"),
    Index("ix_pages_doc_id", "doc_id"),
    Index(
        "uq_pages_done",
        "uri",
        "sha256",
        "fingerprint",
        unique=True,
        sqlite_where=text("status = 'done'"),
        postgresql_where=text("status = 'done'"),
    ),
)
"""Every page seen: `current` holds for the newest version of each uri, and for a failure
that no later success has mended."""

codings = Table(
    "codings",
    metadata,
    Column("coding_id", Integer, primary_key=True),
    Column("doc_id", String, ForeignKey("documents.doc_id"), nullable=False),
    Column("page_id", Integer, ForeignKey("pages.page_id"), nullable=False),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("publisher", String),
    Column("published_start", String),
    Column("published_end", String),
    Column("language", String),
    Column("article", Text, nullable=False),
    Column("coding", Text, nullable=False),
    Column("known_at", String, nullable=False),
    Column("retired_at", String),
    Index("ix_codings_page_id", "page_id"),
    Index("ix_codings_doc_id", "doc_id"),
    Index(
        "uq_codings_current",
        "doc_id",
        unique=True,
        sqlite_where=text("retired_at is null"),
        postgresql_where=text("retired_at is null"),
    ),
)
"""One reading and coding of a document. `article` and `coding` hold what is not in
columns of `documents`, `mentions` and `statements`."""

mentions = Table(
    "mentions",
    metadata,
    Column("coding_id", Integer, ForeignKey("codings.coding_id"), primary_key=True),
    Column("mention_id", String, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("type", String, nullable=False),
    Column("mode", String),
    Column("modality", String, nullable=False),
    Column("date_start", String),
    Column("date_end", String),
    Column("confidence", Float, nullable=False),
    Column("sentence", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_mentions_mention_id", "mention_id"),
)

mention_parties = Table(
    "mention_parties",
    metadata,
    Column("coding_id", Integer, ForeignKey("codings.coding_id"), primary_key=True),
    Column("mention_id", String, primary_key=True),
    Column("side", String, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("party_id", String),
    Column("country", String),
    Column("sector", String),
    Column("name", String),
    CheckConstraint("side in ('actor', 'recipient')", name="side"),
    Index("ix_mention_parties_country", "country"),
    Index("ix_mention_parties_party_id", "party_id"),
)

statements = Table(
    "statements",
    metadata,
    Column("coding_id", Integer, ForeignKey("codings.coding_id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("statement_id", String, nullable=False),
    Column("stance", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_statements_statement_id", "statement_id"),
)

linkings = Table(
    "linkings",
    metadata,
    Column("linking_id", Integer, primary_key=True),
    Column("run_id", Integer, ForeignKey("runs.run_id")),
    Column("linker", String, nullable=False),
    Column("basis", String, nullable=False),
    Column("known_at", String, nullable=False),
)
"""Each time events were made; `basis` tells whether `all` documents were linked anew or
only what `some` of them touch."""

copies = Table(
    "copies",
    metadata,
    Column("copy_id", Integer, primary_key=True),
    Column("doc_id", String, ForeignKey("documents.doc_id"), nullable=False),
    Column("copy_of", String, ForeignKey("documents.doc_id"), nullable=False),
    Column("known_at", String, nullable=False),
    Column("retired_at", String),
    Index("ix_copies_doc_id", "doc_id"),
    Index(
        "uq_copies_current",
        "doc_id",
        unique=True,
        sqlite_where=text("retired_at is null"),
        postgresql_where=text("retired_at is null"),
    ),
)

events = Table(
    "events",
    metadata,
    Column("event_key", Integer, primary_key=True),
    Column("event_id", String, nullable=False),
    Column("linking_id", Integer, ForeignKey("linkings.linking_id"), nullable=False),
    Column("known_at", String, nullable=False),
    Column("retired_at", String),
    Column("first_seen", String, nullable=False),
    Column("status", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("standing", String, nullable=False, server_default="reported"),
    Column("type", String, nullable=False),
    Column("mode", String),
    Column("modality", String, nullable=False),
    Column("date_start", String),
    Column("date_end", String),
    Column("sort_date", String),
    Column("n_sources", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_events_event_id", "event_id"),
    Index("ix_events_sort_date", "sort_date"),
    Index(
        "uq_events_current",
        "event_id",
        unique=True,
        sqlite_where=text("retired_at is null"),
        postgresql_where=text("retired_at is null"),
    ),
)
"""Versions of events; `title` and `text` are what full-text search reads."""

event_mentions = Table(
    "event_mentions",
    metadata,
    Column("event_key", Integer, ForeignKey("events.event_key"), primary_key=True),
    Column("mention_id", String, primary_key=True),
    Column("ordinal", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    Index("ix_event_mentions_mention_id", "mention_id"),
)

event_parties = Table(
    "event_parties",
    metadata,
    Column("event_key", Integer, ForeignKey("events.event_key"), primary_key=True),
    Column("side", String, primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("party_id", String),
    Column("country", String),
    Column("sector", String),
    Column("name", String),
    CheckConstraint("side in ('actor', 'recipient')", name="side"),
    Index("ix_event_parties_country", "country"),
    Index("ix_event_parties_party_id", "party_id"),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("event_key", Integer, ForeignKey("events.event_key"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("field", String, nullable=False),
    Column("value", Text, nullable=False),
    Column("reports", Text, nullable=False),
)

stale = Table(
    "stale",
    metadata,
    Column("doc_id", String, primary_key=True),
)
"""Documents that came, changed, went or were judged since the last linking."""

carriers = Table(
    "carriers",
    metadata,
    Column("doc_id", String, primary_key=True),
    Column("whole", String, nullable=False),
    Column("published", String, nullable=False),
    Column("credit", String, nullable=False),
    Index("ix_carriers_whole", "whole"),
)
"""The documents that the last linking read, with what tells an original from a copy."""

bodies = Table(
    "bodies",
    metadata,
    Column("whole", String, primary_key=True),
    Column("sketch", LargeBinary, nullable=False),
    Column("shingles", LargeBinary, nullable=False),
    Column("numbers", Text, nullable=False),
)
"""Fingerprints of bodies of text, by the hash of the body."""

likenesses = Table(
    "likenesses",
    metadata,
    Column("whole", String, primary_key=True),
    Column("other", String, primary_key=True),
    Column("share", Float, nullable=False),
)
"""Bodies of which most stands in another; each pair both ways."""

blocks = Table(
    "blocks",
    metadata,
    Column("block_id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("doc_id", String, nullable=False),
    Index("ix_blocks_key_low", "key", "low"),
    Index("ix_blocks_doc_id", "doc_id"),
)
"""Where to look for reports of the same happening: party, family and days, by document."""

links = Table(
    "links",
    metadata,
    Column("link_id", Integer, primary_key=True),
    Column("a", String, nullable=False),
    Column("b", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("linking_id", Integer, ForeignKey("linkings.linking_id"), nullable=False),
    Column("known_at", String, nullable=False),
    Column("retired_at", String),
    Index("ix_links_b", "b"),
    Index(
        "uq_links_current",
        "a",
        "b",
        unique=True,
        sqlite_where=text("retired_at is null"),
        postgresql_where=text("retired_at is null"),
    ),
)
"""Pairs of mentions that speak for one happening, whatever else kept them apart."""

relations = Table(
    "relations",
    metadata,
    Column("relation_id", Integer, primary_key=True),
    Column("event_id", String, nullable=False),
    Column("other_id", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("step", String),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),
    Column("known_at", String, nullable=False),
    Column("retired_at", String),
    Index("ix_relations_event_id", "event_id"),
    Index("ix_relations_other_id", "other_id"),
)
"""What joins two events that are not one: denial, fulfilment, next step."""

event_keys = Table(
    "event_keys",
    metadata,
    Column("event_key_id", Integer, primary_key=True),
    Column("key", String, nullable=False),
    Column("low", Integer, nullable=False),
    Column("high", Integer, nullable=False),
    Column("event_id", String, nullable=False),
    Index("ix_event_keys_key_low", "key", "low"),
    Index("ix_event_keys_event_id", "event_id"),
)
"""Where to look for events that may be related to another; of the current events only."""

judgements = Table(
    "judgements",
    metadata,
    Column("judgement_key", Integer, primary_key=True),
    Column("judgement_id", String, nullable=False, unique=True),
    Column("action", String, nullable=False),
    Column("doc_id", String, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("other_doc_id", String),
    Column("other_start", Integer),
    Column("other_end", Integer),
    Column("body", Text, nullable=False),
    Column("who", String, nullable=False),
    Column("sample", String),
    Column("known_at", String, nullable=False),
    Column("retired_at", String),
    Index("ix_judgements_doc_id", "doc_id"),
    Index("ix_judgements_other_doc_id", "other_doc_id"),
)
"""What people decided, tied to characters of a document and not to a coding of it, so that
it is replayed on every later one; undone ones are retired."""

opinion_answers = Table(
    "opinion_answers",
    metadata,
    Column("answer_id", Integer, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("doc_id", String, ForeignKey("documents.doc_id"), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    Column("known_at", String, nullable=False),
    Column("body", Text, nullable=False),
    Index("uq_opinion_answers_passage", "doc_id", "fingerprint", "start", "end", unique=True),
)
"""What a second coder answered, passage by passage, as tags that stand in the text."""

opinions = Table(
    "opinions",
    metadata,
    Column("opinion_id", Integer, primary_key=True),
    Column("fingerprint", String, nullable=False),
    Column("doc_id", String, ForeignKey("documents.doc_id"), nullable=False),
    Column("run_id", Integer, ForeignKey("runs.run_id"), nullable=False),
    Column("n_passages", Integer, nullable=False),
    Column("n_failed", Integer, nullable=False),
    Column("dropped", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("known_at", String, nullable=False),
    Column("retired_at", String),
    Index(
        "uq_opinions_current",
        "doc_id",
        "fingerprint",
        unique=True,
        sqlite_where=text("retired_at is null"),
        postgresql_where=text("retired_at is null"),
    ),
)
"""A second coder's coding of a document, beside the one that stands; no event rests on it."""
