"""What stands before every request: names, sizes, rates; and after it: headers, last faults."""

from __future__ import annotations

import logging
import math
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from dragoman.serve import problems
from dragoman.serve.limits import Limits

_LOG = logging.getLogger(__name__)
_CLIENTS = 10_000
HEADERS = {
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}
"""Set on every answer. No page of another origin may read one: there is no CORS."""

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class Rate:
    """A bucket of tokens for each client; forgets those that were quiet longest."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """Let so many through in a minute."""
        self._size = per_minute
        self._clock = clock
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str) -> float:
        """Take a token of a client; return 0, or the seconds until there will be one."""
        now = self._clock()
        tokens, then = self._held.pop(client, (float(self._size), now))
        tokens = min(self._size, tokens + (now - then) * self._size / 60)
        allowed = tokens >= 1
        self._held[client] = (tokens - 1 if allowed else tokens, now)
        if len(self._held) > _CLIENTS:
            self._held.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) * 60 / self._size


class Guard:
    """ASGI middleware around the whole app.

    Refuses a foreign ``Host`` (421), too many POST requests of a client (429), a body that
    is too large (413), also one that does not say how large it is; turns what nobody foresaw
    into problem details (500) that tell nothing of the inside; sets :data:`HEADERS`.
    """

    def __init__(
        self, app: App, limits: Limits, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Stand before an app."""
        self._app = app
        self._limits = limits
        self._rate = Rate(limits.posts_per_minute, clock)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def dressed(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                named = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(
                        (name.encode(), value.encode())
                        for name, value in HEADERS.items()
                        if name.encode() not in named
                    ),
                ]
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _answer(scope, dressed, *refusal)
            return
        if scope["method"] == "POST":
            whole = await self._whole(receive)
            if whole is None:
                await _answer(scope, dressed, *self._too_large())
                return
            receive = whole
        try:
            await self._app(scope, receive, dressed)
        except Exception:
            if begun:  # too late for another answer: the cut connection tells
                raise
            _LOG.exception("%s %s", scope["method"], scope["path"])
            detail = "a fault inside Dragoman; the log of the server tells more"
            await _answer(scope, dressed, 500, "internal", detail)

    def _refusal(self, scope: MutableMapping[str, Any]) -> tuple[Any, ...] | None:
        headers = dict(scope["headers"])
        hosts = self._limits.hosts
        host = _name(headers.get(b"host", b"").decode("latin-1"))
        if hosts is not None and host not in hosts:
            return 421, "wrong-host", f"this server is not {host or 'nameless'}"
        if scope["method"] != "POST":
            return None
        client = scope.get("client")
        wait = self._rate.wait(client[0] if client else "")
        if wait > 0:
            seconds = math.ceil(wait)
            detail = f"more than {self._limits.posts_per_minute} POST requests in a minute"
            return 429, "too-many-requests", detail, {"Retry-After": str(seconds)}
        stated = headers.get(b"content-length", b"")
        if stated.isdigit() and int(stated) > self._limits.body_bytes:
            return self._too_large()
        return None

    def _too_large(self) -> tuple[Any, ...]:
        detail = f"the body has more than {self._limits.body_bytes} bytes; send it in parts"
        return 413, "body-too-large", detail, {"Retry-After": "1", "Connection": "close"}

    async def _whole(self, receive: Receive) -> Receive | None:
        """Read the body and return what gives it again; None if it is too large."""
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                break
            size += len(message.get("body", b""))
            if size > self._limits.body_bytes:
                return None
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                break
        given: list[Message] = [
            {"type": "http.request", "body": b"".join(parts), "more_body": False}
        ]

        async def again() -> Message:
            return given.pop() if given else await receive()

        return again


def _name(host: str) -> str:
    """Return a host without its port."""
    if host.startswith("["):
        return host.partition("]")[0] + "]"
    return host.partition(":")[0].lower()


async def _answer(
    scope: MutableMapping[str, Any],
    send: Send,
    status: int,
    code: str,
    detail: str,
    headers: dict[str, str] | None = None,
) -> None:
    content = problems.body(status, code, detail, scope["path"])
    raw = {"Content-Type": problems.MEDIA, "Content-Length": str(len(content)), **(headers or {})}
    pairs = [(k.lower().encode(), v.encode()) for k, v in raw.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": content})
