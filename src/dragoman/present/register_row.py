"""One row of a register in full: every cell with the sentences that say it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from dragoman.present import dates, marks, words
from dragoman.present.registers import label, shown
from dragoman.present.text import inline, number
from dragoman.present.timeline import Report
from dragoman.records import Record
from dragoman.registered import COMMON, Evidence, Row, Session, Variant, cells

_SHOWN = 3
"""So many sentences a value; the JSON form has all."""
_WIDTH = 320


def row(found: Row, reports: Sequence[Report], *, styled: bool) -> Iterator[RenderableType]:
    """Yield a row: its head, each cell with its evidence, then its sources.

    Args:
        found: the row.
        reports: of its events, with their documents.
        styled: whether styles can be seen.
    """
    by_mention = {r.mention.mention.mention_id: r for r in reports}
    documents = list(dict.fromkeys(r.mention.doc_id for r in reports))
    numbers = {r.mention.mention.mention_id: documents.index(r.mention.doc_id) + 1 for r in reports}
    yield Text.assemble((inline(found.title), "bold"), "  ", (found.row_id, "dim"))
    sources = number(found.n_sources, "source")
    yield Text(
        f"{found.status} ({found.standing}); {number(len(found.events), 'event')}, {sources}"
    )
    for f in dataclasses.fields(found):
        if f.name in COMMON:
            continue
        value = getattr(found, f.name)
        for cell in value if isinstance(value, tuple) else (value,):
            if isinstance(cell, Record):
                yield Text()
                yield from _cell(label(f.name), cell, by_mention, numbers, styled=styled)
    yield Text(f"\nSources ({len(documents)})", style="bold")
    first = {r.mention.doc_id: r for r in reversed(reports)}
    for n, doc_id in enumerate(documents, 1):
        yield Text(f"{n}  {_source(first[doc_id])}")
    names = ", ".join(words.short_id(e) for e in found.events)
    yield Text(f"\nevents {names}; `dragoman show EVENT` tells all about one", style="dim")


def _cell(
    name: str,
    cell: Any,
    by_mention: Mapping[str, Report],
    numbers: Mapping[str, int],
    *,
    styled: bool,
) -> Iterator[RenderableType]:
    yield Text.assemble((f"{name}  ", "dim"), (shown(cell), "bold"))
    if isinstance(cell, Session):
        for inner, part in cells(cell):
            yield from _cell(f"  {label(inner)}", part, by_mention, numbers, styled=styled)
        return
    yield from _sentences(cell.evidence, by_mention, numbers, styled=styled)
    for other in getattr(cell, "others", ()):
        yield from _other(other, by_mention, numbers, styled=styled)


def _other(
    other: Variant, by_mention: Mapping[str, Report], numbers: Mapping[str, int], *, styled: bool
) -> Iterator[RenderableType]:
    yield Text(f"  or, by other reports: {inline(other.value)}", style="yellow")
    yield from _sentences(other.evidence, by_mention, numbers, styled=styled)


def _sentences(
    evidence: Sequence[Evidence],
    by_mention: Mapping[str, Report],
    numbers: Mapping[str, int],
    *,
    styled: bool,
) -> Iterator[RenderableType]:
    told: dict[tuple[str, int, int], list[Evidence]] = {}
    for e in evidence:
        report = by_mention.get(e.mention_id)
        if report is None or report.document is None:
            continue
        start, end = _around(e, report)
        told.setdefault((e.doc_id, start, end), []).append(e)
    for (_, start, end), parts in list(told.items())[:_SHOWN]:
        report = by_mention[parts[0].mention_id]
        assert report.document is not None
        text = report.document.article.text
        spans = [(p.start, p.end, marks.TRIGGER) for p in parts]
        shown_text = marks.marked(text, start, end, spans, styled=styled)
        head = Text(f"[{numbers[parts[0].mention_id]}] ", style="dim")
        yield Padding(head.append_text(shown_text), (0, 0, 0, 4))
    if len(told) > _SHOWN:
        yield Text(f"    and {number(len(told) - _SHOWN, 'more sentence')}", style="dim")


def _around(e: Evidence, report: Report) -> tuple[int, int]:
    """Return the sentence, or where the words stand outside of it, their line."""
    assert report.document is not None
    text = report.document.article.text
    start, end = report.mention.mention.sentence
    if start <= e.start and e.end <= end:
        return start, end
    start = text.rfind("\n", 0, e.start) + 1
    newline = text.find("\n", e.end)
    end = newline if newline >= 0 else len(text)
    return max(start, e.start - _WIDTH // 2), min(end, e.end + _WIDTH // 2)


def _source(report: Report) -> str:
    if report.document is None:
        return f"{report.mention.doc_id} (not in the store)"
    article = report.document.article
    parts = [
        inline(article.title) or "(no title)",
        inline(article.publisher),
        dates.label(article.published) if article.published else "no sound date of publication",
        inline(article.uri),
        words.short_id(article.doc_id),
    ]
    return " · ".join(p for p in parts if p)
