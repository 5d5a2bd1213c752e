"""Two windows beside each other: has the relation thawed, cooled, or can nobody tell?

The answer rests on the mean intensity of the acts, since their number follows how much
text the store holds. Its difference, and that of the net intensity a month, have
percentile intervals of a bootstrap over stretches of time (B. Efron, 1979; stretches and
not acts, since acts come in bursts). Ratios of rates have the interval of Wilson for the
share of the acts that lie in the later window, given their sum: for two Poisson counts this
share is binomial (J. Przyborowski and H. Wilenski, 1940).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dragoman.analyse.periods import iso, within
from dragoman.analyse.table import OPEN, Array
from dragoman.analyse.tally import Slot, Tally
from dragoman.analysis import Comparison, Driver, Estimate, Period, Window

LEAST = 10
"""With fewer acts in either window there is no verdict."""
MONTH = 365.25 / 12
_DRAWS = 2000
_SEED = 20
_STRETCHES = 6
"""Months are drawn where each window has so many, else weeks."""
_WEEK = 7
_Z = 1.959963984540054
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Days:
    """A window: its first and last day, days since 1970."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """How many days it has."""
        return self.end - self.start + 1

    @property
    def months(self) -> float:
        """How many months these are."""
        return self.length / MONTH


def around(day: int, first: int, last: int) -> tuple[Days, Days]:
    """Return two windows of one length, up to the day before a day and from it on.

    They are as long as the shorter of the two sides of the stretch from ``first`` to
    ``last``, so that neither has an advantage by its length.
    """
    length = max(0, min(day - first, last - day + 1))
    return Days(day - length, day - 1), Days(day, day + length - 1)


def compare(tally: Tally, before: Days, after: Days, documents: Sequence[int]) -> Comparison:
    """Return what differs between two windows.

    Args:
        tally: of the two sides; its sums are taken in the windows.
        before: the earlier window; both have at least one day.
        after: the later one.
        documents: texts published in each.
    """
    frame = tally.frame
    counted = tally.counted()
    rows, windows = [], []
    for name, days, texts in zip(("before", "after"), (before, after), documents, strict=True):
        surely, maybe = within(frame.first, frame.last, days.start, days.end)
        (period,) = tally.fill(
            [Slot(name, iso(days.start), iso(days.end), True, texts)], np.where(surely, 0, -1)
        )
        rows.append(np.flatnonzero(counted & surely))
        hostile = int((frame.intensity[rows[-1]] < 0).sum())
        windows.append(_window(period, days, hostile, int((counted & maybe).sum())))
    scores = [frame.intensity[r] for r in rows]
    starts = [frame.first[r] for r in rows]
    mean, net = _differences((before, after), starts, scores)
    rate = _ratio(len(rows[0]), len(rows[1]), before.length, after.length)
    verdict = _verdict(len(rows[0]), len(rows[1]), mean)
    early, late = windows
    undated = int((counted & ~frame.dated).sum())
    conflict = _ratio(early.n_conflict, late.n_conflict, before.length, after.length)
    return Comparison(
        early,
        late,
        mean,
        net,
        rate,
        conflict,
        verdict,
        _words(verdict, early, late, mean, net, conflict, undated),
        _drivers(tally, rows, scores, mean),
    )


def _window(period: Period, days: Days, hostile: int, coarse: int) -> Window:
    flow, months = period.flow, days.months
    return Window(
        iso(days.start),
        iso(days.end),
        round(months, 2),
        flow,
        period.quads,
        flow.n_events / months,
        flow.net / months,
        period.mean,
        hostile,
        hostile / flow.n_events if flow.n_events else None,
        period.documents,
        coarse,
        period.events,
    )


def _differences(
    windows: tuple[Days, Days], starts: Sequence[Array], scores: Sequence[Array]
) -> tuple[Estimate, Estimate]:
    """Return the differences of the means and of the net a month, with their intervals."""
    enough = min(w.months for w in windows) >= _STRETCHES
    size = MONTH if enough else float(_WEEK)
    draw = np.random.default_rng(_SEED)
    means, nets = [], []
    for window, first, values in zip(windows, starts, scores, strict=True):
        count = max(1, round(window.length / size))
        place = (first.astype(np.int64) - window.start) * count // window.length
        place = np.clip(place, 0, count - 1)
        number = np.bincount(place, minlength=count)
        total = np.bincount(place, values, count)
        drawn = draw.integers(0, count, (_DRAWS, count))
        acts, sums = number[drawn].sum(axis=1), total[drawn].sum(axis=1)
        means.append(np.divide(sums, acts, out=np.full(_DRAWS, np.nan), where=acts > 0))
        nets.append(sums / window.months)
    value = None
    if len(scores[0]) and len(scores[1]):
        value = float(scores[1].mean() - scores[0].mean())
    net = float(scores[1].sum() / windows[1].months - scores[0].sum() / windows[0].months)
    return _estimate(value, means[1] - means[0]), _estimate(net, nets[1] - nets[0])


def _estimate(value: float | None, drawn: Array) -> Estimate:
    drawn = drawn[~np.isnan(drawn)]
    if value is None or not len(drawn):
        return Estimate(value)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(round(value, 3), round(float(low), 3), round(float(high), 3))


def _ratio(early: int, late: int, days_early: int, days_late: int) -> Estimate:
    """Return the ratio of two rates; an end without bound is null, as is one of nothing."""
    if early + late == 0:
        return Estimate(None)
    exposure = days_early / days_late
    both = early + late
    share, square = late / both, _Z * _Z
    middle = (share + square / (2 * both)) / (1 + square / both)
    half = _Z * math.sqrt(share * (1 - share) / both + square / (4 * both * both))
    half /= 1 + square / both
    low, high = middle - half, middle + half
    return Estimate(
        round(late / early * exposure, 3) if early else None,
        round(low / (1 - low) * exposure, 3) if late else 0.0,
        round(high / (1 - high) * exposure, 3) if early else None,
    )


def _verdict(early: int, late: int, mean: Estimate) -> str:
    if min(early, late) < LEAST or mean.low is None or mean.high is None:
        return "too few events"
    if mean.low > 0:
        return "thawed"
    return "cooled" if mean.high < 0 else "no clear change"


def _words(
    verdict: str,
    early: Window,
    late: Window,
    mean: Estimate,
    net: Estimate,
    conflict: Estimate,
    undated: int,
) -> str:
    """Return the answer in sentences."""
    aside = f" {undated} more without a date are in neither." if undated else ""
    counts = f"{early.flow.n_events} acts before and {late.flow.n_events} after"
    if verdict == "too few events":
        return f"Too few events to say: {counts}; {LEAST} in each window are needed.{aside}"
    tone = (
        f"The mean intensity of an act went from {early.mean:+.1f} to {late.mean:+.1f} "
        f"(difference {mean.value:+.1f}, 95 % {mean.low:+.1f} to {mean.high:+.1f}; {counts})."
        f"{aside}"
    )
    head = {
        "thawed": "Thawed.",
        "cooled": "Cooled.",
        "no clear change": "No clear change.",
    }[verdict]
    said = [head, tone]
    if early.n_conflict + late.n_conflict:
        said.append(
            f"Acts of conflict: {early.n_conflict / early.months:.1f} a month before, "
            f"{late.n_conflict / late.months:.1f} after{_bounds(conflict)}."
        )
    said.append(
        f"Net intensity a month: {early.net_per_month:+.1f} before, {late.net_per_month:+.1f} "
        f"after (difference {net.value:+.1f}, 95 % {net.low:+.1f} to {net.high:+.1f})."
    )
    opposed = {"thawed": -1, "cooled": 1}.get(verdict, 0)
    if (opposed < 0 and (net.high or 0) < 0) or (opposed > 0 and (net.low or 0) > 0):
        said.append("The two point different ways: milder acts, but more of them, or fewer.")
    per_month = [w.documents / w.months for w in (early, late)]
    if min(per_month) == 0 or max(per_month) > 2 * min(per_month):
        said.append(
            f"The store holds {per_month[0]:.1f} texts a month before and {per_month[1]:.1f} "
            "after, so that numbers of acts tell of the store as well as of the relation."
        )
    return " ".join(said)


def _bounds(ratio: Estimate) -> str:
    """Return the interval of a ratio in brackets."""
    if ratio.low is None and ratio.high is None:
        return ""
    if ratio.value is None:
        return f" (at least {ratio.low:.1f} times as many)"
    high = "" if ratio.high is None else f" to {ratio.high:.1f}"
    return f" ({ratio.value:.1f} times as many, 95 % {ratio.low:.1f}{high})"


def _drivers(
    tally: Tally, rows: Sequence[Array], scores: Sequence[Array], mean: Estimate
) -> tuple[Driver, ...]:
    """Return the acts without which the means would differ least."""
    if mean.value is None or not mean.value:
        return ()
    sign = 1.0 if mean.value > 0 else -1.0
    numbers = np.concatenate(rows)
    weights = []
    for side, values in ((-1.0, scores[0]), (1.0, scores[1])):
        # Without it the mean of the rest stands for the window.
        size = len(values)
        less = (values.mean() - values) / max(size - 1, 1)
        weights.append(-sign * side * less)
    weight = np.concatenate(weights)
    sources = tally.frame.table["n_sources"].to_numpy()[numbers]
    order = np.lexsort((numbers, -sources, -weight))[:_SHOWN]
    return describe(
        tally,
        [(int(numbers[n]), float(weight[n])) for n in order if weight[n] > 0],
        ["before" if n < len(rows[0]) else "after" for n in order if weight[n] > 0],
    )


def describe(
    tally: Tally, found: Sequence[tuple[int, float]], sides: Sequence[str]
) -> tuple[Driver, ...]:
    """Return events by number as drivers, with their weights and the side of each."""
    frame = tally.frame
    titles, ids = frame.table["title"], frame.table["event_id"]
    return tuple(
        Driver(
            ids[n].as_py(),
            titles[n].as_py(),
            iso(frame.first[n] if frame.first[n] != OPEN else frame.last[n]),
            float(frame.intensity[n]),
            side,
            round(weight, 3),
        )
        for (n, weight), side in zip(found, sides, strict=True)
    )
