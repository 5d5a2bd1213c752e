"""Save what the linker found: new versions of what changed, nothing for what did not."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from dragoman.linkage import Delta
from dragoman.records import Event
from dragoman.store import judging
from dragoman.store.rows import chunks, dump, event_row, party_rows
from dragoman.store.schema import (
    blocks,
    bodies,
    carriers,
    codings,
    conflicts,
    copies,
    event_keys,
    event_mentions,
    event_parties,
    events,
    likenesses,
    linkings,
    links,
    mentions,
    relations,
    stale,
)


def mark_stale(connection: Connection, docs: Iterable[str]) -> None:
    """Note that documents must be linked again."""
    for chunk in chunks(sorted(set(docs))):
        known = set(connection.scalars(select(stale.c.doc_id).where(stale.c.doc_id.in_(chunk))))
        new = [{"doc_id": d} for d in chunk if d not in known]
        if new:
            connection.execute(insert(stale), new)


def stale_docs(connection: Connection) -> list[str]:
    """Return the documents that must be linked again."""
    return list(connection.scalars(select(stale.c.doc_id).order_by(stale.c.doc_id)))


def last_linker(connection: Connection) -> str | None:
    """Return the version that linked last, None before the first."""
    return connection.execute(
        select(linkings.c.linker).order_by(linkings.c.linking_id.desc()).limit(1)
    ).scalar()


def count_linked(connection: Connection) -> int:
    """Return how many documents the last linking knew."""
    return connection.execute(select(func.count()).select_from(carriers)).scalar_one()


def is_linked(connection: Connection) -> bool:
    """Return whether the last linking read the documents as they stand now."""
    some = connection.execute(select(stale.c.doc_id).limit(1)).scalar()
    return some is None and last_linker(connection) is not None


def counts(connection: Connection) -> tuple[int, int]:
    """Return how many events stand, and how many copies."""
    n_events, n_copies = (
        connection.execute(
            select(func.count()).select_from(table).where(table.c.retired_at.is_(None))
        ).scalar_one()
        for table in (events, copies)
    )
    return n_events, n_copies


def save_delta(
    connection: Connection, delta: Delta, *, linker: str, run: int | None, now: str
) -> list[str]:
    """Put what linking changed in the place of what stood, keeping the history.

    An event whose content is the same keeps its row, and with it the times at which it
    was first seen and last changed. A changed one keeps the time at which any of its
    reports was first seen in an event.

    Returns:
        The ids of the events that are new, changed or gone.
    """
    linking = connection.execute(
        insert(linkings).values(
            run_id=run, linker=linker, basis="all" if delta.docs is None else "some", known_at=now
        )
    ).inserted_primary_key
    assert linking is not None
    number = int(linking[0])
    _save_edges(connection, delta, linking=number, now=now)
    _save_copies(connection, delta, now=now)
    _save_index(connection, delta)
    if delta.docs is None:
        connection.execute(delete(stale))
    else:
        for docs in chunks(sorted(delta.docs)):
            connection.execute(delete(stale).where(stale.c.doc_id.in_(docs)))
    standing = {row.event_id: row for row in _standing(connection, delta.touched)}
    bodies_ = {
        e.event_id: hashlib.sha256(dump(e.to_dict()).encode()).hexdigest() for e in delta.events
    }
    retired = [r for i, r in standing.items() if bodies_.get(i) != r.sha256]
    changed = [
        e
        for e in delta.events
        if (s := standing.get(e.event_id)) is None or s.sha256 != bodies_[e.event_id]
    ]
    seen = _first_seen(connection, [r.event_key for r in retired])
    for keys in chunks(r.event_key for r in retired):
        connection.execute(
            update(events).where(events.c.event_key.in_(keys)).values(retired_at=now)
        )
    for batch in chunks(changed):
        _add_events(connection, batch, linking=number, seen=seen, now=now)
    _save_relations(connection, delta, set(standing), now=now)
    return sorted({e.event_id for e in changed} | {r.event_id for r in retired})


def _standing(connection: Connection, touched: Set[str] | None) -> Iterator[Any]:
    """Give the current events, all or those that hold one of the touched mentions."""
    wanted = select(
        events.c.event_key, events.c.event_id, events.c.sha256, events.c.first_seen
    ).where(events.c.retired_at.is_(None))
    if touched is None:
        yield from connection.execute(wanted)
        return
    held = wanted.join(event_mentions, event_mentions.c.event_key == events.c.event_key)
    seen: set[int] = set()
    for chunk in chunks(sorted(touched)):
        for row in connection.execute(held.where(event_mentions.c.mention_id.in_(chunk))):
            if row.event_key not in seen:
                seen.add(row.event_key)
                yield row


def _save_edges(connection: Connection, delta: Delta, *, linking: int, now: str) -> None:
    current = select(links.c.link_id, links.c.a, links.c.b, links.c.score, links.c.reasons).where(
        links.c.retired_at.is_(None)
    )
    standing: dict[int, Any] = {}
    if delta.docs is None:
        standing = {row.link_id: row for row in connection.execute(current)}
    else:
        own = {m for m, _ in _mentions_of(connection, delta.docs)}
        for chunk in chunks(sorted(own)):
            near = current.where(or_(links.c.a.in_(chunk), links.c.b.in_(chunk)))
            standing.update((row.link_id, row) for row in connection.execute(near))
    found = {(e.a, e.b, e.score, dump(list(e.reasons))) for e in delta.edges}
    kept = {(r.a, r.b, r.score, r.reasons) for r in standing.values()}
    gone = [i for i, r in standing.items() if (r.a, r.b, r.score, r.reasons) not in found]
    for ids in chunks(gone):
        connection.execute(update(links).where(links.c.link_id.in_(ids)).values(retired_at=now))
    for new in chunks(sorted(found - kept)):
        rows = [
            {"a": a, "b": b, "score": score, "reasons": reasons, "linking_id": linking}
            | {"known_at": now}
            for a, b, score, reasons in new
        ]
        connection.execute(insert(links), rows)


def _save_relations(connection: Connection, delta: Delta, replaced: Set[str], *, now: str) -> None:
    """Replace the relations of events that are given anew, and their places in the index."""
    current = select(
        relations.c.relation_id,
        relations.c.event_id,
        relations.c.other_id,
        relations.c.kind,
        relations.c.step,
        relations.c.score,
        relations.c.reasons,
    ).where(relations.c.retired_at.is_(None))
    own = replaced | {e.event_id for e in delta.events}
    standing: dict[int, Any] = {}
    if delta.docs is None:
        standing = {row.relation_id: row for row in connection.execute(current)}
        connection.execute(delete(event_keys))
    else:
        for ids in chunks(sorted(own)):
            near = or_(relations.c.event_id.in_(ids), relations.c.other_id.in_(ids))
            standing.update(
                (row.relation_id, row) for row in connection.execute(current.where(near))
            )
            connection.execute(delete(event_keys).where(event_keys.c.event_id.in_(ids)))
    found = {
        (r.event_id, r.other_id, r.kind, r.step, r.score, dump(list(r.reasons)))
        for r in delta.relations
    }
    kept = {tuple(row)[1:] for row in standing.values()}
    gone = [i for i, row in standing.items() if tuple(row)[1:] not in found]
    for keys in chunks(gone):
        connection.execute(
            update(relations).where(relations.c.relation_id.in_(keys)).values(retired_at=now)
        )
    names = ("event_id", "other_id", "kind", "step", "score", "reasons")
    for new in chunks(sorted(found - kept, key=str)):
        rows = [dict(zip(names, r, strict=True)) | {"known_at": now} for r in new]
        connection.execute(insert(relations), rows)
    for places in chunks(delta.keys):
        connection.execute(
            insert(event_keys),
            [{"event_id": e, **dataclasses.asdict(place)} for e, place in places],
        )


def _mentions_of(connection: Connection, docs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give the mentions that documents have or had, each with its document."""
    docs = set(docs)
    yield from judging.snapshots(connection, docs)
    wanted = select(mentions.c.mention_id, codings.c.doc_id).join(
        codings, codings.c.coding_id == mentions.c.coding_id
    )
    for chunk in chunks(sorted(docs)):
        for row in connection.execute(wanted.where(codings.c.doc_id.in_(chunk)).distinct()):
            yield row.mention_id, row.doc_id


