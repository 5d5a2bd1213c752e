"""What a format could not carry: which rows, which fields of how many, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dragoman.present.formats.material import Happening
from dragoman.records import Modality, Precision

_EXAMPLES = 3


@dataclass(slots=True)
class Tally:
    """How often a thing was lost, with the first ids."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, identifier: str) -> None:
        """Count one more."""
        self.count += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(identifier)


@dataclass(slots=True)
class Losses:
    """A loss report, filled while a format is written.

    Attributes:
        seen: records that were looked at.
        left_out: records of which no row was written, by reason.
        fields: records that were written without a field they have, by field and reason.
    """

    seen: int = 0
    left_out: dict[str, Tally] = field(default_factory=dict)
    fields: dict[tuple[str, str], Tally] = field(default_factory=dict)

    def row(self, reason: str, identifier: str) -> None:
        """Tell that a record is left out."""
        self.left_out.setdefault(reason, Tally()).add(identifier)

    def lost(self, name: str, reason: str, identifier: str) -> None:
        """Tell that a field of a record is not carried."""
        self.fields.setdefault((name, reason), Tally()).add(identifier)

    def event(self, happening: Happening, lost: Mapping[str, str]) -> None:
        """Tell which of these fields an event has, so that it loses them.

        Args:
            happening: an event that was written.
            lost: what the format has no room for: names of :data:`FIELDS`, with the reason.
        """
        for name, reason in lost.items():
            if FIELDS[name](happening):
                self.lost(name, reason, happening.event.event_id)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values, the greatest losses first."""
        return {
            "records": self.seen,
            "left_out": [
                {"reason": reason, "records": t.count, "examples": t.examples}
                for reason, t in _by_size(self.left_out)
            ],
            "fields": [
                {"field": name, "reason": reason, "records": t.count, "examples": t.examples}
                for (name, reason), t in _by_size(self.fields)
            ],
        }


def _by_size(tallies: Mapping[Any, Tally]) -> list[tuple[Any, Tally]]:
    return sorted(tallies.items(), key=lambda item: (-item[1].count, item[0]))


def _dated(happening: Happening) -> bool:
    return happening.event.date is not None


FIELDS: Mapping[str, Callable[[Happening], bool]] = {
    "mode": lambda h: h.event.mode is not None,
    "contexts": lambda h: bool(h.event.contexts),
    "modality": lambda h: h.event.modality is not Modality.ACTUAL,
    "further actors": lambda h: len(h.event.actors) > 1,
    "further recipients": lambda h: len(h.event.recipients) > 1,
    "names of parties": lambda h: any(p.name for p in h.parties),
    "ids of parties": lambda h: any(p.id and p.id != p.country for p in h.parties),
    "sectors": lambda h: any(p.sector for p in h.parties),
    "offices and titles": lambda h: any(p.role for p in h.parties),
    "date": _dated,
    "end date": lambda h: bool(h.event.date and h.event.date.end != h.event.date.start),
    "date precision": lambda h: bool(h.event.date and h.event.date.precision is not Precision.DAY),
    "what the date rests on": _dated,
    "place": lambda h: h.event.place is not None,
    "coordinates": lambda h: bool(h.event.place and h.event.place.lat is not None),
    "place precision": lambda h: h.event.place is not None,
    "amounts": lambda h: bool(h.event.amounts),
    "objects": lambda h: bool(h.event.objects),
    "score": lambda h: True,
    "confidence": lambda h: True,
    "standing": lambda h: h.account.standing != "reported",
    "claims": lambda h: bool(h.account.voices),
    "relations": lambda h: bool(h.ties),
    "conflicts between reports": lambda h: bool(h.event.conflicts),
    "reports": lambda h: bool(h.event.mentions),
    "further reports": lambda h: len(h.event.mentions) > 1,
    "sentences": lambda h: bool(h.event.mentions),
    "offsets in the text": lambda h: bool(h.event.mentions),
    "according to whom": lambda h: any(r.mention.mention.attribution for r in h.reports),
    "number of independent sources": lambda h: h.event.n_sources > 1,
    "judgement of a reviewer": lambda h: h.stored.status != "machine",
    "why reports were linked": lambda h: len(h.event.links) > 1,
}
"""What an event may have that a format has no room for, and whether an event has it."""
