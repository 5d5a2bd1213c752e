"""What is sent in: texts to be coded, pages to be built into the store."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool

from dragoman.errors import BadLineError, InputError
from dragoman.lines import Line, code_parsed, parse_line, parse_object
from dragoman.pipeline import build
from dragoman.read import VERSION, Limits, Page, PageFailure, article, object_page
from dragoman.records import Article
from dragoman.serve import answers, problems, schemas
from dragoman.serve.limits import LINES, PAGES
from dragoman.serve.schemas import listed, ref
from dragoman.serve.service import Service, service
from dragoman.shaping import Json

Served = Annotated[Service, Depends(service)]
_TEXT: Json = {
    "type": "object",
    "description": "A text, or an article as `dragoman read` writes it. What is wrong with it "
    "stands in the `error` of its answer.",
    "properties": {
        "id": {"description": "comes back with the answer"},
        "text": {"description": "the text, a string"},
        "date": {"description": "of publication, YYYY-MM-DD"},
        "lang": {"description": "its language, such as en"},
    },
}
_PAGE: Json = {
    "type": "object",
    "description": "A page, with the keys of a line of JSONL for `dragoman build`. What is wrong "
    "with it stands in `failed`.",
    "properties": {
        "uri": {"description": "where it came from (or url, id); without it, urn:sha256:…"},
        "content": {"description": "HTML or plain text, whichever it looks like"},
        "html": {"description": "HTML"},
        "text": {"description": "plain text"},
        "title": {},
        "date": {"description": "of publication, YYYY-MM-DD"},
        "publisher": {},
        "author": {},
        "lang": {"description": "its language, such as en"},
    },
}


def router() -> APIRouter:
    """Return the endpoints that take a body."""
    made = APIRouter(tags=["work"], default_response_class=Response)
    made.add_api_route(
        "/code",
        code,
        methods=["POST"],
        operation_id="code",
        responses=schemas.answers({"anyOf": [ref("Coded"), listed(ref("Coded"))]}, posts=True),
        openapi_extra=_body(_TEXT, LINES),
        summary="Code a text, or a list of texts; nothing is stored",
    )
    made.add_api_route(
        "/documents",
        documents,
        methods=["POST"],
        operation_id="build",
        responses=schemas.answers(ref("Built"), posts=True),
        openapi_extra=_body(_PAGE, PAGES),
        summary="Build a page, or a list of pages, into the store",
    )
    return made


async def code(request: Request, served: Served) -> Response:
    """Answer each text in the shape of ``dragoman code``: an object for one, a list for a list."""
    given = await _json(request)
    texts = _several(given, LINES)

    def work() -> bytes:
        lines = [_line(t, served.limits.characters) for t in texts]
        with served.post(), served.coder() as coder:
            found = list(code_parsed(lines, coder, batch=served.limits.batch))
        coded = b",".join(answers.dumped(row) for row in found)
        return b"[" + coded + b"]" if isinstance(given, list) else coded

    return _answer(await run_in_threadpool(work))


async def documents(request: Request, served: Served) -> Response:
    """Read, code, save and link the pages, and tell what became of each."""
    pages = _several(await _json(request), PAGES)

    def work() -> bytes:
        reader = _Given(pages, Limits(max_bytes=served.limits.page_bytes))
        with served.post():
            result = build((), served.store, served.shared_coder(), reader=reader)
        failed = {uri for uri, _ in result.failed}
        return answers.dumped(
            {
                "read": result.read,
                "saved": [
                    {"uri": uri, "doc_id": doc_id}
                    for uri, doc_id in reader.taken
                    if uri not in failed
                ],
                "skipped": reader.skipped(failed),
                "failed": [
                    {"uri": uri, "code": e.code, "message": e.message} for uri, e in result.failed
                ],
                "events": result.events,
            }
        )

    return _answer(await run_in_threadpool(work))


def _body(of: Json, most: int) -> Json:
    several = {"type": "array", "maxItems": most, "items": {}}
    schema = {"anyOf": [of, several]}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _answer(content: bytes) -> Response:
    return Response(content, headers={"Cache-Control": "no-store"}, media_type="application/json")


async def _json(request: Request) -> Any:
    """Return the body.

    Raises:
        NotJsonError: it says that it is something else.
        RequestValidationError: it is not JSON.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise problems.NotJsonError(
            "not-json", "send application/json; see the header Content-Type"
        )

    def constant(name: str) -> None:
        raise ValueError(f"{name} is not JSON")

    try:
        return json.loads((await request.body()).decode("utf-8-sig"), parse_constant=constant)
    except RecursionError:
        raise _refused("is nested too deeply") from None
    except ValueError as error:
        raise _refused(f"is not JSON: {error}") from None


def _several(given: Any, most: int) -> list[Any]:
    if isinstance(given, dict):
        return [given]
    if not isinstance(given, list):
        raise _refused("is neither an object nor a list")
    if len(given) > most:
        raise _refused(f"has {len(given)} members, more than {most}; send them in parts")
    return given


def _refused(message: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body",), "msg": message, "type": "body"}])


def _line(given: Any, most: int) -> Line:
    if isinstance(given, dict):
        return parse_object(given, max_characters=most)
    return parse_line(json.dumps(given), max_characters=most)


class _Given:
    """The reading stage of pages that are at hand; see :class:`dragoman.pipeline.Reader`."""

    version = str(VERSION)

    def __init__(self, given: Iterable[Any], limits: Limits) -> None:
        self._given = given
        self._limits = limits
        self._seen: list[str] = []
        self.taken: list[tuple[str, str]] = []

    def pages(self, sources: Iterable[str]) -> Iterator[Page | PageFailure]:
        for number, value in enumerate(self._given):
            where = f"page {number}"
            try:
                page = object_page(value, where, limits=self._limits)
            except BadLineError as error:
                named = value.get("uri") if isinstance(value, dict) else None
                yield PageFailure(named if isinstance(named, str) and named else where, error)
                continue
            if page.uri == where:  # it names none: its bytes do, the same ones the same
                page = replace(page, uri=f"urn:sha256:{hashlib.sha256(page.data).hexdigest()}")
            self._seen.append(page.uri)
            yield page

    def article(self, page: Page) -> Article:
        try:
            found = article(page)
        except InputError:
            self.taken.append((page.uri, ""))
            raise
        self.taken.append((page.uri, found.doc_id))
        return found

    def skipped(self, failed: set[str]) -> list[str]:
        """Return the pages that were there already."""
        worked = {uri for uri, _ in self.taken}
        return [uri for uri in self._seen if uri not in worked and uri not in failed]
