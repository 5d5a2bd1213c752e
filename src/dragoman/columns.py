"""Events and documents as Arrow tables: the columns in which a store hands them to analyses.

The events table, a row an event, by day and then by id, undated last:

============================  =======================================================
``event_id``, ``title``       its id, and the event in one line
``type``, ``mode``            PLOVER; ``quad``: the quad class in words;
                              ``intensity``: the score from -10 to +10
``modality``, ``standing``    the standing with what other events say of it taken in
``status``                    ``machine``, ``confirmed``, ``corrected``
``confidence``                0 to 1
``first``, ``last``           days (date32); null where the date is open, both if undated
``precision``                 of the date
``reported``                  day of the first report (date32); null where none is dated
``month``                     ``2023-09`` where the date falls into one month for sure
                              (:func:`month_of`), else null
``actors``, ``recipients``    lists of ids of parties, null for a party that has none
``actor_countries``,          lists of ISO alpha-3 or ontology codes, as long as the
``recipient_countries``       lists of ids
``n_reports``, ``n_sources``  mentions; independent texts
``documents``                 list of doc_ids, one a report whose document is known
``publishers``, ``languages`` lists as long as that; null where not known
============================  =======================================================

The documents table, a row a document: ``doc_id``, ``first``, ``last`` (days of
publication), ``publisher``, ``language``.

The corpus table counts all events: ``type``, ``modality``, ``standing``, ``first``,
``last``, ``reported`` and ``n_events``, how many are alike in these.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.ontology import intensity, quad
from dragoman.records import Party
from dragoman.titles import event_title

if TYPE_CHECKING:
    import pyarrow as pa

    from dragoman.stored import StoredEvent

SHORT = 7
"""An act of at most so many days falls where it began (:func:`month_of`)."""


def event_schema() -> pa.Schema:
    """Return the schema of the events table."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    return pa.schema(
        [
            ("event_id", pa.string()),
            ("title", pa.string()),
            ("type", pa.string()),
            ("mode", pa.string()),
            ("quad", pa.string()),
            ("intensity", pa.float64()),
            ("modality", pa.string()),
            ("standing", pa.string()),
            ("status", pa.string()),
            ("confidence", pa.float64()),
            ("first", pa.date32()),
            ("last", pa.date32()),
            ("precision", pa.string()),
            ("reported", pa.date32()),
            ("month", pa.string()),
            ("actors", texts),
            ("actor_countries", texts),
            ("recipients", texts),
            ("recipient_countries", texts),
            ("n_reports", pa.int32()),
            ("n_sources", pa.int32()),
            ("documents", texts),
            ("publishers", texts),
            ("languages", texts),
        ]
    )


def document_schema() -> pa.Schema:
    """Return the schema of the documents table."""
    import pyarrow as pa

    return pa.schema(
        [
            ("doc_id", pa.string()),
            ("first", pa.date32()),
            ("last", pa.date32()),
            ("publisher", pa.string()),
            ("language", pa.string()),
        ]
    )


def corpus_schema() -> pa.Schema:
    """Return the schema of the corpus table."""
    import pyarrow as pa

    names = ("type", "modality", "standing", "first", "last", "reported")
    fields = [event_schema().field(name) for name in names]
    return pa.schema([*fields, pa.field("n_events", pa.int64())])


def corpus_of(events: pa.Table) -> pa.Table:
    """Return the corpus table of an events table that holds all events."""
    import pyarrow as pa

    counted = events.select(corpus_schema().names[:-1])
    return counted.append_column("n_events", pa.array([1] * counted.num_rows, pa.int64()))


def month_of(first: str | None, last: str | None) -> str | None:
    """Return the month into which a date falls for sure, as ``2023-09``; None if into none.

    It holds both ends; a stretch of at most seven days falls where it began.

    >>> month_of("2023-09-29", "2023-10-02"), month_of("2023-09-01", "2023-10-31")
    ('2023-09', None)
    """
    if first is None or last is None:
        return None
    if first[:7] == last[:7]:
        return first[:7]
    short = date.fromisoformat(last) - date.fromisoformat(first) < timedelta(SHORT)
    return first[:7] if short else None


def score(event_type: str, mode: str | None) -> tuple[str, float]:
    """Return quad class and intensity; ``("unknown", 0.0)`` for a type that PLOVER lacks."""
    try:
        return quad(event_type), intensity(event_type, mode)
    except KeyError:
        return "unknown", 0.0


def of_events(
    stored: Iterable[StoredEvent],
    reports: Mapping[str, Sequence[tuple[str, str | None, str | None]]] | None = None,
) -> pa.Table:
    """Return the events table of records; a store makes its own faster.

    Args:
        stored: events; what other events say of their standing is not taken in.
        reports: by event id, the document, publisher and language of each report.
    """
    import pyarrow as pa

    rows = [_row(s, (reports or {}).get(s.event.event_id, ())) for s in stored]
    rows.sort(key=lambda r: (r["first"] or r["last"] or date.max, r["event_id"]))
    return pa.Table.from_pylist(rows, schema=event_schema())


def _row(
    stored: StoredEvent, reports: Sequence[tuple[str, str | None, str | None]]
) -> dict[str, Any]:
    e = stored.event
    kind, strength = score(e.type, e.mode)
    first, last = (e.date.start, e.date.end) if e.date else (None, None)
    return {
        "event_id": e.event_id,
        "title": event_title(e),
        "type": e.type,
        "mode": e.mode,
        "quad": kind,
        "intensity": strength,
        "modality": str(e.modality),
        "standing": e.standing,
        "status": stored.status,
        "confidence": e.confidence,
        "first": date.fromisoformat(first) if first else None,
        "last": date.fromisoformat(last) if last else None,
        "precision": str(e.date.precision) if e.date else None,
        "reported": date.fromisoformat(e.reported) if e.reported else None,
        "month": month_of(first, last),
        **_side("actor", e.actors),
        **_side("recipient", e.recipients),
        "n_reports": e.n_reports,
        "n_sources": e.n_sources,
        "documents": [d for d, _, _ in reports],
        "publishers": [p for _, p, _ in reports],
        "languages": [language for _, _, language in reports],
    }


def _side(name: str, parties: Sequence[Party]) -> dict[str, Any]:
    return {f"{name}s": [p.id for p in parties], f"{name}_countries": [p.country for p in parties]}
