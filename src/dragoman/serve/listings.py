"""The tables of a store: pages of each, and the same as files; the timeline of parties."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from dragoman.errors import UsageError
from dragoman.present import formats, rows, shapes
from dragoman.present.formats import ROWS, Format
from dragoman.present.formats.material import Asked, Material
from dragoman.present.registers import row_json
from dragoman.registered import REGISTERS
from dragoman.serve import answers, asked, schemas
from dragoman.serve.asked import Cursor, Filters, Limit, Name, Place
from dragoman.serve.limits import LARGEST_PAGE, PAGE
from dragoman.serve.service import Service, service
from dragoman.shaping import Json

Served = Annotated[Service, Depends(service)]
TABLES = ROWS
_FILTERS: dict[str, Callable[..., Filters]] = {
    "events": asked.event_filters,
    "claims": asked.claim_filters,
    "statements": asked.no_filters,
    "documents": asked.document_filters,
    "actors": asked.no_filters,
    **dict.fromkeys(REGISTERS, asked.register_filters),
}
_IDS = {
    "events": "event_id",
    "claims": "event_id",
    "statements": "statement_id",
    "documents": "doc_id",
    "actors": "id",
    **dict.fromkeys(REGISTERS, "row_id"),
}
_JSON = "json"


def router() -> APIRouter:
    """Return the endpoints of all tables."""
    made = APIRouter(tags=["listings"], default_response_class=Response)
    for table in TABLES:
        _add(made, table)
        for form in formats.serving(table):
            _add_file(made, table, form)
    made.add_api_route(
        "/timeline/{a}",
        timeline,
        operation_id="timeline_one",
        responses=schemas.answers(schemas.page(schemas.ref("Event")), missing=True),
        summary="What a party took part in, in order",
    )
    made.add_api_route(
        "/timeline/{a}/{b}",
        timeline_of_two,
        operation_id="timeline",
        responses=schemas.answers(schemas.page(schemas.ref("Event")), missing=True),
        summary="What two parties did to each other, in order",
    )
    return made


def _add(made: APIRouter, table: str) -> None:
    names = [_JSON, *(f.name for f in formats.serving(table))]
    form_type: Any = asked.one_of(names)

    def endpoint(
        request: Request,
        served: Served,
        some: Any,
        limit: Limit = None,
        cursor: Cursor = None,
        format: str = _JSON,  # noqa: A002 - as the parameter is called
    ) -> Response:
        if format == _JSON:
            return page(request, served, table, some, limit, cursor)
        if cursor is not None:
            raise UsageError("bad-option", "a file is whole: cursor goes with pages only")
        return export(request, served, table, formats.named(format), some, limit)

    # Formats and filters differ by table, so that the annotations are made here.
    endpoint.__annotations__["format"] = Annotated[
        form_type, Query(description="A file instead of a page of JSON.")
    ]
    endpoint.__annotations__["some"] = Annotated[Filters, Depends(_FILTERS[table])]
    shape = schemas.page(schemas.ref(schemas.NAMES[table]))
    made.add_api_route(
        f"/{table}",
        endpoint,
        operation_id=f"list_{table}",
        responses=schemas.answers(shape, files=table, missing=True),
        summary=f"A page of {table}, or all of them as a file",
    )


def _add_file(made: APIRouter, table: str, form: Format) -> None:
    def endpoint(request: Request, served: Served, some: Any, limit: Limit = None) -> Response:
        return export(request, served, table, form, some, limit)

    endpoint.__annotations__["some"] = Annotated[Filters, Depends(_FILTERS[table])]
    made.add_api_route(
        f"/{table}.{form.name}",
        endpoint,
        operation_id=f"export_{table}_{form.name.replace('-', '_')}",
        responses=schemas.file_answers(table, form.media_type),
        summary=f"{table.capitalize()} as a file: {form.title}",
    )


def timeline(
    request: Request,
    served: Served,
    a: Name,
    since: asked.Since = None,
    until: asked.Until = None,
    type_: asked.Types = None,
    modality: asked.Modalities = None,
    as_of: asked.AsOf = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response:
    """Give the events of a party by date, undated last."""
    some = asked.event_filters([a], since, until, type_, modality, as_of)
    return page(request, served, "events", some, limit, cursor)


def timeline_of_two(
    request: Request,
    served: Served,
    a: Name,
    b: Name,
    since: asked.Since = None,
    until: asked.Until = None,
    type_: asked.Types = None,
    modality: asked.Modalities = None,
    as_of: asked.AsOf = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response:
    """Give the events in which both take part by date, undated last."""
    some = asked.event_filters([a, b], since, until, type_, modality, as_of)
    return page(request, served, "events", some, limit, cursor)


# Pages.


def page(
    request: Request,
    served: Service,
    table: str,
    some: Filters,
    limit: int | None,
    cursor: str | None,
) -> Response:
    """Return a page of a table; the next begins after its last row, in the same moment."""
    begins = asked.place(request, served, cursor, some.as_of)
    size = min(limit or PAGE, LARGEST_PAGE)
    some.query(served, limit=None)  # a fault is one, whatever the client holds

    def make() -> Json:
        found = list(islice(_rows(served, table, some, begins, size + 1), size + 1))
        more = len(found) > size
        following: tuple[str | None, str | None] = (None, None)
        if more:
            del found[size:]
            following = asked.following(request, begins.moment, str(found[-1][_IDS[table]]))
        return {
            "items": found,
            "cursor": following[0],
            "next": following[1],
            "as_of": begins.moment,
        }

    return answers.answer(request, begins.moment, make)


def _rows(served: Service, table: str, some: Filters, begins: Place, count: int) -> Iterator[Json]:
    """Give the rows of a table from a place on; ``count`` of them are enough."""
    shaper, after = served.shaper(begins.moment), begins.after
    if table in ("events", "claims"):
        query = some.query(served, limit=count, after=after)
        yield from shaper.material(table, query, contested=some.contested).rows()
    elif table == "documents":
        for document in shaper.store.documents(after=after):
            yield shapes.document_json(document, text=some.text)
    elif table == "statements":
        for said in shaper.store.statements(after=after):
            yield rows.statement_json(said, shaper.document(said.doc_id))
    elif table == "actors":
        for actor in _after(shaper.store.actors(), "id", after):
            yield rows.actor_json(actor)
    else:
        query = some.query(served, limit=None)
        asked_for = Material(
            shaper.store, Asked(table, query), lambda n: served.register(begins.moment, n)
        )
        for row in _after(asked_for.register(), "row_id", after):
            yield row_json(row)


def _after(found: Iterator[Any], name: str, last: str | None) -> Iterator[Any]:
    """Give what follows the one of an id.

    Raises:
        UsageError: there is none of that id.
    """
    if last is not None:
        for one in found:
            if getattr(one, name) == last:
                break
        else:
            raise UsageError("unknown-id", f"nothing here has the id {last!r}")
    yield from found


# Files.


def export(
    request: Request,
    served: Service,
    table: str,
    form: Format,
    some: Filters,
    limit: int | None,
) -> Response:
    """Return a table as a file, as ``dragoman export`` writes it."""
    at = served.moment(some.as_of)
    query = some.query(served, limit=limit)
    form.writer()
    tag = answers.tag_of(request, at)
    if answers.has(request, tag):
        return answers.not_modified(tag)
    wanted = Asked(table, query, text=some.text, disputed=some.contested)
    view = served.view(at)
    release = served.begin_export()

    def write(out: Any) -> None:
        formats.write(form, view, wanted, out, lambda name: served.register(at, name))

    return answers.file(form, table, tag, write, stall=served.limits.stall_seconds, release=release)
