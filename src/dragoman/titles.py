"""An event in one line, as lists and search name it."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.records import Event, Party


def event_title(event: Event) -> str:
    """Return an event in one line: ``CONSULT visit: Iran → Azerbaijan, 2018-02-21, Baku``."""

    def side(parties: Sequence[Party]) -> str:
        return ", ".join(p.name or p.text for p in parties)

    parties = " → ".join(filter(None, (side(event.actors), side(event.recipients))))
    label = f"{event.type} {event.mode}" if event.mode else event.type
    when = (event.date.start or event.date.end) if event.date else None
    where = event.place.name if event.place else None
    return ", ".join(filter(None, (f"{label}: {parties or '?'}", when, where)))
