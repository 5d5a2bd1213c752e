"""The records of a store in their JSON shapes, as commands, exports and the library give them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from dragoman.present import rows, shapes
from dragoman.present.formats.material import Asked, Material
from dragoman.present.timeline import Report
from dragoman.registered import Row
from dragoman.standing import Tie
from dragoman.store import Store
from dragoman.stored import EventQuery, StoredDocument, StoredEvent, StoredStatement

Json = dict[str, Any]
_KEPT = 512


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

    def material(
        self, table: str, query: EventQuery, *, text: bool = False, contested: bool = False
    ) -> Material:
        """Return what a table of the store is made of, as listings and exports read it.

        Args:
            table: ``events``, ``claims``, ``statements``, ``documents``, ``actors`` or a register.
            query: which events, claims or rows of a register are wanted; of the others the
                limit alone counts.
            text: documents with their text.
            contested: of the claims, only those on events that somebody disputes.
        """
        asked = Asked(table, query, text=text, disputed=contested)
        return Material(self.store, asked, self.register)

    def register(self, name: str) -> Iterable[Row]:
        """Derive a register by its name."""
        from dragoman.registry import registers_of

        return registers_of(self.store, wanted=(name,)).rows(name)
