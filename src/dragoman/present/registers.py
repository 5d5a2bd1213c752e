"""Rows of registers: as JSON, as flat columns, as a Parquet schema, as a table.

All of it follows from the fields of the records, so that a new field shows everywhere.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rich.text import Text

from dragoman.present import dates, words
from dragoman.present.tables import Listing
from dragoman.present.text import inline, shorten
from dragoman.records import DateValue, Place, Record
from dragoman.registered import (
    COMMON,
    KINDS,
    Comment,
    DateCell,
    Link,
    NumberCell,
    PartyCell,
    PlaceCell,
    Row,
    Session,
    TextCell,
    dates_of,
)

Json = dict[str, Any]
Take = Callable[[Mapping[str, Any]], Any]
_CELL = 200


def row_json(row: Row) -> Json:
    """Return a row with all its evidence."""
    return row.to_dict()


def fields_of(register: str) -> tuple[tuple[str, type[Record], bool], ...]:
    """Return the cells of a register: name, type, and whether there may be several."""
    hints = typing.get_type_hints(KINDS[register])
    found = []
    for f in dataclasses.fields(KINDS[register]):
        if f.name not in COMMON:
            first = typing.get_args(hints[f.name])[0]
            several = typing.get_origin(hints[f.name]) is tuple
            found.append((f.name, first, several))
    return tuple(found)


def columns(register: str) -> dict[str, Take]:
    """Return the columns of a register in CSV, each with how it is taken from the JSON form.

    Evidence is in JSONL and Parquet; here ``mentions`` names the reports, and ``conflicts``
    the cells on which they differ.
    """
    found: dict[str, Take] = {n: _plain(n) for n in ("row_id", "title", "status", "standing")}
    for name, kind, several in fields_of(register):
        found |= _several(name, kind) if several else _single(name, kind)
    found["conflicts"] = _conflicts
    found |= {n: _plain(n) for n in ("n_sources", "confidence", "events", "mentions")}
    return found


def _plain(*path: str) -> Take:
    def take(row: Mapping[str, Any]) -> Any:
        value: Any = row
        for step in path:
            value = None if value is None else value.get(step)
        return value

    return take


def _each(name: str, *path: str) -> Take:
    inner = _plain(*path)

    def take(row: Mapping[str, Any]) -> Any:
        values = [inner(member) for member in row.get(name) or ()]
        return ["" if v is None else v for v in values]

    return take


def _single(name: str, kind: type[Record]) -> dict[str, Take]:
    if kind is NumberCell:
        return {name: _plain(name, "value")} | {
            f"{name}_{k}": _plain(name, k) for k in ("low", "high", "unit")
        }
    if kind is DateCell:
        parts = ("start", "end", "precision", "basis")
        return {f"{name}_{k}": _plain(name, "value", k) for k in parts}
    if kind is PlaceCell:
        placed = ("name", "country", "lat", "lon", "precision")
        return {f"{name}_{k}": _plain(name, "value", k) for k in placed}
    return {name: _plain(name, "value")}


def _several(name: str, kind: type[Record]) -> dict[str, Take]:
    if kind is PartyCell:
        return {name: _each(name, "value")} | {
            f"{name}_{k}": _each(name, k) for k in ("id", "country", "role")
        }
    if kind is Comment:
        return {name: lambda row: [f"{c['says']}: {c['name'] or '?'}" for c in row[name]]}
    if kind is Session:
        return {
            f"{name}_number": _each(name, "number", "value"),
            f"{name}_date": _each(name, "date", "value", "start"),
            f"{name}_place": _each(name, "place", "value", "name"),
            f"{name}_outcome": _each(name, "outcome", "value"),
            f"{name}_status": _each(name, "status"),
        }
    if kind is Link:
        return {name: _each(name, "row_id")}
    return {name: _each(name, "value")}


def _conflicts(row: Mapping[str, Any]) -> list[str]:
    return [k for k, v in row.items() if isinstance(v, Mapping) and v.get("others")]


def schema(register: str) -> Any:
    """Return the Arrow schema of a register, nested as in JSON."""
    return arrow_schema(KINDS[register])


def arrow_schema(kind: type[Record]) -> Any:
    """Return the Arrow schema of a kind of record, nested as in JSON."""
    import pyarrow as pa

    hints = typing.get_type_hints(kind)
    return pa.schema(
        [
            pa.field(f.name, _arrow(hints[f.name]), nullable=f.name != "row_id")
            for f in dataclasses.fields(kind)
        ]
    )


def _arrow(hint: Any) -> Any:
    import pyarrow as pa

    if typing.get_origin(hint) is tuple:
        return pa.list_(_arrow(typing.get_args(hint)[0]))
    arms = [a for a in typing.get_args(hint) if a is not type(None)]
    if arms:
        return _arrow(arms[0])
    if isinstance(hint, type) and issubclass(hint, Record):
        inner = typing.get_type_hints(hint)
        return pa.struct([(f.name, _arrow(inner[f.name])) for f in dataclasses.fields(hint)])
    if hint is float:
        return pa.float64()
    return pa.int64() if hint is int else pa.bool_() if hint is bool else pa.string()


def listing(rows: Iterable[Row]) -> Listing:
    """Return rows of a register as a table: when, how far, what, sources, id."""
    lines = []
    for row in rows:
        what = Text(inline(shorten(row.title, _CELL)), style="bold")
        facts = "; ".join(_facts(row))
        if facts:
            what.append(f"\n{shorten(facts, _CELL)}", style="not bold")
        if any(getattr(getattr(row, f.name), "others", ()) for f in dataclasses.fields(row)):
            what.append("\n! reports disagree", style="yellow not bold")
        status = Text(row.status)
        if row.standing not in ("reported", "confirmed", row.status):
            status.append(f"\n{row.standing}", style="magenta")
        short = Text(words.short_id(row.row_id), style="dim")
        lines.append((Text(_when(row)), status, what, Text(str(row.n_sources)), short))
    heads = (("date", 12), ("status", 11), ("what", None), ("sources", 7), ("id", 12))
    return Listing(heads, lines)


def _when(row: Row) -> str:
    known = dates_of(row)
    return dates.label(known[0] if known else None)


def _facts(row: Row) -> list[str]:
    """Return what a line of the table tells beside the title: who first, then the rest."""
    found = []
    for f in dataclasses.fields(row):
        if f.name in COMMON or f.name in ("comments", "name", "date"):
            continue
        value = getattr(row, f.name)
        if value:
            found.append(f"{label(f.name)} {shown(value)}")
    return found


def label(name: str) -> str:
    """Return the name of a field in words."""
    return name.replace("_", " ")


def shown(value: Any) -> str:
    """Return a cell, or several, in a few words, safe for a terminal."""
    if isinstance(value, tuple):
        return ", ".join(shown(v) for v in value)
    if isinstance(value, Session):
        return _session(value)
    if isinstance(value, Comment):
        day = f" ({value.said_on})" if value.said_on else ""
        state = f" [{value.country}]" if value.country else ""
        return f"{inline(value.name) or 'somebody'}{state} {value.says}{day}"
    if isinstance(value, Link):
        return f"{inline(value.title)} ({words.short_id(value.row_id)})"
    if isinstance(value, NumberCell):
        return f"{value.value:,.10g}{' ' + value.unit if value.unit else ''}"
    if isinstance(value, PartyCell):
        home = value.country if value.country and value.country != value.id else None
        role = inline(value.role) if value.role else None
        extra = ", ".join(e for e in (role, home) if e)
        return f"{inline(value.value)} ({extra})" if extra else inline(value.value)
    inner = value.value
    if isinstance(inner, DateValue):
        return dates.label(inner)
    if isinstance(inner, Place):
        return f"{inline(inner.name)}{', ' + inner.country if inner.country else ''}"
    return inline(str(inner))


def _session(s: Session) -> str:
    parts = [
        f"no. {s.number.value:g}" if s.number else "",
        dates.label(s.date.value) if s.date else "",
        inline(s.place.value.name) if s.place else "",
        inline(s.outcome.value) if s.outcome else "",
        "" if s.status == "held" else s.status,
    ]
    return " ".join(p for p in parts if p) or s.status


__all__ = ["TextCell", "columns", "fields_of", "label", "listing", "row_json", "schema", "shown"]
