"""Into which month, quarter or year an act falls, and whether it lies between two days.

One rule for all: an act falls where its first and its last day lie; one of at most
:data:`dragoman.columns.SHORT` days falls where it began. So what falls into a month falls
into the quarter and the year of that month, and an act of which only the year is known
falls into no month.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from dragoman.analyse.table import OPEN, Array
from dragoman.columns import SHORT

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_EPOCH = date(1970, 1, 1)


def number(day: str) -> int:
    """Return an ISO day as days since 1970."""
    return (date.fromisoformat(day) - _EPOCH).days


def iso(day: int) -> str:
    """Return days since 1970 as an ISO day."""
    return (_EPOCH + timedelta(int(day))).isoformat()


def exact(first: Array, last: Array) -> Array:
    """Return which dates are closed on both sides."""
    return (first != OPEN) & (last != OPEN)


def short(first: Array, last: Array) -> Array:
    """Return which dates say the day, or nearly."""
    closed = exact(first, last)
    return closed & (np.where(closed, last.astype(np.int64) - first, SHORT) < SHORT)


def falls(first: Array, last: Array, by: str) -> tuple[Array, Array]:
    """Return the number of the period into which each date falls, and whether into one.

    Args:
        first: days since 1970, ``OPEN`` where not known.
        last: the same.
        by: ``month``, ``quarter`` or ``year``; periods count from January 1970.
    """
    began, ended = (_months(d) // _MONTHS[by] for d in (first, last))
    return began, exact(first, last) & ((began == ended) | short(first, last))


def within(first: Array, last: Array, since: int | None, until: int | None) -> tuple[Array, Array]:
    """Return which dates surely lie between two days, both included, and which may.

    A date without an end that lies before ``since``, or a beginning after ``until``, may
    not. What has no date at all surely lies there if both are open, else it does not.
    """
    low = -(2**40) if since is None else since
    high = 2**40 if until is None else until
    if since is None and until is None:
        return np.ones(len(first), dtype=bool), np.zeros(len(first), dtype=bool)
    dated = (first != OPEN) | (last != OPEN)
    began = np.where(first == OPEN, -(2**40), first.astype(np.int64))
    ended = np.where(last == OPEN, 2**40, last.astype(np.int64))
    brief = short(first, last) & (began >= low) & (began <= high)
    surely = dated & (brief | ((began >= low) & (ended <= high)))
    # A short act that began before counts where it began.
    maybe = dated & ~surely & ~short(first, last) & (ended >= low) & (began <= high)
    return surely, maybe


def label(period: int, by: str) -> str:
    """Return the name of a period: ``2023-09``, ``2023-Q3``, ``2023``."""
    year, part = divmod(period, 12 // _MONTHS[by])
    year += 1970
    return {"month": f"{year}-{part + 1:02}", "quarter": f"{year}-Q{part + 1}"}.get(by, f"{year}")


def bounds(period: int, by: str) -> tuple[int, int]:
    """Return the first and the last day of a period, days since 1970."""
    months = _MONTHS[by]
    starts = np.array([period, period + 1]) * months
    first, after = starts.astype("datetime64[M]").astype("datetime64[D]").astype(int)
    return int(first), int(after) - 1


def period_of(day: int, by: str) -> int:
    """Return the number of the period that holds a day."""
    return int(_months(np.array([day]))[0]) // _MONTHS[by]


def _months(days: Array) -> Array:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
