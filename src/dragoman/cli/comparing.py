"""The command that puts an outside data set beside a store: compare."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman.cli.files import opened
from dragoman.cli.looking import query_of
from dragoman.cli.options import AsOfOption, JsonOption, SinceOption, TypeOption, UntilOption
from dragoman.cli.state import (
    STATE,
    complain,
    console,
    emit,
    open_store,
    party_code,
    print_json,
    say,
)
from dragoman.errors import UsageError
from dragoman.present.text import number

if TYPE_CHECKING:
    from dragoman.outside import Comparison, Fault, OutsideEvent

_TOLD = 20  # faults that are told one by one
_FORMATS = ("polecat", "icews", "gdelt", "acled")


def compare(
    store: Annotated[
        str, typer.Argument(metavar="STORE", help="Path or database URL of the store.")
    ],
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="File of another data set, or - for stdin.")
    ],
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"{', '.join(_FORMATS)}; told by the first line without it.",
        ),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    type_: TypeOption = None,
    party: Annotated[
        list[str] | None,
        typer.Option(
            "--party",
            metavar="PARTY",
            help="Only what this state takes part in; given twice, what joins the two.",
        ),
    ] = None,
    examples: Annotated[
        int, typer.Option("--examples", min=0, metavar="N", help="Examples of each kind.")
    ] = 5,
    as_of: AsOfOption = None,
    json_: JsonOption = False,
) -> None:
    """Compare a store with a file of POLECAT, ICEWS, GDELT or ACLED.

    Tells what is on both sides, only here and only there, by type and by month, with
    examples. Lines that cannot be used are named and passed over.
    """
    from dragoman.outside import read
    from dragoman.outside.match import compare as matched
    from dragoman.present.formats.base import headline

    if format_ is not None and format_.lower() not in _FORMATS:
        raise UsageError(
            "bad-choice", f"--format {format_!r} is not known; choose from {', '.join(_FORMATS)}"
        )
    codes = [party_code(p) for p in party or ()]
    if len(codes) > 2:
        raise UsageError("bad-option", "--party may be given twice at most")
    query = query_of(
        since, until, type_, None, None,
        a=codes[0] if codes else None, b=codes[1] if len(codes) > 1 else None,
    )  # fmt: skip

    def concerns(row: OutsideEvent) -> bool:
        named = {*row.actors, *row.recipients}
        if not set(codes) <= named or (query.since and row.day < query.since):
            return False
        if query.types and row.type not in query.types:
            return False
        return not (query.until and row.day > query.until)

    def told(fault: Fault) -> None:
        STATE.failed += 1
        if STATE.failed <= _TOLD:
            complain("bad-line", f"{file}: line {fault.line} {fault.message}")

    with open_store(store, as_of) as ours, opened(file) as stream:
        form, rows = read(stream, name=file, form=format_.lower() if format_ else None)
        made = matched(
            (s.event for s in ours.events(query)),
            rows,
            source=form,
            title=headline,
            fault=told,
            examples=examples,
            concerns=concerns,
        )
    if STATE.failed > _TOLD:
        say(f"and {number(STATE.failed - _TOLD, 'line')} more that cannot be used")
    if json_:
        for row in _json(made):
            print_json(row)
    else:
        _show(made)
    if STATE.failed:
        raise typer.Exit(1)


COMMANDS = (compare,)


def _json(made: Comparison) -> Any:
    """Yield a line for the whole, one for each type and month, one for each example."""
    yield {
        "kind": "total",
        "source": made.source,
        "rows": made.rows,
        "rows_matched": made.rows_matched,
        "events": made.events,
        "events_matched": made.events_matched,
        "first": made.first,
        "last": made.last,
        "left_out": made.left_out,
    }
    for type_, share in sorted(made.types.items()):
        yield {"kind": "type", "type": type_, **asdict(share)}
    for month, share in sorted(made.months.items()):
        yield {"kind": "month", "month": month, **asdict(share)}
    for pair in made.pairs:
        yield {"kind": "matched", **pair.to_dict()}
    for event_id, title in made.here:
        yield {"kind": "here", "event_id": event_id, "title": title}
    for row in made.there:
        yield {"kind": "there", **row.to_dict()}


def _show(made: Comparison) -> None:
    from dragoman.present.comparison import pieces

    out = console()
    for piece in pieces(made):
        emit(out, piece)
    say(
        f"{number(made.events_matched, 'event')} of {made.events} here are told there; "
        f"{number(made.rows_matched, 'row')} of {made.rows} there tell of events here"
    )
    for reason, count in sorted(made.left_out.items(), key=lambda item: -item[1]):
        say(f"not compared: {count} × {reason}")
