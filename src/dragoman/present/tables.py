"""Listings: a table for each kind of record, and the hits of a search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.present import claims, dates, words
from dragoman.present.text import clean, inline, isolate, shorten
from dragoman.records import Event
from dragoman.standing import AGAINST, Tie, account
from dragoman.stored import (
    ActorSummary,
    SearchHit,
    StoredDocument,
    StoredEvent,
    StoredStatement,
)

_CELL = 200
_NARROW = 72
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Listing:
    """Records in rows; one column, the one without a width, takes what room there is."""

    columns: tuple[tuple[str, int | None], ...]
    rows: Sequence[tuple[Text, ...]]

    def render(self, width: int) -> RenderableType:
        """Return a table, or where that would be too narrow, each row on lines of its own."""
        if width < _NARROW:
            return Group(*(self._stacked(row) for row in self.rows))
        table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
        table.expand = True
        for name, fixed in self.columns:
            table.add_column(name, width=fixed, overflow="fold", ratio=None if fixed else 1)
        for row in self.rows:
            table.add_row(*row)
        return table

    def _stacked(self, row: tuple[Text, ...]) -> RenderableType:
        head = Text()
        wide = Text()
        for (_, fixed), cell in zip(self.columns, row, strict=True):
            if fixed is None:
                wide = cell
                continue
            if head.plain:
                head.append("  ")
            head.append_text(Text(" ").join(cell.split()))
        return Group(head, Padding(wide, (0, 0, 0, 2)))


def events(
    stored_events: Iterable[StoredEvent], ties: Mapping[str, Sequence[Tie]] | None = None
) -> Listing:
    """Return events, a row each: when, what, who to whom, reports and sources, id.

    Args:
        stored_events: the events.
        ties: what joins events to others, by id; a denial elsewhere makes one contested.
    """
    rows = []
    for stored in stored_events:
        e = stored.event
        who = Text(words.parties(e.actors, e.recipients))
        if words.MODALITY_WORDS[e.modality]:
            who.append(f"  [{words.MODALITY_WORDS[e.modality]}]", style="magenta")
        mark = claims.mark(account(e, (ties or {}).get(e.event_id, ())))
        if mark:
            who.append(f"  [{mark}]", style="magenta")
        if e.conflicts:
            who.append("  ! reports disagree", style="yellow")
        short = Text(words.short_id(e.event_id), style="dim")
        counts = Text(f"{e.n_reports}/{e.n_sources}")
        rows.append((Text(dates.label(e.date)), _kind(e), who, counts, short))
    columns = (("date", 12), ("type", 14), ("who", None), ("reports", 7), ("id", 11))
    return Listing(columns, rows)


def claimed(tied_events: Iterable[tuple[StoredEvent, Sequence[Tie]]]) -> Listing:
    """Return events with those who speak for and against them, a row each."""
    rows = []
    for stored, ties in tied_events:
        e = stored.event
        told = account(e, ties)
        for_ = [k for k in claims.SAYS if k not in AGAINST]
        what = Text(claims.title(e))
        said = claims.who_says(told.claims, for_)
        if said:
            what.append(f"\n{said}", style="dim")
        against = claims.who_says(told.claims, [k for k in claims.SAYS if k in AGAINST])
        if against:
            what.append(f"\n{against}", style="yellow")
        standing = Text(told.standing, style="magenta" if told.disputed else "")
        since = Text(told.since or "not known")
        rows.append((since, standing, what, Text(words.short_id(e.event_id), style="dim")))
    return Listing((("since", 10), ("standing", 10), ("claims", None), ("id", 11)), rows)


def _kind(e: Event) -> Text:
    kind = Text(e.type, style=words.quad_style(e.type))
    if e.mode:
        kind.append(f"\n{e.mode}")
    return kind


def documents(stored_documents: Iterable[StoredDocument]) -> Listing:
    """Return documents, a row each."""
    rows = []
    for stored in stored_documents:
        article = stored.article
        title = Text(inline(shorten(article.title or "(no title)", _CELL)))
        title.append(f"\n{inline(shorten(article.uri, _CELL))}", style="dim")
        if stored.copy_of:
            title.append(f"  copy of {words.short_id(stored.copy_of)}", style="dim")
        published = Text(dates.label(article.published) if article.published else "no date")
        language = Text(clean(article.language) or "?")
        short = Text(words.short_id(article.doc_id), style="dim")
        rows.append((published, title, language, Text(str(stored.n_events)), short))
    columns = (("published", 12), ("title", None), ("lang", 4), ("events", 6), ("id", 12))
    return Listing(columns, rows)


def statements(stored_statements: Iterable[StoredStatement]) -> Listing:
    """Return statements, a row each."""
    rows = []
    for stored in stored_statements:
        s = stored.statement
        says = Text(inline(shorten(s.content.text if s.content else s.cue.text, _CELL)))
        who = Text(words.party(s.speaker) if s.speaker else "(not named)")
        short = Text(words.short_id(s.statement_id), style="dim")
        rows.append((who, Text(str(s.stance)), says, short))
    return Listing((("speaker", 24), ("stance", 8), ("says", None), ("id", 12)), rows)


def actors(summaries: Iterable[ActorSummary]) -> Listing:
    """Return actors, a row each."""
    rows = [
        (
            Text(inline(shorten(a.name, _CELL))),
            Text(a.country or "?"),
            Text(a.sector or "?"),
            Text(str(a.n_events)),
            Text(clean(a.id), style="dim"),
        )
        for a in summaries
    ]
    columns = (("name", None), ("country", 7), ("sector", 6), ("events", 6), ("id", 26))
    return Listing(columns, rows)


def hits(rows: Sequence[SearchHit], *, query: str, styled: bool) -> Iterator[RenderableType]:
    """Yield the hits of a search with their snippets.

    Args:
        rows: the hits, best first.
        query: what was searched for; its words are marked in the snippets.
        styled: whether styles can be seen; otherwise asterisks mark the found words.
    """
    words_ = [re.escape(w) for w in _WORD.findall(query) if w != "OR"]
    wanted = re.compile(rf"\b(?:{'|'.join(words_)})\w*", re.IGNORECASE) if words_ else None
    for hit in rows:
        head = Text(inline(hit.title) or "(no title)", style="bold")
        head.append(f"  {hit.kind} {words.short_id(hit.id)}", style="not bold dim")
        yield head
        yield Padding(_snippet(clean(hit.snippet), wanted, styled=styled), (0, 0, 0, 2))
        yield Text()


def _snippet(snippet: str, wanted: re.Pattern[str] | None, *, styled: bool) -> Text:
    if wanted is None:
        return Text(isolate(snippet))
    if not styled:
        return Text(isolate(wanted.sub(lambda m: f"*{m[0]}*", snippet)))
    out = Text(isolate(snippet))
    for match in wanted.finditer(out.plain):
        out.stylize("bold underline", *match.span())
    return out
