"""Rules for dates that count from the day of publication or from another date."""

from __future__ import annotations

import re
from datetime import date

from dragoman.records import Basis, Precision
from dragoman.resolve import calendars
from dragoman.resolve.lexicon import fold
from dragoman.resolve.timex.words import (
    DAY,
    NARROW,
    OPEN,
    PART,
    SHIFTS,
    WIDE,
    Reading,
    Tense,
    Words,
    of_day,
    of_stretch,
)

_IN = re.compile(r"(?:in|dans|dentro de|через)\s", re.IGNORECASE)
# “через два дня”, “iki gün sonra” count from now where the act lies ahead.
_WEEK_ON = re.compile(
    r"\b\w+day (?:week|fortnight)\b|\ba (?:week|fortnight) (?:on|from) \w+day\b", re.IGNORECASE
)
_ARABIC_PLURALS = frozenset(
    fold(word) for word in ("الأيام", "الأسابيع", "الأشهر", "السنوات", "الأعوام", "الساعات")
)
_NEAREST = re.compile(r"\b(?:coming|upcoming)\b|ближайш", re.IGNORECASE)
# So few weeks count to the day; more are meant to the week.
_WEEKS_BY_DAY = 4
_ROUGHLY = re.compile(
    r"\b(?:about|around|nearly|almost|some|roughly|over|couple|few|casi|unas|cerca|environ|presque"
    r"|около|примерно|почти|больше|более|yaklaşık|təxminən|نحو|حوالي|قرابة|حدود|نزدیک)\b",
    re.IGNORECASE,
)
_LATER_MEANS_IN = ("ru", "ar", "tr", "az", "fa")


