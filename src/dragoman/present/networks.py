"""Networks of parties: tables for a terminal, in JSONL a line a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from dragoman.analysis import Network
from dragoman.present.text import inline, join, number, shorten

Json = dict[str, Any]

_NAME = 28
_PARTS = {
    "nodes": "node",
    "edges": "edge",
    "triads": "triad",
    "communities": "community",
    "meetings": "meeting",
    "similarities": "similarity",
}
_SIGNS = {1: ("+", "green"), 0: ("0", ""), -1: ("-", "red")}


def lines(found: Network) -> Iterator[Json]:
    """Yield a network as JSON objects, each with a ``record`` and the ``label`` of its window.

    First ``network``, the whole less its parties and ties; then a line each ``node``,
    ``edge``, ``triad``, ``community``, ``meeting`` and ``similarity``.
    """
    whole = found.to_dict()
    parts = {name: whole.pop(name) for name in _PARTS}
    yield {"record": "network", **whole}
    for name, record in _PARTS.items():
        for row in parts[name]:
            yield {"record": record, "label": found.label, **row}


def pieces(found: Network, *, limit: int) -> Iterator[RenderableType]:
    """Yield a network for a terminal.

    Args:
        found: the network.
        limit: rows of each table.
    """
    names = {n.code: inline(shorten(n.name, _NAME)) for n in found.nodes}
    yield Text(_head(found), style="bold")
    yield Text(
        f"{_parties(len(found.nodes))}, "
        f"{number(len(found.edges), 'tie')}, {number(found.n_events, 'event')}"
        + (f", {found.undated} of them undated" if found.undated else "")
    )
    for note in found.notes:
        yield Text(f"note: {note}", style="dim")
    if not found.edges:
        return
    yield Text()
    yield _nodes(found, names, limit)
    yield Text()
    yield _edges(found, names, limit)
    yield Text()
    yield _said("triads", _triads(found, names, limit))
    for group in found.communities:
        members = join([names[p] for p in group.parties])
        yield _said(f"community {group.number}", members)
    if found.meetings:
        yield Text()
        yield _meetings(found, names, limit)
    if found.similarities:
        yield Text()
        yield _similar(found, names, limit)


def _parties(count: int) -> str:
    return "1 party" if count == 1 else f"{count} parties"


def _head(found: Network) -> str:
    label = found.label
    if label == "all":
        label = "parties"
        if found.since or found.until:
            label += f", {found.since or 'the beginning'} to {found.until or 'the end'}"
    kinds = f", {', '.join(found.types)} only" if found.types else ""
    moods = "" if found.modalities == ("actual",) else f", {' and '.join(found.modalities)}"
    as_of = f", as of {found.as_of}" if found.as_of else ""
    return f"network of {label}{kinds}{moods}{as_of}"


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for n, name in enumerate(columns):
        left = n == 0 or name in ("tie", "sign")
        table.add_column(name, justify="left" if left else "right", overflow="fold")
    return table


def _nodes(found: Network, names: dict[str, str], limit: int) -> Table:
    table = _table(
        "party", "partners", "friendly", "hostile", "acts", "strength", "between", "eigen", "group"
    )
    for n in found.nodes[:limit]:
        table.add_row(
            Text(names[n.code]),
            Text(str(n.degree)),
            Text(str(n.positive), style="green" if n.positive else "dim"),
            Text(str(n.negative), style="red" if n.negative else "dim"),
            Text(str(n.n_events)),
            Text(f"{n.strength:.1f}"),
            Text(f"{n.betweenness:.2f}"),
            Text(f"{n.eigenvector:.2f}"),
            Text("" if n.community is None else str(n.community)),
        )
    return table


def _edges(found: Network, names: dict[str, str], limit: int) -> Table:
    table = _table("tie", "sign", "acts", "co-op", "conflict", "net", "first", "last")
    for e in found.edges[:limit]:
        sign, style = _SIGNS[e.sign]
        table.add_row(
            Text(_pair(e, names)),
            Text(sign, style=f"bold {style}".strip()),
            Text(str(e.flow.n_events)),
            Text(f"{e.flow.cooperation:.1f}"),
            Text(f"{e.flow.conflict:.1f}"),
            Text(f"{e.flow.net:+.1f}"),
            Text(e.first or "undated"),
            Text(e.last or ""),
        )
    return table


def _pair(row: Any, names: dict[str, str]) -> str:
    return f"{names[row.a]} – {names[row.b]}"


def _triads(found: Network, names: dict[str, str], limit: int) -> str:
    total = found.balanced + found.unbalanced
    if not total:
        return "none"
    said = f"{found.balanced} of {total} in balance"
    odd = [t for t in found.triads if not t.balanced][: min(limit, 5)]
    if odd:
        told = [
            f"{', '.join(names[p] for p in t.parties)} ({' '.join(_SIGNS[s][0] for s in t.signs)})"
            for t in odd
        ]
        said += f"; out of it, the weightiest first: {'; '.join(told)}"
    return said


def _meetings(found: Network, names: dict[str, str], limit: int) -> Table:
    table = _table("tie", "first visits second", "second visits first", "met", "calls")
    for m in found.meetings[:limit]:
        counts = (m.visits_ab, m.visits_ba, m.meetings, m.calls)
        table.add_row(Text(_pair(m, names)), *(Text(str(c) if c else "") for c in counts))
    return table


def _similar(found: Network, names: dict[str, str], limit: int) -> Table:
    table = _table("tie", "like partners (cosine)", "same partners (Jaccard)", "common")
    for s in found.similarities[:limit]:
        table.add_row(
            Text(_pair(s, names)),
            Text(f"{s.cosine:+.2f}"),
            Text(f"{s.jaccard:.2f}"),
            Text(str(s.common)),
        )
    return table


def _said(label: str, words: str) -> Text:
    return Text.assemble((f"{label}: ", "dim"), words)
