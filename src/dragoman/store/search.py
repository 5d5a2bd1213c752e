"""Full-text search over documents and events (SQLite FTS5)."""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

from dragoman.stored import SearchHit

_PART = re.compile(r'(?P<no>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_WORD = re.compile(r"\w+\*?")

_STOOD = "{0}.retired_at IS NULL"
_STOOD_AT = "{0}.known_at <= :at AND ({0}.retired_at IS NULL OR {0}.retired_at > :at)"
_DOCUMENTS = """
    SELECT 'document', d.doc_id, coalesce(d.title, d.uri),
           snippet(documents_search, 1, '', '', ' … ', 24), -bm25(documents_search, 4.0, 1.0)
    FROM documents_search
    JOIN documents d ON d.document_key = documents_search.rowid
    WHERE documents_search MATCH :query
      AND EXISTS (SELECT 1 FROM codings c WHERE c.doc_id = d.doc_id AND {stood})
    ORDER BY bm25(documents_search, 4.0, 1.0), d.doc_id LIMIT :limit
    """
_EVENTS = """
    SELECT 'event', e.event_id, e.title,
           snippet(events_search, 1, '', '', ' … ', 24), -bm25(events_search, 4.0, 1.0)
    FROM events_search
    JOIN events e ON e.event_key = events_search.rowid
    WHERE events_search MATCH :query AND {stood}
    ORDER BY bm25(events_search, 4.0, 1.0), e.event_id LIMIT :limit
    """


def match_query(query: str) -> str | None:
    """Return what a user typed as an FTS5 query that cannot fail; None if no word is in it.

    All words must occur. ``"…"`` holds words together, ``-word`` excludes, ``OR`` joins
    the words beside it, ``word*`` is a beginning. Everything else is taken as words.
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    either = False
    for part in _PART.finditer(query):
        if part["word"] == "OR" and not part["no"]:
            either = bool(wanted)
            continue
        words = _WORD.findall(part["phrase"] if part["phrase"] is not None else part["word"])
        words = [w for w in words if any(c.isalnum() for c in w)]
        if not words:
            continue
        prefix = "*" if words[-1].endswith("*") else ""
        # One token that FTS5 cuts further (“a_b”) stays a phrase; so does a hyphened word.
        term = '"' + " ".join(w.rstrip("*") for w in words) + '"' + prefix
        if part["no"]:
            unwanted.append(term)
        elif either:
            wanted[-1] = f"{wanted[-1]} OR {term}"
        else:
            wanted.append(term)
        either = False
    if not wanted:
        return None
    found = " AND ".join(f"({w})" for w in wanted)
    return f"({found}) NOT ({' OR '.join(unwanted)})" if unwanted else found


def search(connection: Connection, query: str, limit: int, at: str | None) -> list[SearchHit]:
    """Return the hits in events and documents that stood, the best of each kind in turn.

    How well a text fits is weighed by how rare the words are in all that the store holds
    now, at whatever moment it stood.
    """
    match = match_query(query)
    if match is None or limit < 1:
        return []
    values = {"query": match, "limit": limit} | ({} if at is None else {"at": at})
    stood = _STOOD if at is None else _STOOD_AT
    found = [
        [
            SearchHit(*row)
            for row in connection.execute(text(sql.format(stood=stood.format(table))), values)
        ]
        for sql, table in ((_EVENTS, "e"), (_DOCUMENTS, "c"))
    ]
    # Scores of the two indexes do not compare, ranks do.
    ranked = sorted((n, kind, hit) for kind, hits in enumerate(found) for n, hit in enumerate(hits))
    return [hit for _, _, hit in ranked[:limit]]
