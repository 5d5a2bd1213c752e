"""When an act took place: from words of time to days.

A date is read from the mention's own time expressions; failing these, from another
expression of the same sentence that holds for the mention as well. The date of
publication alone never dates an act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property

from dragoman.records import Basis, DateValue, Modality, Precision, RawMention, Span
from dragoman.resolve.calendars import Stretch
from dragoman.resolve.lexicon import LANGUAGES, fold
from dragoman.resolve.timescan import scan
from dragoman.resolve.timex import Reading, Setting, Tense, read_time

_TENSES = {
    Modality.ACTUAL: Tense.PAST,
    Modality.FUTURE: Tense.FUTURE,
    Modality.HYPOTHETICAL: Tense.FUTURE,
    Modality.NEGATED: Tense.OPEN,
}
_FAME = re.compile(r"[ -](?:attacks?|massacre|assault|Hamas)\b")
_YEAR = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_ANCHOR_REACH = 80
_COUNTS_FROM = re.compile(
    r"\b(?:after|before|после|до|پس از|بعد از|پیش از|قبل از)\s*$", re.IGNORECASE
)
_COUNTS_FROM_NEXT = re.compile(r"\s*(?:(?:después|antes) )?de que\b|\s*(?:(?:après|avant) )?qu")
_DATELINE_REACH = 160
# A dateline ends with a dash, a slash or brackets soon after its date.
_DATELINE_END = re.compile(r"[\s.,;:)\]]*(?:\([^)\n]{1,40}\)\s*|/[^/\n]{1,40}/\s*)?(?:[-–—:]|/)")


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat(iso) if iso else None
    except ValueError:
        return None


def _known_language(language: str | None, text: str) -> str:
    """Return the lexicon to read with; by script where the language is unknown."""
    code = (language or "").split("-")[0].lower()
    if code in LANGUAGES:
        return code
    sample = text[:2000]
    if len(re.findall("[\u0400-\u04ff]", sample)) > len(sample) // 4:
        return "ru"
    if len(re.findall("[\u0600-\u06ff]", sample)) > len(sample) // 4:
        return "fa" if re.search("[پچژگ]", sample) else "ar"
    return "en"


def _narrower(one: Reading, other: Reading) -> bool:
    """Whether one reading is a day and the other a range."""
    return one.precision is Precision.DAY and other.precision is Precision.RANGE


def _party_words(mention: RawMention) -> set[str]:
    """Return the longer words of a mention's parties, cut to what inflection leaves."""
    parties = (*mention.actors, *mention.recipients)
    return {fold(w)[:5] for p in parties for w in re.findall(r"\w{4,}", p.text)}


