"""Events and documents read as columns, for analyses: see :mod:`dragoman.columns`.

Records of 50,000 events take seconds to build; what analyses need of them is read as
columns in a fraction of one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import JSON, Connection, select, type_coerce

from dragoman.columns import document_schema, event_schema, month_of, score
from dragoman.standing import UNDENIED
from dragoman.store.moments import stood
from dragoman.store.schema import (
    codings,
    event_mentions,
    event_parties,
    events,
    mentions,
    relations,
)

if TYPE_CHECKING:
    import pyarrow as pa

_SIDES = ("actor", "recipient")


def read_table(connection: Connection, at: str | None) -> pa.Table:
    """Return the events that stood as one table."""
    import pyarrow as pa

    body = type_coerce(events.c.body, JSON)
    found = connection.execute(
        select(
            events.c.event_key,
            events.c.event_id,
            events.c.title,
            events.c.type,
            events.c.mode,
            events.c.modality,
            events.c.standing,
            events.c.status,
            events.c.date_start,
            events.c.date_end,
            events.c.n_sources,
            body["confidence"].as_float(),
            body[("date", "precision")].as_string(),
        )
        .where(stood(events, at))
        .order_by(events.c.event_key)
    ).all()
    if not found:
        return event_schema().empty_table()
    keys, ids, titles, types, modes, modalities, standings, *rest = zip(*found, strict=True)
    statuses, starts, ends, n_sources, confidences, precisions = rest
    kinds = {pair: score(*pair) for pair in set(zip(types, modes, strict=True))}
    scored = [kinds[pair] for pair in zip(types, modes, strict=True)]
    denied = _denied(connection, at)
    rows = np.array(keys)
    reports, n_reports = _reports(connection, rows, at)
    columns: dict[str, Any] = {
        "event_id": ids,
        "title": titles,
        "type": types,
        "mode": modes,
        "quad": [kind for kind, _ in scored],
        "intensity": [strength for _, strength in scored],
        "modality": modalities,
        "standing": [
            "contested" if i in denied and s in UNDENIED else s
            for i, s in zip(ids, standings, strict=True)
        ],
        "status": statuses,
        "confidence": confidences,
        "first": _days(starts),
        "last": _days(ends),
        "precision": precisions,
        "month": [month_of(f, t) for f, t in zip(starts, ends, strict=True)],
        **_parties(connection, rows, at),
        "n_reports": n_reports,
        "n_sources": n_sources,
        **reports,
    }
    schema = event_schema()
    arrays = [
        c if isinstance(c := columns[f.name], pa.Array) else pa.array(c, f.type) for f in schema
    ]
    return _ordered(pa.Table.from_arrays(arrays, schema=schema))


def read_document_table(connection: Connection, at: str | None) -> pa.Table:
    """Return the documents that stood as one table, by id."""
    import pyarrow as pa

    found = connection.execute(
        select(
            codings.c.doc_id,
            codings.c.published_start,
            codings.c.published_end,
            codings.c.publisher,
            codings.c.language,
        )
        .where(stood(codings, at))
        .order_by(codings.c.doc_id)
    ).all()
    schema = document_schema()
    if not found:
        return schema.empty_table()
    ids, starts, ends, publishers, languages = zip(*found, strict=True)
    arrays = [
        pa.array(ids),
        _days(starts),
        _days(ends),
        pa.array(publishers, pa.string()),
        pa.array(languages, pa.string()),
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _denied(connection: Connection, at: str | None) -> set[str]:
    """Return the events that a denial of its own is about."""
    return set(
        connection.scalars(
            select(relations.c.other_id)
            .join(events, events.c.event_id == relations.c.event_id)
            .where(
                relations.c.kind == "denies",
                relations.c.event_id != relations.c.other_id,
                stood(relations, at),
                stood(events, at),
            )
        )
    )


def _days(days: Any) -> pa.Array:
    import pyarrow as pa

    return pa.array(days, pa.string()).cast(pa.date32())


def _parties(connection: Connection, keys: Any, at: str | None) -> dict[str, pa.Array]:
    """Return the four lists of parties of the events with these keys, which ascend."""
    import pyarrow as pa

    p = event_parties.c
    columns: dict[str, pa.Array] = {}
    for side in _SIDES:
        found = connection.execute(
            select(p.event_key, p.party_id, p.country)
            .join(events, events.c.event_key == p.event_key)
            .where(p.side == side, stood(events, at))
            .order_by(p.event_key, p.ordinal)
        ).all()
        owners, ids, countries = zip(*found, strict=True) if found else ((), (), ())
        offsets = _offsets(keys, np.array(owners, dtype=np.int64))
        for name, values in ((f"{side}s", ids), (f"{side}_countries", countries)):
            columns[name] = pa.ListArray.from_arrays(offsets, pa.array(values, pa.string()))
    return columns


def _reports(connection: Connection, keys: Any, at: str | None) -> tuple[dict[str, pa.Array], Any]:
    """Return the lists of documents, publishers and languages, and how many reports there are."""
    import pyarrow as pa

    counted = connection.execute(
        select(event_mentions.c.event_key, event_mentions.c.mention_id)
        .join(events, events.c.event_key == event_mentions.c.event_key)
        .where(stood(events, at))
        .order_by(event_mentions.c.event_key, event_mentions.c.ordinal)
    ).all()
    sources = {
        row[0]: tuple(row)[1:]
        for row in connection.execute(
            select(
                codings.c.coding_id, codings.c.doc_id, codings.c.publisher, codings.c.language
            ).where(stood(codings, at))
        )
    }
    homes = {
        mention: coding
        for mention, coding in connection.execute(
            select(mentions.c.mention_id, mentions.c.coding_id)
        )
        if coding in sources
    }
    owners, told = zip(*counted, strict=True) if counted else ((), ())
    everyone = np.array(owners, dtype=np.int64)
    known = [(o, sources[homes[m]]) for o, m in zip(owners, told, strict=True) if m in homes]
    offsets = _offsets(keys, np.array([o for o, _ in known], dtype=np.int64))
    columns = {
        name: pa.ListArray.from_arrays(offsets, pa.array([s[n] for _, s in known], pa.string()))
        for n, name in enumerate(("documents", "publishers", "languages"))
    }
    return columns, np.diff(_offsets(keys, everyone)).astype(np.int32)


def _offsets(keys: Any, owners: Any) -> Any:
    """Return where the list of each key begins among owners in order, and where the last ends."""
    return np.append(np.searchsorted(owners, keys), len(owners)).astype(np.int32)


def _ordered(table: pa.Table) -> pa.Table:
    """Return the rows by day and id, undated last."""
    import pyarrow.compute as pc

    day = pc.coalesce(table["first"], table["last"])
    order = pc.sort_indices(
        table.append_column("day", day),
        sort_keys=[("day", "ascending"), ("event_id", "ascending")],
    )
    return table.take(order)
