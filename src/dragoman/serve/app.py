"""The app: routers, guard and description put together."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi

from dragoman.serve import (
    answers,
    asked,
    description,
    guard,
    history,
    listings,
    posting,
    problems,
    relations,
    schemas,
    things,
)
from dragoman.serve.limits import PREFIX, Limits
from dragoman.serve.service import Service

if TYPE_CHECKING:
    from dragoman.coder import Coder
    from dragoman.knowledge import Knowledge
    from dragoman.store import Store

_ABOUT = (
    "Who did what to whom between states, with every sentence that says so. Lists come in pages: "
    "follow `next` until it is null; all pages are of one moment of the store. Faults are problem "
    "details (RFC 9457)."
)

_API = "1"
"""Version of the API's shape, as in its addresses."""


def create_app(
    store: Store,
    *,
    coder: Callable[[], Coder] | None = None,
    knowledge: Callable[[], Knowledge] | None = None,
    limits: Limits | None = None,
    clock: Callable[[], float] | None = None,
) -> FastAPI:
    """Return the REST API over a store.

    Args:
        store: open; who opened it closes it. A view of an earlier moment is served as of
            then and takes no pages.
        coder: makes the coder when it is first needed; the package's own without it.
        knowledge: makes the knowledge; the package's own without it.
        limits: how much clients may ask.
        clock: seconds that only grow, for the limit of rates.
    """
    limits = limits or Limits()
    app = FastAPI(
        title="Dragoman",
        version=_API,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.version = _version()
    # Answers depend on the store's file and the knowledge, too, which hold while the app does.
    app.state.born = secrets.token_hex(8)
    app.state.service = Service(
        store, coder=coder or _coder, knowledge=knowledge or _knowledge, limits=limits
    )
    problems.install(app)
    made = APIRouter(prefix=PREFIX, dependencies=[Depends(asked.only_known)])
    for family in (things, listings, relations, history, posting):
        made.include_router(family.router())
    made.add_api_route(
        "/openapi.json",
        _description,
        response_class=Response,
        operation_id="openapi",
        responses=schemas.answers(schemas.ANY),
        summary="This description",
        tags=["store"],
    )
    app.include_router(made)
    _describe(app)
    app.add_middleware(guard.Guard, limits=limits, **({"clock": clock} if clock else {}))
    return app


def _description(request: Request) -> Response:
    return answers.answer(request, None, request.app.openapi)


def _describe(app: FastAPI) -> None:
    """Make the description of an app, and from it what parameters each endpoint has."""

    @cache
    def described() -> dict[str, Any]:
        return description.shared(whole())

    @cache
    def whole() -> dict[str, Any]:
        found = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        return {**found, "components": {"schemas": schemas.components()}}

    @cache
    def known(path: str, method: str) -> Mapping[str, bool]:
        return description.parameters(whole(), PREFIX + path.removeprefix(PREFIX), method)

    def parameters(request: Request) -> Mapping[str, bool]:
        """Return the query parameters of an endpoint, each with whether it may be repeated."""
        route: Any = request.scope["route"]
        return known(route.path_format, request.method.lower())

    def methods(path: str) -> list[str]:
        """Return the methods that an address answers."""
        return description.methods(whole(), path)

    app.state.methods = methods
    app.openapi = described  # type: ignore[method-assign]
    app.state.parameters = parameters


def _version() -> str:
    try:
        return installed("dragoman")
    except PackageNotFoundError:
        return "source"


def _coder() -> Coder:
    from dragoman.coder import Coder

    return Coder.load()


def _knowledge() -> Knowledge:
    from dragoman.knowledge import load

    return load()
