"""How answers are written: JSON without markup, ETags, files as they come."""

from __future__ import annotations

import hashlib
import io
import queue
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response, StreamingResponse

from dragoman.present.formats import Format
from dragoman.present.jsonl import line

Json = dict[str, Any]
_CACHE = {"Cache-Control": "private, no-cache"}
_CHUNKS = 8
_CHUNK = 65_536
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_DONE = None


def dumped(value: Mapping[str, Any]) -> bytes:
    """Return JSON in which nothing opens markup, whoever may take it for HTML."""
    return line(value).replace("<", "\\u003c").replace(">", "\\u003e").encode("utf-8")


def answer(request: Request, at: str | None, make: Callable[[], Json], **headers: str) -> Response:
    """Return what a question comes to, or 304 if the client has it already.

    Args:
        request: its address is the question.
        at: the moment of the answer, on which alone it depends; None if on more, then the
            ETag is counted from the answer.
        make: makes the answer.
        headers: more headers, with underscores for hyphens.
    """
    more = {k.replace("_", "-"): v for k, v in headers.items()}
    if at is not None:
        tag = tag_of(request, at)
        if has(request, tag):
            return not_modified(tag)
        content = dumped(make())
    else:
        content = dumped(make())
        tag = hashlib.sha256(content).hexdigest()[:24]
        if has(request, tag):
            return not_modified(tag)
    return Response(
        content, headers={"ETag": f'W/"{tag}"', **_CACHE, **more}, media_type="application/json"
    )


def tag_of(request: Request, at: str) -> str:
    """Return the ETag of an answer that depends on a moment of the store and the question."""
    words = "\n".join((request.app.state.born, at, request.url.path, request.url.query))
    return hashlib.sha256(words.encode("utf-8", "backslashreplace")).hexdigest()[:24]


def has(request: Request, tag: str) -> bool:
    """Whether the client says that it has an answer."""
    wanted = request.headers.get("if-none-match", "")
    return wanted.strip() == "*" or tag in _TAG.findall(wanted)


def not_modified(tag: str) -> Response:
    """Return 304."""
    return Response(status_code=304, headers={"ETag": f'W/"{tag}"', **_CACHE})


def file(
    form: Format,
    name: str,
    tag: str,
    write: Callable[[Any], Any],
    *,
    stall: float,
    release: Callable[[], None],
) -> Response:
    """Return a file that is sent as it is written, with memory that stays flat.

    What goes wrong before the first bytes is raised here; later the connection is cut.

    Args:
        form: its format.
        name: its name without extension.
        tag: its ETag.
        write: writes it to a stream of bytes; called in a thread of its own.
        stall: seconds that the writer waits for a reader that takes nothing.
        release: called once when all is over.
    """
    pipe = _Pipe(stall)

    def work() -> None:
        try:
            write(pipe)
            pipe.end(_DONE)
        except BaseException as error:
            pipe.end(error)
        finally:
            release()

    threading.Thread(target=work, name=f"export {name}", daemon=True).start()
    chunks = pipe.chunks()
    first = next(chunks, b"")

    def sent() -> Iterator[bytes]:
        try:
            yield first
            yield from chunks
        finally:
            pipe.leave()

    kind = form.media_type
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    headers = {
        "ETag": f'W/"{tag}"',
        "Content-Disposition": f'attachment; filename="{name}{form.extension}"',
        **_CACHE,
    }
    return StreamingResponse(sent(), headers=headers, media_type=kind)


class _Pipe(io.RawIOBase):
    """A stream that one thread writes and another takes in chunks; no more than a few wait."""

    def __init__(self, stall: float) -> None:
        super().__init__()
        self._waiting: queue.Queue[bytes | BaseException | None] = queue.Queue(_CHUNKS)
        self._gone = threading.Event()
        self._stall = stall
        self._held = bytearray()
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        content = bytes(data)
        self._size += len(content)
        self._held += content
        if len(self._held) >= _CHUNK:
            self._put(bytes(self._held))
            self._held.clear()
        return len(content)

    def flush(self) -> None:
        """Do nothing: chunks go when they are full."""

    def tell(self) -> int:
        return self._size

    def end(self, how: BaseException | None) -> None:
        """Tell the reader that all was written, or what went wrong."""
        try:
            if how is _DONE and self._held:
                self._put(bytes(self._held))
            self._put(how)
        except BrokenPipeError:
            pass

    def _put(self, what: bytes | BaseException | None) -> None:
        left = self._stall
        while not self._gone.is_set():
            try:
                self._waiting.put(what, timeout=min(left, 1.0))
                return
            except queue.Full:
                left -= 1.0
                if left <= 0:
                    self._gone.set()
        raise BrokenPipeError("the reader is gone")

    def chunks(self) -> Iterator[bytes]:
        """Give what is written; raise what the writer raised."""
        while True:
            try:
                got = self._waiting.get(timeout=1.0)
            except queue.Empty:
                if self._gone.is_set():  # given up, and nothing is left
                    raise BrokenPipeError("the export was given up") from None
                continue
            if isinstance(got, BaseException):
                raise got
            if got is None:
                return
            yield got

    def leave(self) -> None:
        """Let the writer stop: nobody reads."""
        self._gone.set()
