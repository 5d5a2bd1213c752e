"""Link what changed, and only what it touches, with the outcome of linking all anew.

Comparisons are between two reports alone, so what a changed document can alter are the
links of its own reports and of those of its copies, and then the clusters that these
links reach. Everything else stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import groupby

from dragoman.link.cluster import FREE, blocks, candidates, edges, led, same_words
from dragoman.link.compare import MAX_CLASH_DAYS
from dragoman.link.copies import assign, body, carrier, is_copy, meeting, sketch
from dragoman.link.linker import Linked, events_of, in_order
from dragoman.link.relations import keys, reach, relations, turned
from dragoman.link.report import Report, reports_of
from dragoman.linkage import Block, Body, Bonds, Carrier, Delta, Edge, Memory
from dragoman.records import CodedArticle, Event, Relation


def whole(linked: Linked) -> Delta:
    """Return all that was linked from scratch as a delta that replaces everything."""
    return Delta(
        docs=None,
        events=linked.events,
        touched=None,
        edges=linked.edges,
        blocks=tuple(_places(linked.reports)),
        carriers=linked.carriers,
        bodies=tuple((b, linked.sketches[w]) for w, b in linked.bodies.items()),
        likenesses=linked.likenesses,
        copies=linked.copies,
        relations=tuple(relations(linked.events)),
        keys=tuple(_keys(linked.events)),
    )


def relink(memory: Memory, changed: Iterable[str], bonds: Bonds = FREE) -> Delta:
    """Link the documents that came, changed, went or were judged.

    Args:
        memory: of the last linking.
        changed: ids of documents.
        bonds: what people decided about pairs of mentions.
    """
    docs = set(changed)
    standing = {one.article.doc_id: one for one in memory.coded(docs)}
    copied = _copies(memory, docs, standing)
    dirty = copied.dirty
    desk = _Desk(memory, copied.source_of, standing)
    ours = desk.groups(dirty)
    bonds = _led(memory, desk, bonds)
    fresh = _fresh_edges(memory, desk, ours, dirty)
    gone = memory.held(dirty)
    own = {r.id for r in ours} | gone
    # What a bond alone held together is no link: the events as they were tell it.
    before = {m for e in memory.events(memory.holding(gone)) for m in e.mentions}
    affected, kept = _reach(memory, own, {r.id for r in ours}, fresh, bonds, before)
    homes = memory.homes(affected - own)
    reports = desk.groups(dirty | set(homes.values()))
    chosen = _with_repeats(reports, affected)
    events = events_of(chosen, [*kept, *fresh], bonds)
    touched = {r.id for r in chosen} | gone
    return Delta(
        docs=frozenset(dirty),
        events=tuple(events),
        touched=frozenset(touched),
        edges=tuple(fresh),
        blocks=tuple(_places(ours)),
        carriers=tuple(c for c in copied.carriers if c.doc_id in dirty),
        bodies=copied.bodies,
        likenesses=copied.likenesses,
        copies={d: o for d, o in copied.copies.items() if d in copied.moved},
        relations=tuple(_relations(memory, events, touched)),
        keys=tuple(_keys(events)),
        moved=frozenset(copied.moved),
    )


@dataclass(frozen=True, slots=True)
class _Copied:
    """The copies among what the changed documents touch."""

    carriers: list[Carrier]
    copies: dict[str, str]
    moved: set[str]
    dirty: set[str]
    source_of: dict[str, str]
    bodies: tuple[tuple[Body, bytes], ...]
    likenesses: dict[str, dict[str, float]]


def _copies(memory: Memory, docs: set[str], standing: Mapping[str, CodedArticle]) -> _Copied:
    made = {doc: body(one.article) for doc, one in standing.items()}
    ours = [carrier(one.article, made[doc].whole) for doc, one in standing.items()]
    texts = {b.whole: b for b in made.values()}
    unknown = sorted(texts.keys() - memory.known(texts))
    bodies = tuple((texts[w], sketch(texts[w])) for w in unknown)
    found = _likenesses(memory, bodies)
    # All bodies that hang together by likeness, with all their bearers.
    reached = {*texts, *(c.whole for c in memory.carriers(docs))}
    alike: dict[str, dict[str, float]] = {}
    front = set(reached)
    while front:
        seen = memory.likenesses(front)
        for w in front:
            alike[w] = {**seen.get(w, {}), **found.get(w, {})}
        front = {o for w in front for o in alike[w]} - alike.keys()
        reached |= front
    carriers = [c for c in memory.bearing(reached) if c.doc_id not in docs] + ours
    copies = assign(carriers, alike)
    every = {c.doc_id for c in carriers} | docs
    before = memory.originals(every)
    moved = {d for d in every if before.get(d) != copies.get(d)} | docs
    sources = {origin.get(d, d) for d in moved for origin in (before, copies)}
    dirty = {d for d in every if {before.get(d, d), copies.get(d, d)} & sources}
    return _Copied(
        carriers=carriers,
        copies=copies,
        moved=moved,
        dirty=dirty,
        source_of={d: copies.get(d, d) for d in every},
        bodies=bodies,
        likenesses=found,
    )


def _likenesses(memory: Memory, fresh: Sequence[tuple[Body, bytes]]) -> dict[str, dict[str, float]]:
    """Compare bodies that are new with one another and with all others."""
    found: dict[str, dict[str, float]] = {}
    bodies = {b.whole: b for b, sketched in fresh if sketched}
    if not bodies:
        return found
    every = {b.whole: sketched for b, sketched in fresh if sketched}
    every.update(memory.sketches())
    names = list(every)
    pairs = meeting(list(every.values()), len(bodies))
    near = {names[j] for _, j in pairs}
    bodies.update((b.whole, b) for b in memory.bodies(near - bodies.keys()))
    for i, j in pairs:
        one, other = names[i], names[j]
        if share := is_copy(bodies[one], bodies[other]):
            found.setdefault(one, {})[other] = share
            found.setdefault(other, {})[one] = share
    return found


class _Desk:
    """Reports of documents, read once, each with the source that it comes from now."""

    def __init__(
        self,
        memory: Memory,
        source_of: Mapping[str, str],
        standing: Mapping[str, CodedArticle],
    ) -> None:
        self._memory = memory
        self._source_of = dict(source_of)
        self._reports = {doc: reports_of(one) for doc, one in standing.items()}
        self._looked: set[str] = set(source_of)

    def _look(self, docs: Set[str]) -> set[str]:
        """Find the copies of the texts of documents; return the texts' originals."""
        for doc, origin in self._memory.originals(docs - self._looked).items():
            self._source_of[doc] = origin
        origins = {self._source_of.get(d, d) for d in docs}
        for doc, origin in self._memory.copies(origins - self._looked).items():
            self._source_of.setdefault(doc, origin)
        self._looked |= docs | origins
        return origins

    def copied(self, docs: Set[str]) -> set[str]:
        """Return those of the documents that are copies or are copied."""
        origins = self._look(docs)
        shared = {o for d, o in self._source_of.items() if d != o and o in origins}
        return {d for d in docs if self._source_of.get(d, d) in shared}

    def groups(self, docs: Iterable[str]) -> list[Report]:
        """Return the reports of documents and of all copies of their texts, in order."""
        wanted = set(docs)
        origins = self._look(wanted)
        wanted |= {d for d, o in self._source_of.items() if o in origins} | origins
        missing = wanted - self._reports.keys()
        for one in self._memory.coded(missing):
            self._reports[one.article.doc_id] = reports_of(one)
        for doc in missing:
            self._reports.setdefault(doc, [])
        return in_order((r for d in wanted for r in self._reports[d]), self._source_of)


