"""The records of a store's history: its runs, and what changed in the events between two.

Events are followed by their reports, not by their ids: those that share a report are the
same happening, however it is told now. A report is also the same where the same words
are coded otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from dragoman.records import (
    Amount,
    Conflict,
    Event,
    EventMention,
    Party,
    content_id,
)
from dragoman.stored import StoredEvent

Key = TypeVar("Key", bound=Hashable)

KINDS = ("new", "gone", "changed", "merged", "split", "regrouped", "same")
"""What may become of events; ``regrouped``: several exchanged reports; ``same`` is told of two
coders only, who agree."""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """One build, or one run of a second coder: when, with what, and how it went.

    Attributes:
        status: ``running``, ``done`` or ``interrupted``.
        fingerprint: version of all that decides the coding.
        n_events_known: versions of events that became known when the run linked.
        n_events_retired: versions that ceased to hold then. An event that changed counts
            in both.
        coder: whose opinion it asked for, with model and prompt; null for a build. Its
            counts are of documents.
    """

    run_id: int
    started_at: str
    ended_at: str | None
    status: str
    version: str
    fingerprint: str
    n_read: int
    n_skipped: int
    n_saved: int
    n_failed: int
    n_events_known: int
    n_events_retired: int
    coder: str | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of an event that differs; ``before`` and ``after`` are as :func:`facts` gives."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EventChange:
    """What became of one event, or of some that exchanged reports.

    Attributes:
        kind: one of :data:`KINDS`.
        before: none if new, several if merged.
        after: none if gone, several if split.
        fields: what differs, if changed.
        where: of two coders compared, the document and the characters from the first to the
            last trigger.
    """

    kind: str
    before: tuple[StoredEvent, ...]
    after: tuple[StoredEvent, ...]
    fields: tuple[FieldChange, ...] = ()
    where: tuple[str, int, int] | None = None


def facts(event: Event) -> dict[str, Any]:
    """Return what is compared of an event, as JSON values.

    Where words stand in a text and why reports were linked is no part of it.
    """
    date, place = event.date, event.place
    return {
        "event_id": event.event_id,
        "type": event.type,
        "mode": event.mode,
        "modality": str(event.modality),
        "standing": event.standing,
        "status": event.status,
        "contexts": list(event.contexts),
        "actors": [_party(p) for p in event.actors],
        "recipients": [_party(p) for p in event.recipients],
        "date": date
        and {
            "start": date.start,
            "end": date.end,
            "precision": str(date.precision),
            "basis": str(date.basis),
        },
        "place": place
        and {"name": place.name, "country": place.country, "precision": place.precision},
        "amounts": [_amount(a) for a in event.amounts],
        "objects": [{"text": o.text, "kind": o.kind} for o in event.objects],
        "conflicts": [_conflict(c) for c in event.conflicts],
        "claims": sorted({f"{c.name or c.text or '?'} {c.says}" for c in event.claims}),
        "confidence": event.confidence,
        "n_sources": event.n_sources,
        "reports": sorted(event.mentions),
    }


def change(before: Iterable[StoredEvent], after: Iterable[StoredEvent]) -> EventChange | None:
    """Return what became of events that share reports; None if they say the same."""
    old, new = tuple(before), tuple(after)
    if len(old) == len(new) == 1:
        was, now = facts(old[0].event), facts(new[0].event)
        fields = tuple(FieldChange(name, was[name], now[name]) for name in was)
        differing = tuple(f for f in fields if f.before != f.after)
        return EventChange("changed", old, new, differing) if differing else None
    if not old or not new:
        return EventChange("gone" if old else "new", old, new)
    if len(new) == 1:
        return EventChange("merged", old, new)
    return EventChange("split" if len(old) == 1 else "regrouped", old, new)


def compared(
    doc_id: str, ours: Sequence[EventMention], theirs: Sequence[EventMention]
) -> Iterator[EventChange]:
    """Compare the acts that two coders code in one document.

    Acts are the same whose triggers share a character; of those left over, those of one type
    in one sentence. Compared are type, mode, modality, the parties by what they were resolved
    to, date, place, and according to whom; not the words that were marked.

    Args:
        doc_id: the document.
        ours: one coder's acts.
        theirs: the other's.

    Yields:
        The acts as events of one report each: ``new`` is what the other alone has, ``gone``
        what he lacks, ``changed`` what he tells otherwise, ``same`` what both tell alike.
    """
    both = (dict(enumerate(ours)), dict(enumerate(theirs)))
    groups = grouped(
        *({n: range(m.trigger.start, m.trigger.end) for n, m in s.items()} for s in both)
    )
    alone = [g for g in groups if not g[0] or not g[1]]
    left = (
        {n: [(both[side][n].type, both[side][n].sentence)] for g in alone for n in g[side]}
        for side in (0, 1)
    )
    groups = [g for g in groups if g[0] and g[1]] + grouped(*left)
    found = [
        tuple(tuple(both[side][n] for n in sorted(g[side])) for side in (0, 1)) for g in groups
    ]
    for was, now in sorted(found, key=lambda pair: min(m.trigger.start for m in pair[0] + pair[1])):
        old, new = (tuple(_act(doc_id, m) for m in side) for side in (was, now))
        triggers = [m.trigger for m in (*was, *now)]
        where = (doc_id, min(t.start for t in triggers), max(t.end for t in triggers))
        if len(was) == len(now) == 1:
            before, after = _told(was[0]), _told(now[0])
            fields = tuple(FieldChange(k, before[k], after[k]) for k in before)
            differing = tuple(f for f in fields if f.before != f.after)
            yield EventChange("changed" if differing else "same", old, new, differing, where)
        else:
            changed = change(old, new)
            if changed is not None:
                yield replace(changed, where=where)


def _act(doc_id: str, m: EventMention) -> StoredEvent:
    """Return a mention as an event of its own, which stands in no store."""
    event = Event(
        event_id=content_id("act", doc_id, m.type, str(m.trigger.start), str(m.trigger.end)),
        type=m.type,
        mode=m.mode,
        contexts=m.contexts,
        modality=m.modality,
        actors=m.actors,
        recipients=m.recipients,
        date=m.date,
        place=m.place,
        amounts=m.amounts,
        objects=m.objects,
        mentions=(m.mention_id,),
        n_reports=1,
        n_sources=1,
        conflicts=(),
        links=(),
        confidence=m.confidence,
        triggers=(m.trigger.text,),
    )
    return StoredEvent(event, "machine", "", "")


def _told(m: EventMention) -> dict[str, Any]:
    """Return what two coders are compared by."""
    whole = facts(_act("", m).event)
    source = m.attribution
    return {
        **{name: whole[name] for name in ("type", "mode", "modality")},
        "actors": sorted({p.id or p.country or p.name or p.text for p in m.actors}),
        "recipients": sorted({p.id or p.country or p.name or p.text for p in m.recipients}),
        "date": m.date and {"start": m.date.start, "end": m.date.end},
        "place": m.place and m.place.name,
        "claims": [] if source is None else [f"{source.name or source.text} {source.stance}"],
    }


def grouped(
    before: Mapping[Key, Iterable[Hashable]], after: Mapping[Key, Iterable[Hashable]]
) -> list[tuple[tuple[Key, ...], tuple[Key, ...]]]:
    """Put together what shares a token, across both sides and at any remove.

    >>> grouped({1: "ab", 2: "c", 3: "d"}, {4: "abc", 5: "e"})
    [((1, 2), (4,)), ((3,), ()), ((), (5,))]
    """
    tokens: dict[tuple[bool, Key], set[Hashable]] = {
        (late, key): set(held)
        for late, side in ((False, before), (True, after))
        for key, held in side.items()
    }
    holders: dict[Hashable, list[tuple[bool, Key]]] = defaultdict(list)
    for node, held in tokens.items():
        for token in held:
            holders[token].append(node)
    groups = []
    seen: set[tuple[bool, Key]] = set()
    for start in tokens:
        if start in seen:
            continue
        seen.add(start)
        group, waiting = [], [start]
        while waiting:
            node = waiting.pop()
            group.append(node)
            for token in tokens[node]:
                for other in holders.pop(token, ()):
                    if other not in seen:
                        seen.add(other)
                        waiting.append(other)
        old = tuple(key for late, key in group if not late)
        groups.append((old, tuple(key for late, key in group if late)))
    return groups


def _party(p: Party) -> dict[str, Any]:
    return {
        "id": p.id,
        "name": p.name or p.text,
        "country": p.country,
        "sector": p.sector,
        "role": p.role,
    }


def _amount(a: Amount) -> dict[str, Any]:
    return {
        "kind": a.kind,
        "value": a.value,
        "low": a.low,
        "high": a.high,
        "unit": a.unit,
        "text": a.text,
    }


def _conflict(c: Conflict) -> dict[str, Any]:
    return {"field": c.field, "values": [v.value for v in c.values]}
