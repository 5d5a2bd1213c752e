"""JME-like joint exercises (the layout of version 3): CSV, 53 columns, a row an exercise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.present.formats import exercises, registry
from dragoman.present.formats.base import Column, write_csv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.exercises import columns_of_states, dated, joint
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.formats.places import where

RULES = (*exercises.RULES, "States stand by ISO 3166 alpha-3.")
_STATES = columns_of_states("State ", "AD")
_HEAD = """
Coder: Dragoman
Timestamp
(blank)
Exercise Name: name, where it has one
Location1: place
Location2
Start Date: first day, as far as it is known
s.year: of the first day
s.month: likewise, xx where it is not known
s.day: likewise
enddate: last day, as far as it is known
e.year: of the last day
e.month: likewise
e.day: likewise
JME Type: kind of exercise
Part of the Reforger Exercise?
Trimmed Name
Institution(s) involved
What is the purpose of the JME?
Anything interesting to note about this exercise?: the row in Dragoman
Which state hosted the exercise?: state of the place
Source(s): publishers, or addresses
"""
COLUMNS = _columns(
    _HEAD + "\n".join(f"{s}: ISO 3166 alpha-3 of a state that took part" for s in _STATES) + "\nAUS"
)


def columns(table: str) -> Sequence[Column]:
    """Return the 53 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row an exercise."""
    header = ["" if c.name == "(blank)" else c.name for c in COLUMNS]
    return write_csv(header, _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for row, codes in joint(material, losses, len(_STATES)):
        place = where(row.place.value if row.place else None)
        date = row.date.value if row.date else None
        yield [
            "Dragoman",
            None,
            None,
            row.name.value if row.name else None,
            place.name or place.country_name,
            None,
            *dated(date),
            *dated(date, last=True),
            row.kind.value if row.kind else None,
            *[None] * 4,
            row.row_id,
            place.country,
            registry.publishers(material, row),
            *codes,
            *[None] * (len(_STATES) - len(codes)),
            None,
        ]
