from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.made import act, documents, events
from dragoman.analyse.dyad import Question, dyad
from dragoman.analyse.sides import ALL, apart, side
from dragoman.analysis import Audited, Dyad, Flow, Member, Period, Side
from dragoman.errors import UsageError
from dragoman.knowledge import load
from dragoman.ontology import MODES, TYPES, intensity
from dragoman.records import Modality
from dragoman.stored import StoredEvent

AZE, IRN = (Side(c, c, (Member(c),)) for c in ("AZE", "IRN"))
TEXTS = documents("2020-01-10", "2020-02-10", "2020-02", None)


def between(*acts: StoredEvent, **asked: Any) -> Dyad:
    return dyad(events(acts), TEXTS, AZE, IRN, Question(**asked))


def test_a_small_relation_by_hand() -> None:
    found = between(
        act("AZE", "ACCUSE", "IRN", "2020-01-05"),  # -3
        act("AZE", "SANCTION", "IRN", "2020-01-20"),  # -6
        act("IRN", "AID", "AZE", "2020-02-02"),  # +10
        act("AZE IRN", "CONSULT", "", "2020-02-03"),  # +2.5, together
        act("AZE IRN", "AGREE", "", "2020"),  # +2.5, of no month
        act("IRN", "THREATEN", "AZE"),  # -3.5, undated
        act("AZE", "ASSAULT", "ARM", "2020-01-01"),  # of others
        act("ARM", "CONSULT", "RUS", "2020-02-01"),  # of others
    )
    january, february = found.periods
    assert (january.label, february.label) == ("2020-01", "2020-02")
    assert january.flow == Flow(2, 0, 9, -9) == january.forward
    assert january.mean == -4.5
    assert january.documents == 1
    assert (january.corpus_events, january.share) == (3, 2 / 3)
    assert february.flow == Flow(2, 12.5, 0, 12.5)
    assert february.backward == Flow(1, 10, 0, 10)
    assert february.mutual == Flow(1, 2.5, 0, 2.5)
    assert february.documents == 2
    assert found.coarse.flow == Flow(1, 2.5, 0, 2.5)
    assert found.undated.flow == Flow(1, 0, 3.5, -3.5)
    assert found.total.flow == Flow(6, 15, 12.5, 2.5)
    assert [q.n_events for q in found.total.quads] == [2, 1, 2, 1]
    assert found.total.corpus_events == 8
    assert found.reciprocity.balance == 0.5
    assert found.reciprocity.tone_gap == -4.5 - 3.25
    assert found.reciprocity.retaliated == 3.5 / 9
    assert found.reciprocity.returned == 0
    assert len(found.total.events) == 6


def test_the_year_holds_what_no_month_does() -> None:
    acts = [act("AZE", "AID", "IRN", "2020"), act("AZE", "AID", "IRN", "2020-03")]
    by_month, by_year = between(*acts), between(*acts, by="year")
    assert by_month.coarse.flow.n_events == 1
    assert [p.flow.n_events for p in by_year.periods] == [2]
    assert by_year.coarse.flow.n_events == 0


def test_acts_without_a_date_stand_on_their_first_report_if_asked() -> None:
    acts = [act("AZE", "AID", "IRN", reported="2020-02-08"), act("AZE", "AID", "IRN")]
    assert between(*acts).undated.flow.n_events == 2
    found = between(*acts, reported=True)
    assert {p.label: p.flow.n_events for p in found.periods} == {"2020-01": 0, "2020-02": 1}
    assert [p.by_report for p in found.periods] == [0, 1]
    assert found.undated.flow.n_events == 1
    assert found.periods[1].corpus_events == 1


