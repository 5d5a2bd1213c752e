"""The library: open a store and ask it, build one, code texts.

The functions and the class here are those of ``import dragoman``; they take what the
commands take, and settings from the same places (see :mod:`dragoman.config`). A store that
is open here is read only.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

from dragoman import asking, config
from dragoman.errors import InputError, StoreError, UsageError
from dragoman.results import Result
from dragoman.stored import (
    ActorSummary,
    EventQuery,
    SearchHit,
    StoredDocument,
    StoredEvent,
    StoredStatement,
)

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.ledger import RunSummary
    from dragoman.pipeline import BuildResult
    from dragoman.present.tables import Listing
    from dragoman.records import Record
    from dragoman.store import Store

Json = dict[str, Any]
Text = str | Mapping[str, Any]
Location = str | os.PathLike[str] | None
Item = TypeVar("Item", bound="Record")
_ARGUMENTS = ("since", "until", "types", "modalities")


def open(store: Location = None, *, as_of: str | None = None) -> Archive:  # noqa: A001
    """Open a store for reading.

    Args:
        store: a path or database URL; without it as the commands find it: ``dragoman.db`` in
            the working folder, else what ``DRAGOMAN_STORE`` names.
        as_of: a day (its end, in UTC) or a time; answers are what the store said then.

    Raises:
        StoreError: it cannot be opened.
        UsageError: ``as_of`` is no day and no time.
    """
    from dragoman.store import Store

    opened = Store.open(_location(store))
    if as_of is None:
        return Archive(opened)
    try:
        return Archive(opened.as_of(as_of))
    except ValueError:
        opened.close()
        raise UsageError(
            "bad-date",
            f"as_of={as_of!r} is no day and no time; write 2023-09-10 or 2023-09-10T15:30:00Z",
        ) from None


def build(
    sources: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    store: Location = None,
    *,
    model: str | None = None,
    knowledge: str | None = None,
) -> BuildResult:
    """Read, code, link and save pages; what is done already is not done again.

    Args:
        sources: files, folders, addresses, JSONL files of pages; or one of them.
        store: as for :func:`open`; made if there is none.
        model: folder of another model than the one built in.
        knowledge: folder with knowledge of one's own.

    Returns:
        How it went; pages that failed are named in it, with their errors.

    Raises:
        StoreError: the store cannot be written, or another build is at work on it.
        ModelError: the model cannot be opened.
    """
    from dragoman.pipeline import build as build_store
    from dragoman.read import Limits
    from dragoman.store import Store

    given = [sources] if isinstance(sources, (str, os.PathLike)) else sources
    settings = config.load()
    limits = Limits(max_bytes=settings.max_page_bytes, timeout=float(settings.fetch_timeout))
    with Store.open(_location(store), create=True) as opened:
        return build_store(
            [os.fspath(s) for s in given], opened, _coder(model, knowledge), limits=limits
        )


def code(
    texts: Text | Iterable[Text], *, model: str | None = None, knowledge: str | None = None
) -> Result[Json]:
    """Code texts; nothing is stored.

    Args:
        texts: strings, or mappings with ``text`` and, if known, ``id``, ``date`` (of
            publication) and ``lang``, or articles as ``dragoman read`` writes them; or one.
        model: folder of another model than the one built in.
        knowledge: folder with knowledge of one's own.

    Returns:
        A row a text, in order, in the shape of ``dragoman code``: ``id``, ``lang``,
        ``events``, ``statements``, ``notices``, ``error``. What is wrong with a text is
        told in its ``error``; a text without an id has its number, from 0.

    Raises:
        ModelError: the model cannot be opened.
        InputError: one of the texts is neither a string nor a mapping.
    """
    from dragoman.lines import code_parsed, parse_object
    from dragoman.present import coded

    given = [texts] if isinstance(texts, (str, Mapping)) else texts
    settings = config.load()
    limit = settings.code_max_characters
    lines = (parse_object(_numbered(n, t), max_characters=limit) for n, t in enumerate(given))
    held = list(lines)
    rows = list(code_parsed(held, _coder(model, knowledge), batch=settings.code_batch))
    words = {id(row): line.text for row, line in zip(rows, held, strict=True)}
    return Result(
        "coded",
        rows,
        shape=lambda some: some,
        listing=lambda some: coded.listing((r, words[id(r)]) for r in some),
    )


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
        found = [stored for stored, _ in self._shaper.claimed(query, contested=contested)]
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


def _location(store: Location) -> str:
    if store is not None:
        return os.fspath(store)
    return config.store_location(None, config.load())[0]


def _numbered(number: int, text: Text) -> Json:
    if isinstance(text, str):
        return {"id": number, "text": text}
    if isinstance(text, Mapping):
        return {"id": number, **text}
    raise InputError(
        "bad-text", f"text {number} is neither a string nor a mapping but {type(text).__name__}"
    )


def _coder(model: str | None, own: str | None) -> Coder:
    settings = config.load()
    return _loaded(model or settings.model, own or settings.knowledge)


@lru_cache(maxsize=2)
def _loaded(model: str | None, own: str | None) -> Coder:
    from dragoman.coder import Coder
    from dragoman.knowledge import load

    return Coder.load(model=model, knowledge=load(own))


def _knowledge() -> Any:
    from dragoman.knowledge import load

    return load(config.load().knowledge)
