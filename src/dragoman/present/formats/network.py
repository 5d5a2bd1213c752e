"""The network of parties, as GraphML and GEXF write it: who does what to whom how often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dragoman.ontology import intensity
from dragoman.present.formats.base import Column, plain
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Happening, Material
from dragoman.present.formats.standard import distinct
from dragoman.records import Party

RULES = (
    "A node is a party, an edge all events of one type and modality from one party to another; "
    "actors times recipients. Of acts without recipient each pair of actors has one edge, "
    "`mutual` is true then. Memory grows with the parties and pairs, not with the events.",
    "All modalities and what is disputed are in: `modality` and `disputed` tell them apart.",
)
_SUMMED = "edges count events and do not tell them"
LOST = {
    "mode": _SUMMED,
    "contexts": _SUMMED,
    "date": "only the first and the last day of an edge",
    "place": _SUMMED,
    "amounts": _SUMMED,
    "objects": _SUMMED,
    "offices and titles": _SUMMED,
    "confidence": "only the mean of an edge",
    "claims": _SUMMED,
    "relations": _SUMMED,
    "conflicts between reports": _SUMMED,
    "reports": "only how many",
    "judgement of a reviewer": _SUMMED,
}
COLUMNS = _columns(
    """
node id: country, org:… or person:… of the party, else its name
node label: name
node country: ISO 3166 alpha-3 or an ontology code
node sector: PLOVER sector, where one is usual
node n_events: events in which it takes part
edge event_type: PLOVER type
edge modality: actual, future, hypothetical or negated
edge quad: quad class
edge mutual: whether both act
edge weight: events
edge n_reports: reports
edge disputed: events that somebody denies or doubts
edge intensity: mean PLOVER score
edge confidence: mean confidence
edge first: first day, where one is known
edge last: last day, where one is known
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the attributes of nodes and edges."""
    return COLUMNS


def graph(material: Material, losses: Losses) -> Any:
    """Return the network as a :class:`networkx.MultiDiGraph`, events summed up in its edges."""
    import networkx

    made = networkx.MultiDiGraph()
    for happening in material.happenings():
        losses.seen += 1
        e = happening.event
        actors, recipients = distinct(e.actors), distinct(e.recipients)
        if len(actors) + len(recipients) == 0:
            losses.row("no text names a party", e.event_id)
            continue
        found = {_node(made, p) for p in (*actors, *recipients)}
        for name in found:
            made.nodes[name]["n_events"] += 1
        pairs = {(_name(a), _name(r)) for a in actors for r in recipients}
        mutual = not recipients
        if mutual:
            names = list(dict.fromkeys(_name(a) for a in actors))
            pairs = {(a, b) for n, a in enumerate(names) for b in names[n + 1 :]}
        if not pairs:
            losses.row("only one side is named: it counts in its node", e.event_id)
            continue
        losses.event(happening, LOST)
        for source, target in sorted(pairs):
            _add(made, source, target, happening, mutual=mutual)
    for *_, edge in made.edges(data=True):
        for name in ("intensity", "confidence"):
            edge[name] = round(edge[name] / edge["weight"], 4)
    return made


def _name(p: Party) -> str:
    return plain(p.id or p.name or p.country or p.text)


def _node(made: Any, p: Party) -> str:
    name = _name(p)
    if name not in made:
        made.add_node(
            name,
            label=plain(p.name or p.text),
            country=p.country or "",
            sector=p.sector or "",
            n_events=0,
        )
    return name


def _add(made: Any, source: str, target: str, happening: Happening, *, mutual: bool) -> None:
    e = happening.event
    key = f"{e.type} {e.modality}{' mutual' if mutual else ''}"
    if not made.has_edge(source, target, key):
        made.add_edge(
            source,
            target,
            key,
            event_type=e.type,
            modality=str(e.modality),
            quad=_quad(e.type),
            mutual=mutual,
            weight=0,
            n_reports=0,
            disputed=0,
            intensity=0.0,
            confidence=0.0,
            first="",
            last="",
        )
    edge = made.edges[source, target, key]
    edge["weight"] += 1
    edge["n_reports"] += e.n_reports
    edge["disputed"] += int(happening.account.disputed)
    edge["intensity"] += intensity(e.type, e.mode)
    edge["confidence"] += e.confidence
    start = (e.date.start or e.date.end or "") if e.date else ""
    end = (e.date.end or e.date.start or "") if e.date else ""
    edge["first"] = min(filter(None, (edge["first"], start)), default="")
    edge["last"] = max(edge["last"], end)


def _quad(event_type: str) -> str:
    from dragoman.ontology import quad

    return quad(event_type)
