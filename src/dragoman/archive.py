"""A store, open for reading: what ``dragoman.open`` gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from dragoman import asking, config
from dragoman.analysis import BY
from dragoman.errors import StoreError, UsageError
from dragoman.registered import Agreement, Body, Deployment, Exercise, Incident, Transfer, Visit
from dragoman.results import Relation, Result, Ties
from dragoman.stored import (
    ActorSummary,
    EventQuery,
    SearchHit,
    StoredDocument,
    StoredEvent,
    StoredStatement,
)

if TYPE_CHECKING:
    from dragoman.ledger import RunSummary
    from dragoman.present.tables import Listing
    from dragoman.store import Store

Json = dict[str, Any]
_ARGUMENTS = ("since", "until", "types", "modalities")


class Archive:
    """A store, open for reading; use it as a context manager, or close it.

    Parties are named as on the command line: by ISO alpha-3 or alpha-2 code, by name in any
    supported language, by id (``org:nato``). Dates are days, months or years. Every method
    raises :class:`UsageError` for a party, date, type or modality that is none, and
    :class:`StoreError` if the store fails or was closed.
    """

    def __init__(self, store: Store) -> None:
        """Ask a store; :func:`open` opens one."""
        from dragoman.shaping import Shaper

        self._held = store
        self._shaper = Shaper(store)
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        when = f" as of {self._held.moment}" if self._held.moment else ""
        return f"<dragoman archive {self._held.path}{when}{', closed' if self._closed else ''}>"

    @property
    def path(self) -> Path:
        """The file."""
        return self._held.path

    @property
    def as_of(self) -> str | None:
        """The moment of which the answers are, ISO 8601 in UTC; None for now."""
        return self._held.moment

    def close(self) -> None:
        """Close the store; results that were given stay, and turn into tables no more."""
        self._closed = True
        self._held.close()

    # Records.

    def events(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        types: str | Iterable[str] | None = None,
        modalities: str | Iterable[str] | None = None,
        limit: int | None = None,
    ) -> Result[StoredEvent]:
        """Return events by date, undated last.

        Args:
            a: only events in which this party takes part.
            b: and this one too.
            since: only events that may fall on or after this date; an undated one does not.
            until: only events that may fall on or before it.
            types: only these PLOVER types.
            modalities: only these: ``actual``, ``future``, ``hypothetical``, ``negated``.
            limit: at most so many.
        """
        query = self._query(a, b, since, until, types, modalities, limit)
        return Result(
            "events",
            self._store.events(query),
            shape=self._event_shapes,
            listing=self._event_listing,
        )

    def timeline(
        self,
        a: str,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        types: str | Iterable[str] | None = None,
        modalities: str | Iterable[str] | None = None,
        limit: int | None = None,
    ) -> Result[StoredEvent]:
        """Return what a party, or two, took part in; the arguments are those of :meth:`events`."""
        return self.events(
            a,
            b,
            since=since,
            until=until,
            types=types,
            modalities=modalities,
            limit=limit,
        )

    def claims(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        contested: bool = False,
        since: str | None = None,
        until: str | None = None,
        types: str | Iterable[str] | None = None,
        modalities: str | Iterable[str] | None = None,
        limit: int | None = None,
    ) -> Result[StoredEvent]:
        """Return events that somebody claims; their rows tell who, and who denies it.

        Args:
            a: as for :meth:`events`, and so the other arguments.
            b: likewise.
            contested: only events that somebody denies or doubts.
            since: likewise.
            until: likewise.
            types: likewise.
            modalities: likewise.
            limit: likewise.
        """
        query = self._query(a, b, since, until, types, modalities, limit)
        found = [
            stored
            for stored, _ in self._shaper.material("claims", query, contested=contested).claimed()
        ]
        return Result("claims", found, shape=self._claim_shapes, listing=self._claim_listing)

    def documents(self, *, limit: int | None = None) -> Result[StoredDocument]:
        """Return the documents by date of publication, undated last, with their texts."""
        from dragoman.present import shapes, tables

        return Result(
            "documents",
            islice(self._store.documents(), limit),
            shape=lambda some: (shapes.document_json(d, text=True) for d in some),
            listing=tables.documents,
        )

    def statements(self, *, limit: int | None = None) -> Result[StoredStatement]:
        """Return what is said in the documents, by document and place."""
        from dragoman.present import tables

        return Result(
            "statements",
            islice(self._store.statements(), limit),
            shape=lambda some: [self._open_shaper.statement(s) for s in some],
            listing=tables.statements,
        )

    def actors(self, *, limit: int | None = None) -> Result[ActorSummary]:
        """Return the parties of all events, those with most events first."""
        from dragoman.present import rows, tables

        return Result(
            "actors",
            islice(self._store.actors(), limit),
            shape=lambda some: (rows.actor_json(a) for a in some),
            listing=tables.actors,
        )

    def search(self, query: str, *, limit: int = 20) -> list[SearchHit]:
        """Return the documents and events that hold the words of a query, best first."""
        return self._store.search(query, limit)

    def runs(self) -> list[RunSummary]:
        """Return each run that built the store."""
        return self._store.runs()

    def event(self, event_id: str) -> StoredEvent | None:
        """Return an event by its id, also by one that it bore before; None if there is none."""
        return self._store.event(event_id)

    def document(self, doc_id: str) -> StoredDocument | None:
        """Return a document by its id; None if there is none."""
        return self._store.document(doc_id)

    # Registers.

    def agreements(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Result[Agreement]:
        """Return treaties, memoranda, protocols and the like, with how far each went.

        Args:
            a: only rows in which this party has a part.
            b: and this one too.
            since: only rows of which some day may fall on or after this date.
            until: and on or before this.
            limit: at most so many.
        """
        return self._register("agreements", a, b, since, until, limit)

    def visits(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Result[Visit]:
        """Return visits and meetings; see :meth:`agreements`."""
        return self._register("visits", a, b, since, until, limit)

    def exercises(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Result[Exercise]:
        """Return military exercises; see :meth:`agreements`."""
        return self._register("exercises", a, b, since, until, limit)

    def transfers(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Result[Transfer]:
        """Return deals in arms, and arms given; see :meth:`agreements`."""
        return self._register("transfers", a, b, since, until, limit)

    def bodies(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Result[Body]:
        """Return standing joint bodies, with their sessions; see :meth:`agreements`."""
        return self._register("bodies", a, b, since, until, limit)

    def deployments(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Result[Deployment]:
        """Return forces sent or kept somewhere, and missions; see :meth:`agreements`."""
        return self._register("deployments", a, b, since, until, limit)

    def incidents(
        self,
        a: str | None = None,
        b: str | None = None,
        *,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Result[Incident]:
        """Return attacks, clashes, seizures and the like; see :meth:`agreements`."""
        return self._register("incidents", a, b, since, until, limit)

    # Analyses.

    def dyad(
        self,
        a: str | Sequence[str],
        b: str | Sequence[str] | None = None,
        *,
        by: str = "month",
        since: str | None = None,
        until: str | None = None,
        types: str | Iterable[str] | None = None,
        modalities: str | Iterable[str] = "actual",
        disputed: bool = False,
        as_reported: bool = False,
        members: bool = False,
        compare: str | None = None,
    ) -> Relation:
        """Return the relation of two parties, or of one and all others, over time.

        Args:
            a: one side; several parties for a group.
            b: the other; all others without it.
            by: how long the periods are: ``month``, ``quarter`` or ``year``.
            since: only what surely happened on or after this date.
            until: only what surely happened on or before it.
            types: only these PLOVER types.
            modalities: what counts.
            disputed: count contested, alleged and denied acts like others.
            as_reported: put acts without a date on the day of their first report.
            members: organisations stand for their members, too.
            compare: a day; the time before it is compared with the time from it on.
        """
        from dragoman import analyst
        from dragoman.analyse.dyad import Question

        if by not in BY:
            raise UsageError("bad-choice", f"by={by!r} is not known; choose from {', '.join(BY)}")
        asked = self._query(None, None, since, until, types, modalities, None)
        found = analyst.dyad(
            self._store,
            self._codes(a),
            None if b is None else self._codes(b),
            knowledge=_knowledge(),
            members=members,
            question=Question(
                by=by,
                since=asked.since,
                until=asked.until,
                types=asked.types,
                modalities=asked.modalities,
                disputed=disputed,
                reported=as_reported,
                compare=asking.day(compare, "compare"),
            ),
        )
        columns = self._store.table().select(["event_id", "quad", "title"]).to_pydict()
        ids = columns["event_id"]
        return Relation(
            found,
            quads=dict(zip(ids, columns["quad"], strict=True)),
            titles=dict(zip(ids, columns["title"], strict=True)),
        )

    def network(
        self,
        *parties: str,
        since: str | None = None,
        until: str | None = None,
        types: str | Iterable[str] | None = None,
        modalities: str | Iterable[str] = "actual",
        disputed: bool = False,
        as_reported: bool = False,
        members: bool = False,
    ) -> Ties:
        """Return the network of parties, of all without any.

        Args:
            parties: only these take part.
            since: as for :meth:`dyad`, and so the other arguments.
            until: likewise.
            types: likewise.
            modalities: likewise.
            disputed: likewise.
            as_reported: likewise.
            members: likewise.
        """
        from dragoman import analyst
        from dragoman.analyse.network import Scope

        asked = self._query(None, None, since, until, types, modalities, None)
        codes = self._codes(parties)
        (found,) = analyst.network(
            self._store,
            knowledge=_knowledge(),
            parties=codes,
            members=members,
            scope=Scope(
                since=asked.since,
                until=asked.until,
                types=asked.types,
                modalities=asked.modalities,
                disputed=disputed,
                reported=as_reported,
            ),
        )
        return Ties(found, codes if len(codes) == 2 else ())

    def brief(
        self,
        a: str,
        b: str,
        *,
        since: str | None = None,
        until: str | None = None,
        as_reported: bool = False,
        format: str = "html",  # noqa: A002 - as the option is called
    ) -> str:
        """Return the brief of two parties as the text of one file.

        Args:
            a: one party.
            b: the other.
            since: only events that may fall on or after this date.
            until: only events that may fall on or before it.
            as_reported: in figures and charts, put acts without a date on the day of their
                first report.
            format: ``html`` or ``md``.
        """
        from dragoman.briefing import brief
        from dragoman.present.brief import html, markdown

        writers = {"html": html, "md": markdown}
        if format not in writers:
            raise UsageError("bad-format", f"format={format!r} is not known; choose html or md")
        asked = self._query(a, b, since, until, None, None, None)
        assert asked.a is not None and asked.b is not None
        made = brief(
            self._store,
            asked.a,
            asked.b,
            knowledge=_knowledge(),
            since=asked.since,
            until=asked.until,
            reported=as_reported,
        )
        return writers[format](made)

    # Within.

    @property
    def _store(self) -> Store:
        if self._closed:
            raise StoreError(
                "store-closed", f"the archive {self._held.path} was closed; open it again"
            )
        return self._held

    @property
    def _open_shaper(self) -> Any:
        assert self._store
        return self._shaper

    def _query(
        self,
        a: str | None,
        b: str | None,
        since: str | None,
        until: str | None,
        types: str | Iterable[str] | None,
        modalities: str | Iterable[str] | None,
        limit: int | None,
    ) -> EventQuery:
        if limit is not None and limit < 1:
            raise UsageError("bad-limit", f"limit={limit} is less than 1")
        return asking.query(
            a=self._code(a),
            b=self._code(b),
            since=since,
            until=until,
            types=[types] if isinstance(types, str) else types,
            modalities=[modalities] if isinstance(modalities, str) else modalities,
            limit=limit,
            options=_ARGUMENTS,
        )

    def _code(self, party: str | None) -> str | None:
        return None if party is None else asking.party_code(party, _knowledge())

    def _codes(self, parties: str | Sequence[str]) -> list[str]:
        given = [parties] if isinstance(parties, str) else parties
        return [asking.party_code(p, _knowledge()) for p in given]

    def _register(
        self,
        name: str,
        a: str | None,
        b: str | None,
        since: str | None,
        until: str | None,
        limit: int | None,
    ) -> Result[Any]:
        from dragoman.present import registers

        query = self._query(a, b, since, until, None, None, limit)
        return Result(
            name,
            self._open_shaper.material(name, query).register(),
            shape=lambda some: [registers.row_json(row) for row in some],
            listing=registers.listing,
        )

    def _tied(self, some: Sequence[StoredEvent]) -> Iterator[Any]:
        return self._store.tied(some)

    def _event_shapes(self, some: Sequence[StoredEvent]) -> Iterator[Json]:
        for stored, ties in self._tied(some):
            yield self._shaper.event(stored, ties)

    def _event_listing(self, some: Sequence[StoredEvent]) -> Listing:
        from dragoman.present import tables

        return tables.events(some, self._store.ties(s.event.event_id for s in some))

    def _claim_shapes(self, some: Sequence[StoredEvent]) -> Iterator[Json]:
        from dragoman.present import shapes

        for stored, ties in self._tied(some):
            yield shapes.claimed_json(stored, ties)

    def _claim_listing(self, some: Sequence[StoredEvent]) -> Listing:
        from dragoman.present import tables

        return tables.claimed(self._tied(some))


def _knowledge() -> Any:
    from dragoman.knowledge import load

    return load(config.load().knowledge)
