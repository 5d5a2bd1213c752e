"""Who is close to whom, and who is at odds: the parties around two, as a graph."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dragoman.analysis import Edge, Network, Node
from dragoman.present.charts.chart import INK, MUTED, OURS, PAPER, SIGN_COLOURS, Chart, new_figure
from dragoman.present.text import join, number, shorten, signed

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST = 16
_MOST_NARROW = 10
_WORDS = {1: "more cooperation than conflict", 0: "as much of each", -1: "more conflict"}
_NAME = 18
_LINES: Mapping[int, Any] = {1: "-", 0: ":", -1: (0, (3, 1.5))}


def network_chart(network: Network, centre: Collection[str] = ()) -> Chart:
    """Return the graph of a network: lines blue and whole where cooperation outweighs conflict.

    A line leads to ``#tie-A-B``.

    Args:
        network: parties and ties.
        centre: codes of the parties that it is about; they stay whatever else is left out.
    """
    labels = {f"#{tie_id(e)}": _tie_words(e, network) for e in network.edges}

    def draw(narrow: bool) -> Figure:
        return _draw(network, centre, narrow=narrow)

    return Chart("network", "Network of parties", describe(network, centre), draw, labels)


def tie_id(edge: Edge) -> str:
    """Return the id to which a line leads."""
    return f"tie-{edge.a}-{edge.b}".replace(":", "-")


def shown(network: Network, centre: Collection[str], most: int) -> tuple[list[Node], list[Edge]]:
    """Return the parties nearest to the centre, or the strongest, and their ties.

    Those come first that have most acts with the parties in the centre.
    """
    near: dict[str, float] = {}
    for e in network.edges:
        for one, other in ((e.a, e.b), (e.b, e.a)):
            if other in centre or not centre:
                near[one] = near.get(one, 0.0) + e.weight
    ranked = sorted(
        network.nodes, key=lambda n: (n.code not in centre, -near.get(n.code, 0.0), -n.strength)
    )
    kept = [n for n in ranked if n.code in centre or n.code in near][:most]
    codes = {n.code for n in kept}
    return kept, [e for e in network.edges if e.a in codes and e.b in codes]


def describe(network: Network, centre: Collection[str] = ()) -> str:
    """Return the graph in words: how many parties and ties, and the strongest of each sort."""
    nodes, edges = shown(network, centre, _MOST)
    if not edges:
        return "No ties between parties."
    names = {n.code: n.name for n in nodes}
    signs = [sum(e.sign == s for e in edges) for s in (1, 0, -1)]
    strongest = sorted(edges, key=lambda e: (-e.weight, e.a, e.b))[:3]
    told = [f"{names[e.a]} and {names[e.b]} ({_WORDS[e.sign]})" for e in strongest]
    return (
        f"{len(nodes)} parties and {number(len(edges), 'tie')}, of which {signs[0]} with more "
        f"cooperation than conflict, {signs[2]} with more conflict and {signs[1]} with as much of "
        f"each. The strongest: {join(told)}."
    )


def _tie_words(edge: Edge, network: Network) -> str:
    names = {n.code: n.name for n in network.nodes}
    return (
        f"{names.get(edge.a, edge.a)} and {names.get(edge.b, edge.b)}: "
        f"{number(edge.flow.n_events, 'act')}, net {signed(edge.flow.net)}"
    )


def _places(
    nodes: Sequence[Node], edges: Sequence[Edge], centre: Collection[str]
) -> dict[str, tuple[float, float]]:
    """Return where parties stand.

    Around two: the two in the middle, the others in a ring, each on the side of the one to
    which it has more ties. Else by springs (T. Fruchterman and E. Reingold, 1991), from a
    ring, so that the outcome is always the same.
    """
    pair = [n.code for n in nodes if n.code in centre]
    if len(pair) != 2:
        import networkx as nx

        graph = nx.Graph()
        graph.add_nodes_from(n.code for n in nodes)
        graph.add_weighted_edges_from((e.a, e.b, e.weight) for e in edges)
        found = nx.spring_layout(
            graph, pos=nx.circular_layout(graph), k=2.2 / len(nodes) ** 0.5, iterations=200, seed=1
        )
        return {code: (float(x), float(y)) for code, (x, y) in found.items()}
    ties = {frozenset((e.a, e.b)): e.weight for e in edges}

    def leaning(code: str) -> float:
        left, right = (ties.get(frozenset((code, one)), 0.0) for one in pair)
        return (right - left) / (right + left) if right + left else 0.0

    others = sorted((n.code for n in nodes if n.code not in pair), key=lambda c: (leaning(c), c))
    places = {pair[0]: (-0.38, 0.0), pair[1]: (0.38, 0.0)}
    # From the left to the right, in turn above and below.
    rows = (others[::2], others[1::2])
    for up, row in zip((1, -1), rows, strict=True):
        for n, code in enumerate(row):
            angle = math.pi * (1 - (n + 0.5) / len(row))
            places[code] = (math.cos(angle) * 1.1, up * (0.25 + math.sin(angle) * 0.75))
    return places


def _draw(network: Network, centre: Collection[str], *, narrow: bool) -> Figure:
    from matplotlib.lines import Line2D

    nodes, edges = shown(network, centre, _MOST_NARROW if narrow else _MOST)
    figure = new_figure(*((4.1, 4.6) if narrow else (9.4, 5.6)))
    axes = figure.subplots()
    axes.axis("off")
    if not edges:
        axes.text(0.5, 0.5, "no ties", transform=axes.transAxes, ha="center")
        return figure
    places = _places(nodes, edges, centre)
    most = max(e.weight for e in edges)
    for e in sorted(edges, key=lambda e: e.weight):
        (line,) = axes.plot(
            *zip(places[e.a], places[e.b], strict=True),
            color=SIGN_COLOURS[e.sign],
            linewidth=0.8 + 4.2 * (e.weight / most) ** 0.5,
            linestyle=_LINES[e.sign],
            solid_capstyle="round",
            zorder=1,
        )
        line.set_url(f"#{tie_id(e)}")
    strongest = max(n.strength for n in nodes)
    for n in nodes:
        x, y = places[n.code]
        ours = n.code in centre
        size = 90 + 420 * (n.strength / strongest) ** 0.7
        axes.scatter(
            [x], [y], s=size, color=OURS if ours else PAPER, edgecolor=INK, linewidth=1.4, zorder=2
        )
        axes.annotate(
            shorten(n.name, _NAME),
            (x, y),
            xytext=(0, -((size / 3.14) ** 0.5) - 3),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=8 if narrow else 9,
            fontweight="bold" if ours else "normal",
            zorder=3,
        )
    axes.margins(0.14)
    handles = [
        Line2D([], [], color=SIGN_COLOURS[s], linewidth=2.5, linestyle=style, label=_WORDS[s])
        for s, style in _LINES.items()
    ]
    figure.legend(
        handles=handles,
        loc="outside lower center",
        ncols=1 if narrow else 3,
        fontsize=8,
        labelcolor=MUTED,
        handlelength=3,
    )
    return figure
