"""Review: which events a person should see first, what a key stroke means, audits.

All of it is pure. A judgement of an event becomes judgements of its reports, tied to the
characters of their triggers: acceptance is kept on the report that tells most, rejection
and correction on every report, for else the event would live on in the others.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dragoman.analysis import Audited
from dragoman.judged import TIES, VERDICTS
from dragoman.ontology import intensity
from dragoman.records import (
    Action,
    Event,
    Judgement,
    content_id,
)
from dragoman.standing import Tie, account
from dragoman.stored import StoredEvent, StoredMention

_MANY_SOURCES = 15
"""From so many independent texts on an event is not more important for one more."""
_ODD = frozenset({"contested", "alleged"})
_SECOND = 0.25
"""What a second opinion is worth beside a first one."""
_FLOOR = 0.1
"""Even what is quite sure matters a little by its importance."""
_Z = 1.959963984540054
"""Quantile of the normal distribution for an interval of 95 %."""


# The queue.


def importance(event: Event) -> float:
    """Return how much hangs on an event being right, from 0 to 1.

    Independent sources count for 0.4, the strength of the act for 0.3, a disagreement of
    the reports and a contested or alleged standing for 0.15 each.
    """
    told = min(1.0, math.log2(1 + event.n_sources) / math.log2(1 + _MANY_SOURCES))
    return (
        0.4 * told
        + 0.3 * abs(intensity(event.type, event.mode)) / 10
        + 0.15 * bool(event.conflicts)
        + 0.15 * (event.standing in _ODD)
    )


def uncertainty(event: Event) -> float:
    """Return how unsure the machine is of an event, from 0 to 1.

    A confidence of one half is as unsure as can be, and so is a link that was just made.
    """
    weakest = min((link.score for link in event.links), default=1.0)
    return max(1 - 2 * abs(event.confidence - 0.5), min(1.0, 2 * (1 - weakest)))


def priority(stored: StoredEvent) -> float:
    """Return how soon an event should be seen: what matters and is unsure comes first."""
    weight = importance(stored.event) * (_FLOOR + (1 - _FLOOR) * uncertainty(stored.event))
    return weight if stored.status == "machine" else weight * _SECOND


def told(stored: StoredEvent, ties: Sequence[Tie]) -> StoredEvent:
    """Return an event with the standing and the claims that its relations give it."""
    found = account(stored.event, ties)
    event = dataclasses.replace(stored.event, standing=found.standing, claims=found.claims)
    return dataclasses.replace(stored, event=event)


def done_by(judgements: Iterable[Judgement], who: str) -> set[str]:
    """Return the mentions that a person has judged, also those joined or parted."""
    found: set[str] = set()
    for j in judgements:
        if j.who != who or j.retired_at is not None or j.action is Action.NOTE:
            continue
        if j.snapshot is not None:
            found.add(j.snapshot.mention_id)
        other = j.fields.get("other")
        if j.action in TIES and isinstance(other, str):
            found.add(other)
    return found


def queue(events: Iterable[StoredEvent], done: Collection[str] = frozenset()) -> list[str]:
    """Return the ids of the events to be reviewed, the most urgent first.

    Args:
        events: that may be reviewed.
        done: mentions whose events need no review.
    """
    waiting = [
        (-priority(stored), stored.event.event_id)
        for stored in events
        if not any(m in done for m in stored.event.mentions)
    ]
    return [event_id for _, event_id in sorted(waiting)]


# Judgements.


@dataclass(frozen=True, slots=True)
class Case:
    """An event under review with its reports; makes the judgements of one key stroke."""

    event: Event
    reports: Sequence[StoredMention]
    who: str
    sample: str | None = None

    def accept(self, lead: StoredMention) -> list[Judgement]:
        """Return the judgement that the event is right, kept on a report."""
        return [self._judgement(Action.ACCEPT, lead)]

    def reject(self) -> list[Judgement]:
        """Return the judgements that none of the reports tells such an event."""
        return [self._judgement(Action.REJECT, r) for r in self._ranked()]

    def correct(self, values: Iterable[tuple[StoredMention, dict[str, object]]]) -> list[Judgement]:
        """Return the judgements that fields of reports have other values, in plain form."""
        return [self._judgement(Action.CORRECT, r, fields=fields) for r, fields in values]

    def note(self, lead: StoredMention, text: str) -> list[Judgement]:
        """Return a remark, kept on a report."""
        return [self._judgement(Action.NOTE, lead, fields={"text": text})]

    def merge(self, others: Sequence[StoredMention]) -> list[Judgement]:
        """Return the judgements that these reports and those of another event are one."""
        first, *rest = self.reports
        return [self._tie(Action.MERGE, first, r) for r in (*rest, *others)]

    def split(self, numbers: Collection[int]) -> list[Judgement]:
        """Return the judgements that some reports, counted from 1, tell of something else."""
        parted = [r for n, r in enumerate(self.reports, 1) if n in numbers]
        rest = [r for n, r in enumerate(self.reports, 1) if n not in numbers]
        return [self._tie(Action.SPLIT, a, b) for a in parted for b in rest]

    def _ranked(self) -> list[StoredMention]:
        """Return the reports, first those that give the event its type."""
        return sorted(self.reports, key=lambda r: r.mention.type != self.event.type)

    def _judgement(
        self, action: Action, report: StoredMention, fields: dict[str, object] | None = None
    ) -> Judgement:
        m = report.mention
        return Judgement(
            action,
            report.doc_id,
            m.trigger.start,
            m.trigger.end,
            self.who,
            m,
            fields or {},
            event_id=self.event.event_id,
            sample=self.sample,
        )

    def _tie(self, action: Action, one: StoredMention, other: StoredMention) -> Judgement:
        m, o = one.mention, other.mention
        return Judgement(
            action,
            one.doc_id,
            m.trigger.start,
            m.trigger.end,
            self.who,
            m,
            {"other": o.mention_id},
            other_doc_id=other.doc_id,
            other_start=o.trigger.start,
            other_end=o.trigger.end,
            event_id=self.event.event_id,
            sample=self.sample,
        )


def last_stroke(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Return the judgements that were made together with the last one of a list in order."""
    if not judgements:
        return []
    last = judgements[-1]
    taken = []
    for j in reversed(judgements):
        if (j.action, j.event_id, j.known_at) != (last.action, last.event_id, last.known_at):
            break
        taken.append(j)
    return taken[::-1] if last.event_id is not None else [last]


