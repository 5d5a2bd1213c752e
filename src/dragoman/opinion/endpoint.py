"""Ask an OpenAI-compatible chat endpoint, with limits on everything.

Only the address that is given is ever asked: redirections are not followed, and an address of
this machine is reached past any proxy. The key is read from a variable of the environment,
sent in the header of authorisation, and never written down.
"""

from __future__ import annotations

import ipaddress
import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dragoman.errors import InputError, ModelError, UsageError

if TYPE_CHECKING:
    import httpx

Json = dict[str, Any]

MOST_BYTES = 1_000_000
"""Of a reply; a longer one is not read to its end."""
_TRIES = 4
_LONGEST_WAIT = 60.0
_CONNECT = 10.0
_SHOWN = 200
_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529))
_FATAL = frozenset((401, 402, 403, 404, 405, 407))
_PATH = "/chat/completions"


class AnswerError(InputError):
    """A passage got no answer that can be used; others may."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a chat endpoint is.

    Attributes:
        url: that is posted to.
        host: name or number, with the port if one was given.
        local: whether it is this machine's own loopback address.
        secret: whether what is sent is encrypted.
    """

    url: str
    host: str
    local: bool
    secret: bool


def address(endpoint: str) -> Address:
    """Return where an endpoint is.

    Args:
        endpoint: its base, such as ``http://localhost:8080/v1``, or the whole address up to
            ``/chat/completions``.

    Raises:
        UsageError: it is no address of the web, or holds a password.
    """
    wrong = (
        f"{endpoint!r} is no address of an endpoint; write http://localhost:8080/v1 or "
        "https://HOST/v1"
    )
    try:
        parts = urlsplit(endpoint.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UsageError("bad-endpoint", wrong) from None
    if parts.username or parts.password:
        raise UsageError(
            "bad-endpoint",
            "the address of the endpoint holds a name or password; put the key into a variable of "
            "the environment and name it with --key-env",
        )
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
        raise UsageError("bad-endpoint", wrong)
    path = parts.path.rstrip("/")
    if not path.endswith(_PATH):
        path += _PATH
    named = f"[{host}]" if ":" in host else host
    netloc = named if port is None else f"{named}:{port}"
    url = f"{parts.scheme}://{netloc}{path}"
    return Address(url, netloc, _loopback(host), parts.scheme == "https")


def key_of(variable: str | None) -> str | None:
    """Return the key that a variable of the environment holds; None without a variable.

    Raises:
        UsageError: the variable is not set, or what it holds cannot be sent.
    """
    if variable is None:
        return None
    value = os.environ.get(variable, "").strip()
    if not value:
        raise UsageError("no-key", f"the variable {variable}, which should hold the key, is empty")
    if not value.isascii() or not value.isprintable():
        raise UsageError("no-key", f"what the variable {variable} holds is no key")
    return value


class Endpoint:
    """A chat endpoint and a model there; use it as a context manager.

    Args:
        where: the address.
        model: name of the model.
        key: sent as a bearer token, if any.
        timeout: seconds that one reply may take in all, however slowly it comes.
        sleep: waits between tries.
    """

    def __init__(
        self,
        where: Address,
        model: str,
        *,
        key: str | None = None,
        timeout: float = 120.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open a client; nothing is sent yet."""
        import httpx

        self.where, self.model = where, model
        self._key, self._timeout, self._sleep = key, timeout, sleep
        self._plain = False
        # Unpacked, a small reply could be of any size.
        headers = {"Accept-Encoding": "identity"}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(timeout, connect=min(_CONNECT, timeout)),
            follow_redirects=False,
            trust_env=not where.local,
        )

    def __enter__(self) -> Endpoint:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, messages: list[dict[str, str]]) -> str:
        """Return what the model writes.

        What may pass (too many requests, errors of the server, lost connections, silence)
        is tried again up to three times, later and later, or when the server says so.

        Raises:
            AnswerError: there is no answer to these messages.
            ModelError: the endpoint will answer none: key, address or model are wrong.
        """
        fault = AnswerError("endpoint-failed", "the endpoint was not asked")
        for turn in range(_TRIES):
            wait: float | None = None
            try:
                status, headers, body = self._post(messages)
            except AnswerError as error:
                if error.code == "answer-too-large":
                    raise
                fault = error
            else:
                if status == 200:
                    return _content(body)
                told = self._shown(body)
                if status in _FATAL:
                    raise ModelError(
                        "endpoint-refused",
                        f"{self.where.host} answers {status}{told}; look at --endpoint, --model "
                        "and the key",
                    )
                if status in (400, 422) and not self._plain:
                    # Some servers know only the least of the protocol.
                    self._plain = True
                    continue
                if status not in _AGAIN:
                    raise AnswerError("endpoint-rejected", f"the endpoint answers {status}{told}")
                code = "endpoint-busy" if status == 429 else "endpoint-failed"
                fault = AnswerError(code, f"the endpoint answers {status}{told}")
                wait = _wait(headers.get("retry-after"))
            if turn + 1 < _TRIES:
                self._sleep(wait if wait is not None else 2.0**turn * random.uniform(0.8, 1.2))
        raise fault

    def _post(self, messages: list[dict[str, str]]) -> tuple[int, httpx.Headers, bytes]:
        """Send a request and read the reply, within the limits of time and size."""
        import httpx

        body: Json = {"model": self.model, "messages": messages, "stream": False}
        if not self._plain:
            body |= {"temperature": 0, "response_format": {"type": "json_object"}}
        last = time.monotonic() + self._timeout
        held = bytearray()
        try:
            with self._client.stream("POST", self.where.url, json=body) as reply:
                for piece in reply.iter_raw():
                    held += piece
                    if len(held) > MOST_BYTES:
                        raise AnswerError(
                            "answer-too-large", f"the reply has more than {MOST_BYTES} bytes"
                        )
                    if time.monotonic() > last:
                        raise AnswerError(
                            "endpoint-timeout", f"no whole reply within {self._timeout:g} s"
                        )
                return reply.status_code, reply.headers, bytes(held)
        except httpx.TimeoutException:
            raise AnswerError("endpoint-timeout", f"no reply within {self._timeout:g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise AnswerError(
                "endpoint-unreachable", f"{self.where.host} cannot be asked: {self._safe(error)}"
            ) from None

    def _shown(self, body: bytes) -> str:
        """Return the beginning of what the server says of an error, without the key."""
        words = " ".join(body[: 4 * _SHOWN].decode("utf-8", "replace").split())
        return f" ({self._safe(words)[:_SHOWN]})" if words else ""

    def _safe(self, words: object) -> str:
        text = str(words) or type(words).__name__
        return text.replace(self._key, "…") if self._key else text


def _content(body: bytes) -> str:
    """Return what the first choice of a reply says."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
        if isinstance(content, list):
            content = "".join(part["text"] for part in content if part.get("type") == "text")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise AnswerError("answer-not-chat", "the reply is not of the chat protocol")
    return content


def _wait(told: str | None) -> float | None:
    """Return the seconds that a server asks us to wait, within reason."""
    try:
        seconds = float(told) if told is not None else None
    except ValueError:
        return None
    return None if seconds is None or not seconds >= 0 else min(seconds, _LONGEST_WAIT)


def _loopback(host: str) -> bool:
    if host.rstrip(".").lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
