"""A server over a small store, for the tests of the REST API."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cli_world import PAGES, FakeCoder, FakeKnowledge, FakePage, FakeReader
from fastapi.testclient import TestClient

from dragoman.pipeline import build
from dragoman.serve import Limits, create_app
from dragoman.store import Store

API = "/api/v1"
SAID = (
    FakePage(
        "g.txt", "Words", "Azerbaijan attacked Armenia on 2020-09-27. Armenia says it defends."
    ),
    FakePage("h.txt", "Denial", "Azerbaijan attacked Armenia on 2020-09-28, Iran denied."),
    FakePage("i.txt", "<script>alert(1)</script>", "Iran aided Armenia on 2021-01-02."),
)


def many(count: int, *, since: int = 0) -> list[FakePage]:
    """Pages with an event each, some on the same day and some undated."""
    acts = ("visited", "accused", "attacked", "aided")
    pairs = (("Iran", "Armenia"), ("Armenia", "Azerbaijan"), ("Azerbaijan", "Iran"))
    pages = []
    for n in range(since, since + count):
        who, whom = pairs[n % 3]
        date = "" if n % 5 == 0 else f" on 20{10 + n % 7}-0{1 + n % 2}-1{n % 3}"
        published = None if n % 4 == 0 else f"2020-01-1{n % 6}"
        by = ("", ", Iran said", ", Lavrov denied")[n % 3]
        text = f"{who} {acts[n % 4]} {whom}{date}{by}. Number {n} of many. {who} says number {n}."
        pages.append(FakePage(f"many-{n}.txt", f"Title {n}", text, published))
    return pages


def fill(path: Path, pages: Iterable[FakePage] = (*PAGES, *SAID)) -> None:
    """Build pages into the store of a path."""
    with Store.open(str(path), create=True) as store:
        build(["pages"], store, FakeCoder(), reader=FakeReader(pages))


def client(store: Store, **limits: Any) -> TestClient:
    """Return a client of a server over a store; what goes wrong inside is an answer, too."""
    app = create_app(
        store,
        coder=FakeCoder,  # type: ignore[arg-type]
        knowledge=FakeKnowledge,  # type: ignore[arg-type]
        limits=Limits(**{"posts_per_minute": 10_000, **limits}),
    )
    return TestClient(app, raise_server_exceptions=False)


def pages_of(server: TestClient, address: str) -> list[dict[str, Any]]:
    """Follow a listing to its end and return its pages."""
    found = []
    following: str | None = API + address
    while following is not None:
        answer = server.get(following)
        assert answer.status_code == 200, answer.text
        found.append(answer.json())
        following = found[-1]["next"]
        assert len(found) < 1000
    return found


def rows_of(server: TestClient, address: str) -> list[dict[str, Any]]:
    """Follow a listing to its end and return its rows."""
    return [row for page in pages_of(server, address) for row in page["items"]]
