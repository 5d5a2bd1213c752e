"""Which events join two sides, in which direction, and the sums of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dragoman.analyse.periods import within
from dragoman.analyse.sides import ALL, standing_for
from dragoman.analyse.table import Array, Frame, dates, encoded, lists, settled
from dragoman.analysis import (
    DISPUTED,
    QUADS,
    Apart,
    Audited,
    Coverage,
    Estimate,
    Flow,
    Language,
    Period,
    QuadCount,
    Side,
)

NONE, FORWARD, BACKWARD, MUTUAL, ALONGSIDE, UNCLEAR = -1, 0, 1, 2, 3, 4
"""How an event joins A and B; ``NONE``: not at all."""
_MODALITIES = ("actual", "future", "hypothetical", "negated")


def joined(frame: Frame, a: Side, b: Side) -> Array:
    """Return how each event joins two sides.

    Forward, A is among the actors and B among the recipients; backward, the other way.
    Mutual is what goes both ways, and what has no direction: both act and nobody else is
    acted upon; COOPERATE, which PLOVER reads without direction; and CONSULT other than
    visits, for whoever talks takes part. Both acting on a third, or a third on both, are
    alongside each other: that is nothing between them. Of acts of conflict of both where
    nobody is acted upon it is unclear whether they are against each other (“clashes between
    the two”) or together against somebody (“their joint strikes”).
    """
    parties = frame.parties
    ours = standing_for(frame, a)
    theirs = parties.codes >= 0 if b is ALL else standing_for(frame, b)
    theirs &= ~ours
    acting, upon = parties.acting, ~parties.acting

    def some(entries: Array) -> Array:
        found = np.zeros(len(frame), dtype=bool)
        found[parties.event[entries]] = True
        return found

    a_acts, a_upon = some(ours & acting), some(ours & upon)
    b_acts, b_upon = some(theirs & acting), some(theirs & upon)
    third_upon = some(upon & ~ours & ~theirs)
    modes, mode_names = frame.column("mode")
    visits = np.isin(modes, [n for n, m in enumerate(mode_names) if m == "visit"])
    talks = _of(frame, "CONSULT") & ~visits
    shared = _of(frame, "COOPERATE")
    forward, backward = a_acts & b_upon, b_acts & a_upon
    act, undergo = a_acts & b_acts, a_upon & b_upon
    found = np.full(len(frame), NONE, dtype=np.int8)
    found[act | undergo] = ALONGSIDE
    found[act & (~third_upon | shared | _of(frame, "CONSULT"))] = MUTUAL
    found[undergo & shared] = MUTUAL
    hostile = (frame.quad == 2) | (frame.quad == 3)
    found[act & hostile & ~some(upon)] = UNCLEAR
    found[forward] = FORWARD
    found[backward] = BACKWARD
    found[(forward & backward) | ((forward | backward) & (talks | shared))] = MUTUAL
    return found


def _of(frame: Frame, kind: str) -> Array:
    return np.isin(frame.type, [n for n, t in enumerate(frame.types) if t == kind])


@dataclass(frozen=True, slots=True)
class Choice:
    """What counts, event by event: by its type, by its modality too, by its standing too."""

    type: Array
    modality: Array
    counted: Array


def choose(
    frame: Frame, *, types: Collection[str], modalities: Collection[str], disputed: bool
) -> Choice:
    """Return what counts: of these types (none for all), modalities, settled unless told."""
    kind = np.ones(len(frame), dtype=bool)
    if types:
        kind = np.isin(frame.type, [n for n, t in enumerate(frame.types) if t in types])
    mood = kind & frame.among("modality", modalities)
    return Choice(kind, mood, mood if disputed else mood & settled(frame))


def flow(scores: Array) -> Flow:
    """Return the sums of acts with these intensities."""
    good, bad = float(scores[scores > 0].sum()), float(-scores[scores < 0].sum())
    # Adding nought makes -0.0 a plain nought.
    return Flow(len(scores), good + 0.0, bad + 0.0, good - bad + 0.0)


def flows(scores: Array, group: Array, count: int) -> list[Flow]:
    """Return the sums of acts by group; ``group`` numbers them from 0, below ``count``."""
    numbers = np.bincount(group, minlength=count)
    good = np.bincount(group, np.maximum(scores, 0), count)
    bad = np.bincount(group, np.maximum(-scores, 0), count)
    return [
        Flow(int(n), float(g), float(b), float(g - b))
        for n, g, b in zip(numbers, good, bad, strict=True)
    ]


class Precision:
    """What the audits say of the types, to be laid over counts."""

    def __init__(self, types: Sequence[str], audits: Sequence[Audited]) -> None:
        """Take the types of a frame and the audits; a type that was not audited goes by all."""
        by_type = {row.type: row for row in audits}
        rows = [by_type.get(t, by_type.get("all")) for t in types]
        self._known = bool(audits) and all(r is not None for r in rows)
        self._ends = np.array(
            [(r.precision, r.low, r.high) if r else (0.0, 0.0, 1.0) for r in rows] or [(0, 0, 1)]
        )

    def right(self, kinds: Array, group: Array, count: int) -> list[Estimate]:
        """Return how many acts of each group are right: the sum over their types.

        The ends of the interval are the sums of the ends, which is wider than need be.
        """
        if not self._known:
            return [Estimate(None)] * count
        sums = [np.bincount(group, ends[kinds], count) for ends in self._ends.T]
        return [
            Estimate(*(round(float(v), 2) for v in values)) for values in zip(*sums, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Slot:
    """A period to be filled: its name and days, the texts and the events of all in it."""

    label: str
    start: str | None
    end: str | None
    whole: bool
    documents: int = 0
    corpus: int = 0


@dataclass(frozen=True, slots=True)
class Corpus:
    """How many events of all parties count, by their dates.

    Attributes:
        first: first day, :data:`OPEN` where not known; ``last`` the same.
        count: how many have this date.
    """

    first: Array
    last: Array
    count: Array

    def within(self, since: int | None, until: int | None) -> int:
        """Return how many surely lie between two days."""
        return int(self.count[within(self.first, self.last, since, until)[0]].sum())


def corpus(
    table: Any,
    *,
    types: Collection[str],
    modalities: Collection[str],
    disputed: bool,
    reported: bool,
) -> Corpus:
    """Return the events of a corpus table that :func:`choose` would let count."""
    kept = np.ones(table.num_rows, dtype=bool)
    for name, values in (("type", types), ("modality", modalities)):
        if values:
            kept &= _one_of(table[name], values)
    if not disputed:
        kept &= ~_one_of(table["standing"], DISPUTED)
    first, last, _ = dates(table, reported=reported)
    return Corpus(first[kept], last[kept], table["n_events"].to_numpy()[kept])


def _one_of(column: Any, values: Collection[str]) -> Array:
    numbers, texts = encoded(column)
    return np.isin(numbers, [n for n, text in enumerate(texts) if text in values])


@dataclass(frozen=True, slots=True)
class Tally:
    """The sums of what joins two sides.

    Attributes:
        frame: the events.
        kind: how each joins the two.
        choice: what counts.
        precision: by the audits.
    """

    frame: Frame
    kind: Array
    choice: Choice
    precision: Precision

    def counted(self) -> Array:
        """Return which events count."""
        return self.choice.counted & (self.kind >= FORWARD) & (self.kind <= MUTUAL)

    def fill(self, slots: Sequence[Slot], slot: Array) -> list[Period]:
        """Return the periods of slots.

        Args:
            slots: what to fill.
            slot: of each event, the number of its slot, -1 for none.
        """
        frame, size = self.frame, len(slots)
        inside = slot >= 0
        rows = np.flatnonzero(self.counted() & inside)
        group, scores, kinds = slot[rows], frame.intensity[rows], self.kind[rows]
        whole = flows(scores, group, size)
        ways = {
            way: flows(scores[kinds == way], group[kinds == way], size)
            for way in (FORWARD, BACKWARD, MUTUAL)
        }
        classes = frame.quad[rows]
        quads = []
        for number, name in enumerate(QUADS):
            mine = classes == number
            sums = flows(scores[mine], group[mine], size)
            right = self.precision.right(frame.type[rows][mine], group[mine], size)
            quads.append(
                [QuadCount(name, f.n_events, f.net, r) for f, r in zip(sums, right, strict=True)]
            )
        right = self.precision.right(frame.type[rows], group, size)
        moved = np.bincount(group[frame.by_report[rows]], minlength=size)
        apart = self._apart(slot, size)
        coverage = self._coverage(rows, group, size)
        order = np.argsort(group, kind="stable")
        cuts = np.searchsorted(group[order], np.arange(size + 1))
        return [
            Period(
                s.label,
                s.start,
                s.end,
                s.whole,
                whole[n],
                tuple(q[n] for q in quads),
                ways[FORWARD][n],
                ways[BACKWARD][n],
                ways[MUTUAL][n],
                whole[n].net / whole[n].n_events if whole[n].n_events else None,
                right[n],
                s.corpus,
                whole[n].n_events / s.corpus if s.corpus else None,
                s.documents,
                apart[n],
                int(moved[n]),
                coverage[n],
                frame.ids(rows[order[cuts[n] : cuts[n + 1]]]),
            )
            for n, s in enumerate(slots)
        ]

    def _apart(self, slot: Array, size: int) -> list[Apart]:
        frame, choice = self.frame, self.choice
        inside = slot >= 0
        between = inside & (self.kind >= FORWARD) & (self.kind <= MUTUAL)

        def count(which: Array) -> Array:
            return np.bincount(slot[which], minlength=size)

        found: dict[str, Array] = {}
        for name in _MODALITIES:
            found[name] = count(
                between & choice.type & ~choice.modality & frame.among("modality", [name])
            )
        left = between & choice.modality & ~choice.counted
        for name in DISPUTED:
            found[name] = count(left & frame.among("standing", [name]))
        for name, kind in (("alongside", ALONGSIDE), ("unclear", UNCLEAR)):
            found[name] = count(inside & choice.counted & (self.kind == kind))
        sums = flows(frame.intensity[left], slot[left], size)
        return [
            Apart(**{name: int(values[n]) for name, values in found.items()}, disputed=sums[n])
            for n in range(size)
        ]

    def _coverage(self, rows: Array, group: Array, size: int) -> list[Coverage]:
        frame = self.frame
        slot = np.full(len(frame), -1, dtype=np.int64)
        slot[rows] = group
        reports = np.bincount(group, frame.table["n_reports"].to_numpy()[rows], size)
        sources = np.bincount(group, frame.table["n_sources"].to_numpy()[rows], size)
        owner, texts = lists(frame.table["documents"])
        mine = slot[owner] >= 0
        places = slot[owner][mine]
        columns = [encoded(texts)]
        columns += [encoded(lists(frame.table[c])[1]) for c in ("publishers", "languages")]
        (doc, docs), (publisher, publishers), (language, languages) = columns
        keys, first = np.unique(places * (len(docs) + 1) + doc[mine], return_index=True)
        n_texts = np.bincount(keys // (len(docs) + 1), minlength=size)
        named = publisher[mine] >= 0
        pairs = np.unique(places[named] * (len(publishers) + 1) + publisher[mine][named])
        n_publishers = np.bincount(pairs // (len(publishers) + 1), minlength=size)
        spoken = np.zeros((size, len(languages) + 1), dtype=np.int64)
        np.add.at(spoken, (places[first], language[mine][first]), 1)
        tongues = (*languages, "und")
        return [
            Coverage(
                int(reports[n]),
                int(n_texts[n]),
                int(sources[n]),
                int(n_publishers[n]),
                tuple(
                    Language(tongues[k], int(spoken[n, k]))
                    for k in sorted(
                        np.flatnonzero(spoken[n]), key=lambda k: (-spoken[n, k], tongues[k])
                    )
                ),
            )
            for n in range(size)
        ]
