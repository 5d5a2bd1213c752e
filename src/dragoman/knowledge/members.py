"""Members of organisations, and from when to when.

A line of ``members.txt``::

    nato | ALB(2009-) BEL FRA …

An organisation's id, then its members; years in brackets where a state was not a member all
the time. States that are no more end with their last year.
"""

from __future__ import annotations

import re

_MEMBER = re.compile(r"([A-Z]{3})(?:\(([\d,-]+)\))?")
_YEARS = re.compile(r"(?:\d{4})?-(?:\d{4})?|\d{4}")


class MemberError(ValueError):
    """A line is not what it should be; the message says why."""


def parse(line: str) -> tuple[str, list[tuple[str, str]]]:
    """Read a line: the organisation's id (``org:nato``, ``EUR``), pairs of code and years.

    Years are as in the line (``2009-``), empty for always.

    Raises:
        MemberError: says what is wrong.
    """
    ident, sign, listed = line.partition("|")
    if not sign or not ident.strip():
        raise MemberError("an organisation's id, | and its members are wanted")
    found: list[tuple[str, str]] = []
    for word in listed.split():
        match = _MEMBER.fullmatch(word)
        if match is None:
            raise MemberError(f"{word!r} is no member such as FIN or FIN(2023-)")
        code, years = match.group(1), match.group(2) or ""
        if any(not _YEARS.fullmatch(part) for part in years.split(",") if years):
            raise MemberError(f"{word!r}: years such as 2009- or 1992-2008,2012- are wanted")
        if any(code == other for other, _ in found):
            raise MemberError(f"{code} stands twice")
        found.append((code, years))
    if not found:
        raise MemberError("no members")
    name = ident.strip()
    # The European Union is a party with a code of its own.
    return (name if name.isupper() else f"org:{name}"), found


def within(years: str, year: int | None) -> bool:
    """Return whether stretches of years (``1992-2008,2012-``) hold a year; true without one."""
    if year is None or not years:
        return True
    for part in years.split(","):
        start, dash, end = part.partition("-")
        if int(start or 0) <= year <= int(end or (9999 if dash else start)):
            return True
    return False
