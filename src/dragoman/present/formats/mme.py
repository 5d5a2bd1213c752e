"""MME-like joint exercises (the layout of version 7): CSV, 64 columns, a row an exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.ontology.countries import country
from dragoman.present.formats import exercises
from dragoman.present.formats.base import Column, write_csv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.exercises import columns_of_states, dated, joint
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.places import where

RULES = (
    *exercises.RULES,
    "Flags are 1 where a text says so, else 0; states stand by their English names.",
)
_FLAGS = ("CPX", "Air", "Land", "Sea", "Amphibious", "Cyber", "Warfighting", "Peacekeeping",
          "Humanitarian")  # fmt: skip
_KINDS = {
    "naval": "Sea",
    "air": "Air",
    "air defence": "Air",
    "land": "Land",
    "special forces": "Land",
    "command post": "CPX",
    "amphibious": "Amphibious",
    "cyber": "Cyber",
    "rescue": "Humanitarian",
}
_STATES = columns_of_states("State", "AM")
_HEAD = """
MMEID: of the row in Dragoman
Ex_Name: name, where it has one
Series_Name
Location: place
lat: empty where only a country or a region is known
lon: likewise
StartDate: first day, as far as it is known
s.year: of the first day
s.month: likewise, xx where it is not known
s.day: likewise
EndDate: last day, as far as it is known
e.year: of the last day
e.month: likewise
e.day: likewise
"""
COLUMNS = _columns(
    _HEAD
    + "\n".join(f"{f}: 1 where a text says so, else 0" for f in _FLAGS)
    + "\nFocusDescription: kind of exercise, in a word\nAdditionalParticipantInfo\n"
    + "\n".join(f"{s}: English name of a state that took part" for s in _STATES)
)


def columns(table: str) -> Sequence[Column]:
    """Return the 64 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row an exercise."""
    return write_csv([c.name for c in COLUMNS], _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for row, codes in joint(material, losses, len(_STATES)):
        place = where(row.place.value if row.place else None)
        kind = row.kind.value if row.kind else None
        flag = _KINDS.get(kind or "")
        date = row.date.value if row.date else None
        yield [
            row.row_id,
            row.name.value if row.name else None,
            None,
            place.name or place.country_name,
            *place.exact,
            *dated(date),
            *dated(date, last=True),
            *[int(f == flag) for f in _FLAGS],
            kind,
            None,
            *[country(c).name for c in codes],
            *[None] * (len(_STATES) - len(codes)),
        ]
