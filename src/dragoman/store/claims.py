"""What joins events: their relations, and the events at the other ends."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, or_, select

from dragoman.records import Event, Relation
from dragoman.standing import Tie, ties_of
from dragoman.store.rows import chunks
from dragoman.store.schema import events, relations


def read_relations(connection: Connection, ids: Iterable[str]) -> list[Relation]:
    """Return the current relations with one of these events at either end, by their ids."""
    wanted = select(
        relations.c.event_id,
        relations.c.other_id,
        relations.c.kind,
        relations.c.step,
        relations.c.score,
        relations.c.reasons,
    ).where(relations.c.retired_at.is_(None))
    found: dict[tuple[str, str, str], Relation] = {}
    for chunk in chunks(sorted(set(ids))):
        near = or_(relations.c.event_id.in_(chunk), relations.c.other_id.in_(chunk))
        for row in connection.execute(wanted.where(near)):
            found[row.event_id, row.other_id, row.kind] = Relation(
                row.event_id,
                row.other_id,
                row.kind,
                row.step,
                row.score,
                tuple(json.loads(row.reasons)),
            )
    return [found[key] for key in sorted(found)]


def read_ties(connection: Connection, ids: Iterable[str]) -> dict[str, tuple[Tie, ...]]:
    """Return what joins each of these events to other current ones; those with nothing left out."""
    wanted = set(ids)
    joined = read_relations(connection, wanted)
    ends = {i for r in joined for i in (r.event_id, r.other_id)}
    held: dict[str, Event] = {}
    for chunk in chunks(sorted(ends)):
        for body in connection.scalars(
            select(events.c.body).where(events.c.event_id.in_(chunk), events.c.retired_at.is_(None))
        ):
            event = Event.from_dict(json.loads(body))
            held[event.event_id] = event
    of: dict[str, list[Relation]] = {}
    for r in joined:
        for end in wanted & {r.event_id, r.other_id}:
            of.setdefault(end, []).append(r)
    return {i: ties for i, mine in of.items() if (ties := ties_of(i, mine, held))}
