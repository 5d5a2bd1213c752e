"""Listings: a table for each kind of record, and the hits of a search."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.present import dates, words
from dragoman.present.text import clean, inline, isolate, shorten
from dragoman.records import ActorSummary, SearchHit, StoredDocument, StoredEvent, StoredStatement

_CELL = 200
_WORD = re.compile(r"\w+")


def _table(*columns: tuple[str, int | None]) -> Table:
    """Return a bare table; a column with a width keeps it, one without takes the rest."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for name, width in columns:
        table.add_column(name, width=width, overflow="fold", ratio=None if width else 1)
    table.expand = True
    return table


def events(rows: Iterable[StoredEvent]) -> Table:
    """Return events, a line each: when, what, who to whom, reports, id."""
    table = _table(("date", 12), ("type", 14), ("who", None), ("reports", 7), ("id", 11))
    for stored in rows:
        e = stored.event
        kind = Text(e.type, style=words.quad_style(e.type))
        if e.mode:
            kind.append(f"\n{e.mode}")
        who = Text(words.parties(e.actors, e.recipients))
        if words.MODALITY_WORDS[e.modality]:
            who.append(f"  [{words.MODALITY_WORDS[e.modality]}]", style="magenta")
        if e.conflicts:
            who.append("  ! reports disagree", style="yellow")
        table.add_row(
            Text(dates.label(e.date)),
            kind,
            who,
            Text(f"{e.n_reports}/{e.n_sources}"),
            Text(words.short_id(e.event_id), style="dim"),
        )
    return table


def documents(rows: Iterable[StoredDocument]) -> Table:
    """Return documents, a line each."""
    table = _table(("published", 12), ("title", None), ("lang", 4), ("events", 6), ("id", 12))
    for stored in rows:
        article = stored.article
        title = Text(inline(shorten(article.title or "(no title)", _CELL)))
        title.append(f"\n{inline(shorten(article.uri, _CELL))}", style="dim")
        if stored.copy_of:
            title.append(f"  copy of {words.short_id(stored.copy_of)}", style="dim")
        table.add_row(
            Text(dates.label(article.published) if article.published else "no date"),
            title,
            Text(clean(article.language) or "?"),
            Text(str(stored.n_events)),
            Text(words.short_id(article.doc_id), style="dim"),
        )
    return table


def statements(rows: Iterable[StoredStatement]) -> Table:
    """Return statements, a line each."""
    table = _table(("speaker", 24), ("stance", 8), ("says", None), ("id", 12))
    for stored in rows:
        s = stored.statement
        says = s.content.text if s.content else s.cue.text
        table.add_row(
            Text(words.party(s.speaker) if s.speaker else "(not named)"),
            Text(str(s.stance)),
            Text(inline(shorten(says, _CELL))),
            Text(words.short_id(s.statement_id), style="dim"),
        )
    return table


def actors(rows: Iterable[ActorSummary]) -> Table:
    """Return actors, a line each."""
    table = _table(("name", None), ("country", 7), ("sector", 6), ("events", 6), ("id", 26))
    for a in rows:
        table.add_row(
            Text(inline(shorten(a.name, _CELL))),
            Text(a.country or "?"),
            Text(a.sector or "?"),
            Text(str(a.n_events)),
            Text(clean(a.id), style="dim"),
        )
    return table


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
