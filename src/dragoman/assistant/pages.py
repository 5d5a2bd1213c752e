"""Answers of limited size: how many rows fit, and where the next answer goes on."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from dragoman.errors import UsageError

T = TypeVar("T")
Json = dict[str, Any]

MOST_ROWS = 50
"""Rows of one answer."""
MOST_CHARACTERS = 40_000
"""Characters of the JSON of one answer's rows; one row is given however long it is."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of what comes after them; null where nothing does."""

    rows: tuple[Json, ...]
    cursor: str | None


def page(
    items: Iterable[T],
    *,
    name: Callable[[T], str],
    shape: Callable[[T], Json],
    limit: int,
    cursor: str | None,
    question: Mapping[str, Any],
) -> Page:
    """Return the rows that follow a cursor, as many as fit.

    A cursor names the last row that was given and the question it belongs to, so that it
    cannot be used with another one.

    Args:
        items: in their order; read no further than needed.
        name: the id of an item.
        shape: an item as a row.
        limit: at most so many rows.
        cursor: of an earlier answer; null for the first one.
        question: the tool and its arguments.

    Raises:
        UsageError: the limit is out of range, or the cursor is of another question or of a
            store that has changed since.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise UsageError("bad-limit", f"limit={limit} must be from 1 to {MOST_ROWS}")
    digest = _digest(question)
    after = None if cursor is None else _read(cursor, digest)
    rows: list[Json] = []
    size, last = 0, ""
    found = after is None
    for item in items:
        if not found:
            found = name(item) == after
            continue
        if len(rows) == limit or (rows and size > MOST_CHARACTERS):
            return Page(tuple(rows), _write(last, digest))
        row = shape(item)
        length = len(json.dumps(row, ensure_ascii=False))
        if rows and size + length > MOST_CHARACTERS:
            return Page(tuple(rows), _write(last, digest))
        rows.append(row)
        size, last = size + length, name(item)
    if not found:
        raise UsageError(
            "stale-cursor",
            "the store has changed since this cursor was given; ask again without a cursor",
        )
    return Page(tuple(rows), None)


def _digest(question: Mapping[str, Any]) -> str:
    text = json.dumps(question, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _write(after: str, digest: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([digest, after]).encode()).decode().rstrip("=")


def _read(cursor: str, digest: str) -> str:
    try:
        told, after = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError, binascii.Error):
        raise UsageError(
            "bad-cursor", "this is no cursor; give the one of the last answer, or none"
        ) from None
    if told != digest or not isinstance(after, str):
        raise UsageError(
            "bad-cursor",
            "this cursor belongs to another question; repeat the arguments of the answer it came "
            "with, or give none",
        )
    return after
