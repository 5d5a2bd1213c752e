from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyse.made import act, documents, events
from dragoman.analyse.compare import around
from dragoman.analyse.dyad import Question, dyad
from dragoman.analysis import VERDICTS, Comparison, Member, Side
from dragoman.errors import UsageError
from dragoman.review import wilson

AZE, IRN = (Side(c, c, (Member(c),)) for c in ("AZE", "IRN"))
WINDOWS = (("2020-01-01", "2020-12-31"), ("2021-01-01", "2021-12-31"))
TEXTS = documents(*[f"{y}-{m:02}-01" for y in (2020, 2021) for m in range(1, 13)])


def compared(early: list[str], late: list[str], undated: int = 0) -> Comparison:
    """Compare two years with acts of these types, evenly spread."""
    acts = [act("AZE", "ASSAULT", "IRN") for _ in range(undated)]
    for year, kinds in ((2020, early), (2021, late)):
        for n, kind in enumerate(kinds):
            when = date(year, 1, 1) + timedelta(n * 365 // len(kinds))
            acts.append(act("AZE", kind, "IRN", str(when), name=f"{year}{n}"))
    found = dyad(events(acts), TEXTS, AZE, IRN, Question(windows=WINDOWS)).comparison
    assert found is not None
    return found


def test_from_blows_to_aid_is_a_thaw() -> None:
    found = compared(["ASSAULT", "ACCUSE"] * 10, ["AID", "CONSULT"] * 12, undated=3)
    assert found.verdict == "thawed"
    assert found.before.mean == -6 and found.after.mean == 6.25
    assert found.mean.value == 12.25
    assert found.mean.low is not None and 0 < found.mean.low < 12.25
    assert found.conflict_ratio.value == 0
    assert found.words.startswith("Thawed. The mean intensity of an act went from -6.0 to +6.2")
    assert "3 more without a date are in neither" in found.words
    assert {d.intensity for d in found.drivers} == {10.0}


def test_the_other_way_round_it_cooled() -> None:
    found = compared(["AID", "CONSULT"] * 10, ["ASSAULT", "ACCUSE"] * 10)
    assert found.verdict == "cooled"
    assert found.mean.high is not None and found.mean.high < 0


def test_the_same_again_is_no_change() -> None:
    kinds = ["AID", "ACCUSE", "CONSULT", "REJECT"] * 5
    found = compared(kinds, kinds)
    assert (found.verdict, found.mean.value) == ("no clear change", 0)
    assert found.rate_ratio.value == pytest.approx(366 / 365, abs=0.001)
    assert found.drivers == ()


def test_few_events_give_no_verdict() -> None:
    found = compared(["AID"] * 9, ["ASSAULT"] * 30)
    assert found.verdict == "too few events"
    assert "9 acts before and 30 after" in found.words


def test_rates_have_the_interval_of_their_share() -> None:
    found = compared(["AID"] * 10, ["AID"] * 30)
    low, high = wilson(30, 40)
    ratio, days = found.rate_ratio, 366 / 365
    assert ratio.value == pytest.approx(3 * days, abs=0.001)
    assert ratio.low == pytest.approx(low / (1 - low) * days, abs=0.001)
    assert ratio.high == pytest.approx(high / (1 - high) * days, abs=0.001)


def test_windows_around_a_day_are_of_one_length() -> None:
    early, late = around(100, 0, 150)
    assert (early.start, early.end, late.start, late.end) == (49, 99, 100, 150)
    acts = [act("AZE", "AID", "IRN", "2020-06-01")]
    found = dyad(events(acts), TEXTS, AZE, IRN, Question(compare="2020-04-01")).comparison
    assert found is not None
    assert (found.before.start, found.before.end) == ("2020-01-01", "2020-03-31")
    assert (found.after.start, found.after.end) == ("2020-04-01", "2020-06-30")
    assert found.before.documents == found.after.documents == 3
    assert found.after.flow.n_events == 1


def test_a_day_outside_the_texts_is_refused() -> None:
    with pytest.raises(UsageError, match="does not lie between"):
        dyad(events([]), TEXTS, AZE, IRN, Question(compare="2019-01-01"))


@settings(max_examples=30)
@given(
    st.lists(st.sampled_from(["AID", "ACCUSE", "ASSAULT", "CONSULT"]), min_size=1, max_size=25),
    st.lists(st.sampled_from(["AID", "ACCUSE", "ASSAULT", "CONSULT"]), min_size=1, max_size=25),
)
def test_an_answer_is_one_of_four_and_within_its_interval(
    early: list[str], late: list[str]
) -> None:
    found = compared(early, late)
    assert found.verdict in VERDICTS
    assert found.before.flow.n_events == len(early) == len(found.before.events)
    for ratio in (found.rate_ratio, found.conflict_ratio):
        if ratio.value is not None and ratio.low is not None and ratio.high is not None:
            assert ratio.low <= ratio.value + 1e-9 and ratio.value <= ratio.high + 1e-9
    assert compared(early, late) == found
