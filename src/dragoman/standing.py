"""How an event stands once what other events say of it is taken in.

The linker tells how an event stands by its own reports. A denial that no report of the
event knows of is an event of its own, joined by a relation; here both come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dragoman.records import Claim, Event, Relation

SAYS = ("asserted", "alleged", "confirmed", "denied", "doubted")
"""What a claim may say."""
AGAINST = frozenset({"denied", "doubted"})
"""Those that speak against their event; the rest support it."""
UNDENIED = frozenset({"reported", "attributed", "alleged", "confirmed"})
"""Standings that a denial elsewhere makes contested."""
_ROLES: Mapping[str, tuple[str, str]] = {
    "denies": ("denies", "denied_by"),
    "fulfils": ("fulfils", "fulfilled_by"),
    "follows": ("follows", "followed_by"),
}
ROLES = tuple(role for pair in _ROLES.values() for role in pair)


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation as one of its two events sees it.

    Attributes:
        role: what the event is to the other: ``denies``, ``denied_by``, ``fulfils`` (it is
            the deed, the other the plan), ``fulfilled_by``, ``follows``, ``followed_by``.
        relation: the relation.
        other: the event at its other end.
    """

    role: str
    relation: Relation
    other: Event


@dataclass(frozen=True, slots=True)
class Voice:
    """A claim, and the event whose report makes it."""

    claim: Claim
    event_id: str


@dataclass(frozen=True, slots=True)
class Account:
    """How an event stands, and all who speak for it or against it.

    Attributes:
        standing: one of those of :class:`dragoman.records.Event`.
        voices: the event's own claims, then those of the events that deny it.
    """

    standing: str
    voices: tuple[Voice, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims alone."""
        return tuple(v.claim for v in self.voices)

    @property
    def disputed(self) -> bool:
        """Whether somebody denies or doubts it."""
        return any(v.claim.says in AGAINST for v in self.voices)

    @property
    def since(self) -> str | None:
        """The first day on which somebody is known to have claimed anything."""
        return min((v.claim.said_on for v in self.voices if v.claim.said_on), default=None)


def ties_of(
    event_id: str, relations: Iterable[Relation], events: Mapping[str, Event]
) -> tuple[Tie, ...]:
    """Return the relations of an event as it sees them, in the order of roles and days.

    Args:
        event_id: the event.
        relations: any; those of other events are passed over.
        events: by id; a relation whose other end is not among them is left out.
    """
    found: dict[tuple[str, str], Tie] = {}
    for r in relations:
        if event_id not in (r.event_id, r.other_id):
            continue
        later = r.event_id == event_id
        other = events.get(r.other_id if later else r.event_id)
        if other is not None and other.event_id != event_id:
            role = _ROLES[r.kind][0 if later else 1]
            found[role, other.event_id] = Tie(role, r, other)
    return tuple(sorted(found.values(), key=_order))


def _order(tie: Tie) -> tuple[int, bool, str, str]:
    date = tie.other.date
    day = (date.start or date.end if date else None) or tie.other.reported
    return (ROLES.index(tie.role), day is None, day or "", tie.other.event_id)


def account(event: Event, ties: Sequence[Tie] = ()) -> Account:
    """Return how an event stands with its relations taken in.

    What another event denies is contested, however well it is told. Of the claims of the
    denial those come in that deny or doubt: what it quotes from others in support stands
    with the reports that say so themselves.
    """
    denials = [t.other for t in ties if t.role == "denied_by"]
    voices = [Voice(c, event.event_id) for c in event.claims]
    voices += [Voice(c, d.event_id) for d in denials for c in d.claims if c.says in AGAINST]
    contested = bool(denials) and event.standing in UNDENIED
    return Account("contested" if contested else event.standing, tuple(voices))
