from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import Told, article
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import StoreError
from dragoman.link import link, whole
from dragoman.records import CodedArticle
from dragoman.store import Store
from dragoman.store.search import match_query
from dragoman.stored import EventQuery, StoredEvent

VISIT = Told(
    "CONSULT",
    "IRN/amir-hatami",
    "AZE",
    "visit",
    "2019-01-22",
    place=("Baku", "AZE", "city"),
    trigger="visited",
    statements=("visited",),
)
ACCUSED = Told("ACCUSE", "ARM", "AZE", "allege", "2019-02", trigger="accused")
UNDATED = Told("REQUEST", "TUR", "ARM", "meet", trigger="asked")


class Clock:
    """Counts days, so that the times that are written down can be told apart."""

    def __init__(self) -> None:
        self.days = 0

    def __call__(self) -> str:
        self.days += 1
        return f"2030-01-{self.days:02d}T00:00:00Z" if self.days < 32 else f"2031-{self.days:06d}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "s.db"), create=True, clock=Clock()) as opened:
        yield opened
        assert opened.check() == []


def save(store: Store, *coded: CodedArticle, fingerprint: str = "one", sha: str = "") -> int:
    run = store.start_run(fingerprint)
    for c in coded:
        store.save(c, page_sha256=sha or "sha " + c.article.doc_id, run=run)
    store.end_run(run, saved=len(coded))
    return run


def relink(store: Store) -> tuple[StoredEvent, ...]:
    store.save_delta(whole(link(store.coded())), linker="test")
    return tuple(store.events())


def test_what_is_saved_comes_back(store: Store) -> None:
    coded = article("a", [VISIT, ACCUSED], published="2019-01-23")
    save(store, coded)
    assert list(store.coded()) == [coded]
    (stored,) = store.documents()
    assert stored.article == coded.article
    assert (stored.copy_of, stored.n_events) == (None, 0)
    events = relink(store)
    assert tuple(e.event for e in events) == tuple(
        sorted(link([coded]).events, key=lambda e: e.date.start if e.date else "")
    )
    (stored,) = store.documents()
    assert stored.n_events == 2
    doc_id = coded.article.doc_id
    assert [m.mention for m in store.mentions_of_document(doc_id)] == list(coded.coding.events)
    assert [s.statement for s in store.statements(doc_id)] == list(coded.coding.statements)
    assert [s.doc_id for s in store.statements()] == [doc_id]
    first = events[0]
    assert store.event(first.event.event_id) == first
    (mention,) = store.mentions(first.event.mentions)
    assert (mention.doc_id, mention.event_id) == (doc_id, first.event.event_id)
    assert store.document("d-none") is None
    assert store.event("e-none") is None
    assert store.mentions(["m-none"]) == []


def test_saving_again_changes_nothing(store: Store) -> None:
    coded = article("a", [VISIT])
    save(store, coded)
    relink(store)
    before = dump(store)
    run = save(store, coded)
    assert store.keep(coded.article.uri, "sha " + coded.article.doc_id, run=run)
    assert not store.stale()
    relink(store)
    after = dump(store)
    for table in ("runs", "linkings", "pages"):
        before.pop(table), after.pop(table)
    assert before == after


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(store.path) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for (name,) in tables.fetchall()
            if "search" not in name
        }


def test_a_page_is_done_under_its_bytes_and_fingerprint(store: Store) -> None:
    coded = article("a", [VISIT])
    run = save(store, coded, sha="x")
    uri = coded.article.uri
    assert store.has_page(uri, "x", "one")
    assert not store.has_page(uri, "y", "one")
    assert not store.has_page(uri, "x", "two")
    assert not store.has_page("other", "x", "one")
    assert store.keep(uri, "x", run=run)
    assert not store.keep(uri, "y", run=run)


