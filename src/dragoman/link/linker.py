"""Link the coded articles of a store: copies first, then mentions into events."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.link.cluster import (
    FREE,
    Clusters,
    candidates,
    cluster,
    edges,
    led,
    same_words,
)
from dragoman.link.copies import Alike, alike, assign, body, carrier, sketch
from dragoman.link.fold import fold_event
from dragoman.link.report import Report, reports_of
from dragoman.linkage import Body, Bonds, Carrier, Edge
from dragoman.records import CodedArticle, Event, LinkReason

VERSION = "3"
"""Changes whenever the same articles may give other events."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found.

    Attributes:
        events: sorted by event_id; every mention stands in exactly one.
        copies: for each document that is a copy, the document that it copies.
        edges: the links between mentions, before any constraint.
        carriers: for each document what decides whether it is an original.
        bodies: the bodies of text, by their hash.
        sketches: of the bodies.
        likenesses: which bodies are alike.
        reports: all reports in canonical order.
    """

    events: tuple[Event, ...]
    copies: Mapping[str, str]
    edges: tuple[Edge, ...] = ()
    carriers: tuple[Carrier, ...] = ()
    bodies: Mapping[str, Body] = field(default_factory=dict)
    sketches: Mapping[str, bytes] = field(default_factory=dict)
    likenesses: Alike = field(default_factory=dict)
    reports: tuple[Report, ...] = ()


def link(coded: Iterable[CodedArticle], bonds: Bonds = FREE) -> Linked:
    """Join the mentions of one happening into events.

    Pure, and independent of the order of the articles: the same articles give the same
    events with the same ids.

    Args:
        coded: articles, read once; only light views of them are kept. Each document and
            each mention id must come once.
        bonds: what people decided about pairs of mentions.

    Raises:
        ValueError: a document or a mention id came twice.
    """
    carriers: list[Carrier] = []
    bodies: dict[str, Body] = {}
    reports: list[Report] = []
    for one in coded:
        made = body(one.article)
        bodies.setdefault(made.whole, made)
        carriers.append(carrier(one.article, made.whole))
        reports.extend(reports_of(one))
    if len({c.doc_id for c in carriers}) < len(carriers) or len({r.id for r in reports}) < len(
        reports
    ):
        raise ValueError("documents and mentions to link must have ids of their own")
    sketches = {whole: sketch(one) for whole, one in bodies.items()}
    likenesses = alike(bodies, sketches)
    copies = assign(carriers, likenesses)
    ordered = in_order(reports, copies)
    leaders = [ordered[group[0]] for group in same_words(ordered)]
    linked = edges((leaders[i], leaders[j]) for i, j in candidates(leaders))
    return Linked(
        events=tuple(events_of(ordered, linked, bonds)),
        copies=copies,
        edges=tuple(linked),
        carriers=tuple(carriers),
        bodies=bodies,
        sketches=sketches,
        likenesses=likenesses,
        reports=tuple(ordered),
    )


def in_order(reports: Iterable[Report], copies: Mapping[str, str]) -> list[Report]:
    """Return reports in canonical order, each with the source that it comes from."""
    return sorted(
        (dataclasses.replace(r, source=copies.get(r.doc_id, r.doc_id)) for r in reports),
        key=lambda r: r.key,
    )


def events_of(
    ordered: Sequence[Report], linked: Iterable[Edge], bonds: Bonds = FREE
) -> list[Event]:
    """Fold reports into events, by their links.

    Args:
        ordered: in canonical order; whole texts, so that word-for-word repeats are seen.
        linked: the links between them.
        bonds: what people decided about pairs of mentions.
    """
    repeats = same_words(ordered)
    leaders = [ordered[group[0]] for group in repeats]
    clusters = cluster(leaders, linked, led(bonds, ordered, repeats))
    events = []
    for group in clusters.groups():
        members: list[tuple[Report, LinkReason]] = []
        for leader in group:
            for i in repeats[leader]:
                members.append((ordered[i], _reason(clusters, leader, ordered[i], leaders[leader])))
        members.sort(key=lambda pair: pair[0].key)
        events.append(fold_event([r for r, _ in members], [said for _, said in members]))
    return sorted(events, key=lambda e: e.event_id)


def _reason(clusters: Clusters, at: int, report: Report, leader: Report) -> LinkReason:
    """Return why a report stands in its event."""
    if report is not leader:
        return LinkReason(report.id, 1.0, ("same words in a copy of one text",))
    found = clusters.best(at)
    if found is None:
        return LinkReason(report.id, 1.0, ("only report",))
    return LinkReason(report.id, round(found.probability, 4), found.reasons)