def _leaders(ordered: Sequence[Report]) -> list[Report]:
    return [ordered[group[0]] for group in same_words(ordered)]


def _led(memory: Memory, desk: _Desk, bonds: Bonds) -> Bonds:
    """Return bonds between the leaders of the reports that copies repeat."""
    ends = {m for pair in (*bonds.together, *bonds.apart) for m in pair}
    if not ends:
        return bonds
    copied = desk.copied(set(memory.homes(ends).values()))
    ordered = desk.groups(copied)
    return led(bonds, ordered, same_words(ordered))


def _fresh_edges(
    memory: Memory, desk: _Desk, ours: Sequence[Report], dirty: Set[str]
) -> list[Edge]:
    """Return the links of the reports of dirty documents, to one another and to the rest."""
    leaders = _leaders(ours)
    found = edges((leaders[i], leaders[j]) for i, j in candidates(leaders))
    places = {place for r in leaders for place in blocks(r)}
    others = memory.near(places, MAX_CLASH_DAYS) - dirty
    theirs = _leaders([r for r in desk.groups(others) if r.doc_id not in dirty])
    return found + edges(_between(leaders, theirs))


def _between(ours: Sequence[Report], theirs: Sequence[Report]) -> Iterator[tuple[Report, Report]]:
    """Give each pair of reports of two texts that share a place in the index."""
    index: dict[str, list[tuple[int, int, Report]]] = defaultdict(list)
    for r in theirs:
        for b in blocks(r):
            index[b.key].append((b.low, b.high, r))
    for r in ours:
        met: set[str] = set()
        for b in blocks(r):
            for low, high, other in index.get(b.key, ()):
                near = low <= b.high + MAX_CLASH_DAYS and b.low <= high + MAX_CLASH_DAYS
                if near and r.source != other.source and other.id not in met:
                    met.add(other.id)
                    yield r, other