def test_changed_content_supersedes_and_keeps_the_former_version(store: Store) -> None:
    old = article("a", [VISIT])
    new = article("a", [ACCUSED])
    save(store, old, sha="1")
    relink(store)
    save(store, new, sha="2")
    relink(store)
    assert [d.article.doc_id for d in store.documents()] == [new.article.doc_id]
    former = store.document(old.article.doc_id)
    assert former is not None and former.article == old.article and former.n_events == 0
    assert [e.event.type for e in store.events()] == ["ACCUSE"]
    with sqlite3.connect(store.path) as connection:
        assert connection.execute("SELECT count(*) FROM codings").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM events").fetchone() == (2,)
    # The page goes back to what it was: nothing is coded again, the old text is current.
    run = store.start_run("one")
    assert store.keep(old.article.uri, "1", run=run)
    relink(store)
    assert [d.article.doc_id for d in store.documents()] == [old.article.doc_id]
    assert [e.event.type for e in store.events()] == ["CONSULT"]
    assert list(store.coded()) == [old]


def test_two_pages_of_one_name_in_one_run_both_stay(store: Store) -> None:
    one, two = article("a", [VISIT]), article("a", [ACCUSED])
    for order in ((one, two), (two, one), (one, two)):
        run = store.start_run("one")
        for coded in order:
            store.save(coded, page_sha256="sha " + coded.article.doc_id, run=run)
        assert {d.article.doc_id for d in store.documents()} == {
            one.article.doc_id,
            two.article.doc_id,
        }


def test_a_new_fingerprint_codes_anew_and_keeps_the_old_coding(store: Store) -> None:
    coded = article("a", [VISIT])
    save(store, coded, sha="x", fingerprint="one")
    less = dataclasses.replace(coded, coding=dataclasses.replace(coded.coding, events=()))
    save(store, less, sha="x", fingerprint="two")
    assert list(store.coded()) == [less]
    with sqlite3.connect(store.path) as connection:
        rows = connection.execute(
            "SELECT fingerprint, retired_at IS NULL FROM codings ORDER BY coding_id"
        )
        assert rows.fetchall() == [("one", 0), ("two", 1)]


def test_times_of_an_event_survive_relinking(store: Store) -> None:
    save(store, article("b", [VISIT], published="2019-01-23"))
    (first,) = relink(store)
    save(store, article("c", [ACCUSED]))
    again = next(e for e in relink(store) if e.event.type == "CONSULT")
    assert again == first, "nothing new is known of it"
    # An earlier report of the same happening: another id, another content, known as long.
    save(store, article("a", [VISIT], published="2019-01-22"))
    grown = next(e for e in relink(store) if e.event.type == "CONSULT")
    assert grown.event.n_reports == 2
    assert grown.event.event_id != first.event.event_id
    assert grown.first_seen == first.first_seen
    assert grown.last_changed > first.last_changed
    assert store.event(first.event.event_id) == grown, "the old id leads to the event"


def test_events_by_party_date_type_and_modality(store: Store) -> None:
    save(store, article("a", [UNDATED, ACCUSED, VISIT]))
    relink(store)

    def types(**wanted: object) -> list[str]:
        return [e.event.type for e in store.events(EventQuery(**wanted))]  # type: ignore[arg-type]

    assert types() == ["CONSULT", "ACCUSE", "REQUEST"], "by date, undated last"
    assert types(a="AZE") == ["CONSULT", "ACCUSE"]
    assert types(a="AZE", b="IRN") == types(a="IRN", b="AZE") == ["CONSULT"]
    assert types(a="person:amir-hatami") == ["CONSULT"]
    assert types(a="AZE", b="AZE") == []
    assert types(a="GEO") == []
    assert types(since="2019-01-23") == ["ACCUSE"], "February touches the time after"
    assert types(until="2019-02-10") == ["CONSULT", "ACCUSE"]
    assert types(since="2019-01-22", until="2019-01-22") == ["CONSULT"]
    assert types(types=("REQUEST", "ACCUSE")) == ["ACCUSE", "REQUEST"]
    assert types(modalities=("future",)) == []
    assert types(limit=1) == ["CONSULT"]


def test_dates_open_on_one_side(store: Store) -> None:
    before = Told("AID", "TUR", "GEO", None, "<2019-03-01")
    after = Told("AID", "RUS", "ARM", None, ">2019-03-01")
    save(store, article("a", [before, after]))
    relink(store)

    def givers(**wanted: str) -> list[str]:
        return [str(e.event.actors[0].id) for e in store.events(EventQuery(**wanted))]

    assert givers(since="2020-01-01") == ["RUS"]
    assert givers(until="2018-01-01") == ["TUR"]
    assert sorted(givers(since="2019-03-01", until="2019-03-01")) == ["RUS", "TUR"]
    assert givers(since="2019-03-02", until="2019-03-03") == ["RUS"]


