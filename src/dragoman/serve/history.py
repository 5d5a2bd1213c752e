"""The store as a whole: search, runs, what changed between two, how the server fares."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from dragoman.present import ledger
from dragoman.serve import answers, schemas
from dragoman.serve.asked import AsOf
from dragoman.serve.limits import CHANGES, SEARCHED
from dragoman.serve.schemas import ANY, AS_OF, NUMBER, STRING, listed, nullable, record
from dragoman.serve.service import Service, service
from dragoman.shaping import Json

Served = Annotated[Service, Depends(service)]
Run = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of a run.")]


def router() -> APIRouter:
    """Return the endpoints of the store as a whole."""
    made = APIRouter(tags=["store"], default_response_class=Response)
    hit = record(kind=STRING, id=STRING, title=STRING, snippet=STRING, score={"type": "number"})
    made.add_api_route(
        "/search",
        search,
        operation_id="search",
        responses=schemas.answers(record(items=listed(hit), as_of=AS_OF)),
        summary="Documents and events that hold words, best first",
    )
    made.add_api_route(
        "/runs",
        runs,
        operation_id="runs",
        responses=schemas.answers(record(items=listed(ANY))),
        summary="The runs that built the store",
    )
    made.add_api_route(
        "/diff/{a}/{b}",
        diff,
        operation_id="diff",
        responses=schemas.answers(
            record(items=listed(ANY), more={"type": "boolean"}), missing=True
        ),
        summary="What changed in the events from the end of one run to the end of another",
    )
    made.add_api_route(
        "/health",
        health,
        operation_id="health",
        responses=schemas.answers(
            record(
                status=STRING,
                version=STRING,
                store=STRING,
                as_of=AS_OF,
                began=nullable(STRING),
                events=NUMBER,
                copies=NUMBER,
            )
        ),
        summary="Whether the store answers",
    )
    return made


def search(
    request: Request,
    served: Served,
    q: Annotated[
        str,
        Query(
            min_length=1,
            max_length=1000,
            description='Words; "…" holds some together, - excludes, OR joins, * ends a beginning.',
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=SEARCHED)] = 20,
    as_of: AsOf = None,
) -> Response:
    """Give the hits of a query."""
    at = served.moment(as_of)

    def make() -> Json:
        hits = served.view(at).search(q, limit)
        return {"items": [h.to_dict() for h in hits], "as_of": at}

    # How rare a word is counts over all that the store holds now, whatever the moment.
    return answers.answer(request, None, make)


def runs(request: Request, served: Served) -> Response:
    """Give the runs, the first first."""

    def make() -> Json:
        return {"items": [ledger.run_json(r) for r in served.store.runs()]}

    return answers.answer(request, None, make)


def diff(
    request: Request,
    served: Served,
    a: Run,
    b: Run,
    limit: Annotated[int, Query(ge=1, le=CHANGES)] = CHANGES,
) -> Response:
    """Give what changed; ``more``, if the limit left some out."""

    def make() -> Json:
        found = [ledger.change_json(c) for c in islice(served.store.diff(a, b), limit + 1)]
        return {"items": found[:limit], "more": len(found) > limit}

    return answers.answer(request, None, make)


def health(request: Request, served: Served) -> Response:
    """Tell which store this is, as of which moment; events and copies are those of now."""

    def make() -> Json:
        events, copies = served.store.counts()
        return {
            "status": "ok",
            "version": request.app.state.version,
            "store": served.store.path.name,
            "as_of": served.moment(),
            "began": served.store.began(),
            "events": events,
            "copies": copies,
        }

    return answers.answer(request, None, make)
