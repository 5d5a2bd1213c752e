"""People's judgements in the store, and what it holds as they judged it."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select, update

from dragoman import judged
from dragoman.judged import TIES, VERDICTS, Spot, in_order, locate, replay, spots
from dragoman.linkage import Bonds
from dragoman.records import (
    Action,
    Article,
    CodedArticle,
    EventMention,
    Judgement,
    content_id,
)
from dragoman.store import reading
from dragoman.store.moments import stood
from dragoman.store.rows import chunks, dump
from dragoman.store.schema import codings, event_mentions, events, judgements, mentions
from dragoman.stored import StoredMention

_STANDING = judgements.c.retired_at.is_(None)
_COLUMNS = tuple(c.name for c in judgements.c if c.name not in {"judgement_key", "body"})
_BODY = ("snapshot", "fields", "event_id", "turn")


def add(connection: Connection, given: Iterable[Judgement], *, now: str) -> list[Judgement]:
    """Add judgements; return those that were new to the store or are undone by it.

    One without an id is made now. One with an id comes from elsewhere: if the store has it
    already, nothing happens, but that a judgement which was undone elsewhere is undone here.

    Raises:
        ValueError: an id is that of another judgement.
    """
    taken = []
    for one in given:
        j = one if one.judgement_id else _numbered(connection, one, now=now)
        known = read_one(connection, j.judgement_id)
        if known is None:
            body = {name: value for name, value in j.to_dict().items() if name in _BODY}
            row = {name: getattr(j, name) for name in _COLUMNS} | {"action": str(j.action)}
            connection.execute(insert(judgements).values(**row, body=dump(body)))
            taken.append(j)
        elif dataclasses.replace(j, retired_at=known.retired_at) != known:
            raise ValueError(f"{j.judgement_id} is the id of another judgement")
        elif j.retired_at is not None and known.retired_at is None:
            taken += retire(connection, [j.judgement_id], now=j.retired_at)
    return taken


def _numbered(connection: Connection, j: Judgement, *, now: str) -> Judgement:
    last = select(judgements.c.judgement_key).order_by(judgements.c.judgement_key.desc()).limit(1)
    turn = (connection.execute(last).scalar() or 0) + 1
    made = dataclasses.replace(j, known_at=j.known_at or now, retired_at=None, turn=turn)
    return dataclasses.replace(made, judgement_id=content_id("j", dump(made.to_dict())))


def retire(connection: Connection, ids: Iterable[str], *, now: str) -> list[Judgement]:
    """Undo judgements; return those that held until now."""
    gone = []
    for chunk in chunks(sorted(set(ids))):
        which = _STANDING & judgements.c.judgement_id.in_(chunk)
        gone += [_judgement(row) for row in connection.execute(select(judgements).where(which))]
        connection.execute(update(judgements).where(which).values(retired_at=now))
    return [dataclasses.replace(j, retired_at=now) for j in gone]


def touched(given: Iterable[Judgement]) -> set[str]:
    """Return the documents that judgements are about."""
    return {d for j in given for d in (j.doc_id, j.other_doc_id) if d is not None}


def read(
    connection: Connection,
    docs: Iterable[str] | None = None,
    *,
    undone: bool = False,
    actions: Collection[Action] = tuple(Action),
    audits: bool = False,
    who: str | None = None,
    at: str | None = None,
) -> list[Judgement]:
    """Return judgements, the earliest first.

    Args:
        connection: to the store.
        docs: only on these documents.
        undone: also those that were undone.
        actions: only these.
        audits: only those that were made for an audit.
        who: only this person's.
        at: only those that stood at this moment.
    """
    wanted = select(judgements).where(judgements.c.action.in_([str(a) for a in actions]))
    if not undone:
        wanted = wanted.where(stood(judgements, at))
    if audits:
        wanted = wanted.where(judgements.c.sample.is_not(None))
    if who is not None:
        wanted = wanted.where(judgements.c.who == who)
    if docs is None:
        return in_order(_judgement(row) for row in connection.execute(wanted))
    return in_order(
        _judgement(row)
        for chunk in chunks(sorted(set(docs)))
        for row in connection.execute(wanted.where(judgements.c.doc_id.in_(chunk)))
    )


def read_one(connection: Connection, judgement_id: str) -> Judgement | None:
    """Return a judgement, also one that was undone."""
    wanted = select(judgements).where(judgements.c.judgement_id == judgement_id)
    row = connection.execute(wanted).first()
    return None if row is None else _judgement(row)


def _judgement(row: Any) -> Judgement:
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Judgement.from_dict({**values, **json.loads(row.body)})


def judged_docs(
    connection: Connection, docs: Iterable[str] | None = None, at: str | None = None
) -> set[str]:
    """Return the documents, all or of those named, whose mentions were judged."""
    wanted = (
        select(judgements.c.doc_id)
        .where(stood(judgements, at), judgements.c.action.in_([str(a) for a in VERDICTS]))
        .distinct()
    )
    if docs is None:
        return set(connection.scalars(wanted))
    return {
        doc
        for chunk in chunks(sorted(set(docs)))
        for doc in connection.scalars(wanted.where(judgements.c.doc_id.in_(chunk)))
    }


def read_judged(
    connection: Connection, docs: Iterable[str] | None = None, at: str | None = None
) -> Iterator[CodedArticle]:
    """Give the current documents, all or those named, as they are coded and judged."""
    if docs is None:
        said = _by_document(read(connection, actions=VERDICTS, at=at))
        for one in reading.read_coded(connection, at=at):
            yield replay(one, said.get(one.article.doc_id, ()))
        return
    for chunk in chunks(sorted(set(docs))):
        said = _by_document(read(connection, chunk, actions=VERDICTS, at=at))
        for one in reading.read_coded(connection, chunk, at=at):
            yield replay(one, said.get(one.article.doc_id, ()))


def _by_document(given: Iterable[Judgement]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = defaultdict(list)
    for j in given:
        found[j.doc_id].append(j)
    return found


def snapshots(connection: Connection, docs: Iterable[str]) -> set[tuple[str, str]]:
    """Return the mentions, each with its document, that were ever judged in documents."""
    given = read(connection, docs, undone=True)
    return {(j.snapshot.mention_id, j.doc_id) for j in given if j.snapshot is not None}


def restored(
    connection: Connection, ids: Collection[str], at: str | None = None
) -> dict[str, tuple[EventMention, Article]]:
    """Return those of the mentions that stand by judgement, each with its article."""
    if not ids:
        return {}
    docs = {
        j.doc_id
        for j in read(connection, actions=VERDICTS, at=at)
        if j.snapshot is not None and j.snapshot.mention_id in ids
    }
    return {
        m.mention_id: (m, one.article)
        for one in read_judged(connection, docs, at)
        for m in one.coding.events
        if m.mention_id in ids and m.mention_id in dict(one.judged)
    }


def read_bonds(connection: Connection) -> Bonds:
    """Return which mentions people joined and which they parted, by the ids they have now."""
    ties = read(connection, actions=TIES)
    named = {spot for j in ties for spot in spots(j) or ()}
    if not named:
        return Bonds()
    # In a document whose mentions nobody judged, one that still has its id is itself.
    replayed = judged_docs(connection, {s.doc_id for s in named})
    standing = _standing(connection, {s.mention_id for s in named if s.mention_id})
    located = {
        s: s.mention_id
        for s in named
        if s.mention_id and s.doc_id not in replayed and standing.get(s.mention_id) == s.doc_id
    }
    rest: dict[str, list[Spot]] = defaultdict(list)
    for s in named - located.keys():
        rest[s.doc_id].append(s)
    for one in read_judged(connection, rest):
        for s in rest[one.article.doc_id]:
            there = locate(one.coding.events, s)
            if there is not None:
                located[s] = there
    return judged.bonds(ties, located)


def _standing(connection: Connection, ids: Iterable[str]) -> dict[str, str]:
    wanted = (
        select(mentions.c.mention_id, codings.c.doc_id)
        .join(codings, codings.c.coding_id == mentions.c.coding_id)
        .where(codings.c.retired_at.is_(None))
    )
    return {
        row.mention_id: row.doc_id
        for chunk in chunks(sorted(set(ids)))
        for row in connection.execute(wanted.where(mentions.c.mention_id.in_(chunk)))
    }


def _holders(connection: Connection, ids: Iterable[str], at: str | None) -> dict[str, str]:
    wanted = (
        select(event_mentions.c.mention_id, events.c.event_id)
        .join(events, events.c.event_key == event_mentions.c.event_key)
        .where(stood(events, at))
    )
    return {
        row.mention_id: row.event_id
        for chunk in chunks(sorted(set(ids)))
        for row in connection.execute(wanted.where(event_mentions.c.mention_id.in_(chunk)))
    }


def read_mentions(
    connection: Connection, ids: Sequence[str], at: str | None
) -> list[StoredMention]:
    """Return mentions in the order of their ids, those that were judged as they were judged.

    A rejected one comes as it was coded, in no event. Ids that the store lacks are left out.
    """
    found = {s.mention.mention_id: s for s in reading.read_mentions(connection, ids, at)}
    missing = set(ids) - found.keys()
    made = {m: (mention, a.doc_id) for m, (mention, a) in restored(connection, missing, at).items()}
    docs = judged_docs(connection, {s.doc_id for s in found.values()}, at)
    for one in read_judged(connection, docs, at):
        status = dict(one.judged)
        made |= {
            m.mention_id: (m, one.article.doc_id)
            for m in one.coding.events
            if m.mention_id in found and m.mention_id in status
        }
    held = _holders(connection, made, at)
    found |= {m: StoredMention(mention, doc, held.get(m)) for m, (mention, doc) in made.items()}
    return [found[i] for i in ids if i in found]


def read_mentions_of(connection: Connection, doc_id: str, at: str | None) -> list[StoredMention]:
    """Return the mentions of a document, as they were judged, in the order of the text."""
    coded = reading.read_mentions_of(connection, doc_id, at)
    if not judged_docs(connection, [doc_id], at):
        return coded
    one = next(read_judged(connection, [doc_id], at), None)
    if one is None:
        return coded
    held = _holders(connection, [m.mention_id for m in one.coding.events], at)
    return [StoredMention(m, doc_id, held.get(m.mention_id)) for m in one.coding.events]
