"""The columns that a store hands to analyses say what its records say."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import Told, article

from dragoman.columns import corpus_of, of_events
from dragoman.link import link, whole
from dragoman.records import Modality
from dragoman.standing import account
from dragoman.store import Store
from dragoman.stored import StoredEvent

STRIKE = Told("ASSAULT", "AZE", "ARM", "drone", "2021-11-16", trigger="shelled")
TOLD = {
    "strike": [STRIKE],
    "denial": [dataclasses.replace(STRIKE, modality=Modality.NEGATED, denied_by="AZE")],
    "visit": [Told("CONSULT", "IRN/amir-hatami", "AZE", "visit", "2018-02-21")],
    "more": [
        Told("AID", "IRN", "ARM", None, "2019"),
        Told("ACCUSE", "TUR", "nowhere"),
        Told("AGREE", "AZE TUR GEO", "", None, "2020-05"),
    ],
}
PUBLISHED = {"strike": "2021-11-16", "denial": "2021-11-17", "more": "2020-06"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    ticks = (f"2030-01-01T00:{n // 60:02}:{n % 60:02}Z" for n in itertools.count())
    with Store.open(str(tmp_path / "s.db"), create=True, clock=ticks.__next__) as opened:
        build(opened, *TOLD)
        yield opened


def build(store: Store, *names: str) -> None:
    run = store.start_run("one")
    for name in names:
        page = article(name, TOLD[name], published=PUBLISHED.get(name))
        store.save(page, page_sha256=page.article.doc_id, run=run)
    store.save_delta(whole(link(store.coded())), linker="test", run=run)
    store.end_run(run)


def expected(store: Store) -> list[dict[str, object]]:
    """Return the table that the records make."""
    reports, stored = {}, []
    for one, ties in store.tied(store.events()):
        event = dataclasses.replace(one.event, standing=account(one.event, ties).standing)
        stored.append(StoredEvent(event, one.status, one.first_seen, one.last_changed))
        mentions = store.mentions(sorted(event.mentions))
        documents = [store.document(m.doc_id) for m in mentions]
        reports[event.event_id] = [
            (d.article.doc_id, d.article.publisher, d.article.language)
            for d in documents
            if d is not None
        ]
    return of_events(stored, reports).to_pylist()


def test_the_columns_are_those_of_the_records(store: Store) -> None:
    table = store.table()
    assert table.to_pylist() == expected(store)
    assert table.schema == of_events([]).schema
    assert table["event_id"].to_pylist() == [e.event.event_id for e in store.events()]
    standings = dict(zip(table["type"].to_pylist(), table["standing"].to_pylist(), strict=True))
    assert standings["AID"] == "reported"
    assert "contested" in table["standing"].to_pylist()


def test_events_of_some_parties(store: Store) -> None:
    every = store.table().to_pylist()
    for party in ("AZE", "person:amir-hatami", "GEO", "XXX"):
        sides = ("actors", "recipients", "actor_countries", "recipient_countries")
        wanted = [r for r in every if any(party in r[s] for s in sides)]
        assert store.table([party]).to_pylist() == wanted
    assert len(store.table(["AZE", "TUR"])) == 5


def test_the_corpus_counts_all_events(store: Store) -> None:
    names = ["type", "modality", "standing", "first", "last"]

    def counted(rows: list[dict[str, object]]) -> Counter[tuple[object, ...]]:
        found: Counter[tuple[object, ...]] = Counter()
        for row in rows:
            found[tuple(row[n] for n in names)] += int(str(row["n_events"]))
        return +found

    assert counted(store.corpus().to_pylist()) == counted(corpus_of(store.table()).to_pylist())
    undated = [r for r in store.corpus().to_pylist() if r["first"] is None and r["last"] is None]
    assert [str(r["reported"]) for r in undated] == ["2020-06-01"]


def test_documents(store: Store) -> None:
    rows = {r["doc_id"]: r for r in store.document_table().to_pylist()}
    assert set(rows) == {d.article.doc_id for d in store.documents()}
    days = sorted((str(r["first"]), str(r["last"])) for r in rows.values())
    assert days == [
        ("2020-06-01", "2020-06-30"),
        ("2021-11-16", "2021-11-16"),
        ("2021-11-17", "2021-11-17"),
        ("None", "None"),
    ]
    assert {r["publisher"] for r in rows.values()} == {f"{n} news" for n in TOLD}


def test_as_of_an_earlier_moment(tmp_path: Path) -> None:
    ticks = (f"2030-01-{n + 1:02}T00:00:00Z" for n in itertools.count())
    with Store.open(str(tmp_path / "t.db"), create=True, clock=ticks.__next__) as store:
        build(store, "strike", "visit")
        at = store.runs()[-1].ended_at
        assert at is not None
        then = store.table().to_pylist()
        build(store, "denial", "more")
        assert len(store.table()) > len(then)
        view = store.as_of(at)
        assert view.table().to_pylist() == then
        assert view.corpus().num_rows == len(then)
        assert view.document_table().num_rows == 2


def test_an_empty_store(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "e.db"), create=True) as store:
        assert store.table().num_rows == store.corpus().num_rows == 0
        assert store.document_table().num_rows == 0
