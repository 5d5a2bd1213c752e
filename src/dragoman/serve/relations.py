"""What is reckoned over the events: dyads and networks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field, StringConstraints
from pydantic.json_schema import SkipJsonSchema

from dragoman import analyst, asking
from dragoman.errors import UsageError
from dragoman.serve import answers, schemas
from dragoman.serve.asked import (
    AsOf,
    AsReported,
    By,
    Day,
    Disputed,
    Members,
    Modalities,
    Name,
    Since,
    Types,
    Until,
)
from dragoman.serve.schemas import listed, record
from dragoman.serve.service import Service, service
from dragoman.shaping import Json

Served = Annotated[Service, Depends(service)]
_WINDOWS = r"^[0-9-]+(\.\.[0-9-]+)?,[0-9-]+(\.\.[0-9-]+)?$"
Compare = Annotated[
    Day | SkipJsonSchema[None],
    Query(description="Compare the time before this day with that after."),
]
Windows = Annotated[
    Annotated[str, StringConstraints(pattern=_WINDOWS)] | SkipJsonSchema[None],
    Query(
        description="Compare these two stretches of time: 2019..2020,2021-01..2021-06.",
    ),
]
Among = Annotated[
    Annotated[list[Name], Field(max_length=200)] | SkipJsonSchema[None],
    Query(alias="party", description="Only these parties take part; may be repeated."),
]


class Counted:
    """What of the events is counted, and how."""

    def __init__(
        self,
        by: By = None,
        since: Since = None,
        until: Until = None,
        type_: Types = None,
        modality: Modalities = None,
        disputed: Disputed = None,
        as_reported: AsReported = None,
        members: Members = None,
        as_of: AsOf = None,
    ) -> None:
        """Take the parameters of a request."""
        self.by: str | None = by
        self.as_of = as_of
        self.members = members == "true"
        asking.query(since=since, until=until, options=("since", "until", "type", "modality"))
        self.asked: Json = {
            "since": asking.day(since, "since"),
            "until": asking.day(until, "until", last=True),
            "types": tuple(type_ or ()),
            "modalities": tuple(modality or ()) or ("actual",),
            "disputed": disputed == "true",
            "reported": as_reported == "true",
        }


Counts = Annotated[Counted, Depends(Counted)]


def router() -> APIRouter:
    """Return the endpoints of relations."""
    made = APIRouter(tags=["relations"], default_response_class=Response)
    shape = record(as_of=schemas.AS_OF, dyad=schemas.ANY)
    made.add_api_route(
        "/dyads/{a}",
        dyad_with_all,
        operation_id="dyad_with_all",
        responses=schemas.answers(shape, missing=True),
        summary="The relation of a party and all others over time",
    )
    made.add_api_route(
        "/dyads/{a}/{b}",
        dyad,
        operation_id="dyad",
        responses=schemas.answers(shape, missing=True),
        summary="The relation of two parties, or groups between commas, over time",
    )
    made.add_api_route(
        "/network",
        network,
        operation_id="network",
        responses=schemas.answers(
            record(as_of=schemas.AS_OF, networks=listed(schemas.ANY)), missing=True
        ),
        summary="Who is tied to whom; with `by`, a network for each period",
    )
    return made


def dyad_with_all(
    request: Request,
    served: Served,
    a: Name,
    counted: Counts,
    compare: Compare = None,
    windows: Windows = None,
) -> Response:
    """Give the relation of one side and all others."""
    return _dyad(request, served, a, None, counted, compare, windows)


def dyad(
    request: Request,
    served: Served,
    a: Name,
    b: Name,
    counted: Counts,
    compare: Compare = None,
    windows: Windows = None,
) -> Response:
    """Give the relation of two sides."""
    return _dyad(request, served, a, b, counted, compare, windows)


def _dyad(
    request: Request,
    served: Service,
    a: str,
    b: str | None,
    counted: Counted,
    compare: str | None,
    windows: str | None,
) -> Response:
    from dragoman.analyse.dyad import Question

    if compare is not None and windows is not None:
        raise UsageError("bad-option", "compare and windows do not go together")
    one, other = served.parties(a), None if b is None else served.parties(b)
    question = Question(
        by=counted.by or "month",
        compare=asking.day(compare, "compare"),
        windows=asking.windows(windows, "windows"),
        **counted.asked,
    )
    at = served.moment(counted.as_of)

    def make() -> Json:
        found = analyst.dyad(
            served.view(at),
            one,
            other,
            knowledge=served.knowledge,
            members=counted.members,
            question=question,
        )
        return {"as_of": at, "dyad": found.to_dict()}

    return answers.answer(request, at, make)


def network(request: Request, served: Served, counted: Counts, parties: Among = None) -> Response:
    """Give the network of parties, of all without any."""
    from dragoman.analyse.network import Scope

    codes = [served.party(p) for p in parties or ()]
    scope = Scope(by=counted.by, **counted.asked)
    at = served.moment(counted.as_of)

    def make() -> Json:
        found = analyst.network(
            served.view(at),
            knowledge=served.knowledge,
            parties=codes,
            members=counted.members,
            scope=scope,
        )
        return {"as_of": at, "networks": [n.to_dict() for n in found]}

    return answers.answer(request, at, make)
