"""Judgements in a store: kept, undone, shown, and held by every later build."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from factories import Told
from factories import article as any_article

from dragoman.pipeline import judge
from dragoman.records import (
    Action,
    CodedArticle,
    Event,
    EventMention,
    Judgement,
    content_id,
)
from dragoman.review import Case
from dragoman.store import Store
from dragoman.stored import StoredMention

# Told with so much that two pages with the same report are one happening beyond doubt.
VISIT = Told(
    "CONSULT", "IRN/amir-hatami", "AZE", "visit", "2019-01-22", trigger="visited",
    place=("Baku", "AZE", "city"), objects=("Sadarak transit accord",), amounts=(("people", 31),),
)  # fmt: skip
CHARGE = Told(
    "ACCUSE", "ARM/zohrab-mnatsakanyan", "AZE", "allege", "2019-01-21", trigger="accused",
    place=("Goris", "ARM", "city"), objects=("Vardenis gold mine",), amounts=(("dead", 17),),
)  # fmt: skip
STRIKE = Told(
    "ASSAULT", "RUS/sergei-shoigu", "GEO", "aerial", "2019-01-20", trigger="struck",
    place=("Gori", "GEO", "city"), objects=("Senaki airfield",), amounts=(("dead", 53),),
)  # fmt: skip
TALK = Told("CONSULT", "TUR", "ARM", None, "2021-05-05", trigger="met")


def article(name: str, told: Sequence[Told], **values: str) -> CodedArticle:
    return any_article(name, told, published="2019-01-23", **values)


@pytest.fixture(params=[0, 10**9], ids=["linked on", "linked anew"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    monkeypatch.setattr("dragoman.pipeline.MANY", request.param)
    with Store.open(str(tmp_path / "s.db"), create=True) as opened:
        yield opened
        assert opened.is_linked()
        assert opened.check() == []


def save(store: Store, *pages: CodedArticle, model: str = "one") -> None:
    run = store.start_run(model)
    for page in pages:
        store.save(page, page_sha256=f"{page.article.uri} {model}", run=run)
    store.end_run(run)
    judge(store)


def events(store: Store) -> dict[str, Event]:
    return {s.event.type: s.event for s in store.events()}


def case(store: Store, kind: str) -> Case:
    event = events(store)[kind]
    return Case(event, store.mentions(event.mentions), "ann")


def recoded(page: CodedArticle, found: Sequence[EventMention]) -> CodedArticle:
    return dataclasses.replace(page, coding=dataclasses.replace(page.coding, events=tuple(found)))


def test_judgements_are_kept_and_undone(store: Store) -> None:
    save(store, article("a", [VISIT, CHARGE]))
    before = list(store.events())
    c = case(store, "CONSULT")
    (made,) = judge(store, c.accept(c.reports[0]))
    assert made.judgement_id and made.known_at and made.event_id == c.event.event_id
    assert store.judgements() == [made] == store.judgements([made.doc_id])
    assert store.judgements(["other"]) == store.judgements(who="bob") == []
    assert events(store)["CONSULT"].status == "confirmed"
    assert {s.status for s in store.events()} == {"confirmed", "machine"}
    (gone,) = judge(store, undone=[made.judgement_id])
    assert gone.retired_at and store.judgements() == []
    assert store.judgements(undone=True) == [gone]
    assert [s.event for s in store.events()] == [s.event for s in before]
    assert judge(store, undone=[made.judgement_id]) == []


def test_a_rejected_report_leaves_its_event_and_comes_back(store: Store) -> None:
    page = article("a", [VISIT, CHARGE])
    save(store, page)
    c = case(store, "ACCUSE")
    judge(store, c.reject())
    assert set(events(store)) == {"CONSULT"}
    (gone,) = store.mentions([c.reports[0].mention.mention_id])
    assert gone.event_id is None
    assert [m.mention.type for m in store.mentions_of_document(page.article.doc_id)] == ["CONSULT"]
    assert store.event(c.event.event_id) is None
    judge(store, undone=[j.judgement_id for j in store.judgements()])
    assert set(events(store)) == {"CONSULT", "ACCUSE"}


def test_a_correction_shows_wherever_the_mention_shows(store: Store) -> None:
    page = article("a", [VISIT])
    save(store, page)
    c = case(store, "CONSULT")
    new = {"type": "AGREE", "mode": None, "date": None}
    (made,) = judge(store, c.correct([(c.reports[0], dict(new))]))
    event = events(store)["AGREE"]
    assert (event.date, event.status) == (None, "corrected")
    (shown,) = store.mentions(event.mentions)
    assert (shown.mention.type, shown.event_id) == ("AGREE", event.event_id)
    assert store.mentions_of_document(page.article.doc_id) == [shown]
    assert [h.id for h in store.search("Baku") if h.kind == "event"] == [event.event_id]
    assert made.snapshot == page.coding.events[0]  # what was coded is not overwritten


def test_what_was_judged_outlives_another_model(store: Store) -> None:
    page = article("a", [VISIT, CHARGE, STRIKE])
    save(store, page)
    for kind in ("CONSULT", "ACCUSE", "ASSAULT"):
        c = case(store, kind)
        judge(
            store,
            {
                "CONSULT": c.accept(c.reports[0]),
                "ACCUSE": c.reject(),
                "ASSAULT": c.correct([(c.reports[0], {"place": None, "date": None})]),
            }[kind],
        )
    before = [s.event for s in store.events()]
    visit, charge, strike = page.coding.events

    def other(m: EventMention, **values: object) -> EventMention:
        kind = str(values.get("type", m.type))
        new = content_id("m", page.article.doc_id, kind, str(m.trigger.start), "new")
        return dataclasses.replace(m, mention_id=new, confidence=0.5, **values)  # type: ignore[arg-type]

    for n, found in enumerate(
        [[], [charge], [other(visit), other(charge)], [other(strike, type="COERCE"), visit]]
    ):
        save(store, recoded(page, found), model=f"model {n}")
        assert [s.event for s in store.events()] == before, n
        assert store.check() == []
        held = store.mentions([visit.mention_id, strike.mention_id])
        assert [m.event_id for m in held] == [
            e.event_id for e in sorted(before, key=lambda e: e.type, reverse=True)
        ]
        assert "visited" in str(store.search("visited")[0].snippet)


def test_a_mention_of_another_store_is_restored(store: Store, tmp_path: Path) -> None:
    """Its id is in no coding of this store."""
    page = article("a", [VISIT, CHARGE])
    with Store.open(str(tmp_path / "t.db"), create=True) as other:
        save(other, page)
        c = case(other, "CONSULT")
        judge(other, c.accept(c.reports[0]))
        (said,) = other.judgements()
    assert judge(store, [said]) == [said]  # the document is not here yet
    save(store, recoded(page, page.coding.events[1:]))
    assert {e.type: e.status for e in events(store).values()} == {
        "CONSULT": "confirmed",
        "ACCUSE": "machine",
    }
    event = events(store)["CONSULT"]
    (shown,) = store.mentions(event.mentions)
    assert shown == StoredMention(page.coding.events[0], page.article.doc_id, event.event_id)
    assert store.event_of(shown.mention.mention_id) is not None
    assert any(h.id == event.event_id for h in store.search("visited"))
    # One more report of the same visit joins it, and leaves it when it is undone.
    save(store, article("b", [VISIT]), model="two")
    assert events(store)["CONSULT"].n_reports == 2
    judge(store, undone=[said.judgement_id])
    assert events(store)["CONSULT"].n_reports == 1


def test_taking_in_what_is_known_changes_nothing(store: Store) -> None:
    save(store, article("a", [VISIT]))
    c = case(store, "CONSULT")
    (made,) = judge(store, c.accept(c.reports[0]))
    assert judge(store, [made]) == [] and store.judgements() == [made]
    (gone,) = judge(store, undone=[made.judgement_id])
    assert judge(store, [made]) == [] and store.judgements() == []  # undone is undone
    with pytest.raises(ValueError, match="another judgement"):
        store.add_judgements([dataclasses.replace(made, who="bob")])
    (again,) = judge(store, c.accept(c.reports[0]))
    assert again.judgement_id != gone.judgement_id
    assert judge(store, [dataclasses.replace(again, retired_at="2031-01-01T00:00:00Z")])
    assert store.judgements() == []


def test_merging_overrules_whatever_kept_events_apart(store: Store) -> None:
    save(store, article("a", [VISIT]), article("b", [CHARGE]), article("c", [STRIKE, TALK]))
    ids = [s.event.event_id for s in store.events()]
    every = list(store.events())
    first = every[0].event
    c = Case(first, store.mentions(first.mentions), "ann")
    others = [m for s in every[1:] for m in store.mentions(s.event.mentions)]
    judge(store, c.merge(others))
    (event,) = [s.event for s in store.events()]
    assert event.n_reports == 4
    assert all("joined by a person" in link.reasons for link in event.links)
    judge(store, undone=[j.judgement_id for j in store.judgements()])
    assert [s.event.event_id for s in store.events()] == ids


def test_merged_days_apart_take_in_what_links_to_one_of_them(store: Store) -> None:
    later = dataclasses.replace(VISIT, date="2019-01-24")
    far = dataclasses.replace(VISIT, date="2019-03-24")
    save(store, article("a", [VISIT]), article("b", [later]), article("c", [far]))
    every = list(store.events())
    assert len(every) > 1
    c = Case(every[0].event, store.mentions(every[0].event.mentions), "ann")
    judge(store, c.merge([m for s in every[1:] for m in store.mentions(s.event.mentions)]))
    (event,) = [s.event for s in store.events()]
    assert [x.field for x in event.conflicts] == ["date"]


def test_what_fits_one_part_of_a_merged_event_joins_it(store: Store) -> None:
    save(store, article("a", [VISIT]), article("b", [CHARGE]), article("c", [STRIKE]))
    every = list(store.events())
    c = Case(every[0].event, store.mentions(every[0].event.mentions), "ann")
    judge(store, c.merge([m for s in every[1:] for m in store.mentions(s.event.mentions)]))
    for n, told in enumerate((VISIT, STRIKE, CHARGE)):
        save(store, article(f"new{n}", [told]), model=f"model {n}")
        assert [s.event.n_reports for s in store.events()] == [4 + n]
    other = dataclasses.replace(VISIT, who="IRN/javad-zarif")  # another man: fits no part
    save(store, article("other", [other]), model="last")
    assert sorted(s.event.n_reports for s in store.events()) == [1, 6]


def test_splitting_holds_against_new_reports(store: Store) -> None:
    save(store, *(article(name, [VISIT]) for name in "abc"))
    c = case(store, "CONSULT")
    assert len(c.reports) == 3
    alone = c.reports[1].mention.mention_id
    judge(store, c.split({2}))
    assert sorted(s.event.n_reports for s in store.events()) == [1, 2]
    save(store, article("d", [VISIT]), model="two")
    found = [s.event for s in store.events()]
    assert sorted(e.n_reports for e in found) in ([1, 3], [2, 2])
    rest = {r.mention.mention_id for r in c.reports} - {alone}
    assert not any(alone in e.mentions and rest & set(e.mentions) for e in found)
    assert any(rest <= set(e.mentions) for e in found)


def test_copies_follow_what_they_copy(store: Store) -> None:
    body = " ".join(f"word{n}" for n in range(60))
    pages = [article(n, [VISIT], body=body, title="One title") for n in ("a", "b")]
    save(store, *pages, article("c", [TALK]))
    visit = next(s.event for s in store.events() if s.event.n_reports == 2)
    talk = next(s.event for s in store.events() if s.event.n_reports == 1)
    copy = store.mentions(visit.mentions)[1]
    talks = Case(talk, store.mentions(talk.mentions), "ann")
    judge(store, talks.merge([copy]))
    assert [s.event.n_reports for s in store.events()] == [3]
    save(store, article("d", [VISIT]), model="two")  # links to the original alone
    assert [s.event.n_reports for s in store.events()] == [4]
    (both,) = [s.event for s in store.events()]
    whole = Case(both, store.mentions(both.mentions), "ann")
    at = both.mentions.index(copy.mention.mention_id) + 1
    judge(store, whole.split({at}))  # and with it what it repeats word for word
    assert sorted(s.event.n_reports for s in store.events()) == [1, 1, 2]


def test_check_finds_a_rejected_report_in_an_event(tmp_path: Path) -> None:
    path = tmp_path / "broken.db"
    with Store.open(str(path), create=True) as store:
        save(store, article("a", [VISIT]))
        c = case(store, "CONSULT")
        store.add_judgements(c.reject())
        connection = sqlite3.connect(path)
        connection.execute("DELETE FROM stale")
        connection.commit()
        connection.close()
        assert store.check() == ["1 current events have reports that no longer stand"]
        judge(store, c.reject())
        assert store.check() == []
        store.add_judgements(c.accept(c.reports[0]))
        connection = sqlite3.connect(path)
        connection.execute("DELETE FROM stale")
        connection.commit()
        connection.close()
        assert "1 reports of current documents stand in no event" in store.check()


def test_a_judgement_says_what_it_is_about() -> None:
    j = Judgement(Action.REJECT, "d", 1, 2, "ann")
    assert Judgement.from_dict(j.to_dict()) == j
    with pytest.raises(ValueError, match="praise"):
        Judgement.from_dict({**j.to_dict(), "action": "praise"})
