"""What a store said on an earlier day it says again, and what changed since is told whole."""

from __future__ import annotations

import dataclasses
import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from factories import Told, article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dragoman.errors import StoreError, UsageError
from dragoman.ledger import EventChange, facts, grouped
from dragoman.link import link, relink, whole
from dragoman.records import CodedArticle, EventMention, Modality
from dragoman.store import Store
from dragoman.store.moments import moment
from dragoman.stored import EventQuery

VISIT = Told("CONSULT", "IRN/amir-hatami", "AZE", "visit", "2019-01-22", trigger="visited")
STRIKE = Told("ASSAULT", "RUS", "GEO", None, "2008-08-08", trigger="struck")

TOLD = st.builds(
    Told,
    type=st.sampled_from(["CONSULT", "AGREE", "ASSAULT"]),
    who=st.sampled_from(["IRN", "AZE"]),
    whom=st.sampled_from(["AZE", "ARM"]),
    date=st.sampled_from([None, "2019-01-20", "2019-01-21", "2019-01"]),
    place=st.sampled_from([None, ("Baku", "AZE", "city")]),
    objects=st.sampled_from([(), ("transit accord",)]),
    trigger=st.sampled_from(["acted", "signed"]),
    modality=st.sampled_from([Modality.ACTUAL, Modality.ACTUAL, Modality.FUTURE]),
    denied_by=st.sampled_from([None, None, "ARM"]),
)
SHARED = " ".join(f"shared{n}" for n in range(60))
PAGE = st.tuples(
    st.sampled_from("abcd"),
    st.lists(TOLD, max_size=3),
    st.sampled_from([None, "2019-01-21", "2019-01-23"]),
    st.sampled_from([None, SHARED]),
)
STEP = st.tuples(
    st.sampled_from(["one", "one", "two"]),
    st.lists(PAGE, min_size=1, max_size=2),
    # The clock stands still, goes on, and is put back.
    st.sampled_from([0, 0, 1, 86_400, -50]),
)


class Clock:
    """A clock that goes as it is told to."""

    def __init__(self) -> None:
        self.time = datetime(2030, 1, 1)

    def __call__(self) -> str:
        return self.time.strftime("%Y-%m-%dT%H:%M:%SZ")

    def move(self, seconds: int) -> None:
        self.time += timedelta(seconds=seconds)


@contextmanager
def new_store(clock: Clock) -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(str(Path(folder) / "s.db"), create=True, clock=clock) as store,
    ):
        yield store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(str(tmp_path / "s.db"), create=True, clock=clock) as opened:
        yield opened
        assert opened.check() == []


def recoded(coded: CodedArticle, fingerprint: str) -> CodedArticle:
    """Return an article as another model codes it: one act less, the others less sure."""
    if fingerprint == "one":
        return coded
    events = tuple(dataclasses.replace(m, confidence=0.5) for m in coded.coding.events[1:])
    return dataclasses.replace(coded, coding=dataclasses.replace(coded.coding, events=events))


def build(
    store: Store, *pages: tuple[str, CodedArticle], fingerprint: str = "one", anew: bool = True
) -> int:
    """Save pages and link them, as a build does."""
    run = store.start_run(fingerprint)
    for uri, coded in pages:
        sha = hashlib.sha256(repr(coded).encode()).hexdigest()
        store.save(coded, page_sha256=sha, run=run, uri=uri)
    link_all(store, run, anew=anew)
    store.end_run(run, saved=len(pages))
    return run


def link_all(store: Store, run: int, *, anew: bool) -> None:
    if anew:
        store.save_delta(whole(link(store.coded())), linker="test", run=run)
        return
    with store.memory() as memory:
        delta = relink(memory, store.stale())
    store.save_delta(delta, linker="test", run=run)


def time_of(store: Store) -> str:
    return store._written


