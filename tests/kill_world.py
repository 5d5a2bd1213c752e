"""A world for the tests that kill builds: small pages, and a build that tells its phases.

The build runs in a process of its own and writes the name of each phase as it enters it,
so that whoever kills it can choose the phase; the moment within it is drawn at random.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from factories import Told, article

from dragoman import pipeline
from dragoman.errors import UnreadablePageError
from dragoman.records import Article, CodedArticle, Modality
from dragoman.store import Store

#: The phases of a build, in the order in which they are first met.
PHASES = ("migrate", "open", "read", "code", "save", "link", "relink", "save links", "close")
PAUSE = 0.001
_SHARED = " ".join(f"shared{n}" for n in range(90))


@dataclass(frozen=True)
class Page:
    """A page whose bytes are the article, as JSON; empty bytes for one that fails."""

    uri: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class Reader:
    """Reads a folder of JSON files by name."""

    version = "r1"

    def pages(self, sources: Iterable[str]) -> Iterator[Page]:
        for source in sources:
            yield Page(Path(source).name, Path(source).read_bytes())

    def article(self, page: Page) -> Article:
        time.sleep(PAUSE)
        if not page.data:
            raise UnreadablePageError("page-empty", f"{page.uri} is empty")
        return coded(page.uri, page.data.decode()).article


class Coder:
    """Finds the acts again that the page was made of."""

    fingerprint = "c1"

    def code_article(self, article: Article) -> CodedArticle:
        time.sleep(PAUSE)
        return coded(article.uri.removeprefix("pages/"), article.text.rsplit("\n", 1)[-1])


def coded(name: str, data: str) -> CodedArticle:
    """Return the article whose last line is the JSON that it was made of."""
    made = json.loads(data)
    told = [
        Told(**t | {"objects": tuple(t.get("objects", ())), "modality": Modality(t["modality"])})
        for t in made["told"]
    ]
    words = made["body"] or " ".join(f"{name}-{n}" for n in range(25))
    return article(name, told, published=made["published"], body=f"{words}\n{data}")


def write_pages(folder: Path) -> tuple[list[str], list[str]]:
    """Write some 30 pages; return the sources of a first build and of a second.

    Together they hold happenings told by many, copies, plans with their deeds, denials and a
    page that fails. For the second, some pages came and one changed in place, which
    :func:`change` does.
    """
    names = []
    for n in range(30):
        day = 1 + n % 4
        told = [
            _told("CONSULT", "IRN/amir-hatami", "AZE", f"2019-01-{day:02d}", mode="visit"),
            _told("ACCUSE", "ARM", "AZE", f"2019-02-{1 + n % 27:02d}", mode="allege"),
            _told("AGREE", "IRN", "AZE", "2019-03", objects=["transit accord"]),
        ]
        if n % 5 == 0:
            told.append(_told("ASSAULT", "ARM", "AZE", f"2019-04-{day:02d}"))
            told.append(_told("ASSAULT", "ARM", "AZE", f"2019-04-{day:02d}", denied_by="ARM"))
        if n % 6 == 0:
            told.append(_told("CONSULT", "RUS", "AZE", f"2019-05-{day:02d}", modality="future"))
        if n % 7 == 0:
            told.append(_told("CONSULT", "RUS", "AZE", f"2019-05-{day:02d}"))
        names.append(_write(folder / f"{n:03d}.json", told, day, _SHARED if n % 8 == 3 else None))
    empty = folder / "empty.json"
    empty.touch()
    first = [*names[:13], str(empty), *names[13:26]]
    return first, [*first, *names[26:]]


def change(source: str) -> None:
    """Change a page: it tells of a strike, on another day than the rest."""
    _write(Path(source), [_told("ASSAULT", "ARM", "AZE", "2019-04-02")], 9, None)


def _told(kind: str, who: str, whom: str, date: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "who": who, "whom": whom, "date": date, "modality": "actual", **more}


def _write(path: Path, told: list[dict[str, Any]], day: int, body: str | None) -> str:
    published = f"2019-06-{day:02d}"
    path.write_text(json.dumps({"told": told, "published": published, "body": body}))
    return str(path)


def run_build(sources: Sequence[str], store: str, telling: Connection) -> None:
    """Build, and write each phase before it begins; the target of a process to be killed.

    After a page was taken, ``kept N`` is written: N pages are safe from then on.
    """

    def tell(phase: str) -> None:
        telling.send_bytes(phase.encode())

    def told(phase: str, call: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(call)
        def telling_first(*values: Any, **named: Any) -> Any:
            tell(phase)
            return call(*values, **named)

        return telling_first

    class TellingReader(Reader):
        article = told("read", Reader.article)

    class TellingCoder(Coder):
        code_article = told("code", Coder.code_article)

    pipeline.link = told("link", pipeline.link)  # type: ignore[assignment]
    pipeline.incremental = told("relink", pipeline.incremental)  # type: ignore[assignment]
    Store.save = told("save", Store.save)  # type: ignore[method-assign]
    Store.save_delta = told("save links", Store.save_delta)  # type: ignore[method-assign]
    Store.end_run = told("close", Store.end_run)  # type: ignore[method-assign]
    tell("open" if Path(store).exists() else "migrate")
    with Store.open(store, create=True) as opened:
        pipeline.build(
            sources,
            opened,
            TellingCoder(),
            reader=TellingReader(),
            progress=lambda n, _, uri: tell(f"kept {n}"),
        )
    tell("done")


def plain_build(sources: Sequence[str], store: str) -> None:
    """Build without being killed."""
    with Store.open(store, create=True) as opened:
        pipeline.build(sources, opened, Coder(), reader=Reader())


@dataclass(slots=True)
class Plan:
    """When to kill: at the ``turn``-th time that a phase begins, ``delay`` seconds later."""

    phase: str
    turn: int
    delay: float


@dataclass(slots=True)
class Killed:
    """What a build had told before it was killed. ``ended``: it was done before."""

    phase: str = ""
    kept: int = 0
    ended: bool = False
    times: list[tuple[str, float]] = dataclasses.field(default_factory=list)


def watch(process: Any, telling: Connection, plan: Plan | None) -> Killed:
    """Listen to a build, and kill it as planned; without a plan, only listen."""
    found = Killed()
    left = plan.turn if plan else 0
    while True:
        try:
            said = telling.recv_bytes().decode()
        except EOFError:
            break
        if said.startswith("kept "):
            found.kept = int(said.removeprefix("kept "))
            continue
        found.phase = said
        found.ended = said == "done"
        found.times.append((said, time.perf_counter()))
        if plan and said == plan.phase:
            left -= 1
            if left <= 0:
                until = time.perf_counter() + plan.delay
                while time.perf_counter() < until:
                    pass  # to sleep is too coarse
                process.kill()
                plan = None
    process.join()
    return found
