"""Group reports into happenings: candidates, links, and unions under constraints.

The outcome does not depend on the order of the documents: reports are sorted by their
canonical key, links by score, and each union is refused if any two reports that it
would bring together exclude each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from dragoman.link.compare import COARSE_DAYS, MAX_CLASH_DAYS, Verdict, compare
from dragoman.link.report import Report


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


def candidates(reports: Sequence[Report]) -> Iterator[tuple[int, int]]:
    """Give the pairs of reports worth comparing, each once, as indexes ``i < j``.

    Within one text (and its copies) all of a family; across texts those that share a
    party and whose dates are at most a few days apart, or, where a date is wider than
    a month and a half, those that share an object as well.
    """
    texts: dict[tuple[str, ...], list[int]] = defaultdict(list)
    dated: dict[tuple[str, ...], list[int]] = defaultdict(list)
    coarse: dict[tuple[str, ...], list[int]] = defaultdict(list)
    codes = [frozenset(p.code for p in r.parties) for r in reports]
    for i, r in enumerate(reports):
        texts[r.source, r.family, r.modality].append(i)
        if r.days is None:
            continue
        for code in codes[i]:
            if _width(r) <= COARSE_DAYS:
                dated[r.family, r.modality, code].append(i)
            for word in set[str]().union(*r.objects):
                coarse[r.family, r.modality, code, word].append(i)
    for members in texts.values():
        yield from combinations(members, 2)
    for (*_, code), members in dated.items():
        for i, j in _near(reports, members):
            # Two reports meet once for each party they share; the first meeting counts.
            if reports[i].source != reports[j].source and code == min(codes[i] & codes[j]):
                yield (i, j) if i < j else (j, i)
    given: set[tuple[int, int]] = set()
    for members in coarse.values():
        for i in members:
            if _width(reports[i]) <= COARSE_DAYS:
                continue
            for j in members:
                pair = (i, j) if i < j else (j, i)
                if reports[i].source != reports[j].source and pair not in given:
                    given.add(pair)
                    yield pair


def _width(report: Report) -> int:
    return 0 if report.days is None else report.days[1] - report.days[0]


def _near(reports: Sequence[Report], members: list[int]) -> Iterator[tuple[int, int]]:
    """Give the pairs whose dates are at most :data:`MAX_CLASH_DAYS` apart."""
    spans = sorted((*days, i) for i in members if (days := reports[i].days) is not None)
    for n, (_, end, i) in enumerate(spans):
        for start, _, j in spans[n + 1 :]:
            if start > end + MAX_CLASH_DAYS:
                break
            yield i, j


class Clusters:
    """Reports under union, each cluster free of pairs that exclude each other."""

    def __init__(self, reports: Sequence[Report]) -> None:
        """Start with every report in a cluster of its own."""
        self._reports = reports
        self._cluster = list(range(len(reports)))
        self._members: dict[int, list[int]] = {i: [i] for i in range(len(reports))}
        self._verdicts: dict[tuple[int, int], Verdict] = {}

    def verdict(self, i: int, j: int) -> Verdict:
        """Return the comparison of two reports, made once."""
        pair = (i, j) if i < j else (j, i)
        found = self._verdicts.get(pair)
        if found is None:
            found = self._verdicts[pair] = compare(self._reports[i], self._reports[j])
        return found

    def join(self, i: int, j: int) -> bool:
        """Unite the clusters of two linked reports unless some of their members exclude it.

        Members whose days differ are let together if one strong link spans the days.
        """
        here, there = self._cluster[i], self._cluster[j]
        if here == there:
            return True
        verdicts = [self.verdict(p, q) for p in self._members[here] for q in self._members[there]]
        if any(v.blocks for v in verdicts):
            return False
        if any(v.clash for v in verdicts) and not any(v.clash and v.links for v in verdicts):
            return False
        low, high = min(here, there), max(here, there)
        for member in self._members[high]:
            self._cluster[member] = low
        self._members[low] = sorted(self._members[low] + self._members.pop(high))
        return True

    def groups(self) -> list[list[int]]:
        """Return the clusters, and the reports in each, in canonical order."""
        return [self._members[c] for c in sorted(self._members)]

    def best(self, i: int) -> Verdict | None:
        """Return the strongest link of a report to the others of its cluster."""
        others = [j for j in self._members[self._cluster[i]] if j != i]
        verdicts = [v for j in others if (v := self.verdict(i, j)).links]
        return max(verdicts, key=lambda v: (v.score, v.reasons), default=None)


def cluster(reports: Sequence[Report]) -> Clusters:
    """Group reports (in canonical order) into happenings."""
    clusters = Clusters(reports)
    links = []
    for i, j in candidates(reports):
        verdict = compare(reports[i], reports[j])
        if verdict.links:
            links.append((-verdict.score, i, j))
    for _, i, j in sorted(links):
        clusters.join(i, j)
    return clusters
