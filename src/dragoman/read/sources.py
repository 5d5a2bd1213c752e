"""From what the user names to pages: files, folders, stdin, JSONL, URLs; one at a time."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from dragoman.errors import BadLineError, InputError, UnreadablePageError
from dragoman.read.fetch import fetch
from dragoman.read.page import Hints, Limits, Page, PageFailure
from dragoman.read.sniff import Kind, sniff

#: In a folder these belong to pages but are none; a file named outright is always read.
_NOT_PAGES = frozenset((
    ".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".ico",
    ".woff", ".woff2", ".ttf", ".eot", ".otf", ".mp3", ".mp4", ".webm", ".avif", ".db", ".sqlite",
    ".sqlite3", ".py", ".pyc", ".toml", ".yaml", ".yml", ".md", ".lock", ".csv", ".parquet",
))  # fmt: skip
_JSONL_SUFFIXES = (".jsonl", ".ndjson", ".jsonlines")
_HEAD = 65_536
_KINDS = {"html": "text/html", "content": "", "text": "text/plain"}
"""Keys of a JSON object that hold its page, and what they hold; a look tells of the empty one."""


def pages(sources: Iterable[str], *, limits: Limits | None = None) -> Iterator[Page | PageFailure]:
    """Give the pages of sources, lazily and in order.

    A source is a file, a folder (taken recursively, in sorted order, hidden files and
    the images, styles and scripts of saved pages left out), ``-`` for standard input,
    a JSONL file of pages, or an http(s) address. A JSONL line has ``html``, ``text`` or
    ``content`` (HTML or text, whichever it looks like) and may have ``uri``, ``url`` or
    ``id``, ``title``, ``date``, ``publisher`` or ``source``, ``author`` and ``lang``.

    Whatever cannot be had comes as a :class:`PageFailure` in its place; the rest goes on.
    """
    limits = limits or Limits()
    for source in sources:
        yield from _source(source, limits)


def _source(source: str, limits: Limits) -> Iterator[Page | PageFailure]:
    try:
        if source == "-":
            yield from _stream(sys.stdin.buffer, "-", limits, jsonl=None)
        elif source.startswith(("http://", "https://")):
            yield from _whole(fetch(source, limits=limits), limits)
        elif "://" in source:
            raise InputError("url-scheme", f"{source}: only http and https addresses can be read")
        else:
            yield from _path(source, limits)
    except InputError as error:
        yield PageFailure(source, error)
    except (OSError, ValueError) as error:
        # ValueError: a name that holds a NUL.
        yield PageFailure(
            source, InputError("source-unreadable", f"{source!r}: cannot be read ({error})")
        )


def _path(source: str, limits: Limits) -> Iterator[Page | PageFailure]:
    path = Path(source)
    if path.is_dir():
        found = False
        for name in _walk(path):
            found = True
            yield from _source_file(name, limits)
        if not found:
            raise InputError("source-empty", f"{source}: the folder holds no page")
        return
    if not path.exists():
        raise InputError("source-not-found", f"{source}: there is no such file or folder")
    yield from _source_file(source, limits)


def _walk(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() not in _NOT_PAGES:
                yield str(Path(parent) / name)


def _source_file(name: str, limits: Limits) -> Iterator[Page | PageFailure]:
    suffix = Path(name).suffix.lower()
    try:
        if not Path(name).is_file():
            raise InputError("source-unreadable", f"{name}: is not a regular file")
        with Path(name).open("rb") as stream:
            yield from _stream(stream, name, limits, jsonl=suffix in _JSONL_SUFFIXES or None)
    except InputError as error:
        yield PageFailure(name, error)
    except OSError as error:
        yield PageFailure(
            name,
            InputError(
                "source-unreadable",
                f"{name}: cannot be read ({error.strerror or error}); check its permissions",
            ),
        )


def _first_object(head: bytes) -> bool:
    """Tell whether a stream starts with a JSON object that is a page."""
    line = head.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    if not line.startswith(b"{"):
        return False
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        # A first line longer than the head: judged by its keys.
        return any(f'"{key}"'.encode() in line for key in _KINDS)
    return isinstance(value, dict) and any(key in value for key in _KINDS)


def _stream(
    stream: BinaryIO, name: str, limits: Limits, *, jsonl: bool | None
) -> Iterator[Page | PageFailure]:
    head = stream.read(_HEAD)
    if jsonl or (jsonl is None and _first_object(head)):
        yield from _jsonl(head, stream, name, limits)
        return
    rest = stream.read(max(0, limits.max_bytes + 1 - len(head)))
    data = head + rest
    if len(data) > limits.max_bytes:
        raise UnreadablePageError(
            "page-too-large",
            f"{name}: larger than {limits.max_bytes} bytes; raise the limit or split the file",
        )
    yield from _whole(Page(uri=name, data=data, max_bytes=limits.max_bytes), limits)


def _whole(page: Page, limits: Limits) -> Iterator[Page | PageFailure]:
    kind = sniff(page.data)
    if kind in (Kind.FEED, Kind.WARC):
        what = "a feed or an OPML list" if kind is Kind.FEED else "a WARC archive"
        raise InputError(
            f"source-{kind}-unsupported",
            f"{page.uri}: is {what}, which this version cannot read; "
            "give its pages as files, addresses or JSONL",
        )
    if _first_object(page.data[:_HEAD]) and not page.hints.title:
        yield from _jsonl(b"", io.BytesIO(page.data), page.uri, limits)
        return
    yield page


def _lines(head: bytes, stream: BinaryIO, limit: int) -> Iterator[bytes | None]:
    """Give the lines of ``head`` and ``stream``; null for a line longer than ``limit``."""
    buffer = head
    skipping = False
    while True:
        cut = buffer.find(b"\n")
        if cut >= 0:
            line, buffer = buffer[:cut], buffer[cut + 1 :]
            yield None if skipping or len(line) > limit else line
            skipping = False
            continue
        if len(buffer) > limit:
            skipping, buffer = True, b""
        chunk = stream.read(1 << 20)
        if not chunk:
            break
        buffer += chunk
    if buffer or skipping:
        yield None if skipping else buffer


def _jsonl(
    head: bytes, stream: BinaryIO, name: str, limits: Limits
) -> Iterator[Page | PageFailure]:
    found = False
    # A page in JSON is longer than the page: escapes take up to six bytes a character.
    for number, line in enumerate(_lines(head, stream, 2 * limits.max_bytes + 100_000), start=1):
        where = f"{name}:{number}"
        if line is not None and not line.strip():
            continue
        found = True
        try:
            if line is None:
                raise BadLineError(
                    "page-too-large", f"{where}: the line is too long; raise the limit or split it"
                )
            yield _json_page(line, where, limits)
        except InputError as error:
            yield PageFailure(where, error)
    if not found:
        raise UnreadablePageError("page-empty", f"{name}: is empty; nothing to read")


def _json_page(line: bytes, where: str, limits: Limits) -> Page:
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadLineError(
            "line-not-json", f"{where}: is not a line of JSON ({error}); write one object a line"
        ) from error
    return object_page(value, where, limits=limits)


def object_page(value: Any, where: str, *, limits: Limits) -> Page:
    """Return the page that a JSON object holds, with the keys that :func:`pages` tells.

    Args:
        value: the object.
        where: where it stands; the page's uri if it names none.
        limits: how large it may be.

    Raises:
        BadLineError: it is no page, or too large.
    """
    if not isinstance(value, dict):
        raise BadLineError("line-not-object", f"{where}: is not a JSON object")

    def word(*keys: str) -> str | None:
        for key in keys:
            found: Any = value.get(key)
            if isinstance(found, (str, int)) and not isinstance(found, bool) and str(found).strip():
                return str(found).encode("utf-8", "replace").decode("utf-8").strip()
        return None

    kind, body = next(
        (
            (kind, found)
            for key, kind in _KINDS.items()
            if isinstance(found := value.get(key), str) and (found.strip() or key == "text")
        ),
        ("", None),
    )
    if body is None:
        raise BadLineError("line-no-text", f"{where}: has neither `text` nor `html` nor `content`")
    data = body.encode("utf-8", "replace")
    uri = word("uri", "url", "id") or where
    if len(data) > limits.max_bytes:
        raise BadLineError(
            "page-too-large",
            f"{uri}: larger than {limits.max_bytes} bytes; raise the limit or split it",
        )
    return Page(
        uri=uri,
        data=data,
        media=kind,
        hints=Hints(
            title=word("title"),
            date=word("date", "published"),
            publisher=word("publisher", "source"),
            author=word("author"),
            language=word("lang", "language"),
            charset="utf-8",
        ),
        max_bytes=limits.max_bytes,
    )
