"""The floors hold; they are stated in evals/coder_floors.json, with the reason for each."""

import pytest

from dragoman.coder import Coder
from evals import coder as evals


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load()


@pytest.mark.parametrize("name", evals.SETS)
def test_floors_hold(coder: Coder, name: str) -> None:
    found = evals.report(name, coder)
    if found is None:
        pytest.skip(f"there is nothing to score of {name!r} here")
    assert not evals.below(name, found)
