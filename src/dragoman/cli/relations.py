"""Commands that reckon over the events of a store: dyad, network."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dragoman import asking
from dragoman.cli import options, state
from dragoman.cli.options import (
    AsOfOption,
    JsonOption,
    SinceOption,
    StoreOption,
    TypeOption,
    UntilOption,
)
from dragoman.cli.state import (
    choices,
    console,
    day,
    emit,
    open_store,
    party_code,
    print_json,
    say,
)
from dragoman.errors import UsageError
from dragoman.present.text import number

if TYPE_CHECKING:
    from rich.console import Console

    from dragoman.analysis import Dyad


class By(StrEnum):
    """How long the periods are."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


CountedOption = Annotated[
    list[str] | None,
    typer.Option(
        "--modality",
        metavar="MODALITY",
        help=f"What counts: {', '.join(options.MODALITIES)}; may be repeated. Without it: actual.",
    ),
]
DisputedOption = Annotated[
    bool,
    typer.Option(
        "--disputed", help="Count contested, alleged and denied acts like others, not apart."
    ),
]
ReportedOption = Annotated[
    bool,
    typer.Option("--as-reported", help="Put acts without a date on the day of their first report."),
]
MembersOption = Annotated[
    bool,
    typer.Option("--members", help="An organisation stands for its members, too, in their years."),
]


def dyad(
    a: Annotated[
        str, typer.Argument(metavar="A", help="A state or other party; several between commas.")
    ],
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="The other side; all others without it.")
    ] = None,
    by: Annotated[By, typer.Option("--by", help="How long the periods are.")] = By.MONTH,
    since: SinceOption = None,
    until: UntilOption = None,
    type_: TypeOption = None,
    modality: CountedOption = None,
    disputed: DisputedOption = False,
    as_reported: ReportedOption = False,
    members: MembersOption = False,
    compare: Annotated[
        str | None,
        typer.Option(
            "--compare", metavar="DATE", help="Compare the time before this day with that after."
        ),
    ] = None,
    windows: Annotated[
        str | None,
        typer.Option(
            "--windows",
            metavar="DATE..DATE,DATE..DATE",
            help="Compare these two stretches of time; 2019 alone is the whole year.",
        ),
    ] = None,
    as_of: AsOfOption = None,
    store: StoreOption = None,
    json_: JsonOption = False,
) -> None:
    """The relation of A and B over time: chart, table, change points, comparison.

    Counts and intensity by period, what each does to the other, breaks and the events that
    make them. What is planned, denied, contested or alleged is told apart.
    """
    from dragoman.analyse.dyad import Question
    from dragoman.analyst import dyad as analysed
    from dragoman.present.dyads import lines, pieces

    if compare is not None and windows is not None:
        raise UsageError("bad-option", "--compare and --windows do not go together")
    first, second = _parties(a), _parties(b) if b is not None else None
    question = Question(
        by=str(by),
        compare=day(compare, "--compare"),
        windows=asking.windows(windows, "--windows"),
        **_asked(since, until, type_, modality, disputed, as_reported),
    )
    with open_store(store, as_of) as opened:
        found = analysed(
            opened, first, second, knowledge=state.knowledge(), members=members, question=question
        )
    if json_:
        for row in lines(found):
            print_json(row)
        return
    out = console()
    for piece in pieces(found, width=out.width, chart=out.is_terminal, plain=_plain(out)):
        emit(out, piece)
    _advise(found, members=members, codes=[*first, *(second or [])])


def network(
    parties: Annotated[
        str | None,
        typer.Option("--parties", metavar="A,B,C", help="Only these parties. Without it: all."),
    ] = None,
    by: Annotated[
        By | None, typer.Option("--by", help="A network for each of these periods.")
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    type_: TypeOption = None,
    modality: CountedOption = None,
    disputed: DisputedOption = False,
    as_reported: ReportedOption = False,
    members: MembersOption = False,
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="Rows of each table.")
    ] = 12,
    as_of: AsOfOption = None,
    store: StoreOption = None,
    json_: JsonOption = False,
) -> None:
    """Who is tied to whom: centrality, communities, balance, meetings, likeness.

    Ties are signed by net cooperation. With --json all rows, without --limit.
    """
    from dragoman.analyse.network import Scope
    from dragoman.analyst import network as analysed
    from dragoman.present.networks import lines, pieces

    scope = Scope(
        by=str(by) if by else None,
        **_asked(since, until, type_, modality, disputed, as_reported),
    )
    codes = _parties(parties) if parties is not None else []
    with open_store(store, as_of) as opened:
        found = analysed(
            opened, knowledge=state.knowledge(), parties=codes, members=members, scope=scope
        )
    if json_:
        for one in found:
            for row in lines(one):
                print_json(row)
        return
    out = console()
    for n, one in enumerate(found):
        if n:
            emit(out, "")
        for piece in pieces(one, limit=limit):
            emit(out, piece)
    if not any(one.edges for one in found):
        say("no two parties are tied by what counts; `dragoman list events` shows all")
    undated = sum(one.undated for one in found)
    if undated and not as_reported:
        say(f"{number(undated, 'event')} without a date; --as-reported dates them by first report")


COMMANDS = (dyad, network)


def _parties(text: str) -> list[str]:
    """Return the codes of parties between commas; a name that holds one is tried whole first."""
    try:
        return [party_code(text)]
    except UsageError:
        named = [part for part in text.split(",") if part.strip()]
        if len(named) < 2:
            raise
        return list(dict.fromkeys(party_code(part) for part in named))


def _asked(
    since: str | None,
    until: str | None,
    types: list[str] | None,
    modalities: list[str] | None,
    disputed: bool,
    reported: bool,
) -> dict[str, Any]:
    from dragoman.ontology import TYPES

    first, last = day(since, "--since"), day(until, "--until", last=True)
    if first and last and first > last:
        raise UsageError("bad-date", f"--since {since} is later than --until {until}")
    return {
        "since": first,
        "until": last,
        "types": choices(types, TYPES, "--type"),
        "modalities": choices(modalities, options.MODALITIES, "--modality") or ("actual",),
        "disputed": disputed,
        "reported": reported,
    }


def _plain(out: Console) -> bool:
    """Whether only ASCII can be shown."""
    encoding = out.encoding.lower().replace("-", "")
    return not encoding.startswith("utf") or os.environ.get("TERM") == "dumb"


def _advise(found: Dyad, *, members: bool, codes: list[str]) -> None:
    """Say on stderr what else could be asked."""
    total = found.total
    if not total.flow.n_events:
        say("nothing between them counts; `dragoman timeline` shows all that both take part in")
    if found.undated.flow.n_events and not found.reported:
        say(
            f"{number(found.undated.flow.n_events, 'act')} without a date; --as-reported puts each "
            "on the day of its first report"
        )
    if not members:
        known = state.knowledge()
        for code in codes:
            if count := len(known.member_years(code)):
                say(f"{code} alone; --members counts its members ({count}), too")
    if total.flow.n_events:
        say("`dragoman show ID` tells all about an event; --json gives the ids behind each figure")
