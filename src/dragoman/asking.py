"""What people write when they ask a store: parties, days and choices, turned into a query.

The command line and :mod:`dragoman.api` read their arguments here, so that both take the same.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Protocol

from dragoman.errors import UsageError
from dragoman.records import Modality
from dragoman.stored import EventQuery

MODALITIES = tuple(str(m) for m in Modality)
_CODES = frozenset(["EUR", "IGO", "IMG", "ISM", "MNC", "NGO", "UNO"])


class Codes(Protocol):
    """What is needed of the knowledge."""

    def party_code(self, text: str, /) -> str | None:
        """Return the code of a state or organisation by any of its names."""


def party_code(text: str, knowledge: Codes) -> str:
    """Return the code of a party that a user names.

    A state by alpha-3, alpha-2 or its name in any supported language; anything else by
    its id (``org:nato``, ``EUR``) or by a name that the knowledge finds.

    Raises:
        UsageError: nothing is known by that name.
    """
    name = text.strip()
    code = knowledge.party_code(name)
    if code:
        return code
    # Ids of parties that pages name and the knowledge does not, and codes of no single state.
    if re.fullmatch(r"(org|person):\S+", name) or name.upper() in _CODES:
        return name if ":" in name else name.upper()
    raise UsageError(
        "unknown-party",
        f"no state or organisation is known as {name!r}; give ISO alpha-3, alpha-2 or a name, "
        "such as AZE, az or Azerbaijan; `dragoman list actors` shows who is in the store",
    )


def day(text: str | None, option: str, *, last: bool = False) -> str | None:
    """Return an ISO day for ``2023-09-10``, ``2023-09`` or ``2023`` (its first or last day).

    Raises:
        UsageError: it is no date.
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", text.strip())
    try:
        if match is None:
            raise ValueError
        year, month, number = (int(g) if g else None for g in match.groups())
        if year is None:
            raise ValueError
        if number is not None:
            return datetime.date(year, month or 1, number).isoformat()
        if not last:
            return datetime.date(year, month or 1, 1).isoformat()
        if month is None or month == 12:
            return datetime.date(year, 12, 31).isoformat()
        following = datetime.date(year, month + 1, 1)
        return (following - datetime.timedelta(days=1)).isoformat()
    except ValueError:
        raise UsageError(
            "bad-date", f"{option} {text!r} is no date; write 2023-09-10, 2023-09 or 2023"
        ) from None


def choices(values: Iterable[str] | None, known: tuple[str, ...], option: str) -> tuple[str, ...]:
    """Return values of an option that may be repeated or hold commas, in any case.

    Raises:
        UsageError: one is not known.
    """
    by_key = {k.casefold(): k for k in known}
    given = [part.strip() for value in values or [] for part in value.split(",") if part.strip()]
    for value in given:
        if value.casefold() not in by_key:
            raise UsageError(
                "bad-choice", f"{option} {value!r} is not known; choose from {', '.join(known)}"
            )
    return tuple(dict.fromkeys(by_key[v.casefold()] for v in given))


def windows(text: str | None, option: str) -> tuple[tuple[str, str], tuple[str, str]] | None:
    """Return the ends of two stretches of time, ``2019..2020,2021-01..2021-06``, the earlier first.

    Raises:
        UsageError: they are none, or overlap.
    """
    if text is None:
        return None
    stretches = [part.strip() for part in text.split(",")]
    if len(stretches) != 2 or not all(re.fullmatch(r"[\d-]+(\.\.[\d-]+)?", s) for s in stretches):
        raise UsageError(
            "bad-windows",
            f"{option} {text!r} are not two stretches of time; write 2019..2020,2021-01..2021-06",
        )
    found = []
    for stretch in stretches:
        start, _, end = stretch.partition("..")
        first, last = day(start, option), day(end or start, option, last=True)
        if first is None or last is None or first > last:
            raise UsageError("bad-windows", f"{option} {text!r}: {start} is later than {end}")
        found.append((first, last))
    early, late = sorted(found)
    if early[1] >= late[0]:
        raise UsageError("bad-windows", f"{option} {text!r}: the two overlap")
    return early, late


def query(
    *,
    a: str | None = None,
    b: str | None = None,
    since: str | None = None,
    until: str | None = None,
    types: Iterable[str] | None = None,
    modalities: Iterable[str] | None = None,
    limit: int | None = None,
    options: tuple[str, str, str, str] = ("--since", "--until", "--type", "--modality"),
) -> EventQuery:
    """Return the query for events that a user means.

    Args:
        a: code of a party.
        b: code of a second one.
        since: a day, month or year.
        until: a day, month or year, of which the last day counts.
        types: PLOVER types in any case.
        modalities: in any case.
        limit: at most so many.
        options: how since, until, types and modalities are called where the user wrote them.

    Raises:
        UsageError: one of them is wrong.
    """
    from dragoman.ontology import TYPES

    first, last = day(since, options[0]), day(until, options[1], last=True)
    if first and last and first > last:
        raise UsageError("bad-date", f"{options[0]} {since} is later than {options[1]} {until}")
    return EventQuery(
        a=a,
        b=b,
        since=first,
        until=last,
        types=choices(types, TYPES, options[2]),
        modalities=choices(modalities, MODALITIES, options[3]),
        limit=limit,
    )
