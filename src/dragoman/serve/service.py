"""What the endpoints share: the store at a moment, the knowledge, the coder, turns to wait for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fastapi import Request

from dragoman import asking
from dragoman.errors import StoreError, UsageError
from dragoman.registered import REGISTERS, Row
from dragoman.serve.limits import Limits
from dragoman.serve.problems import BusyError
from dragoman.shaping import Shaper
from dragoman.store import Store
from dragoman.store.moments import moment

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.knowledge import Knowledge
    from dragoman.pipeline import ArticleCoder
    from dragoman.records import Article, CodedArticle

_SHAPERS = 4
_PATIENCE = 60.0
"""Seconds to wait for the model before a client is told that it is busy."""


class Service:
    """One store being served.

    Attributes:
        store: or a view of an earlier moment.
        limits: of the server.
        model: the right to use the model, one at a time.
    """

    def __init__(
        self,
        store: Store,
        *,
        coder: Callable[[], Coder],
        knowledge: Callable[[], Knowledge],
        limits: Limits,
    ) -> None:
        """Serve a store; coder and knowledge are made when first needed."""
        self.store = store
        self.limits = limits
        self.model = threading.Lock()
        self._make_coder, self._make_knowledge = coder, knowledge
        self._coder: Coder | None = None
        self._knowledge: Knowledge | None = None
        self._exports = threading.BoundedSemaphore(limits.exports)
        self._posts = threading.BoundedSemaphore(limits.posts)
        self._registers = _Registers()
        self._loading = threading.Lock()
        self._shapers: OrderedDict[str, Shaper] = OrderedDict()

    # Moments.

    def moment(self, as_of: str | None = None) -> str:
        """Return the moment of an answer: that asked for, or the last that will not change.

        Raises:
            UsageError: what is asked for is no day and no time.
        """
        settled = self.store.settled()
        if as_of is None:
            return settled
        try:
            return min(moment(as_of), settled)
        except ValueError:
            raise UsageError(
                "bad-date",
                f"as_of {as_of!r} is no day and no time; write 2023-09-10 or 2023-09-10T15:30:00Z",
            ) from None

    def shaper(self, at: str) -> Shaper:
        """Return what shapes the records of a moment; the last few are kept, with documents."""
        with self._loading:
            found = self._shapers.pop(at, None) or Shaper(self.store.as_of(at))
            self._shapers[at] = found
            if len(self._shapers) > _SHAPERS:
                self._shapers.popitem(last=False)
            return found

    def view(self, at: str) -> Store:
        """Return the store as of a moment."""
        return self.shaper(at).store

    def register(self, at: str, name: str) -> tuple[Row, ...]:
        """Return the rows of a register at a moment, in order; the last few are kept."""
        return self._registers.rows(self.view(at), at, name)

    # Knowledge and coder.

    @property
    def knowledge(self) -> Knowledge:
        """The knowledge."""
        with self._loading:
            if self._knowledge is None:
                self._knowledge = self._make_knowledge()
            return self._knowledge

    def party(self, name: str) -> str:
        """Return the code of a party.

        Raises:
            UsageError: nothing is known by that name.
        """
        return asking.party_code(name, self.knowledge)

    def parties(self, text: str) -> list[str]:
        """Return the codes of parties between commas; a name that holds one is tried whole first.

        Raises:
            UsageError: one is not known.
        """
        try:
            return [self.party(text)]
        except UsageError:
            named = [part for part in text.split(",") if part.strip()]
            if len(named) < 2:
                raise
            return list(dict.fromkeys(self.party(part) for part in named))

    @contextmanager
    def coder(self) -> Iterator[Coder]:
        """Give the coder to one request at a time.

        Raises:
            BusyError: others had it for too long.
        """
        if not self.model.acquire(timeout=_PATIENCE):
            raise BusyError("busy", "the model is at work for others; try again later")
        try:
            if self._coder is None:
                self._coder = self._make_coder()
            yield self._coder
        finally:
            self.model.release()

    def shared_coder(self) -> ArticleCoder:
        """Return the coder as a build takes it: free for others between two pages."""
        with self.coder() as coder:
            return _Shared(self, coder)

    # Turns.

    @contextmanager
    def post(self) -> Iterator[None]:
        """Hold one of the turns of requests that work.

        Raises:
            BusyError: there is none.
        """
        if not self._posts.acquire(blocking=False):
            raise BusyError("busy", "the server is at work for others; try again later")
        try:
            yield
        finally:
            self._posts.release()

    def begin_export(self) -> Callable[[], None]:
        """Take one of the turns of exports and return what gives it back.

        Raises:
            BusyError: there is none.
        """
        if not self._exports.acquire(blocking=False):
            raise BusyError("busy", "others are exporting; try again later")
        return self._exports.release


class _Shared:
    def __init__(self, service: Service, coder: Coder) -> None:
        self._service, self._coder = service, coder
        self.fingerprint = coder.fingerprint

    def code_article(self, article: Article) -> CodedArticle:
        with self._service.model:
            return self._coder.code_article(article)


class _Registers:
    """Registers of the last moments asked for; deriving one reads every event."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[str, str], tuple[Row, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def rows(self, store: Store, at: str, name: str) -> tuple[Row, ...]:
        # One at a time: two who ask at once would both derive it.
        with self._lock:
            found = self._held.pop((at, name), None)
            if found is None:
                from dragoman.registry import registers_of

                found = registers_of(store, wanted=(name,)).rows(name)
            self._held[at, name] = found
            if len(self._held) > len(REGISTERS):
                self._held.popitem(last=False)
            return found


def service(request: Request) -> Service:
    """Return the service of the app that a request came to."""
    found: Any = request.app.state.service
    if not isinstance(found, Service):
        raise StoreError("store-missing", "this server has no store")
    return found
