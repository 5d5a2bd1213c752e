"""One thing in full: an event with all its reports, a document with its text, an actor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.ontology import TYPE_NAMES, intensity, quad
from dragoman.present import claims, dates, marks, words
from dragoman.present.text import clean, inline, isolate, number, shorten
from dragoman.present.timeline import Report
from dragoman.records import (
    Amount,
    Block,
    BlockKind,
    EventMention,
    LinkReason,
    Party,
    Place,
    Statement,
)
from dragoman.standing import Tie, account
from dragoman.stored import (
    ActorSummary,
    StoredDocument,
    StoredEvent,
    StoredMention,
    StoredStatement,
)

_LABEL_WIDTH = 13
_KEPT = (
    BlockKind.TITLE,
    BlockKind.DATELINE,
    BlockKind.BODY,
    BlockKind.CAPTION,
    BlockKind.SUBTITLE,
)
_PREVIEW = 100


def event(
    stored: StoredEvent, reports: Sequence[Report], *, styled: bool, ties: Sequence[Tie] = ()
) -> Iterator[RenderableType]:
    """Yield an event with each field, claim, report, disagreement and related event."""
    e = stored.event
    told = account(e, ties)
    colour = words.quad_style(e.type)
    yield Text.assemble(
        (words.kind(e.type, e.mode), f"bold {colour}".strip()), "  ", (e.event_id, "dim")
    )
    yield Text(words.parties(e.actors, e.recipients), style="bold")
    yield Text()
    rows: list[tuple[str, RenderableType]] = [
        ("means", Text(f"{TYPE_NAMES[e.type]}; {quad(e.type)}, {intensity(e.type, e.mode):+g}")),
        ("modality", Text(_modality(str(e.modality)))),
        ("standing", Text(claims.standing(told))),
        ("date", Text(dates.describe(e.date) + _quoted(e.date.text if e.date else None))),
        ("place", Text(_place(e.place))),
    ]
    rows += [("actor" if n == 0 else "", _party(p)) for n, p in enumerate(e.actors)]
    rows += [("recipient" if n == 0 else "", _party(p)) for n, p in enumerate(e.recipients)]
    rows += [("amount" if n == 0 else "", Text(_amount(a))) for n, a in enumerate(e.amounts)]
    if e.objects:
        rows.append(("about", Text("; ".join(f"{inline(o.text)} ({o.kind})" for o in e.objects))))
    if e.contexts:
        rows.append(("contexts", Text(", ".join(e.contexts))))
    rows += [
        ("reports", Text(words.counts(e.n_reports, e.n_sources))),
        ("confidence", Text(f"{e.confidence:.2f}")),
        ("status", Text(inline(stored.status))),
        ("first seen", Text(inline(stored.first_seen))),
        ("changed", Text(inline(stored.last_changed))),
    ]
    yield _rows(rows)
    numbers = {r.mention.mention.mention_id: n for n, r in enumerate(reports, 1)}
    if e.conflicts:
        yield Text("\nThe reports disagree", style="bold yellow")
        for c in e.conflicts:
            for n, value in enumerate(c.values):
                who = ", ".join(str(numbers.get(r, words.short_id(r))) for r in value.reports)
                yield _rows(
                    [(c.field if n == 0 else "", Text(f"{inline(value.value)}  (report {who})"))]
                )
    if told.voices:
        yield Text("\nWho says so", style="bold")
        yield _rows(list(claims.voices(told, numbers)))
    if ties:
        yield Text("\nRelated", style="bold")
        yield from claims.related(ties)
    links = {link.mention_id: link for link in e.links}
    yield Text(f"\nReports ({len(reports)})", style="bold")
    for place, report in enumerate(reports, 1):
        yield from _report(place, report, links, styled=styled)


def document(
    stored: StoredDocument,
    mentions: Sequence[StoredMention],
    statements: Sequence[StoredStatement] = (),
    *,
    styled: bool,
) -> Iterator[RenderableType]:
    """Yield a document: what is known of the page, its clean text marked, what was dropped."""
    article = stored.article
    yield Text.assemble((inline(article.title) or "(no title)", "bold"))
    yield Text(article.doc_id, style="dim")
    yield Text()
    rows = [
        ("from", Text(inline(article.uri))),
        ("publisher", Text(inline(article.publisher) or "not known")),
        ("author", Text(inline(article.author) or "not known")),
        ("published", Text(_published(stored))),
        ("language", Text(inline(article.language) or "not known")),
        ("sha256", Text(inline(article.sha256))),
        ("first seen", Text(inline(stored.first_seen))),
        ("events", Text(str(stored.n_events))),
    ]
    if stored.copy_of:
        rows.append(("copy of", Text(stored.copy_of)))
    notices = dict.fromkeys((*article.notices, *stored.notices))
    rows += [("notice", Text(clean(n))) for n in notices]
    yield _rows(rows)
    yield Text("\nText", style="bold")
    yield from _marked_text(stored, mentions, styled=styled)
    if mentions:
        yield Text(f"\nFound ({len(mentions)})", style="bold")
        for m in mentions:
            yield _rows([(f"{m.mention.trigger.start}", Text(_mention_line(m)))])
    if statements:
        yield Text(f"\nSaid ({len(statements)})", style="bold")
        for s in statements:
            yield _rows([(f"{s.statement.cue.start}", Text(_statement_line(s)))])
    dropped = [b for b in article.blocks if b.kind not in _KEPT or b.start is None]
    if dropped:
        yield Text(f"\nLeft out ({number(len(dropped), 'block')})", style="bold")
        for block in dropped:
            yield _rows([(str(block.kind), Text(_dropped(block), style="dim"))])


def statement(
    stored: StoredStatement, source: StoredDocument | None, *, styled: bool
) -> Iterator[RenderableType]:
    """Yield a statement with its speaker, its words and where they stand."""
    s = stored.statement
    who = words.party(s.speaker) if s.speaker else "somebody not named"
    yield Text.assemble((f"{who}: {s.stance}", "bold"), "  ", (s.statement_id, "dim"))
    rows: list[tuple[str, RenderableType]] = []
    if s.speaker:
        rows.append(("speaker", _party(s.speaker)))
    rows.append(("cue", Text(f"“{inline(s.cue.text)}” at {s.cue.start}–{s.cue.end}")))
    if s.content:
        where = f" at {s.content.start}–{s.content.end}"
        rows.append(("content", Text(f"“{inline(s.content.text)}”{where}")))
    rows.append(("confidence", Text(f"{s.confidence:.2f}")))
    rows.append(("document", Text(_source(source) if source else stored.doc_id)))
    yield _rows(rows)
    if source is not None:
        text = source.article.text
        start, end = _around(text, s)
        spans = [(s.cue.start, s.cue.end, marks.TRIGGER)]
        if s.speaker:
            spans.append((s.speaker.start, s.speaker.end, marks.PARTY))
        yield Padding(marks.marked(text, start, end, spans, styled=styled), (1, 0, 0, 2))


def actor(summary: ActorSummary) -> Iterator[RenderableType]:
    """Yield an actor's head; its events follow as a timeline."""
    yield Text.assemble((inline(summary.name), "bold"), "  ", (inline(summary.id), "dim"))
    yield _rows(
        [
            ("country", Text(summary.country or "not known")),
            ("sector", Text(summary.sector or "not known")),
            ("events", Text(str(summary.n_events))),
        ]
    )


