"""What a second coder says of the documents: kept beside what stands, never in its place.

Answers are kept passage by passage as they come, so that a run that is killed goes on where it
was; when all passages of a document were asked, the coding that follows from them becomes the
coder's opinion of it, and retires its former one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import Connection, insert, select, update

from dragoman.ledger import EventChange, compared
from dragoman.records import Coding, EventMention
from dragoman.store import judging
from dragoman.store.ledger import end_of_run
from dragoman.store.moments import stood
from dragoman.store.rows import dump
from dragoman.store.schema import opinion_answers, opinions, runs

Json = dict[str, Any]
Acts = dict[str, tuple[EventMention, ...]]


class Holder(Protocol):
    """What is needed of the store."""

    def _reads(self) -> AbstractContextManager[Connection]: ...

    def _change(self) -> AbstractContextManager[Connection]: ...

    def _now(self, connection: Connection, *, apart: bool = False) -> str: ...


class Opinions:
    """The second coders' opinions that a store holds."""

    def __init__(self, store: Holder) -> None:
        """Look into a store."""
        self._store = store

    def answers(self, doc_id: str, fingerprint: str) -> dict[tuple[int, int], Json]:
        """Return what a coder answered about a document, by the offsets of the passage."""
        a = opinion_answers.c
        with self._store._reads() as connection:
            return {
                (row.start, row.end): json.loads(row.body)
                for row in connection.execute(
                    select(a.start, a.end, a.body).where(
                        a.doc_id == doc_id, a.fingerprint == fingerprint
                    )
                )
            }

    def keep_answer(
        self, doc_id: str, passage: tuple[int, int], body: Json, *, fingerprint: str, run: int
    ) -> None:
        """Keep an answer, in a transaction of its own."""
        with self._store._change() as connection:
            connection.execute(
                insert(opinion_answers),
                {
                    "fingerprint": fingerprint,
                    "doc_id": doc_id,
                    "start": passage[0],
                    "end": passage[1],
                    "run_id": run,
                    "known_at": self._store._now(connection),
                    "body": dump(body),
                },
            )

    def complete(self, fingerprint: str) -> set[str]:
        """Return the documents of which a coder answered every passage."""
        o = opinions.c
        with self._store._reads() as connection:
            return set(
                connection.scalars(
                    select(o.doc_id).where(
                        o.fingerprint == fingerprint, o.retired_at.is_(None), o.n_failed == 0
                    )
                )
            )

    def keep(
        self,
        doc_id: str,
        coding: Coding,
        *,
        fingerprint: str,
        run: int,
        passages: int,
        failed: int,
        dropped: Mapping[str, int],
    ) -> None:
        """Keep a coder's opinion of a document; it retires the former one of the same coder.

        Args:
            doc_id: the document.
            coding: all its mentions have ids.
            fingerprint: of the coder and of what makes a coding of its answers.
            run: from ``start_run``.
            passages: how many the document has.
            failed: how many of them got no answer.
            dropped: what was not taken from the answers, by reason.
        """
        o = opinions.c
        with self._store._change() as connection:
            now = self._store._now(connection)
            connection.execute(
                update(opinions)
                .where(o.doc_id == doc_id, o.fingerprint == fingerprint, o.retired_at.is_(None))
                .values(retired_at=now)
            )
            connection.execute(
                insert(opinions),
                {
                    "fingerprint": fingerprint,
                    "doc_id": doc_id,
                    "run_id": run,
                    "n_passages": passages,
                    "n_failed": failed,
                    "dropped": dump(dict(dropped)),
                    "body": dump(coding.to_dict()),
                    "known_at": now,
                },
            )


def coder_of(connection: Connection, run: int) -> str | None:
    """Return whose opinion a run is; None for a build, or where there is no such run."""
    found = connection.execute(select(runs.c.coder).where(runs.c.run_id == run)).scalar()
    return None if found is None else str(found)


def read_comparison(connection: Connection, run: int, other: int) -> Iterator[EventChange]:
    """Compare what two runs say of the same documents, of which one or both are opinions.

    What a build says is what stood when it ended, judgements included. Compared are the
    documents that both know of.

    Raises:
        UsageError: there is no such run.
    """
    moments = {n: end_of_run(connection, n) for n in (run, other)}
    said = {
        n: _opinion(connection, n, moments[n])
        for n in (run, other)
        if coder_of(connection, n) is not None
    }
    asked = set.intersection(*(set(acts) for acts in said.values()))
    for n in (run, other):
        if n not in said:
            said[n] = {
                one.article.doc_id: one.coding.events
                for one in judging.read_judged(connection, asked, moments[n])
            }
    for doc_id in sorted(said[run].keys() & said[other].keys()):
        yield from compared(doc_id, said[run][doc_id], said[other][doc_id])


def _opinion(connection: Connection, run: int, at: str | None) -> Acts:
    """Return what the coder of a run had said of each document when it ended."""
    fingerprint = connection.execute(
        select(runs.c.fingerprint).where(runs.c.run_id == run)
    ).scalar_one()
    rows = connection.execute(
        select(opinions.c.doc_id, opinions.c.body).where(
            opinions.c.fingerprint == fingerprint, opinions.c.run_id <= run, stood(opinions, at)
        )
    )
    return {row.doc_id: Coding.from_dict(json.loads(row.body)).events for row in rows}
