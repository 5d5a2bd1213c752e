"""Where events were, each mark shaped by how exactly the place is known."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dragoman.present.charts.chart import (
    INK,
    LAND,
    MUTED,
    OURS,
    PAPER,
    QUAD_COLOURS,
    SHORE,
    Chart,
    new_figure,
)
from dragoman.present.charts.geography import outlines
from dragoman.present.text import join, number, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Box = tuple[float, float, float, float]
_SHAPES = {"town": ("o", "town or site"), "area": ("D", "district or province"),
           "state": ("s", "state or sea (its middle)")}  # fmt: skip
_OF_PRECISION = {"site": "town", "city": "town", "district": "area", "province": "area"}
_LEAST_SPAN = 5.0
_NAMED = 12
_LETTER, _LINE = 4.9, 10.0
"""About how wide a letter and how high a line is, in points."""
_BESIDE = (
    (8, 0, "left", "center"),
    (-8, 0, "right", "center"),
    (0, 8, "center", "bottom"),
    (0, -8, "center", "top"),
    (7, 7, "left", "bottom"),
    (-7, -7, "right", "top"),
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place and what happened there.

    Attributes:
        precision: as of :class:`dragoman.records.Place`.
        quads: the quad class of each event.
        link: where its mark leads.
    """

    name: str
    lat: float
    lon: float
    precision: str
    quads: tuple[str, ...]
    link: str


def map_chart(spots: Sequence[Spot], ours: Collection[str] = ()) -> Chart:
    """Return a map of places: circles for towns, diamonds for provinces, squares for states.

    Args:
        spots: the places.
        ours: codes of states to be tinted.
    """
    labels = {s.link: f"{s.name}: {number(len(s.quads), 'act')}" for s in spots}

    def draw(narrow: bool) -> Figure:
        return _draw(spots, ours, narrow=narrow)

    return Chart("map", "Where it happened", describe(spots), draw, labels)


def describe(spots: Sequence[Spot]) -> str:
    """Return the map in words: how many places, which has most, and how exactly they are known."""
    if not spots:
        return "No event with a place on the map."
    kinds = Counter(_OF_PRECISION.get(s.precision, "state") for s in spots)
    known = [
        f"{kinds[kind]} known as {words}" for kind, (_, words) in _SHAPES.items() if kinds[kind]
    ]
    most = sorted(spots, key=lambda s: (-len(s.quads), s.name))[:3]
    told = [f"{s.name} ({number(len(s.quads), 'act')})" for s in most]
    return f"{number(len(spots), 'place')}, {join(known)}. Most acts: {join(told)}."


def _draw(spots: Sequence[Spot], ours: Collection[str], *, narrow: bool) -> Figure:
    width, height = (4.1, 4.4) if narrow else (9.4, 5.4)
    figure = new_figure(width, height)
    axes = figure.subplots()
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(True)
        spine.set_color(SHORE)
    if not spots:
        axes.text(0.5, 0.5, "no event with a place", transform=axes.transAxes, ha="center")
        return figure
    box = _extent(spots, width / (height * 0.86))
    _land(axes, box, ours)
    west, south, east, north = box
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(1 / math.cos(math.radians((south + north) / 2)))
    _marks(figure, axes, spots, narrow=narrow)
    _legend(figure, spots, narrow=narrow)
    return figure


def _extent(spots: Sequence[Spot], ratio: float) -> Box:
    """Return a box around the places with a margin, of a shape: width over height on paper."""
    west, east = min(s.lon for s in spots), max(s.lon for s in spots)
    south, north = min(s.lat for s in spots), max(s.lat for s in spots)
    middle = (min(max((south + north) / 2, -65), 70), (west + east) / 2)
    shrink = math.cos(math.radians(middle[0]))
    tall = max(north - south, _LEAST_SPAN) * 1.3
    wide = max(east - west, _LEAST_SPAN / shrink) * 1.3
    if wide * shrink < tall * ratio:
        wide = tall * ratio / shrink
    else:
        tall = wide * shrink / ratio
    return (
        middle[1] - wide / 2,
        middle[0] - tall / 2,
        middle[1] + wide / 2,
        middle[0] + tall / 2,
    )


