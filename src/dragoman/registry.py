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
    from dragoman.stored import StoredEvent, StoredMention, StoredSheet

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
    ids = [i for e in chunk for i in e.event.mentions]
    mentions = {m.mention.mention_id: m for m in store.mentions(ids)}
    sheets = store.sheets(sorted({m.doc_id for m in mentions.values()}))
    for stored in chunk:
        told = [mentions[i] for i in stored.event.mentions if i in mentions]
        tellings = tuple(_telling(m, sheets[m.doc_id]) for m in told if m.doc_id in sheets)
        yield Fact(stored.event, tellings, ties.get(stored.event.event_id, ()))


def _telling(held: StoredMention, sheet: StoredSheet) -> Telling:
    start, end = held.mention.sentence
    return Telling(
        mention=held.mention,
        doc_id=held.doc_id,
        source=sheet.copy_of or held.doc_id,
        published=sheet.published,
        sentence=sheet.text[start:end],
        language=sheet.language,
    )
