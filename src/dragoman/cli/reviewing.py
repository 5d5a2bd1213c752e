"""Commands by which a person judges events: review, its exchange of files, its audits."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from dragoman import review as judging
from dragoman.cli.desk import Desk, Keys
from dragoman.cli.options import JsonOption, LimitOption, StoreOption, TypeOption
from dragoman.cli.state import (
    STATE,
    choices,
    console,
    emit,
    fail,
    open_store,
    print_json,
    say,
)
from dragoman.errors import BadLineError, InputError, StoreError, UsageError
from dragoman.present.text import number
from dragoman.records import Judgement
from dragoman.stored import EventQuery

if TYPE_CHECKING:
    from dragoman.store import Store

WhoOption = Annotated[
    str | None,
    typer.Option(
        "--who",
        metavar="NAME",
        help="Your name, under which your judgements are kept. Without it: DRAGOMAN_WHO, else the "
        "name you log in with.",
    ),
]


def review(
    context: typer.Context,
    store: StoreOption = None,
    who: WhoOption = None,
    type_: TypeOption = None,
    limit: LimitOption = None,
) -> None:
    """Judge events, the most important and least sure first.

    A key each: a accept, c correct, r reject, m merge, s split, n note, u undo, space next,
    q quit, ? help. Off a terminal the keys are read from stdin, a line each.
    """
    if context.invoked_subcommand is not None:
        if type_ or limit is not None:
            raise UsageError("bad-option", "--type and --limit go with `dragoman review` alone")
        context.obj = (store, who)
        return
    from dragoman.ontology import TYPES

    types = choices(type_, TYPES, "--type")
    with open_store(store) as opened:
        name = _who(who)
        _take_in(opened)
        done = judging.done_by(opened.judgements(who=name), name)
        events = opened.tied(opened.events(EventQuery(types=types)))
        waiting = judging.queue((judging.told(e, ties) for e, ties in events), done)
        desk = Desk(opened, name, Keys())
        desk.go_through(waiting[:limit])
        left = len(waiting) - desk.judged
        say(f"{number(desk.judged, 'event')} judged; {left} left to review")


def audit(
    context: typer.Context,
    size: Annotated[
        int, typer.Option("--size", min=1, metavar="N", help="How many events to draw.")
    ] = 100,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Another number draws other events.")
    ] = 1,
    store: StoreOption = None,
    who: WhoOption = None,
) -> None:
    """Judge a random sample of the events, to learn how many are right.

    Keys: a right, r wrong, c correct (which is wrong as well), n note, u undo, space next,
    q quit. An audit that was broken off goes on where it was.
    """
    store, who = _inherited(context, store, who)
    with open_store(store) as opened:
        _take_in(opened)
        sample = judging.sample_id(seed, size)
        judged = judging.in_audit(opened.judgements(audits=True), sample)
        events = (stored.event for stored in opened.events())
        drawn = judging.draw(events, seed=seed, size=size, judged=judged)
        if not drawn:
            say("nothing is left to judge in this audit; another --seed draws other events")
            return
        desk = Desk(opened, _who(who), Keys(), sample=sample)
        desk.go_through(drawn)
        say(f"{number(desk.judged, 'event')} judged, {len(drawn) - desk.judged} left in this audit")
        tell_audit(opened)


def precision(context: typer.Context, store: StoreOption = None, json_: JsonOption = False) -> None:
    """Show by type how many of the events that were audited are right."""
    from dragoman.present import review as shown

    store, _ = _inherited(context, store, None)
    with open_store(store) as opened:
        rows = judging.audited(opened.judgements(audits=True))
    whole = judging.together(rows)
    if whole is None:
        say("nothing was audited yet; `dragoman review audit` draws a sample")
        return
    if json_:
        for row in (*rows, whole):
            print_json(row.to_dict())
        return
    out = console()
    emit(out, shown.precision((*rows, whole)).render(out.width))
    say(judging.audit_words(rows) or "")


def export(
    context: typer.Context,
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="File to write, or - for stdout."),
    ] = "-",
    store: StoreOption = None,
) -> None:
    """Write all judgements as JSONL, also those that were undone."""
    from dragoman.cli.files import written
    from dragoman.present.jsonl import line

    store, _ = _inherited(context, store, None)
    with open_store(store) as opened:
        every = opened.judgements(undone=True)
    with written(output) as out:
        for j in every:
            out.write(line(j.to_dict()).encode() + b"\n")
    say(f"{number(len(every), 'judgement')} written" + ("" if output == "-" else f" to {output}"))


def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="JSONL file, or - for stdin.")],
    store: StoreOption = None,
) -> None:
    """Take in judgements that `dragoman review export` wrote.

    What the store has already is passed over; what is about documents that it lacks is kept
    and applied when they come.
    """
    from dragoman.amend import recognise
    from dragoman.cli.files import opened as opened_file
    from dragoman.pipeline import judge

    store, _ = _inherited(context, store, None)
    waiting = 0
    good: list[tuple[int, Judgement]] = []
    with open_store(store) as opened, opened_file(file) as stream:
        for n, raw in enumerate(stream, 1):
            if not raw.strip():
                continue
            try:
                j, held = _line(opened, raw)
            except InputError as error:
                fail(f"line {n}", error)
                continue
            waiting += not held
            good.append((n, j))
        fitting, strange = recognise(good, opened.judgements(undone=True))
        for n in strange:
            fail(f"line {n}", BadLineError("bad-judgement", "its id is that of another judgement"))
        new = len(judge(opened, fitting))
    known = len(good) - len(strange) - new
    say(
        f"{new} taken in, {known} already there, {STATE.failed} failed"
        + (f"; {waiting} about documents that the store lacks" if waiting else "")
    )
    if STATE.failed:
        raise typer.Exit(1)


COMMANDS = (export, import_, audit, precision)


def tell_audit(store: Store, types: tuple[str, ...] = ()) -> None:
    """Say how precise the events were found to be, once a store has been audited."""
    words = judging.audit_words(judging.audited(store.judgements(audits=True)), types)
    if words is not None:
        say(words)


def _inherited(
    context: typer.Context, store: str | None, who: str | None
) -> tuple[str | None, str | None]:
    """Return options that may also stand before the subcommand."""
    before = context.obj or (None, None)
    return store or before[0], who or before[1]


def _who(option: str | None) -> str:
    """Return the name of the person who judges."""
    name = option or STATE.settings().who
    if name is None:
        try:
            name = getpass.getuser()
        except (OSError, KeyError, ImportError):
            raise UsageError(
                "no-name", "nobody is logged in; give your name with --who or DRAGOMAN_WHO"
            ) from None
    if not name.strip():
        raise UsageError("no-name", "--who is empty; give your name")
    return name.strip()


def _take_in(store: Store) -> None:
    """Link what waits to be linked, so that what is reviewed is what stands."""
    from dragoman.pipeline import judge

    if store.is_linked():
        return
    try:
        judge(store)
    except StoreError as error:
        if error.code != "store-building":
            raise
        say(f"dragoman: [{error.code}] {error.message} These are the events as they were before.")


def _line(store: Store, raw: bytes) -> tuple[Judgement, bool]:
    """Return a judgement, and whether the store has its document; raises BadLineError."""
    from dragoman.amend import read_line

    j = read_line(raw)
    held = store.document(j.doc_id)
    if held is not None:
        text = held.article.text
        if j.end > len(text):
            raise BadLineError(
                "bad-judgement", f"{j.doc_id} has {len(text)} characters, not {j.end}"
            )
        if j.snapshot is not None and text[j.start : j.end] != j.snapshot.trigger.text:
            raise BadLineError(
                "bad-judgement",
                f"characters {j.start} to {j.end} of {j.doc_id} are "
                f"“{text[j.start : j.end]}”, not “{j.snapshot.trigger.text}”",
            )
    return j, held is not None
