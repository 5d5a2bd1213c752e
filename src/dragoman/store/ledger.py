"""What a store is asked about its history: its runs, and what changed between two."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, func, select

from dragoman.errors import UsageError
from dragoman.ledger import EventChange, RunSummary, change, grouped
from dragoman.store.moments import stood
from dragoman.store.reading import event_of, read_mentions
from dragoman.store.rows import chunks
from dragoman.store.schema import event_mentions, events, linkings, runs
from dragoman.stored import StoredEvent

_BATCH = 200
_COUNTED = ("n_events_known", "n_events_retired")
Group = tuple[tuple[int, ...], tuple[int, ...]]


def read_runs(connection: Connection) -> list[RunSummary]:
    """Return all runs, the first first."""
    known: Counter[int] = Counter()
    retired: Counter[int] = Counter()
    at: dict[str, int] = {}
    for linking in connection.execute(
        select(linkings.c.known_at, linkings.c.run_id, func.count(events.c.event_key))
        .join(events, events.c.linking_id == linkings.c.linking_id, isouter=True)
        .group_by(linkings.c.linking_id)
    ):
        time, run, n = linking
        if run is not None:
            # An event is retired by the linking of that time: a store writes no two runs,
            # nor a linking outside of them, down for one moment.
            at[time] = run
            known[run] += n
    for time, n in connection.execute(
        select(events.c.retired_at, func.count())
        .where(events.c.retired_at.is_not(None))
        .group_by(events.c.retired_at)
    ):
        if time in at:
            retired[at[time]] += n
    columns = [runs.c[f] for f in RunSummary.__dataclass_fields__ if f not in _COUNTED]
    return [
        RunSummary(
            **row._mapping,
            n_events_known=known[row.run_id],
            n_events_retired=retired[row.run_id],
        )
        for row in connection.execute(select(*columns).order_by(runs.c.run_id))
    ]


def end_of_run(connection: Connection, run: int) -> str | None:
    """Return the moment at which a run ended; None, which is now, while it is at work.

    Raises:
        UsageError: there is no such run.
    """
    row = connection.execute(select(runs.c.ended_at).where(runs.c.run_id == run)).first()
    if row is not None:
        return None if row.ended_at is None else str(row.ended_at)
    first, last = connection.execute(select(func.min(runs.c.run_id), func.max(runs.c.run_id))).one()
    there = (
        "none yet" if last is None else f"1 run, {last}" if first == last else f"{first} to {last}"
    )
    raise UsageError(
        "unknown-run",
        f"this store has no run {run}; it has {there}, and `dragoman runs` shows them",
    )


def read_changes(
    connection: Connection, before: str | None, after: str | None
) -> Iterator[EventChange]:
    """Give what changed in the events between two moments, by date, undated last.

    Events that say the same at both are not given, whatever they were in between.
    """
    old, new = _only(connection, before, after), _only(connection, after, before)
    groups = _groups(connection, old, new, before, after)
    order = old | new
    groups.sort(key=lambda g: min(order[key] for key in (*g[1], *g[0])))
    for n in range(0, len(groups), _BATCH):
        batch = groups[n : n + _BATCH]
        full = _events(connection, [key for group in batch for side in group for key in side])
        for ours, theirs in batch:
            found = change(
                [full[k] for k in sorted(ours, key=order.__getitem__)],
                [full[k] for k in sorted(theirs, key=order.__getitem__)],
            )
            if found is not None:
                yield found


def _only(
    connection: Connection, at: str | None, other: str | None
) -> dict[int, tuple[bool, str, str]]:
    """Return the versions of events that stood at one moment only, with their sort keys."""
    wanted = select(events.c.event_key, events.c.sort_date, events.c.event_id).where(
        stood(events, at), ~stood(events, other)
    )
    return {
        row.event_key: (row.sort_date is None, row.sort_date or "", row.event_id)
        for row in connection.execute(wanted)
    }


def _groups(
    connection: Connection,
    old: Mapping[int, object],
    new: Mapping[int, object],
    before: str | None,
    after: str | None,
) -> list[Group]:
    """Put together the events that share a report, then those left over that share words."""
    ours, theirs = _reports(connection, list(old)), _reports(connection, list(new))
    groups = grouped(ours, theirs)
    alone = [g for g in groups if not g[0] or not g[1]]
    left = [
        {key: reports[key] for group in alone for key in group[side]}
        for side, reports in enumerate((ours, theirs))
    ]
    words = [
        _words(connection, reports, at) for reports, at in zip(left, (before, after), strict=True)
    ]
    return [g for g in groups if g[0] and g[1]] + grouped(*words)


def _reports(connection: Connection, keys: Sequence[int]) -> dict[int, list[str]]:
    held: dict[int, list[str]] = defaultdict(list)
    for chunk in chunks(keys):
        for row in connection.execute(
            select(event_mentions.c.event_key, event_mentions.c.mention_id).where(
                event_mentions.c.event_key.in_(chunk)
            )
        ):
            held[row.event_key].append(row.mention_id)
    return {key: held[key] for key in keys}


def _words(
    connection: Connection, reports: Mapping[int, Sequence[str]], at: str | None
) -> dict[int, set[Hashable]]:
    """Return the characters of documents that the triggers of events cover."""
    words: dict[int, set[Hashable]] = {}
    for keys in chunks(reports):
        ids = [report for key in keys for report in reports[key]]
        triggers = {m.mention.mention_id: m for m in read_mentions(connection, ids, at)}
        for key in keys:
            words[key] = {
                (m.doc_id, place)
                for m in (triggers[i] for i in reports[key] if i in triggers)
                for place in range(m.mention.trigger.start, m.mention.trigger.end)
            }
    return words


def _events(connection: Connection, keys: Sequence[int]) -> dict[int, StoredEvent]:
    return {
        row["event_key"]: event_of(row)
        for chunk in chunks(keys)
        for row in connection.execute(
            select(events).where(events.c.event_key.in_(chunk))
        ).mappings()
    }