def answers(store: Store, docs: Sequence[str], events: Sequence[str]) -> dict[str, Any]:
    """Return all that a store says, also of what no longer stands."""
    found = {
        "coded": list(store.coded()),
        "documents": list(store.documents()),
        "each document": [store.document(d) for d in docs],
        "mentions of each": [store.mentions_of_document(d) for d in docs],
        "statements": list(store.statements()),
        "statements of each": [list(store.statements(d)) for d in docs],
        "events": list(store.events()),
        "each event": [store.event(e) for e in events],
        "relations": list(store.relations()),
        "actors": list(store.actors()),
        "ids": [store.ids(prefix, 1000) for prefix in ("e-", "d", "doc-", "m-", "s-", "0")],
    }
    held = [m for e in found["events"] for m in e.event.mentions]
    found["mentions"] = store.mentions(held)
    found["holding"] = [store.event_of(m) for m in held]
    for query in ("signed", "title OR baku", "azerbaijan -armenia"):
        hits = store.search(query, limit=1000)
        found[query] = sorted((h.kind, h.id, h.title, h.snippet) for h in hits)
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=1, max_size=4), st.booleans())
def test_as_of_a_moment_a_store_says_what_it_said_then(
    steps: list[tuple[str, list[Any], int]], anew: bool
) -> None:
    clock = Clock()
    with new_store(clock) as store:
        docs: list[str] = []
        events: list[str] = []
        said: dict[str, tuple[dict[str, Any], int, int]] = {}

        def note() -> None:
            """Keep what the store says; of one moment what it said last."""
            docs.extend(d.article.doc_id for d in store.documents())
            events.extend(e.event.event_id for e in store.events())
            said[time_of(store)] = (answers(store, docs, events), len(docs), len(events))

        for fingerprint, pages, pause in steps:
            run = store.start_run(fingerprint)
            note()
            for name, told, published, body in pages:
                clock.move(pause)
                coded = recoded(article(name, told, published=published, body=body), fingerprint)
                sha = hashlib.sha256(repr(coded).encode()).hexdigest()
                store.save(coded, page_sha256=sha, run=run, uri=f"pages/{name}")
                note()  # saved, and not linked yet
            link_all(store, run, anew=anew)
            note()
            clock.move(pause)
            store.end_run(run)
            note()
        assert said[time_of(store)][0] == answers(store.as_of("9999-12-31"), docs, events)
        for time, (answer, n_docs, n_events) in said.items():
            view = store.as_of(time)
            again = answers(view, docs[:n_docs], events[:n_events])
            assert [k for k in answer if again[k] != answer[k]] == []
            unborn = set(docs[n_docs:]) - set(docs[:n_docs])
            assert [view.document(d) for d in unborn] == [None] * len(unborn)
        before = store.as_of("2029-12-31")
        assert not any(any(v) for k, v in answers(before, docs, events).items() if k != "ids")


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=1, max_size=4), st.booleans())
def test_of_a_settled_moment_a_store_never_says_anything_else(
    steps: list[tuple[str, list[Any], int]], anew: bool
) -> None:
    clock = Clock()
    with new_store(clock) as store:
        said: list[tuple[str, dict[str, Any]]] = []

        def note() -> None:
            time = store.settled()
            assert store.as_of(time).settled() == time
            assert store.as_of("2029-12-31").settled() <= "2029-12-31T23:59:59Z"
            said.append((time, answers(store.as_of(time), [], [])))

        note()
        for fingerprint, pages, pause in steps:
            run = store.start_run(fingerprint)
            note()
            for name, told, published, body in pages:
                clock.move(pause)
                coded = recoded(article(name, told, published=published, body=body), fingerprint)
                sha = hashlib.sha256(repr(coded).encode()).hexdigest()
                store.save(coded, page_sha256=sha, run=run, uri=f"pages/{name}")
                note()
            link_all(store, run, anew=anew)
            note()
            store.end_run(run)
            note()
            # With no run at work nothing is held back.
            assert said[-1][1] == answers(store, [], [])
        for time, answer in said:
            assert answers(store.as_of(time), [], []) == answer


