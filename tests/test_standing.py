from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.records import Basis, Claim, DateValue, Event, Modality, Precision, Relation
from dragoman.standing import AGAINST, SAYS, account, ties_of

KINDS = ("denies", "fulfils", "follows")
STANDINGS = ("reported", "attributed", "alleged", "confirmed", "denied", "contested")


def claim(says: str, country: str = "ARM", day: str | None = "2021-11-26", n: int = 0) -> Claim:
    return Claim(f"m-{n}", None, country, country, says, day, country)


def event(name: str, standing: str = "reported", claims: tuple[Claim, ...] = ()) -> Event:
    return Event(
        event_id=name, type="ASSAULT", mode=None, contexts=(), modality=Modality.ACTUAL,
        actors=(), recipients=(), date=None, place=None, amounts=(), objects=(), mentions=(),
        n_reports=1, n_sources=1, conflicts=(), links=(), confidence=1.0, claims=claims,
        standing=standing,
    )  # fmt: skip


def relation(one: str, other: str, kind: str, step: str | None = None) -> Relation:
    return Relation(one, other, kind, step, 0.8, ("for a test",))


CLAIMS = st.lists(
    st.builds(
        claim,
        st.sampled_from(SAYS),
        st.sampled_from(["ARM", "AZE"]),
        st.sampled_from([None, "2020-01-01", "2021-01-01"]),
        st.integers(0, 3),
    ),
    max_size=4,
).map(tuple)
EVENTS = st.lists(
    st.tuples(st.sampled_from(STANDINGS), CLAIMS), min_size=2, max_size=5
).map(lambda told: {f"e-{n}": event(f"e-{n}", *one) for n, one in enumerate(told)})  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[dict[str, Event], list[Relation]]:
    events = draw(EVENTS)
    pairs = st.tuples(st.sampled_from(sorted(events)), st.sampled_from(sorted(events)))
    joined = draw(st.dictionaries(pairs.filter(lambda p: p[0] < p[1]), st.sampled_from(KINDS)))
    return events, [relation(a, b, kind) for (a, b), kind in joined.items()]


@given(worlds(), st.randoms())
def test_both_ends_see_a_relation_in_any_order(
    world: tuple[dict[str, Event], list[Relation]], random: object
) -> None:
    events, relations = world
    seen = {i: ties_of(i, relations, events) for i in events}
    ends = sorted((i, t.other.event_id, t.relation.kind) for i, ties in seen.items() for t in ties)
    assert ends == sorted(
        (a, b, r.kind)
        for r in relations
        for a, b in ((r.event_id, r.other_id), (r.other_id, r.event_id))
    )
    random.shuffle(relations)  # type: ignore[attr-defined]
    assert seen == {i: ties_of(i, relations, events) for i in events}
    for i, ties in seen.items():
        for tie in ties:
            later = tie.relation.event_id == i
            assert tie.role.endswith("_by") is not later


@given(worlds())
def test_a_denial_elsewhere_and_nothing_else_makes_an_event_contested(
    world: tuple[dict[str, Event], list[Relation]],
) -> None:
    events, relations = world
    for i, e in events.items():
        told = account(e, ties_of(i, relations, events))
        deniers = {r.event_id for r in relations if r.kind == "denies" and r.other_id == i}
        if deniers and e.standing not in ("denied", "contested"):
            assert told.standing == "contested"
        else:
            assert told.standing == e.standing
        assert told.claims[: len(e.claims)] == e.claims
        added = told.voices[len(e.claims) :]
        assert all(v.claim.says in AGAINST and v.event_id in deniers for v in added)
        assert len(added) == sum(c.says in AGAINST for d in deniers for c in events[d].claims)
        assert account(e) == account(e, [t for t in ties_of(i, relations, events)
                                         if t.relation.kind != "denies"])  # fmt: skip


def test_the_denial_brings_its_voice_but_not_what_it_quotes() -> None:
    told = event("e-1", "alleged", (claim("alleged"),))
    denial = event("e-2", "denied", (claim("denied", "AZE", "2021-11-20"), claim("asserted")))
    (tie,) = ties_of("e-1", [relation("e-2", "e-1", "denies")], {"e-2": denial})
    found = account(told, [tie])
    assert found.standing == "contested" and found.disputed
    assert [(v.event_id, v.claim.says) for v in found.voices] == [
        ("e-1", "alleged"),
        ("e-2", "denied"),
    ]
    assert found.since == "2021-11-20"
    assert account(told).standing == "alleged" and not account(told).disputed


def test_an_event_that_is_gone_leaves_its_relations_out() -> None:
    assert ties_of("e-1", [relation("e-2", "e-1", "denies")], {}) == ()
    assert ties_of("e-3", [relation("e-2", "e-1", "denies")], {"e-1": event("e-1")}) == ()


@pytest.mark.parametrize("first", [0, 1])
def test_ties_of_one_role_come_by_day(first: int) -> None:
    def on(name: str, day: str | None) -> Event:
        date = DateValue(day, day, Precision.DAY, Basis.STATED) if day else None
        return dataclasses.replace(event(name), date=date)

    others = [on("e-9", "2018-01-01"), on("e-8", "2018-03-01"), on("e-7", None)]
    relations = [relation("e-1", o.event_id, "follows", "signed") for o in others]
    if first:
        relations.reverse()
    ties = ties_of("e-1", relations, {o.event_id: o for o in others})
    assert [t.other.event_id for t in ties] == ["e-9", "e-8", "e-7"]
