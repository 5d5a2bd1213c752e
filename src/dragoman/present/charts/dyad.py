"""What two parties did to each other over time: counts by quad class, and net intensity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dragoman.analysis import QUADS, Dyad, Period
from dragoman.present.charts.chart import INK, MUTED, PAPER, QUAD_COLOURS, RULE, Chart, new_figure
from dragoman.present.text import join, number, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_BLOCKS = 600
"""Up to so many events each is a block of its own; beyond, a bar leads to its period."""
_UNITS = {"month": "month", "quarter": "quarter", "year": "year"}
_COOPERATION = QUADS[:2]


def dyad_chart(
    dyad: Dyad, quads: Mapping[str, str], titles: Mapping[str, str] | None = None
) -> Chart:
    """Return the chart of a relation over time, with its change points.

    Above, acts a period: cooperation upwards, conflict downwards, each act a block that
    leads to ``#EVENT``; below, the net intensity a period, and the level between breaks.

    Args:
        dyad: the relation.
        quads: the quad class of each event by its id.
        titles: each event in one line, for its block.
    """
    names = f"{dyad.a.name} and {dyad.b.name}"
    labels = {f"#{e}": words for e, words in (titles or {}).items()}
    labels |= {f"#{_period_id(p)}": _period_words(p) for p in dyad.periods}
    labels |= {
        f"#change-{n}": f"Change {n}: {c.period}, {signed(c.before)} to {signed(c.after)}"
        for n, c in enumerate(dyad.changes, 1)
    }

    def draw(narrow: bool) -> Figure:
        figure = new_figure(*((4.1, 5.2) if narrow else (9.4, 5.0)))
        counts, net = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        if dyad.periods:
            _counts(counts, dyad, quads)
            _net(net, dyad)
            _breaks((counts, net), dyad)
        _axes(counts, net, dyad, narrow=narrow)
        return figure

    return Chart("relation", f"{names} over time", describe(dyad), draw, labels)


def describe(dyad: Dyad) -> str:
    """Return the chart in words: how much, of what, from when to when, and where it breaks."""
    if not dyad.periods:
        return "No act with a date that falls into a period."
    first, last = dyad.periods[0].label, dyad.periods[-1].label
    counted = sum(p.flow.n_events for p in dyad.periods)
    of_each = [
        f"{sum(p.quads[n].n_events for p in dyad.periods)} of {quad}"
        for n, quad in enumerate(QUADS)
    ]
    most = max(dyad.periods, key=lambda p: p.flow.n_events)
    told = (
        f"{number(counted, 'act')} from {first} to {last}: {join(of_each)}. "
        f"Most in {most.label} ({most.flow.n_events})."
    )
    if not dyad.changes:
        return f"{told} No change point."
    breaks = [
        f"{c.period}, {c.direction} from {signed(c.before)} to {signed(c.after)}"
        for c in dyad.changes
    ]
    return f"{told} {number(len(breaks), 'change point')}: {join(breaks)}."


def _period_id(period: Period) -> str:
    return f"p-{period.label}"


def _period_words(period: Period) -> str:
    return f"{period.label}: {number(period.flow.n_events, 'act')}, net {signed(period.flow.net)}"


def _stretch(period: Period) -> tuple[date, float]:
    """Return the first day of a period and its length in days."""
    assert period.start is not None and period.end is not None
    first, last = date.fromisoformat(period.start), date.fromisoformat(period.end)
    return first, (last - first).days + 1


def _counts(axes: Axes, dyad: Dyad, quads: Mapping[str, str]) -> None:
    many = sum(p.flow.n_events for p in dyad.periods) > MOST_BLOCKS
    for period in dyad.periods:
        first, days = _stretch(period)
        heights = {True: 0.0, False: 0.0}
        for quad, told in zip(QUADS, period.quads, strict=True):
            up = quad in _COOPERATION
            ours = [e for e in period.events if quads.get(e) == quad]
            blocks: Sequence[tuple[str, float]] = [(f"#{e}", 1.0) for e in ours]
            if many and told.n_events:
                blocks = [(f"#{_period_id(period)}", float(told.n_events))]
            for link, size in blocks:
                height = size if up else -size
                bar = axes.bar(
                    first + timedelta(days=days * 0.06),  # type: ignore[arg-type]
                    height,
                    width=days * 0.88,
                    bottom=heights[up],
                    align="edge",
                    color=QUAD_COLOURS[quad],
                    edgecolor=INK,
                    linewidth=0.35,
                )
                bar.patches[0].set_url(link)
                heights[up] += height


def _net(axes: Axes, dyad: Dyad) -> None:
    for period in dyad.periods:
        if not period.flow.n_events:
            continue
        first, days = _stretch(period)
        quad = "material cooperation" if period.flow.net >= 0 else "material conflict"
        bar = axes.bar(
            first + timedelta(days=days * 0.06),  # type: ignore[arg-type]
            period.flow.net or 0.05,
            width=days * 0.88,
            align="edge",
            color=QUAD_COLOURS[quad],
            edgecolor=INK,
            linewidth=0.35,
        )
        bar.patches[0].set_url(f"#{_period_id(period)}")


def _breaks(both: Sequence[Axes], dyad: Dyad) -> None:
    starts = [date.fromisoformat(c.day) for c in dyad.changes]
    first = _stretch(dyad.periods[0])[0]
    end_first, end_days = _stretch(dyad.periods[-1])
    end = end_first + timedelta(days=end_days)
    for n, (change, start) in enumerate(zip(dyad.changes, starts, strict=True), 1):
        for axes in both:
            axes.axvline(start, color=INK, linewidth=1, linestyle=(0, (4, 3)))  # type: ignore[arg-type]
        mark = both[0].annotate(
            str(n),
            (start, 1.0),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="bottom",
            fontsize=9,
            fontweight="bold",
            bbox={"boxstyle": "circle,pad=0.25", "fc": PAPER, "ec": INK},
        )
        mark.set_url(f"#change-{n}")
        if change.measure != "net":
            continue
        low = starts[n - 2] if n > 1 else first
        high = starts[n] if n < len(starts) else end
        both[1].hlines(change.before, low, start, color=INK, linewidth=1.6)  # type: ignore[arg-type]
        both[1].hlines(change.after, start, high, color=INK, linewidth=1.6)  # type: ignore[arg-type]


def _axes(counts: Axes, net: Axes, dyad: Dyad, *, narrow: bool) -> None:
    from matplotlib import dates as ticks
    from matplotlib.patches import Patch
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    unit = _UNITS[dyad.by]
    for axes in (counts, net):
        axes.axhline(0, color=MUTED, linewidth=0.8)
        axes.grid(axis="y", color=RULE, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(length=0)
        axes.margins(x=0.01)
    counts.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    counts.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{abs(v):.0f}"))
    net.yaxis.set_major_locator(MaxNLocator(nbins=4))
    counts.set_ylabel(f"acts a {unit}\nconflict ↓   cooperation ↑", fontsize=8)
    net.set_ylabel(f"net intensity\na {unit}", fontsize=8)
    if dyad.periods:
        untyped: Any = ticks
        locator = untyped.AutoDateLocator(minticks=3, maxticks=5 if narrow else 10)
        net.xaxis.set_major_locator(locator)
        net.xaxis.set_major_formatter(untyped.ConciseDateFormatter(locator))
    else:
        counts.text(0.5, 0.5, "no act with a date", transform=counts.transAxes, ha="center")
        counts.set_xticks([])
    handles = [
        Patch(facecolor=QUAD_COLOURS[q], edgecolor=INK, linewidth=0.35, label=q) for q in QUADS
    ]
    counts.figure.legend(
        handles=handles,
        loc="outside upper center",
        ncols=2 if narrow else 4,
        fontsize=8,
        handlelength=1.2,
        columnspacing=1.2,
    )
