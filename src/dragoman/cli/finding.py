"""Find what an id, or the beginning of one, stands for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from dragoman.errors import UsageError
from dragoman.records import (
    ActorSummary,
    EventQuery,
    StoredDocument,
    StoredEvent,
    StoredStatement,
)

if TYPE_CHECKING:
    from dragoman.store import Store

_SHOWN = 5
_LEAST = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found:
    """What an id stands for: one of the four is set."""

    event: StoredEvent | None = None
    document: StoredDocument | None = None
    statement: StoredStatement | None = None
    actor: ActorSummary | None = None


def find(store: Store, identifier: str) -> Found:
    """Return what an id stands for.

    A whole id is looked up; else the beginning of the id of an event, document, mention
    (which leads to its event), statement or actor is looked for, with or without the
    letters before the dash. An actor may also be named, as in ``timeline``.

    Raises:
        UsageError: there is no such id, or several begin so.
    """
    wanted = identifier.strip()
    event = store.event(wanted)
    if event is not None:
        return Found(event=event)
    document = store.document(wanted)
    if document is not None:
        return Found(document=document)
    matches: list[tuple[str, Found]] = []
    if len(wanted) >= _LEAST:
        matches += _matches(store.events(EventQuery()), wanted, _event_ids, _as_event)
        matches += _matches(store.documents(), wanted, lambda d: (d.article.doc_id,), _as_document)
        matches += _matches(
            store.statements(), wanted, lambda s: (s.statement.statement_id,), _as_statement
        )
    matches += [(a.id, Found(actor=a)) for a in store.actors() if _names(a, wanted)]
    exact = [found for name, found in matches if name == wanted]
    if len(exact) == 1:
        return exact[0]
    if len(matches) == 1:
        return matches[0][1]
    if not matches:
        actor = _named(store, wanted)
        if actor is not None:
            return Found(actor=actor)
        raise UsageError(
            "unknown-id",
            f"nothing in this store has the id {wanted!r}; `dragoman list events` shows ids, of "
            "which the first digits do",
        )
    names = ", ".join(name for name, _ in matches[:_SHOWN])
    more = "" if len(matches) <= _SHOWN else f" and {len(matches) - _SHOWN} more"
    raise UsageError(
        "ambiguous-id", f"{wanted!r} begins several ids: {names}{more}; give more of it"
    )


def _matches(
    rows: Iterable[T],
    wanted: str,
    ids: Callable[[T], Iterable[str]],
    wrap: Callable[[T], Found],
) -> list[tuple[str, Found]]:
    found = []
    for row in rows:
        hit = next((i for i in ids(row) if _begins(i, wanted)), None)
        if hit is not None:
            found.append((hit, wrap(row)))
            if len(found) > _SHOWN * 2:
                break
    return found


def _begins(identifier: str, wanted: str) -> bool:
    return identifier.startswith(wanted) or identifier.partition("-")[2].startswith(wanted)


def _event_ids(stored: StoredEvent) -> tuple[str, ...]:
    return (stored.event.event_id, *stored.event.mentions)


def _as_event(stored: StoredEvent) -> Found:
    return Found(event=stored)


def _as_document(stored: StoredDocument) -> Found:
    return Found(document=stored)


def _as_statement(stored: StoredStatement) -> Found:
    return Found(statement=stored)


def _names(actor: ActorSummary, wanted: str) -> bool:
    return actor.id == wanted or actor.name.casefold() == wanted.casefold()


def _named(store: Store, wanted: str) -> ActorSummary | None:
    from dragoman.cli.state import knowledge

    code = knowledge().party_code(wanted)
    return next((a for a in store.actors() if a.id == code), None) if code else None
