"""Records as a store gives them back, and the query that asks for events."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.records import Article, Event, EventMention, Record, Statement


@dataclass(frozen=True, slots=True)
class StoredDocument(Record):
    """A document as the store holds it. ``copy_of`` is the doc_id of the text it copies."""

    article: Article
    copy_of: str | None
    n_events: int
    first_seen: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredSheet(Record):
    """A document's clean text with what is needed to quote it.

    ``published`` is the first ISO day on which it may have been published; ``copy_of`` the
    doc_id of the text it copies.
    """

    doc_id: str
    text: str
    language: str | None
    published: str | None
    copy_of: str | None


@dataclass(frozen=True, slots=True)
class StoredMention(Record):
    """An event mention with the document and the event it belongs to."""

    mention: EventMention
    doc_id: str
    event_id: str | None


@dataclass(frozen=True, slots=True)
class StoredStatement(Record):
    """A statement with the document it stands in."""

    statement: Statement
    doc_id: str


@dataclass(frozen=True, slots=True)
class StoredEvent(Record):
    """An event with its place in the store's history. ``status``: machine, confirmed."""

    event: Event
    status: str
    first_seen: str
    last_changed: str


@dataclass(frozen=True, slots=True)
class ActorSummary(Record):
    """A party over the whole store."""

    id: str
    name: str
    country: str | None
    sector: str | None
    n_events: int


@dataclass(frozen=True, slots=True)
class SearchHit(Record):
    """A hit of the full-text search. ``kind``: document or event; higher score is better."""

    kind: str
    id: str
    title: str
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class EventQuery(Record):
    """Which events are wanted; an empty field does not restrict.

    ``a`` and ``b`` are party codes (``AZE``, ``EUR``, ``org:nato``): with both, events in
    which both take part on either side; with one, events in which it takes part. ``since``
    and ``until`` are ISO days; an event without a date passes neither. ``after`` is the id of
    an event: only those that follow it in the order of the answer.
    """

    a: str | None = None
    b: str | None = None
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    limit: int | None = None
    after: str | None = None
