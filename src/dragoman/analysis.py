"""What analyses come to: the relation of two parties over time, and networks of parties.

Frozen records that the analyses make and the presentation shows. All days are ISO days,
both ends of a stretch included. Intensities are PLOVER scores from -10 to +10; sums of
them have no bounds. Lists of ids name the events behind a figure.

What is counted: an act counts where its modality was asked for (actual without a word),
its type too, and its standing is settled. What is contested, alleged or denied is counted
apart (:class:`Apart`), unless it was asked for. How dates fall into periods is told at
:class:`Dyad`.
"""

from __future__ import annotations

from dataclasses import dataclass

from dragoman.records import Record

QUADS = ("verbal cooperation", "material cooperation", "verbal conflict", "material conflict")
"""The quad classes, in the order in which every tuple of four gives them."""
BY = ("month", "quarter", "year")
"""How long the periods of a dyad may be."""
DIRECTIONS = ("forward", "backward", "mutual")
"""From A to B, from B to A, together (or both ways in one event)."""
DISPUTED = ("contested", "alleged", "denied")
"""Standings of events that are counted apart."""
VERDICTS = ("thawed", "cooled", "no clear change", "too few events")


@dataclass(frozen=True, slots=True)
class Estimate(Record):
    """A figure with its 95 % interval; all three null where it cannot be told."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Member(Record):
    """A party that counts for a side, and in which years (``2004-,1990-1992``; empty: always)."""

    code: str
    years: str = ""


@dataclass(frozen=True, slots=True)
class Side(Record):
    """One end of a relation.

    Attributes:
        code: as it was asked for: ``AZE``, ``org:nato``, ``AZE+TUR``; ``*`` for all others.
        name: canonical.
        members: the codes that count for it; none for all others.
    """

    code: str
    name: str
    members: tuple[Member, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow(Record):
    """Acts put together.

    Attributes:
        n_events: how many.
        cooperation: sum of the intensities above nought.
        conflict: sum of those below, without the sign.
        net: cooperation less conflict.
    """

    n_events: int = 0
    cooperation: float = 0.0
    conflict: float = 0.0
    net: float = 0.0


@dataclass(frozen=True, slots=True)
class QuadCount(Record):
    """The acts of one quad class.

    ``right`` is how many of them are right by the audits, as an interval around what the
    precision of their types says; null where nothing was audited.
    """

    quad: str
    n_events: int
    intensity: float
    right: Estimate


@dataclass(frozen=True, slots=True)
class Apart(Record):
    """Acts that are not counted with the rest, and why.

    ``contested``, ``alleged``, ``denied``: by their standing, with ``disputed``, what they
    would add. ``future``, ``hypothetical``, ``negated``, ``actual``: of a modality that was
    not asked for. ``alongside``: both did it to a third, or a third to both. ``unclear``:
    acts of conflict of both, without anybody named to whom it is done; they may be against
    each other, or together against a third.
    """

    contested: int = 0
    alleged: int = 0
    denied: int = 0
    actual: int = 0
    future: int = 0
    hypothetical: int = 0
    negated: int = 0
    alongside: int = 0
    unclear: int = 0
    disputed: Flow = Flow()


@dataclass(frozen=True, slots=True)
class Language(Record):
    """How many texts are in a language; ``und`` where it is not known."""

    language: str
    n_texts: int


@dataclass(frozen=True, slots=True)
class Coverage(Record):
    """Where the counted acts are told.

    Attributes:
        n_reports: mentions.
        n_texts: documents, copies among them.
        n_independent: sum over the events of their independent texts.
        n_publishers: that are named.
        languages: of the texts, the most frequent first.
    """

    n_reports: int = 0
    n_texts: int = 0
    n_independent: int = 0
    n_publishers: int = 0
    languages: tuple[Language, ...] = ()


@dataclass(frozen=True, slots=True)
class Period(Record):
    """What happened between two parties in a month, a quarter, a year, or altogether.

    Attributes:
        label: ``2023-09``, ``2023-Q3``, ``2023``; ``total``, ``undated``, ``coarse``.
        start: first day; null where the events have no common stretch.
        end: last day.
        whole: whether nothing of it was cut off by the dates asked for.
        flow: all acts counted.
        quads: the four classes, in the order of :data:`QUADS`.
        forward: acts of A towards B.
        backward: acts of B towards A.
        mutual: acts of both together, which have no direction.
        mean: mean intensity of the acts; null where there are none.
        right: how many of the events are right by the audits.
        corpus_events: events of all parties in the store that the same modality, type and
            standing select in this period.
        share: ``flow.n_events`` of ``corpus_events``; null where that is nought.
        documents: texts published in the period, copies among them.
        apart: acts not counted.
        by_report: acts counted that have no date and stand on the day of their first
            report, as was asked for.
        coverage: where the counted acts are told.
        events: ids of the acts counted, by day.
    """

    label: str
    start: str | None
    end: str | None
    whole: bool
    flow: Flow
    quads: tuple[QuadCount, ...]
    forward: Flow
    backward: Flow
    mutual: Flow
    mean: float | None
    right: Estimate
    corpus_events: int
    share: float | None
    documents: int
    apart: Apart
    by_report: int
    coverage: Coverage
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Driver(Record):
    """An event behind a change.

    Attributes:
        event_id: of the event.
        title: in one line.
        day: its first day.
        intensity: its score.
        side: ``before`` or ``after``.
        weight: by how much the change would be smaller without it, in the unit of the
            change's levels; the largest come first.
    """

    event_id: str
    title: str
    day: str
    intensity: float
    side: str
    weight: float


@dataclass(frozen=True, slots=True)
class Change(Record):
    """A break in a series: the level before it and after it.

    Attributes:
        period: label of the first period after the break; ``day`` is its first day.
        measure: ``net`` (net intensity a period) or ``events`` (acts a period).
        before: mean of the measure in the stretch before, up to the break before that.
        after: mean of it in the stretch after, up to the next break.
        periods_before: how many periods the stretch before has; ``periods_after`` likewise.
        documents_before: texts published a period in the stretch before; ``documents_after``
            likewise.
        as_texts: whether the texts rose or fell with the measure, by half its factor or
            more: it may be the store that changed then, and not the relation.
        direction: ``up`` or ``down``.
        drivers: the events that make the most of it, before and after.
    """

    period: str
    day: str
    measure: str
    before: float
    after: float
    periods_before: int
    periods_after: int
    documents_before: float
    documents_after: float
    as_texts: bool
    direction: str
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Window(Record):
    """A stretch of days and what happened in it, for a comparison.

    Attributes:
        months: its length in months of 365.25 / 12 days.
        per_month: acts a month.
        net_per_month: net intensity a month.
        mean: mean intensity of the acts.
        n_conflict: acts of an intensity below nought.
        conflict_share: their share of the acts.
        documents: texts published in it.
        coarse: acts that may belong in it, but whose date says too little; not counted.
    """

    start: str
    end: str
    months: float
    flow: Flow
    quads: tuple[QuadCount, ...]
    per_month: float
    net_per_month: float
    mean: float | None
    n_conflict: int
    conflict_share: float | None
    documents: int
    coarse: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Record):
    """Two windows beside each other.

    Attributes:
        mean: mean intensity after less before; the verdict rests on it.
        net_per_month: after less before.
        rate_ratio: acts a month after, by those before.
        conflict_ratio: the same of acts of conflict.
        verdict: one of :data:`VERDICTS`.
        words: the answer in sentences, made of the figures alone.
        drivers: the events that make the most of the difference of the means.
    """

    before: Window
    after: Window
    mean: Estimate
    net_per_month: Estimate
    rate_ratio: Estimate
    conflict_ratio: Estimate
    verdict: str
    words: str
    drivers: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Reciprocity(Record):
    """What A does to B beside what B does to A.

    Attributes:
        balance: share of the directed acts that are A's; 0.5 is even, null without any.
        tone_gap: mean intensity of A's acts less that of B's; null where one has none.
        correlation: Pearson's, of the net intensities of the two directions over the
            periods in which either acts; null with fewer than 8 of these.
        returned: over both directions, the smaller sum of intensities without sign by the
            larger, for cooperation; 1 where each gives as it gets.
        retaliated: the same for conflict.
    """

    balance: float | None
    tone_gap: float | None
    correlation: float | None
    returned: float | None
    retaliated: float | None


@dataclass(frozen=True, slots=True)
class Audited(Record):
    """How many events of a type were right among those drawn.

    ``low`` and ``high`` are the ends of the 95 % interval (E. B. Wilson, 1927).
    """

    type: str
    judged: int
    right: int
    precision: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Dyad(Record):
    """The relation of two parties over time.

    An event falls into the period that holds its first and its last day. One of at most
    seven days that crosses the end of a period falls where it began. One that is known less
    exactly than the period (of a year, among months), or whose date is open on a side, falls
    into none: it is in ``coarse``. So ``total`` is the sum of ``periods``, ``coarse`` and
    ``undated``, however long the periods are. With ``since`` or ``until`` only what surely
    lies between them counts; how many more may is told in ``notes``.

    Attributes:
        since: as asked for; null where open.
        until: the same.
        modalities: that count.
        types: that count; empty for all.
        disputed: whether contested, alleged and denied acts count like others.
        reported: whether acts without a date stand on the day of their first report.
        periods: without gaps, as asked for, else from the first act or text to the last.
        total: all of them together; ``corpus_events`` and ``documents`` are those of the
            whole store, or of the days asked for.
        coarse: dated acts that fall into no period.
        undated: acts without a date.
        reciprocity: over the total.
        changes: breaks in the series, by day.
        comparison: of two windows, where one was asked for.
        audits: precision by type, and over all types as ``all``; empty without an audit.
        notes: what a reader must know: why no break was looked for, what was left out.
        as_of: the moment of which the store answered; null for now.
    """

    a: Side
    b: Side
    by: str
    since: str | None
    until: str | None
    modalities: tuple[str, ...]
    types: tuple[str, ...]
    disputed: bool
    reported: bool
    periods: tuple[Period, ...]
    total: Period
    coarse: Period
    undated: Period
    reciprocity: Reciprocity
    changes: tuple[Change, ...]
    comparison: Comparison | None
    audits: tuple[Audited, ...]
    notes: tuple[str, ...]
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Node(Record):
    """A party in a network.

    Attributes:
        degree: with how many it has acts.
        positive: with how many of them more cooperation than conflict; ``negative`` less.
        n_events: acts it takes part in with another party of the network.
        strength: acts it has with the others, each event counting one over all its pairs.
        betweenness: share of the shortest ways between others that lead over it
            (U. Brandes, 2001); ways are short where acts are many.
        eigenvector: importance by the importance of its partners (P. Bonacich, 1972), the
            largest being 1.
        community: number of its community; null where it has no positive tie.
    """

    code: str
    name: str
    degree: int
    positive: int
    negative: int
    n_events: int
    strength: float
    betweenness: float
    eigenvector: float
    community: int | None


@dataclass(frozen=True, slots=True)
class Edge(Record):
    """What two parties of a network did to each other; ``a`` comes before ``b``.

    Attributes:
        sign: 1 where net cooperation is above nought, -1 below, 0 at nought.
        weight: acts, an event of n parties counting 1 / (n - 1) for each of its pairs
            (M. Newman, 2001), so that a summit does not outweigh all else.
        first: first day of a dated act; ``last`` the last.
    """

    a: str
    b: str
    sign: int
    weight: float
    flow: Flow
    forward: int
    backward: int
    mutual: int
    first: str | None
    last: str | None
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Triad(Record):
    """Three parties that all have signed ties, and whether the product of the signs is positive.

    Balance after D. Cartwright and F. Harary, 1956. ``weakest`` is the least weight of its
    three ties.
    """

    parties: tuple[str, ...]
    signs: tuple[int, ...]
    balanced: bool
    weakest: float


@dataclass(frozen=True, slots=True)
class Community(Record):
    """Two or more parties that cooperate with each other rather than with the rest."""

    number: int
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meeting(Record):
    """How often two parties met.

    Attributes:
        visits_ab: visits of A to B.
        visits_ba: visits of B to A.
        meetings: other meetings and talks.
        calls: by telephone or the like.
    """

    a: str
    b: str
    visits_ab: int
    visits_ba: int
    meetings: int
    calls: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Similarity(Record):
    """How like the partners of two parties are, each other left out.

    Attributes:
        cosine: of the net intensities with every other party; -1 to 1.
        jaccard: of the sets of partners; 0 to 1.
        common: partners of both.
    """

    a: str
    b: str
    cosine: float
    jaccard: float
    common: int


@dataclass(frozen=True, slots=True)
class Network(Record):
    """Parties and what they do to each other, in a window.

    Attributes:
        label: ``2023-09``, ``2023-Q3``, ``2023`` where it is that of a period, else ``all``.
        since: first day; null where open. Undated events are in no window that has an end.
        nodes: by strength.
        edges: by weight.
        balanced: triads in balance; ``unbalanced`` out of it.
        triads: those out of balance first, the weightiest first; not all where there are
            many.
        communities: of the positive ties (Louvain, V. Blondel and others, 2008), the largest
            first.
        modularity: of these communities; null without positive ties.
        meetings: the most frequent first.
        similarities: of those with two or more common partners, the most alike first; not
            all where there are many.
        reported: whether acts without a date stand on the day of their first report.
        n_events: events that make the network.
        undated: of them those without a date.
    """

    label: str
    since: str | None
    until: str | None
    modalities: tuple[str, ...]
    types: tuple[str, ...]
    disputed: bool
    reported: bool
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    balanced: int
    unbalanced: int
    triads: tuple[Triad, ...]
    communities: tuple[Community, ...]
    modularity: float | None
    meetings: tuple[Meeting, ...]
    similarities: tuple[Similarity, ...]
    n_events: int
    undated: int
    notes: tuple[str, ...]
    as_of: str | None = None
