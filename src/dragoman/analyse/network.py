"""Parties and their ties: centrality, communities, balance, meetings, likeness of partners.

Ties are signed: positive where cooperation outweighs conflict. What networkx counts is
counted on the graph without signs; communities are sought among the positive ties.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from dragoman.analyse.periods import bounds, falls, iso, label, number, within
from dragoman.analyse.sides import standing_for
from dragoman.analyse.table import Array, Frame, frame
from dragoman.analyse.tally import choose
from dragoman.analyse.ties import Pair, Tie, edge, meeting, ties
from dragoman.analysis import Community, Edge, Network, Node, Side, Similarity, Triad

_TRIADS = 100
_ALIKE = 100
_COMMON = 2
_SEED = 7


@dataclass(frozen=True, slots=True)
class Scope:
    """Which events make a network; the fields are those of :class:`Network`.

    With ``by``, a network for each month, quarter or year that has a tie.
    """

    since: str | None = None
    until: str | None = None
    types: Collection[str] = ()
    modalities: Collection[str] = ("actual",)
    disputed: bool = False
    reported: bool = False
    by: str | None = None
    as_of: str | None = None


def networks(
    events: Any,
    scope: Scope | None = None,
    *,
    among: Side | None = None,
    name: Callable[[str], str] = str,
) -> list[Network]:
    """Return the network of the events of a table, or one a period.

    Args:
        events: an events table (:mod:`dragoman.columns`).
        scope: which of them.
        among: only these parties take part; all without it.
        name: gives the name of a code.
    """
    asked = scope or Scope()
    given = frame(events, reported=asked.reported)
    choice = choose(given, types=asked.types, modalities=asked.modalities, disputed=asked.disputed)
    since = number(asked.since) if asked.since else None
    until = number(asked.until) if asked.until else None
    surely, maybe = within(given.first, given.last, since, until)
    counted = choice.counted & surely
    allowed = np.ones(len(given.parties.event), dtype=bool)
    if among is not None:
        allowed = standing_for(given, among)
    work = _Work(given, asked, allowed, name)
    if asked.by is None:
        notes = []
        if (left := int((choice.counted & maybe).sum())) > 0:
            notes.append(f"{left} events may lie in these days, but their dates say too little")
        return [work.network("all", asked.since, asked.until, counted, notes)]
    period, placed = falls(given.first, given.last, asked.by)
    found = []
    for one in np.unique(period[counted & placed]):
        start, end = bounds(int(one), asked.by)
        days = iso(start), iso(end)
        made = work.network(label(int(one), asked.by), *days, counted & placed & (period == one))
        if made.edges:
            found.append(made)
    return found


@dataclass(frozen=True, slots=True)
class _Work:
    frame: Frame
    asked: Scope
    allowed: Array
    name: Callable[[str], str]

    def network(
        self,
        label: str,
        since: str | None,
        until: str | None,
        counted: Array,
        notes: Sequence[str] = (),
    ) -> Network:
        """Return the network of the events that count."""
        joined = ties(self.frame, counted, self.allowed)
        edges = [edge(self.frame, pair, tie) for pair, tie in joined.items()]
        edges.sort(key=lambda e: (-e.weight, e.a, e.b))
        rows = np.unique([r for tie in joined.values() for r in tie.rows]).astype(np.int64)
        triads = _triads(edges)
        parted, modularity = _communities(edges)
        return Network(
            label,
            since,
            until,
            tuple(self.asked.modalities),
            tuple(self.asked.types),
            self.asked.disputed,
            self.asked.reported,
            _nodes(edges, joined, parted, self.name),
            tuple(edges),
            sum(t.balanced for t in triads),
            sum(not t.balanced for t in triads),
            tuple(triads[:_TRIADS]),
            parted,
            modularity,
            self._meetings(joined),
            _similarities(edges),
            len(rows),
            int((~self.frame.dated[rows]).sum()) if len(rows) else 0,
            tuple(notes),
            self.asked.as_of,
        )

    def _meetings(self, joined: dict[Pair, Tie]) -> tuple[Any, ...]:
        found = [meeting(self.frame, pair, tie) for pair, tie in joined.items() if tie.met]
        return tuple(sorted(found, key=lambda m: (-len(m.events), m.a, m.b)))


def _graph(edges: Sequence[Edge], *, positive: bool = False) -> Any:
    """Return the graph of ties, in the order of their parties, for an order decides draws."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(sorted({p for e in edges for p in (e.a, e.b)}))
    for e in sorted(edges, key=lambda e: (e.a, e.b)):
        if not positive:
            graph.add_edge(e.a, e.b, weight=e.weight, distance=1 / e.weight)
        elif e.sign > 0:
            graph.add_edge(e.a, e.b, weight=e.flow.net)
    return graph


