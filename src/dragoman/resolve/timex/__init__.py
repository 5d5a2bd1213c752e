"""The grammar of time expressions: words to days, by language and setting.

An expression is read as a bag of known words with little regard for their order,
because order is what differs between languages: “last month”, “mois dernier” and
“geçen ay” hold the same two words. Order counts for days beside their month, and
for ranges.

What the words mean where usage allows more than one reading:

==============================  ====================================================
a weekday, that of publication  of the past that day itself; to come, that day too
“earlier this week”             the whole running week, as “early this week”
early, mid, late in a month     1st to 10th, 11th to 20th, 21st to the end
the first week of a month       1st to 7th; the second 8th to 14th; the last, last seven
first, second half of a month   1st to 15th, 16th to the end; so too the “quinzaine”
seasons                         whole meteorological months; of the south where the
                                sentence names two of its states, none where it names one
“the night of 7 to 8 May”       a range over both days; so “в ночь на 8 мая”
“by 5 May”, “until May”         up to and with the last day named
“before 2010”                   up to the last day of 2009; so “до 2010 года” of the past
weeks counted, up to four       to the day: “two weeks ago”; more, or about so many, the week
months and years counted        the whole month, the whole year
durations (“for four days”)     no date
“5 Esfand”, “Mehr 1403”         Solar Hijri: a day; a month with its Gregorian bounds
“12 Rabi I 1446”, “Ramadan”     lunar, by Umm al-Qura: a day; a whole month is a range
decades, “the nineties”         ten years, a range; the last such begun before publication
“03/04/2020” in English         none, unless another date of the text shows the order
“12.05.97”                      the last such year up to the one after publication
“Sunday week” (English)         a week after the next Sunday; none of the past
==============================  ====================================================
"""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.records import Precision
from dragoman.resolve import calendars
from dragoman.resolve.timex.eras import EraRules
from dragoman.resolve.timex.relative import RelativeRules
from dragoman.resolve.timex.words import DAY, NARROW, OPEN, PART, Reading, Setting, Tense, blank

__all__ = ["Reading", "Setting", "Tense", "read_time"]

_FIRST_SINCE = re.compile(
    r"(?:\bfor )?(?:\bthe )?\b(?:first|second|third|last|most|worst|highest)\b"
    r"(?: \w+)? since\b.*",
    re.IGNORECASE | re.DOTALL,
)
# Folded, as words of the lexicon are.
_ENDINGS = ("dan", "den", "tan", "ten", "dən")
_FROM_MONTH = re.compile(r"(?:dan|den|tan|ten|dən)$")


def read_time(text: str, language: str, setting: Setting) -> Reading | None:
    """Read one time expression.

    Args:
        text: its words, as “in early March 2023”.
        language: one of the lexicon's languages.
        setting: what it is read against.

    Returns:
        The days it means; None where the words, in this setting, name none.
    """
    text = blank(text, _FIRST_SINCE) if language == "en" else text
    return _Expression(text, language, setting).read()