def test_a_run_that_was_killed_is_not_waited_for(store: Store, clock: Clock) -> None:
    run = store.start_run("one")
    store.save(article("a", []), page_sha256="a", run=run, uri="a")
    link_all(store, run, anew=True)
    assert list(store.as_of(store.settled()).documents()) == []
    clock.move(3600)
    assert len(list(store.as_of(store.settled()).documents())) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PAGE, min_size=1, max_size=6, unique_by=lambda page: page[0]))
def test_listings_go_on_after_any_of_their_rows(pages: list[Any]) -> None:
    with new_store(Clock()) as store:
        coded = [article(n, told, published=day, body=body) for n, told, day, body in pages]
        build(store, *((f"pages/{n}", c) for n, c in enumerate(coded)))
        view = store.as_of(store.settled())
        events, documents = list(view.events()), list(view.documents())
        said = list(view.statements())
        for n, e in enumerate(events, 1):
            query = EventQuery(after=e.event.event_id)
            assert list(view.events(query)) == events[n:]
            assert list(view.events(EventQuery(after=e.event.event_id, limit=1))) == events[n:][:1]
        for n, d in enumerate(documents, 1):
            assert list(view.documents(after=d.article.doc_id)) == documents[n:]
        for n, s in enumerate(said, 1):
            assert list(view.statements(after=s.statement.statement_id)) == said[n:]
            assert view.statement(s.statement.statement_id) == s
        assert view.statement("s-0") is None
        for wrong in (
            lambda: view.events(EventQuery(after="e-0")),
            lambda: view.documents(after="doc-0"),
            lambda: view.statements(after="s-0"),
        ):
            with pytest.raises(UsageError, match="id"):
                next(iter(wrong()))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEP, min_size=2, max_size=4))
def test_diff_tells_all_that_changed_and_nothing_else(
    steps: list[tuple[str, list[Any], int]],
) -> None:
    clock = Clock()
    with new_store(clock) as store:
        states: dict[int, list[dict[str, Any]]] = {}
        for fingerprint, pages, pause in steps:
            clock.move(pause)
            coded = [
                (f"p/{name}", recoded(article(name, told, published=when, body=body), fingerprint))
                for name, told, when, body in pages
            ]
            run = build(store, *coded, fingerprint=fingerprint)
            states[run] = [facts(s.event) for s in store.events()]
        for run, was in states.items():
            for other, now in states.items():
                changes = list(store.diff(run, other))
                gone = [facts(s.event) for c in changes for s in c.before]
                come = [facts(s.event) for c in changes for s in c.after]
                assert all(f in was for f in gone) and all(f in now for f in come)
                rest = [f for f in was if f not in gone]
                assert sorted(map(repr, rest)) == sorted(repr(f) for f in now if f not in come)
                backwards = {
                    "new": "gone", "gone": "new", "merged": "split", "split": "merged"
                }  # fmt: skip
                assert sorted((c.kind, ids(c.before), ids(c.after)) for c in changes) == sorted(
                    (backwards.get(c.kind, c.kind), ids(c.after), ids(c.before))
                    for c in store.diff(other, run)
                )
        runs = store.runs()
        standing = sum(r.n_events_known - r.n_events_retired for r in runs)
        assert standing == len(list(store.events()))


def ids(events: Sequence[Any]) -> list[str]:
    return sorted(s.event.event_id for s in events)


def test_a_superseded_page_shows_as_it_stood(store: Store, clock: Clock) -> None:
    old, new = article("a", [VISIT]), article("a", [STRIKE])
    build(store, ("u", old))
    (event,) = store.events()
    clock.move(3 * 86_400)
    build(store, ("u", new))
    view = store.as_of("2030-01-02")
    assert [d.article.doc_id for d in view.documents()] == [old.article.doc_id]
    assert view.document(new.article.doc_id) is None
    assert list(view.events()) == [event]
    assert [d.article.doc_id for d in store.documents()] == [new.article.doc_id]
    assert list(store.as_of("2030-01-04").events()) == list(store.events())


