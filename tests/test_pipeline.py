from __future__ import annotations

import dataclasses
import hashlib
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from factories import Told, article

from dragoman.errors import InputError, ModelError, StoreError, UnreadablePageError
from dragoman.pipeline import BuildResult, build
from dragoman.records import Article, CodedArticle
from dragoman.store import Store
from dragoman.stored import EventQuery


@dataclass(frozen=True)
class FakePage:
    """A page whose bytes are the acts that it tells of, as JSON."""

    uri: str
    data: bytes
    hints: object = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class FakeFailure:
    uri: str
    error: InputError


class FakeReader:
    """Reads the pages of a folder of JSON files, by name, ``count`` of them."""

    version = "r1"

    def pages(self, sources: Iterable[str]) -> Iterator[Any]:
        for source in sources:
            path = Path(source)
            if not path.exists():
                yield FakeFailure(source, InputError("not-found", f"{source} does not exist"))
                continue
            yield FakePage(path.name, path.read_bytes())

    def article(self, page: Any) -> Article:
        if not page.data:
            raise UnreadablePageError("page-empty", f"{page.uri} is empty")
        return coded(page.uri, page.data.decode()).article


class FakeCoder:
    """Finds the acts again that the page was made of."""

    def __init__(self, fingerprint: str = "c1") -> None:
        self.fingerprint = fingerprint
        self.seen: list[str] = []

    def code_article(self, article: Article) -> CodedArticle:
        self.seen.append(article.uri)
        if "poison" in article.text:
            raise ZeroDivisionError("the model stumbled")
        return coded(article.uri.removeprefix("pages/"), article.text.rsplit("\n", 1)[-1])


def coded(name: str, data: str) -> CodedArticle:
    """Return the article whose last line is the acts that it tells of."""
    told = [Told(**{"objects": (), **t}) for t in json.loads(data)]
    return article(name, told, body=" ".join(f"{name}-{n}" for n in range(25)) + "\n" + data)


def page(folder: Path, n: int, *, day: int = 1, who: str = "IRN/amir-hatami") -> str:
    told = [
        {
            "type": "CONSULT",
            "who": who,
            "whom": "AZE",
            "mode": "visit",
            "date": f"2019-01-{day:02d}",
        },
        {
            "type": "ACCUSE",
            "who": "ARM",
            "whom": "AZE",
            "mode": "allege",
            "date": f"2019-02-{n:02d}",
        },
    ]
    path = folder / f"{n:03d}.json"
    path.write_text(json.dumps(told))
    return str(path)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "s.db"), create=True) as opened:
        yield opened
        assert opened.check() == []


def run(
    sources: Iterable[str], store: Store, coder: FakeCoder | None = None, **more: Any
) -> BuildResult:
    return build(sources, store, coder or FakeCoder(), reader=FakeReader(), **more)


def content(store: Store) -> list[dict[str, Any]]:
    """Return what a store holds, without times."""
    events = [e.event.to_dict() for e in store.events(EventQuery())]
    documents = [
        {"copy_of": d.copy_of, "n_events": d.n_events, **d.article.to_dict()}
        for d in store.documents()
    ]
    return events + documents


def test_build_reads_codes_links_and_saves(tmp_path: Path, store: Store) -> None:
    sources = [page(tmp_path, n) for n in range(1, 4)]
    seen: list[tuple[int, int | None, str]] = []
    result = run(sources, store, progress=lambda *told: seen.append(told), total=3)
    assert result == BuildResult(read=3, skipped=0, saved=3, failed=[], events=4, copies=0)
    assert seen == [(1, 3, "001.json"), (2, 3, "002.json"), (3, 3, "003.json")]
    (visit,) = store.events(EventQuery(a="AZE", b="IRN"))
    assert (visit.event.n_reports, visit.event.n_sources) == (3, 3)
    assert [r.status for r in store.runs()] == ["done"]


def test_mentions_get_ids_of_their_own_whatever_the_coder_gave(
    tmp_path: Path, store: Store
) -> None:
    class Careless(FakeCoder):
        def code_article(self, article: Article) -> CodedArticle:
            found = super().code_article(article)
            events = tuple(dataclasses.replace(m, mention_id="m-1") for m in found.coding.events)
            coding = dataclasses.replace(found.coding, events=(*events, *events[:1]))
            return dataclasses.replace(found, coding=coding)

    result = run([page(tmp_path, n) for n in (1, 2)], store, Careless())
    assert (result.saved, result.failed) == (2, [])
    ids = [m for e in store.events() for m in e.event.mentions]
    assert len(ids) == len(set(ids)) == 6


def test_a_second_build_repeats_nothing(tmp_path: Path, store: Store) -> None:
    sources = [page(tmp_path, n) for n in range(1, 4)]
    run(sources, store)
    before = content(store)
    coder = FakeCoder()
    result = run(sources, store, coder)
    assert (result.skipped, result.saved, result.events) == (3, 0, 4)
    assert coder.seen == []
    assert content(store) == before


