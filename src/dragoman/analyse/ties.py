"""Who is tied to whom by the events of a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from dragoman.analyse.periods import iso
from dragoman.analyse.table import OPEN, Array, Frame
from dragoman.analyse.tally import BACKWARD, FORWARD, MUTUAL
from dragoman.analysis import Edge, Flow, Meeting

Pair = tuple[str, str]
_CONFLICT = (2, 3)


@dataclass(slots=True)
class Tie:
    """What joins two parties; ``a`` of the pair comes first by its code."""

    scores: list[float] = field(default_factory=list)
    weight: float = 0.0
    rows: list[int] = field(default_factory=list)
    ways: list[int] = field(default_factory=lambda: [0, 0, 0])
    visits: list[int] = field(default_factory=lambda: [0, 0])
    meetings: int = 0
    calls: int = 0
    met: list[int] = field(default_factory=list)


def ties(frame: Frame, counted: Array, allowed: Array) -> dict[Pair, Tie]:
    """Return what joins each pair of parties.

    Which parties of an event are joined follows :func:`dragoman.analyse.tally.joined`: each
    that acts with each that is acted upon; those that act together, if they talk or cooperate
    or nobody is acted upon and it is no conflict; all that cooperate.

    Args:
        frame: the events.
        counted: which of them count.
        allowed: which entries of the frame's parties take part.
    """
    parties = frame.parties
    entries = np.flatnonzero(counted[parties.event] & allowed & (parties.codes >= 0))
    order = entries[np.argsort(parties.event[entries], kind="stable")]
    modes, names = frame.column("mode")
    found: dict[Pair, Tie] = {}
    owners = parties.event[order]
    upon = np.bincount(parties.event[~parties.acting], minlength=len(frame))
    cuts = np.flatnonzero(np.diff(owners)) + 1
    for group in np.split(order, cuts) if len(order) else []:
        row = int(parties.event[group[0]])
        acting = {parties.names[c] for c in parties.codes[group[parties.acting[group]]]}
        undergo = {parties.names[c] for c in parties.codes[group[~parties.acting[group]]]}
        size = len(acting | undergo)
        if size < 2:
            continue
        kind = frame.types[frame.type[row]]
        mode = names[modes[row]] if modes[row] >= 0 else None
        # Conflict of several without anybody acted upon is told of no two of them.
        alone = upon[row] == 0 and frame.quad[row] not in _CONFLICT
        pairs = _pairs(kind, mode, acting, undergo, alone=alone)
        for a, b, way in pairs:
            tie = found.setdefault((a, b), Tie())
            tie.scores.append(float(frame.intensity[row]))
            tie.weight += 1 / (size - 1)
            tie.rows.append(row)
            tie.ways[way] += 1
            if kind == "CONSULT":
                _meet(tie, row, mode, way)
    return found


def _pairs(
    kind: str, mode: str | None, acting: set[str], undergo: set[str], *, alone: bool
) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs that an event joins, in order, with the way."""
    shared = kind == "COOPERATE" or (kind == "CONSULT" and mode != "visit")
    ways: dict[Pair, set[int]] = {}

    def join(one: str, other: str, way: int) -> None:
        if one < other:
            ways.setdefault((one, other), set()).add(way)
        elif other < one:
            turned = {FORWARD: BACKWARD, BACKWARD: FORWARD}.get(way, way)
            ways.setdefault((other, one), set()).add(turned)

    for one in acting:
        for other in undergo:
            join(one, other, MUTUAL if shared else FORWARD)
    if alone or kind in ("CONSULT", "COOPERATE"):
        for one, other in combinations(sorted(acting), 2):
            join(one, other, MUTUAL)
    if kind == "COOPERATE":
        for one, other in combinations(sorted(undergo), 2):
            join(one, other, MUTUAL)
    for (one, other), found in sorted(ways.items()):
        direct = found - {MUTUAL}
        yield one, other, direct.pop() if len(direct) == 1 else MUTUAL


def _meet(tie: Tie, row: int, mode: str | None, way: int) -> None:
    tie.met.append(row)
    if mode == "phone":
        tie.calls += 1
    elif mode == "visit" and way in (FORWARD, BACKWARD):
        tie.visits[way] += 1
    else:
        tie.meetings += 1


def edge(frame: Frame, pair: Pair, tie: Tie) -> Edge:
    """Return a tie as a record."""
    good = sum(s for s in tie.scores if s > 0)
    bad = -sum(s for s in tie.scores if s < 0)
    rows = np.array(tie.rows)
    first, last = frame.first[rows], frame.last[rows]
    first, last = first[first != OPEN], last[last != OPEN]
    net = good - bad
    forward, backward, mutual = tie.ways
    return Edge(
        pair[0],
        pair[1],
        (net > 0) - (net < 0),
        round(tie.weight, 4),
        Flow(len(tie.rows), good + 0.0, bad + 0.0, net + 0.0),
        forward,
        backward,
        mutual,
        iso(first.min()) if len(first) else None,
        iso(last.max()) if len(last) else None,
        frame.ids(rows),
    )


def meeting(frame: Frame, pair: Pair, tie: Tie) -> Meeting:
    """Return how often two met."""
    there, back = tie.visits
    return Meeting(
        pair[0], pair[1], there, back, tie.meetings, tie.calls, frame.ids(np.array(tie.met))
    )
