"""What a store is asked: documents, events, mentions, statements, actors, relations.

Each question may be put as of a moment, ``at``: the answer is what it was then, of which
None is now. See :mod:`dragoman.store.moments`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, literal, select, tuple_
from sqlalchemy.sql.elements import SQLCoreOperations

from dragoman.errors import UsageError
from dragoman.records import (
    CodedArticle,
    Event,
    EventMention,
    Statement,
)
from dragoman.store.moments import known, stood
from dragoman.store.rows import article_of, coded_of
from dragoman.store.schema import (
    codings,
    copies,
    documents,
    event_mentions,
    event_parties,
    events,
    mentions,
    pages,
    statements,
)
from dragoman.stored import (
    ActorSummary,
    EventQuery,
    StoredDocument,
    StoredEvent,
    StoredMention,
    StoredSheet,
    StoredStatement,
)

_CHUNK = 200


def _documents(at: str | None) -> Select[Any]:
    in_events = (
        select(func.count(events.c.event_key.distinct()))
        .select_from(mentions)
        .join(event_mentions, event_mentions.c.mention_id == mentions.c.mention_id)
        .join(events, events.c.event_key == event_mentions.c.event_key)
        .where(mentions.c.coding_id == codings.c.coding_id, stood(events, at), stood(codings, at))
        .correlate(codings)
        .scalar_subquery()
    )
    copied = (
        select(copies.c.copy_of)
        .where(copies.c.doc_id == documents.c.doc_id, stood(copies, at))
        .correlate(documents)
        .scalar_subquery()
    )
    return select(
        documents,
        codings.c.coding_id,
        codings.c.article,
        codings.c.coding,
        in_events.label("n_events"),
        copied.label("copy_of"),
    ).join(codings, codings.c.doc_id == documents.c.doc_id)


def _document(row: Any) -> StoredDocument:
    return StoredDocument(
        article=article_of(row),
        copy_of=row["copy_of"],
        n_events=row["n_events"],
        first_seen=row["first_seen"],
        notices=tuple(json.loads(row["coding"])["notices"]),
    )


def read_documents(
    connection: Connection, at: str | None, after: str | None = None
) -> Iterator[StoredDocument]:
    """Give the documents that stood: by date of publication, undated last, then by id.

    Args:
        connection: to the store.
        at: the moment.
        after: only those that follow the document of this id.

    Raises:
        UsageError: no such document stood.
    """
    day = func.coalesce(codings.c.published_start, codings.c.published_end)
    order = (day.is_(None), day, codings.c.doc_id)
    wanted = _documents(at).where(stood(codings, at)).order_by(*order)
    if after is not None:
        last = select(*order).where(stood(codings, at), codings.c.doc_id == after)
        wanted = wanted.where(_following(order, connection.execute(last).first(), after))
    for row in connection.execute(wanted).yield_per(_CHUNK).mappings():
        yield _document(row)


def read_document(connection: Connection, doc_id: str, at: str | None) -> StoredDocument | None:
    """Return a document, also one that a newer version of its page had superseded."""
    wanted = _documents(at).where(documents.c.doc_id == doc_id, known(codings, at))
    newest = wanted.order_by(codings.c.coding_id.desc()).limit(1)
    row = connection.execute(newest).mappings().first()
    return None if row is None else _document(row)


def read_sheets(
    connection: Connection, docs: Sequence[str], at: str | None
) -> dict[str, StoredSheet]:
    """Return the texts of documents by their ids; of each the newest known version."""
    found: dict[str, StoredSheet] = {}
    copied = (
        select(copies.c.copy_of)
        .where(copies.c.doc_id == documents.c.doc_id, stood(copies, at))
        .correlate(documents)
        .scalar_subquery()
    )
    wanted = (
        select(
            documents.c.doc_id,
            documents.c.text,
            codings.c.language,
            codings.c.published_start,
            copied.label("copy_of"),
        )
        .join(codings, codings.c.doc_id == documents.c.doc_id)
        .where(known(codings, at))
        .order_by(codings.c.coding_id)
    )
    for n in range(0, len(docs), _CHUNK):
        rows = connection.execute(wanted.where(documents.c.doc_id.in_(docs[n : n + _CHUNK])))
        found.update((row[0], StoredSheet(*row)) for row in rows)
    return found


def read_coded(
    connection: Connection, docs: Sequence[str] | None = None, at: str | None = None
) -> Iterator[CodedArticle]:
    """Give the documents that stood as they were coded, all or those named, for the linker."""
    last = 0
    wanted = stood(codings, at)
    if docs is not None:
        wanted &= codings.c.doc_id.in_(docs)
    while True:
        rows = (
            connection.execute(
                select(documents, codings.c.coding_id, codings.c.article, codings.c.coding)
                .join(codings, codings.c.doc_id == documents.c.doc_id)
                .where(wanted, codings.c.coding_id > last)
                .order_by(codings.c.coding_id)
                .limit(_CHUNK)
            )
            .mappings()
            .all()
        )
        if not rows:
            return
        ids = [row["coding_id"] for row in rows]
        found = _bodies(connection, mentions, ids)
        said = _bodies(connection, statements, ids)
        for row in rows:
            yield coded_of(dict(row), found[row["coding_id"]], said[row["coding_id"]])
        last = ids[-1]


def _bodies(connection: Connection, table: Any, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = connection.execute(
        select(table.c.coding_id, table.c.body)
        .where(table.c.coding_id.in_(ids))
        .order_by(table.c.coding_id, table.c.ordinal)
    )
    for coding, body in rows:
        found[coding].append(body)
    return found


def _takes_part(code: str) -> ColumnElement[bool]:
    return (
        select(event_parties.c.event_key)
        .where(
            event_parties.c.event_key == events.c.event_key,
            (event_parties.c.country == code) | (event_parties.c.party_id == code),
        )
        .exists()
    )


def _both_take_part(code: str) -> ColumnElement[bool]:
    """Return whether a party code stands twice in an event: something within one state."""
    return (
        select(func.count())
        .select_from(event_parties)
        .where(
            event_parties.c.event_key == events.c.event_key,
            (event_parties.c.country == code) | (event_parties.c.party_id == code),
        )
        .scalar_subquery()
        > 1
    )


def _following(
    order: Sequence[ColumnElement[Any]], last: Sequence[Any] | None, name: str
) -> ColumnElement[bool]:
    """Return whether a row comes after one that was given: undated, date, then by the rest.

    Args:
        order: whether the date is null, the date, and what orders rows of one date.
        last: their values in that row; None if it is not there.
        name: of that row.
    """
    if last is None:
        raise UsageError("unknown-id", f"nothing here has the id {name!r}, after which to go on")
    undated, date, *rest = order
    had_none, day, *values = last
    beyond: ColumnElement[bool] = tuple_(*rest) > tuple_(*(literal(v) for v in values))
    if had_none:
        return undated & beyond
    later: ColumnElement[bool] = undated | (date > day) | ((date == day) & beyond)
    return later


def read_events(connection: Connection, query: EventQuery, at: str | None) -> Iterator[StoredEvent]:
    """Give the events that stood and a query wants, by date, undated last, then by id."""
    wanted: list[SQLCoreOperations[bool]] = [stood(events, at)]
    if query.a is not None and query.a == query.b:
        wanted.append(_both_take_part(query.a))
    else:
        wanted.extend(_takes_part(code) for code in (query.a, query.b) if code is not None)
    if query.since is not None:
        open_end = events.c.date_start.is_not(None) & events.c.date_end.is_(None)
        wanted.append((events.c.date_end >= query.since) | open_end)
    if query.until is not None:
        open_start = events.c.date_end.is_not(None) & events.c.date_start.is_(None)
        wanted.append((events.c.date_start <= query.until) | open_start)
    if query.types:
        wanted.append(events.c.type.in_(query.types))
    if query.modalities:
        wanted.append(events.c.modality.in_([str(m) for m in query.modalities]))
    order = (events.c.sort_date.is_(None), events.c.sort_date, events.c.event_id)
    if query.after is not None:
        last = select(*order).where(stood(events, at), events.c.event_id == query.after)
        wanted.append(_following(order, connection.execute(last).first(), query.after))
    found = select(events).where(*wanted).order_by(*order).limit(query.limit)
    for row in connection.execute(found).yield_per(_CHUNK).mappings():
        yield event_of(row)


def event_of(row: Any) -> StoredEvent:
    """Build an event from a row of `events`."""
    return StoredEvent(
        Event.from_dict(json.loads(row["body"])),
        status=row["status"],
        first_seen=row["first_seen"],
        last_changed=row["known_at"],
    )


def read_event(connection: Connection, event_id: str, at: str | None) -> StoredEvent | None:
    """Return an event by its id.

    An id that an event bore before it took in earlier reports leads to the event that
    held its first report then.
    """
    standing = stood(events, at)
    borne = select(events, standing.label("stood")).where(
        events.c.event_id == event_id, known(events, at)
    )
    latest = borne.order_by(standing.desc(), events.c.event_key.desc()).limit(1)
    row = connection.execute(latest).mappings().first()
    if row is None:
        return None
    if row["stood"]:
        return event_of(row)
    held = (
        select(events)
        .join(event_mentions, event_mentions.c.event_key == events.c.event_key)
        .where(
            standing,
            event_mentions.c.mention_id
            == select(event_mentions.c.mention_id)
            .where(event_mentions.c.event_key == row["event_key"], event_mentions.c.ordinal == 0)
            .scalar_subquery(),
        )
    )
    holding = connection.execute(held).mappings().first()
    return None if holding is None else event_of(holding)


def _mentions(at: str | None) -> Select[Any]:
    held = (
        select(events.c.event_id)
        .join(event_mentions, event_mentions.c.event_key == events.c.event_key)
        .where(
            event_mentions.c.mention_id == mentions.c.mention_id,
            stood(events, at),
            stood(codings, at),
        )
        .correlate(mentions, codings)
        .scalar_subquery()
    )
    return select(
        mentions.c.mention_id, mentions.c.body, codings.c.doc_id, held.label("event_id")
    ).join(codings, codings.c.coding_id == mentions.c.coding_id)


def _mention(row: Any) -> StoredMention:
    return StoredMention(
        EventMention.from_dict(json.loads(row["body"])), row["doc_id"], row["event_id"]
    )


def read_mentions(
    connection: Connection, ids: Sequence[str], at: str | None
) -> list[StoredMention]:
    """Return mentions in the order of their ids; ids that the store lacks are left out."""
    found: dict[str, StoredMention] = {}
    for n in range(0, len(ids), _CHUNK):
        rows = connection.execute(
            _mentions(at)
            .where(mentions.c.mention_id.in_(ids[n : n + _CHUNK]), known(codings, at))
            .order_by(codings.c.coding_id)
        ).mappings()
        # The newest coding of a mention comes last and stays.
        found.update((row["mention_id"], _mention(row)) for row in rows)
    return [found[i] for i in ids if i in found]


def _newest(doc_id: str, at: str | None) -> ColumnElement[int]:
    """Return the coding that shows a document: the one that stood, else the last."""
    return (
        select(codings.c.coding_id)
        .where(codings.c.doc_id == doc_id, known(codings, at))
        .order_by(codings.c.coding_id.desc())
        .limit(1)
        .scalar_subquery()
    )


def read_mentions_of(connection: Connection, doc_id: str, at: str | None) -> list[StoredMention]:
    """Return the mentions of a document in the order of the text."""
    wanted = _mentions(at).where(mentions.c.coding_id == _newest(doc_id, at))
    return [
        _mention(row) for row in connection.execute(wanted.order_by(mentions.c.ordinal)).mappings()
    ]


def read_statements(
    connection: Connection, doc_id: str | None, at: str | None, after: str | None = None
) -> Iterator[StoredStatement]:
    """Give the statements of one document, or of all that stood, by document and place.

    Args:
        connection: to the store.
        doc_id: of the document.
        at: the moment.
        after: of all that stood, only those that follow the statement of this id.

    Raises:
        UsageError: no such statement stood.
    """
    wanted = select(statements.c.body, codings.c.doc_id).join(
        codings, codings.c.coding_id == statements.c.coding_id
    )
    if doc_id is None:
        order = (codings.c.doc_id, statements.c.ordinal)
        wanted = wanted.where(stood(codings, at)).order_by(*order)
        if after is not None:
            last = _statement(after, at).with_only_columns(*order)
            place = connection.execute(last).first()
            if place is None:
                raise UsageError("unknown-id", f"no statement here has the id {after!r}")
            wanted = wanted.where(tuple_(*order) > tuple_(*(literal(v) for v in place)))
    else:
        wanted = wanted.where(statements.c.coding_id == _newest(doc_id, at))
        wanted = wanted.order_by(statements.c.ordinal)
    for body, doc in connection.execute(wanted).yield_per(_CHUNK):
        yield StoredStatement(Statement.from_dict(json.loads(body)), doc)


def _statement(statement_id: str, at: str | None) -> Select[Any]:
    return (
        select(statements.c.body, codings.c.doc_id)
        .join(codings, codings.c.coding_id == statements.c.coding_id)
        .where(stood(codings, at), statements.c.statement_id == statement_id)
        .limit(1)
    )


def read_statement(
    connection: Connection, statement_id: str, at: str | None
) -> StoredStatement | None:
    """Return a statement that stood, by its id."""
    row = connection.execute(_statement(statement_id, at)).first()
    return None if row is None else StoredStatement(Statement.from_dict(json.loads(row[0])), row[1])


def read_actors(connection: Connection, at: str | None) -> list[ActorSummary]:
    """Return the parties of the events that stood, those with most events first.

    A party without an id goes by its country, and one without either by its words.
    """
    p = event_parties.c
    key = func.coalesce(p.party_id, p.country, p.name)
    standing = (
        select(key.label("key"), p.event_key, p.name, p.country, p.sector)
        .join(events, events.c.event_key == p.event_key)
        .where(stood(events, at))
        .subquery()
    )
    counts = connection.execute(
        select(standing.c.key, func.count(standing.c.event_key.distinct())).group_by(standing.c.key)
    ).all()
    described: dict[str, Any] = {}
    readings = select(
        standing.c.key, standing.c.name, standing.c.country, standing.c.sector, func.count()
    ).group_by(standing.c.key, standing.c.name, standing.c.country, standing.c.sector)
    for row in sorted(connection.execute(readings), key=lambda r: (-r[4], str(tuple(r)))):
        described.setdefault(row[0], row)
    return [
        ActorSummary(
            id=k, name=described[k][1], country=described[k][2], sector=described[k][3], n_events=n
        )
        for k, n in sorted(counts, key=lambda r: (-r[1], r[0]))
    ]


def read_ids(
    connection: Connection, beginning: str, limit: int, at: str | None
) -> dict[str, list[str]]:
    """Return ids that begin so: of events, documents, mentions and statements that stood.

    Args:
        connection: to the store.
        beginning: with the letters before the dash, or without.
        limit: how many ids of each sort are enough.
        at: the moment.
    """
    event, document, said = events.c.event_id, codings.c.doc_id, statements.c.statement_id
    held = event_mentions.c.mention_id
    in_force, standing = stood(events, at), stood(codings, at)
    sorts: dict[str, tuple[str, Select[Any]]] = {
        "event": ("e-", select(event).where(in_force)),
        "document": ("doc-", select(document).where(standing)),
        "mention": ("m-", select(held).join(events).where(in_force)),
        "statement": ("s-", select(said).join(codings).where(standing)),
    }
    found: dict[str, list[str]] = {}
    for sort, (prefix, ids) in sorts.items():
        if "-" in beginning and not beginning.startswith(prefix):
            continue
        head = beginning if "-" in beginning else prefix + beginning
        column = ids.selected_columns[0]
        # A range, and not a pattern, so that the index is used. Ids are hex digits: a “z”
        # comes after them in every order of letters.
        within = ids.where(column >= head, column <= head + "z").distinct()
        found[sort] = list(connection.scalars(within.order_by(column).limit(limit)))
    return found


def read_failures(connection: Connection) -> list[tuple[str, str, str, str]]:
    """Return the pages that failed and were not mended: uri, code, message, since when."""
    wanted = select(pages.c.uri, pages.c.error_code, pages.c.error_message, pages.c.known_at).where(
        pages.c.status == "failed", pages.c.current
    )
    return [tuple(row) for row in connection.execute(wanted.order_by(pages.c.uri, pages.c.page_id))]


def is_done(connection: Connection, uri: str, page_sha256: str, fingerprint: str) -> bool:
    """Return whether a page was read and coded under a fingerprint."""
    key = tuple_(pages.c.uri, pages.c.sha256, pages.c.fingerprint)
    wanted = select(pages.c.page_id).where(
        key == (uri, page_sha256, fingerprint), pages.c.status == "done"
    )
    return connection.execute(wanted).first() is not None
