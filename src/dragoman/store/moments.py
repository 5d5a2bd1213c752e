"""Moments: what stood at one, and times to write down that never run backwards.

A row holds from `known_at` on until `retired_at`. Moments are ISO 8601 in UTC, to the
second, so that they compare as text. None is now.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, select, true

from dragoman.store.schema import codings, linkings, pages, runs

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_ABANDONED = timedelta(minutes=10)
"""A run that has written nothing for so long was killed, or writes a later time."""
BEGINNING = "0001-01-01T00:00:00Z"
"""A moment before all that is written."""


def moment(text: str) -> str:
    """Return the moment that a day or a time names: of a day its end in UTC.

    A time without an offset is one in UTC; parts of a second are left out.

    >>> moment("2024-05-01"), moment("2024-05-01T02:00:00.5+04:00")
    ('2024-05-01T23:59:59Z', '2024-04-30T22:00:00Z')

    Raises:
        ValueError: the text is neither.
    """
    words = text.strip()
    try:
        return f"{date.fromisoformat(words).isoformat()}T23:59:59Z"
    except ValueError:
        pass
    try:
        time = datetime.fromisoformat(words)
        zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
        plain = zoned.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is no day and no time") from None
    return plain.isoformat(timespec="seconds") + "Z"


def stood(table: Table, at: str | None) -> ColumnElement[bool]:
    """Return whether a row of a table with a history held at a moment."""
    gone = table.c.retired_at
    if at is None:
        return gone.is_(None)
    return (table.c.known_at <= at) & (gone.is_(None) | (gone > at))


def known(table: Table, at: str | None) -> ColumnElement[bool]:
    """Return whether a row was in the store at a moment, whether it held or not."""
    return true() if at is None else table.c.known_at <= at


def last_written(connection: Connection) -> str:
    """Return the time of the newest run, page, coding or linking; empty in a new store."""
    last = (
        select(column).order_by(key.desc()).limit(1).scalar_subquery()
        for column, key in (
            (runs.c.started_at, runs.c.run_id),
            (runs.c.ended_at, runs.c.run_id),
            (pages.c.known_at, pages.c.page_id),
            (codings.c.known_at, codings.c.coding_id),
            (linkings.c.known_at, linkings.c.linking_id),
        )
    )
    return max(time or "" for time in connection.execute(select(*last)).one())


def following(time: str) -> str:
    """Return the next moment after one; a time that is not of our form stays."""
    try:
        parsed = datetime.strptime(time, _FORM)
    except ValueError:
        return time
    return (parsed + timedelta(seconds=1)).strftime(_FORM)


def settled(connection: Connection, *, now: str) -> str:
    """Return the last moment at which nothing more will be written.

    A run may write several times at one moment, and two runs never do.
    """
    last = last_written(connection)
    if not last:
        return BEGINNING
    open_run = select(runs.c.run_id).where(runs.c.ended_at.is_(None)).limit(1)
    if connection.execute(open_run).first() is None:
        return last
    try:
        time = datetime.strptime(last, _FORM)
        if datetime.strptime(now, _FORM) - time > _ABANDONED:
            return last
        return (time - timedelta(seconds=1)).strftime(_FORM)
    except ValueError:
        return last
