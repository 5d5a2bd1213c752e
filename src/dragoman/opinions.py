"""Ask a second coder about the documents of a store, and keep what he says beside what stands."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from dragoman.errors import DragomanError, InputError, ModelError, StoreError
from dragoman.opinion import prompt
from dragoman.opinion.answer import BadAnswerError, Found, read_answer
from dragoman.opinion.endpoint import AnswerError
from dragoman.pipeline import owned
from dragoman.records import Article, CodedArticle
from dragoman.tagged import Passage, TaggedPassage

if TYPE_CHECKING:
    from dragoman.store import Store

READING_VERSION = 1
"""Counts up whenever other things are taken from the same answer."""
_LONGEST_PASSAGE = 8_000
_TRIES = 2
_FAILURES_IN_A_ROW = 5
_UNASKABLE = frozenset(
    ("endpoint-busy", "endpoint-failed", "endpoint-timeout", "endpoint-unreachable",
     "endpoint-rejected")
)  # fmt: skip

Told = Callable[[str, int, int], None]


class Asked(Protocol):
    """What is needed of an endpoint."""

    model: str

    def ask(self, messages: list[dict[str, str]], /) -> str:
        """Return what the model writes."""


class TagCoder(Protocol):
    """What is needed of our coder: it cuts texts, codes tags and resolves parties."""

    @property
    def fingerprint(self) -> str:
        """Of all that decides what comes of the same tags."""

    def passages(self, article: Article, /) -> list[Passage]:
        """Return the passages of an article."""

    def code_tagged(self, article: Article, tagged: Sequence[TaggedPassage], /) -> CodedArticle:
        """Code what was tagged."""


@dataclass(frozen=True, slots=True)
class OpinionResult:
    """How a run of a second coder went.

    Attributes:
        run: its number.
        asked: documents that were asked about.
        saved: those whose opinion is whole.
        skipped: documents whose opinion was whole already.
        left: documents that are not asked about yet, for there was a limit.
        events: acts that the answers tell in the documents asked about.
        failed: passages without an answer: uri of the document, and why.
        dropped: what was not taken from answers, by reason, with how often.
    """

    run: int
    asked: int
    saved: int
    skipped: int
    left: int
    events: int
    failed: tuple[tuple[str, DragomanError], ...]
    dropped: dict[str, int]


def coder_name(model: str, host: str) -> str:
    """Return how a second coder is called in a store's history."""
    return f"{model} at {host}, prompt {prompt.version()}"


def fingerprint(model: str) -> str:
    """Return the version of all that decides an answer: model, prompt, how it is read.

    Where the model is reached is no part of it: a server may change its port.
    """
    parts = json.dumps([model, prompt.version(), READING_VERSION])
    return f"opinion-{hashlib.sha256(parts.encode()).hexdigest()[:16]}"


def opine(
    store: Store,
    coder: TagCoder,
    endpoint: Asked,
    *,
    name: str,
    limit: int | None = None,
    told: Told | None = None,
) -> OpinionResult:
    """Ask a second coder about documents, passage by passage; copies are passed over.

    Each answer is saved as it comes, so that a run that is killed goes on where it was. What
    a passage does not get stays open: the next run asks again.

    Args:
        store: open for writing.
        coder: ours.
        endpoint: the second coder's.
        name: what the second coder is called, from :func:`coder_name`.
        limit: at most so many documents.
        told: told of each document: uri, how many are done, how many there are.

    Raises:
        StoreError: the store cannot be written, or a build is at work on it.
        ModelError: the endpoint refuses to answer, or fails again and again; what was
            answered is saved.
    """
    own = fingerprint(endpoint.model)
    whole = f"{own}+{coder.fingerprint}"
    with store.building():
        done = store.opinions.complete(whole)
        every = [d.article for d in store.documents() if d.copy_of is None]
        wanted = [a for a in every if a.doc_id not in done]
        chosen = wanted[:limit]
        run = store.start_run(whole, coder=name)
        work = _Work(store, coder, endpoint, own, whole, run)
        try:
            for n, article in enumerate(chosen):
                if told is not None:
                    told(article.uri, n, len(chosen))
                work.document(article)
        except BaseException:
            work.close("interrupted", len(every) - len(wanted))
            raise
        work.close("done", len(every) - len(wanted))
    return OpinionResult(
        run=run,
        asked=work.asked,
        saved=work.saved,
        skipped=len(every) - len(wanted),
        left=len(wanted) - len(chosen),
        events=work.events,
        failed=tuple(work.failed),
        dropped=dict(sorted(work.dropped.items())),
    )


