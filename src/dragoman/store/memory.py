"""What the last linking left in a store, as the linker asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from sqlalchemy import Connection, or_, select

from dragoman.linkage import Block, Body, Carrier, Edge
from dragoman.records import CodedArticle, Event
from dragoman.store import judging
from dragoman.store.rows import chunks
from dragoman.store.schema import (
    blocks,
    bodies,
    carriers,
    codings,
    copies,
    event_keys,
    event_mentions,
    events,
    likenesses,
    links,
    mentions,
)

_STANDING = codings.c.retired_at.is_(None)


class StoreMemory:
    """The linker's view of a store within one transaction; see :class:`dragoman.linkage.Memory`."""

    def __init__(self, connection: Connection) -> None:
        """Look through a connection, in a transaction."""
        self._connection = connection

    def _rows(self, wanted: Any, column: Any, values: Iterable[Any]) -> Iterator[Any]:
        for chunk in chunks(sorted(values)):
            yield from self._connection.execute(wanted.where(column.in_(chunk)))

    def coded(self, docs: Iterable[str]) -> Iterator[CodedArticle]:
        """Give those of the documents that stand, as they are coded and judged now."""
        yield from judging.read_judged(self._connection, docs)

    def carriers(self, docs: Iterable[str]) -> list[Carrier]:
        """Return the carriers of documents, as they were linked."""
        return [Carrier(*row) for row in self._rows(_CARRIERS, carriers.c.doc_id, docs)]

    def bearing(self, wholes: Iterable[str]) -> list[Carrier]:
        """Return the carriers of bodies, as they were linked."""
        return [Carrier(*row) for row in self._rows(_CARRIERS, carriers.c.whole, wholes)]

    def known(self, wholes: Iterable[str]) -> set[str]:
        """Return which bodies are known."""
        return {row[0] for row in self._rows(select(bodies.c.whole), bodies.c.whole, wholes)}

    def sketches(self) -> Iterator[tuple[str, bytes]]:
        """Give all bodies with their sketches."""
        for row in self._connection.execute(
            select(bodies.c.whole, bodies.c.sketch).where(bodies.c.sketch != b"")
        ):
            yield row.whole, row.sketch

    def bodies(self, wholes: Iterable[str]) -> list[Body]:
        """Return bodies."""
        wanted = select(bodies.c.whole, bodies.c.shingles, bodies.c.numbers)
        return [
            Body(
                row.whole,
                np.frombuffer(row.shingles, dtype=np.uint64),
                frozenset(json.loads(row.numbers)),
            )
            for row in self._rows(wanted, bodies.c.whole, wholes)
        ]

    def likenesses(self, wholes: Iterable[str]) -> dict[str, dict[str, float]]:
        """Return which bodies are like these."""
        found: dict[str, dict[str, float]] = {}
        wanted = select(likenesses.c.whole, likenesses.c.other, likenesses.c.share)
        for row in self._rows(wanted, likenesses.c.whole, wholes):
            found.setdefault(row.whole, {})[row.other] = row.share
        return found

    def originals(self, docs: Iterable[str]) -> dict[str, str]:
        """Return what those of the documents copy that were copies."""
        return {r.doc_id: r.copy_of for r in self._rows(_COPIES, copies.c.doc_id, docs)}

    def copies(self, docs: Iterable[str]) -> dict[str, str]:
        """Return the documents that copied these, each with its original."""
        return {r.doc_id: r.copy_of for r in self._rows(_COPIES, copies.c.copy_of, docs)}

    def near(self, wanted: Iterable[Block], gap: int) -> set[str]:
        """Return the documents with a report at one of these places, ``gap`` days apart at most."""
        return self._met(blocks, blocks.c.doc_id, wanted, gap)

    def _met(self, table: Any, column: Any, wanted: Iterable[Block], gap: int) -> set[str]:
        found: set[str] = set()
        for place in wanted:
            found.update(
                self._connection.scalars(
                    select(column).where(
                        table.c.key == place.key,
                        table.c.low <= place.high + gap,
                        table.c.high >= place.low - gap,
                    )
                )
            )
        return found

    def held(self, docs: Iterable[str]) -> set[str]:
        """Return the mentions of documents that stand in current events."""
        docs = set(docs)
        found: set[str] = set()
        wanted = (
            select(event_mentions.c.mention_id)
            .join(events, events.c.event_key == event_mentions.c.event_key)
            .join(mentions, mentions.c.mention_id == event_mentions.c.mention_id)
            .join(codings, codings.c.coding_id == mentions.c.coding_id)
            .where(events.c.retired_at.is_(None))
            .distinct()
        )
        found.update(row[0] for row in self._rows(wanted, codings.c.doc_id, docs))
        # One that was restored may be in no coding of this store.
        judged = {m for m, _ in judging.snapshots(self._connection, docs)} - found
        held = (
            select(event_mentions.c.mention_id)
            .join(events, events.c.event_key == event_mentions.c.event_key)
            .where(events.c.retired_at.is_(None))
        )
        found.update(row[0] for row in self._rows(held, event_mentions.c.mention_id, judged))
        return found

    def edges(self, mentions_: Iterable[str]) -> list[Edge]:
        """Return the links of mentions."""
        found: dict[tuple[str, str], Edge] = {}
        for chunk in chunks(sorted(mentions_)):
            for row in self._connection.execute(
                select(links.c.a, links.c.b, links.c.score, links.c.reasons).where(
                    links.c.retired_at.is_(None), or_(links.c.a.in_(chunk), links.c.b.in_(chunk))
                )
            ):
                found[row.a, row.b] = Edge(row.a, row.b, row.score, tuple(json.loads(row.reasons)))
        return list(found.values())

    def holding(self, mentions_: Iterable[str]) -> set[str]:
        """Return the current events that hold mentions."""
        wanted = (
            select(events.c.event_id)
            .join(event_mentions, event_mentions.c.event_key == events.c.event_key)
            .where(events.c.retired_at.is_(None))
        )
        return {row[0] for row in self._rows(wanted, event_mentions.c.mention_id, mentions_)}

    def related(self, wanted: Iterable[Block], gap: int) -> set[str]:
        """Return the current events that stand at one of these keys, ``gap`` days apart at most."""
        return self._met(event_keys, event_keys.c.event_id, wanted, gap)

    def events(self, ids: Iterable[str]) -> list[Event]:
        """Return current events."""
        wanted = select(events.c.body).where(events.c.retired_at.is_(None))
        return [
            Event.from_dict(json.loads(row.body))
            for row in self._rows(wanted, events.c.event_id, ids)
        ]

    def homes(self, mentions_: Iterable[str]) -> dict[str, str]:
        """Return the documents of mentions that stand, whether by their coding or by judgement."""
        ids = set(mentions_)
        wanted = (
            select(mentions.c.mention_id, codings.c.doc_id)
            .join(codings, codings.c.coding_id == mentions.c.coding_id)
            .where(_STANDING)
        )
        rows = self._rows(wanted, mentions.c.mention_id, ids)
        found = {row.mention_id: row.doc_id for row in rows}
        restored = judging.restored(self._connection, ids - found.keys())
        return found | {m: article.doc_id for m, (_, article) in restored.items()}


_CARRIERS = select(carriers.c.doc_id, carriers.c.whole, carriers.c.published, carriers.c.credit)
_COPIES = select(copies.c.doc_id, copies.c.copy_of).where(copies.c.retired_at.is_(None))
