"""When an act took place: from words of time to days.

A date is read from the mention's own time expressions; failing these, from another
expression of the same sentence that holds for the mention as well. The date of
publication alone never dates an act.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from dragoman.records import (
    Basis,
    DateValue,
    Modality,
    Precision,
    Span,
)
from dragoman.resolve.dateground import Ground
from dragoman.resolve.lexicon import LANGUAGES, fold
from dragoman.resolve.tenses import lies_ahead
from dragoman.resolve.timex import Reading, Setting, Tense, read_time
from dragoman.tagged import RawMention

_TENSES = {
    Modality.ACTUAL: Tense.PAST,
    Modality.FUTURE: Tense.FUTURE,
    Modality.HYPOTHETICAL: Tense.FUTURE,
    Modality.NEGATED: Tense.OPEN,
}
_FAME = re.compile(r"[ -](?:attacks?|massacre|assault|Hamas)\b")
_TURKIC_SHIFT = re.compile(r"\b(?:sonra|önce|əvvəl)\b", re.IGNORECASE)
_ABLATIVE = re.compile(r"\w(?:dan|den|tan|ten|dən)\s+$", re.IGNORECASE)
_FRONT_REACH = 120
_OPENINGS = ("", "on", "in", "during", "в", "во", "на", "في", "در", "el", "en", "le", "la", "los")
_CLAUSE = re.compile(
    r"[;:—\n]|\s[-–]\s|,.*,.*,|\b(?:that|which|who|whom|whose|when|while|after|before|because|"
    r"котор\w*|что|когда|после|что|que|qui|dont|quien|cuando|dont|الذي|التي|الذين|بعد|أن|که)\b"
)
_ANCHOR_REACH = 80
_COUNTS_FROM = re.compile(
    r"\b(?:after|before|после|до|پس از|بعد از|پیش از|قبل از)\s*$", re.IGNORECASE
)
_COUNTS_FROM_NEXT = re.compile(r"\s*(?:(?:después|antes) )?de que\b|\s*(?:(?:après|avant) )?qu")

# “une semaine avant | de déclarer”: the count runs from what follows.
_COUNT_ENDS = re.compile(r"\b(?:avant|après|antes|después)$", re.IGNORECASE)
_EVENT_NEXT = re.compile(r"\s+(?:de|del|d['’]|du|des|la|le|les|l['’]|son|sa|su|sus)(?!\w)")

_Told = tuple[RawMention, set[str]]


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
        self.headline = headline
        self._mentions = sorted(mentions, key=lambda m: (m.trigger.start, m.trigger.end, m.type))
        tagged = [(t.start, t.end) for m in mentions for t in m.times]
        self.ground = Ground(text, self.language, published, sentences, tagged)
        self._first_triggers: dict[tuple[int, int], int] = {}
        for mention in self._mentions:
            self._first_triggers.setdefault(mention.sentence, mention.trigger.start)

    # -- reading ----------------------------------------------------------------

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
        anchors = trigger is not None and self._anchors(start, end, trigger)
        context = self.ground.context(start, tense, here=anchors)
        year = self.ground.year(start)
        ground = self.ground
        south = ground.south(start)
        setting = Setting(ground.reference, tense, context, year, anchors, ground.order, south)
        if self.language in ("tr", "az") and self._follows_event(start, end):
            return None
        if self._counts_from_next(start, end) and not anchors:
            return None
        famous = _FAME.match(self.text, end)
        if famous:
            end = famous.end()
        return read_time(self.text[start:end], self.language, setting)

    def date(self, mention: RawMention) -> DateValue | None:
        """Return when a mention's act took place, or null where the text does not say."""
        tense = self._tense(mention)
        found: list[tuple[int, int, int, Reading, tuple[int, int]]] = []
        for span in self._joined(mention.times):
            whole = self.ground.whole(span)
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
        return self._fronted(mention, tense) or self._inherited(mention)

    def _tense(self, mention: RawMention) -> Tense:
        """Return where an act lies, by its modality and else by the words about it."""
        tense = _TENSES[mention.modality]
        trigger = (mention.trigger.start, mention.trigger.end)
        if tense is Tense.PAST and mention.times:
            times = [(span.start, span.end) for span in mention.times]
            ahead = lies_ahead(self.text, trigger, times, self.language)
            return Tense.FUTURE if ahead else tense
        return tense

    def _follows_event(self, start: int, end: int) -> bool:
        """Whether a Turkic “two days later” counts from the word before it: “-dan sonra”."""
        counts = _TURKIC_SHIFT.search(self.text[start:end])
        return bool(counts and _ABLATIVE.search(self.text[max(start - 40, 0) : start]))

    def _counts_from_next(self, start: int, end: int) -> bool:
        """Whether French or Spanish words count from an event that follows them."""
        if self.language not in ("es", "fr") or not _EVENT_NEXT.match(self.text, end):
            return False
        return _COUNT_ENDS.search(self.text[start:end]) is not None

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

    def _fronted(self, mention: RawMention, tense: Tense) -> DateValue | None:
        """Date an act by the words of time that open its sentence, if it comes first.

        “On June 12 Russia imposed sanctions …”: what opens a sentence holds for its main
        clause. The act must have taken place, be the first of its sentence, and no word
        may stand between that begins another clause.
        """
        at = mention.trigger.start
        start, _ = mention.sentence
        first = self._first_triggers.get(mention.sentence, at)
        if mention.modality is not Modality.ACTUAL or first < at:
            return None
        for span in self.ground.within(start, at)[:1]:
            opening = self.text[start : span[0]].strip(' “"«(').lower()
            between = self.text[span[1] : at]
            if opening not in _OPENINGS or len(between) > _FRONT_REACH or _CLAUSE.search(between):
                return None
            if lies_ahead(self.text, (at, mention.trigger.end), [span], self.language):
                tense = Tense.FUTURE
            reading = self.read(*span, tense, at)
            if reading is None or reading.precision in (Precision.BEFORE, Precision.AFTER):
                return None
            return self._value(reading, span)
        return None

    def _inherited(self, mention: RawMention) -> DateValue | None:
        """Date a mention without words of time by another that tells the same act.

        Only headline and body lend each other dates, and only to acts of one type,
        modality and a party in common. Acts that merely share a sentence are not dated
        by each other: in our corpus that was wrong more often than right.
        """
        if self.headline is None:
            return None
        other = self._partner(mention)
        if other is None or not other.times or self._partner(other) is not mention:
            return None
        found = self.date(other)
        return found and replace(found, basis=Basis.INHERITED)

    @cached_property
    def _sides(self) -> tuple[list[_Told], list[_Told]]:
        """The mentions of the headline and those of the body, with their parties' words."""
        told = [(m, _party_words(m)) for m in self._mentions]
        return (
            [t for t in told if self._in_headline(t[0])],
            [t for t in told if not self._in_headline(t[0])],
        )

    def _partner(self, mention: RawMention) -> RawMention | None:
        """Return the first mention across the headline's end that tells of such an act."""
        headline, body = self._sides
        parties = _party_words(mention)
        for other, words in body if self._in_headline(mention) else headline:
            same = (other.type, other.modality) == (mention.type, mention.modality)
            if same and not parties.isdisjoint(words):
                return other
        return None

    def _in_headline(self, mention: RawMention) -> bool:
        start, end = self.headline or (0, 0)
        return start <= mention.trigger.start < end
