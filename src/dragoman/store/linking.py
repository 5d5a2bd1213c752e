"""Save what the linker found: new versions of what changed, nothing for what did not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, func, insert, select, update

from dragoman.records import Event
from dragoman.store.rows import dump, event_row, party_rows
from dragoman.store.schema import (
    codings,
    conflicts,
    copies,
    event_mentions,
    event_parties,
    events,
    linkings,
    mentions,
)

T = TypeVar("T")
_CHUNK = 500


def basis_of(connection: Connection, version: str) -> str:
    """Return a hash of the linker's version and of the codings that stand now."""
    digest = hashlib.sha256(version.encode())
    standing = select(codings.c.coding_id).where(codings.c.retired_at.is_(None))
    for coding in connection.execute(standing.order_by(codings.c.coding_id)).scalars():
        digest.update(b" %d" % coding)
    return digest.hexdigest()


def last_basis(connection: Connection) -> str | None:
    """Return the basis of the last linking, None before the first."""
    return connection.execute(
        select(linkings.c.basis).order_by(linkings.c.linking_id.desc()).limit(1)
    ).scalar()


def is_linked(connection: Connection) -> bool:
    """Return whether the last linking read the codings that stand now."""
    last = connection.execute(
        select(linkings.c.basis, linkings.c.linker).order_by(linkings.c.linking_id.desc()).limit(1)
    ).first()
    return last is not None and bool(last.basis == basis_of(connection, last.linker))


def counts(connection: Connection) -> tuple[int, int]:
    """Return how many events stand, and how many copies."""
    n_events, n_copies = (
        connection.execute(
            select(func.count()).select_from(table).where(table.c.retired_at.is_(None))
        ).scalar_one()
        for table in (events, copies)
    )
    return n_events, n_copies


def save_links(
    connection: Connection,
    found: Sequence[Event],
    copied: Mapping[str, str],
    *,
    basis: str,
    linker: str,
    run: int | None,
    now: str,
) -> None:
    """Replace the standing events and copies by those found, keeping the history.

    An event whose content is the same keeps its row, and with it the times at which it
    was first seen and last changed. A changed one keeps the time at which any of its
    reports was first seen in an event.
    """
    linking = connection.execute(
        insert(linkings).values(run_id=run, linker=linker, basis=basis, known_at=now)
    ).inserted_primary_key
    assert linking is not None
    _save_copies(connection, copied, now=now)
    standing = {
        row.event_id: row
        for row in connection.execute(
            select(
                events.c.event_key, events.c.event_id, events.c.sha256, events.c.first_seen
            ).where(events.c.retired_at.is_(None))
        )
    }
    bodies = {e.event_id: hashlib.sha256(dump(e.to_dict()).encode()).hexdigest() for e in found}
    retired = [r for i, r in standing.items() if bodies.get(i) != r.sha256]
    changed = [
        e
        for e in found
        if (s := standing.get(e.event_id)) is None or s.sha256 != bodies[e.event_id]
    ]
    seen = _first_seen(connection, [r.event_key for r in retired])
    for keys in _chunks(r.event_key for r in retired):
        connection.execute(
            update(events).where(events.c.event_key.in_(keys)).values(retired_at=now)
        )
    for batch in _chunks(changed):
        _add_events(connection, batch, linking=int(linking[0]), seen=seen, now=now)


def _save_copies(connection: Connection, copied: Mapping[str, str], *, now: str) -> None:
    standing = {
        row.doc_id: row.copy_of
        for row in connection.execute(
            select(copies.c.doc_id, copies.c.copy_of).where(copies.c.retired_at.is_(None))
        )
    }
    gone = [d for d, original in standing.items() if copied.get(d) != original]
    for ids in _chunks(gone):
        connection.execute(
            update(copies)
            .where(copies.c.doc_id.in_(ids), copies.c.retired_at.is_(None))
            .values(retired_at=now)
        )
    new = [
        {"doc_id": d, "copy_of": original, "known_at": now}
        for d, original in sorted(copied.items())
        if standing.get(d) != original
    ]
    for rows in _chunks(new):
        connection.execute(insert(copies), rows)


def _first_seen(connection: Connection, retired: Sequence[int]) -> dict[str, str]:
    """Return, for each mention of the events retired now, when it was first in an event."""
    seen: dict[str, str] = {}
    for keys in _chunks(retired):
        rows = connection.execute(
            select(event_mentions.c.mention_id, events.c.first_seen)
            .join(events, events.c.event_key == event_mentions.c.event_key)
            .where(events.c.event_key.in_(keys))
        )
        for mention, first in rows:
            seen[mention] = min(first, seen.get(mention, first))
    return seen


def _add_events(
    connection: Connection,
    batch: Sequence[Event],
    *,
    linking: int,
    seen: Mapping[str, str],
    now: str,
) -> None:
    known = select(events.c.event_id, func.min(events.c.first_seen)).where(
        events.c.event_id.in_([e.event_id for e in batch])
    )
    before: dict[str, str] = {
        row[0]: row[1] for row in connection.execute(known.group_by(events.c.event_id))
    }
    sentences = _sentences(connection, [m for e in batch for m in e.mentions])
    for e in batch:
        first = [seen[m] for m in e.mentions if m in seen]
        if e.event_id in before:
            first.append(before[e.event_id])
        key = connection.execute(
            insert(events).values(
                **event_row(e, (sentences.get(m, "") for m in e.mentions)),
                linking_id=linking,
                known_at=now,
                first_seen=min(first, default=now),
                status="machine",
            )
        ).inserted_primary_key
        assert key is not None
        _add_parts(connection, int(key[0]), e)


def _add_parts(connection: Connection, key: int, e: Event) -> None:
    links = {reason.mention_id: reason for reason in e.links}
    reports: list[dict[str, Any]] = []
    for n, mention in enumerate(e.mentions):
        link = links.get(mention)
        reports.append(
            {
                "event_key": key,
                "mention_id": mention,
                "ordinal": n,
                "score": link.score if link else 1.0,
                "reasons": dump(list(link.reasons) if link else []),
            }
        )
    values = [(c.field, v) for c in e.conflicts for v in c.values]
    rows = [
        {
            "event_key": key,
            "ordinal": n,
            "field": field,
            "value": value.value,
            "reports": dump(list(value.reports)),
        }
        for n, (field, value) in enumerate(values)
    ]
    parties = party_rows(e.actors, e.recipients, event_key=key)
    for table, inserted in ((event_mentions, reports), (event_parties, parties), (conflicts, rows)):
        if inserted:
            connection.execute(insert(table), inserted)


def _sentences(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in _chunks(ids):
        rows = connection.execute(
            select(mentions.c.mention_id, mentions.c.sentence)
            .join(codings, codings.c.coding_id == mentions.c.coding_id)
            .where(mentions.c.mention_id.in_(chunk), codings.c.retired_at.is_(None))
        )
        found.update((mention, sentence) for mention, sentence in rows)
    return found


def _chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Cut values into lists short enough for one statement."""
    left = iter(values)
    while chunk := list(islice(left, _CHUNK)):
        yield chunk
