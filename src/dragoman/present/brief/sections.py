"""From records to the parts of a brief."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from dragoman.analysis import QUADS, Comparison, Estimate, Window
from dragoman.present import charts, claims, dates, words
from dragoman.present.brief import method, registers
from dragoman.present.brief.material import Fact, Material
from dragoman.present.brief.page import (
    Block,
    Brief,
    Bullets,
    Entries,
    Entry,
    Paragraph,
    Picture,
    Piece,
    Row,
    Section,
    Sentence,
    Source,
    Sources,
    Table,
    Telling,
)
from dragoman.present.brief.summary import change_sentence, ids, summary, title
from dragoman.present.charts.map import Spot
from dragoman.present.charts.network import shown, tie_id
from dragoman.present.marks import PARTY, TRIGGER
from dragoman.present.marks import sentence as marked
from dragoman.present.text import clean, inline, number, shorten, signed
from dragoman.present.timeline import Report, chosen
from dragoman.records import Modality
from dragoman.standing import AGAINST
from dragoman.stored import StoredDocument

_NODES = 16
_SENTENCE = 420
_TITLE = 160


def brief(material: Material) -> Brief:
    """Return the brief that records make; the same records make the same brief."""
    a, b = material.dyad.a.name, material.dyad.b.name
    numbers = {f.event.event_id: n for n, f in enumerate(material.facts, 1)}
    sources, labels = _sources(material)
    sections = [
        Section("summary", "Summary", summary(material)),
        Section("relation", "The relation over time", tuple(_relation(material))),
        *_comparison(material),
        Section("timeline", "Timeline", tuple(_timeline(material))),
        *registers.sections(material),
        Section("contested", "Contested facts", tuple(_contested(material))),
        Section("map", "Map", tuple(_map(material))),
        Section("network", "Parties around the two", tuple(_network(material))),
        Section("sources", "Sources", (Sources(sources),) if sources else (_told("No text."),)),
        Section("method", "Method and limits", tuple(method.blocks(material))),
        Section("versions", "Versions", (method.versions(material),)),
    ]
    return Brief(
        title=f"{a} and {b}",
        subtitle=_subtitle(material),
        sections=tuple(sections),
        command=material.command,
        numbers=numbers,
        sources=labels,
    )


def _told(text: str) -> Paragraph:
    return Paragraph((Sentence(text),))


def _subtitle(material: Material) -> str:
    asked = " ".join(
        filter(None, (material.since and f"from {material.since}",
                      material.until and f"until {material.until}"))
    ) or "all that the store holds"  # fmt: skip
    told = f"{number(len(material.facts), 'event')}, {asked}"
    return f"{told}, as the store stood on {material.as_of}" if material.as_of else told


# The relation over time.


def _relation(material: Material) -> Iterator[Block]:
    dyad = material.dyad
    quads = {f.event.event_id: words.quad_name(f.event.type) for f in material.facts}
    titles = {f.event.event_id: title(f.event) for f in material.facts}
    if not dyad.periods:
        yield _told("No act of the two has a date that falls into a period, so there is no chart.")
    else:
        yield Picture(charts.dyad_chart(dyad, quads, titles))
    if dyad.reported and dyad.total.by_report:
        n = dyad.total.by_report
        yield _told(
            f"{number(n, 'act')} without a date {'stands' if n == 1 else 'stand'} on the day of "
            "the first report, in this part and in the next."
        )
    if dyad.changes:
        yield Bullets(
            tuple(
                (f"change-{n}", change_sentence(n, c, dyad.by))
                for n, c in enumerate(dyad.changes, 1)
            )
        )
    rows = [p for p in dyad.periods if p.flow.n_events]
    rows += [p for p in (dyad.coarse, dyad.undated) if p.flow.n_events]
    if rows:
        names = {"coarse": "date inexact", "undated": "undated"}
        yield Table(
            f"Undisputed acts a {dyad.by}, and what share of all such acts in the store they are; "
            "periods without any are left out",
            ("when", *QUADS, "net intensity", "share of the store", "events"),
            tuple(
                Row(
                    (
                        Sentence(names.get(p.label, p.label)),
                        *(Sentence(str(q.n_events) if q.n_events else "–") for q in p.quads),
                        Sentence(signed(p.flow.net)),
                        Sentence("–" if p.share is None else f"{p.share:.0%}"),
                        Sentence("", p.events),
                    ),
                    f"p-{p.label}",
                )
                for p in [*rows, dyad.total]
                if p is not dyad.total
            ),
            frozenset(range(1, 7)),
        )


def _comparison(material: Material) -> Iterator[Section]:
    comparison = material.dyad.comparison
    if comparison is None:
        return
    early, late = comparison.before, comparison.after
    spans = f"{early.start} to {early.end}", f"{late.start} to {late.end}"
    rows = [
        _compared(comparison, "acts", lambda w: str(w.flow.n_events)),
        _compared(
            comparison,
            "acts a month",
            lambda w: f"{w.per_month:.2f}",
            _interval(comparison.rate_ratio, "× "),
        ),
        *(
            _compared(comparison, quad, lambda w, n=n: str(w.quads[n].n_events))  # type: ignore[misc]
            for n, quad in enumerate(QUADS)
        ),
        _compared(
            comparison,
            "share of conflict",
            _conflict,
            _interval(comparison.conflict_ratio, "acts of conflict a month × "),
        ),
        _compared(
            comparison,
            "net intensity a month",
            lambda w: signed(w.net_per_month),
            _interval(comparison.net_per_month),
        ),
        _compared(
            comparison, "mean intensity", lambda w: signed(w.mean), _interval(comparison.mean)
        ),
        _compared(comparison, "texts published", lambda w: str(w.documents)),
    ]
    blocks: list[Block] = [
        _told(comparison.words),
        Table(
            "Two stretches of time beside each other; changes with their 95 % intervals",
            ("figure", *spans, "change"),
            tuple(rows),
            frozenset({1, 2}),
        ),
        *_drivers(comparison),
    ]
    yield Section("comparison", "Before and after", tuple(blocks))


def _compared(
    comparison: Comparison, name: str, take: Callable[[Window], str], change: str = ""
) -> Row:
    early, late = take(comparison.before), take(comparison.after)
    return Row((Sentence(name), Sentence(early), Sentence(late), Sentence(change)))


def _conflict(window: Window) -> str:
    return "–" if window.conflict_share is None else f"{window.conflict_share:.0%}"


def _interval(estimate: Estimate, before: str = "") -> str:
    if estimate.value is None:
        return ""
    told = f"{before}{estimate.value:.2f}" if before else signed(estimate.value)
    if estimate.low is None or estimate.high is None:
        return told
    low, high = (f"{v:.2f}" if before else signed(v) for v in (estimate.low, estimate.high))
    return f"{told} ({low} to {high})"


def _drivers(comparison: Comparison) -> Iterator[Block]:
    if comparison.drivers:
        yield _told("The events that make the most of the difference:")
        yield Bullets(
            tuple(
                (None, Sentence(f"{d.side}: {inline(d.title)} ({signed(d.intensity)})",
                                (d.event_id,)))
                for d in comparison.drivers
            )
        )  # fmt: skip


# The timeline.


def _timeline(material: Material) -> Iterator[Block]:
    if not material.facts:
        yield _told("No event of the two in this store and time.")
        return
    yield _told(
        "All events in which both take part, those without a date last. The number before each is "
        "the one that references lead to; S and a number lead to the text it is quoted from. A "
        "date with ~ was not stated but counted from the day of publication or taken over from an "
        "earlier sentence."
    )
    yield Entries(tuple(_entry(f, material) for f in material.facts))


def _entry(fact: Fact, material: Material) -> Entry:
    event, told = fact.event, fact.account
    marks = [words.MODALITY_WORDS[event.modality], claims.mark(told)]
    if fact.stored.status != "machine":
        marks.append(f"{fact.stored.status} by a person")
    notes = []
    if told.disputed:
        notes.append(Sentence(f"Said of it: {claims.who_says(told.claims)}."))
    for c in event.conflicts:
        notes.append(Sentence(f"{words.conflict(c).capitalize()}."))
    for tie in fact.ties:
        label = claims.ROLE_WORDS[tie.role]
        step = f" ({inline(tie.relation.step)})" if tie.relation.step else ""
        other = title(tie.other)
        notes.append(Sentence(f"{label.capitalize()}{step}: {other}.", (tie.other.event_id,)))
    n_texts = words.counts(event.n_reports, event.n_sources)
    notes.append(Sentence(f"{n_texts}; confidence {event.confidence:.2f}"))
    return Entry(
        event_id=event.event_id,
        date=dates.label(event.date),
        kind=words.kind(event.type, event.mode),
        quad=words.quad_name(event.type),
        who=words.parties(event.actors, event.recipients),
        place=inline(event.place.name) if event.place else "",
        marks=tuple(m for m in marks if m),
        tellings=tuple(_tellings(fact)),
        notes=tuple(notes),
    )


def _tellings(fact: Fact) -> Iterator[Telling]:
    """Yield the reports, the one that tells most first; sentences that copies repeat, once."""
    first = chosen(fact.stored, fact.reports)
    ordered = sorted(fact.reports, key=lambda r: r is not first)
    seen: set[str] = set()
    for report in ordered:
        if report.document is None:
            continue
        pieces = _pieces(report)
        sentence = "".join(p.text for p in pieces)
        if sentence in seen:
            continue
        seen.add(sentence)
        source = report.mention.mention.attribution
        yield Telling(
            pieces,
            report.mention.doc_id,
            _published(report.document),
            words.attribution(source) if source else "",
            report.document.article.language,
        )


def _published(document: StoredDocument) -> str:
    article = document.article
    day = dates.label(article.published) if article.published else ""
    return ", ".join(filter(None, (inline(article.publisher), day)))


def _pieces(report: Report) -> tuple[Piece, ...]:
    assert report.document is not None
    text = marked(report.document.article.text, report.mention.mention, width=_SENTENCE)
    kinds = [""] * len(text.plain)
    for style, kind in ((PARTY, "party"), (TRIGGER, "trigger")):
        for span in text.spans:
            if style in str(span.style):
                kinds[span.start : span.end] = [kind] * (span.end - span.start)
    pieces: list[Piece] = []
    for char, kind in zip(text.plain, kinds, strict=True):
        if pieces and pieces[-1].kind == kind:
            pieces[-1] = Piece(pieces[-1].text + char, kind)
        else:
            pieces.append(Piece(char, kind))
    return tuple(pieces)


# What is disputed.


def _contested(material: Material) -> Iterator[Block]:
    disputed = [f for f in material.facts if f.account.disputed]
    if not disputed:
        if not material.facts:
            yield _told("No event.")
            return
        yield _told("Nobody denies or doubts any of these events in the texts of this store.")
        return
    supports = [k for k in claims.SAYS if k not in AGAINST]
    opposes = [k for k in claims.SAYS if k in AGAINST]
    rows = []
    for f in disputed:
        told = f.account
        own = "" if claims.who_says(told.claims, supports) else "the text itself"
        rows.append(
            Row(
                (
                    Sentence(title(f.event), (f.event.event_id,)),
                    Sentence(told.standing),
                    Sentence(claims.who_says(told.claims, supports) or own),
                    Sentence(claims.who_says(told.claims, opposes)),
                    Sentence(told.since or "not known"),
                )
            )
        )
    yield Table(
        "Events that somebody denies or doubts, and who says what",
        ("event", "standing", "for", "against", "first claimed on"),
        tuple(rows),
    )


# Where.


def _map(material: Material) -> Iterator[Block]:
    placed: dict[tuple[str, float, float, str], list[Fact]] = defaultdict(list)
    actual = [f for f in material.facts if f.event.modality is Modality.ACTUAL]
    for f in actual:
        p = f.event.place
        if p is not None and p.lat is not None and p.lon is not None:
            placed[inline(p.name), p.lat, p.lon, p.precision].append(f)
    if not placed:
        yield _told("No event that happened has a place that can be put on a map.")
        return
    ranked = sorted(placed.items(), key=lambda item: (-len(item[1]), item[0]))
    spots = [
        Spot(*key, tuple(words.quad_name(f.event.type) for f in facts), f"#place-{n}")
        for n, (key, facts) in enumerate(ranked, 1)
    ]
    yield Picture(charts.map_chart(spots, material.codes))
    without = len(actual) - sum(len(v) for v in placed.values())
    told = []
    if without:
        verb = "has" if without == 1 else "have"
        told.append(
            f"{number(without, 'event')} that happened {verb} no place that the texts tell."
        )
    told.append("Of a state or a sea the mark stands at its middle.")
    told.append(
        "Borders are those of Natural Earth, which draws them as they are held, whoever claims "
        "what lies within."
    )
    yield Paragraph(tuple(Sentence(t) for t in told))
    yield Table(
        "Events by place",
        ("place", "known as", "events"),
        tuple(
            Row((Sentence(name), Sentence(precision), Sentence(str(len(facts)), ids(facts))),
                f"place-{n}")
            for n, ((name, _, _, precision), facts) in enumerate(ranked, 1)
        ),
    )  # fmt: skip


# Who else.


def _network(material: Material) -> Iterator[Block]:
    network = material.network
    nodes, edges = shown(network, material.codes, _NODES)
    if not edges:
        yield _told("No acts of the two, or of one of them with others, that make a network.")
        return
    names = {n.code: inline(n.name) for n in nodes}
    left = len(network.nodes) - len(nodes)
    more = " One party further from them is left out."
    if left != 1:
        more = f" {left} parties further from them are left out."
    yield _told(
        "The two and those who have most to do with them in this store, whatever their other "
        "ties: undisputed acts that happened, in the same time." + (more if left else "")
    )
    yield Picture(charts.network_chart(network, material.codes))
    ours = [e for e in edges if e.a in material.codes or e.b in material.codes]
    rows = []
    for e in [*ours, *(e for e in edges if e not in ours)]:
        net = signed(e.flow.net)
        rows.append(
            Row(
                (
                    Sentence(f"{names[e.a]} and {names[e.b]}"),
                    Sentence(str(e.flow.n_events)),
                    Sentence(net),
                    Sentence(f"{e.first or '?'} to {e.last or '?'}" if e.first else "undated"),
                    Sentence("", e.events),
                ),
                tie_id(e),
            )
        )
    yield Table(
        "Ties between these parties; references lead to events of this brief",
        ("parties", "acts", "net intensity", "from, to", "events"),
        tuple(rows),
        frozenset({1, 2}),
    )


# On what it rests.


def _sources(material: Material) -> tuple[tuple[Source, ...], dict[str, str]]:
    """Return the texts, copies with what they copy, and the number of each."""
    tells: dict[str, list[str]] = defaultdict(list)
    for f in material.facts:
        for r in f.reports:
            if f.event.event_id not in tells[r.mention.doc_id]:
                tells[r.mention.doc_id].append(f.event.event_id)
    held = material.documents
    copies: dict[str, list[StoredDocument]] = defaultdict(list)
    originals = []
    for document in sorted(held.values(), key=_day):
        if document.copy_of in held and document.copy_of is not None:
            copies[document.copy_of].append(document)
        else:
            originals.append(document)
    labels: dict[str, str] = {}
    sources = []
    for n, document in enumerate(originals, 1):
        doc_id = document.article.doc_id
        labels[doc_id] = str(n)
        below = []
        for letter, copy in zip(_letters(), copies[doc_id], strict=False):
            labels[copy.article.doc_id] = f"{n}{letter}"
            below.append(_source(copy, tells[copy.article.doc_id]))
        sources.append(_source(document, tells[doc_id], tuple(below)))
    return tuple(sources), labels


def _letters() -> Iterator[str]:
    """Yield a, b, and so on to z, then aa, ab."""
    n = 0
    while True:
        n += 1
        word, rest = "", n
        while rest:
            rest, letter = divmod(rest - 1, 26)
            word = chr(97 + letter) + word
        yield word


def _day(document: StoredDocument) -> tuple[bool, str, str]:
    published = document.article.published
    day = (published.start or published.end) if published else None
    return day is None, day or "", document.article.doc_id


def _source(
    document: StoredDocument, tells: Sequence[str], copies: tuple[Source, ...] = ()
) -> Source:
    article = document.article
    about: Iterable[str] = (
        inline(article.publisher) or "publisher not known",
        dates.label(article.published) if article.published else "no date of publication",
        article.language or "language not known",
        article.doc_id,
    )
    return Source(
        doc_id=article.doc_id,
        title=inline(shorten(article.title or "(no title)", _TITLE)),
        about=", ".join(about),
        uri=clean(article.uri),
        events=tuple(tells),
        copies=copies,
    )
