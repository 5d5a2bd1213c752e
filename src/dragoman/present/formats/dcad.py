"""DCAD-like defence cooperation agreements: CSV, 30 columns, a row a pair of states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any, BinaryIO

from dragoman.ontology.countries import country
from dragoman.present.formats import registry
from dragoman.present.formats.base import Column, write_csv
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.registered import Agreement

RULES = (
    "Agreements that were signed, of which an event has the context military, between states "
    "with a number in the Correlates of War; a row for each pair of them, the smaller number "
    "first.",
    "Day, month and year are written as far as they are known. Entry into force is that of the "
    "agreement, else its ratification.",
    "Columns whose values the data set does not explain in public stay empty.",
)
_ROOM = "DCAD has no column for it"
LOST = {
    "name": _ROOM,
    "subject": _ROOM,
    "level": _ROOM,
    "signatories": _ROOM,
    "place": _ROOM,
    "value": _ROOM,
    "agreed": _ROOM,
    "suspended": _ROOM,
    "comments": _ROOM,
    "evidence": _ROOM,
    "standing": _ROOM,
}
_DONE = frozenset({"signed", "ratified", "in force", "implemented", "suspended", "left", "ended"})
COLUMNS = _columns(
    """
ccode1: Correlates of War number
cowName1: English name
ccode2: likewise, the greater number
cowName2: English name
signDay: of the signature
signMonth: likewise
signYear: likewise
EIFDay: of the entry into force, or the ratification
EIFMonth: likewise
EIFYear: likewise
type
category1
category2
category3
span
renewType
renewYears
terminated
durationActual
endYearEstimate: year in which it ended, where a text says so
asymmetry
categoryConf
UNTS
fullText
sourceType
source: publishers, or addresses
factivaConf
factivaSign
factivaEIF
DCAid: of the row in Dragoman
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the 30 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row a pair of states."""
    return write_csv([c.name for c in COLUMNS], _rows(material, losses), out)


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for row in material.register():
        assert isinstance(row, Agreement)
        losses.seen += 1
        codes = sorted(registry.states(row.parties), key=lambda c: int(country(c).cow))
        if row.status not in _DONE:
            losses.row(f"it was not signed ({row.status})", row.row_id)
        elif len(codes) < 2:
            losses.row("it joins no two states", row.row_id)
        elif not _military(material, row):
            losses.row(
                "it is not about defence: no event of it has the context military", row.row_id
            )
        else:
            registry.lose(losses, row, LOST)
            for one, other in combinations(codes, 2):
                yield _row(material, row, one, other)


def _military(material: Material, row: Agreement) -> bool:
    events = (material.holdings.event(e) for e in row.events)
    return any(e is not None and "military" in e.event.contexts for e in events)


def _row(material: Material, row: Agreement, one: str, other: str) -> list[Any]:
    force = row.in_force or row.ratified
    return [
        int(country(one).cow),
        country(one).name,
        int(country(other).cow),
        country(other).name,
        *_split(row.signed),
        *_split(force),
        *[None] * 9,
        registry.parts(registry.value(row.ended))[0] or None,
        *[None] * 5,
        registry.publishers(material, row),
        *[None] * 3,
        row.row_id,
    ]


def _split(cell: Any) -> list[int | None]:
    year, month, day = registry.parts(registry.value(cell))
    return [int(x) if x else None for x in (day, month, year)]