def _reach(
    memory: Memory,
    own: Set[str],
    live: Set[str],
    fresh: Sequence[Edge],
    bonds: Bonds,
    before: Set[str],
) -> tuple[set[str], list[Edge]]:
    """Return all mentions that hang together with those touched, and the old links among them.

    Args:
        memory: of the last linking.
        own: mentions of the dirty documents, before and now; their old links are void.
        live: those of them that stand now.
        fresh: their links now.
        bonds: pairs joined by people, which hang together like links.
        before: mentions of the events that held what is touched.
    """
    partners: dict[str, set[str]] = defaultdict(set)
    for a, b in bonds.together:
        partners[a].add(b)
        partners[b].add(a)
    affected = set(live)
    front = ({m for e in fresh for m in (e.a, e.b)} | before) - own
    front |= {m for e in memory.edges(own) for m in (e.a, e.b)} - own
    front |= {p for m in own for p in partners.get(m, ())} - own
    kept: dict[tuple[str, str], Edge] = {}
    while front:
        affected |= front
        found = [e for e in memory.edges(front) if e.a not in own and e.b not in own]
        kept.update(((e.a, e.b), e) for e in found)
        reached = {m for e in found for m in (e.a, e.b)}
        reached |= {p for m in front for p in partners.get(m, ())}
        front = reached - affected - own
    return affected, list(kept.values())


def _with_repeats(ordered: Sequence[Report], affected: Set[str]) -> list[Report]:
    """Return the affected reports and those that repeat them word for word, in order."""
    groups = same_words(ordered)
    chosen = sorted(i for g in groups if any(ordered[i].id in affected for i in g) for i in g)
    return [ordered[i] for i in chosen]


def _relations(memory: Memory, events: Sequence[Event], touched: Set[str]) -> list[Relation]:
    """Return the relations of events that are given anew, to one another and to the rest."""
    replaced = memory.holding(touched) | {e.event_id for e in events}
    near: set[str] = set()
    for event in events:
        for key in keys(event):
            near |= memory.related([Block(turned(key.key), key.low, key.high)], reach(key.key))
    rest = {e.event_id: e for e in memory.events(near - replaced)}
    every = relations([*events, *rest.values()])
    return [r for r in every if not (r.event_id in rest and r.other_id in rest)]


def _keys(events: Iterable[Event]) -> Iterator[tuple[str, Block]]:
    for event in events:
        for key in dict.fromkeys(keys(event)):
            yield event.event_id, key


def _places(ordered: Iterable[Report]) -> Iterator[tuple[str, Block]]:
    """Give the places of reports in canonical order, each once for a document."""
    for doc, reports in groupby(ordered, key=lambda r: r.doc_id):
        for place in dict.fromkeys(place for r in reports for place in blocks(r)):
            yield doc, place
