"""Places in the fields of other formats: no level is filled that is finer than what is known."""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.ontology.countries import country
from dragoman.records import Place

_FEATURES = {"city": "PPL", "district": "ADM2", "province": "ADM1", "country": "PCLI"}
_EXACT = frozenset({"site", "city", "district", "province"})
_CELL = 0.5  # degrees, of PRIO-GRID
_CELLS_A_ROW = 720


@dataclass(frozen=True, slots=True)
class Where:
    """A place, level by level; what is not known is null.

    Attributes:
        name: of the place, unless it is a country.
        country: our code; ``country_name`` in English.
        lat: of the place; of a country or region its middle (``middle`` says so).
        feature: GeoNames feature code.
        precision: ``site``, ``city``, ``district``, ``province``, ``country``, ``region``;
            empty without a place.
    """

    name: str | None = None
    city: str | None = None
    district: str | None = None
    province: str | None = None
    country: str | None = None
    country_name: str | None = None
    lat: float | None = None
    lon: float | None = None
    middle: bool = False
    geonameid: int | None = None
    feature: str | None = None
    precision: str = ""
    text: str | None = None

    @property
    def exact(self) -> tuple[float | None, float | None]:
        """The coordinates, null where they are but the middle of something large."""
        return (None, None) if self.middle else (self.lat, self.lon)


def where(place: Place | None) -> Where:
    """Return a place level by level.

    >>> where(Place("Ganja", "AZE", 40.7, 46.4, "city", admin1="Ganja")).province
    'Ganja'
    """
    if place is None:
        return Where()
    level = place.precision
    finer = level in ("site", "city", "district")
    return Where(
        name=None if level == "country" else place.name,
        city=place.name if level == "city" else None,
        district=place.name if level == "district" else place.admin2 if finer else None,
        province=place.name if level == "province" else place.admin1 if finer else None,
        country=place.country,
        country_name=country(place.country).name or None,
        lat=place.lat,
        lon=place.lon,
        middle=level not in _EXACT,
        geonameid=place.geonameid,
        feature=_FEATURES.get(level),
        precision=level,
        text=place.text,
    )


def priogrid(lat: float, lon: float) -> int:
    """Return the number of the half-degree cell of PRIO-GRID, counted from the south-west.

    >>> priogrid(-90, -180), priogrid(-89.6, -179.4), priogrid(90, 180)
    (1, 2, 259200)
    """
    row = min(int((lat + 90) / _CELL), 359)
    column = min(int((lon + 180) / _CELL), _CELLS_A_ROW - 1)
    return row * _CELLS_A_ROW + column + 1
