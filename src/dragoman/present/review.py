"""An event as it is put before a person, and the outcome of audits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.ontology import TYPE_NAMES, intensity, quad
from dragoman.present import dates, marks, words
from dragoman.present.tables import Listing
from dragoman.present.text import clean, inline, number
from dragoman.present.timeline import Report
from dragoman.records import (
    Claim,
    Event,
    EventMention,
    Judgement,
    Record,
)
from dragoman.stored import StoredEvent

_SHOWN = 12
_LABEL_WIDTH = 11
_SURE = 0.995
KEYS = (
    ("a", "accept", "the event is right as it stands"),
    ("c", "correct", "a field is wrong: [REPORT] FIELD VALUE, such as “date 2019-01-22”"),
    ("r", "reject", "there is no such event in these sentences"),
    ("m", "merge", "it is the same as another event: its ID"),
    ("s", "split", "some of its reports tell of something else: their numbers"),
    ("n", "note", "a remark"),
    ("u", "undo", "take back the last judgement"),
    ("space", "next", "leave it as it is; enter does the same"),
    ("q", "quit", "what was judged is kept"),
    ("?", "help", "this"),
)


def card(
    stored: StoredEvent,
    reports: Sequence[Report],
    notes: Iterable[Judgement] = (),
    *,
    head: str,
    styled: bool,
) -> Iterator[RenderableType]:
    """Yield an event with what must be seen to judge it: fields, doubts, sentences.

    Args:
        stored: the event.
        reports: its reports, in the event's order; the first dozen are shown.
        notes: remarks of people on it.
        head: where in the queue it stands.
        styled: whether styles can be seen.
    """
    e = stored.event
    colour = words.quad_style(e.type)
    yield Text.assemble(
        (words.kind(e.type, e.mode), f"bold {colour}".strip()),
        f"  {TYPE_NAMES[e.type]}; {quad(e.type)}, {intensity(e.type, e.mode):+g}",
        (f"  {e.event_id}  {clean(head)}", "dim"),
    )
    who = Text(words.parties(e.actors, e.recipients), style="bold")
    if words.MODALITY_WORDS[e.modality]:
        who.append(f"  [{words.MODALITY_WORDS[e.modality]}]", style="bold magenta")
    yield who
    yield _rows(_facts(stored, reports, notes))
    for place, report in enumerate(reports[:_SHOWN], 1):
        yield from _report(place, report, e, styled=styled)
    if len(reports) > _SHOWN:
        more = number(len(reports) - _SHOWN, "report")
        yield Text(f"   and {more} more; `dragoman show {words.short_id(e.event_id)}`", style="dim")
    yield Text()


def _facts(
    stored: StoredEvent, reports: Sequence[Report], notes: Iterable[Judgement]
) -> list[tuple[str, Text]]:
    e = stored.event
    place = "not known"
    if e.place is not None:
        country = f", {e.place.country}" if e.place.country else ""
        place = f"{inline(e.place.name)}{country} ({e.place.precision})"
    rows = [
        ("date", Text(dates.describe(e.date))),
        ("place", Text(place)),
        ("sure", Text(f"{e.confidence:.2f}; {words.counts(e.n_reports, e.n_sources)}")),
    ]
    said = words.distinct([_claim(c) for c in e.claims])
    standing = Text(e.standing)
    if said:
        standing.append(f": {'; '.join(said)}")
    rows.append(("standing", standing))
    if stored.status != "machine":
        rows.append(("status", Text(clean(stored.status))))
    numbers = {r.mention.mention.mention_id: str(n) for n, r in enumerate(reports, 1)}
    for c in e.conflicts:
        values = " or ".join(
            f"{inline(v.value)} ({', '.join(numbers.get(r, '?') for r in v.reports)})"
            for v in c.values
        )
        rows.append(("! disagree", Text(f"{c.field}: {values}", style="yellow")))
    rows += [
        ("note", Text(f"{inline(str(j.fields.get('text', '')))} ({inline(j.who)})")) for j in notes
    ]
    return rows


def _claim(c: Claim) -> str:
    who = inline(c.name or c.text) or "somebody not named"
    return f"{c.says} by {who}{f' ({c.country})' if c.country else ''}"


def _rows(rows: Sequence[tuple[str, Text]]) -> Table:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(width=_LABEL_WIDTH + 2, style="dim")
    grid.add_column(overflow="fold")
    for label, value in rows:
        grid.add_row(f"  {label}", value)
    return grid


def _report(place: int, report: Report, event: Event, *, styled: bool) -> Iterator[RenderableType]:
    m, source = report.mention.mention, report.document
    head = Text(f"{place}  ", style="bold")
    if source is None:
        head.append(f"{report.mention.doc_id} (not in the store)")
    else:
        a = source.article
        parts = [
            inline(a.title) or "(no title)",
            inline(a.publisher),
            dates.label(a.published) if a.published else "no date of publication",
            f"copy of {words.short_id(source.copy_of)}" if source.copy_of else "",
        ]
        head.append(" · ".join(p for p in parts if p), style="dim")
    yield head
    if source is not None:
        yield Padding(
            marks.sentence(source.article.text, m, styled=styled, width=600), (0, 0, 0, 3)
        )
    for line in _coded(m, event):
        yield Padding(Text(line, style="dim"), (0, 0, 0, 3))


def _coded(m: EventMention, event: Event) -> Iterator[str]:
    """Yield what a report gives that the event as a whole does not, and its doubts."""
    told = [
        words.kind(m.type, m.mode) if (m.type, m.mode) != (event.type, event.mode) else "",
        str(m.modality) if m.modality != event.modality else "",
        words.parties(m.actors, m.recipients)
        if (m.actors, m.recipients) != (event.actors, event.recipients)
        else "",
        dates.label(m.date) if m.date != event.date else "",
        words.attribution(m.attribution) if m.attribution else "",
        f"sure {m.confidence:.2f}" if m.confidence != event.confidence else "",
    ]
    said = "; ".join(t for t in told if t)
    if said:
        yield f"coded: {said}"
    link = next((x for x in event.links if x.mention_id == m.mention_id), None)
    if link is not None and link.score < _SURE:
        why = "; ".join(clean(r) for r in link.reasons)
        yield f"linked: {why} (score {link.score:.2f})"


def help_lines(*, audit: bool = False) -> Iterator[Text]:
    """Yield what each key does; in an audit events are not joined and parted."""
    for key, name, means in KEYS:
        if audit and name in {"merge", "split"}:
            continue
        yield Text.assemble(f"  {key:>5}  ", (f"{name:<8}", "bold"), f" {means}")


def precision(rows: Iterable[Record]) -> Listing:
    """Return the precision by type, a row each."""
    shown = []
    for row in rows:
        r = row.to_dict()
        shown.append(
            (
                Text(r["type"]),
                Text(str(r["judged"])),
                Text(str(r["right"])),
                Text(f"{r['precision']:.2f}"),
                Text(f"{r['low']:.2f} to {r['high']:.2f}"),
            )
        )
    columns = (("type", 12), ("judged", 7), ("right", 7), ("precision", 9), ("95 %", None))
    return Listing(columns, shown)
