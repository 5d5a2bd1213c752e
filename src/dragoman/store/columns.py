"""Events and documents read as columns, for analyses: see :mod:`dragoman.columns`.

Records of 50,000 events take seconds to build; what analyses need of them is read as
columns in a fraction of one. Rows of events are long, so each is read once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import (
    JSON,
    ColumnElement,
    Connection,
    Select,
    case,
    select,
    type_coerce,
)

from dragoman.columns import corpus_schema, document_schema, event_schema, month_of, score
from dragoman.standing import UNDENIED
from dragoman.store.moments import stood
from dragoman.store.rows import chunks
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

_FEW = 4000
"""So many reports are looked up one by one; for more the whole index is read."""
_BATCH = 2000
_DENSE = 3
"""Where one in so many keys is wanted, all rows between are read."""
Here = Callable[[ColumnElement[int]], ColumnElement[bool]]


def read_table(connection: Connection, parties: Collection[str] | None, at: str | None) -> pa.Table:
    """Return the events that stood as one table: all, or those with one of some parties.

    Args:
        connection: to the store.
        parties: codes or ids.
        at: the moment.
    """
    import pyarrow as pa

    body = type_coerce(events.c.body, JSON)
    wanted = stood(events, at)
    if parties is not None:
        wanted &= events.c.event_key.in_(_with(parties))
    keys, ids, titles, types, modes, modalities, standings, *rest = _fetched(
        connection,
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
            body["reported"].as_string(),
        )
        .where(wanted)
        .order_by(events.c.event_key),
    )
    statuses, starts, ends, n_sources, confidences, precisions, reported = rest
    schema = event_schema()
    if not keys:
        return schema.empty_table()
    kinds = {pair: score(*pair) for pair in set(zip(types, modes, strict=True))}
    scored = [kinds[pair] for pair in zip(types, modes, strict=True)]
    months = {pair: month_of(*pair) for pair in set(zip(starts, ends, strict=True))}
    rows = np.array(keys)
    here = _here(rows, parties, at)
    columns: dict[str, Any] = {
        "event_id": ids,
        "title": titles,
        "type": types,
        "mode": modes,
        "quad": [kind for kind, _ in scored],
        "intensity": [strength for _, strength in scored],
        "modality": modalities,
        "standing": _standings(ids, standings, _denied(connection, at)),
        "status": statuses,
        "confidence": confidences,
        "first": _days(starts),
        "last": _days(ends),
        "precision": precisions,
        "reported": _days(reported),
        "month": [months[pair] for pair in zip(starts, ends, strict=True)],
        **_parties(connection, rows, here),
        "n_sources": n_sources,
        **_reports(connection, rows, here, at),
    }
    arrays = [
        c if isinstance(c := columns[f.name], pa.Array) else pa.array(c, f.type) for f in schema
    ]
    return _ordered(pa.Table.from_arrays(arrays, schema=schema))


def read_corpus(connection: Connection, at: str | None) -> pa.Table:
    """Return how many events stood of each type, modality, standing and date."""
    import pyarrow as pa

    e = events.c
    # Only where there is no date does it matter when an event was first reported.
    reported = case((e.sort_date.is_(None), type_coerce(e.body, JSON)["reported"].as_string()))
    columns = _fetched(
        connection,
        select(e.type, e.modality, e.standing, e.date_start, e.date_end, reported).where(
            stood(events, at)
        ),
    )
    moved = _moved(connection, at)
    types, modalities, standings, *days = (
        ([*column, *more] for column, more in zip(columns, zip(*moved, strict=True), strict=True))
        if moved
        else columns
    )
    counts = [1] * len(columns[0]) + [n for _ in moved[::2] for n in (-1, 1)]
    arrays = [
        *(pa.array(c, pa.string()) for c in (types, modalities, standings)),
        *(_days(c) for c in days),
        pa.array(counts, pa.int64()),
    ]
    return pa.Table.from_arrays(arrays, schema=corpus_schema())


def _moved(connection: Connection, at: str | None) -> list[tuple[Any, ...]]:
    """Return rows in pairs: of what is denied elsewhere, to be taken away, and as contested."""
    e = events.c
    reported = type_coerce(e.body, JSON)["reported"].as_string()
    found: list[tuple[Any, ...]] = []
    for ids in chunks(sorted(_denied(connection, at))):
        for row in connection.execute(
            select(e.type, e.modality, e.standing, e.date_start, e.date_end, reported).where(
                e.event_id.in_(ids), stood(events, at), e.standing.in_(sorted(UNDENIED))
            )
        ):
            kind, modality, standing, *days = row
            found += [(kind, modality, s, *days) for s in (standing, "contested")]
    return found


def read_document_table(connection: Connection, at: str | None) -> pa.Table:
    """Return the documents that stood as one table, by id."""
    import pyarrow as pa

    ids, starts, ends, publishers, languages = _fetched(
        connection,
        select(
            codings.c.doc_id,
            codings.c.published_start,
            codings.c.published_end,
            codings.c.publisher,
            codings.c.language,
        )
        .where(stood(codings, at))
        .order_by(codings.c.doc_id),
    )
    arrays = [
        pa.array(ids, pa.string()),
        _days(starts),
        _days(ends),
        pa.array(publishers, pa.string()),
        pa.array(languages, pa.string()),
    ]
    return pa.Table.from_arrays(arrays, schema=document_schema())


def _with(parties: Collection[str]) -> Select[Any]:
    p, codes = event_parties.c, sorted(parties)
    return select(p.event_key).where(p.country.in_(codes) | p.party_id.in_(codes))


def _here(keys: Any, parties: Collection[str] | None, at: str | None) -> Here:
    """Return what finds the rows of the events with these keys, in other tables, soonest.

    Where most events are wanted, all rows between the first and the last are; what belongs
    to no wanted event falls out when they are put together (:func:`_kept`).
    """
    low, high = int(keys[0]), int(keys[-1])
    if len(keys) * _DENSE > high - low:
        return lambda column: column.between(low, high)
    wanted = select(events.c.event_key).where(stood(events, at))
    if parties is not None:
        wanted = wanted.where(events.c.event_key.in_(_with(parties)))
    return lambda column: column.in_(wanted)


def _kept(keys: Any, owners: Any) -> Any:
    """Return the places among owners of those that are among keys, which ascend."""
    place = np.minimum(np.searchsorted(keys, owners), len(keys) - 1)
    return np.flatnonzero(keys[place] == owners)


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


def _standings(ids: Sequence[str], standings: Sequence[str], denied: set[str]) -> Sequence[str]:
    if not denied:
        return standings
    return [
        "contested" if i in denied and s in UNDENIED else s
        for i, s in zip(ids, standings, strict=True)
    ]


def _days(days: Any) -> pa.Array:
    import pyarrow as pa

    return pa.array(days, pa.string()).cast(pa.date32())


def _parties(connection: Connection, keys: Any, here: Here) -> dict[str, pa.Array]:
    """Return the four lists of parties of the events with these keys, which ascend."""
    import pyarrow as pa

    p = event_parties.c
    owners, sides, ordinals, ids, countries = _fetched(
        connection,
        select(p.event_key, p.side, p.ordinal, p.party_id, p.country).where(here(p.event_key)),
    )
    event, place = np.array(owners, dtype=np.int64), np.array(ordinals, dtype=np.int64)
    acting = np.asarray(pa.array(sides, pa.string()).to_numpy(zero_copy_only=False) == "actor")
    kept = np.zeros(len(event), dtype=bool)
    kept[_kept(keys, event)] = True
    whose, where = pa.array(ids, pa.string()), pa.array(countries, pa.string())
    columns: dict[str, pa.Array] = {}
    for side, mine in (("actor", acting), ("recipient", ~acting)):
        rows = np.flatnonzero(mine & kept)
        rows = rows[np.lexsort((place[rows], event[rows]))]
        offsets = _offsets(keys, event[rows])
        for name, values in ((f"{side}s", whose), (f"{side}_countries", where)):
            columns[name] = pa.ListArray.from_arrays(offsets, values.take(pa.array(rows)))
    return columns


def _reports(connection: Connection, keys: Any, here: Here, at: str | None) -> dict[str, Any]:
    """Return the lists of documents, publishers and languages, and how many reports there are."""
    import pyarrow as pa
    import pyarrow.compute as pc

    r = event_mentions.c
    owners, told = _fetched(
        connection,
        select(r.event_key, r.mention_id)
        .where(here(r.event_key))
        .order_by(r.event_key, r.mention_id),
    )
    event = np.array(owners, dtype=np.int64)
    kept = _kept(keys, event)
    event = event[kept]
    numbers, *sources = _fetched(
        connection,
        select(
            codings.c.coding_id, codings.c.doc_id, codings.c.publisher, codings.c.language
        ).where(stood(codings, at)),
    )
    held, homes = _homes(connection, told)
    reports = pa.array(told, pa.string()).take(pa.array(kept))
    # From the report to its first, that is its newest, coding, and on to the row of that;
    # null where there is none.
    coding = pa.array(homes, pa.int64()).take(pc.index_in(reports, pa.array(held, pa.string())))
    row = pc.index_in(coding, pa.array(numbers, pa.int64()))
    row = pc.if_else(pc.is_null(coding), pa.scalar(None, pa.int32()), row)
    offsets = _offsets(keys, event[row.is_valid().to_numpy(zero_copy_only=False)])
    columns: dict[str, Any] = {"n_reports": np.diff(_offsets(keys, event)).astype(np.int32)}
    for name, values in zip(("documents", "publishers", "languages"), sources, strict=True):
        taken = pa.array(values, pa.string()).take(row.drop_null())
        columns[name] = pa.ListArray.from_arrays(offsets, taken)
    return columns


def _homes(connection: Connection, told: Sequence[str]) -> tuple[list[str], list[int]]:
    """Return reports, these or more, with their codings, the newest first."""
    newest = mentions.c.coding_id.desc()
    wanted = select(mentions.c.mention_id, mentions.c.coding_id).order_by(newest)
    if len(told) > _FEW:
        held, homes = _fetched(connection, wanted)
        return held, homes
    held, homes = [], []
    for ids in chunks(told):
        for column, more in zip(
            (held, homes),
            _fetched(connection, wanted.where(mentions.c.mention_id.in_(ids))),
            strict=True,
        ):
            column.extend(more)
    return held, homes


def _fetched(connection: Connection, wanted: Select[Any]) -> list[list[Any]]:
    """Return the columns of what a query finds, as the driver gives them.

    Wrapping so many rows would take as long as reading them, and so would keeping them:
    the more tuples there are, the longer the garbage collector looks through them.
    """
    cursor = connection.execute(wanted).cursor
    assert cursor is not None  # a query always has one
    columns: list[list[Any]] = [[] for _ in wanted.selected_columns]
    while rows := cursor.fetchmany(_BATCH):
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    return columns


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
