"""The relation of two parties over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dragoman.analyse import changes
from dragoman.analyse.compare import Days, around, compare, describe
from dragoman.analyse.periods import bounds, falls, iso, label, number, period_of, within
from dragoman.analyse.table import OPEN, Array, Frame, days, frame
from dragoman.analyse.tally import NONE, Corpus, Precision, Slot, Tally, choose, joined
from dragoman.analyse.tally import corpus as counts
from dragoman.analysis import (
    Audited,
    Change,
    Comparison,
    Dyad,
    Period,
    Reciprocity,
    Side,
)
from dragoman.columns import corpus_of
from dragoman.errors import UsageError

_DRIVERS = 5
_CORRELATED = 8
"""So many periods a correlation needs."""
_MARGIN = 7
"""A period into which the first or last text falls counts if no more days of it are missing."""
_MOST = 4000
"""More periods than that are a slip, such as a year of three digits."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of two sides; the fields are those of :class:`Dyad`.

    ``compare`` is a day: two windows of one length, before it and from it on. ``windows``
    gives the first and last days of two windows.
    """

    by: str = "month"
    since: str | None = None
    until: str | None = None
    types: Collection[str] = ()
    modalities: Collection[str] = ("actual",)
    disputed: bool = False
    reported: bool = False
    compare: str | None = None
    windows: tuple[tuple[str, str], tuple[str, str]] | None = None
    as_of: str | None = None


def dyad(
    events: Any,
    documents: Any,
    a: Side,
    b: Side,
    question: Question | None = None,
    *,
    corpus: Any = None,
    audits: Sequence[Audited] = (),
) -> Dyad:
    """Return the relation of two sides.

    Args:
        events: an events table (:mod:`dragoman.columns`) with all events of A.
        documents: a documents table of all texts.
        a: one side.
        b: the other; :data:`dragoman.analyse.sides.ALL` for all others. What is in both
            sides counts for A.
        question: what is asked.
        corpus: a corpus table of all events; without it, ``events`` are all there are.
        audits: precision by type, with a row ``all``.

    Raises:
        UsageError: no two windows can be made as asked.
    """
    asked = question or Question()
    given = frame(events, reported=asked.reported)
    choice = choose(given, types=asked.types, modalities=asked.modalities, disputed=asked.disputed)
    tally = Tally(given, joined(given, a, b), choice, Precision(given.types, audits))
    every = counts(
        corpus_of(events) if corpus is None else corpus,
        types=asked.types,
        modalities=asked.modalities,
        disputed=asked.disputed,
        reported=asked.reported,
    )
    work = _Work(asked, tally, (days(documents["first"]), days(documents["last"])), every)
    periods, coarse, undated = work.parts()
    total = work.total()
    found, notes = work.changes(periods)
    return Dyad(
        a,
        b,
        asked.by,
        asked.since,
        asked.until,
        tuple(asked.modalities),
        tuple(asked.types),
        asked.disputed,
        asked.reported,
        tuple(periods),
        total,
        coarse,
        undated,
        reciprocity(total, periods),
        tuple(found),
        work.comparison(),
        tuple(audits),
        tuple(work.left_out() + notes),
        asked.as_of,
    )


class _Work:
    """The steps to a dyad, over what they share."""

    def __init__(
        self, asked: Question, tally: Tally, published: tuple[Array, Array], corpus: Corpus
    ) -> None:
        self.asked = asked
        self.corpus = corpus
        self.tally = tally
        self.frame: Frame = tally.frame
        self.published = published
        self.since = number(asked.since) if asked.since else None
        self.until = number(asked.until) if asked.until else None
        self.inside, self.maybe = within(self.frame.first, self.frame.last, self.since, self.until)
        self.counted = tally.counted() & self.inside
        self.number, self.placed = falls(self.frame.first, self.frame.last, asked.by)
        self.numbers = self._range()

    def _range(self) -> range:
        """Return the periods: as asked for, else from the first act or text to the last."""
        # Also where all acts are told apart.
        between = (self.tally.kind != NONE) & self.tally.choice.type & self.inside
        held = self.number[between & self.placed]
        first, last = self._told()
        ends = [*held, *(period_of(d, self.asked.by) for d in (first, last) if d is not None)]
        low, high = (int(min(ends)), int(max(ends))) if len(held) else (None, None)
        if self.since is not None:
            low = period_of(self.since, self.asked.by)
            high = low if high is None else max(high, low)
        if self.until is not None:
            high = period_of(self.until, self.asked.by)
            low = high if low is None else min(low, high)
        if low is None or high is None:
            return range(0)
        if high - low >= _MOST:
            raise UsageError(
                "too-many-periods",
                f"{high - low + 1} periods from {label(low, self.asked.by)} to "
                f"{label(high, self.asked.by)}; narrow it by --since and --until, or choose "
                "longer ones by --by year",
            )
        return range(low, high + 1)

    def _told(self) -> tuple[int | None, int | None]:
        """Return the first and the last day on which a text was published."""
        first, last = self.published
        known, ends = first[first != OPEN], last[last != OPEN]
        return int(known.min()) if len(known) else None, int(ends.max()) if len(ends) else None

    def parts(self) -> tuple[list[Period], Period, Period]:
        """Return the periods, what falls into none, and what has no date."""
        numbers = self.numbers
        texts, texted = falls(*self.published, self.asked.by)
        first, last = self.published
        texted &= within(first, last, self.since, self.until)[0]
        low = numbers.start
        mine = texted & (texts >= low) & (texts < numbers.stop)
        published = np.bincount(texts[mine] - low, minlength=len(numbers))
        slot, size = self._slots(self.frame.first, self.frame.last), len(numbers)
        every = self._slots(self.corpus.first, self.corpus.last)
        held = every >= 0
        corpus = np.bincount(every[held], self.corpus.count[held], size + 2).astype(int)
        slots = [
            Slot(label(p, self.asked.by), *self._days(p), int(published[n]), int(corpus[n]))
            for n, p in enumerate(numbers)
        ]
        slots += [
            Slot(name, None, None, True, 0, int(corpus[size + n]))
            for n, name in enumerate(("coarse", "undated"))
        ]
        *periods, coarse, undated = self.tally.fill(slots, slot)
        return periods, coarse, undated

    def _slots(self, first: Array, last: Array) -> Array:
        """Return the period of each date, from 0; then what falls into none, and the undated."""
        period, placed = falls(first, last, self.asked.by)
        low, size = self.numbers.start, len(self.numbers)
        dated = (first != OPEN) | (last != OPEN)
        slot = np.full(len(first), -1, dtype=np.int64)
        here = placed & (period >= low) & (period < self.numbers.stop)
        slot[here] = period[here] - low
        slot[dated & ~placed] = size
        slot[~dated] = size + 1
        slot[~within(first, last, self.since, self.until)[0]] = -1
        return slot

    def _days(self, period: int) -> tuple[str, str, bool]:
        start, end = bounds(period, self.asked.by)
        low = start if self.since is None else max(start, self.since)
        high = end if self.until is None else min(end, self.until)
        return iso(low), iso(high), (low, high) == (start, end)

    def total(self) -> Period:
        """Return all that counts, together."""
        numbers = self.numbers
        start, end = self.asked.since, self.asked.until
        if numbers:
            start = start or iso(bounds(numbers.start, self.asked.by)[0])
            end = end or iso(bounds(numbers[-1], self.asked.by)[1])
        texts = int(within(*self.published, self.since, self.until)[0].sum())
        corpus = self.corpus.within(self.since, self.until)
        (found,) = self.tally.fill(
            [Slot("total", start, end, True, texts, corpus)], np.where(self.inside, 0, -1)
        )
        return found

    def left_out(self) -> list[str]:
        """Return in words what was not counted for its date."""
        if self.since is None and self.until is None:
            return []
        between = self.tally.counted()
        notes = []
        maybe = int((between & self.maybe).sum())
        if maybe:
            notes.append(f"{maybe} more may lie in these days, but their dates say too little")
        undated = int((between & ~self.frame.dated).sum())
        if undated:
            notes.append(f"{undated} more have no date and are left out")
        return notes

    def changes(self, periods: Sequence[Period]) -> tuple[list[Change], list[str]]:
        """Return the breaks, and in words why there can be none."""
        chosen, why = self._searched(periods)
        if why is not None:
            return [], [why]
        low = self.numbers.start + chosen.start
        rows = np.flatnonzero(
            self.counted
            & self.placed
            & (self.number >= low)
            & (self.number < self.numbers.start + chosen.stop)
        )
        place = self.number[rows] - low
        scores = self.frame.intensity[rows]
        sources = self.frame.table["n_sources"].to_numpy()[rows]
        texts = np.array([p.documents for p in periods])[chosen.start : chosen.stop]
        found = []
        for cut in changes.breaks(place, scores, len(chosen)):
            behind = changes.drivers(cut, place, scores, sources)[:_DRIVERS]
            first = periods[chosen.start + cut.at]
            told = [float(texts[a:b].mean()) for a, b in ((cut.start, cut.at), (cut.at, cut.end))]
            found.append(
                Change(
                    first.label,
                    str(first.start),
                    cut.measure,
                    round(cut.before, 3),
                    round(cut.after, 3),
                    cut.at - cut.start,
                    cut.end - cut.at,
                    round(told[0], 2),
                    round(told[1], 2),
                    changes.follows((abs(cut.before), abs(cut.after)), (told[0], told[1])),
                    "up" if cut.up else "down",
                    describe(
                        self.tally,
                        [(int(rows[n]), weight) for n, weight in behind],
                        ["before" if place[n] < cut.at else "after" for n, _ in behind],
                    ),
                )
            )
        found.sort(key=lambda c: (c.day, c.measure != "net"))
        return found, [] if found else [
            "no break found: the series changes no more than chance would have it"
        ]

    def _searched(self, periods: Sequence[Period]) -> tuple[range, str | None]:
        """Return which periods are searched for breaks, or in words why none are.

        What lies outside the days in which the store's texts were published is known by
        hindsight, a part of it only: a break there would be one of the store.
        """
        first, last = self._told()
        if not self.counted.any():
            return range(0), "no break was looked for: nothing counts"
        if first is None or last is None:
            return range(0), "no break was looked for: no text of the store has a date"
        with_texts = [
            n
            for n, p in enumerate(periods)
            if p.whole
            and p.documents
            and first <= number(str(p.start)) + _MARGIN
            and last >= number(str(p.end)) - _MARGIN
        ]
        if not with_texts:
            return range(0), "no break was looked for: the store has no texts of these days"
        chosen = range(with_texts[0], with_texts[-1] + 1)
        acts = sum(periods[n].flow.n_events for n in chosen)
        if len(chosen) < changes.LEAST_PERIODS or acts < changes.LEAST_EVENTS:
            return chosen, (
                f"no break was looked for: {acts} acts in the {len(chosen)} {self.asked.by}s of "
                f"which the store has texts; {changes.LEAST_EVENTS} acts in "
                f"{changes.LEAST_PERIODS} are needed"
            )
        return chosen, None

    def comparison(self) -> Comparison | None:
        """Return the comparison that was asked for.

        Raises:
            UsageError: a window has no day.
        """
        if self.asked.windows is not None:
            early, late = (Days(number(s), number(e)) for s, e in self.asked.windows)
        elif self.asked.compare is not None:
            early, late = self._around(number(self.asked.compare))
        else:
            return None
        texts = [int(within(*self.published, w.start, w.end)[0].sum()) for w in (early, late)]
        return compare(self.tally, early, late, texts)

    def _around(self, day: int) -> tuple[Days, Days]:
        first, last = self._told()
        low = self.since if self.since is not None else first if first is not None else day
        high = self.until if self.until is not None else last if last is not None else day
        early, late = around(day, low, high)
        if early.length < 1:
            raise UsageError(
                "bad-windows",
                f"{iso(day)} does not lie between {iso(low)} and {iso(high)}, where the store has "
                "texts; choose another day, or windows of your own",
            )
        return early, late


def reciprocity(total: Period, periods: Sequence[Period]) -> Reciprocity:
    """Return what A does to B beside what B does to A."""
    there, back = total.forward, total.backward
    both = there.n_events + back.n_events
    gap = None
    if there.n_events and back.n_events:
        gap = there.net / there.n_events - back.net / back.n_events
    pairs = [
        (p.forward.net, p.backward.net)
        for p in periods
        if p.forward.n_events or p.backward.n_events
    ]
    return Reciprocity(
        there.n_events / both if both else None,
        gap,
        _correlation(pairs),
        _evenness(there.cooperation, back.cooperation),
        _evenness(there.conflict, back.conflict),
    )


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < _CORRELATED:
        return None
    x, y = np.array(pairs).T
    if not x.std() or not y.std():
        return None
    return round(float(np.corrcoef(x, y)[0, 1]), 3)


def _evenness(one: float, other: float) -> float | None:
    larger = max(one, other)
    return min(one, other) / larger if larger else None