class _Work:
    """One run, at work."""

    def __init__(
        self, store: Store, coder: TagCoder, endpoint: Asked, own: str, whole: str, run: int
    ) -> None:
        self._store, self._coder, self._endpoint = store, coder, endpoint
        self._own, self._whole, self._run = own, whole, run
        self._in_a_row = 0
        self.asked = self.saved = self.events = 0
        self.failed: list[tuple[str, DragomanError]] = []
        self.dropped: Counter[str] = Counter()

    def document(self, article: Article) -> None:
        """Ask about the passages of a document that have no answer yet, and keep its opinion."""
        self.asked += 1
        passages = self._coder.passages(article)
        found: list[Found] = []
        failed = 0
        for one in self._answers(article, passages):
            if one is None:
                failed += 1
            else:
                found.append(one)
        dropped: Counter[str] = Counter()
        for one in found:
            dropped.update(dict(one.dropped))
        try:
            coded = owned(self._coder.code_tagged(article, [one.tagged for one in found]))
        except DragomanError:
            raise
        except Exception as error:
            # An answer is untrusted to the end: whatever it does to our coder, others go on.
            self.failed.append(
                (
                    article.uri,
                    InputError(
                        "not-coded",
                        f"an error inside Dragoman ({type(error).__name__}: {error}); please "
                        "report it",
                    ),
                )
            )
            return
        self._store.opinions.keep(
            article.doc_id,
            coded.coding,
            fingerprint=self._whole,
            run=self._run,
            passages=len(passages),
            failed=failed,
            dropped=dropped,
        )
        self.dropped.update(dropped)
        self.events += len(coded.coding.events)
        self.saved += not failed

    def close(self, status: str, skipped: int) -> None:
        """End the run with its counts."""
        failed = len({uri for uri, _ in self.failed})
        try:
            self._store.end_run(
                self._run,
                status=status,
                read=self.asked + skipped,
                skipped=skipped,
                saved=self.saved,
                failed=failed,
            )
        except StoreError:
            if status == "done":
                raise

    def _answers(self, article: Article, passages: Sequence[Passage]) -> Iterator[Found | None]:
        held = self._store.opinions.answers(article.doc_id, self._own)
        for passage in passages:
            body = held.get((passage.start, passage.end))
            if body is not None:
                yield Found.from_dict(body)
                continue
            try:
                found = self._answer(article, passage)
            except InputError as error:
                self.failed.append((article.uri, error))
                self._count(error)
                yield None
                continue
            self._in_a_row = 0
            self._store.opinions.keep_answer(
                article.doc_id,
                (passage.start, passage.end),
                found.to_dict(),
                fingerprint=self._own,
                run=self._run,
            )
            yield found

    def _answer(self, article: Article, passage: Passage) -> Found:
        text = article.text[passage.start : passage.end]
        if len(text) > _LONGEST_PASSAGE:
            return Found(TaggedPassage(passage), (("passage-too-long", 1),))
        day = article.published.start or article.published.end if article.published else None
        asked = prompt.messages(text, language=article.language, published=day)
        fault = ""
        for _ in range(_TRIES):
            try:
                return read_answer(self._endpoint.ask(asked), article.text, passage)
            except BadAnswerError as error:
                fault = str(error)
        raise AnswerError("answer-not-json", f"characters {passage.start} on: {fault}")

    def _count(self, error: DragomanError) -> None:
        """Give up where nothing is answered any more: what is asked next fares no better."""
        self._in_a_row = self._in_a_row + 1 if error.code in _UNASKABLE else 0
        if self._in_a_row >= _FAILURES_IN_A_ROW:
            raise ModelError(
                "endpoint-down",
                f"{self._in_a_row} passages in a row got no answer, the last since "
                f"{error.message}; what was answered is saved, run the same command again to go on",
            )