def test_actors_are_counted_over_events(store: Store) -> None:
    save(store, article("a", [UNDATED, ACCUSED, VISIT]))
    relink(store)
    actors = {a.id: a.n_events for a in store.actors()}
    assert actors == {"AZE": 2, "ARM": 2, "TUR": 1, "person:amir-hatami": 1}


def test_copies_are_known_and_forgotten(store: Store) -> None:
    text = " ".join(f"word{n}" for n in range(60))
    one = article("a", body=text, published="2019-01-01")
    two = article("b", body=text, published="2019-01-02")
    save(store, one, two)
    relink(store)
    assert [d.copy_of for d in store.documents()] == [None, one.article.doc_id]
    save(store, article("b", body=text[::-1]))
    relink(store)
    assert [d.copy_of for d in store.documents()] == [None, None]


def test_failures_stay_until_mended_and_leave_the_last_good_version(store: Store) -> None:
    coded = article("a", [VISIT])
    save(store, coded, sha="1")
    uri = coded.article.uri
    for _ in range(2):
        run = store.start_run("one")
        store.save_failure(uri, code="page-empty", message="empty", run=run, page_sha256="2")
        store.save_failure("gone", code="not-found", message="no such page", run=run)
    failures = store.failures()
    assert [(f.uri, f.code, f.message) for f in failures] == [
        ("gone", "not-found", "no such page"),
        (uri, "page-empty", "empty"),
    ]
    assert [d.article for d in store.documents()] == [coded.article]
    assert store.keep(uri, "1", run=store.start_run("one"))
    assert [f.uri for f in store.failures()] == ["gone"]


def test_more_than_one_statement_holds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dragoman.store.reading._CHUNK", 2)
    monkeypatch.setattr("dragoman.store.rows.CHUNK", 2)
    coded = [article(f"a{n}", [VISIT, ACCUSED, UNDATED]) for n in range(5)]
    save(store, *coded)
    assert list(store.coded()) == coded
    events = relink(store)
    assert [e.event.n_reports for e in events] == [5, 5, 1, 1, 1, 1, 1]
    ids = [m.mention_id for c in coded for m in c.coding.events]
    assert [m.mention.mention_id for m in store.mentions(ids)] == ids
    assert store.mentions(list(reversed(ids)))[0].doc_id == coded[-1].article.doc_id
    save(store, *(article(f"a{n}") for n in range(4)))
    assert [e.event.n_reports for e in relink(store)] == [1, 1, 1]


def test_search_finds_texts_and_events_without_accents_and_case(store: Store) -> None:
    save(store, article("a", [VISIT], title="Éxito en Bakú", body="Les négociations d'hier."))
    relink(store)
    for query in ("exito", "BAKU", "negociations", '"les negociations"', "negoc*", "hatami baku"):
        assert "document" in {h.kind for h in store.search(query)}, query
    (event,) = (h for h in store.search("visited") if h.kind == "event")
    assert event.title == "CONSULT visit: Amir Hatami → Azerbaijan, 2019-01-22, Baku"
    assert store.search("exito -baku") == []
    assert store.search("nowhere OR exito")
    assert store.search("nowhere exito") == []
    assert len(store.search("visited", limit=1)) == 1


def test_search_forgets_what_is_superseded(store: Store) -> None:
    save(store, article("a", body="walnut"), sha="1")
    save(store, article("a", body="almond"), sha="2")
    assert store.search("walnut") == []
    assert len(store.search("almond")) == 1


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(str(tmp_path_factory.mktemp("s") / "s.db"), create=True) as opened:
        save(opened, article("a", [VISIT], body="almond AND NEAR walnut"))
        yield opened


@settings(max_examples=300, deadline=None)
@given(query=st.text() | st.text(alphabet="\"*-()^:{}+ ANDORNT'\x00a_", max_size=30))
def test_no_query_raises(searched: Store, query: str) -> None:
    assert isinstance(searched.search(query), list)


def test_queries_are_words_whatever_they_look_like() -> None:
    assert match_query("") is None
    assert match_query(" -almond ") is None
    assert match_query("text:almond") == '("text almond")'
    assert match_query("NEAR(a b)") == '("NEAR a") AND ("b")'
    assert match_query("a OR b c") == '("a" OR "b") AND ("c")'


