"""A store's history: its runs, and what changed in the events between two."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.ledger import EventChange, FieldChange, RunSummary, facts
from dragoman.present import dates, words
from dragoman.present.tables import Listing
from dragoman.present.text import clean, inline, join, shorten
from dragoman.records import Event
from dragoman.stored import StoredEvent

Json = dict[str, Any]

_FINGERPRINT = 16
_CELL = 300
_FIELD_WIDTH = 12
_STYLES = {"new": "green", "gone": "red", "changed": "yellow"}


def run_json(run: RunSummary) -> Json:
    """Return a run with its counts."""
    return asdict(run)


def change_json(change: EventChange) -> Json:
    """Return a change: the events before and after, and which fields differ if it is one event."""
    row: Json = {
        "change": change.kind,
        "before": [facts(e.event) for e in change.before],
        "after": [facts(e.event) for e in change.after],
        "fields": [{"field": f.field, "from": f.before, "to": f.after} for f in change.fields],
    }
    if change.where is not None:
        doc_id, start, end = change.where
        row |= {"doc_id": doc_id, "start": start, "end": end}
        for side in ("before", "after"):
            for told, stored in zip(row[side], getattr(change, side), strict=True):
                told["trigger"] = stored.event.triggers[0]
    return row


def runs(found: Iterable[RunSummary]) -> Listing:
    """Return runs, a row each: when, how it went, what it read and what it changed."""
    rows = []
    for run in found:
        when = Text(clean(run.started_at))
        when.append(f"\n{clean(run.ended_at) or '(not ended)'}", style="dim")
        pages = f"{run.n_saved} saved, {run.n_skipped} skipped, {run.n_failed} failed"
        with_ = Text(f"{pages}; events +{run.n_events_known} −{run.n_events_retired}")
        short = shorten(run.fingerprint, _FINGERPRINT)
        with_.append(f"\n{clean(run.version)}, {short}", style="dim")
        if run.coder is not None:
            with_ = Text(f"second coder: {clean(run.coder)}\n{run.n_saved} documents whole, ")
            with_.append(f"{run.n_skipped} before, {run.n_failed} with passages unanswered")
        rows.append((Text(str(run.run_id)), when, Text(run.status), with_))
    return Listing((("run", 4), ("began, ended", 20), ("status", 11), ("what", None)), rows)


def change(found: EventChange) -> RenderableType:
    """Return a change in words: the event or events, and each field that differs.

    Where two coders are compared, also the words that say it and where they stand.
    """
    told = _change(found)
    if found.where is None:
        return told
    doc_id, start, end = found.where
    triggers = [
        " ".join(f"“{inline(e.event.triggers[0])}”" for e in side)
        for side in (found.before, found.after)
    ]
    words = " → ".join(dict.fromkeys(t for t in triggers if t))
    place = Text(f"{words}  {clean(doc_id)}, characters {start} to {end}", style="dim")
    return Group(told, Padding(place, (0, 0, 0, 4)))


def _change(found: EventChange) -> RenderableType:
    head = Text(f"{found.kind:<10}", style=f"bold {_STYLES.get(found.kind, 'magenta')}")
    if found.kind == "changed":
        (was,), (now,) = found.before, found.after
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=_FIELD_WIDTH, style="dim")
        grid.add_column(overflow="fold")
        for field in found.fields:
            grid.add_row(field.field, _differing(field, was.event, now.event))
        return Group(head + _line(now), Padding(grid, (0, 0, 0, 4)))
    if not found.before or not found.after:
        return head + _line((found.before or found.after)[0])
    return Group(head, _side("from", found.before), _side("to", found.after))


def _side(label: str, events: Sequence[StoredEvent]) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=4, style="dim")
    grid.add_column(overflow="fold")
    for n, stored in enumerate(events):
        grid.add_row(label if n == 0 else "", _line(stored))
    return Padding(grid, (0, 0, 0, 4))


def _line(stored: StoredEvent) -> Text:
    e = stored.event
    modality = words.MODALITY_WORDS[e.modality]
    what = [
        dates.label(e.date),
        words.kind(e.type, e.mode),
        words.parties(e.actors, e.recipients),
        f"[{modality}]" if modality else "",
    ]
    line = Text("  ".join(w for w in what if w))
    line.append(f"  {words.short_id(e.event_id)}", style="dim")
    return line


def _differing(field: FieldChange, was: Event, now: Event) -> Text:
    """Return how a field differs, in short words if these tell it, else as JSON."""
    if field.field == "reports":
        come = [f"+{words.short_id(m)}" for m in field.after if m not in field.before]
        gone = [f"−{words.short_id(m)}" for m in field.before if m not in field.after]
        counts = f"{len(field.before)} → {len(field.after)}"
        return Text(clean(f"{counts}: {' '.join(come + gone)}"))
    old, new = _words(field.field, was), _words(field.field, now)
    if old == new:
        old, new = (json.dumps(v, ensure_ascii=False) for v in (field.before, field.after))
    return Text(f"{inline(shorten(old, _CELL))} → {inline(shorten(new, _CELL))}")


def _words(field: str, event: Event) -> str:
    """Return the value of a field in short words."""
    match field:
        case "date":
            return dates.label(event.date)
        case "place":
            return event.place.name if event.place else "none"
        case "actors" | "recipients":
            return join([words.party(p) for p in getattr(event, field)]) or "none"
        case "amounts" | "objects":
            return "; ".join(v.text for v in getattr(event, field)) or "none"
        case "conflicts":
            return "; ".join(words.conflict(c) for c in event.conflicts) or "none"
        case "confidence":
            return f"{event.confidence:.2f}"
    value = facts(event)[field]
    return ", ".join(value) or "none" if isinstance(value, list) else str(value or "none")
