"""Rules for dates that the words themselves place in the calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from dragoman.records import Basis, Precision
from dragoman.resolve import calendars
from dragoman.resolve.calendars import Stretch
from dragoman.resolve.timex.words import DAY, NARROW, WIDE, Reading, Tense, Words, of_day

_INITIAL = re.compile(r"(?<![\d-])(\d{1,2})-([EFMSOND])(?!\w)")
# Days that have become names, of whatever year the text is.
_KNOWN_DAYS = {
    "23-F": date(1981, 2, 23),
    "11-S": date(2001, 9, 11),
    "11-M": date(2004, 3, 11),
    "15-M": date(2011, 5, 15),
    "1-O": date(2017, 10, 1),
}
_WINTER = 3
# Of months that share their first letter none is told by it; the known days are “famous”.
_INITIALS = {"E": 1, "F": 2, "S": 9, "O": 10, "N": 11, "D": 12}
_RANGE_SIGNS = ("to", "until", "between", "and")


class CalendarRules(Words):
    """“12.03.2020”, “6 to 10 March”, “summer 2022”, “the 1990s”, “10 Esfand”."""

    def _by_numbers(self) -> Reading | None:
        """“2020-03-12”, “12.03.2020”, “12.05.97”, “13/11”.

        An English “03/04/2020” means two days: it is left without a date, unless another
        date of the text shows which number is the day.
        """
        m = self.numeric
        if m is None:
            return None
        told = m.groupdict()
        if told.get("y"):
            year, number, of_month = int(m["y"]), int(m["m"]), int(m["d"])
            if year >= 1600:
                found = calendars.make(year, number, of_month)
            elif self.language == "ar":
                found = calendars.lunar(year, number, of_month)
            else:
                found = calendars.solar(year, number, of_month)
            own: int | None = found.year if found else None
            return of_day(found, Basis.STATED, DAY, own)
        pair = self._day_and_month(int(m["a"]), int(told.get("b") or told["b2"]), told.get("s"))
        if pair is None:
            return None
        of_month, number = pair
        if told.get("c"):
            own = self._whole_year(told["c"])
            near = (own, Basis.STATED) if own else None
        else:
            own, near = None, self.near_year(number, of_month)
        if near is None:
            return None
        return of_day(calendars.make(near[0], number, of_month), near[1], DAY, own)

    def _day_and_month(self, one: int, two: int, sign: str | None) -> tuple[int, int] | None:
        """Tell day and month of two numbers apart; None where either could be either."""
        if self.language != "en" or sign == ".":
            return one, two
        if one == two or one > 12:
            return one, two
        if two > 12 or self.setting.order == "md":
            return two, one
        return (one, two) if self.setting.order == "dm" else None

    def _whole_year(self, digits: str) -> int | None:
        """Return a year from its two or four digits: the last such up to next year."""
        year, reference = int(digits), self.setting.reference
        if len(digits) == 4:
            return year
        if reference is None:
            return None
        century = reference.year // 100 * 100
        return century + year if century + year <= reference.year + 1 else century + year - 100

    def _by_fame(self) -> Reading | None:
        """“the October 7 attacks”: a day that names one event for good."""
        at = self.indexes("famous")
        if not at or self.years():
            return None
        found = date.fromisoformat(str(self.items[at[0]].classes["famous"]))
        return Reading(found, found, Precision.DAY, Basis.STATED, DAY, found.year)

    def _by_feast(self) -> Reading | None:
        at = self.indexes("feast")
        if not at or self.has("month", "weekday"):
            return None
        named = self.years()
        key = str(self.items[at[0]].classes["feast"])
        if key.startswith(("easter", "pascha")):
            return self._by_easter(key, named[0] if named else None)
        number, of_month = map(int, key.split("-"))
        if named:
            # “نوروز ۱۴۰۱”
            year, basis = named[0] + (621 if named[0] < 1700 else 0), Basis.STATED
        else:
            near = self.near_year(number, of_month)
            if near is None:
                return None
            year, basis = near
        found = calendars.make(year, number, of_month)
        return of_day(found, basis, DAY)

    def _by_easter(self, key: str, year: int | None) -> Reading | None:
        """Good Friday to Easter Monday, by days from Easter Sunday: “easter-2”."""
        reference = self.setting.reference
        orthodox, days = key.startswith("pascha"), int(key[6:] or 0)
        if year is None and reference is None:
            return None
        around = [year] if year else [reference.year + n for n in (-1, 0, 1)] if reference else []
        sundays = [calendars.easter(y, orthodox=orthodox) for y in around]
        found = [day for s in sundays if s and (day := calendars.shifted(s, days))]
        if year is None and reference is not None:
            if self.tense() is Tense.FUTURE:
                found = [day for day in found if day >= reference]
            else:
                found = [day for day in found if day <= reference][-1:]
        return of_day(found[0], Basis.STATED, DAY, year) if found else None

    def _skip(self, at: int, step: int) -> int:
        """Return the next index that is neither filler nor a sign."""
        at += step
        while 0 <= at < len(self.items):
            item = self.items[at]
            sign = not item.word[0].isalnum() and not item.has("to")
            apostrophe = item.word == "'"
            filler = (self.language == "ar" and item.word == "من") or (
                item.has("filler", "fill", "part")
                and not item.has("number", "ordinal", "to", "until", "and")
            )
            if not (filler or sign or apostrophe):
                break
            at += step
        return at

    def _of_month(self, at: int) -> int | None:
        """Return the day of the month that an item names, or None."""
        if not 0 <= at < len(self.items):
            return None
        item = self.items[at]
        if item.digits > 2 or not item.has("number", "ordinal"):
            return None
        value = item.value("ordinal") if item.has("ordinal") else item.value("number")
        after = self.items[at + 1] if at + 1 < len(self.items) else None
        if after is not None and after.has("unit") and not after.has("month", "filler"):
            return None
        return value if 1 <= value <= 31 else None

    def _days_at(self, at: int) -> list[tuple[int, int | None]]:
        """Return (index, day) of the days beside a month; day is None if there is none."""
        before = self._skip(at, -1)
        found = self._of_month(before)
        if found is not None:
            days = [(before, found)]
            link = self._skip(before, -1)
            if 0 <= link < len(self.items) and self.items[link].has(*_RANGE_SIGNS):
                other = self._skip(link, -1)
                first = self._of_month(other)
                if first is not None and first < found:
                    days.insert(0, (other, first))
            return list(days)
        after = self._skip(at, 1)
        found = self._of_month(after)
        if found is not None:
            days = [(after, found)]
            if self.language in ("tr", "az"):
                return [*days, *self._turkic_end(after, found)]
            link = self._skip(after, 1)
            if 0 <= link < len(self.items) and self.items[link].has(*_RANGE_SIGNS):
                other = self._skip(link, 1)
                second = self._of_month(other)
                beyond = self._skip(other, 1)
                ahead = beyond < len(self.items) and self.items[beyond].has("month")
                if second is not None and second > found and not ahead:
                    days.append((other, second))
            return list(days)
        return [(at, None)]

    def _turkic_end(self, at: int, first: int) -> list[tuple[int, int | None]]:
        """Return the last day of “avqustun 1-dən 5-dək”, “1'inden 5'ine kadar”, “1-5”."""
        for n in range(at + 1, min(at + 7, len(self.items))):
            item = self.items[n]
            last = self._of_month(n)
            if last is not None:
                between = [i.word for i in self.items[at + 1 : n]]
                linked = set(between) & {"dan", "den", "dən", "tan", "ten", "nden", "ndan", "inden"}
                whole = linked and self.has("until", "to")
                return [(n, last)] if last > first and (whole or between == ["-"]) else []
            if item.has("month", "unit") and not item.has("filler"):
                break
        return []

    def _months(self, name: str) -> list[tuple[int, int | None]]:
        """Return the (month, day) points of the expression, in order."""
        points: list[tuple[int, int | None]] = []
        seen = -9
        for at in self.indexes(name):
            number = self.items[at].value(name)
            # “آذار/مارس”: one month under its two names.
            if (
                points
                and points[-1][0] == number
                and at - seen <= 3
                and not self._between(seen, at)
            ):
                if points[-1][1] is None:
                    points.pop()
                    points.extend((number, d) for _, d in self._days_at(at))
                seen = at
                continue
            points.extend((number, of_month) for _, of_month in self._days_at(at))
            seen = at
        return points

    def _between(self, first: int, last: int) -> bool:
        """Whether a word of range stands between two items."""
        return any(i.has(*_RANGE_SIGNS) for i in self.items[first + 1 : last])

    def _by_month(self) -> Reading | None:
        points = self._months("month")
        if not points:
            return None
        if self.language == "ru" and self.has("ago", "later") and not any(d for _, d in points):
            return None
        named = self.years()
        weekday = [self.items[n].value("weekday") for n in self.indexes("weekday")]
        own = named[0] if named else self.relative_year()
        stretches: list[Stretch] = []
        basis = Basis.STATED if named else Basis.RELATIVE if own else Basis.STATED
        for n, (number, of_month) in enumerate(points):
            year = own
            if len(named) == len(points):
                year = named[n]
            if year is None:
                near = self._month_named_relatively(number, of_month) or self.near_year(
                    number, of_month
                )
                if near is None:
                    return None
                year, basis = near
                if of_month and len(weekday) == 1:
                    year = self._year_by_weekday(year, number, of_month, weekday[0])
            if of_month is None:
                stretch = calendars.month(year, number)
            else:
                found = calendars.make(year, number, of_month)
                stretch = calendars.day(found) if found else None
            if stretch is None:
                return None
            stretches.append(stretch)
        own_year = named[0] if named else None
        return self._span(stretches, points[0][1] is not None, basis, own_year)

    def _by_initial(self) -> Reading | None:
        """“el 10-N”: day and first letter of the month, as the Spanish press writes."""
        found = _INITIAL.search(self.text) if self.language == "es" else None
        known = _KNOWN_DAYS.get(found.group()) if found else None
        if known is not None or (found and found[2] not in _INITIALS):
            return of_day(known, Basis.STATED, DAY)
        near = self.near_year(_INITIALS[found[2]], int(found[1])) if found else None
        if found is None or near is None:
            return None
        day = calendars.make(near[0], _INITIALS[found[2]], int(found[1]))
        return of_day(day, near[1], DAY)

    def _month_named_relatively(
        self, number: int, of_month: int | None
    ) -> tuple[int, Basis] | None:
        """Choose the year of “last January”, “next March” and “el pasado 5 de marzo”."""
        reference = self.setting.reference
        if reference is None or self.has("unit"):
            return None
        told, now = (number, of_month or 0), (reference.month, reference.day if of_month else 0)
        if self.has("last"):
            return reference.year - (told >= now), Basis.RELATIVE
        if self.has("next"):
            return reference.year + (told <= now), Basis.RELATIVE
        return None

    def _old_year(self) -> bool:
        """Whether a year stands there that no calendar here reads, as 1492 (not “1400 GMT”)."""
        for n, item in enumerate(self.items):
            after = self.items[n + 1] if n + 1 < len(self.items) else None
            if item.digits == 4 and item.value("number") < 1700:
                hours = after is not None and after.classes.get("unit") == "hour"
                return not hours and not (after and after.has("part"))
        return False

    def _year_by_weekday(self, year: int, number: int, of_month: int, weekday: int) -> int:
        """Move a guessed year by one where only that makes the named weekday fit."""
        fitting = []
        for candidate in (year, year - 1, year + 1):
            found = calendars.make(candidate, number, of_month)
            if found and found.weekday() == weekday:
                fitting.append(candidate)
        return fitting[0] if fitting else year

    def _span(
        self, stretches: Sequence[Stretch], days: bool, basis: Basis, own_year: int | None
    ) -> Reading | None:
        first, last = stretches[0], stretches[-1]
        if len(stretches) == 1 or last.end <= first.end:
            precision = Precision.DAY if days else Precision.MONTH
            stretch = first
            if not days:
                stretch, precision = self.part_of(first, precision)
            rank = DAY if days else WIDE
            return Reading(stretch.start, stretch.end, precision, basis, rank, own_year)
        self.spans = True
        rank = NARROW if (last.end - first.start).days < 32 else WIDE
        return Reading(first.start, last.end, Precision.RANGE, basis, rank, own_year)

    def _by_solar_month(self) -> Reading | None:
        points = self._months("solar")
        if not points:
            return None
        named = [y for y in self.years() if 1244 <= y <= 1472]
        reference = self.setting.reference
        stretches = []
        for number, of_month in points:
            if named:
                year: int | None = named[0]
            elif reference is None:
                return None
            else:
                year = self._solar_year(reference, number, of_month)
            if year is None:
                return None
            if of_month is None:
                stretch = calendars.solar_month(year, number)
            else:
                found = calendars.solar(year, number, of_month)
                stretch = calendars.day(found) if found else None
            if stretch is None:
                return None
            stretches.append(stretch)
        own = stretches[0].start.year if named else None
        return self._span(stretches, points[0][1] is not None, Basis.STATED, own)

    def _solar_year(self, reference: date, number: int, of_month: int | None) -> int | None:
        year = calendars.solar_year_of(reference)
        if self.has("this_year"):
            return year
        if self.has("last_year"):
            return year - 1
        shift = self.relative_year()
        if shift is not None:
            return year + shift - reference.year
        first = calendars.solar(year, number, of_month or 1)
        if first is None:
            return None
        tense = self.tense()
        if tense is Tense.PAST and (first - reference).days > 3:
            return year - 1
        whole = calendars.solar_month(year, number)
        last = first if of_month or whole is None else whole.end
        if tense is Tense.FUTURE and (reference - last).days > 3 and not self.has("since"):
            return year + 1
        return year

    def _by_year(self) -> Reading | None:
        decade = self._decade()
        if decade is not None:
            return Reading(
                decade.start, decade.end, Precision.RANGE, Basis.STATED, WIDE, decade.start.year
            )
        named = self.years()
        if not named:
            return None
        solar = self.language == "fa" and 1244 <= named[0] <= 1472
        seasons = self.indexes("season")
        if seasons:
            number = self.items[seasons[0]].value("season")
            year = named[0]
            if not solar and self.setting.south:
                # “summer 2020” of the south lies in two years: which ones is not told.
                told = self.season_here(number)
                if told is None or told == _WINTER:
                    return None
                number = told
            if solar:
                first_month = calendars.solar_month(year, number * 3 + 1)
                last_month = calendars.solar_month(year, number * 3 + 3)
                stretch = (
                    Stretch(first_month.start, last_month.end)
                    if first_month and last_month
                    else None
                )
            else:
                stretch = calendars.season(year, number)
            if stretch is None:
                return None
            return Reading(
                stretch.start,
                stretch.end,
                Precision.SEASON,
                Basis.STATED,
                WIDE,
                stretch.start.year,
            )
        if solar:
            first_month, last_month = (
                calendars.solar_month(named[0], 1),
                calendars.solar_month(named[-1], 12),
            )
            if first_month is None or last_month is None:
                return None
            stretch = Stretch(first_month.start, last_month.end)
        else:
            last = named[-1] if len(named) > 1 and named[-1] > named[0] else named[0]
            whole = calendars.years(named[0], last)
            if whole is None:
                return None
            stretch = whole
            if last > named[0]:
                self.spans = True
                return Reading(
                    stretch.start, stretch.end, Precision.RANGE, Basis.STATED, WIDE, named[0]
                )
        stretch, precision = self.part_of(stretch, Precision.YEAR)
        return Reading(
            stretch.start, stretch.end, precision, Basis.STATED, WIDE, stretch.start.year
        )

    def _decade(self) -> Stretch | None:
        """Return “the 1990s”, “the nineties”, “los años 80”, “دههٔ شصت” (of 1300)."""
        told = self.decade.groupdict() if self.decade else {}
        four = told.get("y") or told.get("y2")
        if four:
            return calendars.years(int(four), int(four) + 9)
        units = [self.items[n].classes["unit"] for n in self.indexes("unit")]
        named = [y for y in self.years() if y % 10 == 0]
        if "decade" in units and len(named) == 1:
            return self._ten_years(named[0])
        two = told.get("d") or told.get("d2")
        at = self.indexes("decades")
        tens = int(two) if two else self.items[at[0]].value("decades") if at else None
        if tens is None or self.setting.reference is None:
            return None
        if self.language == "fa":
            return self._ten_years((1900 if "میلادی" in self.text else 1300) + tens)
        first = self.setting.reference.year // 100 * 100 + tens
        if first > self.setting.reference.year:
            first -= 100
        return calendars.years(first, first + 9)

    def _ten_years(self, first: int) -> Stretch | None:
        """Return ten years, Gregorian or of the Solar Hijri calendar."""
        if first >= 1700:
            return calendars.years(first, first + 9)
        start, after = calendars.solar(first, 1), calendars.solar(first + 10, 1)
        end = calendars.shifted(after, -1) if after else None
        return Stretch(start, end) if start and end else None
