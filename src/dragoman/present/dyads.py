"""The relation of two parties: on a terminal a chart and tables, in JSONL a line a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.analysis import Apart, Change, Comparison, Driver, Dyad, Flow, Period, Window
from dragoman.present.text import inline, number, shorten
from dragoman.present.words import QUAD_STYLES, short_id

Json = dict[str, Any]

_TITLE = 100
_LEAST_BAR = 9
_MOST_BAR = 41
_TABLE = 60
"""Columns that the table takes beside the bars."""
_GOOD, _BAD = QUAD_STYLES["material cooperation"], QUAD_STYLES["material conflict"]
_APART = (
    ("contested", "contested"),
    ("alleged", "alleged only"),
    ("denied", "denied"),
    ("actual", "actual"),
    ("future", "planned"),
    ("hypothetical", "hypothetical"),
    ("negated", "told as not having happened"),
)


# JSONL.


def lines(found: Dyad) -> Iterator[Json]:
    """Yield a dyad as JSON objects, each with a ``record``.

    First ``dyad``, which is the whole less its parts; then a ``period`` each, the totals
    being periods too; a ``change`` each; and a ``comparison``.
    """
    whole = found.to_dict()
    parts = {name: whole.pop(name) for name in ("periods", "total", "coarse", "undated")}
    changes, comparison = whole.pop("changes"), whole.pop("comparison")
    yield {"record": "dyad", **whole}
    for period in (*parts["periods"], parts["coarse"], parts["undated"], parts["total"]):
        yield {"record": "period", **period}
    for change in changes:
        yield {"record": "change", **change}
    if comparison is not None:
        yield {"record": "comparison", **comparison}


# Terminal.


def pieces(found: Dyad, *, width: int, chart: bool, plain: bool) -> Iterator[RenderableType]:
    """Yield a dyad for a terminal.

    Args:
        found: the dyad.
        width: columns of the terminal.
        chart: draw bars.
        plain: in ASCII alone.
    """
    marks = _ASCII if plain else _UNICODE
    yield Text(_head(found), style="bold")
    yield Text(_summary(found))
    if found.total.flow.n_events:
        yield Text()
        yield _table(found, width, marks if chart else None, marks)
        yield Text()
        yield from _about(found, marks)
    apart = _apart(found.total.apart)
    if apart:
        yield _said("not counted", apart)
    for row in found.changes:
        yield Text()
        yield _change(row, found.by)
    if found.comparison is not None:
        yield Text()
        yield from _comparison(found.comparison)
    if found.notes:
        yield Text()
    for note in found.notes:
        yield Text(f"note: {note}", style="dim")


class _Marks:
    """The characters of a chart and of directions."""

    def __init__(self, bad: str, good: str, axis: str, there: str, back: str, both: str) -> None:
        self.bad, self.good, self.axis = bad, good, axis
        self.there, self.back, self.both = there, back, both


_UNICODE = _Marks("█", "█", "│", "→", "←", "↔")
_ASCII = _Marks("=", "#", "|", "->", "<-", "<>")


def _head(found: Dyad) -> str:
    days = ""
    if found.since or found.until:
        days = f", {found.since or 'the beginning'} to {found.until or 'the end'}"
    kinds = f", {', '.join(found.types)} only" if found.types else ""
    moods = "" if found.modalities == ("actual",) else f", {' and '.join(found.modalities)}"
    as_of = f", as of {found.as_of}" if found.as_of else ""
    who = f"{inline(found.a.name)} (A) and {inline(found.b.name)} (B)"
    return f"{who}, by {found.by}{days}{kinds}{moods}{as_of}"


def _summary(found: Dyad) -> str:
    total = found.total
    flow, size = total.flow, number(total.flow.n_events, "act")
    if not flow.n_events:
        return "no act between them counts"
    said = [
        f"{size}: cooperation {_figure(flow.cooperation)}, conflict {_figure(flow.conflict)}, "
        f"net {_signed(flow.net)}, mean intensity {_signed(total.mean or 0.0)}"
    ]
    if total.share is not None:
        said.append(f"{total.share:.0%} of the {total.corpus_events} events of all parties")
    if total.right.value is not None:
        said.append(
            f"by the audits {total.right.value:.0f} of them are right "
            f"(95 % {total.right.low:.0f} to {total.right.high:.0f})"
        )
    else:
        said.append("no audit says how many of them are right")
    return "; ".join(said)


def _table(found: Dyad, width: int, bars: _Marks | None, marks: _Marks) -> RenderableType:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, header_style="dim")
    names = [found.by, "acts", f"A{marks.there}B", f"A{marks.back}B", f"A{marks.both}B"]
    names += ["co-op", "conflict", "net", "share", "texts"]
    for name in names:
        table.add_column(name, justify="left" if name == found.by else "right", no_wrap=True)
    room = min(_MOST_BAR, width - _TABLE - 10) if bars else 0
    if bars and room >= _LEAST_BAR:
        table.add_column(_centred("conflict", "co-op", room), no_wrap=True)
    top = max((max(p.flow.cooperation, p.flow.conflict) for p in found.periods), default=0.0)
    skipped: list[Period] = []
    for period in found.periods:
        if not period.flow.n_events:
            skipped.append(period)
            continue
        _gap(table, skipped, found.by)
        row = _cells(period)
        if bars and room >= _LEAST_BAR:
            row.append(_bar(period.flow, top, room, bars))
        table.add_row(*row)
    _gap(table, skipped, found.by)
    for period in (found.coarse, found.undated):
        if period.flow.n_events:
            label = "less exact" if period.label == "coarse" else "undated"
            table.add_row(Text(label), *_cells(period)[1:])
    table.add_row(Text("total", style="bold"), *_cells(found.total)[1:])
    return table


def _gap(table: Table, skipped: list[Period], by: str) -> None:
    """Add a row for periods without acts, and forget them."""
    if skipped:
        label = skipped[0].label if len(skipped) == 1 else f"({number(len(skipped), by)})"
        texts = sum(p.documents for p in skipped)
        dim = [Text(t, style="dim") for t in (label, "0", "", "", "", "", "", "", "", str(texts))]
        table.add_row(*dim)
        skipped.clear()


def _cells(period: Period) -> list[Text]:
    flow = period.flow
    label = period.label if period.whole else f"{period.label} (cut)"
    counts = (period.forward, period.backward, period.mutual)
    share = "" if period.share is None else f"{period.share:.0%}"
    texts = str(period.documents) if period.start else ""
    return [
        Text(label),
        Text(str(flow.n_events)),
        *(Text(str(f.n_events) if f.n_events else "") for f in counts),
        Text(_figure(flow.cooperation), style=_GOOD if flow.cooperation else "dim"),
        Text(_figure(flow.conflict), style=_BAD if flow.conflict else "dim"),
        Text(_signed(flow.net), style="bold"),
        Text(share),
        Text(texts, style="dim"),
    ]


def _bar(flow: Flow, top: float, room: int, marks: _Marks) -> Text:
    """Return conflict to the left of an axis and cooperation to the right of it."""
    side = (room - 1) // 2

    def length(value: float) -> int:
        # What is not nought shows.
        return max(1, round(side * value / top)) if value > 0 and top > 0 else 0

    bad, good = length(flow.conflict), length(flow.cooperation)
    bar = Text(" " * (side - bad))
    bar.append(marks.bad * bad, style=_BAD)
    bar.append(marks.axis, style="dim")
    bar.append(marks.good * good, style=_GOOD)
    return bar


def _centred(left: str, right: str, room: int) -> str:
    side = (room - 1) // 2
    return f"{left[:side]:>{side}} {right[:side]}"


def _about(found: Dyad, marks: _Marks) -> Iterator[Text]:
    total = found.total
    kinds = ", ".join(
        f"{q.n_events} {q.quad} ({_signed(q.intensity)})" for q in total.quads if q.n_events
    )
    yield _said("kinds", kinds)
    there, back, both = total.forward, total.backward, total.mutual
    a, b = (inline(s.code) if s.members else "others" for s in (found.a, found.b))
    yield _said(
        "sides",
        f"{a} {marks.there} {b} {_flow(there)}; {b} {marks.there} {a} {_flow(back)}; "
        f"together {_flow(both)}{_reciprocal(found)}",
    )
    cover = total.coverage
    tongues = ", ".join(f"{row.language} {row.n_texts}" for row in cover.languages)
    yield _said(
        "told by",
        f"{number(cover.n_texts, 'text')} ({tongues or 'none known'}), "
        f"{number(cover.n_publishers, 'publisher')}, {number(cover.n_reports, 'report')}",
    )
    if total.by_report:
        yield _said(
            "dates", f"{total.by_report} have none and stand on the day of their first report"
        )


def _said(label: str, words: str) -> Text:
    return Text.assemble((f"{label}: ", "dim"), words)


def _flow(flow: Flow) -> str:
    return f"{flow.n_events} ({_signed(flow.net)})" if flow.n_events else "none"


def _reciprocal(found: Dyad) -> str:
    row = found.reciprocity
    said = []
    if row.retaliated is not None:
        said.append(f"of conflict the milder side gives {row.retaliated:.0%} of what it gets")
    if row.returned is not None:
        said.append(f"of cooperation {row.returned:.0%}")
    if row.correlation is not None:
        said.append(f"the two directions correlate at {row.correlation:+.2f}")
    return f"; {', '.join(said)}" if said else ""


def _apart(apart: Apart) -> str:
    said = [f"{n} {word}" for name, word in _APART if (n := getattr(apart, name))]
    if apart.disputed.n_events:
        said.append(f"the contested, alleged and denied would add {_signed(apart.disputed.net)}")
    if apart.alongside:
        said.append(f"{apart.alongside} that both did to a third, or a third to both")
    if apart.unclear:
        said.append(
            f"{apart.unclear} of conflict by both without word against whom: each other, perhaps"
        )
    return "; ".join(said)


def _change(row: Change, by: str) -> RenderableType:
    what = "net intensity" if row.measure == "net" else "acts"
    sign = _signed if row.measure == "net" else _figure
    head = Text.assemble(
        ("break ", "dim"),
        (row.period, "bold"),
        f"  {what} a {by} {sign(row.before)} over {number(row.periods_before, by)} before, "
        f"{sign(row.after)} over {number(row.periods_after, by)} from then on",
    )
    told = f" (texts a {by}: {row.documents_before:.1f}, then {row.documents_after:.1f}"
    head.append(
        f"{told}: perhaps it is the store that changed)" if row.as_texts else f"{told})",
        style="yellow" if row.as_texts else "dim",
    )
    return Group(head, _drivers(row.drivers))


def _drivers(rows: Sequence[Driver]) -> RenderableType:
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, justify="right")
    grid.add_column(overflow="fold")
    grid.add_column(no_wrap=True)
    for row in rows:
        grid.add_row(
            Text(row.day),
            Text(_signed(row.intensity), style=_GOOD if row.intensity > 0 else _BAD),
            Text(inline(shorten(row.title, _TITLE))),
            Text(short_id(row.event_id), style="dim"),
        )
    return Padding(grid, (0, 0, 0, 2))


def _comparison(row: Comparison) -> Iterator[RenderableType]:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("")
    for side in (row.before, row.after):
        table.add_column(f"{side.start} to {side.end}", justify="right")
    for label, cells in _measures(row.before, row.after):
        table.add_row(Text(label, style="dim"), *(Text(c) for c in cells))
    yield table
    yield Text(row.words, style="bold")
    if row.drivers:
        yield _drivers(row.drivers)


def _measures(early: Window, late: Window) -> Iterator[tuple[str, tuple[str, str]]]:
    def both(tell: Any) -> tuple[str, str]:
        return tell(early), tell(late)

    yield "acts", both(lambda w: str(w.flow.n_events))
    yield "acts a month", both(lambda w: f"{w.per_month:.1f}")
    yield "mean intensity", both(lambda w: "-" if w.mean is None else _signed(w.mean))
    yield "net a month", both(lambda w: _signed(w.net_per_month))
    yield (
        "acts of conflict",
        both(
            lambda w: (
                "-" if w.conflict_share is None else f"{w.n_conflict} ({w.conflict_share:.0%})"
            )
        ),
    )
    yield "texts", both(lambda w: str(w.documents))
    if early.coarse or late.coarse:
        yield "may belong here", both(lambda w: str(w.coarse))


def _figure(value: float) -> str:
    """Return a figure without needless noughts.

    >>> _figure(0.0), _figure(12.0), _figure(3.25)
    ('0', '12', '3.2')
    """
    text = f"{value:.1f}"
    return text.removesuffix(".0") if text.endswith(".0") else text


def _signed(value: float) -> str:
    text = _figure(value)
    return text if text.startswith("-") or text == "0" else f"+{text}"