def _rows(rows: Sequence[tuple[str, RenderableType]]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_LABEL_WIDTH + 2, style="dim")
    grid.add_column(overflow="fold")
    for label, value in rows:
        grid.add_row(f"  {label}", value)
    return grid


def _report(
    place: int, report: Report, links: Mapping[str, LinkReason], *, styled: bool
) -> Iterator[RenderableType]:
    m = report.mention.mention
    source = report.document
    head = Text(f"{place}  ", style="bold")
    head.append(_source(source) if source else f"{report.mention.doc_id} (not in the store)")
    body: list[RenderableType] = []
    if source is not None:
        body.append(marks.sentence(source.article.text, m, styled=styled, width=1000))
    facts = [
        f"trigger “{inline(m.trigger.text)}” at {m.trigger.start}–{m.trigger.end}",
        f"sentence at {m.sentence[0]}–{m.sentence[1]}",
        words.kind(m.type, m.mode),
        _modality(str(m.modality)),
        f"confidence {m.confidence:.2f}",
    ]
    rows: list[tuple[str, RenderableType]] = [("coded", Text("; ".join(facts)))]
    if m.attribution:
        a = m.attribution
        span = f" (“{inline(a.text)}” at {a.start}–{a.end})"
        rows.append(("source", Text(words.attribution(a) + span)))
    if m.date:
        rows.append(("date", Text(dates.describe(m.date) + _quoted(m.date.text))))
    if m.place:
        rows.append(("place", Text(_place(m.place))))
    rows += [("actor" if n == 0 else "", _party(p)) for n, p in enumerate(m.actors)]
    rows += [("recipient" if n == 0 else "", _party(p)) for n, p in enumerate(m.recipients)]
    rows += [("amount" if n == 0 else "", Text(_amount(a))) for n, a in enumerate(m.amounts)]
    link = links.get(m.mention_id)
    if link is not None:
        why = "; ".join(clean(r) for r in link.reasons) or "the first report"
        rows.append(("linked", Text(f"{why} (score {link.score:.2f})")))
    rows.append(("mention", Text(m.mention_id, style="dim")))
    yield Text()
    yield head
    yield Padding(Group(*body), (0, 0, 0, 3))
    yield Padding(_rows(rows), (0, 0, 0, 1))


