"""Sides of a relation: a party, a list of them, an organisation with its members by year."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dragoman.analyse.table import OPEN, Array, Frame
from dragoman.analysis import Member, Side
from dragoman.knowledge import Knowledge
from dragoman.knowledge.members import within

ALL = Side("*", "all others")
_EPOCH = np.datetime64(0, "D")


def side(codes: Sequence[str], knowledge: Knowledge, *, members: bool = False) -> Side:
    """Return the side that some parties make.

    Args:
        codes: of parties, as :meth:`Knowledge.party_code` gives them.
        knowledge: tells their names and the members of organisations.
        members: an organisation stands for its members, too, each in the years of its
            membership.
    """
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code, []).append("")
        if members:
            for state, years in knowledge.member_years(code):
                found.setdefault(state, []).append(years)
    listed = tuple(Member(c, "" if "" in y else ",".join(y)) for c, y in found.items())
    unique = list(dict.fromkeys(codes))
    return Side("+".join(unique), ", ".join(name_of(c, knowledge) for c in unique), listed)


def name_of(code: str, knowledge: Knowledge) -> str:
    """Return the name of a party; its code where the knowledge has none."""
    entry = knowledge.party(code)
    return code if entry is None else entry.name


def apart(a: Side, b: Side) -> tuple[Side, Side]:
    """Return two sides that share no party: what is in both is left with the smaller one.

    Germany and the European Union are Germany and the others. Two sides of one size both
    lose what they share.
    """
    ours, theirs = {m.code for m in a.members}, {m.code for m in b.members}
    common = ours & theirs
    less_a = common if len(ours) >= len(theirs) else set()
    less_b = common if len(theirs) >= len(ours) else set()
    return _without(a, less_a), _without(b, less_b)


def _without(one: Side, codes: set[str]) -> Side:
    return Side(one.code, one.name, tuple(m for m in one.members if m.code not in codes))


def standing_for(frame: Frame, one: Side) -> Array:
    """Return which entries of the frame's parties count for a side, on the day of the act.

    An act without a date counts for every party that was ever a member.
    """
    parties = frame.parties
    numbers = {name: n for n, name in enumerate(parties.names)}
    found = np.zeros(len(parties.event), dtype=bool)
    day: Array = np.where(frame.first != OPEN, frame.first, frame.last)
    year = (_EPOCH + day.astype("timedelta64[D]")).astype("datetime64[Y]").astype(int) + 1970
    year = np.where(day == OPEN, 0, year)[parties.event]
    for member in one.members:
        number = numbers.get(member.code)
        if number is None:
            continue
        mine = (parties.ids == number) | (parties.countries == number)
        if member.years:
            acting = np.unique(year[mine])
            held = [y for y in acting if within(member.years, int(y) or None)]
            mine &= np.isin(year, held)
        found |= mine
    return found
