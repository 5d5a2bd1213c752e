"""Events made by hand, as tables for the analyses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
from factories import day

from dragoman.columns import document_schema, of_events
from dragoman.records import Event, Modality, Party, content_id
from dragoman.stored import StoredEvent

_COUNT = iter(range(10**9))


def party(code: str) -> Party:
    """``AZE``, ``org:nato``, ``?`` for one that cannot be placed, ``AZE/x`` for a person."""
    country, _, person = code.partition("/")
    name = f"person:{person}" if person else code
    if code == "?":
        return Party("somebody", 0, 8)
    return Party(code, 0, len(code), code, name, "IGO" if ":" in country else country)


def act(
    who: str,
    kind: str,
    whom: str = "",
    date: str | None = None,
    *,
    mode: str | None = None,
    modality: Modality = Modality.ACTUAL,
    standing: str = "reported",
    n_sources: int = 1,
    reported: str | None = None,
    name: str | None = None,
) -> StoredEvent:
    """Return an event: actors and recipients are codes with blanks between them."""
    event = Event(
        content_id("e", name or str(next(_COUNT))),
        kind,
        mode,
        (),
        modality,
        tuple(party(c) for c in who.split()),
        tuple(party(c) for c in whom.split()),
        day(date),
        None,
        (),
        (),
        (),
        n_sources,
        n_sources,
        (),
        (),
        0.9,
        standing=standing,
        reported=reported,
    )
    return StoredEvent(event, "machine", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z")


def events(
    acts: Iterable[StoredEvent], reports: dict[str, Sequence[tuple[str, Any, Any]]] | None = None
) -> pa.Table:
    return of_events(acts, reports)


def documents(*published: str | None) -> pa.Table:
    """Return texts published on these days."""
    dates = [day(d) for d in published]
    return pa.Table.from_pylist(
        [
            {
                "doc_id": f"doc-{n}",
                "first": _days(d.start) if d else None,
                "last": _days(d.end) if d else None,
                "publisher": None,
                "language": "en",
            }
            for n, d in enumerate(dates)
        ],
        schema=document_schema(),
    )


def _days(text: str | None) -> Any:
    from datetime import date

    return date.fromisoformat(text) if text else None
