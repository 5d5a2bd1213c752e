"""Commands that look into a store's history: runs, diff."""

from __future__ import annotations

import re
from collections import Counter
from typing import Annotated

import typer

from dragoman.cli.options import JsonOption, StoreOption
from dragoman.cli.state import console, emit, open_store, print_json, say
from dragoman.errors import UsageError
from dragoman.present.text import number


def runs(store: StoreOption = None, json_: JsonOption = False) -> None:
    """List the runs that built the store.

    Each with what it read, and what it changed in the events.
    """
    from dragoman.present import ledger

    with open_store(store) as opened:
        found = opened.runs()
    if json_:
        for run in found:
            print_json(ledger.run_json(run))
        return
    out = console()
    emit(out, ledger.runs(found).render(out.width))
    say(number(len(found), "run"))


def diff(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Number of a run (dragoman runs).")],
    other: Annotated[str, typer.Argument(metavar="RUN", help="Number of another run.")],
    store: StoreOption = None,
    json_: JsonOption = False,
) -> None:
    """What changed in the events from the end of one run to the end of another.

    Events are followed by their reports: they are new, gone, changed, merged or split. Where a
    run is a second coder's, the acts of the two in the same documents are compared.
    """
    from dragoman.ledger import KINDS
    from dragoman.present import ledger

    first, second = _number(run), _number(other)
    counts = {kind: Counter[str]() for kind in KINDS}
    with open_store(store) as opened:
        out = None if json_ else console()
        for change in opened.diff(first, second):
            counts[change.kind].update([(change.after or change.before)[0].event.type])
            if out is None:
                print_json(ledger.change_json(change))
            elif change.kind != "same":
                emit(out, ledger.change(change))
    for kind, types in counts.items():
        if types:
            each = ", ".join(f"{n} {name}" for name, n in sorted(types.items()))
            say(f"{types.total()} {kind} ({each})")
    if not any(types for kind, types in counts.items() if kind != "same"):
        say(f"nothing changed in the events between the ends of runs {first} and {second}")


def _number(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise UsageError(
            "unknown-run", f"{text!r} is no number of a run; `dragoman runs` shows them"
        )
    return int(text)


COMMANDS = (runs, diff)