class DateResolver:
    """Dates for the mentions of one text.

    Args:
        text: the text that all offsets point into.
        language: its language; others than the eight are read by their script.
        published: the date of publication; relative expressions count from it, and
            stay without a date where it is null or not a single day.
        sentences: offsets of the sentences, in order.
        headline: offsets of the headline, if the text has one.
        mentions: all mentions of the text: their time expressions ground those of others.
    """

    def __init__(
        self,
        text: str,
        language: str | None,
        published: DateValue | None,
        sentences: Sequence[tuple[int, int]],
        headline: tuple[int, int] | None = None,
        *,
        mentions: Sequence[RawMention] = (),
    ) -> None:
        self.text = text
        self.language = _known_language(language, text)
        self.sentences = sentences
        self.headline = headline
        self._mentions = mentions
        self._published = published

    # -- what the text offers ---------------------------------------------------

    @cached_property
    def expressions(self) -> list[tuple[int, int]]:
        """Offsets of all time expressions: the tagged ones and those the lexicon finds."""
        tagged = sorted({(t.start, t.end) for m in self._mentions for t in m.times})
        merged: list[tuple[int, int]] = []
        for start, end in sorted([*tagged, *scan(self.text, self.language)]):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    @cached_property
    def reference(self) -> date | None:
        """The day that relative expressions count from: of publication, or the dateline's."""
        if self._published is not None:
            first, last = _day(self._published.start), _day(self._published.end)
            single = self._published.precision is Precision.DAY or first == last
            return first if single else None
        for start, end in self.expressions:
            if end > _DATELINE_REACH:
                break
            tail = _DATELINE_END.match(self.text, end)
            reading = read_time(self.text[start:end], self.language, Setting())
            if tail and reading and reading.own_year and reading.precision is Precision.DAY:
                return reading.start
        return None

    @cached_property
    def _own_years(self) -> list[tuple[int, int]]:
        """Offsets and years of the expressions that name their year."""
        found: list[tuple[int, int]] = []
        for start, end in self.expressions:
            reading = read_time(self.text[start:end], self.language, Setting(self.reference))
            if reading is None or reading.own_year is None:
                continue
            # “3 June 2011 and 4 May 2012” names two.
            named = {int(y) for y in _YEAR.findall(self.text[start:end])}
            found.extend((start, year) for year in sorted(named or {reading.own_year}))
        return found

    def _sentence(self, at: int) -> tuple[int, int]:
        for start, end in self.sentences:
            if start <= at < end:
                return start, end
        return 0, len(self.text)

    def _year(self, at: int) -> tuple[int | None, bool]:
        """Return the year another date lends one at an offset, and whether it must rule."""
        start, _ = self._sentence(at)
        same = [y for offset, y in self._own_years if start <= offset < at]
        if same and self.reference is None:
            return same[-1], True
        if self.reference is None:
            years = {y for _, y in self._own_years}
            if self._published is not None:
                first, last = _day(self._published.start), _day(self._published.end)
                if first and last and first.year == last.year:
                    years.add(first.year)
            if len(years) == 1:
                return years.pop(), True
        return None, False

    def _context(self, at: int, tense: Tense, *, here: bool = False) -> Stretch | None:
        """Return the last day named before an offset, in its sentence or the two before.

        With ``here``, in its own sentence only.
        """
        floor = self._sentence(at)[0] if here else 0
        for n, (start, _) in enumerate(self.sentences):
            if start <= at and not here:
                floor = self.sentences[max(n - 2, 0)][0]
        for start, end in reversed(self.expressions):
            if end > at:
                continue
            if start < floor:
                break
            year, rules = self._year(start)
            reading = read_time(
                self.text[start:end],
                self.language,
                Setting(self.reference, tense, None, year, rules),
            )
            if reading is None or reading.start is None or reading.precision is not Precision.DAY:
                continue
            if reading.rank <= 1:
                return Stretch(reading.start, reading.end or reading.start)
        return None

    # -- reading ----------------------------------------------------------------

    def _whole(self, span: tuple[int, int]) -> tuple[int, int]:
        """Return the whole expression that a tagged span belongs to."""
        for start, end in self.expressions:
            if start <= span[0] and span[1] <= end:
                return start, end
        return span

    def read(
        self, start: int, end: int, tense: Tense, trigger: int | None = None
    ) -> Reading | None:
        """Read the expression at offsets, against all that the text says before it.

        Args:
            start: where the expression begins.
            end: where it ends.
            tense: where the act lies.
            trigger: where the act's trigger begins, if the act is known.
        """
        year, rules = self._year(start)
        anchors = trigger is not None and self._anchors(start, end, trigger)
        context = self._context(start, tense, here=anchors)
        setting = Setting(self.reference, tense, context, year, rules, anchors)
        famous = _FAME.match(self.text, end)
        if famous:
            end = famous.end()
        return read_time(self.text[start:end], self.language, setting)

    def date(self, mention: RawMention) -> DateValue | None:
        """Return when a mention's act took place, or null where the text does not say."""
        tense = _TENSES[mention.modality]
        found: list[tuple[int, int, int, Reading, tuple[int, int]]] = []
        for span in self._joined(mention.times):
            whole = self._whole(span)
            reading = self.read(*whole, tense, mention.trigger.start)
            if whole != span:
                own = self.read(*span, tense, mention.trigger.start)
                # “on Wednesday and on Thursday”: the mention has its own day of the two.
                if own and (reading is None or _narrower(own, reading)):
                    reading, whole = own, span
            if reading is not None:
                distance = abs(span[0] - mention.trigger.start)
                found.append((reading.rank, distance, span[0], reading, whole))
        if found:
            best = min(found, key=lambda f: f[:3])
            return self._value(best[3], best[4])
        if mention.times:
            return None
        return self._inherited(mention)

    def _anchors(self, start: int, end: int, trigger: int) -> bool:
        """Whether an act is what its expression counts from: “two days after they met”."""
        if self.language in ("tr", "az") or not end <= trigger <= end + _ANCHOR_REACH:
            return False
        if self.language in ("es", "fr"):
            return bool(_COUNTS_FROM_NEXT.match(self.text, end))
        return bool(_COUNTS_FROM.search(self.text[start:end]))

    def _joined(self, times: Sequence[Span]) -> list[tuple[int, int]]:
        """Put spans together that only a comma or blank parts: “June 12” “, 2019”."""
        joined: list[tuple[int, int]] = []
        for span in sorted(times, key=lambda s: (s.start, s.end)):
            if joined and not self.text[joined[-1][1] : span.start].strip(" ,،"):
                joined[-1] = (joined[-1][0], max(span.end, joined[-1][1]))
            else:
                joined.append((span.start, span.end))
        return joined

    def _value(self, reading: Reading, span: tuple[int, int]) -> DateValue:
        return DateValue(
            start=reading.start.isoformat() if reading.start else None,
            end=reading.end.isoformat() if reading.end else None,
            precision=reading.precision,
            basis=reading.basis,
            text=self.text[span[0] : span[1]],
        )

    def _inherited(self, mention: RawMention) -> DateValue | None:
        """Date a mention without words of time by another that tells the same act.

        Only headline and body lend each other dates, and only to acts of one type,
        modality and a party in common. Acts that merely share a sentence are not dated
        by each other: in our corpus that was wrong more often than right.
        """
        if self.headline is None:
            return None
        inside = self._in_headline(mention)
        parties = _party_words(mention)
        for other in sorted(self._mentions, key=lambda m: (m.trigger.start, m.trigger.end)):
            if not other.times or self._in_headline(other) == inside:
                continue
            if (other.type, other.modality) != (mention.type, mention.modality):
                continue
            if parties.isdisjoint(_party_words(other)):
                continue
            found = self.date(other)
            return found and replace(found, basis=Basis.INHERITED)
        return None

    def _in_headline(self, mention: RawMention) -> bool:
        start, end = self.headline or (0, 0)
        return start <= mention.trigger.start < end
