"""A comparison with an outside source, as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.compared import Comparison, OutsideEvent, Share
from dragoman.present.text import inline, shorten
from dragoman.present.words import short_id

_WIDTH = 200


def pieces(made: Comparison) -> Iterator[RenderableType]:
    """Yield the counts by type and by month, then examples."""
    yield _table("type", made.types)
    yield Text()
    yield _table("month", made.months)
    if made.pairs:
        yield from _head("On both sides")
        for pair in made.pairs:
            yield _event(pair.event_id, pair.title)
            for row in pair.rows:
                yield Padding(_row(row), (0, 0, 0, 4))
    if made.here:
        yield from _head("Only here")
        for event_id, title in made.here:
            yield _event(event_id, title)
    if made.there:
        yield from _head("Only there")
        for row in made.there:
            yield Padding(_row(row), (0, 0, 0, 2))


def _table(name: str, shares: Mapping[str, Share]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column(name, min_width=10)
    for column in ("both", "only here", "only there"):
        table.add_column(column, justify="right")
    for key, share in sorted(shares.items()):
        table.add_row(inline(key), *map(str, (share.matched, share.here, share.there)))
    return table


def _head(words: str) -> Iterator[RenderableType]:
    yield Text()
    yield Text(words, style="bold")


def _event(event_id: str, title: str) -> RenderableType:
    line = Text(inline(shorten(title, _WIDTH)))
    line.append(f"  {short_id(event_id)}", style="dim")
    return Padding(line, (0, 0, 0, 2))


def _row(row: OutsideEvent) -> Text:
    sides = " → ".join(filter(None, ("+".join(row.actors), "+".join(row.recipients))))
    line = Text(f"{row.day}  {inline(shorten(row.label, 60))}  {inline(sides)}")
    if row.text:
        line.append(f"  {inline(shorten(row.text, _WIDTH))}", style="dim")
    line.append(f"  line {row.line}", style="dim")
    return line
