"""Breaks in the series of a dyad, with the events that make them.

PELT (R. Killick, P. Fearnhead and I. Eckley, 2012; package ruptures) finds the cuts that
make the sum of the costs of the stretches and of a penalty for each cut least. Two series
are cut:

- acts a period, by the Poisson cost, twice the negative log likelihood at the mean of the
  stretch, -2 x log(x / n) for x acts in n periods, with the penalty 3 p log T;
- net intensity a period, by squared distance from the mean of the stretch, with the penalty
  3 p v log T. v is the variance that the net would have if acts came by chance at one rate
  with the intensities that they have (that of a compound Poisson sum, the mean over the
  periods of the squares of the intensities).

T is the number of periods. p, at least 1, is how much more the counts vary from one period
to the next than chance would have them: the mean of (x - y)² / (x + y) over neighbours, its
largest fifth left out, by 0.4375, which it is for chance alone. 2 log T would be the penalty
of the Bayesian information criterion for a cut and a level; it is half as much again, since
bursts are common. Of 100 made flat series of 15 or of 48 periods, with 1.5 or 8 acts each,
the net showed a break in 3 at most and the counts in 1; where the rate itself varied from
period to period (gamma of shape 2 and 1), the counts in 8 and 11 at most, the net in 2.
A level may last a single period: a crisis of one month is two breaks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from dragoman.analyse.table import Array

LEAST_PERIODS = 12
"""Shorter series are not searched."""
LEAST_EVENTS = 20
"""Nor are those with fewer acts."""
_LASTS = 1
_PENALTY = 3.0
_TRIMMED = 0.8
_CHANCE = 0.4375
"""Mean of the lower four fifths of a chi-squared variable of one degree."""


@dataclass(frozen=True, slots=True)
class Break:
    """A cut: the stretches before and after it, as half-open ranges of periods."""

    measure: str
    start: int
    at: int
    end: int
    before: float
    after: float

    @property
    def up(self) -> bool:
        """Whether the level rises."""
        return self.after > self.before


def breaks(period: Array, intensity: Array, count: int) -> list[Break]:
    """Return the breaks in the series of some acts, those of the net first.

    Args:
        period: of each act, from 0, below ``count``.
        intensity: of each act.
        count: how many periods the series has.
    """
    if count < LEAST_PERIODS or len(period) < LEAST_EVENTS:
        return []
    acts = np.bincount(period, minlength=count).astype(float)
    net = np.bincount(period, intensity, count)
    spread = dispersion(acts)
    scale = _PENALTY * spread * math.log(count)
    variance = float((intensity**2).sum()) / count
    found = _cut("net", net, "l2", scale * variance) if variance > 0 else []
    return found + _cut("events", acts, "poisson", scale)


def dispersion(acts: Array) -> float:
    """Return how much more counts vary from one to the next than by chance; at least 1."""
    first, second = acts[:-1], acts[1:]
    some = first + second > 0
    if not some.any():
        return 1.0
    ratios = np.sort((first - second)[some] ** 2 / (first + second)[some])
    kept = ratios[: max(1, math.ceil(_TRIMMED * len(ratios)))]
    return max(1.0, float(kept.mean()) / _CHANCE)


def _cut(measure: str, series: Array, model: str, penalty: float) -> list[Break]:
    import ruptures
    from ruptures.base import BaseCost

    class Summed(BaseCost):  # type: ignore[misc]
        """A cost from running sums, for PELT asks for it thousands of times."""

        model = ""
        min_size = 1

        def fit(self, signal: Any) -> Any:
            self.signal = signal
            self.sums = [0.0, *np.cumsum(signal[:, 0]).tolist()]
            self.squares = [0.0, *np.cumsum(signal[:, 0] ** 2).tolist()]
            return self

        def error(self, start: int, end: int) -> float:
            total: float = self.sums[end] - self.sums[start]
            size = end - start
            if model == "l2":
                squares: float = self.squares[end] - self.squares[start]
                return squares - total * total / size
            return -2 * total * math.log(total / size) if total > 0 else 0.0

    search = ruptures.Pelt(custom_cost=Summed(), min_size=_LASTS, jump=1)
    edges = [0, *search.fit(series.reshape(-1, 1)).predict(pen=penalty)]
    means = [float(series[a:b].mean()) for a, b in pairwise(edges)]
    return [
        Break(measure, edges[n], edges[n + 1], edges[n + 2], means[n], means[n + 1])
        for n in range(len(means) - 1)
    ]


def follows(measure: tuple[float, float], texts: tuple[float, float]) -> bool:
    """Return whether texts changed with a measure, both before and after, in the same way.

    They did if they rose or fell as it did, by a factor of half as much or more, and by a
    quarter at least.
    """
    rise, more = (measure[1] + 1e-9) / (measure[0] + 1e-9), (texts[1] + 1e-9) / (texts[0] + 1e-9)
    if rise < 1:
        rise, more = 1 / rise, 1 / more
    return more >= max(rise / 2, 1.25)


def drivers(
    found: Break, period: Array, intensity: Array, prominence: Sequence[float] | Array
) -> list[tuple[int, float]]:
    """Return the acts that make the most of a break, with what each adds to it.

    A change of the means is made by acts of its sign after it and by those of the other
    sign before it, each by its intensity (or by one, where acts are counted) over the
    number of periods. Of equal ones the more prominent comes first, then the one nearer
    to the break.

    Args:
        found: the break.
        period: of each act.
        intensity: of each act.
        prominence: of each act, such as how many tell it.

    Returns:
        Numbers of acts, those that add most first; none that adds nothing.
    """
    after = (period >= found.at) & (period < found.end)
    before = (period >= found.start) & (period < found.at)
    sign = 1.0 if found.up else -1.0
    value = intensity if found.measure == "net" else np.ones(len(intensity))
    weight = np.zeros(len(intensity))
    weight[after] = sign * value[after] / (found.end - found.at)
    weight[before] = -sign * value[before] / (found.at - found.start)
    near = np.abs(period - found.at + 0.5)
    strong = np.abs(intensity)
    order = np.lexsort((near, -strong, -np.asarray(prominence), -weight))
    return [(int(n), float(weight[n])) for n in order if weight[n] > 0]
