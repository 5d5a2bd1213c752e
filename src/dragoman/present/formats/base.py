"""What the formats share: columns with their meaning, cells, rows of text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from dragoman.present import dates
from dragoman.records import Event, Record

_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell begins that a spreadsheet would run."""


@dataclass(frozen=True, slots=True)
class Column(Record):
    """A column or field of a format, and what it holds; empty ``means``: never filled."""

    name: str
    means: str


def columns(table: str) -> tuple[Column, ...]:
    r"""Return columns written as lines of ``name: what it holds``; a line without is empty.

    >>> columns("Day: the first day\nEthnicCode")
    (Column(name='Day', means='the first day'), Column(name='EthnicCode', means=''))
    """
    found = []
    for line in filter(None, (x.strip() for x in table.splitlines())):
        name, _, means = line.partition(": ")
        found.append(Column(name, means.strip()))
    return tuple(found)


def plain(value: Any, *, missing: str = "") -> str:
    r"""Return a value as text on one line: no tabs, line breaks or controls, null as ``missing``.

    >>> plain("a\tb\nc"), plain(None), plain(2.50), plain(4.0)
    ('a b c', '', '2.5', '4')
    """
    if value is None or value == "":
        return missing
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(plain(v) for v in value if v is not None) or missing
    return _BREAKS.sub(" ", _SURROGATE.sub("\ufffd", str(value))).strip() or missing


def defused(value: Any, *, missing: str = "") -> str:
    """Return a value as a cell that no spreadsheet runs.

    Text that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return gets an
    apostrophe before it; numbers stay numbers.

    >>> defused("=1+1"), defused(-3.5), defused("-3.5")
    ("'=1+1", '-3.5', "'-3.5")
    """
    text = plain(value, missing=missing)
    if isinstance(value, (int, float)):
        return text
    # Tabs and carriage returns are gone from plain text, and what stood behind them comes first.
    return f"'{text}" if text.startswith(FORMULA) else text


def refused(cell: str) -> str:
    """Return what stood in a cell before :func:`defused` took its fuse out."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def headline(event: Event, *, dated: bool = True) -> str:
    """Return an event in one line, with a date no more exact than what is known.

    Such as ``CONSULT visit: Iran → Azerbaijan, Feb 2018``.
    """
    sides = [
        ", ".join(dict.fromkeys(plain(p.name or p.text) for p in side))
        for side in (event.actors, event.recipients)
    ]
    kind = f"{event.type} {event.mode}" if event.mode else event.type
    when = f", {dates.label(event.date)}" if dated and event.date else ""
    return f"{kind}: {' → '.join(filter(None, sides)) or '?'}{when}"


@contextmanager
def text_of(out: BinaryIO) -> Iterator[io.TextIOWrapper]:
    """Give a stream of UTF-8 text over one of bytes, which stays open."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="")
    try:
        yield text
    finally:
        text.detach()


def write_tsv(
    header: Sequence[str] | None,
    rows: Iterable[Sequence[Any]],
    out: BinaryIO,
    *,
    missing: str = "",
) -> int:
    """Write rows with tabs between cells and nothing quoted; return how many."""
    count = 0
    with text_of(out) as text:
        if header is not None:
            text.write("\t".join(header) + "\n")
        for row in rows:
            text.write("\t".join(defused(cell, missing=missing) for cell in row) + "\n")
            count += 1
    return count


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]], out: BinaryIO) -> int:
    """Write rows as CSV, quoted where needed; return how many."""
    import csv

    count = 0
    with text_of(out) as text:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            writer.writerow([defused(cell) for cell in row])
            count += 1
    return count
