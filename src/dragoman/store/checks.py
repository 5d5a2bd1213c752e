"""Is a store sound? SQLite's own checks, then what must hold between our tables."""

from __future__ import annotations

import json

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from dragoman.store import judging
from dragoman.store.linking import is_linked
from dragoman.store.reading import read_coded
from dragoman.store.rows import chunks

_INVARIANTS = (
    (
        "{n} current pages lead to no document",
        "SELECT count(*) FROM pages p WHERE p.status = 'done' AND p.current AND NOT EXISTS "
        "(SELECT 1 FROM codings c WHERE c.doc_id = p.doc_id AND c.retired_at IS NULL)",
    ),
    (
        "{n} current documents come from no current page",
        "SELECT count(*) FROM codings c WHERE c.retired_at IS NULL AND NOT EXISTS "
        "(SELECT 1 FROM pages p WHERE p.doc_id = c.doc_id AND p.status = 'done' AND p.current)",
    ),
    (
        "{n} events rest on no report",
        "SELECT count(*) FROM events e WHERE NOT EXISTS "
        "(SELECT 1 FROM event_mentions m WHERE m.event_key = e.event_key)",
    ),
    (
        "{n} reports stand in two current events",
        "SELECT count(*) FROM (SELECT em.mention_id FROM event_mentions em "
        "JOIN events e ON e.event_key = em.event_key WHERE e.retired_at IS NULL "
        "GROUP BY em.mention_id HAVING count(*) > 1)",
    ),
)
_NO_CODING = (
    "SELECT DISTINCT em.mention_id FROM event_mentions em WHERE NOT EXISTS "
    "(SELECT 1 FROM mentions m WHERE m.mention_id = em.mention_id)"
)
_IN_NO_EVENT = (
    "SELECT m.mention_id, c.doc_id FROM mentions m JOIN codings c ON c.coding_id = m.coding_id "
    "WHERE c.retired_at IS NULL AND NOT EXISTS (SELECT 1 FROM event_mentions em "
    "JOIN events e ON e.event_key = em.event_key "
    "WHERE em.mention_id = m.mention_id AND e.retired_at IS NULL)"
)
_NOT_STANDING = (
    "SELECT em.mention_id, e.event_key FROM events e "
    "JOIN event_mentions em ON em.event_key = e.event_key WHERE e.retired_at IS NULL "
    "AND NOT EXISTS (SELECT 1 FROM mentions m JOIN codings c ON c.coding_id = m.coding_id "
    "WHERE m.mention_id = em.mention_id AND c.retired_at IS NULL)"
)
_HELD = (
    "SELECT em.mention_id FROM event_mentions em JOIN events e ON e.event_key = em.event_key "
    "WHERE e.retired_at IS NULL"
)


def problems(connection: Connection) -> list[str]:
    """Return what is wrong with a store, in words; nothing if it is sound."""
    found = [
        f"SQLite: {said}"
        for (said,) in connection.execute(text("PRAGMA integrity_check(20)"))
        if said != "ok"
    ]
    if found:
        return found
    found.extend(
        f"a row of {row[0]} refers to a missing row of {row[2]}"
        for row in connection.execute(text("PRAGMA foreign_key_check"))
    )
    for words, sql in _INVARIANTS:
        if n := connection.execute(text(sql)).scalar():
            found.append(words.format(n=n))
    unread = _unreadable(connection)
    return found + (unread or _reports(connection, linked=is_linked(connection)))


def _reports(connection: Connection, *, linked: bool) -> list[str]:
    """Return whether the events hold just the mentions that stand, by coding or by judgement."""
    every = judging.read(connection, undone=True)
    seen = {j.snapshot.mention_id for j in every if j.snapshot is not None}
    stray = {row.mention_id for row in connection.execute(text(_NO_CODING))} - seen
    found = [f"{len(stray)} reports of events are in no coding"] if stray else []
    if not linked:
        return found
    docs = judging.judged_docs(connection)
    # In the documents that were judged, what stands is what the judgements leave.
    own = {m.mention_id for one in judging.read_judged(connection, docs) for m in one.coding.events}
    coded = {
        m.mention_id
        for chunk in chunks(sorted(docs))
        for one in read_coded(connection, chunk)
        for m in one.coding.events
    }
    held = set(connection.scalars(text(_HELD)))
    lost = [
        row.mention_id for row in connection.execute(text(_IN_NO_EVENT)) if row.doc_id not in docs
    ]
    if n := len(lost) + len(own - held):
        found.append(f"{n} reports of current documents stand in no event")
    events = {
        row.event_key
        for row in connection.execute(text(_NOT_STANDING))
        if row.mention_id not in own
    }
    if n := len(events) + len((coded - own) & held):
        found.append(f"{n} current events have reports that no longer stand")
    return found


def search_problems(connection: Connection) -> list[str]:
    """Return which search indexes do not fit their texts.

    Args:
        connection: one that may write, for so SQLite sees the command that checks.
    """
    found = []
    for table in ("documents_search", "events_search"):
        check = f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)"
        try:
            connection.execute(text(check))
        except DBAPIError as error:
            found.append(f"the search index {table} does not fit its texts ({error.orig})")
    return found


def _unreadable(connection: Connection) -> list[str]:
    """Return the mentions whose words do not stand where they say."""
    try:
        return [
            f"{m.mention_id} of {one.article.doc_id}: “{m.trigger.text}” does not stand at "
            f"{m.trigger.start}"
            for one in read_coded(connection)
            for m in one.coding.events
            if one.article.text[m.trigger.start : m.trigger.end] != m.trigger.text
        ]
    except (json.JSONDecodeError, TypeError, ValueError, KeyError) as error:
        return [f"a record cannot be read: {error}"]