def test_a_new_coder_or_reader_codes_again(tmp_path: Path, store: Store) -> None:
    sources = [page(tmp_path, 1)]
    run(sources, store)
    assert run(sources, store, FakeCoder("c2")).saved == 1
    newer = FakeReader()
    newer.version = "r2"
    assert build(sources, store, FakeCoder("c2"), reader=newer).saved == 1
    assert len(list(store.documents())) == 1


def test_other_hints_make_another_page(tmp_path: Path, store: Store) -> None:
    @dataclass(frozen=True)
    class Hints:
        date: str | None = None

    class Hinted(FakeReader):
        hints = Hints()

        def pages(self, sources: Iterable[str]) -> Iterator[Any]:
            for found in super().pages(sources):
                yield dataclasses.replace(found, hints=self.hints)

    sources, reader = [page(tmp_path, 1)], Hinted()
    assert build(sources, store, FakeCoder(), reader=reader).saved == 1
    assert build(sources, store, FakeCoder(), reader=FakeReader()).skipped == 1
    reader.hints = Hints("2020-01-01")
    assert build(sources, store, FakeCoder(), reader=reader).saved == 1
    assert build(sources, store, FakeCoder(), reader=reader).skipped == 1


def test_a_failed_page_is_named_and_stops_nothing(tmp_path: Path, store: Store) -> None:
    good = page(tmp_path, 1)
    (tmp_path / "empty.json").touch()
    (tmp_path / "bad.json").write_text('[{"type": "AID", "who": "poison"}]')
    missing = str(tmp_path / "missing.json")
    sources = [missing, str(tmp_path / "bad.json"), str(tmp_path / "empty.json"), good]
    result = run(sources, store)
    assert (result.read, result.saved) == (4, 1)
    assert [(u, e.code) for u, e in result.failed] == [
        (missing, "not-found"),
        ("bad.json", "page-failed"),
        ("empty.json", "page-empty"),
    ]
    assert "the model stumbled" in result.failed[1][1].message
    assert {f.uri for f in store.failures()} == {missing, "bad.json", "empty.json"}
    again = run(sources, store)
    assert (again.skipped, len(again.failed)) == (1, 3), "what failed is tried and named again"
    (tmp_path / "empty.json").write_text("[]")
    assert run(sources, store).saved == 1
    assert {f.uri for f in store.failures()} == {missing, "bad.json"}


def test_a_model_that_breaks_stops_the_build(tmp_path: Path, store: Store) -> None:
    class Broken(FakeCoder):
        def code_article(self, article: Article) -> CodedArticle:
            raise ModelError("model-damaged", "the model is damaged")

    with pytest.raises(ModelError):
        run([page(tmp_path, 1)], store, Broken())
    assert [r.status for r in store.runs()] == ["interrupted"]


def test_the_order_of_the_pages_does_not_matter(tmp_path: Path) -> None:
    sources = [page(tmp_path, n, day=1 + n % 3) for n in range(1, 8)]
    held = []
    for turn in range(3):
        shuffled = random.Random(turn).sample(sources, len(sources))
        with Store.open(str(tmp_path / f"{turn}.db"), create=True) as store:
            for part in (shuffled[:3], shuffled[3:]):
                run(part, store)
            held.append(content(store))
            assert store.check() == []
    assert held[0] == held[1] == held[2]


def test_a_changed_page_takes_the_place_of_its_former_version(tmp_path: Path, store: Store) -> None:
    run([page(tmp_path, 1), page(tmp_path, 2)], store)
    with Store.open(str(tmp_path / "fresh.db"), create=True) as fresh:
        sources = [page(tmp_path, 1, day=9), page(tmp_path, 2)]
        run(sources, store)
        run(sources, fresh)
        assert content(store) == content(fresh)


def test_an_interrupt_keeps_what_was_finished(tmp_path: Path, store: Store) -> None:
    sources = [page(tmp_path, n) for n in range(1, 5)]

    def stop(done: int, total: int | None, uri: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(sources, store, progress=stop)
    assert len(list(store.documents())) == 2
    assert [r.status for r in store.runs()] == ["interrupted"]
    assert not store.is_linked()
    result = run(sources, store)
    assert (result.skipped, result.saved) == (2, 2)


def test_an_interrupted_build_is_linked_by_the_next_though_nothing_is_new(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = [page(tmp_path, 1)]
    with monkeypatch.context() as patch:
        patch.setattr("dragoman.pipeline.link", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(sources, store)
    assert list(store.events()) == []
    assert run(sources, store).events == 2


def test_a_second_build_at_once_is_refused(tmp_path: Path, store: Store) -> None:
    with store.building(), pytest.raises(StoreError, match="Another build"):
        run([page(tmp_path, 1)], store)