def _save_index(connection: Connection, delta: Delta) -> None:
    """Replace carriers and blocks, and add bodies that were not known; linked anew, drop others."""
    if delta.docs is None:
        for table in (blocks, carriers):
            connection.execute(delete(table))
    else:
        for docs in chunks(sorted(delta.docs)):
            for table in (blocks, carriers):
                connection.execute(delete(table).where(table.c.doc_id.in_(docs)))
    for some in chunks(delta.carriers):
        connection.execute(insert(carriers), [dataclasses.asdict(c) for c in some])
    for places in chunks(delta.blocks):
        rows = [{"doc_id": d, **dataclasses.asdict(place)} for d, place in places]
        connection.execute(insert(blocks), rows)
    new = list(delta.bodies)
    if delta.docs is None:
        # A body that no document bears goes: what it is like was not compared anew, and one
        # that comes back must be.
        known = set(connection.scalars(select(bodies.c.whole)))
        for gone in chunks(sorted(known - {b.whole for b, _ in new})):
            connection.execute(delete(bodies).where(bodies.c.whole.in_(gone)))
        new = [pair for pair in new if pair[0].whole not in known]
    for batch in chunks(new):
        connection.execute(
            insert(bodies),
            [
                {
                    "whole": b.whole,
                    "sketch": sketch,
                    "shingles": b.shingles.tobytes(),
                    "numbers": dump(sorted(b.numbers)),
                }
                for b, sketch in batch
            ],
        )
    alike = [
        {"whole": a, "other": b, "share": share}
        for a, others in delta.likenesses.items()
        for b, share in others.items()
    ]
    if delta.docs is None:
        connection.execute(delete(likenesses))
    for pairs in chunks(alike):
        connection.execute(insert(likenesses), pairs)


