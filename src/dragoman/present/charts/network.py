"""Who is close to whom, and who is at odds: the parties around two, as a graph."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dragoman.analysis import Edge, Network, Node
from dragoman.present.charts.chart import INK, MUTED, OURS, PAPER, SIGN_COLOURS, Chart, new_figure
from dragoman.present.text import join, number, shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_MOST = 16
_MOST_NARROW = 10
_WORDS = {1: "more cooperation than conflict", 0: "as much of each", -1: "more conflict"}
_NAME = 18


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
        f"{number(edge.flow.n_events, 'act')}, net {edge.flow.net:+.1f}"
    )


def _draw(network: Network, centre: Collection[str], *, narrow: bool) -> Figure:
    import networkx as nx
    from matplotlib.lines import Line2D

    nodes, edges = shown(network, centre, _MOST_NARROW if narrow else _MOST)
    figure = new_figure(*((4.1, 4.6) if narrow else (9.4, 5.6)))
    axes = figure.subplots()
    axes.axis("off")
    if not edges:
        axes.text(0.5, 0.5, "no ties", transform=axes.transAxes, ha="center")
        return figure
    graph = nx.Graph()
    graph.add_nodes_from(n.code for n in nodes)
    for e in edges:
        # Those who fight are drawn apart, though they have much to do with each other.
        graph.add_edge(e.a, e.b, weight=e.weight if e.sign >= 0 else e.weight / 4)
    start = nx.circular_layout(graph)
    places = nx.spring_layout(graph, pos=start, k=2.2 / len(nodes) ** 0.5, iterations=200, seed=1)
    most = max(e.weight for e in edges)
    for e in sorted(edges, key=lambda e: e.weight):
        (line,) = axes.plot(
            *zip(places[e.a], places[e.b], strict=True),
            color=SIGN_COLOURS[e.sign],
            linewidth=0.8 + 4.2 * (e.weight / most) ** 0.5,
            linestyle={1: "-", 0: ":", -1: (0, (3, 1.5))}[e.sign],
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
        for s, style in ((1, "-"), (0, ":"), (-1, (0, (3, 1.5))))
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
