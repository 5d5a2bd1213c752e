"""GeoJSON (RFC 7946): a feature an event; those without a place have no geometry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

from dragoman.present.formats.base import Column, headline
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Happening, Material, event_row
from dragoman.present.jsonl import line

RULES = (
    "All events, whatever their modality: `modality` and `standing` say which happened and how "
    "that is known.",
    "A point is the place of the event. `place_precision` says how exact it is: of a country or "
    "a region it is the middle (`middle` is true then). An event whose place is not known has no "
    "geometry, which maps pass over.",
)
_ROOM = "a property holds no list of records; it is in JSONL"
LOST = {
    "further reports": "only their addresses",
    "offsets in the text": _ROOM,
    "according to whom": _ROOM,
    "claims": _ROOM,
    "relations": _ROOM,
    "conflicts between reports": "only the names of the fields",
    "objects": _ROOM,
    "amounts": "only their words",
    "why reports were linked": _ROOM,
    "what the date rests on": _ROOM,
}
_MIDDLE = frozenset({"country", "region"})

COLUMNS = _columns(
    """
id: of the event in Dragoman
title: in one line
type: PLOVER type
mode: PLOVER mode
contexts: PLOVER contexts
quad: quad class
intensity: PLOVER score
modality: actual, future, hypothetical or negated
standing: reported, attributed, alleged, confirmed, contested or denied
actors: names
actor_countries: ISO 3166 alpha-3
recipients: names
recipient_countries: likewise
start: first day, ISO
end: last day, ISO
date_precision: day, week, month, season, year, range, before or after
place: its name
place_country: ISO 3166 alpha-3
place_precision: site, city, district, province, country or region
middle: whether the point is but the middle of a country or region
amounts: in the words of the text
n_reports: reports
n_sources: independent texts
conflicts: fields on which reports disagree
confidence: 0 to 1
status: machine, confirmed or corrected
sentence: of the first report
sources: addresses of the reports
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the properties of a feature."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a feature collection, feature by feature."""
    out.write(b'{"type": "FeatureCollection", "features": [')
    count = 0
    for happening in material.happenings():
        losses.seen += 1
        losses.event(happening, LOST)
        if happening.event.place is None or happening.event.place.lat is None:
            losses.lost(
                "geometry", "no text tells the place, or it is not found", happening.event.event_id
            )
        out.write((",\n" if count else "\n").encode() + line(_feature(happening)).encode())
        count += 1
    out.write(b"\n]}\n")
    return count


def _feature(happening: Happening) -> dict[str, Any]:
    row = event_row(happening)
    date, place = row["date"] or {}, row["place"] or {}
    known = place.get("lat") is not None and place.get("lon") is not None
    return {
        "type": "Feature",
        "id": row["event_id"],
        "geometry": {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
        if known
        else None,
        "properties": {
            "id": row["event_id"],
            "title": headline(happening.event),
            **{k: row[k] for k in ("type", "mode", "contexts", "quad", "intensity", "modality")},
            "standing": row["standing"],
            "actors": [p["name"] for p in row["actors"]],
            "actor_countries": [p["country"] for p in row["actors"]],
            "recipients": [p["name"] for p in row["recipients"]],
            "recipient_countries": [p["country"] for p in row["recipients"]],
            "start": date.get("start"),
            "end": date.get("end"),
            "date_precision": date.get("precision"),
            "place": place.get("name"),
            "place_country": place.get("country"),
            "place_precision": place.get("precision"),
            "middle": place.get("precision") in _MIDDLE if known else None,
            "amounts": [a["text"] for a in row["amounts"]],
            "n_reports": row["n_reports"],
            "n_sources": row["n_sources"],
            "conflicts": [c["field"] for c in row["conflicts"]],
            "confidence": row["confidence"],
            "status": row["status"],
            "sentence": happening.first.sentence if happening.first else None,
            "sources": list(dict.fromkeys(r["uri"] for r in row["reports"])),
        },
    }