def _save_copies(connection: Connection, delta: Delta, *, now: str) -> None:
    current = select(copies.c.doc_id, copies.c.copy_of).where(copies.c.retired_at.is_(None))
    standing: dict[str, str] = {}
    if delta.moved is None:
        standing = {row.doc_id: row.copy_of for row in connection.execute(current)}
    else:
        for docs in chunks(sorted(delta.moved)):
            rows = connection.execute(current.where(copies.c.doc_id.in_(docs)))
            standing.update((row.doc_id, row.copy_of) for row in rows)
    gone = [d for d, original in standing.items() if delta.copies.get(d) != original]
    for ids in chunks(gone):
        connection.execute(
            update(copies)
            .where(copies.c.doc_id.in_(ids), copies.c.retired_at.is_(None))
            .values(retired_at=now)
        )
    new = [
        {"doc_id": d, "copy_of": original, "known_at": now}
        for d, original in sorted(delta.copies.items())
        if standing.get(d) != original
    ]
    for some in chunks(new):
        connection.execute(insert(copies), some)


def _first_seen(connection: Connection, retired: Sequence[int]) -> dict[str, str]:
    """Return, for each mention of the events retired now, when it was first in an event."""
    seen: dict[str, str] = {}
    for keys in chunks(retired):
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
                status=e.status,
                standing=e.standing,
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
    for chunk in chunks(ids):
        rows = connection.execute(
            select(mentions.c.mention_id, mentions.c.sentence)
            .join(codings, codings.c.coding_id == mentions.c.coding_id)
            .where(mentions.c.mention_id.in_(chunk), codings.c.retired_at.is_(None))
        )
        found.update((mention, sentence) for mention, sentence in rows)
    for mention, (m, article) in judging.restored(connection, set(ids) - found.keys()).items():
        found[mention] = article.text[m.sentence[0] : m.sentence[1]]
    return found