def _source(stored: StoredDocument) -> str:
    article = stored.article
    parts = [
        inline(article.title) or "(no title)",
        inline(article.publisher),
        dates.label(article.published) if article.published else "no sound date of publication",
        inline(article.uri),
        words.short_id(article.doc_id),
    ]
    copy = f" (a copy of {words.short_id(stored.copy_of)})" if stored.copy_of else ""
    return " · ".join(p for p in parts if p) + copy


def _published(stored: StoredDocument) -> str:
    published = stored.article.published
    if published is None:
        return "not known: the page gives no sound date"
    return dates.describe(published) + _quoted(published.text)


def _quoted(text: str | None) -> str:
    return f": “{inline(text)}”" if text else ""


def _modality(modality: str) -> str:
    return {"future": "future (planned, not yet done)", "negated": "negated (did not happen)"}.get(
        modality, modality
    )


def _place(place: Place | None) -> str:
    if place is None:
        return "not known"
    point = "" if place.lat is None else f"; {place.lat:.2f}, {place.lon:.2f}"
    country = f", {place.country}" if place.country else ""
    return f"{inline(place.name)}{country} ({place.precision}{point}){_quoted(place.text)}"


def _party(p: Party) -> Text:
    line = Text(words.party(p), style="bold")
    facts = [
        p.id or "no id",
        p.country or "country not known",
        p.sector,
        inline(p.role) or None,
        f"“{inline(p.text)}” at {p.start}–{p.end}",
    ]
    line.append("  " + ", ".join(f for f in facts if f), style="not bold")
    why = clean(p.reason)
    if p.score is not None:
        why = f"{why} (score {p.score:.2f})" if why else f"score {p.score:.2f}"
    if why:
        line.append(f"  {why}", style="not bold dim")
    if p.candidates:
        others = ", ".join(inline(c) for c in p.candidates)
        line.append(f"  or: {others}", style="not bold dim")
    return line


def _amount(a: Amount) -> str:
    value = "" if a.value is None else f" = {a.value:g}"
    stretch = "" if a.low is None or a.low == a.high else f" ({a.low:g} to {a.high or a.low:g})"
    return f"{a.kind}: “{inline(a.text)}”{value}{stretch}{' ' + a.unit if a.unit else ''}"


def _mention_line(stored: StoredMention) -> str:
    m: EventMention = stored.mention
    where = f"  → {words.short_id(stored.event_id)}" if stored.event_id else ""
    modality = f" [{words.MODALITY_WORDS[m.modality]}]" if words.MODALITY_WORDS[m.modality] else ""
    who = words.parties(m.actors, m.recipients)
    return f"{words.kind(m.type, m.mode)} “{inline(m.trigger.text)}”: {who}{modality}{where}"


def _statement_line(stored: StoredStatement) -> str:
    s = stored.statement
    who = words.party(s.speaker) if s.speaker else "(not named)"
    says = f": “{inline(shorten(s.content.text, _PREVIEW))}”" if s.content else ""
    return f"{who} “{inline(s.cue.text)}” ({s.stance}){says}  {words.short_id(s.statement_id)}"


def _marked_text(
    stored: StoredDocument, mentions: Sequence[StoredMention], *, styled: bool
) -> Iterator[RenderableType]:
    article = stored.article
    spans: list[tuple[int, int, str]] = []
    for m in mentions:
        spans.append((m.mention.trigger.start, m.mention.trigger.end, marks.TRIGGER))
        spans += [(p.start, p.end, marks.PARTY) for p in (*m.mention.actors, *m.mention.recipients)]
    start = 0
    for line in article.text.split("\n"):
        end = start + len(line)
        if line.strip():
            yield Padding(
                marks.marked(article.text, start, end, spans, styled=styled), (0, 0, 0, 2)
            )
            yield Text()
        start = end + 1


def _dropped(block: Block) -> str:
    text = clean(block.text)
    if not text and block.source_start is not None:
        text = f"characters {block.source_start} to {block.source_end} of the page"
    shown = isolate(text if len(text) <= _PREVIEW else text[: _PREVIEW - 1] + "…")
    return f"{shown}  [{clean(block.reason)}]" if block.reason else shown


def _around(text: str, s: Statement) -> tuple[int, int]:
    spans = [x for x in (s.speaker, s.cue, s.content) if x is not None]
    start, end = min(x.start for x in spans), max(x.end for x in spans)
    start = text.rfind("\n", 0, start) + 1
    newline = text.find("\n", end)
    return start, newline if newline >= 0 else len(text)