def test_any_text_can_be_saved(store: Store) -> None:
    odd = article("a", [VISIT], body="\x00 \U0010ffff \u202e \ufdd0 e\u0301 🏳️‍🌈")
    save(store, odd)
    assert list(store.coded()) == [odd]


def test_a_lone_surrogate_is_refused_and_leaves_nothing(store: Store) -> None:
    bad = article("a", [VISIT])
    bad = dataclasses.replace(
        bad, article=dataclasses.replace(bad.article, text=bad.article.text + "\ud800")
    )
    with pytest.raises(UnicodeEncodeError):
        save(store, bad)
    assert list(store.documents()) == []


def test_a_file_name_that_is_no_text_can_be_saved(store: Store) -> None:
    name = b"caf\xe9.html".decode("utf-8", "surrogateescape")
    run = store.start_run("one")
    coded = article("a")
    coded = dataclasses.replace(coded, article=dataclasses.replace(coded.article, uri=name))
    store.save(coded, page_sha256="x", run=run)
    store.save_failure(name + "2", code="bad", message=f"{name} is bad", run=run)
    assert store.has_page(name, "x", "one")
    assert store.keep(name, "x", run=run)
    assert [d.article.uri for d in store.documents()] == ["caf\\udce9.html"]
    assert [f.uri for f in store.failures()] == ["caf\\udce9.html2"]


def test_what_the_tables_cannot_hold_is_the_fault_of_the_page(store: Store) -> None:
    good = article("a", [VISIT])
    nan = tuple(dataclasses.replace(m, confidence=float("nan")) for m in good.coding.events)
    twice = good.coding.events * 2
    for events in (nan, twice):
        bad = dataclasses.replace(good, coding=dataclasses.replace(good.coding, events=events))
        with pytest.raises(ValueError, match="cannot hold"):
            save(store, bad)
    other = dataclasses.replace(good, article=dataclasses.replace(good.article, text="x" * 500))
    save(store, good)
    with pytest.raises(ValueError, match="another text"):
        save(store, other, sha="y")
    assert list(store.coded()) == [good]


def test_readers_see_the_last_finished_state_while_another_writes(tmp_path: Path) -> None:
    path = str(tmp_path / "s.db")
    with Store.open(path, create=True) as writer, Store.open(path) as reader:
        save(writer, *(article(f"a{n}", [VISIT]) for n in range(3)))
        reading = reader.documents()
        next(reading)
        save(writer, article("b", [ACCUSED]))
        assert len(list(reading)) == 2, "the reader keeps the state it began with"
        assert len(list(reader.documents())) == 4


def test_runs_that_were_killed_are_closed_by_the_next(store: Store) -> None:
    store.start_run("one")
    run = store.start_run("two")
    store.end_run(run, read=3, skipped=1, saved=1, failed=1)
    first, second = store.runs()
    assert (first.status, second.status) == ("interrupted", "done")
    assert (second.n_read, second.n_skipped, second.n_saved, second.n_failed) == (3, 1, 1, 1)


def test_check_names_what_is_wrong(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "s.db"), create=True) as store:
        save(store, article("a", [VISIT]))
        assert not store.is_linked()
        assert store.check() == [], "a build that was stopped leaves a sound store"
        relink(store)
        assert store.is_linked()
        assert store.check() == []
        with sqlite3.connect(store.path) as raw:
            raw.execute("DELETE FROM event_mentions")
        assert "1 events rest on no report" in store.check()
        assert "1 reports of current documents stand in no event" in store.check()


def test_the_error_names_the_run_that_is_none(store: Store) -> None:
    with pytest.raises(ValueError, match="no run 77"):
        store.save(article("a"), page_sha256="x", run=77)


def test_a_store_error_is_told_for_a_lost_table(tmp_path: Path) -> None:
    with Store.open(str(tmp_path / "s.db"), create=True) as store:
        with sqlite3.connect(store.path) as raw:
            raw.execute("DROP TABLE statements")
        with pytest.raises(StoreError, match="lacks tables") as caught:
            list(store.statements())
        assert caught.value.code == "store-damaged"
