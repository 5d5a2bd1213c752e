"""The timeline: one entry an event, readable from 40 columns up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dragoman.present import claims, dates, marks, words
from dragoman.present.text import inline
from dragoman.records import BlockKind, EventMention, Modality
from dragoman.standing import Account, Tie, account
from dragoman.stored import StoredDocument, StoredEvent, StoredMention

_DATE_WIDTH = 14
_KIND_WIDTH = 14
_NARROW = 64


@dataclass(frozen=True, slots=True)
class Report:
    """A mention of an event with the document it stands in (null if the store lost it)."""

    mention: StoredMention
    document: StoredDocument | None


def entry(
    stored: StoredEvent,
    reports: Sequence[Report],
    *,
    width: int,
    styled: bool,
    ties: Sequence[Tie] = (),
) -> RenderableType:
    """Return an event as one entry of a timeline.

    Args:
        stored: the event.
        reports: its reports, of which the most direct one lends its sentence.
        width: columns of the terminal.
        styled: whether styles can be seen (see :func:`marks.sentence`).
        ties: what joins it to other events.
    """
    event = stored.event
    told = account(event, ties)
    colour = words.quad_style(event.type)
    date = Text(dates.label(event.date), style="dim" if event.date is None else "bold")
    lines: list[RenderableType] = [_who(stored, told)]
    shown = chosen(stored, reports)
    if shown is not None and shown.document is not None:
        lines.append(
            marks.sentence(shown.document.article.text, shown.mention.mention, styled=styled)
        )
    lines.append(_notes(stored, reports, shown, told, ties))
    if width < _NARROW:
        head = Text.assemble(date, "  ", (words.kind(event.type, event.mode), colour))
        return Group(head, *(Padding(line, (0, 0, 0, 2)) for line in lines), Text())
    grid = Table.grid(padding=(0, 2, 0, 0), expand=False)
    grid.add_column(width=_DATE_WIDTH)
    grid.add_column(width=_KIND_WIDTH)
    grid.add_column(width=width - _DATE_WIDTH - _KIND_WIDTH - 4, overflow="fold")
    kind = Text(event.type, style=f"bold {colour}".strip())
    if event.mode:
        kind.append(f"\n{event.mode}", style=colour)
    grid.add_row(date, kind, Group(*lines))
    return Group(grid, Text())


def chosen(stored: StoredEvent, reports: Sequence[Report]) -> Report | None:
    """Return the report that tells most: of the event's modality, no headline, dated, no hearsay.

    Among several such, one of an original rather than of a copy, and the surest.
    """

    def rank(report: Report) -> tuple[bool, bool, bool, bool, bool, bool, float, str]:
        mention, document = report.mention.mention, report.document
        return (
            document is None,
            mention.modality != stored.event.modality,
            document is not None and _in_title(mention, document),
            mention.date is None,
            mention.attribution is not None,
            document is not None and document.copy_of is not None,
            -mention.confidence,
            mention.mention_id,
        )

    return min(reports, key=rank, default=None)


def _in_title(mention: EventMention, document: StoredDocument) -> bool:
    return any(
        block.kind is BlockKind.TITLE
        and block.start is not None
        and block.end is not None
        and block.start <= mention.trigger.start < block.end
        for block in document.article.blocks
    )


def _who(stored: StoredEvent, told: Account) -> Text:
    event = stored.event
    line = Text(words.parties(event.actors, event.recipients), style="bold")
    if event.modality is not Modality.ACTUAL:
        line.append(f"  [{words.MODALITY_WORDS[event.modality]}]", style="bold magenta")
    mark = claims.mark(told)
    if mark:
        line.append(f"  [{mark}]", style="bold magenta")
    if event.place is not None:
        line.append(f"  at {inline(event.place.name)}", style="not bold dim")
    return line


def _notes(
    stored: StoredEvent,
    reports: Sequence[Report],
    shown: Report | None,
    told: Account,
    ties: Sequence[Tie],
) -> Text:
    event = stored.event
    notes = Text(style="dim")
    said = words.distinct(_sources(reports, shown, told))
    if said:
        notes.append("; ".join(said), style="not dim italic")
        notes.append(" · ")
    for note in claims.life(ties):
        notes.append(note, style="not dim")
        notes.append(" · ")
    notes.append(words.counts(event.n_reports, event.n_sources))
    if stored.status != "machine":
        notes.append(f" · {inline(stored.status)}")
    for c in event.conflicts:
        notes.append(" · ")
        notes.append(f"! {words.conflict(c)}", style="not dim yellow")
    notes.append(f" · {words.short_id(event.event_id)}")
    return notes


def _sources(reports: Sequence[Report], shown: Report | None, told: Account) -> list[str]:
    """Return according to whom the shown sentence is, and who speaks against the event.

    Where the event is disputed, all who speak for it are told as well.
    """
    own = shown.mention.mention.attribution if shown else None
    if told.disputed:
        # The source of the shown sentence is among them.
        return [claims.who_says(told.claims)]
    against = [
        a
        for r in reports
        if (a := r.mention.mention.attribution) is not None and str(a.stance) in ("deny", "doubt")
    ]
    return [words.attribution(a) for a in ([own] if own else []) + against]
