"""Joint exercises as MME and JME list them: which there are, and their dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dragoman.present.formats import registry
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.records import DateValue
from dragoman.registered import Exercise

_ROOM = "no column for it"
LOST = {
    "days": _ROOM,
    "announced": _ROOM,
    "troops": _ROOM,
    "against": _ROOM,
    "comments": _ROOM,
    "evidence": _ROOM,
    "standing": _ROOM,
}
RULES = (
    "Exercises that were held by two states or more, first-named first; solo drills, plans and "
    "what was only said are left out.",
    "Year, month and day are written as far as they are known; an unknown day is xx.",
)


def joint(material: Material, losses: Losses, most: int) -> Iterator[tuple[Exercise, list[str]]]:
    """Give the exercises with the codes of their states, at most so many."""
    for row in material.register():
        assert isinstance(row, Exercise)
        losses.seen += 1
        codes = registry.states(row.parties)
        if row.status != "held":
            losses.row(f"it was not held ({row.status})", row.row_id)
        elif len(codes) < 2:
            losses.row("one state alone took part, as far as texts name them", row.row_id)
        else:
            registry.lose(losses, row, LOST)
            if len(codes) > most:
                losses.lost("parties", f"only the first {most}", row.row_id)
            yield row, codes[:most]


def dated(date: DateValue | None, *, last: bool = False) -> list[Any]:
    """Return a date and its year, month and day; what is not known of it is ``xx`` or empty."""
    year, month, day = registry.parts(date, last=last)
    if not year:
        return [None] * 4
    whole = f"{year}-{month or 'xx'}-{day or 'xx'}"
    return [whole, int(year), int(month) if month else "xx", int(day) if day else "xx"]


def columns_of_states(prefix: str, last: str) -> list[str]:
    """Return the names of the columns of states: A to Z, then AA to ``last``."""
    letters = [chr(n) for n in range(ord("A"), ord("Z") + 1)]
    doubled = [f"A{x}" for x in letters]
    return [f"{prefix}{x}" for x in (*letters, *doubled[: doubled.index(last) + 1])]
