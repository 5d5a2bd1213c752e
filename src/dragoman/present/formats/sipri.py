"""SIPRI-like trade register: CSV, eleven lines of preamble, 17 columns, years only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.present.formats import registry
from dragoman.present.formats.base import Column, defused, text_of
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.registered import Transfer

RULES = (
    "A row for each supplier and recipient of a deal that was ordered or delivered; offers, "
    "talks and deals of which no text tells who gives and who gets are left out.",
    "Eleven lines stand before the header, as in SIPRI's own files. Years only; a year is an "
    "estimate where it was counted from the publication, taken over, or where reports differ. "
    "TIV is never reckoned from a price.",
    "`*` marks who is no state, `**` an organisation.",
)
_YEARS = "years only"
LOST = {
    "value": "the register has no prices",
    "comments": "no column for it",
    "offered": "no column for it",
    "ended": "no column for it",
    "evidence": "no column for it",
    "standing": "no column for it",
}
_DONE = frozenset({"ordered", "delivered", "suspended", "cancelled"})
COLUMNS = _columns(
    """
SIPRI AT Database ID: of the row in Dragoman
Supplier: English name of who gives
Recipient: English name of who gets
Designation: the arms, in the words of the text
Description
Armament category: SIPRI's
Order date: year
Order date is estimate: Yes or No
Numbers delivered: where something was delivered
Numbers delivered is estimate: Yes or No
Delivery year: year
Delivery year is estimate: Yes or No
Status
SIPRI estimate
TIV deal unit
TIV delivery values
Local production
"""
)
PREAMBLE = (
    "Transfers of arms: trade register in SIPRI's layout",
    "These are not SIPRI's data: they were coded from news pages by Dragoman",
    "Years only",
    "A row for each supplier; recipient and deal",
    "Estimates: counted from a publication or disputed",
    "TIV is empty",
    "Numbers are those of the texts",
    "Empty: no text says it",
    "",
    "",
    "",
)


def columns(table: str) -> Sequence[Column]:
    """Return the 17 columns."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write the preamble, a header and the rows."""
    import csv

    count = 0
    with text_of(out) as text:
        writer = csv.writer(text, lineterminator="\n")
        for words in PREAMBLE:
            text.write(f"{words}\n")
        writer.writerow([c.name for c in COLUMNS])
        for row in _rows(material, losses):
            writer.writerow([defused(cell) for cell in row])
            count += 1
    return count


def _rows(material: Material, losses: Losses) -> Iterator[list[Any]]:
    for row in material.register():
        assert isinstance(row, Transfer)
        losses.seen += 1
        if row.status not in _DONE:
            losses.row(f"neither ordered nor delivered ({row.status})", row.row_id)
            continue
        if not row.suppliers or not row.recipients:
            losses.row("no text tells who gives and who gets", row.row_id)
            continue
        registry.lose(losses, row, LOST)
        for cell, name in ((row.ordered, "ordered"), (row.delivered, "delivered")):
            if cell is not None and registry.parts(cell.value)[1]:
                losses.lost(name, _YEARS, row.row_id)
        for supplier in row.suppliers:
            for recipient in row.recipients:
                yield [
                    row.row_id,
                    registry.state_name(supplier),
                    registry.state_name(recipient),
                    row.item.value if row.item else None,
                    None,
                    row.category.value if row.category else None,
                    *_year(row.ordered),
                    *_number(row),
                    *_year(row.delivered),
                    *[None] * 5,
                ]


def _year(cell: Any) -> tuple[Any, Any]:
    year = registry.parts(registry.value(cell))[0]
    return (int(year), "Yes" if registry.estimated(cell) else "No") if year else (None, None)


def _number(row: Transfer) -> tuple[Any, Any]:
    if row.status != "delivered" or row.number is None:
        return None, None
    inexact = row.number.low != row.number.high or bool(row.number.others)
    return row.number.value, "Yes" if inexact else "No"
