"""Relations and networks out of a store: what the commands and the Python API call.

The analyses themselves (:mod:`dragoman.analyse`) are pure; here they are given what they
need of a store and of the knowledge.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dragoman.errors import UsageError
from dragoman.review import audited, together

if TYPE_CHECKING:
    from dragoman.analyse.dyad import Question
    from dragoman.analyse.network import Scope
    from dragoman.analysis import Audited, Dyad, Network, Side
    from dragoman.knowledge import Knowledge
    from dragoman.store import Store


def audits(store: Store) -> list[Audited]:
    """Return the precision by type over all audits, and over all types as ``all``."""
    rows = audited(store.judgements(audits=True))
    every = together(rows)
    return [*rows, every] if every is not None else []


def dyad(
    store: Store,
    a: str | Sequence[str],
    b: str | Sequence[str] | None = None,
    *,
    knowledge: Knowledge,
    members: bool = False,
    question: Question | None = None,
) -> Dyad:
    """Return the relation of two parties, of two groups, or of one and all.

    Args:
        store: where the events are; a view of an earlier moment does.
        a: codes of one side, as :meth:`Knowledge.party_code` gives them.
        b: codes of the other; without them all others.
        knowledge: tells names and members.
        members: organisations stand for their members, too.
        question: periods, days, types, modalities, windows.

    Raises:
        UsageError: the sides are the same, or the question asks for windows that cannot be.
        StoreError: the store cannot be read.
    """
    from dataclasses import replace

    from dragoman.analyse.dyad import Question
    from dragoman.analyse.dyad import dyad as analysed
    from dragoman.analyse.sides import ALL

    one = _side(a, knowledge, members)
    other = ALL
    if b is not None:
        one, other = _apart(one, _side(b, knowledge, members))
    asked = replace(question or Question(), as_of=store.moment)
    return analysed(store.table(), store.document_table(), one, other, asked, audits=audits(store))


def network(
    store: Store,
    *,
    knowledge: Knowledge,
    parties: Sequence[str] = (),
    members: bool = False,
    scope: Scope | None = None,
) -> list[Network]:
    """Return the network of parties, or one a period where the scope asks for several.

    Args:
        store: where the events are.
        knowledge: tells names and members.
        parties: codes; only these take part, all without them.
        members: organisations stand for their members, too.
        scope: days, types, modalities, periods.

    Raises:
        StoreError: the store cannot be read.
    """
    from dataclasses import replace

    from dragoman.analyse.network import Scope, networks
    from dragoman.analyse.sides import name_of

    side = _side(parties, knowledge, members) if parties else None
    asked = replace(scope or Scope(), as_of=store.moment)
    return networks(store.table(), asked, among=side, name=lambda c: name_of(c, knowledge))


def _side(codes: str | Sequence[str], knowledge: Knowledge, members: bool) -> Side:
    from dragoman.analyse.sides import side

    return side([codes] if isinstance(codes, str) else codes, knowledge, members=members)


def _apart(one: Side, other: Side) -> tuple[Side, Side]:
    from dragoman.analyse.sides import apart

    found = apart(one, other)
    if not all(s.members for s in found):
        raise UsageError(
            "same-party",
            f"{one.code} and {other.code} are the same; a relation needs two parties that differ",
        )
    return found
