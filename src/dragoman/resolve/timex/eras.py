"""Rules for lunar months, quarters and halves of years, and days counted from a date."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from dragoman.records import Basis, Precision
from dragoman.resolve import calendars
from dragoman.resolve.calendars import Stretch
from dragoman.resolve.timex.absolute import CalendarRules
from dragoman.resolve.timex.words import (
    DAY,
    NARROW,
    SHIFTS,
    WIDE,
    Reading,
    Setting,
    Tense,
    of_day,
    of_stretch,
)

# Months of the lunar calendar that are told alone: Ramadan and Muharram; the names of the
# others are names of men or common words too.
_TOLD_ALONE = (9, 1)
_QUARTER = re.compile(r"\b[QТ]([1-4])\b")
_LINK_WORDS = "of de du des d' del من از после after before от"
_LINKS = frozenset(_LINK_WORDS.split())
_ABLATIVE = re.compile(r"[\w'’](?:dan|den|tan|ten|dən)\s*$")
_WEEK_OF = re.compile(r"\b(?:week of|semana del?|semaine du)\b", re.IGNORECASE)
# A day just past or just ahead is let pass, as with other months.
_DAYS_LET_PASS = 3


class EraRules(CalendarRules):
    """“12 Ramadan 1445”, “the first quarter”, “two weeks after 7 January”."""

    def _by_lunar_month(self) -> Reading | None:
        """“12 Rabi I 1446”, “next Ramadan”, by the Umm al-Qura calendar.

        A whole month is a range, not a month: it is none of the Gregorian calendar.
        """
        if not self.indexes("lunar") or self.has("eid"):
            return None
        points = self._months("lunar")
        number, of_month = points[0]
        named = [
            i.value("number")
            for i in self.items
            if i.digits == 4 and 1300 <= i.value("number") <= 1500
        ]
        if of_month is None and not named and number not in _TOLD_ALONE:
            return None
        year = named[0] if named else self._lunar_year(number, of_month)
        if year is None:
            return None
        if of_month is None:
            whole = calendars.lunar_month(year, number)
            reading = of_stretch(whole, Precision.RANGE, Basis.STATED, WIDE)
        else:
            days = [calendars.lunar(year, n, d) for n, d in points if d is not None]
            first, last = days[0], days[-1]
            if first is None or last is None or last < first:
                return None
            if last > first:
                self.spans = True
                return Reading(first, last, Precision.RANGE, Basis.STATED, NARROW)
            reading = of_day(first, Basis.STATED, DAY)
        if reading is None or reading.start is None:
            return None
        return replace(reading, own_year=reading.start.year if named else None)

    def _lunar_year(self, number: int, of_month: int | None) -> int | None:
        """Choose the year of a lunar date that names none, by where the act lies."""
        reference = self.setting.reference
        if reference is None:
            return None
        near = calendars.lunar_year_of(reference)
        found: list[tuple[int, Stretch]] = []
        for year in range(near - 2, near + 3):
            day = calendars.lunar(year, number, of_month) if of_month else None
            whole = calendars.day(day) if day else calendars.lunar_month(year, number)
            if whole is not None and (day or not of_month):
                found.append((year, whole))
        if self.has("last", "last_year"):
            past = [y for y, whole in found if whole.end < reference]
            return past[-1] if past else None
        if self.has("next"):
            return next((y for y, whole in found if whole.start > reference), None)
        if self.tense() is Tense.FUTURE:
            return next((y for y, whole in found if whole.end >= reference), None)
        begun = [y for y, w in found if (w.start - reference).days <= _DAYS_LET_PASS]
        return begun[-1] if begun else None

    def _by_share(self) -> Reading | None:
        """“the first quarter of 2023”, “last quarter”, “the second half of March”."""
        short = _QUARTER.search(self.text)
        if not (short or self.has("quarter", "half")) or self.has("decades", "fraction"):
            return None
        ordinals = [i.value("ordinal") for i in self.items if i.has("ordinal")]
        if not ordinals:
            ordinals = [
                i.value("number") for i in self.items if i.has("number") and 0 < i.digits < 2
            ]
        number = int(short[1]) if short else ordinals[0] if len(ordinals) == 1 else None
        if number is None:
            return self._quarter_named_relatively()
        if not 1 <= number <= (2 if self.has("half") else 4):
            return None
        month = self._half_of_month(number) if self.has("half") else None
        if month is not None:
            return month
        if self.has("month", "solar", "lunar", "weekday"):
            return None
        # “second”, “segundo” are units and ordinals.
        units = {
            self.items[n].classes["unit"]
            for n in self.indexes("unit")
            if not self.items[n].has("ordinal")
        }
        named = self.years()
        unknown = any(not i.classes and i.word[0].isalpha() and len(i.word) > 2 for i in self.items)
        if units - {"year"} or (unknown and not named):
            return None
        if named and named[0] < 1700:
            return self._solar_share(named[0], number)
        share = calendars.half if self.has("half") else calendars.quarter
        year = named[0] if named else self.relative_year()
        basis = Basis.STATED if named else Basis.RELATIVE
        if year is None:
            year = self._year_of_share(share(2000, number))
        stretch = share(year, number) if year is not None else None
        reading = of_stretch(stretch, Precision.RANGE, basis, WIDE)
        return replace(reading, own_year=named[0]) if reading and named else reading

    def _solar_share(self, year: int, number: int) -> Reading | None:
        """“نیمهٔ اول سال ۱۴۰۱”: a half or a quarter of a Solar Hijri year."""
        length = 6 if self.has("half") else 3
        first = calendars.solar_month(year, (number - 1) * length + 1)
        last = calendars.solar_month(year, number * length)
        if first is None or last is None:
            return None
        start = first.start
        return Reading(start, last.end, Precision.RANGE, Basis.STATED, WIDE, start.year)

    def _by_week_of_month(self) -> Reading | None:
        """“the first week of March”, “the last Monday of May”, “la semana del 6 de marzo”.

        The first week is the 1st to the 7th, and so on; the last is the last seven days.
        """
        points = self._months("month")
        units = {str(self.items[n].classes["unit"]) for n in self.indexes("unit")}
        weekdays = self.indexes("weekday")
        counted = "fortnight" in units or ("week" in units) != (len(weekdays) == 1)
        if len(points) != 1 or not counted:
            return None
        ordinals = [n for n in range(len(self.items)) if self._nth(n)]
        named = self.years()
        number, of_month = points[0]
        near = (named[0], Basis.STATED) if named else self._near_month(number)
        whole = calendars.month(near[0], number) if near else None
        if near is None or whole is None:
            return None
        own = named[0] if named else None
        if of_month and not ordinals and "week" in units and _WEEK_OF.search(self.text):
            day = calendars.make(near[0], number, of_month)
            week = calendars.week(day) if day else None
            return of_stretch(week, Precision.WEEK, near[1], NARROW)
        nth = (
            self._nth(ordinals[0]) if len(ordinals) == 1 else -1 if self.has("last", "past") else 0
        )
        if (
            not nth
            or (self.has("last", "past") and ordinals)
            or any(i.digits == 2 for i in self.items)
        ):
            return None
        if weekdays:
            day = self._nth_weekday(whole, self.items[weekdays[0]].value("weekday"), nth)
            return of_day(day, near[1], DAY, own)
        if "fortnight" in units and "week" not in units:
            return self._half_of_month(nth) if nth in (1, 2) else None
        first = calendars.shifted(whole.start, 7 * (nth - 1)) if nth > 0 else None
        first = first or calendars.shifted(whole.end, -6)
        last = calendars.shifted(first, 6) if first else None
        if first is None or last is None or first > whole.end:
            return None
        return Reading(first, min(last, whole.end), Precision.RANGE, near[1], NARROW, own)

    def _near_month(self, number: int) -> tuple[int, Basis] | None:
        own = self.relative_year()
        return (own, Basis.RELATIVE) if own else self.near_year(number, None)

    def _nth(self, at: int) -> int:
        """Return 1 to 5 for an ordinal beside a week or a weekday; else 0."""
        item = self.items[at]
        if not item.has("ordinal"):
            return 0
        near = self.items[max(at - 2, 0) : at + 3]
        beside = any(i.has("unit", "weekday") and not i.has("month", "ordinal") for i in near)
        value = item.value("ordinal")
        return value if beside and 1 <= value <= 5 else 0

    def _nth_weekday(self, whole: Stretch, number: int, nth: int) -> date | None:
        if nth < 0:
            return calendars.weekday_on_or_before(whole.end, number)
        first = calendars.weekday_on_or_after(whole.start, number)
        found = calendars.shifted(first, 7 * (nth - 1)) if first else None
        return found if found and found <= whole.end else None

    def _year_of_share(self, share: Stretch | None) -> int | None:
        """Choose the year of a quarter or half that names none."""
        reference = self.setting.reference
        if reference is None or share is None:
            return None
        if self.tense() is Tense.FUTURE:
            return reference.year + (share.end.month < reference.month)
        return reference.year - (share.start.month > reference.month)

    def _half_of_month(self, number: int) -> Reading | None:
        """“the first half of March”: to the 15th, and from the 16th on."""
        points = self._months("month")
        # In “النصف الثاني من مارس” the ordinal stands where a day would.
        if len(points) == 1 and points[0][1] in (None, number):
            named = self.years()
            near = (named[0], Basis.STATED) if named else self.near_year(points[0][0], None)
            whole = calendars.month(near[0], points[0][0]) if near else None
        else:
            return None
        if whole is None or near is None:
            return None
        middle = whole.start.replace(day=15)
        after = whole.start.replace(day=16)
        start, end = (whole.start, middle) if number == 1 else (after, whole.end)
        return Reading(start, end, Precision.RANGE, near[1], WIDE, named[0] if named else None)

    def _quarter_named_relatively(self) -> Reading | None:
        reference = self.setting.reference
        if reference is None or not self.has("quarter") or self.unknown() or self.has("number"):
            return None
        for name, shift in SHIFTS:
            if self.has(name):
                running = (reference.month + 2) // 3
                whole = calendars.quarter(reference.year, running, shift)
                return of_stretch(whole, Precision.RANGE, Basis.RELATIVE, WIDE)
        return None

    def _by_new_year(self) -> Reading | None:
        """“in the new year”: the one to come, or the one just begun."""
        reference = self.setting.reference
        if not self.has("new_year") or reference is None or self.has("month", "feast"):
            return None
        if self.language == "fa":
            return None
        if reference.month <= 3:
            year = reference.year
        elif self.tense() is Tense.FUTURE:
            year = reference.year + 1
        else:
            return None
        whole = calendars.years(year, year)
        return of_stretch(whole, Precision.YEAR, Basis.RELATIVE, WIDE)

    # -- days counted from a date that the expression names ---------------------

    def _by_offset(self) -> Reading | None:
        """“two weeks after 7 January”, “le lendemain du 14 juillet”.

        A date behind a comma is the act's own: “two days after the coup, on 5 June”.
        """
        head = self._turkic_head() if self.language in ("tr", "az") else self._head()
        if head is None:
            return None
        unit, count, text = head
        told, _, own = text.rpartition(",")
        told, own = (told, own) if told.strip() and own.strip() else (text, "")
        setting = replace(self.setting, anchors=False)
        if own:
            apart = self._read_part(own, setting)
            if apart is not None:
                self.spans = True
                return apart
        anchor = self._read_part(text, setting)
        if anchor is None or anchor.start is None:
            return None
        self.spans = True
        found = self._from_date(anchor.start, unit, count)
        return replace(found, own_year=anchor.own_year) if found else None

    def _read_part(self, text: str, setting: Setting) -> Reading | None:
        raise NotImplementedError

    def _from_date(self, anchor: date, unit: str, count: int) -> Reading | None:
        if unit in ("day", "night", "week", "fortnight"):
            return of_day(calendars.moved(anchor, unit, count), Basis.RELATIVE, DAY)
        moved = calendars.moved(anchor, unit, count)
        if moved is None or unit not in ("month", "year"):
            return None
        if unit == "month":
            whole = calendars.month(moved.year, moved.month)
            return of_stretch(whole, Precision.MONTH, Basis.RELATIVE, WIDE)
        return of_stretch(
            calendars.years(moved.year, moved.year), Precision.YEAR, Basis.RELATIVE, WIDE
        )

    def _dated(self, first: int, last: int) -> bool:
        """Whether a date stands between two indexes."""
        return any(i.has("month", "solar", "weekday", "today") for i in self.items[first:last])

    def _head(self) -> tuple[str, int, str] | None:
        """Return unit, signed count and the words counted from, where a date is among them."""
        context = [n for n in self.indexes("context") if self.items[n].value("context")]
        if context:
            at = context[0]
            linked = self.items[at].word.split()[-1] in _LINKS
            after = at + 1
            if not linked and after < len(self.items):
                linked = self.items[after].word.split()[0] in _LINKS
            if not linked or not self._dated(after, len(self.items)):
                return None
            last = after if self.items[after].word in _LINKS else at
            return "day", self.items[at].value("context"), self.text[self.items[last].end :]
        units = self.indexes("unit")
        if not units or not self._dated(units[0] + 1, len(self.items)):
            return None
        at = units[0]
        count = self._count_at(at)
        article = at > 0 and self.items[at - 1].word in ("a", "an", "une", "una")
        if count is None and (article or self.language in ("ru", "ar", "fa")):
            count = 1
        if count is None:
            return None
        for n in range(at + 1, min(at + 3, len(self.items))):
            item = self.items[n]
            sign = 1 if item.has("after", "later") else -1 if item.has("before", "earlier") else 0
            if self.language == "ar" and item.word == "من":
                sign = -1 if self.has("ago", "before") else 1 if self.has("after") else 0
            if self.language == "fa" and item.has("ago") and item.word != "پیش از این":
                sign = -1 if n + 1 < len(self.items) and self.items[n + 1].word == "از" else 0
            if sign:
                return str(self.items[at].classes["unit"]), sign * count, self.text[item.end :]
        return None

    def _turkic_head(self) -> tuple[str, int, str] | None:
        """“7 Ocak'taki karardan iki hafta sonra”: the date stands first, in the ablative."""
        units = [n for n in self.indexes("unit") if self._count_at(n) is not None]
        if not units or not self.has("later", "ago", "earlier"):
            return None
        at, start = units[-1], units[-1]
        while start > 0 and (self.items[start - 1].has("number") or start == at):
            start -= 1
        count = self._count_at(at)
        text = self.text[: self.items[start].start]
        ablative = _ABLATIVE.search(text)
        if count is None or not self._dated(0, start) or ablative is None:
            return None
        sign = 1 if any(i.has("later") for i in self.items[at:]) else -1
        return str(self.items[at].classes["unit"]), sign * count, text[: ablative.start() + 1]

    def _count_at(self, at: int) -> int | None:
        raise NotImplementedError
