"""TimelineJS JSON: an event a slide, dates as exact as they are known."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, BinaryIO

from dragoman.present import dates
from dragoman.present.formats.base import Column, headline, plain
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Happening, Material
from dragoman.present.jsonl import line
from dragoman.present.text import clean
from dragoman.present.words import MODALITY_WORDS, attribution
from dragoman.records import DateValue, Precision

RULES = (
    "All events with a date; dates are written to the day, the month or the year, as they are "
    "known. Plans, conditions, what did not happen and what is disputed say so in the headline.",
    "Text from pages is escaped: TimelineJS shows its fields as HTML.",
)
_ROOM = "a slide has no field for it"
LOST = {
    "ids of parties": _ROOM,
    "sectors": _ROOM,
    "contexts": _ROOM,
    "coordinates": _ROOM,
    "amounts": _ROOM,
    "objects": _ROOM,
    "score": _ROOM,
    "confidence": _ROOM,
    "relations": _ROOM,
    "conflicts between reports": _ROOM,
    "offsets in the text": _ROOM,
    "further reports": "only how many",
}
COLUMNS = _columns(
    """
start_date: year, and month and day if they are known
end_date: likewise, where the event is a stretch of time
display_date: the date in words
text.headline: the event in one line, with what is not actual or is disputed
text.text: sentence of the first report, according to whom, its source
group: PLOVER type
unique_id: of the event in Dragoman
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the fields of a slide."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write one JSON object, slide by slide."""
    out.write(b'{"events": [')
    count = 0
    for happening in material.happenings():
        losses.seen += 1
        date = happening.event.date
        if date is None:
            losses.row("it has no date", happening.event.event_id)
            continue
        losses.event(happening, LOST)
        out.write((",\n" if count else "\n").encode() + line(_slide(happening, date)).encode())
        count += 1
    out.write(b"\n]}\n")
    return count


def _slide(happening: Happening, date: DateValue) -> dict[str, Any]:
    e = happening.event
    start, end = date.start or date.end or "", date.end or date.start or ""
    marks = [MODALITY_WORDS[e.modality]]
    if happening.account.standing in ("contested", "denied", "alleged"):
        marks.append(happening.account.standing)
    marked = "".join(f" [{m}]" for m in marks if m)
    slide = {
        "start_date": _date(date, start),
        "display_date": dates.label(date),
        "text": {"headline": _html(headline(e, dated=False)) + marked, "text": _told(happening)},
        "group": e.type,
        "unique_id": e.event_id,
    }
    if end[: _digits(date, end)] != start[: _digits(date, start)]:
        slide["end_date"] = _date(date, end)
    return slide


def _digits(date: DateValue, day: str) -> int:
    """Return how many characters of a day are known."""
    open_end = date.precision in (Precision.BEFORE, Precision.AFTER)
    if open_end and day.endswith(("-01-01", "-12-31")):
        return 4
    precision = date.precision
    return {Precision.YEAR: 4, Precision.SEASON: 7, Precision.MONTH: 7}.get(precision, 10)


def _date(date: DateValue, day: str) -> dict[str, int]:
    parts = day[: _digits(date, day)].split("-")
    return {name: int(part) for name, part in zip(("year", "month", "day"), parts, strict=False)}


def _html(text: str | None) -> str:
    return escape(clean(text), quote=True)


def _told(happening: Happening) -> str:
    first = happening.first
    if first is None:
        return ""
    pieces = [f"<p>{_html(first.sentence)}</p>"]
    source = first.mention.mention.attribution
    if source is not None:
        pieces.append(f"<p>{_html(attribution(source).capitalize())}</p>")
    article = first.document.article if first.document else None
    if article is not None:
        name = _html(article.publisher or article.title or article.uri)
        if article.uri.startswith(("http://", "https://")):
            name = f'<a href="{escape(plain(article.uri), quote=True)}">{name}</a>'
        more = happening.event.n_reports - 1
        rest = f" and {more} more report{'' if more == 1 else 's'}" if more else ""
        pieces.append(f"<p>{name}{rest}</p>")
    return "".join(pieces)
