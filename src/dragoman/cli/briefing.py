"""The command that writes a brief."""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dragoman.asking import query
from dragoman.cli.files import written
from dragoman.cli.options import AsOfOption, SinceOption, StoreOption, UntilOption
from dragoman.cli.relations import ReportedOption
from dragoman.cli.state import knowledge, open_store, party_code, say
from dragoman.errors import UsageError
from dragoman.present.text import number


class BriefFormat(StrEnum):
    """A format of ``brief``."""

    HTML = "html"
    MD = "md"


def brief(
    a: Annotated[str, typer.Argument(metavar="A", help="A state or other party.")],
    b: Annotated[str, typer.Argument(metavar="B", help="A second one.")],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="File to write, or - for stdout."),
    ] = "-",
    format_: Annotated[
        BriefFormat | None,
        typer.Option("--format", help="Format to write; without it html, or md for a FILE.md."),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    as_reported: ReportedOption = False,
    as_of: AsOfOption = None,
    store: StoreOption = None,
) -> None:
    """Write a report on two parties into one file that needs nothing else.

    Summary with references to each sentence, charts, timeline, registers, contested facts,
    map, sources, method. PDF: print the HTML from a browser.
    """
    from dragoman.briefing import brief as made
    from dragoman.present.brief import html, markdown

    first, second = party_code(a), party_code(b)
    if first == second:
        raise UsageError("same-party", f"{a} and {b} are the same; a brief needs two parties")
    asked = query(since=since, until=until)
    markdown_by_name = Path(output).suffix.lower() in (".md", ".markdown")
    chosen = format_ or (BriefFormat.MD if markdown_by_name else BriefFormat.HTML)
    command = ["dragoman", "brief", first, second]
    for name, value in (
        ("--since", since), ("--until", until), ("--as-of", as_of), ("--store", store)
    ):  # fmt: skip
        command += [name, value] if value else []
    command += ["--as-reported"] if as_reported else []
    command += ["--format", chosen.value] if chosen is not BriefFormat.HTML else []
    with open_store(store, as_of) as opened:
        page = made(
            opened,
            first,
            second,
            knowledge=knowledge(),
            since=asked.since,
            until=asked.until,
            reported=as_reported,
            command=shlex.join(command),
        )
        text = html(page) if chosen is BriefFormat.HTML else markdown(page)
        with written(output) as out:
            out.write(text.encode("utf-8", "replace"))
    count = len(page.numbers)
    if count == 0:
        say(f"no events of {first} and {second} here; the brief says so")
    say(f"{number(count, 'event')} in the brief" + ("" if output == "-" else f", {output}"))


COMMANDS = (brief,)
