"""Events with their texts, held in memory, for the tests of exports and comparisons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from factories import Told, article

from dragoman.records import (
    Attribution,
    Basis,
    Claim,
    CodedArticle,
    DateValue,
    Event,
    EventMention,
    LinkReason,
    Modality,
    Place,
    Precision,
    Relation,
    Stance,
    content_id,
)
from dragoman.standing import Tie, ties_of
from dragoman.stored import (
    ActorSummary,
    EventQuery,
    StoredDocument,
    StoredEvent,
    StoredMention,
    StoredStatement,
)

SEEN = "2026-01-02T03:04:05Z"
BAKU = Place("Baku", "AZE", 40.378, 49.892, "city", "Baku", 587084, "Baki")


def event_of(mentions: Sequence[EventMention], **changes: Any) -> Event:
    """Return the event that mentions tell of: the first one's fields, unless others are given."""
    first = mentions[0]
    ids = tuple(m.mention_id for m in mentions)
    fields = {
        name: getattr(first, name)
        for name in ("type", "mode", "contexts", "modality", "actors", "recipients", "date",
                     "place", "amounts", "objects", "confidence")
    }  # fmt: skip
    fields |= {
        "event_id": content_id("e", *ids),
        "mentions": ids,
        "n_reports": len(ids),
        "n_sources": len(ids),
        "conflicts": (),
        "links": tuple(LinkReason(i, 0.9, ("for a test",)) for i in ids),
    }
    return Event(**fields | changes)


@dataclass
class World:
    """A store of articles and events, as formats read it."""

    articles: list[CodedArticle] = field(default_factory=list)
    stored: list[StoredEvent] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def tell(
        self,
        *told: Told,
        published: str | None = "2020-01-10",
        name: str | None = None,
        **more: Any,
    ) -> list[EventMention]:
        """Add an article that tells of acts; return its mentions."""
        name = name or f"page-{len(self.articles)}.txt"
        body = more.pop("body", f"{name} goes on with other words.")
        uri = more.pop("uri", None)
        made = article(name, told, published=published, body=body, **more)
        if uri is not None:
            made = replace(made, article=replace(made.article, uri=uri))
        self.articles.append(made)
        return list(made.coding.events)

    def happen(self, *mentions: EventMention, **changes: Any) -> Event:
        """Add the event that mentions tell of."""
        event = event_of(mentions, **changes)
        self.stored.append(StoredEvent(event, event.status, SEEN, SEEN))
        return event

    def event_told(
        self, told: Told, *, published: str | None = "2020-01-10", **changes: Any
    ) -> Event:
        """Add an article that tells of one act, and its event."""
        return self.happen(*self.tell(told, published=published), reported=published, **changes)

    # What formats ask of a store.

    def events(self, query: EventQuery | None = None) -> Iterator[StoredEvent]:
        yield from self.stored

    def tied(self, stored: Iterable[StoredEvent]) -> Iterator[tuple[StoredEvent, tuple[Tie, ...]]]:
        known = {s.event.event_id: s.event for s in self.stored}
        for one in stored:
            yield one, ties_of(one.event.event_id, self.relations, known)

    def mentions(self, ids: Sequence[str]) -> list[StoredMention]:
        held = {
            m.mention_id: StoredMention(m, a.article.doc_id, None)
            for a in self.articles
            for m in a.coding.events
        }
        return [held[i] for i in ids if i in held]

    def mentions_of_document(self, doc_id: str) -> list[StoredMention]:
        return [
            StoredMention(m, doc_id, None)
            for a in self.articles
            if a.article.doc_id == doc_id
            for m in a.coding.events
        ]

    def event(self, event_id: str) -> StoredEvent | None:
        return next((s for s in self.stored if s.event.event_id == event_id), None)

    def document(self, doc_id: str) -> StoredDocument | None:
        return next((d for d in self.documents() if d.article.doc_id == doc_id), None)

    def documents(self) -> Iterator[StoredDocument]:
        for a in self.articles:
            yield StoredDocument(a.article, None, len(a.coding.events), SEEN)

    def statements(self, doc_id: str | None = None) -> Iterator[StoredStatement]:
        for a in self.articles:
            if doc_id in (None, a.article.doc_id):
                yield from (StoredStatement(s, a.article.doc_id) for s in a.coding.statements)

    def actors(self) -> Iterator[ActorSummary]:
        yield ActorSummary("AZE", "Azerbaijan", "AZE", "GOV", 3)


def span(start: str, end: str | None, precision: Precision) -> DateValue:
    """Return a date of a precision that words do not give."""
    return DateValue(start, end, precision, Basis.STATED, None)


def ordinary() -> World:
    """Return a world with an event of most sorts."""
    w = World()
    visit = w.tell(
        Told("CONSULT", "IRN/amir-hatami", "AZE", "visit", "2018-02-21", contexts=("military",),
             trigger="visited", sector="MIL"),
        published="2018-02-22", publisher="Araz Post",
    )  # fmt: skip
    again = w.tell(
        Told("CONSULT", "IRN", "AZE", "visit", "2018-02-21", trigger="came to"),
        published="2018-02-23", publisher="Highland Monitor", uri="http://example.org/a?b=1&c=%20d",
    )  # fmt: skip
    w.happen(*visit, *again, place=BAKU, reported="2018-02-22")
    w.event_told(
        Told("ASSAULT", "ARM AZE", "", "firearms", "2020-09-27", amounts=(("dead", 7.0),),
             sector="MIL", trigger="fought"),
        place=replace(BAKU, name="Tovuz", precision="district", admin2="Tovuz"),
    )  # fmt: skip
    w.event_told(Told("AID", "IRN", "ARM", None, "2019-05", amounts=(("money", 1e6),)))
    w.event_told(Told("SUPPORT", "IRN AZE", "", None, "2022-03-11", objects=("accord on rail",)))
    w.event_told(
        Told("CONSULT", "IRN", "AZE", "visit", "2021-06-01", modality=Modality.FUTURE),
        published="2021-05-01",
    )
    w.event_told(Told("COERCE", "RUS", "GEO", "cyber", "2020-02-02", modality=Modality.NEGATED))
    w.event_told(Told("ACCUSE", "AZE", "IRN", "allege", None))
    denied = w.tell(Told("COERCE", "AZE", "IRN", "arrest", "2021-09-15", trigger="held"))
    w.happen(
        *denied,
        claims=(
            Claim(denied[0].mention_id, None, "Azerbaijan", "AZE", "denied", "2021-09-16", "Baku"),
        ),
        standing="contested",
    )
    return w


def hostile(words: str) -> World:
    """Return a world in which names, titles, publishers and sentences hold some words."""
    w = World()
    # No text with a lone surrogate comes out of a store; a name may.
    sound = words.encode("utf-8", "replace").decode()
    (m,) = w.tell(
        Told("CONSULT", "IRN", "AZE", "visit", "2018-02-21", extra=sound),
        published="2018-02-22",
        publisher=sound,
        title=sound,
    )
    party = replace(m.actors[0], name=words, id=None, role=words)
    place = replace(BAKU, name=words, text=words, admin1=words)
    source = Attribution(words, 0, 1, words, "IRN", Stance.ASSERT)
    m = replace(m, actors=(party,), place=place, attribution=source)
    w.articles[0] = replace(w.articles[0], coding=replace(w.articles[0].coding, events=(m,)))
    w.happen(m)
    return w
