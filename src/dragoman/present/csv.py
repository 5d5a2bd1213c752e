"""CSV: one row a record, flat, safe to open in a spreadsheet.

A cell that a spreadsheet would take for a formula is written behind an apostrophe.
What does not fit into cells (spans, further reports, conflicts in full) is in JSONL.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO

from dragoman.present import registers
from dragoman.registered import REGISTERS
from dragoman.standing import SAYS

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARATOR = "; "

Row = Mapping[str, Any]


def write(table: str, rows: Iterable[Row], out: BinaryIO) -> int:
    """Write a header and the rows as they come (UTF-8, ended by line feeds); return how many rows.

    Raises:
        KeyError: there is no such table.
    """
    columns = COLUMNS[table]
    text = io.TextIOWrapper(out, encoding="utf-8", errors="backslashreplace", newline="")
    try:
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(columns)
        count = 0
        for row in rows:
            writer.writerow([cell(take(row)) for take in columns.values()])
            count += 1
        return count
    finally:
        text.detach()


def cell(value: Any) -> str:
    """Return a value as a cell: no line breaks, no formula, empty for null.

    >>> cell("=1+1"), cell(-3.0), cell(None), cell(["a", "b"])
    ("'=1+1", '-3.0', '', 'a; b')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, (list, tuple)):
        value = _SEPARATOR.join(str(v) for v in value if v is not None)
    words = (
        " ".join(str(value).replace("\x00", "").split("\n")).replace("\r", " ").replace("\t", " ")
    )
    return f"'{words}" if words.lstrip().startswith(_FORMULA) else words


def _key(*path: str) -> Callable[[Row], Any]:
    def take(row: Row) -> Any:
        value: Any = row
        for step in path:
            if value is None:
                return None
            value = value.get(step)
        return value

    return take


def _each(field: str, key: str) -> Callable[[Row], Any]:
    """Take one key of each member of a list, blank where it is null, so that columns align."""

    def take(row: Row) -> Any:
        return ["" if member.get(key) is None else member[key] for member in row.get(field) or ()]

    return take


def _pairs(field: str, key: str, other: str) -> Callable[[Row], Any]:
    """Take two keys of each member of a list as ``alleged: Armenia``."""

    def take(row: Row) -> Any:
        return [f"{m[key]}: {m.get(other) or '?'}" for m in row.get(field) or ()]

    return take


def _first(field: str, key: str) -> Callable[[Row], Any]:
    def take(row: Row) -> Any:
        members = row.get(field) or ()
        return members[0].get(key) if members else None

    return take


def _published(row: Row) -> Any:
    reports = row.get("reports") or ()
    value = reports[0].get("published") if reports else None
    return value.get("start") if isinstance(value, Mapping) else value


def _plain(*names: str) -> dict[str, Callable[[Row], Any]]:
    return {name: _key(name) for name in names}


def _sides(side: str, word: str) -> dict[str, Callable[[Row], Any]]:
    return {
        f"{word}_names": _each(side, "name"),
        f"{word}_ids": _each(side, "id"),
        f"{word}_countries": _each(side, "country"),
        f"{word}_sectors": _each(side, "sector"),
    }


def _date(field: str) -> dict[str, Callable[[Row], Any]]:
    return {f"{field}_{part}": _key(field, part) for part in ("start", "end", "precision", "basis")}


COLUMNS: dict[str, dict[str, Callable[[Row], Any]]] = {
    "events": {
        **_plain("event_id", "type", "mode", "contexts", "quad", "intensity", "modality"),
        **_sides("actors", "actor"),
        **_sides("recipients", "recipient"),
        **_date("date"),
        **{f"place_{k}": _key("place", k) for k in ("name", "country", "lat", "lon", "precision")},
        "amounts": _each("amounts", "text"),
        "objects": _each("objects", "text"),
        **_plain("confidence"),
        **_plain("n_reports", "n_sources"),
        "report_uris": _each("reports", "uri"),
        "first_report_publisher": _first("reports", "publisher"),
        "first_report_published": _published,
        "first_report_sentence": _first("reports", "sentence"),
        "conflicts": _each("conflicts", "field"),
        **_plain("status", "first_seen", "last_changed", "standing"),
        "claims": _pairs("claims", "says", "name"),
        "relations": _pairs("relations", "role", "event_id"),
    },
    "claims": {
        **_plain("event_id", "title", "type", "mode", "modality"),
        **_date("date"),
        **_plain("standing", "since"),
        **{
            f"{says}_by_{word}": _each(f"{says}_by", key)
            for says in SAYS
            for word, key in (("names", "name"), ("countries", "country"))
        },
    },
    "documents": {
        **_plain("doc_id", "uri", "title", "publisher", "author"),
        **_date("published"),
        **_plain("language", "copy_of", "n_events", "sha256", "first_seen", "notices", "text"),
    },
    "statements": {
        **_plain("statement_id", "doc_id", "uri"),
        "speaker_name": _key("speaker", "name"),
        "speaker_text": _key("speaker", "text"),
        "speaker_id": _key("speaker", "id"),
        "speaker_country": _key("speaker", "country"),
        "speaker_sector": _key("speaker", "sector"),
        "stance": _key("stance"),
        "cue": _key("cue", "text"),
        "content": _key("content", "text"),
        "content_start": _key("content", "start"),
        "content_end": _key("content", "end"),
        "confidence": _key("confidence"),
    },
    "actors": _plain("id", "name", "country", "sector", "n_events"),
    **{register: registers.columns(register) for register in REGISTERS},
}
