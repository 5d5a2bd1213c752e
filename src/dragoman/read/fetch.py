"""Fetching one page over http(s), within limits and outside private networks."""

from __future__ import annotations

import ipaddress
import socket
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable
from http.client import HTTPException, HTTPMessage
from typing import IO, Any

from dragoman.errors import InputError
from dragoman.read.page import Hints, Limits, Page

Resolver = Callable[[str, int], list[str]]


def resolve_host(host: str, port: int) -> list[str]:
    """Return the addresses a host name leads to."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def check_url(url: str, *, limits: Limits, resolver: Resolver = resolve_host) -> None:
    """Refuse a URL that is not http(s) or leads into a private network.

    Every address of the host must be public, so that a name with two addresses
    cannot smuggle a private one in.

    Raises:
        InputError: ``url-scheme``, ``url-private``, ``url-unknown-host``.
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("url-scheme", f"{url}: only http and https addresses can be read")
    if limits.allow_private:
        return
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = resolver(parts.hostname, port)
    except (OSError, ValueError, UnicodeError) as error:
        raise InputError(
            "url-unknown-host", f"{url}: the host cannot be found ({error}); check the address"
        ) from error
    for address in addresses:
        ip = ipaddress.ip_address(address.split("%")[0])
        mapped = getattr(ip, "ipv4_mapped", None)
        if not (mapped or ip).is_global or ip.is_multicast:
            raise InputError(
                "url-private",
                f"{url}: leads to the private address {address}; "
                "save the page to a file and read that",
            )


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, checking each address before it is asked."""

    def __init__(self, limits: Limits, resolver: Resolver) -> None:
        self._limits = limits
        self._resolver = resolver
        self._left = limits.max_redirects

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self._left -= 1
        if self._left < 0:
            raise InputError("url-redirects", f"{newurl}: too many redirects lead here")
        check_url(newurl, limits=self._limits, resolver=self._resolver)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _body(response: Any, url: str, limits: Limits) -> bytes:
    """Read at most ``max_bytes`` within ``max_seconds``, unpacking gzip as it comes."""
    encoding = (response.headers.get("Content-Encoding") or "").lower()
    unpack = zlib.decompressobj(47) if encoding in ("gzip", "x-gzip", "deflate") else None
    deadline = time.monotonic() + limits.max_seconds
    chunks: list[bytes] = []
    size = 0
    while True:
        if time.monotonic() > deadline:
            raise InputError(
                "url-timeout", f"{url}: not loaded within {limits.max_seconds:g} seconds"
            )
        raw = response.read(65_536)
        if not raw:
            break
        chunk = unpack.decompress(raw, limits.max_bytes - size + 1) if unpack else raw
        chunks.append(chunk)
        size += len(chunk)
        if size > limits.max_bytes:
            raise InputError(
                "url-too-large",
                f"{url}: larger than {limits.max_bytes} bytes; raise the limit or save a part",
            )
    return b"".join(chunks)


def fetch(url: str, *, limits: Limits, resolver: Resolver = resolve_host) -> Page:
    """Load one page.

    Raises:
        InputError: the address is refused, the server does not answer in time or
            answers with an error, or the page is too large.
    """
    check_url(url, limits=limits, resolver=resolver)
    # No proxy: a proxy would resolve names for us, behind the check of addresses.
    opener = urllib.request.build_opener(
        _Redirects(limits, resolver), urllib.request.ProxyHandler({})
    )
    request = urllib.request.Request(
        url, headers={"User-Agent": limits.user_agent, "Accept-Encoding": "gzip, identity"}
    )
    try:
        with opener.open(request, timeout=limits.timeout) as response:
            data = _body(response, url, limits)
            media = response.headers.get_content_type()
            charset = response.headers.get_content_charset()
    except InputError:
        raise
    except urllib.error.HTTPError as error:
        raise InputError(
            "url-status", f"{url}: the server answered {error.code} {error.reason}"
        ) from error
    except TimeoutError as error:
        raise InputError(
            "url-timeout", f"{url}: no answer within {limits.timeout:g} seconds"
        ) from error
    except (urllib.error.URLError, HTTPException, OSError, ValueError, zlib.error) as error:
        reason = getattr(error, "reason", error)
        if isinstance(reason, TimeoutError):
            raise InputError(
                "url-timeout", f"{url}: no answer within {limits.timeout:g} seconds"
            ) from error
        raise InputError("url-failed", f"{url}: cannot be loaded ({reason})") from error
    return Page(
        uri=url, data=data, media=media, hints=Hints(charset=charset), max_bytes=limits.max_bytes
    )
