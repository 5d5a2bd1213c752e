"""Places by name: cities of GeoNames, regions that news names, middle points of states.

The files beside this module are data: ``places.gz`` is built by
``training/build_places.py``; ``regions.toml``, ``toponyms.txt`` and ``countries.txt`` are
written by hand. ``words.toml`` belongs to :mod:`dragoman.resolve.toponyms`.
"""

from __future__ import annotations

import gzip
import math
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from dragoman.resolve.lexicon import fold

_KINDS = {"s": "site", "c": "city", "d": "district", "p": "province", "r": "region", "n": "country"}
# Vowel marks, which tell apart what is else written alike: Amman and Oman in Arabic.
_MARKED = re.compile("[\u064b-\u0652]")
# How near a town of the table must lie to be the one written by hand, in degrees.
_SAME_TOWN = 0.3
# A town farther away than this tells no division, in degrees.
_NEAR_TOWN = 0.5
# Fewer towns than these say nothing about a part of a state.
_LEAST_TOWNS = 6


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
        geonameid: null for what is not from GeoNames, 0 for one of its provinces whose id
            our source does not tell.
        admin1: the first administrative division that it lies in, or is; null if unknown.
        admin2: the second.
        overseas: whether it lies in a dependency of its state.
    """

    name: str
    country: str | None
    lat: float
    lon: float
    precision: str
    population: int = 0
    capital: bool = False
    geonameid: int | None = None
    admin1: str | None = None
    admin2: str | None = None
    overseas: bool = False


def folded(name: str) -> str:
    """Return a place name as the gazetteer compares it."""
    return " ".join(fold(word) for word in re.split(r"[\s\u200c-]+", name) if word)


class Gazetteer:
    """Look-up of places by name; made by :func:`load`."""

    def __init__(
        self,
        places: list[bytes],
        names: list[bytes],
        divisions: list[bytes],
        states: dict[str, tuple[float, float]],
    ) -> None:
        self._places = places
        self._names = names
        self._divisions = divisions
        self._regions: dict[str, list[Entry]] = {}
        self._states = states
        self._parts: dict[tuple[str, int, int], tuple[float, float] | None] = {}
        self._nearest: dict[tuple[str, float, float], str | None] = {}

    def _entry(self, number: int) -> Entry:
        fields = self._places[number].decode().split("\t")
        ident, name, country, lat, lon, population, kind, capital, first, second = fields
        return Entry(
            name=name,
            country=country,
            lat=float(lat),
            lon=float(lon),
            precision=kind,
            population=int(population),
            capital=capital == "1",
            overseas=capital == "d",
            geonameid=int(ident),
            admin1=self._divisions[int(first)].decode() if first else None,
            admin2=self._divisions[int(second)].decode() if second else None,
        )

    def within(self, entry: Entry) -> Entry:
        """Return a hand-written place with the division of the nearest town of its state.

        Only what is a district or less: a region may lie in several. A province is its
        own first division.
        """
        if entry.geonameid is not None or entry.country is None:
            return entry
        if entry.precision == "province":
            return replace(entry, admin1=entry.name)
        if entry.precision not in ("site", "city", "district") or math.isnan(entry.lat):
            return entry
        key = (entry.country, entry.lat, entry.lon)
        if key not in self._nearest:
            self._nearest[key] = self._division_at(*key)
        return replace(entry, admin1=self._nearest[key])

    def _division_at(self, code: str, lat: float, lon: float) -> str | None:
        sign = f"\t{code}\t".encode()
        shrink = math.cos(math.radians(lat))
        best: tuple[float, bytes] | None = None
        for line in self._places:
            if sign in line and b"\tcity\t" in line:
                fields = line.split(b"\t")
                away = math.hypot(float(fields[3]) - lat, (float(fields[4]) - lon) * shrink)
                if fields[8] and (best is None or away < best[0]):
                    best = (away, fields[8])
        if best is None or best[0] > _NEAR_TOWN:
            return None
        return self._divisions[int(best[1])].decode()

    def find(self, name: str) -> list[Entry]:
        """Return the places of a name in any script: regions first, then by population."""
        if _MARKED.search(name) and name in self._regions:
            return list(self._regions[name])
        key = folded(name)
        if not key:
            return []
        keys = [key]
        if key.startswith("st "):
            keys += [f"st. {key[3:]}", f"saint {key[3:]}"]
        found: list[Entry] = []
        for each in keys:
            for entry in (*self._regions.get(each, ()), *self._towns(each)):
                if entry not in found:
                    found.append(entry)
        return found

    def _towns(self, key: str) -> Iterator[Entry]:
        line = key.encode() + b"\t"
        at = bisect_left(self._names, line)
        if at < len(self._names) and self._names[at].startswith(line):
            for number in self._names[at][len(line) :].split():
                yield self._entry(int(number))

    def add(self, names: Iterable[str], entry: Entry) -> None:
        """Add a hand-written place; a town that the table has gets more names, no rival."""
        known = list(names)
        if entry.precision == "city":
            same = [
                e
                for name in known
                for e in self._towns(folded(name))
                if e.country == entry.country
                and math.hypot(e.lat - entry.lat, e.lon - entry.lon) < _SAME_TOWN
            ]
            entry = max(same, key=lambda e: e.population, default=entry)
        for name in known:
            key = name if _MARKED.search(name) else folded(name)
            if entry not in self._regions.setdefault(key, []):
                self._regions[key].append(entry)

    def middle(self, code: str) -> tuple[float, float] | None:
        """Return latitude and longitude of a state's middle, rounded; null if unknown."""
        return self._states.get(code)

    def part(self, code: str, east: int, north: int) -> tuple[float, float] | None:
        """Return the middle of a part of a state; null if too few of its towns are known.

        It is the mean point of that third of the towns which lies furthest to the side.

        Args:
            code: of the state.
            east: 1 for the east, -1 for the west, else 0.
            north: 1 for the north, -1 for the south, else 0.
        """
        key = (code, east, north)
        if key not in self._parts:
            self._parts[key] = self._part(*key)
        return self._parts[key]

    def _part(self, code: str, east: int, north: int) -> tuple[float, float] | None:
        sign = f"\t{code}\t".encode()
        points = []
        for line in self._places:
            if sign in line:
                fields = line.split(b"\t")
                points.append((float(fields[3]), float(fields[4])))
        if len(points) < _LEAST_TOWNS:
            return None
        points.sort(key=lambda p: north * p[0] + east * p[1], reverse=True)
        outer = points[: max(2, len(points) // 3)]
        lat, lon = (sum(axis) / len(outer) for axis in zip(*outer, strict=True))
        return round(lat, 1), round(lon, 1)


def _toponyms(text: str) -> Iterator[tuple[list[str], Entry]]:
    """Read lines of state (``-`` for none), kind, latitude, longitude and names."""
    for line in text.splitlines():
        if line and not line.startswith("#"):
            head, *names = (part.strip() for part in line.split("|"))
            code, kind, lat, lon = head.split()
            country = None if code == "-" else code
            yield names, Entry(names[0], country, float(lat), float(lon), _KINDS[kind])


def _regions(text: str) -> Iterator[tuple[list[str], Entry]]:
    for region in tomllib.loads(text)["region"]:
        lat, lon = region["at"]
        yield (
            region["names"],
            Entry(
                name=region["names"][0],
                country=region["country"] or None,
                lat=float(lat),
                lon=float(lon),
                precision=region.get("kind", "region"),
            ),
        )


@lru_cache(maxsize=1)
def load() -> Gazetteer:
    """Return the gazetteer of the package, read once a process in about a tenth of a second."""
    here = resources.files(__package__)
    parts = gzip.decompress((here / "places.gz").read_bytes()).rstrip(b"\n").split(b"\n=\n")
    states = {}
    for line in (here / "countries.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, lat, lon = line.split()
            states[code] = (float(lat), float(lon))
    places, names, divisions = (part.split(b"\n") for part in parts)
    table = Gazetteer(places, names, divisions, states)
    for found, entry in (
        *_regions((here / "regions.toml").read_text(encoding="utf-8")),
        *_toponyms((here / "toponyms.txt").read_text(encoding="utf-8")),
    ):
        table.add(found, entry)
    return table
