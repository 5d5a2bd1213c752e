"""Agreements by where they are told and by their events, for what else refers to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from dragoman.registered import Agreement, evidence_of


class Papers:
    """The agreements, looked up by documents or by events."""

    def __init__(self, rows: Iterable[Agreement] = ()) -> None:
        self._by_doc: dict[str, list[Agreement]] = defaultdict(list)
        self._by_event: dict[str, Agreement] = {}
        for row in rows:
            for doc in sorted({e.doc_id for e in evidence_of(row)}):
                self._by_doc[doc].append(row)
            for event_id in row.events:
                self._by_event[event_id] = row

    def told_in(self, docs: Iterable[str]) -> list[Agreement]:
        """Return the agreements of which some of these documents tell, by id."""
        found = {row.row_id: row for doc in docs for row in self._by_doc.get(doc, ())}
        return [found[name] for name in sorted(found)]

    def of(self, events: Iterable[str]) -> list[Agreement]:
        """Return the agreements to which some of these events belong, by id."""
        found = {self._by_event[e].row_id: self._by_event[e] for e in events if e in self._by_event}
        return [found[name] for name in sorted(found)]
