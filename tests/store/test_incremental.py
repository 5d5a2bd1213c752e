"""Linking what changed gives what linking all anew gives, whatever came in which order."""

from __future__ import annotations

import dataclasses
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from factories import Told, article
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from dragoman.link import link, relink, whole
from dragoman.linkage import Delta
from dragoman.records import (
    Action,
    CodedArticle,
    EventMention,
    Judgement,
    Modality,
    content_id,
)
from dragoman.store import Store
from dragoman.store.reading import read_coded
from dragoman.store.schema import blocks, carriers, event_keys, likenesses, links, relations
from dragoman.stored import StoredMention

TOLD = st.builds(
    Told,
    type=st.sampled_from(["CONSULT", "AGREE", "ASSAULT", "THREATEN"]),
    who=st.sampled_from(["IRN", "AZE", "IRN/amir-hatami"]),
    whom=st.sampled_from(["AZE", "ARM", ""]),
    mode=st.none(),
    date=st.sampled_from([None, "2019-01-20", "2019-01-21", "2019-01", "2019"]),
    place=st.sampled_from([None, ("Baku", "AZE", "city")]),
    objects=st.sampled_from([(), ("transit accord",)]),
    trigger=st.sampled_from(["acted", "signed", "agreed"]),
    modality=st.sampled_from([Modality.ACTUAL, Modality.ACTUAL, Modality.FUTURE]),
    denied_by=st.sampled_from([None, None, "ARM"]),
)
BODIES = [None, *(" ".join(f"{w}{n}" for n in range(60)) for w in ("shared", "other"))]
BODIES.append(" ".join(BODIES[1].split()[:40]))
PAGE = st.tuples(
    st.sampled_from("abcdef"),
    st.lists(TOLD, max_size=3),
    st.sampled_from([None, "2019-01-21", "2019-01-23"]),
    st.sampled_from(BODIES),
)


@contextmanager
def new_store() -> Iterator[Store]:
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.open(str(Path(folder) / "s.db"), create=True) as store,
    ):
        yield store


def save(
    store: Store, coded: CodedArticle, uri: str, number: int, fingerprint: str = "one"
) -> None:
    run = store.start_run(fingerprint)
    store.save(coded, page_sha256=f"sha {number}", run=run, uri=uri)
    store.end_run(run, saved=1)


def go_on(store: Store) -> Delta:
    bonds = store.bonds()
    with store.memory() as memory:
        delta = relink(memory, store.stale(), bonds)
    store.save_delta(delta, linker="test")
    return delta


def state(store: Store) -> dict[str, object]:
    """Return all that the next linking starts from."""
    with store._reads() as connection:
        rows = {
            t.name: sorted(
                tuple(str(v) for v in r)
                for r in connection.execute(select(*(t.c[c] for c in columns)).where(which))
            )
            for t, columns, which in (
                (links, ("a", "b", "score", "reasons"), links.c.retired_at.is_(None)),
                (blocks, ("key", "low", "high", "doc_id"), blocks.c.block_id > 0),
                (
                    relations,
                    ("event_id", "other_id", "kind", "step", "score", "reasons"),
                    relations.c.retired_at.is_(None),
                ),
                (event_keys, ("key", "low", "high", "event_id"), event_keys.c.key != ""),
                (carriers, ("doc_id", "whole", "published", "credit"), carriers.c.doc_id != ""),
            )
        }
        wholes = {r[1] for r in rows["carriers"]}
        alike = connection.execute(select(likenesses.c.whole, likenesses.c.other)).all()
    rows["likenesses"] = sorted(tuple(r) for r in alike if set(r) <= wholes)
    return rows


def assert_as_from_scratch(store: Store) -> None:
    found = link(store.coded(), store.bonds())
    assert [s.event for s in sorted(store.events(), key=lambda s: s.event.event_id)] == list(
        found.events
    )
    copies = {d.article.doc_id: d.copy_of for d in store.documents() if d.copy_of}
    assert copies == found.copies
    with new_store() as other:
        for number, one in enumerate(store.coded()):
            save(other, one, f"u{number}", number)
        other.save_delta(whole(found), linker="test")
        assert state(store) == state(other)
    assert store.check() == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from([False, False, True]), st.lists(PAGE, min_size=1, max_size=3)),
        min_size=1,
        max_size=5,
    )
)
def test_steps_lead_where_one_leap_does(
    steps: list[tuple[bool, list[tuple[str, list[Told], str | None, str | None]]]],
) -> None:
    """Pages come, and new versions take the place of old ones; at times all is linked anew."""
    with new_store() as store:
        number = 0
        for anew, step in steps:
            for name, told, published, body in step:
                number += 1
                coded = article(f"{name}{number % 2}", told, published=published, body=body)
                save(store, coded, f"pages/{name}", number)
            if anew:
                store.save_delta(whole(link(store.coded())), linker="test")
            else:
                go_on(store)
            assert store.is_linked()
            assert_as_from_scratch(store)