def test_what_is_planned_denied_or_contested_is_told_apart() -> None:
    acts = [
        act("AZE", "AID", "IRN", "2020-01-01"),
        act("AZE", "AID", "IRN", "2020-01-01", modality=Modality.FUTURE),
        act("AZE", "ASSAULT", "IRN", "2020-01-01", modality=Modality.NEGATED, standing="denied"),
        act("AZE", "ASSAULT", "IRN", "2020-01-01", standing="contested"),
        act("AZE", "COERCE", "IRN", "2020-01-01", standing="alleged"),
    ]
    found = between(*acts).total
    assert found.flow == Flow(1, 10, 0, 10)
    put = found.apart
    assert (put.future, put.negated, put.contested, put.alleged, put.denied) == (1, 1, 1, 1, 0)
    assert put.disputed == Flow(2, 0, 16, -16)
    assert found.corpus_events == 1
    counted = between(*acts, disputed=True).total
    assert counted.flow == Flow(3, 10, 16, -6)
    assert counted.apart.disputed.n_events == 0
    planned = between(*acts, modalities=("future",)).total
    assert planned.flow.n_events == 1
    assert planned.apart.actual == 3


def test_how_an_event_joins_two() -> None:
    def kind(*given: str, **more: Any) -> str | None:
        total = between(act(*given, "2020-01-01", **more)).total
        names = ("forward", "backward", "mutual")
        return next((n for n in names if getattr(total, n).n_events), None)

    assert kind("AZE", "CONSULT", "IRN", mode="visit") == "forward"
    assert kind("IRN", "CONSULT", "AZE", mode="visit") == "backward"
    assert kind("IRN", "CONSULT", "AZE", mode="phone") == "mutual"
    assert kind("AZE IRN", "CONSULT", "TUR") == "mutual"
    assert kind("TUR", "CONSULT", "AZE IRN", mode="visit") is None
    assert kind("AZE", "COOPERATE", "IRN") == "mutual"
    assert kind("TUR", "COOPERATE", "AZE IRN") == "mutual"
    assert kind("TUR", "AID", "AZE IRN") is None
    assert kind("AZE IRN", "SUPPORT", "") == "mutual"
    assert kind("AZE IRN", "ACCUSE", "TUR") is None
    assert kind("AZE TUR", "ACCUSE", "IRN") == "forward"
    assert kind("AZE/aliyev", "ACCUSE", "IRN") == "forward"
    assert kind("AZE", "ACCUSE", "?") is None


def test_joint_strikes_are_no_conflict_between_those_who_strike() -> None:
    found = between(
        act("AZE IRN", "ASSAULT", "", "2020-01-01"),
        act("AZE IRN", "ASSAULT", "TUR", "2020-01-01"),
        act("AZE IRN", "ASSAULT", "?", "2020-01-01"),
    ).total
    assert found.flow.n_events == 0
    assert (found.apart.unclear, found.apart.alongside) == (1, 2)


def test_one_and_all() -> None:
    acts = [
        act("AZE", "AID", "IRN", "2020-01-01"),
        act("TUR", "ACCUSE", "AZE", "2020-01-02"),
        act("AZE", "COERCE", "AZE", "2020-01-03"),
        act("AZE", "ACCUSE", "?", "2020-01-03"),
        act("TUR", "AID", "IRN", "2020-01-04"),
    ]
    found = dyad(events(acts), TEXTS, AZE, ALL).total
    assert (found.forward.n_events, found.backward.n_events) == (1, 1)
    assert found.flow.n_events == 2


def test_members_count_in_the_years_of_their_membership() -> None:
    knowledge = load()
    nato = side(["org:nato"], knowledge, members=True)
    finland = [act("FIN", "AID", "IRN", f"{year}-05-05") for year in (2020, 2022, 2023, 2024)]
    acts = [*finland, act("FIN", "AID", "IRN"), act("org:nato", "ACCUSE", "IRN", "2020-05-05")]
    found = dyad(events(acts), TEXTS, nato, IRN, Question(by="year"))
    held = {p.label: p.flow.n_events for p in found.periods}
    assert held == {"2020": 1, "2021": 0, "2022": 0, "2023": 1, "2024": 1}
    assert found.undated.flow.n_events == 1
    alone = dyad(events(acts), TEXTS, side(["org:nato"], knowledge), IRN)
    assert alone.total.flow.n_events == 1


