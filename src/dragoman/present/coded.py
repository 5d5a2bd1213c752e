"""Coded texts, as ``dragoman code`` gives them, in tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa
from rich.text import Text

from dragoman.present.tables import Listing
from dragoman.present.text import clean, inline, shorten

Row = Mapping[str, Any]

_STR, _INT, _FLOAT = pa.string(), pa.int64(), pa.float64()
_SPAN = pa.struct([("text", _STR), ("start", _INT), ("end", _INT)])
_PARTY = pa.struct(
    [*_SPAN, ("name", _STR), ("id", _STR), ("country", _STR), ("sector", _STR), ("role", _STR)]
)
_DATE = pa.struct(
    [("start", _STR), ("end", _STR), ("precision", _STR), ("basis", _STR), ("text", _STR)]
)
_PLACE = pa.struct(
    [("name", _STR), ("country", _STR), ("lat", _FLOAT), ("lon", _FLOAT), ("precision", _STR),
     ("text", _STR)]
)  # fmt: skip
_AMOUNT = pa.struct(
    [*_SPAN, ("kind", _STR), ("value", _FLOAT), ("low", _FLOAT), ("high", _FLOAT), ("unit", _STR)]
)
_EVENT = pa.struct(
    [
        ("type", _STR),
        ("mode", _STR),
        ("contexts", pa.list_(_STR)),
        ("modality", _STR),
        ("trigger", _SPAN),
        ("actors", pa.list_(_PARTY)),
        ("recipients", pa.list_(_PARTY)),
        ("date", _DATE),
        ("place", _PLACE),
        (
            "attribution",
            pa.struct([*_SPAN, ("name", _STR), ("country", _STR), ("stance", _STR)]),
        ),
        ("amounts", pa.list_(_AMOUNT)),
        ("objects", pa.list_(pa.struct([*_SPAN, ("kind", _STR)]))),
        ("confidence", _FLOAT),
    ]
)
TEXTS = pa.schema(
    [
        ("id", _STR),
        ("lang", _STR),
        ("events", pa.list_(_EVENT)),
        (
            "statements",
            pa.list_(
                pa.struct(
                    [
                        ("speaker", _PARTY),
                        ("cue", _SPAN),
                        ("stance", _STR),
                        ("content", _SPAN),
                        ("confidence", _FLOAT),
                    ]
                )
            ),
        ),
        ("notices", pa.list_(_STR)),
        ("error", pa.struct([("code", _STR), ("message", _STR)])),
    ]
)
"""A row a text. Ids may be anything in JSON; those that are no strings are written as JSON."""
_LISTS = ("actor_names", "actor_countries", "recipient_names", "recipient_countries")
EVENTS = pa.schema(
    [
        *((n, _STR) for n in ("id", "type", "mode", "modality", "trigger")),
        *((n, pa.list_(_STR)) for n in _LISTS),
        *((n, _STR) for n in ("date_start", "date_end", "date_precision", "date_basis")),
        *((n, _STR) for n in ("place_name", "place_country", "attribution", "stance")),
        ("confidence", _FLOAT),
    ]
)
"""A row an event."""


def nested(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows for :data:`TEXTS`."""
    for row in rows:
        yield {**row, "id": _id(row["id"])}


def flat(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the events of coded texts for :data:`EVENTS`, a row each."""
    for row in rows:
        for e in row["events"]:
            date, place, source = e["date"] or {}, e["place"] or {}, e["attribution"] or {}
            yield {
                "id": _id(row["id"]),
                **{k: e[k] for k in ("type", "mode", "modality", "confidence")},
                "trigger": e["trigger"]["text"],
                **{f"{s}_names": [_name(p) for p in e[f"{s}s"]] for s in ("actor", "recipient")},
                **{
                    f"{s}_countries": [p["country"] or "" for p in e[f"{s}s"]]
                    for s in ("actor", "recipient")
                },
                **{f"date_{k}": date.get(k) for k in ("start", "end", "precision", "basis")},
                "place_name": place.get("name"),
                "place_country": place.get("country"),
                "attribution": source.get("name") or source.get("text"),
                "stance": source.get("stance"),
            }


def listing(pairs: Iterable[tuple[Row, str]]) -> Listing:
    """Return coded texts, a row an event, or one for a text without any.

    Args:
        pairs: what came out, and the text that went in.
    """
    rows = []
    for row, text in pairs:
        name, said = Text(clean(_id(row["id"]))), Text(inline(shorten(text, 200)))
        if row["error"]:
            rows.append((name, Text("error"), Text(clean(row["error"]["message"])), said))
        for e in row["events"]:
            kind = f"{e['type']}·{e['mode']}" if e["mode"] else e["type"]
            if e["modality"] != "actual":
                kind += f" [{e['modality']}]"
            sides = [", ".join(_name(p) for p in e[side]) for side in ("actors", "recipients")]
            when = (e["date"] or {}).get("start") or (e["date"] or {}).get("end")
            who = " → ".join(filter(None, sides)) or "nobody named"
            told = Text(inline(who) + (f", {when}" if when else ""))
            rows.append((name, Text(kind), told, said))
        if not row["events"] and not row["error"]:
            rows.append((name, Text("no event"), Text(""), said))
    return Listing((("id", 12), ("type", 14), ("who", 30), ("text", None)), rows)


def _name(party: Row) -> str:
    return str(party["name"] or party["text"])


def _id(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
