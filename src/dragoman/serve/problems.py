"""Every fault of a request as problem details (RFC 9457): one shape, in one place."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dragoman.errors import DragomanError, InputError, ModelError, StoreError, UsageError

_LOG = logging.getLogger(__name__)
MEDIA = "application/problem+json"
TYPE = "urn:dragoman:problem:"
BUSY = frozenset(["store-building", "store-locked", "busy"])
"""Codes of what passes if one waits."""
RETRY = 5
"""Seconds after which to try again, where nothing better is known."""
_MISSING = frozenset(["unknown-id", "unknown-party", "unknown-run"])
_CODES = {404: "no-such-address", 405: "method-not-allowed"}
Json = dict[str, Any]

SCHEMA: Json = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "description": f"{TYPE} and the code"},
        "title": {"type": "string", "description": "the status in words"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what is wrong and what to do"},
        "instance": {"type": "string", "description": "path of the request"},
        "code": {"type": "string", "description": "a stable word, such as unknown-party"},
        "errors": {
            "type": "array",
            "description": "of a request that breaks the schema: each fault",
            "items": {
                "type": "object",
                "required": ["where", "message"],
                "properties": {"where": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


class BusyError(DragomanError):
    """The server has too much to do; it will pass."""


class NotJsonError(DragomanError):
    """The body is not said to be JSON."""


def body(status: int, code: str, detail: str, instance: str, **more: Any) -> bytes:
    """Return the problem details as JSON in ASCII, without a character that opens markup."""
    made = {
        "type": TYPE + code,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code,
        **more,
    }
    return json.dumps(made).replace("<", "\\u003c").encode("ascii")


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> Response:
    """Return the answer to a request that went wrong."""
    content = body(status, code, detail, request.url.path, **more)
    return Response(content, status, dict(headers or {}), MEDIA)


def status_of(error: DragomanError) -> int:
    """Return the status of an error that was raised on purpose."""
    if isinstance(error, NotJsonError):
        return 415
    if error.code in BUSY:
        return 503
    if error.code in _MISSING:
        return 404
    if error.code in ("store-past", "store-readonly"):
        return 409
    if isinstance(error, (UsageError, InputError)):
        return 400
    return 503 if isinstance(error, (StoreError, ModelError)) else 500


def install(app: FastAPI) -> None:
    """Let an app answer every error with problem details; the guard does so for unforeseen ones."""

    @app.exception_handler(DragomanError)
    def raised(request: Request, error: DragomanError) -> Response:
        status = status_of(error)
        if status >= 500 and error.code not in BUSY:
            _LOG.error("%s: %s", error.code, error.message)
        headers = {"Retry-After": str(RETRY)} if error.code in BUSY else {}
        return problem(request, status, error.code, error.message, headers=headers)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = list(_faults(error.errors()))
        detail = "; ".join(f"{f['where']}: {f['message']}" for f in faults)
        return problem(request, 422, "bad-request", detail, errors=faults)

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        code = _CODES.get(error.status_code, f"http-{error.status_code}")
        detail = {
            404: "there is nothing at this address; openapi.json lists what there is",
            405: f"{request.method} is not answered here; see the header Allow",
        }.get(error.status_code, str(error.detail))
        headers = dict(error.headers or {})
        if error.status_code == 405:
            # The framework names those of one operation, where two may share an address.
            allowed = request.app.state.methods(request.url.path)
            headers["Allow"] = ", ".join(allowed) or headers.get("Allow", "GET")
        return problem(request, error.status_code, code, detail, headers=headers)


def _faults(errors: Sequence[Mapping[str, Any]]) -> Iterable[Json]:
    # A parameter that may be missing is a union with null; that it is not null tells nothing.
    told = [e for e in errors if e.get("type") != "none_required"]
    for error in told:
        loc = [str(part) for n, part in enumerate(error.get("loc", ())) if n < 2]
        message = str(error.get("msg", "")).removeprefix("Value error, ")
        yield {"where": ".".join(loc), "message": message}
