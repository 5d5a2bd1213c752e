"""Offices and who held them when: the terms, their check, and what they cover.

A line of ``offices.txt`` is one term::

    IRN | FM | foreign minister | Abbas Araghchi | 2024-08-21 | | high | Araqchi; Аракчи

State (or ``org:`` id), office, title as news writes it, holder (``*`` before the surname
where it is not the last word), first and last day as exactly as they are known (``2013``,
``2013-08``, ``2013-08-15``; ``?`` unknown; an empty end: holds it still), confidence, other
spellings. `` acting`` behind the title marks who only stood in.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

OFFICES = {
    "HS": "head of state",
    "HG": "head of government",
    "FM": "foreign minister",
    "DM": "defense minister",
    "CS": "chief of the general staff",
    "IM": "interior minister",
    "NS": "national security adviser",
    "SP": "speaker of parliament",
    "VP": "vice president",
    "SY": "head of intelligence",
    "AM": "ambassador to the UN",
    "SK": "foreign ministry spokesperson",
    "HD": "head of the organisation",
}
CONFIDENCE = ("high", "medium", "low")
#: The PLOVER sector of who holds an office, where it is not GOV.
SECTOR = {"DM": "MIL", "CS": "MIL", "SP": "LEG", "SY": "SPY", "IM": "COP"}
#: Coverage is counted from here on, to the day the data were last brought up to date.
SINCE, UNTIL = "2000-01-01", "2026-01-01"
MAIN = ("HS", "HG", "FM", "DM", "CS")
_DATE = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")


class TermError(ValueError):
    """A line is no term; the message says why."""


@dataclass(frozen=True, slots=True)
class Term:
    """One person's time in an office; dates as the line gives them, null where unknown.

    ``open`` tells that the holder is in office still; ``known``, where the end is not
    known, until when he surely was.
    """

    code: str
    office: str
    title: str
    holder: str
    start: str | None
    end: str | None
    open: bool
    confidence: str
    aliases: tuple[str, ...] = ()
    acting: bool = False
    known: str | None = None

    @property
    def name(self) -> str:
        """The holder's name without the sign that marks the surname."""
        return self.holder.replace("*", "")

    def covers(self, day: str) -> bool | None:
        """Return whether the holder was in office on a day; null where dates do not tell.

        Args:
            day: an ISO day, month or year; of a month or year, its whole.
        """
        first, last = bounds(day)
        if self.start is not None and last < bounds(self.start)[0]:
            return False
        if self.end is not None and first > bounds(self.end)[1]:
            return False
        begun = self.start is not None and first >= bounds(self.start)[1]
        until = self.end or self.known
        lasts = self.open or (until is not None and last <= bounds(until)[0])
        return True if begun and lasts else None

    def years(self) -> str:
        """Return the stretch of years, as a person's entry has it."""
        start = (self.start or self.end or "")[:4]
        end = "" if self.open else (self.end or self.known or self.start or "")[:4]
        return f"{start}-{end}"