def _nodes(
    edges: Sequence[Edge],
    joined: dict[Pair, Tie],
    parted: Sequence[Community],
    name: Callable[[str], str],
) -> tuple[Node, ...]:
    import networkx

    graph = _graph(edges)
    between = networkx.betweenness_centrality(graph, weight="distance") if edges else {}
    signs: dict[str, list[int]] = {p: [] for p in graph}
    rows: dict[str, set[int]] = {p: set() for p in graph}
    for e in edges:
        for party in (e.a, e.b):
            signs[party].append(e.sign)
            rows[party].update(joined[e.a, e.b].rows)
    central = _eigenvector(graph)
    home = {p: c.number for c in parted for p in c.parties}
    found = [
        Node(
            p,
            name(p),
            len(signs[p]),
            signs[p].count(1),
            signs[p].count(-1),
            len(rows[p]),
            round(float(graph.degree(p, weight="weight")), 4),
            round(float(between[p]), 4),
            central[p],
            home.get(p),
        )
        for p in graph
    ]
    return tuple(sorted(found, key=lambda n: (-n.strength, n.code)))


def _eigenvector(graph: Any) -> dict[str, float]:
    """Return the leading eigenvector of the weights, the largest entry being 1."""
    if not len(graph):
        return {}
    parties = list(graph)
    place = {p: n for n, p in enumerate(parties)}
    weights = np.zeros((len(parties), len(parties)))
    for a, b, weight in graph.edges(data="weight"):
        weights[place[a], place[b]] = weights[place[b], place[a]] = weight
    _, vectors = np.linalg.eigh(weights)
    leading = np.abs(vectors[:, -1])
    scaled = leading / leading.max()
    return {p: round(float(scaled[n]), 4) for p, n in place.items()}


def _communities(edges: Sequence[Edge]) -> tuple[tuple[Community, ...], float | None]:
    import networkx

    graph = _graph(edges, positive=True)
    if not graph.number_of_edges():
        return (), None
    found = networkx.community.louvain_communities(graph, weight="weight", seed=_SEED)
    value = float(networkx.community.modularity(graph, found, weight="weight"))
    groups = sorted((sorted(g) for g in found if len(g) > 1), key=lambda g: (-len(g), g))
    return (
        tuple(Community(n, tuple(g)) for n, g in enumerate(groups, start=1)),
        round(value, 4),
    )


def _triads(edges: Sequence[Edge]) -> list[Triad]:
    """Return all triads of signed ties, those out of balance first, the weightiest first."""
    held = {(e.a, e.b): e for e in edges if e.sign}
    near: dict[str, set[str]] = {}
    for a, b in held:
        near.setdefault(a, set()).add(b)
    found = []
    for (a, b), one in held.items():
        for c in near.get(b, set()) & near.get(a, set()):
            three = (one, held[a, c], held[b, c])
            signs = tuple(e.sign for e in three)
            weakest = min(e.weight for e in three)
            found.append(Triad((a, b, c), signs, signs.count(-1) % 2 == 0, weakest))
    return sorted(found, key=lambda t: (t.balanced, -t.weakest, t.parties))


def _similarities(edges: Sequence[Edge]) -> tuple[Similarity, ...]:
    parties = sorted({p for e in edges for p in (e.a, e.b)})
    place = {p: n for n, p in enumerate(parties)}
    net = np.zeros((len(parties), len(parties)))
    tied = np.zeros(net.shape, dtype=np.int64)
    for e in edges:
        a, b = place[e.a], place[e.b]
        net[a, b] = net[b, a] = e.flow.net
        tied[a, b] = tied[b, a] = 1
    # No party is its own partner, so that the products leave out the two themselves.
    products, common = net @ net.T, tied @ tied.T
    squares, degrees = (net**2).sum(axis=1), tied.sum(axis=1)
    found = []
    for a, b in combinations(range(len(parties)), 2):
        if common[a, b] < _COMMON:
            continue
        size = (squares[a] - net[a, b] ** 2) * (squares[b] - net[a, b] ** 2)
        either = degrees[a] + degrees[b] - 2 * tied[a, b] - common[a, b]
        if size <= 0:
            continue
        cosine = float(np.clip(products[a, b] / np.sqrt(size), -1, 1))
        found.append(
            Similarity(
                parties[a],
                parties[b],
                round(cosine, 4),
                round(float(common[a, b] / either), 4),
                int(common[a, b]),
            )
        )
    found.sort(key=lambda s: (-s.cosine, -s.common, s.a, s.b))
    return tuple(found[:_ALIKE])
