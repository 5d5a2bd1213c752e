"""What a text offers to read its dates against: other dates, years, its dateline."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from dragoman.records import DateValue, Precision
from dragoman.resolve import calendars
from dragoman.resolve.calendars import Stretch
from dragoman.resolve.timescan import scan
from dragoman.resolve.timex import Reading, Setting, Tense, read_time

_DATELINE_REACH = 160
# A dateline lies so many days before the publication of its text, at most.
_DATELINE_AGE = 10
# A dateline ends with a dash, a slash or brackets soon after its date.
_DATELINE_END = re.compile(r"[\s.,;:)\]]*(?:\([^)\n]{1,40}\)\s*|/[^/\n]{1,40}/\s*)?(?:[-–—:]|/)")
# States whose seasons are those of the south, by the stems of their names and adjectives.
_SOUTH_STEMS = {
    "AUS": r"australi|austrália|австрали|avustralya|avstraliya|استراليا|أستراليا|أسترالي|استرالیا",
    "NZL": r"new zealand|nouvelle-zéland|nueva zeland|neozeland|новой? зеланд|новозеланд"
    r"|yeni zelanda|yeni zelandiya|نيوزيلند|نیوزیلند|زلاند نو",
    "ARG": r"argentin|аргентин|arjantin|الأرجنتين|آرژانتین|buenos aires",
    "CHL": r"\bchile|\bchili|чили(?!ть)|şili(?:'|\b)|çili(?:'|\b)|تشيلي|شیلی|santiago de chile",
    "URY": r"urugu[ay]|уругва|الأوروغواي|اروگوئه|montevideo",
    "PRY": r"paragu[ay]|парагва|الباراغواي|پاراگوئه",
    "ZAF": r"south africa|sudáfrica|sudafrican|afrique du sud|sud-africain|южн\w+ африк|\bюар\b"
    r"|güney afrika|cənubi afrika|جنوب أفريقيا|آفریقای جنوبی",
}
_SOUTH = re.compile(
    "|".join(f"(?P<{code}>{stems})" for code, stems in _SOUTH_STEMS.items()), re.IGNORECASE
)
_PAIR = re.compile(r"(?<![\d/.])(\d{1,2})/(\d{1,2})(?:/\d{2,4})?(?![\d/])")
_ABLATIVE = re.compile(r"(?<=\w)[-'’](?:d[aeə]n|t[ae]n)$")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")


def day_of(iso: str | None) -> date | None:
    """Return an ISO day as a date; null for null and for what is no day."""
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


class Ground:
    """The time expressions of one text, and what they lend to each other.

    Args:
        text: the text that all offsets point into.
        language: one of the lexicon's languages.
        published: the date of publication, or null.
        sentences: offsets of the sentences, in order.
        tagged: offsets of the expressions that the tagger found.
    """

    def __init__(
        self,
        text: str,
        language: str,
        published: DateValue | None,
        sentences: Sequence[tuple[int, int]],
        tagged: Iterable[tuple[int, int]],
    ) -> None:
        self.text = text
        self.language = language
        self.sentences = sentences
        self._tagged = tagged
        self._starts = [start for start, _ in sentences]
        self._southern: dict[int, int] = {}
        self._days = (day_of(published.start), day_of(published.end)) if published else (None, None)
        self._single = published is not None and (
            published.precision is Precision.DAY or self._days[0] == self._days[1]
        )

    @cached_property
    def expressions(self) -> list[tuple[int, int]]:
        """Offsets of all time expressions, in order: the tagged ones and those found."""
        merged: list[tuple[int, int]] = []
        for start, end in sorted({*self._tagged, *scan(self.text, self.language)}):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    @cached_property
    def _firsts(self) -> list[int]:
        return [start for start, _ in self.expressions]

    @cached_property
    def reference(self) -> date | None:
        """The day that relative expressions count from: the dateline's, or of publication."""
        published = self._days[0] if self._single else None
        for start, end in self.expressions:
            if end > _DATELINE_REACH:
                break
            if not _DATELINE_END.match(self.text, end):
                continue
            setting = Setting(published, Tense.PAST)
            reading = read_time(self.text[start:end], self.language, setting)
            if reading is None or reading.precision is not Precision.DAY or not reading.start:
                continue
            if published is None and reading.own_year and self._days[0] is None:
                return reading.start
            # A weekday is no dateline's date, and an older date is no dateline.
            if published and any(c.isdecimal() for c in self.text[start:end]):
                age = (published - reading.start).days
                if 0 <= age <= _DATELINE_AGE:
                    return reading.start
        return published

    @cached_property
    def order(self) -> str | None:
        """Whether “13/11” shows that the text writes the day first (``dm``) or last (``md``).

        Null where no date shows it, or where two show both.
        """
        found = set()
        for pair in _PAIR.finditer(self.text):
            one, two = int(pair[1]), int(pair[2])
            if 12 < one <= 31 and 1 <= two <= 12 and pair.group() != "24/7":
                found.add("dm")
            elif 12 < two <= 31 and 1 <= one <= 12:
                found.add("md")
        return found.pop() if len(found) == 1 else None

    def south(self, at: int) -> int:
        """Return how many states of the southern hemisphere the sentence at an offset names."""
        start, end = self.sentence(at)
        if start not in self._southern:
            found = {m.lastgroup for m in _SOUTH.finditer(self.text[start:end])}
            self._southern[start] = len(found)
        return self._southern[start]

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the sentence that an offset lies in; the whole text if in none."""
        n = bisect_right(self._starts, at) - 1
        if n >= 0 and at < self.sentences[n][1]:
            return self.sentences[n]
        return 0, len(self.text)

    @cached_property
    def _own_years(self) -> list[tuple[int, int]]:
        """Offsets and years of the expressions that name their year, in order."""
        found: list[tuple[int, int]] = []
        for start, end in self.expressions:
            if not any(c.isdecimal() for c in self.text[start:end]):
                continue
            reading = read_time(self.text[start:end], self.language, Setting(self.reference))
            if reading is None or reading.own_year is None:
                continue
            # “3 June 2011 and 4 May 2012” names two.
            named = {int(y) for y in _YEAR.findall(self.text[start:end])}
            found.extend((start, year) for year in sorted(named or {reading.own_year}))
        return found

    def year(self, at: int) -> int | None:
        """Return the year that another date lends to one without, at an offset.

        Only where there is no day to count from: the year named before in the sentence,
        else the only year that the text and its publication name.
        """
        if self.reference is not None:
            return None
        start, _ = self.sentence(at)
        low, high = bisect_left(self._own_years, (start, 0)), bisect_left(self._own_years, (at, 0))
        if low < high:
            return self._own_years[high - 1][1]
        years = {year for _, year in self._own_years}
        first, last = self._days
        if first and last and first.year == last.year:
            years.add(first.year)
        return years.pop() if len(years) == 1 else None

    def context(self, at: int, tense: Tense, *, here: bool = False) -> Stretch | None:
        """Return the last day named before an offset, in its sentence or the two before.

        With ``here``, in its own sentence only.
        """
        floor = self.sentence(at)[0]
        if not here and self._starts:
            n = max(bisect_right(self._starts, at) - 1, 0)
            floor = self._starts[max(n - 2, 0)]
        for n in range(bisect_left(self._firsts, at) - 1, -1, -1):
            start, end = self.expressions[n]
            if start < floor:
                break
            if end > at:
                continue
            setting = Setting(self.reference, tense, None, self.year(start))
            words = self.text[start:end]
            if self.language in ("tr", "az"):
                # “sentyabrın 28-dən, saat 21:00-dan”: the hour is that day's.
                words = _ABLATIVE.sub("", words)
            reading = read_time(words, self.language, setting)
            if reading is not None and reading.start is not None and _is_day(reading):
                return calendars.day(reading.start)
        return None

    def whole(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the whole expression that a span belongs to, or that follows at once."""
        n = bisect_right(self._firsts, span[0]) - 1
        if n >= 0 and span != self.expressions[n] and span[1] <= self.expressions[n][1]:
            return self.expressions[n]
        following = n + 1
        if following < len(self.expressions):
            start, end = self.expressions[following]
            # “at”, cut off before “the end of May”.
            if span[1] <= start <= span[1] + 5 and len(self.text[span[0] : span[1]]) <= 5:
                return span[0], end
        return span

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the expressions that begin between two offsets."""
        return self.expressions[bisect_left(self._firsts, start) : bisect_left(self._firsts, end)]


def _is_day(reading: Reading) -> bool:
    return reading.precision is Precision.DAY and reading.rank <= 1