def test_times_of_an_event_are_as_they_were(store: Store, clock: Clock) -> None:
    build(store, ("b", article("b", [VISIT], published="2019-01-23")))
    clock.move(86_400)
    build(store, ("c", article("c", [VISIT], published="2019-01-24")))
    (now,) = store.events()
    (then,) = store.as_of("2030-01-01").events()
    assert (then.event.n_reports, then.last_changed) == (1, then.first_seen)
    assert (now.event.n_reports, now.first_seen) == (2, then.first_seen)
    assert now.last_changed > then.last_changed
    assert store.as_of("2030-01-01").event(now.event.event_id) == then


def test_a_view_cannot_be_written_and_lets_the_store_be(store: Store) -> None:
    build(store, ("a", article("a", [VISIT])))
    view = store.as_of("2030-01-01")
    with pytest.raises(StoreError) as caught:
        view.start_run("one")
    assert caught.value.code == "store-past"
    assert view.moment == "2030-01-01T23:59:59Z" and store.moment is None
    assert store.start_run("one") == 2


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2024-02-29", "2024-02-29T23:59:59Z"),
        (" 2024-02-29T10:00 ", "2024-02-29T10:00:00Z"),
        ("2024-02-29T10:00:00.9Z", "2024-02-29T10:00:00Z"),
        ("2024-02-29T01:30:00+04:00", "2024-02-28T21:30:00Z"),
        ("0999-01-01T00:00:00Z", "0999-01-01T00:00:00Z"),
    ],
)
def test_days_and_times_are_moments(text: str, means: str) -> None:
    assert moment(text) == means


@pytest.mark.parametrize("text", ["", "2024-02", "2023-02-29", "today", "0001-01-01T00:00+05:00"])
def test_anything_else_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match="no day and no time"):
        moment(text)


def test_the_history_keeps_its_order_though_the_clock_is_put_back(
    store: Store, clock: Clock
) -> None:
    for n in range(4):
        build(store, (f"u{n}", article(f"a{n}", [VISIT])))
        clock.move(-100)
    times = [t for r in store.runs() for t in (r.started_at, r.ended_at)]
    assert times == sorted(times)
    ends = [r.ended_at for r in store.runs()]
    assert len(set(ends)) == 4
    assert [len(list(store.as_of(end).documents())) for end in ends if end] == [1, 2, 3, 4]


def test_a_run_that_was_killed_ends_when_it_last_wrote(store: Store, clock: Clock) -> None:
    run = store.start_run("one")
    clock.move(60)
    store.save(article("a", [VISIT]), page_sha256="x", run=run)
    clock.move(86_400)
    build(store, ("b", article("b", [STRIKE])))
    killed, _ = store.runs()
    assert (killed.status, killed.ended_at) == ("interrupted", "2030-01-01T00:01:00Z")
    assert [c.kind for c in store.diff(1, 2)] == ["new", "new"]


def changed(store: Store, run: int, other: int) -> list[EventChange]:
    return list(store.diff(run, other))


def test_runs_count_what_they_changed(store: Store) -> None:
    build(store, ("a", article("a", [VISIT, STRIKE])))
    build(store, ("b", article("b", [VISIT])))
    build(store, ("a", article("a", [])))
    counts = [(r.n_events_known, r.n_events_retired) for r in store.runs()]
    assert counts == [(2, 0), (1, 1), (1, 2)]


def test_diff_tells_new_gone_and_changed(store: Store) -> None:
    build(store, ("a", article("a", [VISIT])), ("b", article("b", [STRIKE])))
    build(store, ("b", article("b", [])), ("c", article("c", [VISIT])))
    build(store, ("d", article("d", [dataclasses.replace(STRIKE, date="2020-01-01")])))
    gone, grown = changed(store, 1, 2)
    assert (gone.kind, gone.before[0].event.type, gone.after) == ("gone", "ASSAULT", ())
    assert grown.kind == "changed"
    assert {f.field for f in grown.fields} >= {"reports", "n_sources"}
    (sources,) = (f for f in grown.fields if f.field == "n_sources")
    assert (sources.before, sources.after) == (1, 2)
    (new,) = changed(store, 2, 3)
    assert (new.kind, new.before) == ("new", ())
    assert changed(store, 3, 3) == []


