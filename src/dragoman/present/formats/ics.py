"""iCalendar (RFC 5545): a day or a stretch of days an event; plans are tentative."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from dragoman.present.formats.base import Column, headline, plain
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Happening, Material
from dragoman.present.formats.places import where
from dragoman.present.words import attribution
from dragoman.records import Modality, Precision

RULES = (
    "What happened is CONFIRMED, what is planned is TENTATIVE; conditions and acts that did not "
    "happen are left out.",
    "Whole days. Dates less exact than a week or a range of days are left out (`--include "
    "coarse-dates` takes them in, as the stretch of days that they may mean).",
    "The description holds the sentence of the first report, according to whom, who disputes it "
    "and where it is told.",
)
_ROOM = "a calendar has no field for it"
LOST = {
    "ids of parties": _ROOM,
    "sectors": _ROOM,
    "offices and titles": _ROOM,
    "what the date rests on": _ROOM,
    "place precision": _ROOM,
    "amounts": _ROOM,
    "objects": _ROOM,
    "score": _ROOM,
    "confidence": _ROOM,
    "relations": _ROOM,
    "conflicts between reports": _ROOM,
    "offsets in the text": _ROOM,
    "further reports": "only their addresses",
}
_KEPT = frozenset({Modality.ACTUAL, Modality.FUTURE})
_EXACT = frozenset({Precision.DAY, Precision.WEEK, Precision.RANGE})
_REPORTS = 20
_HEAD = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Dragoman//Dragoman//EN\r\nCALSCALE:GREGORIAN\r\n"
)

COLUMNS = _columns(
    """
UID: of the event in Dragoman, with @dragoman
DTSTAMP: when the event last changed
DTSTART: first day
DTEND: the day after the last
SUMMARY: the event in one line
DESCRIPTION: sentence, according to whom, who disputes it, reports
LOCATION: place and country
GEO: latitude and longitude, unless only a country or region is known
STATUS: CONFIRMED or TENTATIVE
CATEGORIES: PLOVER type, mode and contexts
URL: of the first report, if it is on the web
TRANSP: TRANSPARENT, for nobody is busy
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the properties of an entry."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a calendar, entry by entry."""
    out.write(_HEAD)
    count = 0
    for happening in material.happenings():
        losses.seen += 1
        reason = _missing(happening, material.asked.include)
        if reason:
            losses.row(reason, happening.event.event_id)
            continue
        losses.event(happening, LOST)
        out.write(_entry(happening))
        count += 1
    out.write(b"END:VCALENDAR\r\n")
    return count


def _missing(happening: Happening, include: frozenset[str]) -> str | None:
    e = happening.event
    if e.modality not in _KEPT:
        return f"it did not happen and is not planned ({e.modality})"
    if e.date is None:
        return "it has no date"
    if e.date.precision not in _EXACT and "coarse-dates" not in include:
        return f"its date is not known to the day ({e.date.precision})"
    return None


def _entry(happening: Happening) -> bytes:
    import icalendar

    e = happening.event
    assert e.date is not None
    start = datetime.date.fromisoformat(e.date.start or e.date.end or "")
    end = datetime.date.fromisoformat(e.date.end or e.date.start or "")
    changed = datetime.datetime.fromisoformat(happening.stored.last_changed)
    entry = icalendar.Event()
    entry.add("uid", f"{e.event_id}@dragoman")
    entry.add("dtstamp", changed)
    entry.add("dtstart", start)
    if end < datetime.date.max:
        entry.add("dtend", end + datetime.timedelta(days=1))
    entry.add("summary", headline(e, dated=False))
    entry.add("description", "\n\n".join(_about(happening)))
    entry.add("status", "CONFIRMED" if e.modality is Modality.ACTUAL else "TENTATIVE")
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", [e.type, *filter(None, [e.mode]), *e.contexts])
    place = where(e.place)
    named = [plain(x) for x in dict.fromkeys((place.name, place.country_name)) if x]
    if named:
        entry.add("location", ", ".join(named))
    lat, lon = place.exact
    if lat is not None and lon is not None:
        entry.add("geo", (lat, lon))
    first = happening.first
    uri = first.document.article.uri if first and first.document else ""
    if uri.startswith(("http://", "https://")):
        entry.add("url", uri)
    return bytes(entry.to_ical())


def _about(happening: Happening) -> Iterator[str]:
    first = happening.first
    if first is not None:
        yield plain(first.sentence)
        source = first.mention.mention.attribution
        if source is not None:
            yield plain(attribution(source).capitalize())
    standing = happening.account.standing
    if standing != "reported":
        yield f"This is {standing}."
    yield from map(plain, happening.disputes)
    articles = [r.document.article for r in happening.reports if r.document][:_REPORTS]
    told = dict.fromkeys(
        f"{plain(a.publisher) or plain(a.title)}: {plain(a.uri)}" for a in articles
    )
    yield "\n".join(("Reports:", *told))
