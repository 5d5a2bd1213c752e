"""The grammar of time expressions: words to days, by language and setting.

An expression is read as a bag of known words with little regard for their order,
because order is what differs between languages: “last month”, “mois dernier” and
“geçen ay” hold the same two words. Order counts for days beside their month, and
for ranges.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dragoman.records import Precision
from dragoman.resolve import calendars
from dragoman.resolve.timex.absolute import CalendarRules
from dragoman.resolve.timex.relative import RelativeRules
from dragoman.resolve.timex.words import NARROW, OPEN, PART, Reading, Setting, Tense, blank

__all__ = ["Reading", "Setting", "Tense", "read_time"]

_FIRST_SINCE = re.compile(
    r"(?:\bfor )?(?:\bthe )?\b(?:first|second|third|last|most|worst|highest)\b"
    r"(?: \w+)? since\b.*",
    re.IGNORECASE | re.DOTALL,
)


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


class _Expression(CalendarRules, RelativeRules):
    """One expression while it is being read."""

    def read(self) -> Reading | None:
        if not self.items and not self.numeric and not self.clock:
            return None
        if self.has("void"):
            return None
        if self.has("previous"):
            return None
        if self.has("every") and not self.has("month"):
            return None
        for rule in (
            self._by_fame,
            self._by_numbers,
            self._by_feast,
            self._by_month,
            self._by_solar_month,
            self._by_year,
            self._by_weekday,
            self._by_day_word,
            self._by_season,
            self._by_period,
            self._by_count,
            self._by_day_number,
            self._by_part_of_day,
        ):
            reading = rule()
            if reading is not None:
                return self._related(reading)
        return None

    def _related(self, reading: Reading) -> Reading | None:
        """Apply “since”, “until”, “by”, “after” and “before”."""
        if reading.rank == PART or self.spans:
            return reading
        if reading.precision in (Precision.BEFORE, Precision.AFTER):
            return reading
        since = self.has("since") or (self.has("from") and not self.has("to", "until", "ago"))
        if self.language == "ar" and self.has("from") and not self.has("since"):
            since = any(i.has("from") and " " in i.word for i in self.items) or (
                self.items[0].has("from")
            )
        if since:
            return replace(
                reading, end=None, precision=Precision.AFTER, rank=max(reading.rank, NARROW)
            )
        if self.has("until", "by") or (self.has("before") and self.has("end")):
            return replace(
                reading, start=None, precision=Precision.BEFORE, rank=max(reading.rank, OPEN)
            )
        if self.has("before") and not self.has("part"):
            if self.unknown() or reading.start is None:
                return None
            before = calendars.shifted(reading.start, -1)
            if before is None:
                return None
            return Reading(None, before, Precision.BEFORE, reading.basis, OPEN, reading.own_year)
        if self.has("after") and not self.has("part"):
            if self.unknown():
                return None
            return replace(reading, end=None, precision=Precision.AFTER, rank=OPEN)
        return reading