# Audits.


def sample_id(seed: int, size: int) -> str:
    """Return the id of an audit."""
    return content_id("a", str(seed), str(size))


def draw(events: Iterable[Event], *, seed: int, size: int, judged: Collection[str]) -> list[str]:
    """Return the ids of a random sample of events, less those that are judged already.

    Each event takes a place that depends on the seed and its id alone, and the first ones
    are drawn: every event is as likely as any other, and an audit that was broken off goes
    on where it was.

    Args:
        events: that stand now.
        seed: another one gives another sample.
        size: of the whole sample.
        judged: events that were judged in this audit; they may stand no longer.
    """

    def place(event: Event) -> tuple[str, str]:
        name = f"{seed}\x1f{event.event_id}"
        return hashlib.sha256(name.encode()).hexdigest(), event.event_id

    ordered = [name for _, name in sorted(place(e) for e in events if e.event_id not in judged)]
    return ordered[: max(0, size - len(set(judged)))]


def in_audit(judgements: Iterable[Judgement], sample: str) -> set[str]:
    """Return the events that were judged in an audit, as they were called then."""
    return {
        j.event_id
        for j in judgements
        if j.sample == sample
        and j.action in VERDICTS
        and j.retired_at is None
        and j.event_id is not None
    }


def wilson(right: int, judged: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, for at least one case."""
    share, square = right / judged, _Z * _Z
    middle = (share + square / (2 * judged)) / (1 + square / judged)
    half = (
        _Z
        * math.sqrt(share * (1 - share) / judged + square / (4 * judged * judged))
        / (1 + square / judged)
    )
    # At the ends the bounds are exact, and rounding must not miss them.
    low = middle - half if right else 0.0
    return low, (middle + half if right < judged else 1.0)


def audited(judgements: Iterable[Judgement]) -> list[Audited]:
    """Return the precision by type over all audits; an event that was corrected was wrong.

    An event counts once in each audit in which it was drawn, and is right if nobody found
    it wrong. Its type is the one that it had when it was judged.
    """
    types: dict[tuple[str, str], str] = {}
    wrong: set[tuple[str, str]] = set()
    for j in judgements:
        if j.sample is None or j.retired_at is not None or j.action not in VERDICTS:
            continue
        key = (j.sample, j.event_id or f"{j.doc_id} {j.start} {j.end}")
        types.setdefault(key, j.snapshot.type if j.snapshot else "?")
        if j.action is not Action.ACCEPT:
            wrong.add(key)
    found: dict[str, list[bool]] = defaultdict(list)
    for key, kind in types.items():
        found[kind].append(key not in wrong)
    return [_audited(kind, rights) for kind, rights in sorted(found.items())]


def _audited(kind: str, rights: Sequence[bool]) -> Audited:
    right, judged = sum(rights), len(rights)
    low, high = wilson(right, judged)
    return Audited(kind, judged, right, right / judged, low, high)


def together(rows: Iterable[Audited]) -> Audited | None:
    """Return the precision over several types; None where nothing was judged."""
    given = list(rows)
    rights = [n < r.right for r in given for n in range(r.judged)]
    return _audited("all", rights) if rights else None


def audit_words(rows: Iterable[Audited], types: Collection[str] = ()) -> str | None:
    """Return the audited precision in a line; None where nothing was judged.

    Args:
        rows: by type.
        types: of the events that are shown; none for all.
    """
    shown = together(r for r in rows if not types or r.type in types)
    if shown is None:
        return None
    of = f" of {', '.join(sorted(types))}" if types else ""
    return (
        f"audited precision{of} {shown.precision:.2f} (95 % {shown.low:.2f} to {shown.high:.2f}, "
        f"{shown.judged} judged)"
    )
