"""Places by name: cities of GeoNames, regions that news names, middle points of states.

The files beside this module are data: ``places.gz`` is built by
``training/build_places.py``; ``regions.toml`` and ``countries.txt`` are written by hand.
"""

from __future__ import annotations

import gzip
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dragoman.resolve.lexicon import fold


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer.

    Attributes:
        name: the canonical name, in English or as GeoNames writes it.
        country: the ontology's code of the state; null for what belongs to none alone.
        lat: latitude in degrees.
        lon: longitude in degrees.
        precision: ``site``, ``city``, ``district``, ``province``, ``country``, ``region``.
        population: in thousands; 0 where not known.
        capital: whether it is the seat of a state.
        geonameid: null for what is not from GeoNames.
    """

    name: str
    country: str | None
    lat: float
    lon: float
    precision: str
    population: int = 0
    capital: bool = False
    geonameid: int | None = None


def folded(name: str) -> str:
    """Return a place name as the gazetteer compares it."""
    return " ".join(fold(word) for word in re.split(r"[\s\u200c-]+", name) if word)


class Gazetteer:
    """Look-up of places by name; made by :func:`load`."""

    def __init__(
        self, places: list[bytes], names: list[bytes], regions: dict[str, list[Entry]],
        states: dict[str, tuple[float, float]],
    ) -> None:  # fmt: skip
        self._places = places
        self._names = names
        self._regions = regions
        self._states = states

    def _entry(self, number: int) -> Entry:
        fields = self._places[number].decode().split("\t")
        ident, name, country, lat, lon, population, kind, capital = fields
        return Entry(
            name=name,
            country=country,
            lat=float(lat),
            lon=float(lon),
            precision=kind,
            population=int(population),
            capital=capital == "1",
            geonameid=int(ident),
        )

    def find(self, name: str) -> list[Entry]:
        """Return the places of a name in any script: regions first, then by population."""
        key = folded(name)
        if not key:
            return []
        found = list(self._regions.get(key, ()))
        line = key.encode() + b"\t"
        at = bisect_left(self._names, line)
        if at < len(self._names) and self._names[at].startswith(line):
            found.extend(self._entry(int(n)) for n in self._names[at][len(line) :].split())
        return found

    def middle(self, code: str) -> tuple[float, float] | None:
        """Return latitude and longitude of a state's middle, rounded; null if unknown."""
        return self._states.get(code)


def _regions(text: str) -> Iterator[tuple[str, Entry]]:
    for region in tomllib.loads(text)["region"]:
        lat, lon = region["at"]
        entry = Entry(
            name=region["names"][0],
            country=region["country"] or None,
            lat=float(lat),
            lon=float(lon),
            precision=region.get("kind", "region"),
        )
        for name in region["names"]:
            yield folded(name), entry


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """Return the gazetteer of the package, read once a process in some 60 ms."""
    here = resources.files(__package__)
    places, names = gzip.decompress((here / "places.gz").read_bytes()).split(b"\n=\n", 1)
    regions: dict[str, list[Entry]] = {}
    for name, entry in _regions((here / "regions.toml").read_text(encoding="utf-8")):
        if entry not in regions.setdefault(name, []):
            regions[name].append(entry)
    states = {}
    for line in (here / "countries.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, lat, lon = line.split()
            states[code] = (float(lat), float(lon))
    return Gazetteer(places.split(b"\n"), names.rstrip(b"\n").split(b"\n"), regions, states)