def test_a_member_and_its_organisation_are_two_sides() -> None:
    knowledge = load()
    union, germany = apart(side(["EUR"], knowledge, members=True), side(["DEU"], knowledge))
    assert "DEU" not in {m.code for m in union.members}
    assert [m.code for m in germany.members] == ["DEU"]
    acts = [act("FRA", "AID", "DEU", "2020-01-01"), act("DEU", "AID", "DEU", "2020-01-01")]
    assert dyad(events(acts), TEXTS, union, germany).total.flow.n_events == 1


def test_windows_of_days_take_what_surely_lies_in_them() -> None:
    found = between(
        act("AZE", "AID", "IRN", "2020-01-31"),
        act("AZE", "AID", "IRN", "2020-02-01"),
        act("AZE", "AID", "IRN", "2020"),
        act("AZE", "AID", "IRN"),
        since="2020-01-15",
        until="2020-01-31",
    )
    assert found.total.flow.n_events == 1
    (january,) = found.periods
    assert (january.start, january.end, january.whole) == ("2020-01-15", "2020-01-31", False)
    assert january.documents == 0
    told = " ".join(found.notes)
    assert "1 more may lie in these days" in told
    assert "1 more have no date" in told


def test_too_many_periods_are_refused() -> None:
    with pytest.raises(UsageError, match="narrow it"):
        between(act("AZE", "AID", "IRN", "2020-01-01"), since="0200-01-01")


def test_audits_give_counts_their_interval() -> None:
    audits = (
        Audited("AID", 10, 8, 0.8, 0.5, 0.9),
        Audited("all", 20, 10, 0.5, 0.3, 0.7),
    )
    acts = [act("AZE", "AID", "IRN", "2020-01-01")] * 2 + [act("AZE", "ACCUSE", "IRN", "2020")]
    table = events(acts)
    found = dyad(table, TEXTS, AZE, IRN, audits=audits)
    right = found.total.right
    assert (right.value, right.low, right.high) == (2 * 0.8 + 0.5, 2 * 0.5 + 0.3, 2 * 0.9 + 0.7)
    assert found.total.quads[1].right.value == 1.6
    assert dyad(table, TEXTS, AZE, IRN).total.right.value is None


def test_coverage_counts_each_text_once() -> None:
    acts = [act("AZE", "AID", "IRN", "2020-01-01", name=n, n_sources=2) for n in ("x", "y")]
    ids = [a.event.event_id for a in acts]
    told = {
        ids[0]: [("doc-a", "Post", "en"), ("doc-b", None, "ru")],
        ids[1]: [("doc-a", "Post", "en"), ("doc-c", "Herald", "en")],
    }
    cover = dyad(events(acts, told), TEXTS, AZE, IRN).total.coverage
    assert (cover.n_texts, cover.n_publishers, cover.n_independent) == (3, 2, 4)
    assert [(row.language, row.n_texts) for row in cover.languages] == [("en", 2), ("ru", 1)]


def test_nothing_at_all() -> None:
    found = dyad(events([]), documents(), AZE, IRN)
    assert found.periods == ()
    assert found.total.flow == Flow()
    assert found.total.mean is None
    assert Dyad.from_dict(json.loads(json.dumps(found.to_dict()))) == found


# Properties of the sums.


@st.composite
def some_acts(draw: st.DrawFn) -> list[StoredEvent]:
    states = st.sampled_from(["AZE", "IRN", "TUR", "?"])

    def one(number: int) -> StoredEvent:
        kind = draw(st.sampled_from(TYPES))
        start = date(2018, 1, 1) + timedelta(draw(st.integers(0, 1200)))
        when = draw(
            st.sampled_from(
                [None, f"{start}", f"{start:%Y-%m}", f"{start:%Y}", f"<{start}", f">{start}"]
            )
        )
        return act(
            " ".join(draw(st.lists(states, max_size=2))),
            kind,
            " ".join(draw(st.lists(states, max_size=2))),
            when,
            mode=draw(st.sampled_from([None, *MODES[kind]])),
            modality=draw(st.sampled_from([*[Modality.ACTUAL] * 3, Modality.FUTURE])),
            standing=draw(st.sampled_from(["reported", "reported", "contested", "alleged"])),
            reported=draw(st.sampled_from([None, "2019-05-05"])),
            name=str(number),
        )

    return [one(n) for n in range(draw(st.integers(0, 25)))]


