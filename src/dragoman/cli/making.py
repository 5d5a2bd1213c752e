"""Commands that make something out of pages: read, code, build, eval."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman.cli.files import opened
from dragoman.cli.options import (
    JsonOption,
    KnowledgeOption,
    ModelOption,
    Sources,
    StoreOption,
)
from dragoman.cli.state import (
    STATE,
    console,
    fail,
    load_coder,
    open_store,
    print_json,
    say,
    shows_bars,
)
from dragoman.errors import InputError, UsageError
from dragoman.present.text import number, shorten

if TYPE_CHECKING:
    from dragoman.pipeline import ArticleCoder
    from dragoman.read import Limits
    from dragoman.records import Article, CodedArticle

_NOTICES = 10


def read(sources: Sources) -> None:
    """Turn pages into clean articles, JSONL on stdout.

    Nothing is stored.
    """
    from dragoman.read import PageFailure, article, pages

    for page in pages(sources, limits=_limits()):
        if isinstance(page, PageFailure):
            fail(page.uri, page.error)
            continue
        try:
            record = article(page)
        except InputError as error:
            fail(page.uri, error)
            continue
        print_json(record.to_dict())
        sys.stdout.flush()
    _end()


def code(
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSONL file, or - for stdin.")] = "-",
    batch: Annotated[
        int | None,
        typer.Option(
            "--batch",
            min=1,
            metavar="N",
            help="Texts for the model at a time; 1 answers each line at once.",
        ),
    ] = None,
    model: ModelOption = None,
    knowledge: KnowledgeOption = None,
) -> None:
    """Code texts: JSON lines in, JSON lines of events out.

    Nothing is stored. A line is a sentence or a passage, {"id", "text", "date", "lang"}
    (only text is needed), or an article, as `dragoman read` writes it. Every
    line gets an answer, in the same order.
    """
    from dragoman.lines import code_lines, dump, read_lines

    settings = STATE.settings()
    limit = settings.code_max_characters
    with opened(file) as stream:
        coder = load_coder(model, knowledge)
        lines = read_lines(stream, max_characters=limit)
        rows = code_lines(lines, coder, max_characters=limit, batch=batch or settings.code_batch)
        for number, row in enumerate(rows, 1):
            if row["error"] is not None:
                fail(f"line {number}", InputError(row["error"]["code"], row["error"]["message"]))
            sys.stdout.write(dump(row) + "\n")
            sys.stdout.flush()
    _end()


def build(
    sources: Sources,
    store: StoreOption = None,
    model: ModelOption = None,
    knowledge: KnowledgeOption = None,
    json_: JsonOption = False,
) -> None:
    """Read, code, link and save pages.

    Run again, it goes on where it was and repeats nothing.
    """
    from dragoman.pipeline import build as build_store

    coder = _Listening(load_coder(model, knowledge))
    with open_store(store, create=True) as opened, _progress() as progress:
        result = build_store(sources, opened, coder, progress=progress, limits=_limits())
    for uri, error in result.failed:
        fail(uri, error)
    coder.tell()
    if json_:
        print_json(
            {
                "read": result.read,
                "skipped": result.skipped,
                "saved": result.saved,
                "failed": [
                    {"uri": u, "code": e.code, "message": e.message} for u, e in result.failed
                ],
                "events": result.events,
            }
        )
    say(
        f"{result.saved} saved, {result.skipped} already there, {len(result.failed)} failed; "
        f"the store holds {number(result.events, 'event')}"
    )
    _end()


def eval_(
    gold: Annotated[
        str, typer.Argument(metavar="GOLD", help="File or folder of gold passages (JSONL).")
    ],
    texts: Annotated[
        str | None,
        typer.Option(
            "--texts", metavar="FILE", help="Texts (JSONL) of gold passages that carry none."
        ),
    ] = None,
    model: ModelOption = None,
    knowledge: KnowledgeOption = None,
    json_: JsonOption = False,
) -> None:
    """Score the coder against passages that people coded."""
    for name in (gold, texts):
        if name is not None and not Path(name).exists():
            raise UsageError("no-such-file", f"{name} does not exist")
    from dragoman.evaluate import evaluate

    coder = load_coder(model, knowledge)
    report = evaluate(Path(gold), coder, texts=Path(texts) if texts else None)
    if json_:
        print_json(report.to_dict())
    else:
        print(str(report).rstrip("\n"))


class _Listening:
    """A coder that remembers what it remarked on, so that no page is passed over in silence."""

    def __init__(self, coder: ArticleCoder) -> None:
        self._coder = coder
        self._pages: dict[str, list[str]] = {}

    @property
    def fingerprint(self) -> str:
        """The coder's."""
        return self._coder.fingerprint

    def code_article(self, article: Article) -> CodedArticle:
        """Code an article and keep its notices."""
        coded = self._coder.code_article(article)
        for notice in dict.fromkeys(coded.coding.notices):
            self._pages.setdefault(notice, []).append(article.uri)
        return coded

    def tell(self) -> None:
        """Tell each notice once, with how many pages it is about."""
        by_number = sorted(self._pages.items(), key=lambda item: (-len(item[1]), item[0]))
        for notice, uris in by_number[:_NOTICES]:
            such = "" if len(uris) == 1 else f" and {number(len(uris) - 1, 'other page')}"
            say(f"dragoman: {uris[0]}{such}: {notice}")
        if len(by_number) > _NOTICES:
            say(f"dragoman: and {number(len(by_number) - _NOTICES, 'other notice')}")


COMMANDS = (read, code, build, eval_)


def _limits() -> Limits:
    from dragoman.read import Limits

    settings = STATE.settings()
    return Limits(max_bytes=settings.max_page_bytes, timeout=float(settings.fetch_timeout))


def _end() -> None:
    """End with exit code 1 if an input failed."""
    if STATE.failed:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int | None, str], None] | None]:
    """Yield what ``build`` tells its progress to: a bar on a terminal, else nothing."""
    if not shows_bars():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    with Progress(
        TextColumn("{task.completed} pages"),
        BarColumn(bar_width=20),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
        console=console(stderr=True),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None)

        def advance(done: int, total: int | None, uri: str) -> None:
            bar.update(task, completed=done, total=total, description=shorten(uri, 40))

        yield advance
