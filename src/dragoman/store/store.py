"""The store: documents, what was found in them, and the events, in one SQLite file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine, select

from dragoman.errors import StoreError
from dragoman.ledger import EventChange, RunSummary
from dragoman.linkage import Bonds, Delta
from dragoman.records import CodedArticle, Judgement, Relation
from dragoman.standing import Tie
from dragoman.store import claims, columns, judging, ledger, linking, opinions, reading, writing
from dragoman.store.checks import problems, search_problems
from dragoman.store.faults import told
from dragoman.store.lock import only_build
from dragoman.store.memory import StoreMemory
from dragoman.store.moments import following, last_written, moment, settled
from dragoman.store.opening import WRITES, locate, open_engine
from dragoman.store.rows import storable
from dragoman.store.schema import runs
from dragoman.store.search import search
from dragoman.stored import (
    ActorSummary,
    EventQuery,
    SearchHit,
    StoredDocument,
    StoredEvent,
    StoredMention,
    StoredSheet,
    StoredStatement,
)

if TYPE_CHECKING:
    import pyarrow as pa

_TIED = 100
"""How many events are joined to others at a time."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A page that could not be used, with the reason, and since when that is known."""

    uri: str
    code: str
    message: str
    known_at: str


def utc_now() -> str:
    """Return the time as ISO 8601 in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """A store, open. Use it as a context manager, or close it.

    Readers see the state of the last finished transaction and never wait for a build.
    What was saved stays: a newer version retires the former and does not delete it, so that
    :meth:`as_of` can tell what a store said earlier. Every method raises :class:`StoreError` if the
    database fails.

    Attributes:
        path: of the file.
        moment: of which the store answers, ISO 8601 in UTC; None for now.
    """

    def __init__(
        self,
        engine: Engine,
        path: Path,
        *,
        writes: bool,
        clock: Callable[[], str] = utc_now,
        moment: str | None = None,
    ) -> None:
        """Wrap an engine; :meth:`open` makes one."""
        self._engine = engine
        self._writes = writes
        self._clock = clock
        self._written = ""  # the last time that was given out
        self.path = path
        self.moment = moment

    @classmethod
    def open(
        cls, location: str, *, create: bool = False, clock: Callable[[], str] = utc_now
    ) -> Self:
        """Open a store.

        Args:
            location: a path, or a URL such as ``sqlite:///dragoman.db``.
            create: make the store if there is none.
            clock: gives the time that is written down, ISO 8601 in UTC.

        Raises:
            StoreError: there is no store, or the file is none, or is of a newer version,
                locked, damaged or not readable; the message says which and what to do.
        """
        path = locate(location)
        engine, writes = open_engine(path, create=create)
        return cls(engine, path, writes=writes, clock=clock)

    def as_of(self, time: str) -> Self:
        """Return a view of the store as it stood at a moment.

        Whatever reads documents, mentions, statements, events, relations, actors or ids, or
        searches, answers what it answered then. Nothing can be written. Runs, failures and
        checks are those of the store itself. View and store share their connections:
        closing one closes both.

        Args:
            time: a day, of which the end counts, or an ISO 8601 time; UTC where it tells no
                offset.

        Raises:
            ValueError: it is neither.
        """
        return type(self)(
            self._engine, self.path, writes=False, clock=self._clock, moment=moment(time)
        )

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @contextmanager
    def _reads(self) -> Iterator[Connection]:
        with told(str(self.path)), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        if self.moment is not None:
            raise StoreError(
                "store-past", f"What {self.path} said on {self.moment} cannot be changed."
            )
        if not self._writes:
            raise StoreError(
                "store-readonly",
                f"The store {self.path} cannot be written; check the rights of the file.",
            )
        with told(str(self.path)), self._engine.connect() as plain:
            connection = plain.execution_options(**WRITES)
            with connection.begin():
                yield connection

    def _now(self, connection: Connection, *, apart: bool = False) -> str:
        """Return the time to write down: never before one that is written already.

        So the history keeps its order though the clock is put back.

        Args:
            connection: that writes.
            apart: later than all that is written, so that the moments before and after can
                be told apart.
        """
        now, last = self._clock(), self._last(connection)
        if now <= last:
            now = following(last) if apart else last
        self._written = now
        return now

    def _last(self, connection: Connection) -> str:
        """Return the last time that was written down, empty in a new store."""
        # Not each is kept in a place where it is found fast: what retires leaves no new row.
        return max(last_written(connection), self._written)

    # Building.

    def building(self) -> AbstractContextManager[None]:
        """Hold the right to build; a second build on the same store gets a StoreError."""
        return only_build(self.path, now=self._clock())

    def start_run(self, fingerprint: str, *, coder: str | None = None) -> int:
        """Begin a run and return its number; runs that were killed are closed.

        Args:
            fingerprint: of all that decides what comes of a page.
            coder: the second coder whose opinion it asks for; null for a build.
        """
        try:
            version = installed("dragoman")
        except PackageNotFoundError:
            version = "source"
        with self._change() as connection:
            return writing.add_run(
                connection,
                fingerprint=fingerprint,
                version=version,
                last=self._last(connection),
                now=self._now(connection, apart=True),
                coder=coder,
            )

    def end_run(
        self,
        run: int,
        *,
        status: str = "done",
        read: int = 0,
        skipped: int = 0,
        saved: int = 0,
        failed: int = 0,
    ) -> None:
        """Close a run with its counts; ``status`` is done or interrupted."""
        counts = {"n_read": read, "n_skipped": skipped, "n_saved": saved, "n_failed": failed}
        with self._change() as connection:
            now = self._now(connection)
            writing.end_run(connection, run, status=status, counts=counts, now=now)

    def runs(self) -> list[RunSummary]:
        """Return all runs, the first first."""
        with self._reads() as connection:
            return ledger.read_runs(connection)

    def began(self) -> str | None:
        """Return when the first run began; None if there was none."""
        with self._reads() as connection:
            first = select(runs.c.started_at).order_by(runs.c.run_id).limit(1)
            return connection.execute(first).scalar()

    def settled(self) -> str:
        """Return the last moment of which the store will always say the same.

        That is the last one written down, or the one before while a run may still write at
        it. Of a view, not after its own moment.
        """
        with self._reads() as connection:
            last = settled(connection, now=self._clock())
        return last if self.moment is None else min(last, self.moment)

    def diff(self, run: int, other: int) -> Iterator[EventChange]:
        """Give what changed in the events from the end of one run to the end of another.

        Where one is a second coder's, give how the acts that they code in the same documents
        differ, and those that agree as ``same``.

        Raises:
            UsageError: there is no such run.
        """
        with self._reads() as connection:
            if any(opinions.coder_of(connection, n) is not None for n in (run, other)):
                yield from opinions.read_comparison(connection, run, other)
                return
            moments = [ledger.end_of_run(connection, n) for n in (run, other)]
            yield from ledger.read_changes(connection, *moments)

    @property
    def opinions(self) -> opinions.Opinions:
        """What second coders say of the documents."""
        return opinions.Opinions(self)

    def save(
        self, coded: CodedArticle, *, page_sha256: str, run: int, uri: str | None = None
    ) -> None:
        """Save a page and what was found in it, in one transaction.

        It becomes the current version of its uri; the former is kept but retired. Saving
        the same page again changes nothing.

        Args:
            coded: the article; all its mentions have ids.
            page_sha256: of the page's bytes.
            run: from :meth:`start_run`; tells the fingerprint.
            uri: of the page, if it is not the article's.
        """
        with self._change() as connection:
            writing.add_page(
                connection,
                coded,
                uri=storable(uri or coded.article.uri),
                page_sha256=page_sha256,
                fingerprint=self._fingerprint(connection, run),
                run=run,
                now=self._now(connection),
            )

    def save_failure(
        self, uri: str, *, code: str, message: str, run: int, page_sha256: str | None = None
    ) -> None:
        """Record that a page cannot be used, until it can."""
        with self._change() as connection:
            writing.add_failure(
                connection,
                uri=storable(uri),
                page_sha256=page_sha256,
                code=code,
                message=storable(message),
                fingerprint=self._fingerprint(connection, run),
                run=run,
                now=self._now(connection),
            )

    def keep(self, uri: str, page_sha256: str, *, run: int) -> bool:
        """Return whether a page is done under the run's fingerprint, and if so keep it current.

        This is how a build skips: a page that went back to an earlier state becomes
        current again without being read.
        """
        with self._change() as connection:
            return writing.keep_page(
                connection,
                uri=storable(uri),
                page_sha256=page_sha256,
                fingerprint=self._fingerprint(connection, run),
                run=run,
                now=self._now(connection),
            )

    def has_page(self, uri: str, page_sha256: str, fingerprint: str) -> bool:
        """Return whether a page was read and coded under a fingerprint."""
        with self._reads() as connection:
            return reading.is_done(connection, storable(uri), page_sha256, fingerprint)

    @staticmethod
    def _fingerprint(connection: Connection, run: int) -> str:
        found = connection.execute(select(runs.c.fingerprint).where(runs.c.run_id == run)).scalar()
        if found is None:
            raise ValueError(f"no run {run}")
        return str(found)

    # Linking.

    def coded(self) -> Iterator[CodedArticle]:
        """Give every current document as it was coded and as people judged it."""
        with self._reads() as connection:
            yield from judging.read_judged(connection, at=self.moment)

    def stale(self) -> list[str]:
        """Return the documents that came, changed, went or were judged since the last linking."""
        with self._reads() as connection:
            return linking.stale_docs(connection)

    def linker(self) -> str | None:
        """Return the version of the linker that linked last; None before the first time."""
        with self._reads() as connection:
            return linking.last_linker(connection)

    def documents_linked(self) -> int:
        """Return how many documents the last linking knew."""
        with self._reads() as connection:
            return linking.count_linked(connection)

    def is_linked(self) -> bool:
        """Return whether the events rest on all documents that stand; else build again."""
        with self._reads() as connection:
            return linking.is_linked(connection)

    @contextmanager
    def memory(self) -> Iterator[StoreMemory]:
        """Look at the last linking, within one transaction."""
        with self._reads() as connection:
            yield StoreMemory(connection)

    def save_delta(self, delta: Delta, *, linker: str, run: int | None = None) -> list[str]:
        """Put what linking changed in the place of what stood, in one transaction.

        Args:
            delta: from the linker.
            linker: its version.
            run: the run that linked.

        Returns:
            The ids of the events that are new, changed or gone.
        """
        with self._change() as connection:
            now = self._now(connection, apart=run is None)
            return linking.save_delta(connection, delta, linker=linker, run=run, now=now)

    def counts(self) -> tuple[int, int]:
        """Return how many events stand, and how many documents are copies."""
        with self._reads() as connection:
            return linking.counts(connection)

    # Judging.

    def add_judgements(self, given: Iterable[Judgement]) -> list[Judgement]:
        """Keep what people decided, in one transaction with marking the documents stale.

        Args:
            given: those without an id are made now; those with one come from another store.

        Returns:
            What was new here, as it is kept, and what was undone because it is elsewhere.

        Raises:
            ValueError: an id is that of another judgement; nothing is kept then.
        """
        with self._change() as connection:
            taken = judging.add(connection, given, now=self._clock())
            linking.mark_stale(connection, judging.touched(taken))
        return taken

    def undo_judgements(self, ids: Iterable[str]) -> list[Judgement]:
        """Retire judgements, in one transaction with marking the documents stale.

        Returns:
            Those that held until now.
        """
        with self._change() as connection:
            gone = judging.retire(connection, ids, now=self._clock())
            linking.mark_stale(connection, judging.touched(gone))
        return gone

    def judgements(
        self,
        docs: Iterable[str] | None = None,
        *,
        undone: bool = False,
        audits: bool = False,
        who: str | None = None,
    ) -> list[Judgement]:
        """Return judgements, the earliest first.

        Args:
            docs: only on these documents.
            undone: also those that were undone.
            audits: only those that were made for an audit.
            who: only this person's.
        """
        with self._reads() as connection:
            return judging.read(connection, docs, undone=undone, audits=audits, who=who)

    def bonds(self) -> Bonds:
        """Return which mentions people joined into one event, and which they parted."""
        with self._reads() as connection:
            return judging.read_bonds(connection)

    # Reading.

    def documents(self, *, after: str | None = None) -> Iterator[StoredDocument]:
        """Give the current documents by date of publication, undated last.

        Args:
            after: only those that follow the document of this id; UsageError if there is none.
        """
        with self._reads() as connection:
            yield from reading.read_documents(connection, self.moment, after)

    def document(self, doc_id: str) -> StoredDocument | None:
        """Return a document, also a superseded one; None if there is none."""
        with self._reads() as connection:
            return reading.read_document(connection, doc_id, self.moment)

    def sheets(self, doc_ids: Iterable[str]) -> dict[str, StoredSheet]:
        """Return the texts of documents, also superseded ones; unknown ids are left out."""
        with self._reads() as connection:
            return reading.read_sheets(connection, list(doc_ids), self.moment)

    def events(self, query: EventQuery | None = None) -> Iterator[StoredEvent]:
        """Give the events that a query wants, by date, undated last."""
        with self._reads() as connection:
            yield from reading.read_events(connection, query or EventQuery(), self.moment)

    def table(self, parties: Collection[str] | None = None) -> pa.Table:
        """Return events as one Arrow table: all, or those with one of some parties.

        The columns are those of :mod:`dragoman.columns`; parties are named by code or id.
        """
        with self._reads() as connection:
            return columns.read_table(connection, parties, self.moment)

    def corpus(self) -> pa.Table:
        """Return as an Arrow table how many events there are of each sort and day."""
        with self._reads() as connection:
            return columns.read_corpus(connection, self.moment)

    def document_table(self) -> pa.Table:
        """Return all documents as one Arrow table; see :mod:`dragoman.columns`."""
        with self._reads() as connection:
            return columns.read_document_table(connection, self.moment)

    def event(self, event_id: str) -> StoredEvent | None:
        """Return an event by its id, also by one that it bore before; None if there is none."""
        with self._reads() as connection:
            return reading.read_event(connection, event_id, self.moment)

    def relations(self, event_ids: Iterable[str] | None = None) -> list[Relation]:
        """Return the relations with one of these events at either end, or all, by event."""
        with self._reads() as connection:
            return claims.read_relations(connection, event_ids, self.moment)

    def ties(self, event_ids: Iterable[str]) -> dict[str, tuple[Tie, ...]]:
        """Return what joins each of these events to other ones that stood; none for the rest."""
        with self._reads() as connection:
            return claims.read_ties(connection, event_ids, self.moment)

    def tied(self, stored: Iterable[StoredEvent]) -> Iterator[tuple[StoredEvent, tuple[Tie, ...]]]:
        """Give events, as they come, each with what joins it to others."""
        left = iter(stored)
        while batch := list(islice(left, _TIED)):
            ties = self.ties(s.event.event_id for s in batch)
            for one in batch:
                yield one, ties.get(one.event.event_id, ())

    def mentions(self, ids: Sequence[str]) -> list[StoredMention]:
        """Return mentions, as judged, in the order of their ids; unknown ids are left out."""
        with self._reads() as connection:
            return judging.read_mentions(connection, ids, self.moment)

    def mentions_of_document(self, doc_id: str) -> list[StoredMention]:
        """Return the mentions of a document, as judged, in the order of its text."""
        with self._reads() as connection:
            return judging.read_mentions_of(connection, doc_id, self.moment)

    def statements(
        self, doc_id: str | None = None, *, after: str | None = None
    ) -> Iterator[StoredStatement]:
        """Give the statements of one document, or of all.

        Args:
            doc_id: of the document.
            after: of all, only those that follow the statement of this id; UsageError if there
                is none.
        """
        with self._reads() as connection:
            yield from reading.read_statements(connection, doc_id, self.moment, after)

    def statement(self, statement_id: str) -> StoredStatement | None:
        """Return a statement of a current document by its id; None if there is none."""
        with self._reads() as connection:
            return reading.read_statement(connection, statement_id, self.moment)

    def actors(self) -> Iterator[ActorSummary]:
        """Give the parties of all events, those with most events first."""
        with self._reads() as connection:
            yield from reading.read_actors(connection, self.moment)

    def ids(self, beginning: str, limit: int = 10) -> dict[str, list[str]]:
        """Return the ids that begin so, by sort: event, document, mention, statement."""
        with self._reads() as connection:
            return reading.read_ids(connection, beginning, limit, self.moment)

    def event_of(self, mention_id: str) -> StoredEvent | None:
        """Return the current event that holds a mention; None if none does."""
        found = self.mentions([mention_id])
        held = found[0].event_id if found else None
        return None if held is None else self.event(held)

    def search(self, query: str, limit: int = 20) -> list[SearchHit]:
        """Return what contains the words of a query, best first; no query raises."""
        with self._reads() as connection:
            return search(connection, query, limit, self.moment)

    def failures(self) -> list[Failure]:
        """Return the pages that cannot be used, by uri."""
        with self._reads() as connection:
            return [Failure(*row) for row in reading.read_failures(connection)]

    def check(self) -> list[str]:
        """Return what is wrong with the store, in words; nothing if it is sound.

        The search indexes are left out while a build writes, or where nothing can be
        written.
        """
        with self._reads() as connection:
            found = problems(connection)
        if not self._writes:
            return found
        try:
            with self._change() as connection:
                found.extend(search_problems(connection))
        except StoreError as error:
            if error.code not in {"store-locked", "store-readonly"}:
                raise
        return found