def bounds(value: str) -> tuple[str, str]:
    """Return first and last day that an ISO day, month or year may mean."""
    if len(value) == len("2013-08-15"):
        return value, value
    if len(value) == len("2013-08"):
        year, month = int(value[:4]), int(value[5:7])
        after = date(year + month // 12, month % 12 + 1, 1)
        return f"{value}-01", (after - timedelta(days=1)).isoformat()
    return f"{value}-01-01", f"{value}-12-31"


def parse(line: str) -> Term:
    """Read a line.

    Raises:
        TermError: says what is wrong.
    """
    parts = [p.strip() for p in line.split("|")]
    if len(parts) != 8:
        raise TermError(f"eight fields are wanted, there are {len(parts)}")
    code, office, title, holder, start, end, confidence, aliases = parts
    if office not in OFFICES:
        raise TermError(f"unknown office {office!r}")
    if confidence not in CONFIDENCE:
        raise TermError(f"confidence {confidence!r} is none of {', '.join(CONFIDENCE)}")
    if not holder or not title:
        raise TermError("title and holder are wanted")
    known = end.removesuffix("+") if end.endswith("+") else None
    if known is not None:
        _checked(known)
        end = "?"
    for value in (start, end):
        if value not in ("", "?"):
            _checked(value)
    if start == "":
        raise TermError("the first day is wanted, or ?")
    term = Term(
        code,
        office,
        title.removesuffix(" acting"),
        holder,
        None if start == "?" else start,
        end if end not in ("", "?") else None,
        end == "",
        confidence,
        tuple(a.strip() for a in aliases.split(";") if a.strip()),
        title.endswith(" acting"),
        known,
    )
    if term.start and term.known and bounds(term.start)[0] > bounds(term.known)[1]:
        raise TermError(f"{start} to {known}+ runs backwards")
    if term.start and term.end and bounds(term.start)[0] > bounds(term.end)[1]:
        raise TermError(f"{start} to {end} runs backwards")
    return term


def _checked(value: str) -> None:
    match = _DATE.fullmatch(value)
    if match is None:
        raise TermError(f"{value!r} is no date")
    year, month, day = match.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        raise TermError(f"{value!r} is no date") from None


def by_office(terms: Iterable[Term]) -> dict[tuple[str, str], list[Term]]:
    """Return the terms of each state's offices, by their first day."""
    found: dict[tuple[str, str], list[Term]] = defaultdict(list)
    for term in terms:
        found[term.code, term.office].append(term)
    for held in found.values():
        held.sort(key=lambda t: (t.start or t.end or "", t.end or "9999"))
    return dict(found)


def overlaps(terms: Sequence[Term]) -> Iterator[str]:
    """Yield in words each pair of terms of one office that surely overlap.

    Who stands in for somebody on leave overlaps with him by right.
    """
    for (code, office), held in sorted(by_office(terms).items()):
        for i, one in enumerate(held):
            for other in held[i + 1 :]:
                if one.acting or other.acting or one.name == other.name:
                    continue
                if one.known and other.start and bounds(one.known)[0] > bounds(other.start)[1]:
                    yield (
                        f"{code} {office}: {one.name} until {one.known} at least, "
                        f"{other.name} from {other.start}"
                    )
                    continue
                if other.start is None or one.end is None:
                    if one.open and other.start is not None:
                        yield f"{code} {office}: {one.name} holds it still, {other.name} too"
                    continue
                if bounds(one.end)[0] > bounds(other.start)[1]:
                    yield (
                        f"{code} {office}: {one.name} until {one.end}, "
                        f"{other.name} from {other.start}"
                    )


def coverage(held: Sequence[Term]) -> float:
    """Return the share of the days from SINCE to UNTIL on which an office has a holder."""
    first, last = date.fromisoformat(SINCE), date.fromisoformat(UNTIL)
    stretches = []
    for term in held:
        until = term.end or term.known
        if term.start is None or (until is None and not term.open):
            continue
        start = max(date.fromisoformat(bounds(term.start)[0]), first)
        end = last if term.open or until is None else date.fromisoformat(bounds(until)[1])
        stretches.append((start, min(end, last)))
    covered, reached = 0, first
    for start, end in sorted(stretches):
        covered += max((end - max(start, reached)).days, 0)
        reached = max(reached, end)
    return min(1.0, covered / (last - first).days)


def gaps(held: Sequence[Term], least: int = 366) -> Iterator[tuple[str, str]]:
    """Yield the stretches of more than so many days without a holder, between two terms."""
    known = [t for t in held if t.start and (t.end or t.known or t.open)]
    reached: date | None = None
    for term in known:
        start = date.fromisoformat(bounds(term.start or "")[0])
        if reached is not None and (start - reached).days > least:
            yield reached.isoformat(), start.isoformat()
        until = term.end or term.known or ""
        end = date.max if term.open else date.fromisoformat(bounds(until)[1])
        reached = end if reached is None else max(reached, end)