class RelativeRules(Words):
    """“on Sunday”, “last month”, “two days later”, “overnight”."""

    def _by_weekday(self) -> Reading | None:
        at = self.indexes("weekday")
        reference = self.setting.reference
        if not at or reference is None:
            return None
        apart = any(self.items[n].value("context") for n in self.indexes("context"))
        if apart and not self.has("this", "last", "next"):
            return None
        if len(at) == 1:
            told = self._weekday_with_date(self.items[at[0]].value("weekday"), at[0], reference)
            if told is not None:
                return told
        found = [self._weekday(self.items[n].value("weekday"), reference) for n in at]
        first, last = found[0], found[-1]
        if first is None or last is None:
            return None
        if last < first and self.tense() is not Tense.FUTURE:
            earlier = calendars.shifted(first, -7)
            first = earlier if earlier and len(found) > 1 else first
        elif last < first:
            later = calendars.shifted(last, 7)
            last = later or last
        if len(found) > 1 and first < last and (last - first).days < 7:
            self.spans = True
            return Reading(first, last, Precision.RANGE, Basis.RELATIVE, NARROW)
        return Reading(first, first, Precision.DAY, Basis.RELATIVE, DAY)

    def _weekday_with_date(self, number: int, at: int, reference: date) -> Reading | None:
        """“samedi 6”: the nearest such day on the side where the act lies."""
        if at + 1 >= len(self.items) or self.has("unit", "several", "part") or self.clock:
            return None
        item = self.items[at + 1]
        if not 1 <= item.digits <= 2 or self.language == "en":
            return None
        ahead = self.tense() is Tense.FUTURE
        first = calendars.weekday_on_or_after(reference, number)
        for turn in range(9):
            day = calendars.shifted(first, turn * 7 if ahead else -turn * 7) if first else None
            if day and day.day == item.value("number") and (ahead or day <= reference):
                return of_day(day, Basis.RELATIVE, DAY)
        return None

    def _week_on(self, number: int, reference: date) -> date | None:
        """“Thursday week”, “a week on Thursday”, “jeudi en huit”: a week after the next one."""
        days = 7 if self.has("week_on") else 14 if self.has("fortnight_on") else 0
        if not days and self.language == "en":
            found = _WEEK_ON.search(self.text)
            days = 0 if found is None else 14 if "fort" in found.group().lower() else 7
        first = calendars.weekday_on_or_after(reference, number) if days else None
        return calendars.shifted(first, days) if first else None

    def _weekday(self, number: int, reference: date) -> date | None:
        later = self._week_on(number, reference)
        if later is not None:
            # An English “Sunday week” of the past may mean either side.
            sure = self.language != "en" or self.tense() is Tense.FUTURE
            return later if sure else None
        weeks = [n for n in self.indexes("unit") if self.items[n].classes["unit"] == "week"]
        shift = next((shift for name, shift in SHIFTS if shift and self.has(name)), 0)
        if weeks and self.has("this", "last", "next", "before_last", "after_next"):
            whole = calendars.week(reference, shift)
            return calendars.shifted(whole.start, number) if whole else None
        if shift < 0:
            before = calendars.shifted(reference, -1)
            last = calendars.weekday_on_or_before(before, number) if before else None
            return calendars.shifted(last, (shift + 1) * 7) if last else None
        if shift > 1:
            next_one = calendars.weekday_on_or_after(reference, number)
            return calendars.shifted(next_one, 7) if next_one else None
        if shift > 0 and _NEAREST.search(self.text):
            return calendars.weekday_on_or_after(reference, number)
        if shift > 0:
            after = calendars.shifted(reference, 1)
            if self.language in ("en", "ru", "tr", "az") and reference.weekday() < number:
                whole = calendars.week(reference, 1)
                return calendars.shifted(whole.start, number) if whole else None
            return calendars.weekday_on_or_after(after, number) if after else None
        if self.tense() is Tense.FUTURE and not self.has("since"):
            return calendars.weekday_on_or_after(reference, number)
        if self.tense() is Tense.OPEN and self.has("until", "by"):
            return calendars.weekday_on_or_after(reference, number)
        if self.setting.tense is Tense.OPEN and reference.weekday() != number:
            # “The talks on Thursday will not be held”: denied or called off, past or to come.
            return None
        return calendars.weekday_on_or_before(reference, number)

    def _by_day_word(self) -> Reading | None:
        at = self.indexes("today")
        if at and not (self.has("context") and not self.has("ago")):
            reference = self.setting.reference
            if reference is None:
                return None
            number = self.items[at[0] - 1] if at[0] else None
            if self.language == "fa" and "گذشته" in self.text and number and number.has("number"):
                # “سه روز گذشته”: “روز گذشته” alone is yesterday.
                return self._lately("day", number.value("number"), reference)
            if self.has("ago") and self.has("unit"):
                return self._ago_today(self.items[at[0]].value("today"), reference)
            shifts = {self.items[n].value("today") for n in at}
            shift = next((s for s in shifts if s), 0)
            found = calendars.shifted(reference, shift)
            return of_day(found, Basis.RELATIVE, DAY)
        at = self.indexes("context")
        if not at:
            return None
        shift = self.items[at[0]].value("context")
        return self._from_context(shift, self.setting.reference if shift < 0 else None)

    def _ago_today(self, shift: int, reference: date) -> Reading | None:
        """“a year ago today”, “a week ago yesterday”: to the day."""
        at = self.indexes("unit")[0]
        one = at > 0 and self.items[at - 1].word in ("a", "an", "one")
        count = self._count_at(at) or (1 if one else None)
        anchor = calendars.shifted(reference, shift)
        if count is None or anchor is None:
            return None
        unit = str(self.items[at].classes["unit"])
        return of_day(calendars.moved(anchor, unit, -count), Basis.RELATIVE, DAY)

    def _from_context(self, shift: int, otherwise: date | None) -> Reading | None:
        context = self.setting.context
        if self.setting.anchors:
            shift = -shift
            otherwise = None
        if self.has("after", "before") and self.unknown():
            return None
        if context is not None:
            start = calendars.shifted(context.end if shift > 0 else context.start, shift)
            basis = Basis.INHERITED
        elif otherwise is not None:
            start = calendars.shifted(otherwise, shift)
            basis = Basis.RELATIVE
        else:
            return None
        return of_day(start, basis, NARROW)

    def _by_season(self) -> Reading | None:
        at = self.indexes("season")
        reference = self.setting.reference
        if not at or reference is None:
            return None
        told = self.season_here(self.items[at[0]].value("season"))
        if told is None:
            return None
        number, year = told, self.relative_year()
        tense = self.tense()
        candidates = [
            calendars.season(y, number) for y in range(reference.year - 2, reference.year + 2)
        ]
        known = [c for c in candidates if c is not None]
        if year is not None:
            known = [c for c in known if c.start.year == year]
        elif self.has("last"):
            known = [c for c in known if c.end < reference][-1:]
        elif self.has("next", "this") or (tense is Tense.FUTURE and not self.has("since")):
            known = [c for c in known if c.end >= reference][:1]
        else:
            known = [c for c in known if c.start <= reference][-1:]
        if not known:
            return None
        return Reading(known[-1].start, known[-1].end, Precision.SEASON, Basis.RELATIVE, WIDE)

    def _by_period(self) -> Reading | None:
        """“last week”, “this month”, “past 24 hours”, “the weekend”."""
        reference = self.setting.reference
        if reference is None:
            return None
        for name, year in (("this_year", 0), ("last_year", -1)):
            if self.has(name):
                return self._period("year", year, reference)
        for at in self.indexes("unit"):
            unit = str(self.items[at].classes["unit"])
            counted = self._count_at(at)
            near = self.items[max(at - 2, 0) : at + 3]
            if any(i.has("past") for i in near) or (counted and any(i.has("last") for i in near)):
                return self._lately(unit, counted or 1, reference)
            if counted is not None:
                continue
            plural = self.language == "en" and self.items[at].word.endswith("s")
            for name, shift in SHIFTS:
                if any(i.has(name) for i in near):
                    return None if plural else self._period(unit, shift, reference)
            if unit == "weekend":
                ahead = self.tense() is Tense.FUTURE
                return self._period(unit, 0 if ahead or reference.weekday() >= 5 else -1, reference)
            if unit in ("week", "month", "year") and self.has("start", "middle", "end"):
                return self._period(unit, 0, reference)
        return None

    def _lately(self, unit: str, count: int, reference: date) -> Reading | None:
        length = {"hour": count / 24, "day": count, "week": count * 7, "month": count * 30.44}
        if unit == "year":
            start = calendars.make(max(reference.year - count, 1), reference.month, 1)
        elif unit in length and length[unit] < 40_000:
            start = calendars.shifted(reference, -max(round(length[unit]), 1))
        else:
            return None
        if start is None:
            return None
        return Reading(start, reference, Precision.RANGE, Basis.RELATIVE, WIDE)

    def _period(self, unit: str, shift: int, reference: date) -> Reading | None:
        if unit in ("day", "night", "hour", "minute"):
            if shift == 0 or unit == "hour":
                return None
            found = calendars.shifted(reference, shift)
            return of_day(found, Basis.RELATIVE, DAY)
        if unit == "weekend":
            whole = calendars.week(reference, shift)
            start = calendars.shifted(whole.start, 5) if whole else None
            if start is None or whole is None:
                return None
            return Reading(start, whole.end, Precision.RANGE, Basis.RELATIVE, NARROW)
        precision = {"week": Precision.WEEK, "month": Precision.MONTH, "year": Precision.YEAR}.get(
            unit
        )
        if precision is None:
            return None
        stretch = {
            "week": calendars.week(reference, shift),
            "month": calendars.month(reference.year, reference.month, shift),
            "year": calendars.years(reference.year + shift, reference.year + shift),
        }[unit]
        if stretch is None:
            return None
        if shift == 0 and self.has("later") and self.tense() is not Tense.PAST:
            return Reading(reference, stretch.end, precision, Basis.RELATIVE, WIDE)
        stretch, precision = self.part_of(stretch, precision)
        rank = NARROW if unit == "week" else WIDE
        return Reading(stretch.start, stretch.end, precision, Basis.RELATIVE, rank)

    def _count_at(self, at: int) -> int | None:
        """Return the number that counts the unit at an index, or None."""
        for near in (at - 1, at - 2):
            if near < 0:
                break
            item = self.items[near]
            if item.has("number"):
                return item.value("number")
            if not item.has("filler", "fill", "past", "later", "ago", "to"):
                break
        after = self.items[at + 1] if at + 1 < len(self.items) else None
        if self.language == "ar" and self.items[at].word in _ARABIC_PLURALS and after:
            # “الأيام الثلاثة الماضية”
            return after.value("number") if after.has("number") else None
        # “شهرين”, “أسبوعين”: the dual counts by itself.
        word = self.items[at].word
        if self.language == "ar" and word.endswith(("ين", "ان")) and len(word) > 4:
            return 2
        return None

    def _by_count(self) -> Reading | None:
        """“two days ago”, “three weeks later”, “hours earlier”, “within a month”."""
        units = self.indexes("unit")
        if not units or self.has("fraction", "half"):
            return None
        at = units[0]
        unit = str(self.items[at].classes["unit"])
        count = self._count_at(at)
        article = at > 0 and self.items[at - 1].word in ("a", "an", "one") and self.language == "en"
        if self.items[at].word == "полгода":
            unit, count = "month", 6
        if count is None and " " in self.items[at].word:
            # “quinze jours”, “quince días” are a fortnight.
            count = 1
        if count is None and (article or self.language in ("ru", "az", "tr", "ar", "fa")):
            count = 1 if article or unit not in ("hour", "minute") else None
        if unit in ("hour", "minute") and not (self.has("within") and count):
            if not self.has("ago", "earlier", "later", "after", "within", "before"):
                return None
            if count is not None and count > 12:
                return None
            if self.setting.context is None and not self.has("ago"):
                return None
            return self._by_part_of_day(always=True)
        if self.has("several") or count is None or count > 10_000:
            return None
        reference = self.setting.reference
        ahead = self.setting.tense is Tense.FUTURE and reference is not None
        # “antes de dos meses”
        limit = self.language == "es" and self.has("before") and not self.unknown()
        if ahead and reference and (self.has("within") or limit):
            self.settled = True
            end = calendars.moved(reference, unit, count)
            if end is None:
                return None
            return Reading(None, end, Precision.BEFORE, Basis.RELATIVE, OPEN)
        if ahead and reference and _IN.match(self.text) and not self.has("later", "after"):
            return self._shifted(reference, unit, count, Basis.RELATIVE)
        past = self.has("ago", "earlier", "before")
        later = self.has("later", "after", "within")
        if not past and not later:
            return None
        if self.has("within"):
            return None
        if self.has("ago") and not self.has("earlier", "before"):
            anchor, basis, sign = reference, Basis.RELATIVE, -1
        else:
            sign = -1 if past else 1
            context = self.setting.context
            grounded = self.setting.anchors and not self.unknown() and context is not None
            if self._names_event() and not grounded:
                return None
            if self.setting.anchors:
                sign = -sign
            if ahead and sign > 0 and context is None and self.language in _LATER_MEANS_IN:
                anchor, basis = reference, Basis.RELATIVE
            elif context is not None:
                anchor, basis = (context.end if sign > 0 else context.start), Basis.INHERITED
            else:
                anchor, basis = (reference if sign < 0 else None), Basis.RELATIVE
        if anchor is None:
            return None
        return self._shifted(anchor, unit, sign * count, basis)

    def _names_event(self) -> bool:
        """Whether the count runs from an event that the expression names or leaves out."""
        return self.unknown() or self.items[-1].has("after", "before")

    def _shifted(self, anchor: date, unit: str, count: int, basis: Basis) -> Reading | None:
        self.settled = True
        weeks = count * {"week": 1, "fortnight": 2}.get(unit, 0)
        exact = 0 < abs(weeks) <= _WEEKS_BY_DAY and not _ROUGHLY.search(self.text)
        if self.language == "fa" and not self.has("number"):
            # “هفته پیش” is last week, not a week ago.
            exact = False
        if unit in ("day", "night") or exact or self.has("exact"):
            return of_day(calendars.moved(anchor, unit, count), basis, NARROW)
        if self.has("exact_month") and unit == "year":
            whole = calendars.month(anchor.year + count, anchor.month)
            return of_stretch(whole, Precision.MONTH, basis, WIDE)
        if unit in ("week", "fortnight"):
            whole = calendars.week(anchor, count * (2 if unit == "fortnight" else 1))
            return of_stretch(whole, Precision.WEEK, basis, NARROW)
        if unit == "month":
            whole = calendars.month(anchor.year, anchor.month, count)
            return of_stretch(whole, Precision.MONTH, basis, WIDE)
        if unit == "year":
            whole = calendars.years(anchor.year + count, anchor.year + count)
            return of_stretch(whole, Precision.YEAR, basis, WIDE)
        return None

    def _by_day_of_month(self) -> Reading | None:
        """“ayın 5'inde”, “el 5 de este mes”, “5-го числа прошлого месяца”."""
        reference = self.setting.reference
        units = [n for n in self.indexes("unit") if self.items[n].classes["unit"] == "month"]
        if reference is None or len(units) != 1 or len(self.indexes("unit")) != 1:
            return None
        if self.unknown() or self.has("several", "duration", "ago", "later", "within", "past"):
            return None
        at = units[0]
        days = [n for n in range(len(self.items)) if n != at and self._ordered(n)]
        if len(days) != 1 or self.has("end", "start", "middle"):
            return None
        if self.language in ("tr", "az") and self.items[at].word not in ("ayin",):
            return None
        value = self._ordered(days[0])
        named = next((shift for name, shift in SHIFTS if self.has(name)), None)
        if named is None and self.language not in ("tr", "az"):
            return None
        for shift in (named,) if named is not None else (0, -1):
            whole = calendars.month(reference.year, reference.month, shift or 0)
            day = calendars.make(whole.start.year, whole.start.month, value) if whole else None
            if day and (named is not None or day <= reference or self.tense() is Tense.FUTURE):
                return of_day(day, Basis.RELATIVE, DAY)
        return None

    def _ordered(self, at: int) -> int:
        """Return the day of the month that an item may name; 0 if none."""
        item = self.items[at]
        if item.digits > 2 or not item.has("ordinal", "number"):
            return 0
        if not item.digits and not item.has("ordinal"):
            return 0
        if self.language == "en" and item.digits:
            ending = self.text[item.end : item.end + 2]
            if ending not in ("st", "nd", "rd", "th"):
                return 0
        value = item.value("ordinal") if item.has("ordinal") else item.value("number")
        return value if 1 <= value <= 31 else 0

    def _by_day_number(self) -> Reading | None:
        """“el día 11”, “le 15”, “on the 8th”: a day of this or the next month."""
        reference = self.setting.reference
        numbers = [i for i in self.items if i.digits and i.digits <= 2]
        if reference is None or len(numbers) != 1 or self.unknown() or self.clock:
            return None
        if self.has("unit", "several", "duration", "ago", "later", "earlier", "within", "part"):
            if "día" not in self.text.lower():
                return None
        elif self.language == "en" and not re.search(r"\d(?:st|nd|rd|th)\b", self.text):
            return None
        of_month = numbers[0].value("number")
        shifts = (0, 1) if self.tense() is Tense.FUTURE else (0, -1)
        for shift in shifts:
            whole = calendars.month(reference.year, reference.month, shift)
            if whole is None:
                continue
            found = calendars.make(whole.start.year, whole.start.month, of_month)
            if found == reference or (found and (found < reference) == (shifts[1] < 0)):
                return of_day(found, Basis.RELATIVE, NARROW)
        return None

    def _goes_on(self) -> bool:
        """Whether the words are like “for a third day running”, said of the day itself."""
        units = [str(self.items[n].classes["unit"]) for n in self.indexes("unit")]
        if units and units[0] not in ("day", "night"):
            return False
        if not units and not self.has("running"):
            return False
        return self.has("ordinal") and self.has("running", "duration")

    def _by_part_of_day(self, *, always: bool = False) -> Reading | None:
        """“overnight”, “at dawn”, “that evening”: the day spoken of, or of publication."""
        if self._goes_on():
            always = True
        if not (always or self.clock or self.has("part")) or (self.has("several") and not always):
            return None
        if self.has("unit") and not always and not self.has("part"):
            return None
        if self.has("duration", "every") and not always:
            return None
        context = self.setting.context
        if context is not None and context.start == context.end:
            return Reading(context.start, context.start, Precision.DAY, Basis.INHERITED, PART)
        reference = self.setting.reference
        if reference is None or context is not None or self.has("same"):
            return None
        if self.has("after") and (self.unknown() or not self.has("part")):
            return None
        return Reading(reference, reference, Precision.DAY, Basis.RELATIVE, PART)
