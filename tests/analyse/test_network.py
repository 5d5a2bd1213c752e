from __future__ import annotations

import json
import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.made import act, events
from dragoman.analyse.dyad import dyad
from dragoman.analyse.network import Scope, networks
from dragoman.analyse.sides import side
from dragoman.analysis import Member, Network, Side
from dragoman.knowledge import load
from dragoman.ontology import TYPES
from dragoman.records import Modality
from dragoman.stored import StoredEvent


def network(*acts: StoredEvent, **asked: object) -> Network:
    (found,) = networks(events(acts), Scope(**asked))  # type: ignore[arg-type]
    return found


WORLD = (
    act("AZE", "AID", "TUR", "2020-01-01"),
    act("TUR", "CONSULT", "AZE", "2020-02-01", mode="visit"),
    act("ARM", "ASSAULT", "AZE", "2020-03-01"),
    act("ARM", "ACCUSE", "TUR"),
    act("ARM IRN", "CONSULT", "", "2020-05-01", mode="phone"),
    act("ARM", "ASSAULT", "AZE", "2020-06-01", modality=Modality.FUTURE),
    act("ARM", "COERCE", "ARM", "2020-06-01"),
)


def test_a_small_network_by_hand() -> None:
    found = network(*WORLD)
    assert {(e.a, e.b): (e.sign, e.flow.n_events, e.flow.net) for e in found.edges} == {
        ("AZE", "TUR"): (1, 2, 14.0),
        ("ARM", "AZE"): (-1, 1, -9.0),
        ("ARM", "TUR"): (-1, 1, -3.0),
        ("ARM", "IRN"): (1, 1, 1.5),
    }
    aze = next(e for e in found.edges if (e.a, e.b) == ("AZE", "TUR"))
    assert (aze.forward, aze.backward, aze.mutual) == (1, 1, 0)
    assert (aze.first, aze.last) == ("2020-01-01", "2020-02-01")
    nodes = {n.code: n for n in found.nodes}
    assert (nodes["ARM"].degree, nodes["ARM"].positive, nodes["ARM"].negative) == (3, 1, 2)
    assert nodes["AZE"].strength == 3 and nodes["AZE"].n_events == 3
    # Armenia alone leads to Iran: both ways from Iran to the two others go over it.
    assert nodes["ARM"].betweenness == pytest.approx(2 / 3, abs=1e-4)
    assert nodes["IRN"].betweenness == 0
    assert max(n.eigenvector for n in found.nodes) == 1
    (triad,) = found.triads
    assert (triad.parties, triad.balanced) == (("ARM", "AZE", "TUR"), True)
    assert (found.balanced, found.unbalanced) == (1, 0)
    assert [c.parties for c in found.communities] == [("ARM", "IRN"), ("AZE", "TUR")]
    assert nodes["IRN"].community == 1
    assert (found.n_events, found.undated) == (5, 1)
    talks = {(m.a, m.b): (m.visits_ab, m.visits_ba, m.meetings, m.calls) for m in found.meetings}
    assert talks == {("AZE", "TUR"): (0, 1, 0, 0), ("ARM", "IRN"): (0, 0, 0, 1)}
    assert Network.from_dict(json.loads(json.dumps(found.to_dict()))) == found


def test_enemies_of_enemies_who_are_enemies_are_out_of_balance() -> None:
    found = network(act("A", "ACCUSE", "B"), act("B", "ACCUSE", "C"), act("C", "ACCUSE", "A"))
    assert (found.balanced, found.unbalanced) == (0, 1)
    assert found.communities == () and found.modularity is None


def test_a_summit_does_not_outweigh_all_else() -> None:
    found = network(act("A B C D E", "CONSULT", ""), act("A", "AID", "B"))
    assert {(e.a, e.b): e.weight for e in found.edges}["A", "B"] == 1.25
    strengths = {n.code: n.strength for n in found.nodes}
    assert strengths == {"A": 2, "B": 2, "C": 1, "D": 1, "E": 1}


def test_partners_alike() -> None:
    found = network(
        act("A", "AID", "X"), act("A", "ASSAULT", "Y"), act("B", "AID", "X"),
        act("B", "ASSAULT", "Y"), act("C", "ASSAULT", "X"), act("C", "AID", "Y"),
    )  # fmt: skip
    alike = {(s.a, s.b): s for s in found.similarities}
    assert alike["A", "B"].cosine == 1 and alike["A", "B"].jaccard == 1
    assert alike["A", "C"].cosine < -0.9


def test_windows_and_chosen_parties() -> None:
    assert network(*WORLD, since="2020-02-01", until="2020-04-30").n_events == 2
    assert {(e.a, e.b) for e in network(*WORLD, modalities=("future",)).edges} == {("ARM", "AZE")}
    (some,) = networks(events(WORLD), among=Side("x", "x", (Member("AZE"), Member("ARM"))))
    assert [(e.a, e.b) for e in some.edges] == [("ARM", "AZE")]
    by_quarter = networks(events(WORLD), Scope(by="quarter"))
    assert [n.label for n in by_quarter] == ["2020-Q1", "2020-Q2"]
    assert [n.n_events for n in by_quarter] == [3, 1]


def test_members_take_part_in_their_years() -> None:
    nato = side(["org:nato"], load(), members=True)
    acts = [act("FIN", "AID", "NOR", "2020-01-01"), act("FIN", "AID", "NOR", "2024-01-01")]
    (found,) = networks(events(acts), among=nato)
    assert found.n_events == 1


def test_organisations_go_by_their_ids() -> None:
    found = network(act("org:nato", "AID", "UKR"), act("org:csto", "ACCUSE", "UKR"))
    assert {n.code for n in found.nodes} == {"org:nato", "org:csto", "UKR"}


def test_nothing_at_all() -> None:
    found = network()
    assert (found.nodes, found.edges, found.n_events) == ((), (), 0)


STATES = st.lists(st.sampled_from(["AZE", "IRN", "TUR", "ARM", "?"]), max_size=3)
ACTS = st.lists(
    st.builds(
        lambda who, kind, whom: (" ".join(who), kind, " ".join(whom)),
        STATES,
        st.sampled_from(TYPES),
        STATES,
    ),
    max_size=15,
)


@settings(max_examples=60)
@given(ACTS, st.randoms(use_true_random=False))
def test_ties_are_the_dyads_and_their_order_does_not_matter(
    made: list[tuple[str, str, str]], draw: random.Random
) -> None:
    acts = [act(*m, "2020-01-01", name=str(n)) for n, m in enumerate(made)]
    found = network(*acts)
    shuffled = list(acts)
    draw.shuffle(shuffled)
    assert network(*shuffled) == found
    table = events(acts)
    from analyse.made import documents

    for e in found.edges:
        sides = (Side(c, c, (Member(c),)) for c in (e.a, e.b))
        total = dyad(table, documents(), *sides).total
        ways = (total.forward, total.backward, total.mutual)
        assert e.flow == total.flow
        assert (e.forward, e.backward, e.mutual) == tuple(f.n_events for f in ways)
        assert Counter(e.events) == Counter(total.events)
    assert sum(n.degree for n in found.nodes) == 2 * len(found.edges)
    assert sum(n.strength for n in found.nodes) == pytest.approx(
        2 * sum(e.weight for e in found.edges), abs=0.01
    )
