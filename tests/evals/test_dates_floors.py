"""The dates of acts keep to their floors over the corpus."""

from __future__ import annotations

import pytest

from dragoman.records import Basis, DateValue, Precision
from evals import resolve_dates


@pytest.mark.parametrize("name", resolve_dates.SETS)
def test_dates_keep_their_floors(name: str) -> None:
    if name == "news" and not resolve_dates.TEXTS.exists():
        pytest.skip("the texts of the standoff items are not at hand (../shared/text)")
    rows = resolve_dates.report(name)
    assert rows["all"]["events"] > 100
    assert resolve_dates.below(name, rows) == []


def test_a_floor_that_is_not_kept_is_named() -> None:
    faults = resolve_dates.below("news", {"all": {"accuracy": 0.1, "precision": 0.99}})
    assert len(faults) == 1 and "accuracy" in faults[0]


@pytest.mark.parametrize(
    ("found", "wanted", "expected"),
    [
        (None, "2023", "missing"),
        (("2023-03-06", "2023-03-06", Precision.DAY), "2023-03-06", "right"),
        (("2023-03-06", "2023-03-06", Precision.DAY), "2023-03", "right"),
        (("2023-03-06", "2023-03-12", Precision.WEEK), "2023-03-08", "sound"),
        ((None, "2023-03-12", Precision.BEFORE), "2023-03-12", "right"),
        ((None, "2023-03-12", Precision.BEFORE), "2023-03-01", "sound"),
        (("2023-03-06", None, Precision.AFTER), "2022", "wrong"),
    ],
)
def test_outcomes(
    found: tuple[str | None, str | None, Precision] | None, wanted: str, expected: str
) -> None:
    value = DateValue(*found, Basis.STATED) if found else None
    assert resolve_dates.outcome(value, wanted) == expected
