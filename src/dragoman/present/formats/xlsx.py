"""Excel: the columns of CSV, typed; written row by row, so that memory stays flat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from dragoman.present import csv
from dragoman.present.formats import flat
from dragoman.present.formats.base import Column, defused, plain
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material

RULES = (
    flat.RULES[0],
    "Text is stored as text and never as a formula; where it begins with =, +, -, @, a tab or a "
    "carriage return, the cell also has Excel's own mark for text, so that it stays text when it "
    "is edited. Numbers stay numbers, addresses are no links.",
    "A sheet holds 1,048,576 rows; what does not fit goes on in the next sheet. A cell holds "
    "32,767 characters; longer text is cut.",
)
SHEET = 1_048_575
"""Rows of a sheet beside its header."""
_CELL = 32_767


def columns(table: str) -> Sequence[Column]:
    """Return the columns of a table."""
    return flat.columns(table)


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a workbook."""
    import xlsxwriter

    table = material.asked.table
    takes = csv.COLUMNS[table]
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    head = book.add_format({"bold": True})
    guarded = book.add_format({"quote_prefix": True})
    count = 0
    sheet = None
    try:
        for row in flat.rows(material, losses):
            if count % SHEET == 0:
                sheet = _sheet(book, table, count // SHEET, takes, head)
            at = count % SHEET + 1
            for n, take in enumerate(takes.values()):
                cut = _put(sheet, at, n, take(row), guarded)
                if cut:
                    losses.lost(
                        list(takes)[n], f"cut at {_CELL} characters", str(row[next(iter(row))])
                    )
            count += 1
        if sheet is None:
            _sheet(book, table, 0, takes, head)
    finally:
        book.close()
    return count


def _sheet(book: Any, table: str, number: int, names: Any, head: Any) -> Any:
    sheet = book.add_worksheet(table if number == 0 else f"{table} {number + 1}")
    sheet.freeze_panes(1, 1)
    for n, name in enumerate(names):
        sheet.write_string(0, n, name, head)
    return sheet


def _put(sheet: Any, row: int, column: int, value: Any, guarded: Any) -> bool:
    """Write a cell; return whether its text was cut."""
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif value is not None:
        text = plain(value)
        if text:
            form = guarded if defused(value) != text else None
            sheet.write_string(row, column, text[:_CELL], form)
            return len(text) > _CELL
    return False