def test_a_text_that_left_and_comes_back_is_known_for_a_copy(tmp_path: Path) -> None:
    """All was linked anew while it was away."""
    words = [f"word{n}" for n in range(80)]
    long, short = " ".join(words), " ".join(words[:70])
    with Store.open(str(tmp_path / "s.db"), create=True) as store:
        save(store, article("a", published="2019-01-01", body=long), "a", 1)
        save(store, article("b", published="2019-01-02", body=short), "b", 2)
        go_on(store)
        assert store.counts()[1] == 1
        save(store, article("b", published="2019-01-02", body="another text"), "b", 3)
        store.save_delta(whole(link(store.coded())), linker="test")
        assert store.counts()[1] == 0
        save(store, article("b", published="2019-01-02", body=short), "b", 2)
        go_on(store)
        assert_as_from_scratch(store)
        assert store.counts()[1] == 1


def test_a_page_changes_only_the_events_it_touches(tmp_path: Path) -> None:
    visit = Told("CONSULT", "IRN/amir-hatami", "AZE", "visit", "2019-01-22")
    strike = Told("ASSAULT", "RUS", "GEO", None, "2008-08-08")
    with Store.open(str(tmp_path / "s.db"), create=True) as store:
        save(store, article("a", [visit]), "a", 1)
        save(store, article("b", [strike]), "b", 2)
        go_on(store)
        before = {s.event.event_id: s.last_changed for s in store.events()}
        save(store, article("c", [visit]), "c", 3)
        delta = go_on(store)
        (event,) = delta.events
        assert event.n_reports == 2
        assert {s.event.event_id for s in store.events()} >= before.keys() - {event.event_id}
        assert len(list(store.events())) == 2


JUDGE = st.tuples(
    st.sampled_from(["accept", "correct", "reject", "merge", "split", "undo"]),
    st.integers(0, 9),
    st.integers(0, 9),
)
RECODE = st.tuples(
    st.integers(0, 9), st.lists(st.booleans(), min_size=3, max_size=3), st.booleans()
)


def judgement(action: str, one: StoredMention, other: StoredMention | None = None) -> Judgement:
    m = one.mention
    fields: dict[str, object] = {}
    if action == "correct":
        fields = {"date": None, "type": "AGREE"}
    made = Judgement(
        Action(action), one.doc_id, m.trigger.start, m.trigger.end, "somebody", m, fields
    )
    if other is None:
        return made
    t = other.mention.trigger
    return dataclasses.replace(
        made,
        other_doc_id=other.doc_id,
        other_start=t.start,
        other_end=t.end,
        fields={"other": other.mention.mention_id},
    )


def judge(store: Store, action: str, a: int, b: int) -> None:
    """Decide something about the events as they stand, as a reader of them would."""
    events = list(store.events())
    if action == "undo":
        standing = store.judgements()
        if standing:
            store.undo_judgements([standing[a % len(standing)].judgement_id])
        return
    if not events:
        return
    event = events[a % len(events)].event
    reports = store.mentions(event.mentions)
    assert len(reports) == len(event.mentions)
    if action in {"accept", "correct", "reject"}:
        store.add_judgements([judgement(action, reports[b % len(reports)])])
    elif action == "merge":
        others = store.mentions(events[b % len(events)].event.mentions)
        store.add_judgements(
            judgement(action, reports[0], r) for r in [*reports[1:], *others] if r != reports[0]
        )
    else:
        chosen = reports[b % len(reports)]
        store.add_judgements(judgement(action, chosen, r) for r in reports if r != chosen)


def recode(store: Store, doc: int, kept: list[bool], other_type: bool, number: int) -> None:
    """Code a document again, with another model that finds less and takes acts for others."""
    with store._reads() as connection:
        every = list(read_coded(connection))
    if not every:
        return
    one = every[doc % len(every)]

    def found(m: EventMention) -> EventMention:
        if not other_type:
            return m
        new = content_id("m", one.article.doc_id, "THREATEN", str(m.trigger.start))
        return dataclasses.replace(m, type="THREATEN", mention_id=new)

    events = [found(m) for n, m in enumerate(one.coding.events) if kept[n % len(kept)]]
    coding = dataclasses.replace(one.coding, events=tuple(events))
    again = dataclasses.replace(one, coding=coding)
    save(store, again, one.article.uri, number, fingerprint=f"model {number}")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(PAGE, min_size=2, max_size=5),
    st.lists(st.one_of(JUDGE, JUDGE, RECODE, PAGE), min_size=1, max_size=8),
)
def test_judgements_lead_where_one_leap_does(
    pages: list[tuple[str, list[Told], str | None, str | None]], steps: list[tuple[object, ...]]
) -> None:
    """People judge, pages are coded again by other models, and new ones come in between."""
    with new_store() as store:
        for number, step in enumerate([*pages, *steps], 1):
            match step:
                case (str(name), list(told), published, body):
                    coded = article(f"{name}{number % 2}", told, published=published, body=body)
                    save(store, coded, f"pages/{name}", number)
                case (str(action), int(a), int(b)):
                    judge(store, action, a, b)
                case (int(doc), list(kept), bool(other_type)):
                    recode(store, doc, kept, other_type, number)
            if number >= len(pages):
                go_on(store)
                assert_as_from_scratch(store)