class _Expression(RelativeRules, EraRules):
    """One expression while it is being read."""

    def read(self) -> Reading | None:
        if not self.items and not self.numeric and not self.clock:
            return None
        if self.has("void") or (self.has("month") and not self.years() and self._old_year()):
            return None
        if self.has("previous"):
            return None
        if self.has("every") and not self.has("month"):
            return None
        for rule in (
            self._by_fame,
            self._by_numbers,
            self._by_offset,
            self._by_feast,
            self._by_share,
            self._by_week_of_month,
            self._by_month,
            self._by_initial,
            self._by_solar_month,
            self._by_lunar_month,
            self._by_new_year,
            self._by_year,
            self._by_weekday,
            self._by_day_word,
            self._by_season,
            self._by_day_of_month,
            self._by_period,
            self._by_count,
            self._by_day_number,
            self._by_part_of_day,
        ):
            reading = rule()
            if reading is not None:
                return self._related(self._by_night(reading))
        return None

    def _read_part(self, text: str, setting: Setting) -> Reading | None:
        """Read a part of the expression; None where it names no day of the calendar."""
        reading = read_time(text, self.language, setting)
        plain = reading is not None and reading.precision is Precision.DAY and reading.rank == DAY
        return reading if plain else None

    def _by_night(self, reading: Reading) -> Reading:
        """“в ночь на пятницу”, “overnight into Friday”: a night that two days share."""
        if not self.has("night_into") or reading.precision is not Precision.DAY:
            return reading
        before = calendars.shifted(reading.start, -1) if reading.start else None
        if before is None:
            return reading
        self.spans = True
        return replace(reading, start=before, precision=Precision.RANGE, rank=NARROW)

    def _ablative(self) -> bool:
        """Whether the last word is a Turkic month or year “from which on”: “noyabrından”."""
        last = self.items[-1] if self.items else None
        if last is None or not _FROM_MONTH.search(last.word):
            return False
        # “Aralık'tan”: the ending may stand as a word of its own.
        apart = last.word in _ENDINGS and self.has("month")
        return last.has("month") or apart

    def _side(self) -> int:
        """Return -1 for “avant 2010”, “قبل 2010”, “2010'dan önce”, 1 for “après 2010”, else 0.

        In these languages the same words count: “deux ans avant”, “iki yıl önce”.
        """
        units = self.indexes("unit")
        counted = any(self._count_at(n) is not None for n in units)
        if counted or not self.items or self.unknown() or self.has("part"):
            return 0
        if self.language in ("tr", "az"):
            last = self.items[-1]
            sign = -1 if last.has("ago") else 1 if last.has("later") else 0
            before = self.text[: last.start].rstrip().lower()
            return sign if sign and _FROM_MONTH.search(before) and self._told() else 0
        first = next((i for i in self.items if not i.has("filler")), self.items[0])
        sign = {"avant": -1, "apres": 1, "قبل": -1}.get(first.word, 0)
        return sign if self.language in ("fr", "ar") and self._told() else 0

    def _told(self) -> bool:
        """Whether a date of the calendar stands in the expression."""
        return self.has("month", "solar", "weekday") or bool(self.years())

    def _until_year(self, reading: Reading) -> bool:
        """Whether “до 2010 года”, said of the past, leaves the year out."""
        past = self.language == "ru" and self.setting.tense is Tense.PAST
        until = self.has("until") and bool(self.years())
        return past and until and reading.precision is Precision.YEAR and not self.has("end", "by")

    def _beside(self, reading: Reading, *, before: bool) -> Reading | None:
        """Return what lies before the first day of a reading, or from it on."""
        if not before:
            return replace(reading, end=None, precision=Precision.AFTER, rank=OPEN)
        last = calendars.shifted(reading.start, -1) if reading.start else None
        if last is None:
            return None
        return Reading(None, last, Precision.BEFORE, reading.basis, OPEN, reading.own_year)

    def _related(self, reading: Reading) -> Reading | None:
        """Apply “since”, “until”, “by”, “after” and “before”."""
        if reading.rank == PART or self.spans:
            return reading
        if reading.precision in (Precision.BEFORE, Precision.AFTER):
            return reading
        since = self.has("since") or (self.has("from") and not self.has("to", "until", "ago"))
        if self.language in ("tr", "az") and not self.has("ago", "later", "earlier", "until"):
            since = since or self._ablative()
        if self.language == "ar" and self.has("from") and not self.has("since"):
            since = any(i.has("from") and " " in i.word for i in self.items) or (
                self.items[0].has("from")
            )
        if since:
            return replace(
                reading, end=None, precision=Precision.AFTER, rank=max(reading.rank, NARROW)
            )
        if self._until_year(reading):
            return self._beside(reading, before=True)
        if self.has("until", "by") or (self.has("before") and self.has("end")):
            return replace(
                reading, start=None, precision=Precision.BEFORE, rank=max(reading.rank, OPEN)
            )
        if self.settled:
            return reading
        side = self._side()
        if side:
            return self._beside(reading, before=side < 0)
        if self.has("before") and not self.has("part"):
            return None if self.unknown() else self._beside(reading, before=True)
        if self.has("after") and not self.has("part"):
            return None if self.unknown() else self._beside(reading, before=False)
        return reading
