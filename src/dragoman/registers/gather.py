"""Events of one life put together, in an order that does not depend on how they come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from dragoman.registers.facts import Item, in_order

Keys = Callable[[Item], Iterable[str]]
Same = Callable[[Item, Item], bool]
_CROWD = 400
"""Events of one document that are compared pair by pair; no page tells of more."""


def groups(
    items: Sequence[Item],
    *,
    same: Same,
    clash: Same = lambda a, b: False,
    keys: Keys = lambda item: (),
    ties: Iterable[str] = ("follows", "fulfils"),
) -> list[list[Item]]:
    """Return the events in groups of one life, each and all in canonical order.

    Two events come together if a relation joins them, if they share a key, or if they
    stand in one document and are the same; but never two groups of which any two events
    clash. What was stronger decides first: relations, then keys, then documents.

    Args:
        items: the events.
        same: of two events of one document, the earlier first.
        clash: whether two events can never be of one life.
        keys: what names the life; events with a common key share it.
        ties: kinds of relations that join.
    """
    ordered = in_order(items)
    here = {i.id: i for i in ordered}
    home = {i.id: n for n, i in enumerate(ordered)}
    members: dict[int, list[Item]] = {n: [i] for n, i in enumerate(ordered)}

    def join(a: Item, b: Item) -> None:
        one, other = sorted((home[a.id], home[b.id]))
        if one == other:
            return
        if any(clash(x, y) for x in members[one] for y in members[other]):
            return
        for item in members.pop(other):
            home[item.id] = one
            members[one].append(item)

    kinds = frozenset(ties)
    for item in ordered:
        for tie in sorted(item.ties, key=lambda t: (-t.relation.score, t.other.event_id)):
            other = here.get(tie.other.event_id)
            if other is not None and tie.relation.kind in kinds:
                join(item, other)
    first: dict[str, Item] = {}
    for item in ordered:
        for key in keys(item):
            join(first.setdefault(key, item), item)
    by_document: dict[str, list[Item]] = defaultdict(list)
    for item in ordered:
        for doc in item.docs:
            by_document[doc].append(item)
    for doc in sorted(by_document):
        told = sorted(by_document[doc], key=lambda i: (i.docs[doc], i.id))[:_CROWD]
        for n, a in enumerate(told):
            for b in told[n + 1 :]:
                if home[a.id] != home[b.id] and same(a, b):
                    join(a, b)
    return [in_order(group) for _, group in sorted(members.items())]


def dates_clash(a: Item, b: Item, gap: int = 3) -> bool:
    """Whether two events lie on days too far apart to be one."""
    return a.overlaps(b, gap) is False


def places_clash(a: Item, b: Item) -> bool:
    """Whether two events lie in different countries, or towns of one country."""
    one, other = a.event.place, b.event.place
    if one is None or other is None:
        return False
    if one.country and other.country and one.country != other.country:
        return True
    return one.precision == other.precision == "city" and one.name != other.name


def within_one(a: Item, b: Item) -> bool:
    """Whether the parties of one event are among those of the other."""
    return bool(a.codes and b.codes) and (a.codes <= b.codes or b.codes <= a.codes)
