"""Build a store: read, code and save page by page, then link.

Each page is read, coded and saved in a transaction of its own, so a build that is
killed has lost nothing finished; the next one skips what is done (same uri, same bytes,
same coder) and goes on. Events are made from what the store holds, after reading.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dragoman.errors import DragomanError, InputError, StoreError
from dragoman.link import VERSION as LINKER
from dragoman.link import link, whole
from dragoman.link import relink as incremental
from dragoman.records import Article, CodedArticle, Judgement, content_id
from dragoman.store import Store

_LOG = logging.getLogger(__name__)

MANY = 4
"""From one changed document in so many on, linking all anew is cheaper."""
Progress = Callable[[int, int | None, str], None]
"""Called after each page: pages done, pages in all if known, uri of the page."""


class Reader(Protocol):
    """What a build needs of the reading stage; :mod:`dragoman.read` is one.

    A page has a ``uri`` and a ``sha256`` of its bytes; a failure has ``uri`` and ``error``.
    """

    @property
    def version(self) -> str:
        """Changes whenever the same page may read otherwise."""

    def pages(self, sources: Iterable[str]) -> Iterator[Any]:
        """Give the pages of sources lazily, a failure in the place of each that is none."""

    def article(self, page: Any) -> Article:
        """Read a page; raise InputError if it is no article."""


class ArticleCoder(Protocol):
    """What a build needs of the coder."""

    @property
    def fingerprint(self) -> str:
        """Version of all that decides the coding: model, ontology, knowledge."""

    def code_article(self, article: Article) -> CodedArticle:
        """Code an article."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """How a build went.

    Attributes:
        read: pages met, whatever came of them.
        skipped: pages that were done already.
        saved: pages read, coded and saved now.
        failed: uri and error of each page that could not be used.
        events: events that the store holds now.
        copies: documents that copy another.
    """

    read: int
    skipped: int
    saved: int
    failed: list[tuple[str, InputError]]
    events: int
    copies: int


@dataclass(slots=True)
class _Tally:
    read: int = 0
    skipped: int = 0
    saved: int = 0
    failed: list[tuple[str, InputError]] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {
            "read": self.read,
            "skipped": self.skipped,
            "saved": self.saved,
            "failed": len(self.failed),
        }


class _DefaultReader:
    """The reading stage of this package."""

    def __init__(self, **options: Any) -> None:
        self._options = options

    @property
    def version(self) -> str:
        from dragoman import read

        return str(getattr(read, "VERSION", ""))

    def pages(self, sources: Iterable[str]) -> Iterator[Any]:
        from dragoman.read import pages

        yield from pages(sources, **self._options)

    def article(self, page: Any) -> Article:
        from dragoman.read import article

        return article(page)


def build(
    sources: Iterable[str],
    store: Store,
    coder: ArticleCoder,
    *,
    progress: Progress | None = None,
    total: int | None = None,
    limits: Any = None,
    reader: Reader | None = None,
) -> BuildResult:
    """Read, code and save the pages of sources, then link what the store holds.

    The same sources give the same events with the same ids in any order, whether at once
    or in several builds, interrupted or not.

    Args:
        sources: files, folders, URLs and so on, as :func:`dragoman.read.pages` takes them.
        store: open for writing.
        coder: its fingerprint decides what must be coded again.
        progress: told of each page.
        total: how many pages there are, if known; for ``progress`` only.
        limits: handed to :func:`dragoman.read.pages`.
        reader: stands in for the reading stage.

    Raises:
        StoreError: another build is at work on the store, or the store fails.
        KeyboardInterrupt: passed on; what was finished is saved, and the next build
            links it.
    """
    source_of_pages = reader or _DefaultReader(**({} if limits is None else {"limits": limits}))
    with store.building():
        run = store.start_run(_fingerprint(coder, source_of_pages))
        tally = _Tally()
        try:
            for page in source_of_pages.pages(sources):
                _take(page, store, coder, source_of_pages, run, tally)
                if progress is not None:
                    progress(tally.read, total, page.uri)
            events, copies = relink(store, run=run)
        except BaseException:
            _close(store, run, tally)
            raise
        store.end_run(run, status="done", **tally.counts())
    return BuildResult(tally.read, tally.skipped, tally.saved, tally.failed, events, copies)


def relink(store: Store, *, run: int | None = None) -> tuple[int, int]:
    """Make the events from what the store holds, as far as that has changed.

    Few new documents are linked into what is there, at the cost of what they touch; many,
    or a new version of the linker, link everything anew. The outcome is the same.

    Returns:
        How many events and how many copies the store holds now.
    """
    changed = store.stale()
    anew = store.linker() != LINKER
    if changed or anew:
        if anew or len(changed) * MANY > store.documents_linked():
            delta = whole(link(store.coded(), store.bonds()))
        else:
            bonds = store.bonds()
            with store.memory() as memory:
                delta = incremental(memory, changed, bonds)
        store.save_delta(delta, linker=LINKER, run=run)
    return store.counts()


def judge(
    store: Store, given: Iterable[Judgement] = (), *, undone: Iterable[str] = ()
) -> list[Judgement]:
    """Keep and undo judgements and make the events anew as far as they touch them.

    Args:
        store: open for writing.
        given: see :meth:`Store.add_judgements`.
        undone: ids of judgements that hold no longer.

    Returns:
        What was new to the store, and what was undone.

    Raises:
        StoreError: a build is at work on the store, or the store fails.
        ValueError: see :meth:`Store.add_judgements`.
    """
    # A build that links what it has read before would pass over what is judged meanwhile.
    with store.building():
        taken = store.add_judgements(given) + store.undo_judgements(undone)
        relink(store)
    return taken


def _take(
    page: Any, store: Store, coder: ArticleCoder, reader: Reader, run: int, tally: _Tally
) -> None:
    """Deal with one page: skip, save or record as failed."""
    tally.read += 1
    error = getattr(page, "error", None)
    sha256 = None
    if error is None:
        sha256 = _page_hash(page)
        if store.keep(page.uri, sha256, run=run):
            tally.skipped += 1
            return
        try:
            coded = owned(coder.code_article(reader.article(page)))
            store.save(coded, page_sha256=sha256, run=run, uri=page.uri)
        except InputError as raised:
            error = raised
        except DragomanError:
            raise  # the store or the model: no page will fare better
        except Exception as raised:
            _LOG.debug("page %s failed", page.uri, exc_info=True)
            error = InputError(
                "page-failed",
                f"{page.uri}: an error inside Dragoman ({type(raised).__name__}: {raised}); "
                "the page was left out. Please report it.",
            )
        else:
            tally.saved += 1
            return
    tally.failed.append((page.uri, error))
    store.save_failure(
        page.uri, code=error.code, message=error.message, run=run, page_sha256=sha256
    )


def _fingerprint(coder: ArticleCoder, reader: Reader) -> str:
    """Return the version of all that decides what comes of a page."""
    return "+".join(filter(None, (coder.fingerprint, reader.version)))


def _page_hash(page: Any) -> str:
    """Return the hash of a page's bytes and of what is known of it from outside.

    A line of a JSONL file whose date was corrected is another page, though its text is
    the same.
    """
    hints = getattr(page, "hints", None)
    if hints is None or hints == type(hints)():
        return str(page.sha256)
    return hashlib.sha256(f"{page.sha256} {hints!r}".encode("utf-8", "replace")).hexdigest()


def owned(coded: CodedArticle) -> CodedArticle:
    """Return the article with ids that no other document's mentions or statements bear.

    An id tells document, type and trigger, so that it stays the same when a better model
    finds the same mention again; two copies of one text have ids of their own.
    """
    doc_id = coded.article.doc_id
    turns: Counter[tuple[str, ...]] = Counter()

    def own(prefix: str, *parts: str) -> str:
        turns[prefix, *parts] += 1
        return content_id(prefix, doc_id, *parts, str(turns[prefix, *parts]))

    events = tuple(
        replace(m, mention_id=own("m", m.type, str(m.trigger.start), str(m.trigger.end)))
        for m in coded.coding.events
    )
    statements = tuple(
        replace(s, statement_id=own("s", str(s.cue.start), str(s.cue.end)))
        for s in coded.coding.statements
    )
    return replace(coded, coding=replace(coded.coding, events=events, statements=statements))


def _close(store: Store, run: int, tally: _Tally) -> None:
    """Mark a run interrupted; the next one does so if even that fails."""
    try:
        store.end_run(run, status="interrupted", **tally.counts())
    except StoreError:
        _LOG.warning("run %d could not be closed", run)
