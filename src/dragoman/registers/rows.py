"""What every row needs: its id, its title, how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from dragoman.records import Modality, content_id
from dragoman.registered import PREFIXES, DateCell, PartyCell
from dragoman.registers.facts import Item, mention_ids

_DOUBT = ("contested", "denied", "alleged", "attributed", "reported", "confirmed")


def common(
    register: str, group: Sequence[Item], status: str, leading: Sequence[Item], title: str
) -> dict[str, Any]:
    """Return the fields that all rows have.

    Args:
        register: whose row it is.
        group: the events, in canonical order.
        status: of the row.
        leading: the events that give it the status.
        title: the row in a few words.
    """
    first = group[0].tellings[0].mention.mention_id if group[0].tellings else group[0].id
    lead = list(leading) or list(group)
    return {
        "row_id": content_id(PREFIXES[register], register, first),
        "title": title,
        "status": status,
        "standing": _standing(lead),
        "events": tuple(i.id for i in group),
        "mentions": mention_ids(group),
        "n_sources": max(i.event.n_sources for i in group),
        "confidence": max(i.event.confidence for i in lead),
    }


def _standing(items: Sequence[Item]) -> str:
    """Return the standing of the events that give a row its status.

    What anybody denies is contested; else what is told best counts.
    """
    standings = {i.standing for i in items}
    if standings & {"contested", "denied"}:
        return "denied" if standings == {"denied"} else "contested"
    return max(standings, key=_DOUBT.index)


def days_of_row(date: DateCell | None, row_id: str) -> tuple[bool, str, str]:
    """Return the key that sorts rows: by day, undated last, then by id."""
    day = (date.value.start or date.value.end or "") if date else ""
    return (not day, day, row_id)


def modal(items: Iterable[Item], done: str) -> tuple[str, list[Item]]:
    """Return the status of a row by the modality of its events, and those that give it.

    What is told as a deed counts first, then as a plan, then as imagined, then as denied.
    """
    held = list(items)
    order = (Modality.ACTUAL, Modality.FUTURE, Modality.HYPOTHETICAL, Modality.NEGATED)
    words = {"actual": done, "future": "planned", "hypothetical": "possible", "negated": "denied"}
    modality = min((i.modality for i in held), key=order.index)
    return words[str(modality)], [i for i in held if i.modality is modality]


def names(cells: Iterable[PartyCell]) -> str:
    """Return parties in a line."""
    return ", ".join(c.value for c in cells)
