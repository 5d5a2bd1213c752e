"""Group reports into happenings: candidates, links, and unions under constraints.

The outcome does not depend on the order of the documents: reports are sorted by their
canonical key, links by score, and each union is refused if any two reports that it
would bring together exclude each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from dragoman.link.compare import (
    BLOCKED,
    BOUND,
    LINK_AT,
    MAX_CLASH_DAYS,
    Verdict,
    compare,
)
from dragoman.link.report import Report
from dragoman.linkage import Block, Bonds, Edge


def same_words(reports: Sequence[Report]) -> list[list[int]]:
    """Group the reports that copies of one text repeat word for word.

    Returns lists of indexes into ``reports`` (which must be in canonical order), each
    led by the report of the original.
    """
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for i, r in enumerate(reports):
        m = r.mention
        said = (r.source, *r.words, m.type, m.mode or "", r.modality)
        # A text may say the same sentence twice: the first belongs to the first.
        turn = (r.doc_id, *said)
        groups[*said, seen[turn]].append(i)
        seen[turn] += 1
    return sorted(groups.values())


def blocks(report: Report) -> list[Block]:
    """Return where a report stands in the index; nowhere if nothing tells its time."""
    window = report.window
    return [] if window is None else [Block(key, *window) for key in report.keys]


def candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Give the pairs of reports worth comparing, each once, as indexes ``i < j``.

    Within one text (and its copies) all of a family; across texts those that share a
    party and whose dates are at most a few days apart, or, where a date is wider than
    a month and a half, those that share an object as well.
    """
    texts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    index: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for i, r in enumerate(reports):
        texts[r.source, r.family, r.modality].append(i)
        for block in blocks(r):
            index[block.key].append((block.low, block.high, i))
    for members in texts.values():
        yield from combinations(members, 2)
    given: set[int] = set()
    size = len(reports)
    for spans in index.values():
        for i, j in _near(spans):
            number = i * size + j if i < j else j * size + i
            if reports[i].source != reports[j].source and number not in given:
                given.add(number)
                yield divmod(number, size)


def _near(spans: list[tuple[int, int, int]]) -> Iterator[tuple[int, int]]:
    """Give the pairs whose dates are at most :data:`MAX_CLASH_DAYS` apart."""
    spans.sort()
    for n, (_, end, i) in enumerate(spans):
        for start, _, j in spans[n + 1 :]:
            if start > end + MAX_CLASH_DAYS:
                break
            yield i, j


LOOSE = 0.5
"""How far the mean score between two clusters may lie below a link."""


