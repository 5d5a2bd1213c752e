from __future__ import annotations

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dragoman.analyse.periods import bounds, falls, iso, label, number, period_of, within
from dragoman.analyse.table import OPEN
from dragoman.columns import month_of

DAYS = st.integers(number("1950-01-01"), number("2060-12-31"))


def array(*days: int | None) -> np.ndarray:
    return np.array([OPEN if d is None else d for d in days], dtype=np.int32)


def test_a_day_falls_into_its_month_and_a_year_into_none() -> None:
    first = array(*(number(d) for d in ("2023-09-10", "2023-01-01", "2023-09-29", "2023-09-01")))
    last = array(*(number(d) for d in ("2023-09-10", "2023-12-31", "2023-10-02", "2023-10-20")))
    months, placed = falls(first, last, "month")
    assert placed.tolist() == [True, False, True, False]
    assert [label(int(m), "month") for m in months[placed]] == ["2023-09", "2023-09"]
    years, placed = falls(first, last, "year")
    assert placed.all()
    assert {label(int(y), "year") for y in years} == {"2023"}


def test_open_dates_fall_into_no_period() -> None:
    first, last = array(None, number("2020-01-01"), None), array(number("2020-01-01"), None, None)
    for by in ("month", "quarter", "year"):
        assert not falls(first, last, by)[1].any()


@given(DAYS, st.integers(0, 500), st.sampled_from(["month", "quarter", "year"]))
def test_what_falls_into_a_period_begins_in_it(start: int, length: int, by: str) -> None:
    period, placed = falls(array(start), array(start + length), by)
    low, high = bounds(int(period[0]), by)
    assert low <= start <= high
    assert period_of(start, by) == period[0]
    assert placed[0] == (start + length <= high or length < 7)
    assert date.fromisoformat(iso(high)) + timedelta(1) == date.fromisoformat(
        iso(bounds(int(period[0]) + 1, by)[0])
    )


@given(DAYS, st.integers(0, 100))
def test_the_month_in_the_table_is_the_month_of_the_analysis(start: int, length: int) -> None:
    period, placed = falls(array(start), array(start + length), "month")
    told = month_of(iso(start), iso(start + length))
    assert told == (label(int(period[0]), "month") if placed[0] else None)


@given(
    st.one_of(st.none(), DAYS), st.integers(0, 500), st.one_of(st.none(), DAYS), st.integers(0, 900)
)
def test_windows_that_follow_each_other_share_nothing(
    first: int | None, length: int, cut: int | None, size: int
) -> None:
    cut = cut or 0
    first_, last = array(first), array(None if first is None else first + length)
    early = within(first_, last, cut - size, cut - 1)
    late = within(first_, last, cut, cut + size)
    assert not (early[0] & late[0]).any()
    whole = within(first_, last, cut - size, cut + size)
    # What surely lies in a part surely lies in the whole; what may lie in it may in the part.
    assert whole[0][0] or not (early[0][0] or late[0][0])
    assert not (early[0] & early[1]).any()


def test_without_a_window_all_lies_within() -> None:
    surely, maybe = within(array(None, 5), array(None, None), None, None)
    assert surely.all()
    assert not maybe.any()


def test_a_window_takes_what_surely_lies_in_it() -> None:
    first = array(number("2020-01-01"), None, number("2020-05-01"), None, number("2019-12-30"))
    last = array(number("2020-12-31"), number("2020-02-01"), None, None, number("2020-01-02"))
    surely, maybe = within(first, last, number("2020-03-01"), number("2020-10-31"))
    assert not surely.any()
    assert maybe.tolist() == [True, False, True, False, False]
