from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from factories import Told, article

from dragoman.link import link, whole
from dragoman.records import CodedArticle, Modality, Relation
from dragoman.standing import account
from dragoman.store import Store

STRIKE = Told("ASSAULT", "AZE", "ARM", None, "2021-11-16", trigger="shelled")
DENIAL = dataclasses.replace(STRIKE, modality=Modality.NEGATED, denied_by="AZE")
TALKS = Told("CONSULT", "AZE", "IRN", None, "2018-02-21", trigger="discussed",
             objects=("Araz transit accord",))  # fmt: skip
SIGNED = dataclasses.replace(TALKS, type="SUPPORT", date="2018-03-28", trigger="signed")
PLAN = Told("CONSULT", "IRN/amir-hatami", "TUR", "visit", "2019-01-22", modality=Modality.FUTURE)
DEED = dataclasses.replace(PLAN, modality=Modality.ACTUAL)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(tmp_path / "s.db"), create=True) as opened:
        yield opened
        assert opened.check() == []


def build(store: Store, *pages: CodedArticle) -> None:
    run = store.start_run("one")
    for page in pages:
        store.save(page, page_sha256=page.article.doc_id, run=run)
    store.save_delta(whole(link(store.coded())), linker="test")


def world() -> list[CodedArticle]:
    told = {"strike": STRIKE, "denial": DENIAL, "talks": TALKS, "signed": SIGNED, "plan": PLAN,
            "deed": DEED}  # fmt: skip
    days = {"plan": "2019-01-10", "denial": "2021-11-17"}
    return [article(name, [t], published=days.get(name)) for name, t in told.items()]


def ids(store: Store) -> dict[str, str]:
    docs = {d.article.doc_id: d.article.uri.removeprefix("pages/") for d in store.documents()}
    return {docs[m.doc_id]: s.event.event_id for s in store.events()
            for m in store.mentions(s.event.mentions)}  # fmt: skip


def test_relations_of_events_at_either_end(store: Store) -> None:
    build(store, *world())
    names = ids(store)
    every = store.relations(names.values())
    assert {(r.event_id, r.other_id, r.kind, r.step) for r in every} == {
        (names["denial"], names["strike"], "denies", None),
        (names["deed"], names["plan"], "fulfils", None),
        (names["signed"], names["talks"], "follows", "signed"),
    }
    for one, other in (("denial", "strike"), ("signed", "talks"), ("deed", "plan")):
        (found,) = store.relations([names[other]])
        assert store.relations([names[one]]) == [found]
        assert isinstance(found, Relation) and found.reasons
    assert store.relations([]) == store.relations(["e-none"]) == []
    assert store.ties(["e-none"]) == {}


def test_more_ids_than_one_statement_holds(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    build(store, *world())
    names = ids(store)
    at_once = store.relations(names.values()), store.ties(names.values())
    monkeypatch.setattr("dragoman.store.rows.CHUNK", 1)
    monkeypatch.setattr("dragoman.store.store._TIED", 1)
    assert (store.relations(names.values()), store.ties(names.values())) == at_once
    assert len(at_once[0]) == 3 and len(at_once[1]) == 6
    assert {s.event.event_id: t for s, t in store.tied(store.events())} == at_once[1]


def test_a_denial_makes_contested_what_it_denies(store: Store) -> None:
    build(store, *world())
    names = ids(store)
    told = {s.event.event_id: account(s.event, ties) for s, ties in store.tied(store.events())}
    strike = told[names["strike"]]
    assert strike.standing == "contested"
    ((voice),) = strike.voices
    assert (voice.event_id, voice.claim.says, voice.claim.country, voice.claim.said_on) == (
        names["denial"], "denied", "AZE", "2021-11-17",
    )  # fmt: skip
    assert told[names["denial"]].standing == "denied"
    assert told[names["talks"]].standing == told[names["deed"]].standing == "reported"


def test_relations_that_hold_no_more_are_not_told(store: Store) -> None:
    build(store, *world())
    strike = ids(store)["strike"]
    retraction = article("denial", published="2021-11-18")
    retraction = dataclasses.replace(
        retraction, article=dataclasses.replace(retraction.article, uri="pages/denial")
    )
    build(store, retraction)
    assert store.relations([strike]) == []
    ((stored, ties),) = store.tied([e for e in store.events() if e.event.event_id == strike])
    assert ties == () and account(stored.event, ties).standing == "reported"
