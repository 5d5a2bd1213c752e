from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyse.made import act, documents, events
from dragoman.analyse.changes import Break, breaks, dispersion, drivers, follows
from dragoman.analyse.dyad import Question, dyad
from dragoman.analysis import Dyad, Member, Side

AZE, IRN = (Side(c, c, (Member(c),)) for c in ("AZE", "IRN"))


def series(*counts: int, score: float = -9.0) -> tuple[Any, Any, int]:
    return np.repeat(np.arange(len(counts)), counts), np.full(sum(counts), score), len(counts)


def found(*counts: int, score: float = -9.0) -> set[tuple[str, int]]:
    return {(b.measure, b.at) for b in breaks(*series(*counts, score=score))}


def test_a_known_break_is_found_where_it_is() -> None:
    assert found(*[2] * 12, *[14] * 12) == {("net", 12), ("events", 12)}
    (net, acts) = breaks(*series(*[2] * 12, *[14] * 12))
    assert (net.before, net.after, net.up) == (-18, -126, False)
    assert (acts.before, acts.after, acts.up) == (2, 14, True)


def test_a_crisis_of_one_month_is_two_breaks() -> None:
    counts = [1, 2, 1, 1, 2, 1, 1, 2, 30, 1, 2, 1, 1, 1, 2, 1]
    assert found(*counts) == {("net", 8), ("net", 9), ("events", 8), ("events", 9)}


def test_a_flat_series_has_none() -> None:
    assert found(*[3] * 24) == set()
    assert found(*([2, 4, 3, 5, 1, 3] * 6)) == set()


def test_few_of_many_flat_random_series_have_one() -> None:
    draw = np.random.default_rng(5)
    wrong = sum(bool(found(*draw.poisson(4, 24))) for _ in range(60))
    assert wrong <= 3


def test_a_change_of_tone_is_a_break_of_the_net_alone() -> None:
    period = np.repeat(np.arange(24), 6)
    scores = np.where(period < 12, 5.0, -5.0)
    assert {(b.measure, b.at) for b in breaks(period, scores, 24)} == {("net", 12)}


@pytest.mark.parametrize("counts", [[2, 2, 30, 30], [1] * 15, [0] * 30])
def test_short_series_and_few_acts_are_not_searched(counts: list[int]) -> None:
    assert found(*counts) == set()


@given(st.integers(1, 30), st.integers(6, 20), st.integers(12, 40))
def test_no_break_in_equal_counts(level: int, half: int, size: int) -> None:
    assert found(*[level] * size) == set()
    assert dispersion(np.full(size, float(level))) == 1


def test_the_events_behind_a_break() -> None:
    #        before: -2 -2 | after: -9 +5 -3
    period, score = np.array([0, 1, 2, 2, 3]), np.array([-2.0, 4.0, -9.0, 5.0, -3.0])
    cut = Break("net", 0, 2, 4, 1.0, -3.5)
    assert drivers(cut, period, score, np.ones(5)) == [(2, 4.5), (1, 2.0), (4, 1.5)]
    # What each adds together, with what speaks against the break, is the change itself.
    shares = [4.5, 2.0, 1.5, -1.0, -2.5]
    assert sum(shares) == cut.before - cut.after
    counted = drivers(Break("events", 0, 2, 4, 1, 1.5), period, score, np.array([1, 1, 1, 9, 1]))
    assert [n for n, _ in counted] == [3, 2, 4]


def test_texts_that_rose_as_well_are_noticed() -> None:
    assert follows((2, 20), (10, 60))
    assert not follows((2, 20), (10, 30))
    assert follows((20, 2), (60, 10))
    assert not follows((2, 2.2), (10, 10))


def world(monthly: list[tuple[int, str]]) -> Dyad:
    """A relation in which so many acts of a type fall into each month from January 2020."""
    acts, texts, first = [], [], date(2020, 1, 1)
    for count, kind in monthly:
        texts.append(f"{first:%Y-%m}-02")
        acts += [
            act("AZE", kind, "IRN", f"{first:%Y-%m}-{n + 1:02}", name=f"{first}{n}")
            for n in range(count)
        ]
        first = (first + timedelta(32)).replace(day=1)
    texts.append(f"{first - timedelta(1)}")
    return dyad(events(acts), documents(*texts), AZE, IRN, Question())


def test_a_dyad_tells_the_break_and_its_events() -> None:
    made = world([(2, "CONSULT")] * 12 + [(10, "ACCUSE")] * 8)
    assert {(c.measure, c.period, c.direction) for c in made.changes} == {
        ("net", "2021-01", "down"),
        ("events", "2021-01", "up"),
    }
    net = made.changes[0]
    assert (net.before, net.after, net.day) == (5.0, -30.0, "2021-01-01")
    assert (net.periods_before, net.periods_after, net.as_texts) == (12, 8, False)
    assert {(d.intensity, d.side) for d in net.drivers} == {(-3.0, "after")}
    assert net.drivers[0].event_id in made.periods[12].events


def test_why_no_break_is_told() -> None:
    short = world([(2, "CONSULT")] * 4)
    assert short.changes == ()
    assert "8 acts in the 4 months" in short.notes[0]
    flat = world([(3, "CONSULT")] * 16)
    assert "no more than chance" in flat.notes[0]


def test_acts_before_the_first_text_are_known_by_hindsight_and_make_no_break() -> None:
    acts = [act("AZE", "AID", "IRN", f"2020-{m:02}-05") for m in range(1, 13) for _ in range(4)]
    texts = documents("2021-01-01", "2021-12-31")
    found_ = dyad(events(acts), texts, AZE, IRN)
    assert len(found_.periods) == 24
    assert found_.changes == ()
    assert "0 acts in the 12 months" in found_.notes[0]
