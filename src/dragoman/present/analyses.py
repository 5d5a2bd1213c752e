"""Results of analyses in tables: the periods of a relation, the ties and parties of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
from rich.text import Text

from dragoman.analysis import QUADS, Edge, Node, Period
from dragoman.present.registers import arrow_schema
from dragoman.present.tables import Listing
from dragoman.present.text import inline

Row = Mapping[str, Any]

RECORDS = {"periods": Period, "ties": Edge, "parties": Node}
"""The tables of analyses and the records that they hold."""


def schema(table: str) -> pa.Schema:
    """Return the schema of a table of :data:`RECORDS`, nested as the records are."""
    return arrow_schema(RECORDS[table])


def flat(table: str, row: Row) -> dict[str, Any]:
    """Return a row with a plain value in each column; of a flow its figures come first."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if name == "quads":
            found |= {q["quad"].replace(" ", "_"): q["n_events"] for q in value}
        elif name == "flow":
            found |= value
        elif name in ("forward", "backward", "mutual") and isinstance(value, Mapping):
            found |= {f"{name}_events": value["n_events"], f"{name}_net": value["net"]}
        elif name == "right":
            found |= {f"right_{k}": v for k, v in value.items() if k != "value"}
        elif name == "apart":
            found |= {k: v for k, v in value.items() if k != "disputed"}
        elif name == "coverage":
            found |= {k: v for k, v in value.items() if k != "languages"}
        else:
            found[name] = value
    return found


def periods(some: Sequence[Period]) -> Listing:
    """Return periods, a row each."""
    rows = [
        (
            Text(p.label),
            *(Text(str(q.n_events)) for q in p.quads),
            Text(f"{p.flow.net:+.1f}"),
            Text("" if p.share is None else f"{p.share:.0%}"),
        )
        for p in some
    ]
    quads = tuple((q, 12) for q in QUADS)
    return Listing((("when", None), *quads, ("net intensity", 8), ("share", 6)), rows)


def ties(some: Sequence[Edge], names: Mapping[str, str]) -> Listing:
    """Return ties, a row each; ``names`` gives those of the codes."""
    rows = [
        (
            Text(inline(f"{names.get(e.a, e.a)} and {names.get(e.b, e.b)}")),
            Text(str(e.flow.n_events)),
            Text(f"{e.flow.net:+.1f}"),
            Text(e.first or ""),
            Text(e.last or ""),
        )
        for e in some
    ]
    return Listing(
        (("parties", None), ("acts", 6), ("net intensity", 8), ("first", 10), ("last", 10)), rows
    )


def parties(some: Sequence[Node]) -> Listing:
    """Return parties of a network, a row each."""
    rows = [
        (
            Text(inline(n.name)),
            Text(n.code),
            Text(str(n.degree)),
            Text(str(n.n_events)),
            Text(f"{n.betweenness:.2f}"),
            Text(f"{n.eigenvector:.2f}"),
        )
        for n in some
    ]
    heads = ("code", "partners", "acts", "betweenness", "eigenvector")
    return Listing((("party", None), *((h, 12) for h in heads)), rows)
