"""Link the coded articles of a store: copies first, then mentions into events."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dragoman.link.cluster import cluster, same_words
from dragoman.link.copies import Fingerprint, find_copies, fingerprint
from dragoman.link.fold import fold_event
from dragoman.link.report import Report, reports_of
from dragoman.records import CodedArticle, Event, LinkReason

VERSION = "1"
"""Changes whenever the same articles may give other events."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking found.

    Attributes:
        events: sorted by event_id; every mention stands in exactly one.
        copies: for each document that is a copy, the document that it copies.
    """

    events: tuple[Event, ...]
    copies: Mapping[str, str]


def link(coded: Iterable[CodedArticle]) -> Linked:
    """Join the mentions of one happening into events.

    Pure, and independent of the order of the articles: the same articles give the same
    events with the same ids.

    Args:
        coded: articles, read once; only light views of them are kept. Each document and
            each mention id must come once.

    Raises:
        ValueError: a document or a mention id came twice.
    """
    prints: list[Fingerprint] = []
    reports: list[Report] = []
    for one in coded:
        prints.append(fingerprint(one.article))
        reports.extend(reports_of(one.article, one.coding.events))
    if len({p.doc_id for p in prints}) < len(prints) or len({r.id for r in reports}) < len(reports):
        raise ValueError("documents and mentions to link must have ids of their own")
    copies = find_copies(prints)
    return Linked(events=tuple(_events(reports, copies)), copies=copies)


def _events(reports: Sequence[Report], copies: Mapping[str, str]) -> list[Event]:
    ordered = sorted(
        (dataclasses.replace(r, source=copies.get(r.doc_id, r.doc_id)) for r in reports),
        key=lambda r: r.key,
    )
    repeats = same_words(ordered)
    leaders = [ordered[group[0]] for group in repeats]
    clusters = cluster(leaders)
    events = []
    for group in clusters.groups():
        members: list[tuple[Report, LinkReason]] = []
        for leader in group:
            found = clusters.best(leader)
            for i in repeats[leader]:
                report = ordered[i]
                if i != repeats[leader][0]:
                    said = LinkReason(report.id, 1.0, ("same words in a copy of one text",))
                elif found is None:
                    said = LinkReason(report.id, 1.0, ("only report",))
                else:
                    said = LinkReason(report.id, round(found.probability, 4), found.reasons)
                members.append((report, said))
        members.sort(key=lambda pair: pair[0].key)
        events.append(fold_event([r for r, _ in members], [said for _, said in members]))
    return sorted(events, key=lambda e: e.event_id)
