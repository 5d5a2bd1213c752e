"""CSV: records flat, a row each; see :mod:`dragoman.present.csv`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from dragoman.present import csv
from dragoman.present.formats.base import Column
from dragoman.present.formats.fields import described
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material, event_row

RULES = (
    "Lists are joined by a semicolon and a space, in the same order in all columns of a side.",
    "Text that begins with =, +, -, @, a tab or a carriage return has an apostrophe before it, "
    "so that no spreadsheet runs it; numbers stay numbers.",
)
_FLAT = "no flat cell holds it; it is in JSONL and Parquet"
LOST = {
    "offices and titles": _FLAT,
    "further reports": "only their addresses",
    "offsets in the text": _FLAT,
    "according to whom": _FLAT,
    "conflicts between reports": "only the names of the fields",
    "why reports were linked": _FLAT,
    "amounts": "only their words",
    "claims": "only who says what",
}


def columns(table: str) -> Sequence[Column]:
    """Return the columns of a table."""
    return described(csv.COLUMNS[table])


def rows(material: Material, losses: Losses) -> Iterator[Mapping[str, Any]]:
    """Give the records of a table in their JSON shapes and tell what cells cannot hold."""
    if material.asked.table != "events":
        for row in material.rows():
            losses.seen += 1
            yield row
        return
    for happening in material.happenings():
        losses.seen += 1
        losses.event(happening, LOST)
        yield event_row(happening)


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a header and a row a record."""
    return csv.write(material.asked.table, rows(material, losses), out)
