"""What joins events: their relations, and the events at the other ends."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import Connection, or_, select, true

from dragoman.records import Event, Relation
from dragoman.standing import Tie, ties_of
from dragoman.store.moments import stood
from dragoman.store.rows import chunks
from dragoman.store.schema import events, relations


def read_relations(
    connection: Connection, ids: Iterable[str] | None, at: str | None
) -> list[Relation]:
    """Return the relations with one of these events at either end, or all, by their ids."""
    wanted = select(
        relations.c.event_id,
        relations.c.other_id,
        relations.c.kind,
        relations.c.step,
        relations.c.score,
        relations.c.reasons,
    ).where(stood(relations, at))
    found: dict[tuple[str, str, str], Relation] = {}
    every: Iterable[list[str] | None] = [None] if ids is None else chunks(sorted(set(ids)))
    for chunk in every:
        near = (
            true()
            if chunk is None
            else or_(relations.c.event_id.in_(chunk), relations.c.other_id.in_(chunk))
        )
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


def read_ties(
    connection: Connection, ids: Iterable[str], at: str | None
) -> dict[str, tuple[Tie, ...]]:
    """Return what joins each of these events to others that stood; those with nothing left out."""
    wanted = set(ids)
    joined = read_relations(connection, wanted, at)
    ends = {i for r in joined for i in (r.event_id, r.other_id)}
    held: dict[str, Event] = {}
    for chunk in chunks(sorted(ends)):
        for body in connection.scalars(
            select(events.c.body).where(events.c.event_id.in_(chunk), stood(events, at))
        ):
            event = Event.from_dict(json.loads(body))
            held[event.event_id] = event
    of: dict[str, list[Relation]] = {}
    for r in joined:
        for end in wanted & {r.event_id, r.other_id}:
            of.setdefault(end, []).append(r)
    return {i: ties for i, mine in of.items() if (ties := ties_of(i, mine, held))}
