"""The registers in a brief: a table each, every row with the events it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dragoman.present import dates
from dragoman.present.brief.material import Material
from dragoman.present.brief.page import Paragraph, Row, Section, Sentence, Table
from dragoman.present.text import inline, join, shorten
from dragoman.registered import (
    REGISTERS,
    Comment,
    DateCell,
    Link,
    NumberCell,
    PartyCell,
    PlaceCell,
    Session,
    TextCell,
)
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
_WORDS = {"in_force": "in force", "claimed_by": "claimed by", "blamed_on": "blamed on"}
_ONE = {"bodies": "body"}
_CELL = 160
_COMMENTS = 4


def sections(material: Material) -> Iterator[Section]:
    """Yield a section for the registers, and one within it for each that has rows."""
    held = {name: material.registers.rows(name) for name in REGISTERS}
    empty = [name for name in REGISTERS if not held[name]]
    told = f"Nothing for: {join(empty)}." if empty else ""
    if len(empty) == len(REGISTERS):
        told = "No register has a row that rests on one of these events."
    first = Sentence(
        "Tables of what the events come to, each row with the events it rests on. What was only "
        "planned, imagined or denied has a status that says so."
    )
    rest = (Sentence(told),) if told else ()
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
        *(_WORDS.get(c, c) for c in wanted),
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
                    *(Sentence(words(getattr(r, c, None))) for c in wanted),
                    *((Sentence(_comments(r)),) if with_comments else ()),
                ),
                r.row_id,
            )
            for r in rows
        ),
    )


def words(cell: Any) -> str:
    """Return a cell of a register in words; empty where nothing says it."""
    match cell:
        case None:
            return ""
        case tuple():
            return "; ".join(dict.fromkeys(filter(None, (words(c) for c in cell))))
        case DateCell():
            told = dates.label(cell.value)
        case PlaceCell():
            told = inline(cell.value.name)
        case NumberCell():
            told = _number(cell)
        case PartyCell():
            return inline(shorten(cell.value, _CELL))
        case TextCell():
            told = inline(shorten(cell.value, _CELL))
        case Link():
            return inline(shorten(cell.title, _CELL))
        case Session():
            return _session(cell)
        case _:
            return inline(shorten(str(cell), _CELL))
    if cell.others:
        others = "; ".join(inline(shorten(v.value, 60)) for v in cell.others)
        return f"{told} (others: {others})"
    return told


def _number(cell: NumberCell) -> str:
    unit = f" {inline(cell.unit)}" if cell.unit else ""
    if cell.low is not None and cell.high is not None and cell.low != cell.high:
        return f"{cell.low:,g} to {cell.high:,g}{unit}"
    whole = float(cell.value).is_integer()
    return (f"{cell.value:,.0f}" if whole else f"{cell.value:,g}") + unit


def _session(session: Session) -> str:
    parts = [
        f"no. {_number(session.number)}" if session.number else "",
        words(session.date),
        words(session.place),
        words(session.outcome),
        session.status if session.status != "held" else "",
    ]
    return ", ".join(filter(None, parts))


def _comments(row: Registered) -> str:
    comments: tuple[Comment, ...] = getattr(row, "comments", ())
    told = []
    for c in comments:
        name = inline(shorten(c.name or "", 60)) or "somebody not named"
        when = f" ({c.said_on})" if c.said_on else ""
        told.append(f"{c.says} by {name}{when}")
    distinct = list(dict.fromkeys(told))
    more = f"; {len(distinct) - _COMMENTS} more" if len(distinct) > _COMMENTS else ""
    return "; ".join(distinct[:_COMMENTS]) + more