def led(bonds: Bonds, reports: Sequence[Report], groups: Iterable[Sequence[int]]) -> Bonds:
    """Return bonds between the leaders of reports that repeat one another word for word.

    Args:
        bonds: between any reports.
        reports: in canonical order.
        groups: from :func:`same_words`.
    """
    leader = {reports[i].id: reports[group[0]].id for group in groups for i in group[1:]}
    if not leader:
        return bonds

    def moved(pairs: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
        ends = ((leader.get(a, a), leader.get(b, b)) for a, b in pairs)
        return frozenset((a, b) if a < b else (b, a) for a, b in ends if a != b)

    return Bonds(moved(bonds.together), moved(bonds.apart))


JUDGED = "joined by a person"
FREE = Bonds()


class Clusters:
    """Reports under union, each cluster free of pairs that exclude each other."""

    def __init__(self, reports: Sequence[Report], bonds: Bonds = FREE) -> None:
        """Start with every report in a cluster of its own.

        Args:
            reports: in canonical order.
            bonds: what people decided; it overrules every comparison.
        """
        self._reports = reports
        self._bonds = bonds
        self._cluster = list(range(len(reports)))
        self._members: dict[int, list[int]] = {i: [i] for i in range(len(reports))}
        self._side = list(self._cluster)
        self._sides: dict[int, list[int]] = {i: [i] for i in range(len(reports))}
        self._verdicts: dict[tuple[int, int], Verdict] = {}

    def verdict(self, i: int, j: int) -> Verdict:
        """Return the comparison of two reports, made once."""
        pair = (i, j) if i < j else (j, i)
        found = self._verdicts.get(pair)
        if found is None:
            found = self._verdicts[pair] = self._compare(self._reports[i], self._reports[j])
        return found

    def _compare(self, a: Report, b: Report) -> Verdict:
        if self._bonds.parted(a.id, b.id):
            return BLOCKED
        if self._bonds.joined(a.id, b.id):
            return Verdict(BOUND, False, False, True, (JUDGED,))
        return compare(a, b)

    def join(self, i: int, j: int) -> bool:
        """Unite the clusters of two linked reports unless some of their members exclude it.

        What speaks for it on the whole must not fall far below a link: a chain of pairs
        alike does not make one happening of its two ends. Members whose days differ are
        let together if one strong link spans the days. What a person joined excludes
        nothing: a cluster then has sides, within each of which the reports fit one another,
        and a report that comes to it need fit one side alone.
        """
        bound = self.verdict(i, j).score >= BOUND
        mine, yours = self._side[i], self._side[j]
        if not bound:
            if mine == yours:
                return True
            if not self._fit(self._sides[mine], self._sides[yours]):
                return False
        here, there = self._cluster[i], self._cluster[j]
        if here != there and self._parted(self._members[here], self._members[there]):
            return False
        _unite(self._members, self._cluster, here, there)
        if not bound:
            _unite(self._sides, self._side, mine, yours)
        return True

    def _fit(self, ours: Sequence[int], theirs: Sequence[int]) -> bool:
        verdicts = [self.verdict(p, q) for p in ours for q in theirs]
        if any(v.blocks for v in verdicts):
            return False
        told = [v.score for v in verdicts if v.told]
        if len(told) > 1 and sum(told) / len(told) < LINK_AT - LOOSE:
            return False
        return not any(v.clash for v in verdicts) or any(v.clash and v.links for v in verdicts)

    def _parted(self, ours: Sequence[int], theirs: Sequence[int]) -> bool:
        if not self._bonds.apart:
            return False
        return any(
            self._bonds.parted(self._reports[p].id, self._reports[q].id)
            for p in ours
            for q in theirs
        )

    def groups(self) -> list[list[int]]:
        """Return the clusters, and the reports in each, in canonical order."""
        return [self._members[c] for c in sorted(self._members)]

    def best(self, i: int) -> Verdict | None:
        """Return the strongest link of a report to the others of its cluster."""
        others = [j for j in self._members[self._cluster[i]] if j != i]
        verdicts = [v for j in others if (v := self.verdict(i, j)).links]
        return max(verdicts, key=lambda v: (v.score, v.reasons), default=None)


def _unite(groups: dict[int, list[int]], group_of: list[int], a: int, b: int) -> None:
    if a == b:
        return
    low, high = min(a, b), max(a, b)
    for member in groups[high]:
        group_of[member] = low
    groups[low] = sorted(groups[low] + groups.pop(high))


def edges(pairs: Iterable[tuple[Report, Report]]) -> list[Edge]:
    """Compare pairs of reports and return those that are linked, whatever people decided."""
    found = []
    for a, b in pairs:
        verdict = compare(a, b)
        if verdict.links:
            low, high = sorted((a.id, b.id))
            found.append(Edge(low, high, verdict.score, verdict.reasons))
    return found


def cluster(reports: Sequence[Report], linked: Iterable[Edge], bonds: Bonds = FREE) -> Clusters:
    """Group reports into happenings.

    Args:
        reports: in canonical order.
        linked: the links between them; those that name another report are left out.
        bonds: what people decided.
    """
    clusters = Clusters(reports, bonds)
    at = {r.id: n for n, r in enumerate(reports)}
    scored = [(-e.score, e.a, e.b) for e in linked]
    scored += [(-BOUND, a, b) for a, b in bonds.together]
    links = [
        (score, min(at[a], at[b]), max(at[a], at[b]))
        for score, a, b in scored
        if a in at and b in at
    ]
    for _, i, j in sorted(links):
        clusters.join(i, j)
    return clusters