def summed(periods: Sequence[Period]) -> tuple[Any, ...]:
    def add(flows: Sequence[Flow]) -> tuple[float, ...]:
        return (
            sum(f.n_events for f in flows),
            sum(f.cooperation for f in flows),
            sum(f.conflict for f in flows),
            sum(f.net for f in flows),
        )

    names = ("contested", "alleged", "denied", "future", "alongside", "unclear")
    return (
        *(add([getattr(p, n) for p in periods]) for n in ("flow", "forward", "backward", "mutual")),
        add([p.apart.disputed for p in periods]),
        *(sum(getattr(p.apart, n) for p in periods) for n in names),
        *(sum(p.quads[n].n_events for p in periods) for n in range(4)),
        *(sum(p.quads[n].intensity for p in periods) for n in range(4)),
        sum(p.by_report for p in periods),
        sorted(i for p in periods for i in p.events),
    )


@settings(max_examples=60, deadline=None)
@given(some_acts(), st.booleans())
def test_months_sum_to_quarters_to_years_to_the_whole(
    acts: list[StoredEvent], reported: bool
) -> None:
    wholes = []
    for by in ("month", "quarter", "year"):
        found = between(*acts, by=by, reported=reported)
        parts = [*found.periods, found.coarse, found.undated]
        assert summed(parts) == summed([found.total])
        wholes.append(summed([found.total]))
    assert wholes[0] == wholes[1] == wholes[2]
    months, years = (between(*acts, by=by, reported=reported) for by in ("month", "year"))
    for year in years.periods:
        held = [p for p in months.periods if p.label.startswith(year.label)]
        less = sum(p.flow.n_events for p in held)
        assert less <= year.flow.n_events <= less + months.coarse.flow.n_events


@settings(max_examples=60, deadline=None)
@given(some_acts(), st.randoms(use_true_random=False))
def test_any_split_of_the_corpus_sums_to_the_whole(
    acts: list[StoredEvent], draw: random.Random
) -> None:
    half = [a for a in acts if draw.random() < 0.5]
    rest = [a for a in acts if a not in half]
    asked = {"since": "2018-01-01", "until": "2021-12-31"}
    whole, one, other = (between(*some, **asked) for some in (acts, half, rest))
    for together, a, b in zip(whole.periods, one.periods, other.periods, strict=True):
        assert summed([together]) == summed([a, b])
        assert together.corpus_events == a.corpus_events + b.corpus_events
    assert summed([whole.total]) == summed([one.total, other.total])


@settings(max_examples=40, deadline=None)
@given(some_acts(), st.randoms(use_true_random=False))
def test_the_order_of_the_events_does_not_matter(
    acts: list[StoredEvent], draw: random.Random
) -> None:
    table = events(acts)
    order = list(range(table.num_rows))
    draw.shuffle(order)
    one, other = (
        dyad(t, TEXTS, AZE, IRN) for t in (table, table.take(pa.array(order, pa.int64())))
    )

    def plain(found: Dyad) -> Any:
        row = found.to_dict()
        for period in (*row["periods"], row["total"], row["coarse"], row["undated"]):
            period["events"] = sorted(period["events"])
        return row

    assert plain(one) == plain(other)


@settings(max_examples=40, deadline=None)
@given(some_acts())
def test_the_other_way_round_is_the_mirror(acts: list[StoredEvent]) -> None:
    one, other = (dyad(events(acts), TEXTS, *sides) for sides in ((AZE, IRN), (IRN, AZE)))
    for a, b in zip(one.periods, other.periods, strict=True):
        assert (a.forward, a.backward, a.mutual) == (b.backward, b.forward, b.mutual)
        assert a.flow == b.flow


@settings(max_examples=40, deadline=None)
@given(some_acts())
def test_net_is_the_sum_of_the_scores(acts: list[StoredEvent]) -> None:
    found = between(*acts).total
    scores = {a.event.event_id: intensity(a.event.type, a.event.mode) for a in acts}
    assert found.flow.net == sum(scores[i] for i in found.events)
    assert found.flow.n_events == len(found.events) == len(set(found.events))
