"""What is exported: a table of a store, filtered, in the shapes that formats are made of.

Everything is given one by one as the store reads it, so that memory does not grow with
the number of records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from typing import Any, Protocol

from dragoman.present import registers, rows, shapes
from dragoman.records import Event, Party
from dragoman.registered import Row, has_party, within
from dragoman.standing import AGAINST, Account, Tie, account
from dragoman.stored import (
    ActorSummary,
    EventQuery,
    StoredDocument,
    StoredEvent,
    StoredMention,
    StoredStatement,
)

INCLUDE = ("coarse-dates", "contested")
"""What formats leave out by their rules unless it is asked for."""
_DOCUMENTS_HELD = 512


class Holdings(Protocol):
    """What a store must answer; :class:`dragoman.store.Store` does."""

    def events(self, query: EventQuery | None = None) -> Iterator[StoredEvent]:
        """Give the events that a query wants."""

    def tied(self, stored: Iterable[StoredEvent]) -> Iterator[tuple[StoredEvent, tuple[Tie, ...]]]:
        """Give events with what joins them to others."""

    def mentions(self, ids: Sequence[str]) -> list[StoredMention]:
        """Return mentions in the order of their ids."""

    def mentions_of_document(self, doc_id: str) -> list[StoredMention]:
        """Return the mentions of a document."""

    def document(self, doc_id: str) -> StoredDocument | None:
        """Return a document."""

    def event(self, event_id: str) -> StoredEvent | None:
        """Return an event."""

    def documents(self) -> Iterator[StoredDocument]:
        """Give the documents."""

    def statements(self, doc_id: str | None = None) -> Iterator[StoredStatement]:
        """Give the statements of a document, or all."""

    def actors(self) -> Iterator[ActorSummary]:
        """Give the parties of all events."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be exported.

    Attributes:
        table: its name.
        query: which events; for other tables only its limit counts.
        text: documents with their text.
        disputed: of claims, only events that somebody denies or doubts.
        include: of :data:`INCLUDE`.
    """

    table: str
    query: EventQuery = field(default_factory=EventQuery)
    text: bool = False
    disputed: bool = False
    include: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Report:
    """A mention of an event with the document it stands in (null if the store lost it)."""

    mention: StoredMention
    document: StoredDocument | None

    @property
    def published(self) -> str | None:
        """The day on which the document came out; null where that is not known to the day."""
        date = self.document.article.published if self.document else None
        return date.start if date and date.start == date.end else None

    @property
    def sentence(self) -> str:
        """The sentence that tells it; empty where the text is lost."""
        start, end = self.mention.mention.sentence
        return self.document.article.text[start:end] if self.document else ""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event with its reports, what joins it to others, and how it stands."""

    stored: StoredEvent
    reports: tuple[Report, ...]
    ties: tuple[Tie, ...]
    account: Account

    @property
    def event(self) -> Event:
        """The event alone."""
        return self.stored.event

    @property
    def parties(self) -> tuple[Party, ...]:
        """Those who act and those who are acted upon."""
        return (*self.event.actors, *self.event.recipients)

    @property
    def disputes(self) -> list[str]:
        """Who denies or doubts it, a sentence each, such as ``Denied by Iran.``."""
        against = [v.claim for v in self.account.voices if v.claim.says in AGAINST]
        said = {
            f"{c.says.capitalize()} by {c.name or c.text or 'somebody'}.": None for c in against
        }
        return list(said)

    @property
    def first(self) -> Report | None:
        """The first report: of those that are no copies, the earliest; the event's own order."""
        own = [r for r in self.reports if r.document and not r.document.copy_of]
        dated = [r for r in own if r.published]
        if dated:
            return min(dated, key=lambda r: r.published or "")
        return next(iter((*own, *self.reports)), None)


class Material:
    """A table of a store as formats read it. May be read more than once.

    Attributes:
        asked: what was asked for.
        holdings: the store.
    """

    def __init__(
        self,
        holdings: Holdings,
        asked: Asked,
        register: Callable[[str], Iterable[Row]] | None = None,
    ) -> None:
        """Take a store, what is wanted of it, and what derives a register by its name."""
        self._register = register
        self.holdings = holdings
        self.asked = asked
        # Events share documents, and those of one document come near each other.
        self.document = lru_cache(maxsize=_DOCUMENTS_HELD)(holdings.document)

    def happenings(self) -> Iterator[Happening]:
        """Give the events that are asked for, with all that belongs to them."""
        return self._gathered(self.holdings.events(self.asked.query))

    def _gathered(self, events: Iterable[StoredEvent]) -> Iterator[Happening]:
        for stored, ties in self.holdings.tied(events):
            reports = tuple(
                Report(m, self.document(m.doc_id))
                for m in self.holdings.mentions(stored.event.mentions)
            )
            yield Happening(stored, reports, ties, account(stored.event, ties))

    def documents(self) -> Iterator[StoredDocument]:
        """Give the documents."""
        return islice(self.holdings.documents(), self.asked.query.limit)

    def register(self) -> Iterator[Row]:
        """Give the rows of the register that is asked for. A register is held in memory."""
        query, derive = self.asked.query, self._register
        if derive is None:
            raise KeyError(self.asked.table)
        wanted = [code for code in (query.a, query.b) if code is not None]
        found = (
            row
            for row in derive(self.asked.table)
            if within(row, query.since, query.until) and all(has_party(row, c) for c in wanted)
        )
        return islice(found, query.limit)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Give the records of the table in their JSON shapes."""
        match self.asked.table:
            case "events":
                for h in self.happenings():
                    yield event_row(h)
            case "claims":
                for stored, ties in self.claimed():
                    yield shapes.claimed_json(stored, ties)
            case "documents":
                for document in self.documents():
                    yield shapes.document_json(document, text=self.asked.text)
            case "statements":
                for said in islice(self.holdings.statements(), self.asked.query.limit):
                    yield rows.statement_json(said, self.document(said.doc_id))
            case "actors":
                for actor in islice(self.holdings.actors(), self.asked.query.limit):
                    yield rows.actor_json(actor)
            case _:
                for row in self.register():
                    yield registers.row_json(row)

    def claimed(self) -> Iterator[tuple[StoredEvent, tuple[Tie, ...]]]:
        """Give the events that somebody claims, or else disputes."""
        # The limit counts what is listed, and not what is looked through.
        query = replace(self.asked.query, limit=None)

        def wanted() -> Iterator[tuple[StoredEvent, tuple[Tie, ...]]]:
            for stored, ties in self.holdings.tied(self.holdings.events(query)):
                told = account(stored.event, ties)
                if told.disputed if self.asked.disputed else told.voices:
                    yield stored, ties

        return islice(wanted(), self.asked.query.limit)


def event_row(happening: Happening) -> dict[str, Any]:
    """Return an event in its JSON shape."""
    held = {r.mention.doc_id: r.document for r in happening.reports if r.document is not None}
    return shapes.event_json(
        happening.stored, [r.mention for r in happening.reports], held, happening.ties
    )
