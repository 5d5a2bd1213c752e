"""The records of a store in their JSON shapes, as commands, exports and the library give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

from dragoman.present import registers, rows, shapes
from dragoman.present.timeline import Report
from dragoman.registered import REGISTERS, Row, has_party, within
from dragoman.standing import Tie, account
from dragoman.store import Store
from dragoman.stored import EventQuery, StoredDocument, StoredEvent, StoredStatement

Json = dict[str, Any]
_KEPT = 512

TiedEvent = tuple[StoredEvent, tuple[Tie, ...]]
"""An event with what joins it to others."""


class Shaper:
    """Puts the records of one store into shape; it keeps the last documents, for events share them.

    Attributes:
        store: the store.
    """

    def __init__(self, store: Store) -> None:
        """Shape what a store gives."""
        self.store = store
        self._document = lru_cache(maxsize=_KEPT)(store.document)

    def document(self, doc_id: str) -> StoredDocument | None:
        """Return a document; None if the store lost it."""
        return self._document(doc_id)

    def reports(self, stored: StoredEvent) -> list[Report]:
        """Return the reports of an event with their documents."""
        return self.reports_of(stored.event.mentions)

    def reports_of(self, mentions: Sequence[str]) -> list[Report]:
        """Return mentions by their ids, with their documents."""
        return [Report(m, self.document(m.doc_id)) for m in self.store.mentions(mentions)]

    def event(self, stored: StoredEvent, ties: Sequence[Tie]) -> Json:
        """Return an event with all its reports."""
        reports = self.reports(stored)
        held = {r.mention.doc_id: r.document for r in reports if r.document is not None}
        return shapes.event_json(stored, [r.mention for r in reports], held, ties)

    def statement(self, stored: StoredStatement) -> Json:
        """Return a statement with the uri of its document."""
        return rows.statement_json(stored, self.document(stored.doc_id))

    def claimed(self, query: EventQuery, *, contested: bool) -> Iterator[TiedEvent]:
        """Yield the events that a query wants and that somebody claims, or else disputes."""

        def wanted() -> Iterator[TiedEvent]:
            # The limit counts what is listed, and not what is looked through.
            for stored, ties in self.store.tied(self.store.events(replace(query, limit=None))):
                told = account(stored.event, ties)
                if told.disputed if contested else told.voices:
                    yield stored, ties

        return islice(wanted(), query.limit)

    def register(self, name: str, query: EventQuery) -> Iterator[Row]:
        """Yield the rows of a register that a query's days and parties choose."""
        from dragoman.registry import registers_of

        parties = [code for code in (query.a, query.b) if code is not None]
        chosen = (
            row
            for row in registers_of(self.store, wanted=(name,)).rows(name)
            if within(row, query.since, query.until) and all(has_party(row, p) for p in parties)
        )
        yield from islice(chosen, query.limit)

    def rows(
        self, table: str, query: EventQuery, *, text: bool = False, contested: bool = False
    ) -> Iterator[Json]:
        """Yield the records of a table in their shapes, as they come from the store.

        Args:
            table: ``events``, ``claims``, ``statements``, ``documents``, ``actors`` or a register.
            query: which events, claims or rows of a register are wanted; of the others the
                limit alone counts.
            text: documents with their text.
            contested: of the claims, only those on events that somebody disputes.
        """
        if table == "events":
            for stored, ties in self.store.tied(self.store.events(query)):
                yield self.event(stored, ties)
        elif table == "claims":
            for stored, ties in self.claimed(query, contested=contested):
                yield shapes.claimed_json(stored, ties)
        elif table == "documents":
            for document in islice(self.store.documents(), query.limit):
                yield shapes.document_json(document, text=text)
        elif table == "statements":
            for statement in islice(self.store.statements(), query.limit):
                yield self.statement(statement)
        elif table in REGISTERS:
            for row in self.register(table, query):
                yield registers.row_json(row)
        else:
            for actor in islice(self.store.actors(), query.limit):
                yield rows.actor_json(actor)