def _land(axes: Axes, box: Box, ours: Collection[str]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox

    west, south, east, north = box
    # What lies beyond the edge is cut away, lest a map of a valley carry the whole of Russia.
    pad = (east - west) * 0.05
    frame = Bbox([[west - pad, south - pad], [east + pad, north + pad]])
    for state in outlines():
        rings = []
        for ring, (w, s, e, n) in zip(state.rings, state.boxes, strict=True):
            if e < west or w > east or n < south or s > north:
                continue
            cut = Path(list(ring), closed=True).clip_to_bbox(frame)
            if cut.to_polygons():
                rings.append(cut)
        if rings:
            axes.add_patch(
                PathPatch(
                    Path.make_compound_path(*rings),
                    facecolor=OURS if state.code in ours else LAND,
                    edgecolor=SHORE,
                    linewidth=0.7,
                )
            )


def _marks(figure: Figure, axes: Axes, spots: Sequence[Spot], *, narrow: bool) -> None:
    ranked = sorted(spots, key=lambda s: (-len(s.quads), s.name))
    for spot in ranked:
        shape, _ = _SHAPES[_OF_PRECISION.get(spot.precision, "state")]
        exact = spot.precision in _OF_PRECISION
        ((quad, _),) = Counter(spot.quads).most_common(1)
        marks: Any = axes.scatter(
            [spot.lon],
            [spot.lat],
            s=34 + 26 * len(spot.quads) ** 0.8,
            marker=shape,
            facecolor=QUAD_COLOURS.get(quad, MUTED) if exact else PAPER,
            edgecolor=INK if exact else QUAD_COLOURS.get(quad, MUTED),
            linewidth=0.7 if exact else 2.2,
            alpha=0.92,
            zorder=3,
        )
        marks.set_urls([spot.link])
    _names(figure, axes, ranked[: _NAMED // 2 if narrow else _NAMED], ranked)


def _names(figure: Figure, axes: Axes, named: Sequence[Spot], spots: Sequence[Spot]) -> None:
    """Write names beside marks, where they cover neither a mark nor each other, else not."""
    west, east = axes.get_xlim()
    south, north = axes.get_ylim()
    size = figure.get_size_inches() * 72
    across, up = size[0] / (east - west), 0.86 * size[1] / (north - south)

    def at(spot: Spot) -> tuple[float, float]:
        return (spot.lon - west) * across, (spot.lat - south) * up

    taken = [(x - 7, y - 7, x + 7, y + 7) for x, y in map(at, spots)]
    for spot in named:
        words = shorten(spot.name, 22) + (f" {len(spot.quads)}" if len(spot.quads) > 1 else "")
        wide, (x, y) = len(words) * _LETTER, at(spot)
        for dx, dy, ha, va in _BESIDE:
            left = x + dx - (wide if ha == "right" else wide / 2 if ha == "center" else 0)
            low = y + dy - (_LINE if va == "top" else _LINE / 2 if va == "center" else 0)
            box = (left, low, left + wide, low + _LINE)
            inside = box[0] > 0 and box[2] < (east - west) * across
            if inside and not any(_meet(box, other) for other in taken):
                axes.annotate(words, (spot.lon, spot.lat), xytext=(dx, dy), ha=ha, va=va,
                              textcoords="offset points", fontsize=8, zorder=4)  # fmt: skip
                taken.append(box)
                break


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _legend(figure: Figure, spots: Sequence[Spot], *, narrow: bool) -> None:
    from matplotlib.lines import Line2D

    kinds = {_OF_PRECISION.get(s.precision, "state") for s in spots}
    handles = [
        Line2D([], [], marker=shape, linestyle="", markerfacecolor=PAPER, markeredgecolor=INK,
               markersize=7, label=words)
        for kind, (shape, words) in _SHAPES.items() if kind in kinds
    ]  # fmt: skip
    present = {q for s in spots for q in s.quads}
    handles += [
        Line2D([], [], marker="o", linestyle="", markerfacecolor=colour, markeredgecolor=INK,
               markeredgewidth=0.5, markersize=7, label=quad)
        for quad, colour in QUAD_COLOURS.items() if quad in present
    ]  # fmt: skip
    figure.legend(handles=handles, loc="outside lower center", ncols=2 if narrow else 4, fontsize=8)
