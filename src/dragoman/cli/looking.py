"""Commands that look into a store: timeline, list, show, search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dragoman import asking
from dragoman.cli import options, state
from dragoman.cli.options import (
    AsOfOption,
    JsonOption,
    LimitOption,
    ModalityOption,
    SinceOption,
    StoreOption,
    TypeOption,
    UntilOption,
)
from dragoman.cli.reviewing import tell_audit
from dragoman.cli.state import (
    console,
    emit,
    open_store,
    party_code,
    print_json,
    say,
    styled,
)
from dragoman.errors import UsageError
from dragoman.present.text import number
from dragoman.registered import REGISTERS
from dragoman.stored import EventQuery

if TYPE_CHECKING:
    from dragoman.store import Store


def timeline(
    a: Annotated[str, typer.Argument(metavar="A", help="A state or other party.")],
    b: Annotated[
        str | None, typer.Argument(metavar="B", help="A second one: only what joins the two.")
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    type_: TypeOption = None,
    modality: ModalityOption = None,
    limit: LimitOption = None,
    as_of: AsOfOption = None,
    store: StoreOption = None,
    json_: JsonOption = False,
) -> None:
    """What A and B did to each other, in order, with sources.

    With A alone: all that A took part in. A state is named by ISO alpha-3, alpha-2 or
    its name in any supported language.
    """
    first, second = party_code(a), party_code(b) if b is not None else None
    query = query_of(since, until, type_, modality, limit, a=first, b=second)
    with open_store(store, as_of) as opened:
        count, undated = _events(opened, query, as_json=json_)
        if count == 0 and not json_:
            who = first if second is None else f"{first} and {second}"
            say(f"no events of {who} here; `dragoman list actors` shows who is in the store")
        elif not json_:
            rest = f", {undated} of them undated" if undated else ""
            say(f"{number(count, 'event')}{rest}; `dragoman show ID` tells all about one")
            tell_audit(opened, query.types)


def list_(
    table: Annotated[
        str, typer.Argument(metavar="TABLE", help=f"One of {', '.join(options.TABLES)}.")
    ],
    since: SinceOption = None,
    until: UntilOption = None,
    type_: TypeOption = None,
    modality: ModalityOption = None,
    limit: LimitOption = None,
    as_of: AsOfOption = None,
    store: StoreOption = None,
    contested: Annotated[
        bool,
        typer.Option("--contested", help="Claims: only events that somebody denies or doubts."),
    ] = False,
    party: Annotated[
        str | None,
        typer.Option("--party", metavar="PARTY", help="Registers: only rows with this party."),
    ] = None,
    json_: JsonOption = False,
) -> None:
    """List events, claims, statements, documents, actors, or a register.

    --since, --until, --type and --modality choose among events; claims are listed by the
    event that they are about. A register is derived from the events: --since, --until and
    --party choose among its rows.
    """
    from itertools import islice

    from dragoman.present import tables
    from dragoman.shaping import Shaper

    name = options.table_name(table)
    query = query_of(since, until, type_, modality, limit, a=party_code(party) if party else None)
    if party and name not in REGISTERS:
        raise UsageError("bad-option", "--party goes with registers only")
    options.chosen(name, query)
    if contested and name != "claims":
        raise UsageError("bad-option", "--contested goes with claims only")
    with open_store(store, as_of) as opened:
        material = Shaper(opened).material(name, query, contested=contested)
        if json_:
            for row in material.rows():
                print_json(row)
            return
        if name == "events":
            found = list(opened.tied(opened.events(query)))
            shown = tables.events((e for e, _ in found), {e.event.event_id: t for e, t in found})
        elif name == "claims":
            shown = tables.claimed(material.claimed())
        elif name == "documents":
            shown = tables.documents(islice(opened.documents(), limit))
        elif name == "statements":
            shown = tables.statements(islice(opened.statements(), limit))
        elif name in REGISTERS:
            from dragoman.present import registers

            shown = registers.listing(material.register())
        else:
            shown = tables.actors(islice(opened.actors(), limit))
        out = console()
        emit(out, shown.render(out.width))
        say(_counted(len(shown.rows), name))
        if name == "events":
            tell_audit(opened, query.types)


def show(
    id_: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Id of an event, document, mention, statement, actor or row of a register; its "
            "first digits do.",
        ),
    ],
    as_of: AsOfOption = None,
    store: StoreOption = None,
    json_: JsonOption = False,
) -> None:
    """Show one event, document, statement, actor or row of a register in full.

    An event comes with every claim, related event, report, sentence and conflict; a row
    with the sentences that say each of its cells.
    """
    from dragoman.finding import find
    from dragoman.present import detail, rows, shapes
    from dragoman.shaping import Shaper

    with open_store(store, as_of) as opened:
        found = find(opened, id_, state.knowledge)
        out = console()
        if found.event is not None:
            ((_, ties),) = opened.tied([found.event])
            if json_:
                print_json(Shaper(opened).event(found.event, ties))
                return
            reports = Shaper(opened).reports(found.event)
            pieces = detail.event(found.event, reports, styled=styled(out), ties=ties)
        elif found.document is not None:
            if json_:
                print_json(shapes.document_json(found.document, text=True))
                return
            doc_id = found.document.article.doc_id
            pieces = detail.document(
                found.document,
                opened.mentions_of_document(doc_id),
                list(opened.statements(doc_id)),
                styled=styled(out),
            )
        elif found.statement is not None:
            source = opened.document(found.statement.doc_id)
            if json_:
                print_json(rows.statement_json(found.statement, source))
                return
            pieces = detail.statement(found.statement, source, styled=styled(out))
        elif found.row is not None:
            from dragoman.present import register_row, registers

            if json_:
                print_json(registers.row_json(found.row))
                return
            told = Shaper(opened).reports_of(found.row.mentions)
            pieces = register_row.row(found.row, told, styled=styled(out))
        else:
            assert found.actor is not None
            if json_:
                print_json(rows.actor_json(found.actor))
                return
            pieces = detail.actor(found.actor)
        for piece in pieces:
            emit(out, piece)
        if found.actor is not None:
            emit(out, "")
            _events(opened, EventQuery(a=found.actor.id), as_json=False)


def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="Words to look for.")],
    limit: Annotated[
        int, typer.Option("--limit", min=1, metavar="N", help="At most so many.")
    ] = 20,
    as_of: AsOfOption = None,
    store: StoreOption = None,
    json_: JsonOption = False,
) -> None:
    """Search the text of articles and events."""
    from dragoman.present import tables

    if not query.strip():
        raise UsageError("empty-query", "give words to look for")
    with open_store(store, as_of) as opened:
        hits = opened.search(query, limit=limit)
        if json_:
            for hit in hits:
                print_json(hit.to_dict())
            return
        out = console()
        for piece in tables.hits(hits, query=query, styled=styled(out)):
            emit(out, piece)
        say(number(len(hits), "hit") if hits else f"nothing found for {query!r}")


COMMANDS = (timeline, list_, show, search)


def query_of(
    since: str | None,
    until: str | None,
    types: list[str] | None,
    modalities: list[str] | None,
    limit: int | None,
    *,
    a: str | None = None,
    b: str | None = None,
) -> EventQuery:
    """Return the query that options mean.

    Raises:
        UsageError: one of them is wrong.
    """
    return asking.query(
        a=a, b=b, since=since, until=until, types=types, modalities=modalities, limit=limit
    )


def _events(store: Store, query: EventQuery, *, as_json: bool) -> tuple[int, int]:
    """Write the events that a query wants; return how many, and how many have no date."""
    from dragoman.present.timeline import entry
    from dragoman.shaping import Shaper

    count = undated = 0
    shaper = Shaper(store)
    out = None if as_json else console()
    for stored, ties in store.tied(store.events(query)):
        count += 1
        undated += stored.event.date is None
        if out is None:
            print_json(shaper.event(stored, ties))
            continue
        reports = shaper.reports(stored)
        emit(out, entry(stored, reports, width=out.width, styled=styled(out), ties=ties))
    return count, undated


def _counted(count: int, table: str) -> str:
    if table == "bodies":
        return f"{count} {'body' if count == 1 else 'bodies'}"
    if table == "claims":
        return f"{number(count, 'event')} with claims"
    return number(count, table.removesuffix("s"))