def test_the_same_words_coded_otherwise_are_a_change(store: Store) -> None:
    """A new model calls the act by another type: its mention has another id."""
    coded = article("a", [VISIT])

    def typed(kind: str, name: str) -> CodedArticle:
        events = tuple(
            EventMention(
                **{f: getattr(m, f) for f in EventMention.__dataclass_fields__}
                | {"type": kind, "mode": None, "mention_id": f"m-{name}"}
            )
            for m in coded.coding.events
        )
        return dataclasses.replace(coded, coding=dataclasses.replace(coded.coding, events=events))

    build(store, ("a", typed("CONSULT", "one")), fingerprint="one")
    build(store, ("a", typed("AGREE", "two")), fingerprint="two")
    (found,) = changed(store, 1, 2)
    assert found.kind == "changed"
    (kind,) = (f for f in found.fields if f.field == "type")
    assert (kind.before, kind.after) == ("CONSULT", "AGREE")
    assert [r.fingerprint for r in store.runs()] == ["one", "two"]


def test_diff_tells_merged_and_split(store: Store) -> None:
    """Two reports that no date joins become one event once both are dated."""
    far = dataclasses.replace(VISIT, date="2011-05-05")
    one, two = article("a", [VISIT]), article("b", [far])
    joined = dataclasses.replace(
        two.coding.events[0], date=one.coding.events[0].date
    )  # the same mention, dated anew
    again = dataclasses.replace(two, coding=dataclasses.replace(two.coding, events=(joined,)))
    build(store, ("a", one), ("b", two), fingerprint="one")
    build(store, ("a", one), ("b", again), fingerprint="two")
    build(store, ("a", one), ("b", two), fingerprint="three")
    (merged,) = changed(store, 1, 2)
    assert (merged.kind, len(merged.before), len(merged.after)) == ("merged", 2, 1)
    (split,) = changed(store, 2, 3)
    assert (split.kind, len(split.before), len(split.after)) == ("split", 1, 2)
    assert changed(store, 1, 3) == [], "it is as it was, whatever it was in between"


def test_a_run_that_is_none_is_named(store: Store) -> None:
    with pytest.raises(UsageError, match="no run 1; it has none yet"):
        changed(store, 1, 2)
    build(store)
    with pytest.raises(UsageError, match="no run 7; it has 1 run, 1"):
        changed(store, 1, 7)
    build(store)
    with pytest.raises(UsageError, match="no run 0; it has 1 to 2"):
        changed(store, 0, 1)


@given(
    st.dictionaries(st.integers(0, 9), st.frozensets(st.sampled_from("abcdefg"), max_size=3)),
    st.dictionaries(st.integers(0, 9), st.frozensets(st.sampled_from("abcdefg"), max_size=3)),
)
def test_groups_hold_each_once_and_share_nothing(
    before: dict[int, frozenset[str]], after: dict[int, frozenset[str]]
) -> None:
    groups = grouped(before, after)
    assert sorted(k for old, _ in groups for k in old) == sorted(before)
    assert sorted(k for _, new in groups for k in new) == sorted(after)
    held = [
        {t for k in old for t in before[k]} | {t for k in new for t in after[k]}
        for old, new in groups
    ]
    assert sum(map(len, held)) == len(set().union(*held)), "no token stands in two groups"
    for old, new in groups:
        sets = [before[k] for k in old] + [after[k] for k in new]
        joined = {0}
        for _ in sets:
            joined |= {n for n, s in enumerate(sets) if any(s & sets[j] for j in joined)}
        assert len(joined) == len(sets), "each group hangs together"
