"""Time expressions as bags of words: what all rules of the grammar share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dragoman.records import Basis, Precision
from dragoman.resolve import calendars
from dragoman.resolve.calendars import Stretch
from dragoman.resolve.lexicon import Item, time_lexicon, tokenize
from dragoman.resolve.numbers import read_number


class Tense(StrEnum):
    """Where the act lies, seen from the day of publication."""

    PAST = "past"
    FUTURE = "future"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Setting:
    """What an expression is read against.

    Attributes:
        reference: the day of publication, or null.
        tense: where the act lies.
        context: the last days named before the expression, for “the next day”.
        year: the year of another date in the text, for dates without one.
        anchors: whether the act is the event that the expression counts from, as the
            signing is in “on Friday, two days after they signed”.
        order: ``dm`` or ``md`` where other dates of an English text show which of two
            numbers is the day; else null.
        south: how many states of the southern hemisphere the sentence names.
    """

    reference: date | None = None
    tense: Tense = Tense.PAST
    context: Stretch | None = None
    year: int | None = None
    anchors: bool = False
    order: str | None = None
    south: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """Days that an expression means; an open end is null.

    ``rank`` orders readings of several expressions of one act, the most telling first.
    ``own_year`` is the year where the expression itself names it.
    """

    start: date | None
    end: date | None
    precision: Precision
    basis: Basis
    rank: int
    own_year: int | None = None


#: Ranks of readings: a day; a few days; longer; a time of a day told elsewhere; open ends.
DAY, NARROW, WIDE, PART, OPEN = 0, 1, 2, 3, 4
_NUMERIC = re.compile(
    r"(?<!\d)(?:(?P<y>\d{4})[-./](?P<m>\d{1,2})[-./](?P<d>\d{1,2})"
    r"|(?P<a>\d{1,2})(?P<s>[-./])(?P<b>\d{1,2})(?P=s)(?P<c>\d{4}))(?!\d)"
)
# “12.05.97”, and “13/11” without a year.
_SHORT = re.compile(
    r"(?<![\d./:-])(?P<a>\d{1,2})(?:(?P<s>[./])(?P<b>\d{1,2})(?P=s)(?P<c>\d{2})"
    r"|/(?P<b2>\d{1,2}))(?![\d/:]|[.-]\d)"
)
_CLOCK = re.compile(
    r"(?<!\d)\d{1,2}\s?[:hH٫]\s?\d{2}(?!\d)|(?<![\d.])\d{1,2}\.\d{2}(?=[-–]\d{1,2}\.\d{2}(?![\d.]))"
    r"|(?<=[-–])\d{1,2}\.\d{2}(?![\d.])"
    r"|(?<!\d)\d{1,2}\s?(?:a\.m\.|p\.m\.|am\b|pm\b|GMT\b|UTC\b)",
    re.IGNORECASE,
)
_ENDINGS = r"(?:['’]?s\b|-?е\b|-?х\b|-ых\b|['’]?(?:l[ae]r|l[ıiuü])\w*|-?c[ıiuü] ill[əe]r\w*)"
_DECADE = re.compile(
    rf"(?<!\d)(?P<y>\d{{3}}0){_ENDINGS}|(?:années|años)\s+(?P<y2>\d{{3}}0)(?!\d)"
    rf"|(?<![\d.,:/])['’]?(?P<d>[2-9]0){_ENDINGS}|(?:années|años|los)\s+['’]?(?P<d2>[2-9]0)(?!\d|\s+d)",
    re.IGNORECASE,
)
# “в ночь с 7 на 8 августа”: the word between stands for “to”.
_NIGHT_FROM = re.compile(r"(?<=ноч)(\w*\s+со?\s+\S+(?:\s+\w+)?\s+)на(?=\s)", re.IGNORECASE)


#: Words that move a period by so many: “the week before last”, “next month”.
SHIFTS = (("before_last", -2), ("after_next", 2), ("this", 0), ("last", -1), ("next", 1))


def of_day(
    found: date | None, basis: Basis, rank: int, own_year: int | None = None
) -> Reading | None:
    """Return the reading of one day, or None without one."""
    if found is None:
        return None
    return Reading(found, found, Precision.DAY, basis, rank, own_year)


def of_stretch(
    whole: Stretch | None, precision: Precision, basis: Basis, rank: int
) -> Reading | None:
    """Return the reading of a stretch of days, or None without one."""
    if whole is None:
        return None
    return Reading(whole.start, whole.end, precision, basis, rank)


def _items(text: str, language: str) -> list[Item]:
    """Read a text as items, number words put together."""
    raw = list(time_lexicon(language).items(tokenize(text)))
    items: list[Item] = []
    at = 0
    while at < len(raw):
        item = raw[at]
        found = None if item.digits else read_number(raw, at)
        if found is None or found[1] == at + 1:
            items.append(item)
            at += 1
            continue
        value, end = found
        kind = "ordinal" if any(i.has("ordinal") for i in raw[at:end]) else "number"
        word = " ".join(i.word for i in raw[at:end])
        items.append(Item({kind: int(value)}, word, item.start, raw[end - 1].end))
        at = end
    return items


def blank(text: str, pattern: re.Pattern[str]) -> str:
    """Return a text with spaces for what a pattern matches, so that offsets stay."""
    return pattern.sub(lambda m: " " * len(m.group()), text)


class Words:
    """The words of one expression, and the setting it is read in."""

    def __init__(self, text: str, language: str, setting: Setting) -> None:
        self.language = language
        self.setting = setting
        self.text = text
        if language == "ru":
            text = _NIGHT_FROM.sub(r"\1 -", text)
        self.decade = _DECADE.search(text)
        self.numeric = _NUMERIC.search(text) or _SHORT.search(text)
        self.clock = _CLOCK.search(text) is not None and not self.numeric
        rest = blank(text, _NUMERIC) if self.numeric else blank(text, _CLOCK)
        self.items = _items(rest, language)
        # Set by the rule that reads two ends of a range.
        self.spans = False
        # Set where “after” and “before” have been counted with.
        self.settled = False

    def has(self, *names: str) -> bool:
        """Whether any item belongs to one of the classes."""
        return any(item.has(*names) for item in self.items)

    def indexes(self, name: str) -> list[int]:
        """Return where items of a class stand."""
        return [n for n, item in enumerate(self.items) if item.has(name)]

    def unknown(self) -> bool:
        """Whether a word stands there that no class knows (signs do not count)."""
        return any(not i.classes and i.word[0].isalpha() for i in self.items)

    def tense(self) -> Tense:
        """Return where the named time lies, seen from the day of publication."""
        # What lasts “until Friday” may have begun; its end may lie ahead all the same.
        if self.setting.tense is Tense.PAST and self.has("until", "by"):
            return Tense.OPEN
        # “come Thursday”
        if self.setting.tense is Tense.PAST and self.has("ahead"):
            return Tense.FUTURE
        return self.setting.tense

    def years(self) -> list[int]:
        """Return the years written in four digits; Solar Hijri ones in Persian alone."""
        found = []
        for n, item in enumerate(self.items):
            after = self.items[n + 1] if n + 1 < len(self.items) else None
            if item.digits == 4 and 1200 <= item.value("number") <= 2199:
                if after is not None and after.has("unit") and after.classes["unit"] != "year":
                    continue
                found.append(item.value("number"))
        modern = [y for y in found if y >= 1700]
        return found if self.language == "fa" and not modern else modern

    def part_of(self, whole: Stretch, precision: Precision) -> tuple[Stretch, Precision]:
        """Cut a month or year to its early, middle or late part, if one is named."""
        days = (whole.end - whole.start).days + 1
        by_month = days > 40
        if days < 28:
            return whole, precision
        if self.has("end") and self.has("until", "by", "before"):
            return whole, precision
        third = 0 if self.has("start") else 1 if self.has("middle") else 2
        if not self.has("start", "middle", "late", "end"):
            return whole, precision
        if by_month and whole.start.day == 1:
            first = calendars.month(whole.start.year, whole.start.month, third * days // 91)
            last = calendars.month(
                whole.start.year, whole.start.month, third * days // 91 + days // 91 - 1
            )
            if first and last:
                return Stretch(first.start, min(last.end, whole.end)), Precision.RANGE
        start = calendars.shifted(whole.start, third * 10)
        end = whole.end if third == 2 else calendars.shifted(whole.start, third * 10 + 9)
        if start and end:
            return Stretch(start, min(end, whole.end)), Precision.RANGE
        return whole, precision

    def near_year(self, number: int, of_month: int | None) -> tuple[int, Basis] | None:
        """Choose the year of a date that names none; None where there is no ground."""
        reference = self.setting.reference
        if self.setting.year is not None and reference is None:
            return self.setting.year, Basis.INHERITED
        if reference is None:
            return None
        tense = self.tense()
        this = calendars.make(reference.year, number, of_month or 1)
        if this is None:
            return None
        if of_month is None:
            this_month = reference.replace(day=1)
            gone, ahead = this <= this_month, this >= this_month
        else:
            gone, ahead = this <= reference, this >= reference
        year = reference.year
        if tense is Tense.PAST and not gone:
            # A few days ahead: the act is planned, or the page was dated too early. Last
            # year's day would be wrong; more than a few and neither year is sure.
            distance = (this - reference).days
            if of_month is not None and distance <= 3:
                return year, Basis.STATED
            if of_month is not None and distance <= 14:
                return None
            year -= 1
        elif tense is Tense.PAST and of_month is not None:
            next_year = calendars.make(year + 1, number, of_month)
            if next_year and (next_year - reference).days <= 3:
                year += 1
        elif tense is Tense.FUTURE and not ahead:
            # “since 3 March, will …”: a day just past stays in its year.
            if self.has("since") or (reference - this).days <= (3 if of_month else 0):
                return year, Basis.STATED
            year += 1
        elif tense is Tense.OPEN:
            choices = (year - 1, year, year + 1)
            days = [(y, calendars.make(y, number, of_month or 15)) for y in choices]
            near = [(abs((d - reference).days), y) for y, d in days if d]
            year = min(near)[1] if near else year
        return year, Basis.STATED

    def season_here(self, number: int) -> int | None:
        """Return a season as that of the north at the same time.

        In the south spring is in September; where one state of the south is named with
        others, whose season is meant is not told.
        """
        if self.setting.south == 1:
            return None
        return (number + 2) % 4 if self.setting.south else number

    def relative_year(self) -> int | None:
        """Return the year that “last year”, “this year” or “next year” names."""
        if self.setting.reference is None:
            return None
        year = self.setting.reference.year
        if self.has("this_year"):
            return year
        if self.has("last_year"):
            return year - 1
        for at in self.indexes("unit"):
            if self.items[at].classes["unit"] != "year":
                continue
            near = self.items[max(at - 2, 0) : at + 3]
            for name, shift in SHIFTS:
                if any(i.has(name) for i in near):
                    return year + shift
        return None
