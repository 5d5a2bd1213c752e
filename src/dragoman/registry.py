"""The registers of a store, derived when asked, so that they are always those of its events.

With a store as of an earlier moment they are those of that moment; what people judged
counts, since it has changed the events.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from dragoman.registered import REGISTERS, Registers, Telling
from dragoman.registers import Fact, derive
from dragoman.stored import EventQuery

if TYPE_CHECKING:
    from dragoman.store import Store
    from dragoman.stored import StoredDocument, StoredEvent

_CHUNK = 500


def registers_of(store: Store, *, wanted: Collection[str] = REGISTERS) -> Registers:
    """Return the registers of all events of a store.

    Args:
        store: the store, now or as of a moment.
        wanted: which registers; the others stay empty, which saves time.
    """
    return derive(facts(store), wanted=wanted)


def facts(store: Store) -> Iterator[Fact]:
    """Yield the events of a store with their reports and what joins them to others."""
    events = store.events(EventQuery())
    while chunk := list(islice(events, _CHUNK)):
        yield from _facts(store, chunk)


def _facts(store: Store, chunk: list[StoredEvent]) -> Iterator[Fact]:
    ties = store.ties(e.event.event_id for e in chunk)
    mentions = {
        m.mention.mention_id: m
        for m in store.mentions([i for e in chunk for i in e.event.mentions])
    }
    documents: dict[str, StoredDocument | None] = {}
    for stored in chunk:
        tellings = []
        for mention_id in stored.event.mentions:
            held = mentions.get(mention_id)
            if held is None:
                continue
            if held.doc_id not in documents:
                documents[held.doc_id] = store.document(held.doc_id)
            document = documents[held.doc_id]
            if document is None:
                continue
            article = document.article
            start, end = held.mention.sentence
            published = article.published
            tellings.append(
                Telling(
                    mention=held.mention,
                    doc_id=held.doc_id,
                    source=document.copy_of or held.doc_id,
                    published=published.start if published else None,
                    sentence=article.text[start:end],
                    language=article.language,
                )
            )
        yield Fact(stored.event, tuple(tellings), ties.get(stored.event.event_id, ()))
