from __future__ import annotations

import pytest

from dragoman.link.compare import compare_places
from dragoman.records import Place

BAKU = Place("Baku", "AZE", 40.38, 49.89, "city", geonameid=587084)


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (None, "unknown"),
        (Place("BAKU", "AZE", None, None, "city"), "same"),
        (Place("Bakou", "AZE", 40.38, 49.89, "city", geonameid=587084), "same"),
        (Place("Bakı", "AZE", 40.37, 49.88, "city"), "same"),
        (Place("Airport", "AZE", 40.46, 50.05, "site"), "fits"),
        (Place("Azerbaijan", "AZE", 40.4, 47.6, "country"), "fits"),
        (Place("Absheron", "AZE", 40.4, 49.6, "province"), "fits"),
        (Place("Nakhchivan", "AZE", 39.2, 45.4, "province"), "differs"),
        (Place("Ganja", "AZE", 40.68, 46.36, "city"), "differs"),
        (Place("Ganja", "AZE", None, None, "city"), "differs"),
        (Place("Tehran", "IRN", None, None, "city"), "differs"),
        (Place("the Caucasus", None, None, None, "region"), "unknown"),
    ],
)
def test_places(other: Place | None, says: str) -> None:
    assert compare_places(BAKU, other) == says
    assert compare_places(other, BAKU) == says
