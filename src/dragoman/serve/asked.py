"""What a request asks: filters, sizes of pages, cursors."""

from __future__ import annotations

import base64
import binascii
import dataclasses
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic.json_schema import SkipJsonSchema

from dragoman import asking
from dragoman.analysis import BY
from dragoman.errors import UsageError
from dragoman.ontology import TYPES
from dragoman.records import Modality
from dragoman.serve.limits import LARGEST_PAGE, PAGE
from dragoman.serve.service import Service
from dragoman.stored import EventQuery

_DAY = "^[0-9]{4}(-[0-9]{1,2}){0,2}$"
_CURSOR = "^[A-Za-z0-9_-]{8,2000}$"
_OPTIONS = ("since", "until", "type", "modality")


def one_of(known: Iterable[str]) -> Any:
    """Return the type of a parameter that is one of some words."""
    names = tuple(known)

    def check(value: str) -> str:
        if value not in names:
            raise ValueError(f"{value!r} is not known; choose from {', '.join(names)}")
        return value

    return Annotated[
        str, AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(names)})
    ]


def _switch(value: str) -> str:
    if value not in ("true", "false"):
        raise ValueError("write true or false")
    return value


Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Type: Any = one_of(TYPES)
_Modality: Any = one_of(str(m) for m in Modality)
_By: Any = one_of(BY)
_Bool: Any = Annotated[str, AfterValidator(_switch), WithJsonSchema({"type": "boolean"})]
_None = SkipJsonSchema[None]

Day = Annotated[str, StringConstraints(pattern=_DAY)]
Since = Annotated[Day | _None, Query(description="From this day, month or year on (2023-09).")]
Until = Annotated[Day | _None, Query(description="Up to the end of this day, month or year.")]
Types = Annotated[
    Annotated[list[_Type], Field(max_length=16)] | _None,
    Query(alias="type", description="PLOVER type; may be repeated."),
]
Modalities = Annotated[
    Annotated[list[_Modality], Field(max_length=4)] | _None,
    Query(alias="modality", description="May be repeated."),
]
Parties = Annotated[
    Annotated[list[Name], Field(max_length=2)] | _None,
    Query(
        alias="party",
        description="Only what this party takes part in; given twice, what joins the two. By ISO "
        "code, name in any supported language, or id.",
    ),
]
AsOf = Annotated[
    Name | _None,
    Query(description="What the store said at the end of this day, or at this time (UTC)."),
]
Limit = Annotated[
    Annotated[int, Field(ge=1, le=10**9)] | _None,
    Query(
        description=f"Rows of a page, {PAGE} without it and {LARGEST_PAGE} at most; of a file, "
        "rows in all.",
    ),
]
Cursor = Annotated[
    Annotated[str, StringConstraints(pattern=_CURSOR)] | _None,
    Query(description="From the `next` of the page before; says nothing else."),
]
By = Annotated[_By | _None, Query(description="How long the periods are.")]


Contested = Annotated[
    _Bool | _None, Query(description="Only events that somebody denies or doubts.")
]
Text = Annotated[_Bool | _None, Query(description="With the clean text.")]
Disputed = Annotated[
    _Bool | _None, Query(description="Count contested, alleged and denied acts like others.")
]
AsReported = Annotated[
    _Bool | _None,
    Query(description="Put acts without a date on the day of their first report."),
]
Members = Annotated[
    _Bool | _None,
    Query(description="An organisation stands for its members, too, in their years."),
]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which rows of a table are wanted, as the request says it; ``parties`` are names."""

    parties: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    types: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    contested: bool = False
    text: bool = False
    as_of: str | None = None

    def query(self, served: Service, *, limit: int | None, after: str | None = None) -> EventQuery:
        """Return the query for events that they mean.

        Raises:
            UsageError: a party or a date is none.
        """
        codes = [served.party(name) for name in self.parties]
        found = asking.query(
            a=codes[0] if codes else None,
            b=codes[1] if len(codes) > 1 else None,
            since=self.since,
            until=self.until,
            types=self.types,
            modalities=self.modalities,
            limit=limit,
            options=_OPTIONS,
        )
        return dataclasses.replace(found, after=after) if after else found


def event_filters(
    party: Parties = None,
    since: Since = None,
    until: Until = None,
    type_: Types = None,
    modality: Modalities = None,
    as_of: AsOf = None,
) -> Filters:
    """Return filters of events."""
    return Filters(
        tuple(party or ()), since, until, tuple(type_ or ()), tuple(modality or ()), as_of=as_of
    )


def claim_filters(
    some: Annotated[Filters, Depends(event_filters)], contested: Contested = None
) -> Filters:
    """Return filters of claims."""
    return dataclasses.replace(some, contested=contested == "true")


def register_filters(
    party: Parties = None, since: Since = None, until: Until = None, as_of: AsOf = None
) -> Filters:
    """Return filters of a register."""
    return Filters(tuple(party or ()), since, until, as_of=as_of)


def document_filters(text: Text = None, as_of: AsOf = None) -> Filters:
    """Return filters of documents."""
    return Filters(text=text == "true", as_of=as_of)


def no_filters(as_of: AsOf = None) -> Filters:
    """Return what chooses a moment alone."""
    return Filters(as_of=as_of)


# Cursors.


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: after a row, in the answer of a moment."""

    moment: str
    after: str | None = None


def digest(request: Request) -> str:
    """Return what tells one question from another, whatever its pages."""
    asked = sorted(p for p in request.query_params.multi_items() if p[0] not in ("cursor", "limit"))
    words = json.dumps([request.url.path, asked])
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def place(request: Request, served: Service, cursor: str | None, as_of: str | None) -> Place:
    """Return where the page that is asked for begins.

    Raises:
        UsageError: the cursor is none, or one of another question; ``as_of`` is no time.
    """
    if cursor is None:
        return Place(served.moment(as_of))
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        version, at, after, asked = json.loads(base64.urlsafe_b64decode(padded))
        sound = version == 1 and isinstance(after, str) and asked == digest(request)
        if not sound or served.moment(at) != at:
            raise ValueError
    except (ValueError, TypeError, AttributeError, UsageError, binascii.Error, RecursionError):
        raise UsageError(
            "bad-cursor",
            "the cursor is none of this question; take it from `next` and change nothing else, or "
            "begin without one",
        ) from None
    return Place(at, after)


def following(request: Request, at: str, after: str) -> tuple[str, str]:
    """Return the cursor of the next page, and its address."""
    raw = json.dumps([1, at, after, digest(request)], separators=(",", ":")).encode()
    cursor = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    kept = [p for p in request.query_params.multi_items() if p[0] != "cursor"]
    return cursor, f"{request.url.path}?{urlencode([*kept, ('cursor', cursor)])}"


def only_known(request: Request) -> None:
    """Refuse parameters that an endpoint does not have, and single ones given twice.

    A filter that is misspelt must not be passed over: the answer would look like the right one.

    Raises:
        RequestValidationError: there is one.
    """
    known = request.app.state.parameters(request)
    given = [name for name, _ in request.query_params.multi_items()]
    faults = [
        {"loc": ("query", name), "msg": "there is no such parameter here", "type": "extra"}
        for name in dict.fromkeys(given)
        if name not in known
    ]
    faults += [
        {"loc": ("query", name), "msg": "may be given once", "type": "repeated"}
        for name in dict.fromkeys(given)
        if known.get(name) is False and given.count(name) > 1
    ]
    if faults:
        raise RequestValidationError(faults)
