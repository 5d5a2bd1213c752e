"""The registers in a brief: a table each, every row with the events it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.present.brief.material import Material
from dragoman.present.brief.page import Paragraph, Row, Section, Sentence, Table
from dragoman.present.registers import label, shown
from dragoman.present.text import inline, join, shorten
from dragoman.registered import REGISTERS, Link
from dragoman.registered import Row as Registered

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "agreements": ("kind", "subject", "level", "place", "signed", "ratified", "in_force",
                   "suspended", "ended", "value"),
    "visits": ("form", "date", "days", "place", "met", "purpose", "signed"),
    "exercises": ("date", "place", "kind", "manner", "troops", "against"),
    "transfers": ("item", "category", "number", "value", "ordered", "delivered", "ended"),
    "bodies": ("kind", "founded", "sessions", "ended"),
    "deployments": ("kind", "forces", "troops", "place", "since", "until", "against"),
    "incidents": ("kind", "means", "date", "place", "dead", "injured", "captured", "claimed_by",
                  "blamed_on"),
}  # fmt: skip
_ONE = {"bodies": "body"}
_CELL = 160
_MOST = 6


def sections(material: Material) -> Iterator[Section]:
    """Yield a section for the registers, and one within it for each that has rows."""
    held = {name: material.registers.rows(name) for name in REGISTERS}
    empty = [name for name in REGISTERS if not held[name]]
    lacking = f"Nothing for: {join(empty)}." if empty else ""
    if len(empty) == len(REGISTERS):
        lacking = "No register has a row that rests on one of these events."
    first = Sentence(
        "Tables of what the events come to, each row with the events it rests on. What was only "
        "planned, imagined or denied has a status that says so."
    )
    rest = (Sentence(lacking),) if lacking else ()
    yield Section("registers", "Registers", (Paragraph((first, *rest)),))
    for name in REGISTERS:
        if held[name]:
            yield Section(name, name.capitalize(), (_table(name, held[name]),), level=3)


def _table(name: str, rows: tuple[Registered, ...]) -> Table:
    wanted = [c for c in _COLUMNS[name] if any(getattr(r, c, None) for r in rows)]
    with_comments = any(getattr(r, "comments", ()) for r in rows)
    columns = (
        _ONE.get(name, name.removesuffix("s")),
        "status",
        *(label(c) for c in wanted),
        *(("said of it",) if with_comments else ()),
    )
    return Table(
        f"{name.capitalize()}, by day, undated last",
        columns,
        tuple(
            Row(
                (
                    Sentence(inline(shorten(r.title, _CELL)), r.events),
                    Sentence(r.status),
                    *(Sentence(told(getattr(r, c, None))) for c in wanted),
                    *((Sentence(told(getattr(r, "comments", ()))),) if with_comments else ()),
                ),
                r.row_id,
            )
            for r in rows
        ),
    )


def told(value: Any) -> str:
    """Return a cell, or several, in words, with what other reports say instead; empty for none."""
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        distinct = list(dict.fromkeys(told(v) for v in value))
        more = f"; {len(distinct) - _MOST} more" if len(distinct) > _MOST else ""
        return "; ".join(distinct[:_MOST]) + more
    if isinstance(value, Link):
        # What it leads to stands in a table beside.
        return inline(shorten(value.title, _CELL))
    others = "; ".join(inline(shorten(v.value, 60)) for v in getattr(value, "others", ()))
    return shorten(shown(value), _CELL) + (f" (others: {others})" if others else "")
