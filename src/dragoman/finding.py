"""Find what an id, or the beginning of one, stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dragoman.asking import Codes
from dragoman.errors import UsageError
from dragoman.registered import PREFIXES, Row
from dragoman.stored import (
    ActorSummary,
    StoredDocument,
    StoredEvent,
    StoredStatement,
)

if TYPE_CHECKING:
    from dragoman.store import Store

_SHOWN = 5
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """What an id stands for: one of the five is set."""

    event: StoredEvent | None = None
    document: StoredDocument | None = None
    statement: StoredStatement | None = None
    actor: ActorSummary | None = None
    row: Row | None = None


def find(store: Store, identifier: str, knowledge: Callable[[], Codes]) -> Found:
    """Return what an id stands for.

    The id of a row of a register is told by the letters before its dash; its register is
    derived. Any other whole id is looked up; else the beginning of the id of an event,
    document, mention (which leads to its event), statement or actor is looked for, with or
    without the letters before the dash. An actor may also be named, as in ``timeline``.

    Raises:
        UsageError: there is no such id, or several begin so.
    """
    wanted = identifier.strip()
    rows = _rows(store, wanted)
    if len(rows) == 1:
        return Found(row=rows[0])
    if len(rows) > 1:
        raise _ambiguous(wanted, [r.row_id for r in rows])
    event = store.event(wanted)
    if event is not None:
        return Found(event=event)
    document = store.document(wanted)
    if document is not None:
        return Found(document=document)
    matches = _beginning(store, wanted) if len(wanted) >= _LEAST else []
    matches += [(a.id, Found(actor=a)) for a in store.actors() if _names(a, wanted)]
    exact = [found for name, found in matches if name == wanted]
    if len(exact) == 1:
        return exact[0]
    if len(matches) == 1:
        return matches[0][1]
    if not matches:
        actor = _named(store, wanted, knowledge)
        if actor is not None:
            return Found(actor=actor)
        when = "has" if store.moment is None else f"had, as of {store.moment},"
        raise UsageError(
            "unknown-id",
            f"nothing in this store {when} the id {wanted!r}; `dragoman list events` shows ids, of "
            "which the first digits do",
        )
    raise _ambiguous(wanted, [name for name, _ in matches])


def _ambiguous(wanted: str, names: list[str]) -> UsageError:
    more = "" if len(names) <= _SHOWN else f" and {len(names) - _SHOWN} more"
    shown = ", ".join(names[:_SHOWN])
    return UsageError(
        "ambiguous-id", f"{wanted!r} begins several ids: {shown}{more}; give more of it"
    )


def _rows(store: Store, wanted: str) -> list[Row]:
    """Return the rows of registers whose id begins so; none without the letters before the dash."""
    prefix, dash, digits = wanted.partition("-")
    register = next((r for r, p in PREFIXES.items() if p == prefix), None)
    if register is None or not dash or len(digits) < _LEAST:
        return []
    from dragoman.registry import registers_of

    found = registers_of(store, wanted=(register,)).rows(register)
    return [row for row in found if row.row_id.startswith(wanted)]


def _beginning(store: Store, wanted: str) -> list[tuple[str, Found]]:
    ids = store.ids(wanted, _SHOWN * 2)
    found: list[tuple[str, Found]] = []
    events: set[str] = set()
    for sort in ("event", "mention"):
        for name in ids.get(sort, ()):
            event = store.event(name) if sort == "event" else store.event_of(name)
            if event is not None and event.event.event_id not in events:
                events.add(event.event.event_id)
                found.append((name, Found(event=event)))
    for name in ids.get("document", ()):
        document = store.document(name)
        if document is not None:
            found.append((name, Found(document=document)))
    wanted_statements = set(ids.get("statement", ()))
    if wanted_statements:
        found += [
            (s.statement.statement_id, Found(statement=s))
            for s in store.statements()
            if s.statement.statement_id in wanted_statements
        ]
    return found


def _names(actor: ActorSummary, wanted: str) -> bool:
    return actor.id == wanted or actor.name.casefold() == wanted.casefold()


def _named(store: Store, wanted: str, knowledge: Callable[[], Codes]) -> ActorSummary | None:
    code = knowledge().party_code(wanted)
    return next((a for a in store.actors() if a.id == code), None) if code else None
