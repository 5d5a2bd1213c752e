"""The brief of two parties, gathered from a store; :mod:`dragoman.present.brief` writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from dragoman import __version__, ontology
from dragoman.present.brief.material import Corpus, Fact, Material
from dragoman.present.brief.page import Brief
from dragoman.present.brief.sections import brief as written
from dragoman.registered import REGISTERS, Registers
from dragoman.shaping import Shaper
from dragoman.stored import EventQuery

if TYPE_CHECKING:
    from dragoman.analyse.dyad import Question
    from dragoman.analysis import Dyad
    from dragoman.knowledge import Knowledge
    from dragoman.store import Store
    from dragoman.stored import StoredDocument

_MONTHS, _QUARTERS = 6, 18
"""Up to so many years a relation is told by months, up to so many by quarters, then by years."""


def brief(
    store: Store,
    a: str,
    b: str,
    *,
    knowledge: Knowledge,
    since: str | None = None,
    until: str | None = None,
    reported: bool = False,
    command: str = "",
) -> Brief:
    """Return the brief of two parties; the same store and question give the same brief.

    Args:
        store: now, or as of a moment.
        a: code of one party.
        b: code of the other.
        knowledge: tells names.
        since: first ISO day.
        until: last ISO day.
        reported: in figures and charts, acts without a date stand on the day of their first
            report.
        command: what makes the brief again, for its last line.

    Raises:
        UsageError: the parties are one and the same.
        StoreError: the store cannot be read.
    """
    return written(
        gather(
            store,
            a,
            b,
            knowledge=knowledge,
            since=since,
            until=until,
            reported=reported,
            command=command,
        )
    )


def gather(
    store: Store,
    a: str,
    b: str,
    *,
    knowledge: Knowledge,
    since: str | None = None,
    until: str | None = None,
    reported: bool = False,
    command: str = "",
) -> Material:
    """Return what the brief is written from; the arguments are those of :func:`brief`."""
    from dragoman import analyst
    from dragoman.analyse.dyad import Question
    from dragoman.analyse.network import Scope

    facts = _facts(store, EventQuery(a=a, b=b, since=since, until=until))
    undated = 0
    if since or until:
        every = store.events(EventQuery(a=a, b=b))
        undated = sum(e.event.date is None for e in every)
    question = Question(since=since, until=until, reported=reported)
    dyad = _dyad(store, a, b, knowledge, question)
    (network,) = analyst.network(
        store, knowledge=knowledge, scope=Scope(since=since, until=until, reported=reported)
    )
    documents = _documents(store, facts)
    return Material(
        codes=(a, b),
        facts=tuple(facts),
        dyad=dyad,
        network=network,
        registers=_registers(store, {f.event.event_id for f in facts}),
        documents=documents,
        corpus=_corpus(store),
        undated_left_out=undated,
        since=since,
        until=until,
        as_of=store.moment,
        versions=_versions(store),
        command=command,
    )


def _facts(store: Store, query: EventQuery) -> list[Fact]:
    shaper = Shaper(store)
    return [
        Fact(stored, ties, tuple(shaper.reports(stored)))
        for stored, ties in store.tied(store.events(query))
    ]


def _dyad(store: Store, a: str, b: str, knowledge: Knowledge, question: Question) -> Dyad:
    """Return the relation, by periods that its length asks for, with a comparison.

    What is compared is before and after the last break, or without one the two halves of
    the time.
    """
    from dragoman import analyst
    from dragoman.errors import UsageError

    def asked(question: Question) -> Dyad:
        return analyst.dyad(store, a, b, knowledge=knowledge, question=question)

    found = asked(question)
    years = len(found.periods) / 12
    if years > _MONTHS:
        question = replace(question, by="quarter" if years <= _QUARTERS else "year")
        found = asked(question)
    if not found.periods:
        return found
    middle = found.periods[len(found.periods) // 2]
    day = found.changes[-1].day if found.changes else middle.start
    try:
        return asked(replace(question, compare=day))
    except UsageError:  # one of the windows would be empty
        return found


def _registers(store: Store, events: set[str]) -> Registers:
    from dragoman.registry import registers_of

    every = registers_of(store)
    kept = {
        name: tuple(row for row in every.rows(name) if not events.isdisjoint(row.events))
        for name in REGISTERS
    }
    return Registers(**kept)  # type: ignore[arg-type]


def _documents(store: Store, facts: Sequence[Fact]) -> dict[str, StoredDocument]:
    """Return the documents that tell events, and the originals of those that are copies."""
    found = {
        r.mention.doc_id: r.document for f in facts for r in f.reports if r.document is not None
    }
    for document in list(found.values()):
        original = document.copy_of
        if original is not None and original not in found:
            held = store.document(original)
            if held is not None:
                found[original] = held
    return found


def _corpus(store: Store) -> Corpus:
    documents = copies = uncoded = 0
    for document in store.documents():
        documents += 1
        copies += document.copy_of is not None
        uncoded += any(n.startswith("no model") for n in document.notices)
    events = sum(1 for _ in store.events())
    return Corpus(documents, copies, events, uncoded, store.is_linked())


def _versions(store: Store) -> tuple[tuple[str, str], ...]:
    found = [("Dragoman", __version__), ("Ontology", ontology.VERSION)]
    linker = store.linker()
    if linker:
        found.append(("Linker", linker))
    runs = [
        r for r in store.runs()
        if r.coder is None and (store.moment is None or r.started_at <= store.moment)
    ]  # fmt: skip
    if runs:
        last = runs[-1]
        found.append(("Reader, model and knowledge", last.fingerprint))
        found.append(("Store last built", last.ended_at or f"{last.started_at}, unfinished"))
        made = dict.fromkeys(r.version for r in runs)
        found.append(("Built by Dragoman", ", ".join(made)))
    return tuple(found)
