"""Where an act took place: words of place to a gazetteer entry, by context.

A name that several places share goes to the one in the state that the words around it
name, else in a state of the parties, else in a state of the text, else to the largest.
A small place in a state that nothing in the text points to is not guessed at: the place
then keeps its name alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dragoman.records import Party, Place, RawMention, Span
from dragoman.resolve import gazetteer
from dragoman.resolve.gazetteer import Entry

_ORDER = {"site": 0, "city": 1, "district": 2, "province": 3, "region": 4, "country": 5}
_WORD = re.compile(r"[^\W_]+(?:['’\u200c.-][^\W_]+)*\.?")
_LONGEST = 5
_MOST_WORDS = 24
# Words that some small town bears as its name, but that mean something else in news.
_COMMON_WORDS = (
    "the north south east west northern southern eastern western central new old port camp base "
    "airport province city saint san santa university district border embassy ministry palace "
    "of in at near and le la les el los las un une una al de du des nord sud est ouest norte sur "
    "res united army house hall prison village region state republic bank strip national "
    "مدينة مدينه ميدان میدان البيت الأبيض الجنوبية الشمالية محافظة منطقة مطار قرية شمال جنوب "
    "شرق غرب ساحة شارع مخيم معبر جبهه جبهة قصر مقر خط حدود شهر استان منطقه مرز خاک پایتخت خیابان "
    "şəhər rayon köy kənd sınır ilçe"
)
_COMMON = frozenset(_COMMON_WORDS.split())
_SITES = re.compile(
    r"\b(?:airport|air ?base|airfield|base|embassy|consulate|palace|port|harbour|harbor|prison|"
    r"plant|refinery|crossing|checkpoint|camp|hospital|university|village|settlement|station|"
    r"аэропорт|авиабаз|баз[аеуы]|посольств|порт|дворец|тюрьм|сел[оае]|деревн|"
    r"havalimanı|üssü|büyükelçili|köyü|hava limanı|kənd|bazası|səfirli|"
    r"فرودگاه|پایگاه|سفارت|مطار|قاعدة|سفارة|قرية|روستا|"
    r"aeropuerto|base|embajada|puerto|aéroport|ambassade)",
    re.IGNORECASE,
)
_RUSSIAN_ENDINGS = (
    "ами", "ями", "ого", "его", "ому", "ему", "ой", "ей", "ом", "ем", "ым", "им", "ую", "юю",
    "ах", "ях", "ии", "ию", "ия", "ий", "ые", "ых", "а", "я", "у", "ю", "е", "и", "ы",
)  # fmt: skip
_RUSSIAN_NOMINATIVES = ("", "а", "я", "ь", "й", "ия", "ы", "и", "ий", "ый", "ая", "ое")
_TURKIC_ENDINGS = (
    "ndaki", "ndəki", "ndeki", "daki", "dəki", "deki", "taki", "teki", "ndan", "ndən", "nden",
    "dan", "dən", "den", "tan", "ten", "nda", "ndə", "nde", "da", "də", "de", "ta", "te", "dək",
    "nın", "nin", "nun", "nün", "ın", "in", "un", "ün", "ya", "yə", "ye", "na", "nə", "ne",
    "nı", "ni", "nu", "nü", "yı", "yi", "yu", "yü", "a", "ə", "e", "ı", "i", "u", "ü",
)  # fmt: skip
_ARABIC_STARTS = ("وب", "ول", "بال", "لل", "وال", "ب", "ل", "و", "ف", "ك")


class States(Protocol):
    """What is needed of the knowledge: states by name, and their names."""

    def state_code(self, text: str) -> str | None:
        """Return a state's code by a name or code of it."""

    def name(self, code: str, language: str = "en") -> str:
        """Return a state's name."""


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry that some words may mean; ``exact`` if they are its canonical name."""

    entry: Entry
    exact: bool
    words: int


def _variants(word: str, language: str) -> Iterator[str]:
    """Yield a word and the base forms that inflection may have hidden."""
    yield word
    if language == "ru":
        for ending in _RUSSIAN_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                stem = word[: -len(ending)]
                for nominative in _RUSSIAN_NOMINATIVES:
                    yield stem + nominative
    elif language in ("tr", "az"):
        cut = re.split("['’]", word, maxsplit=1)[0]
        if cut != word:
            yield cut
        for ending in _TURKIC_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                yield word[: -len(ending)]
    elif language == "ar":
        for start in _ARABIC_STARTS:
            if word.startswith(start) and len(word) - len(start) >= 3:
                yield word[len(start) :]
                if start.endswith("ال") or start == "لل":
                    yield "ال" + word[len(start) :]
    else:
        cut = re.sub("['’]s?$", "", word)
        if cut != word:
            yield cut


class PlaceResolver:
    """Places for the mentions of one text.

    Args:
        text: the text that all offsets point into.
        language: its language, which decides how inflected names are undone.
        knowledge: finds states by name.
        countries: how often each state's code stands in the text, for context.
    """

    def __init__(
        self,
        text: str,
        language: str | None,
        knowledge: States,
        *,
        countries: Mapping[str, int] | None = None,
    ) -> None:
        self.text = text
        self.language = (language or "en").split("-")[0].lower()
        self.knowledge = knowledge
        self.countries = countries or {}
        self.gazetteer = gazetteer.load()

    # -- looking up ---------------------------------------------------------------

    def _state(self, words: str) -> Entry | None:
        if len(words) <= 3 and not words.isupper():
            return None
        code = self.knowledge.state_code(words)
        if code is None:
            return None
        return self._state_entry(code)

    def _state_entry(self, code: str) -> Entry:
        middle = self.gazetteer.middle(code)
        lat, lon = middle or (math.nan, math.nan)
        return Entry(self.knowledge.name(code), code, lat, lon, "country")

    def _forms(self, words: Sequence[str]) -> list[str]:
        """Return the forms to look a name up by: as it stands, then without inflection."""
        whole = " ".join(words)
        forms = [whole]
        last = list(_variants(words[-1], self.language))
        forms.extend(" ".join([*words[:-1], v]) for v in last[1:])
        if len(words) == 2 and self.language == "ru":
            first = list(_variants(words[0], self.language))
            forms.extend(f"{a} {b}" for a in first for b in last)
        elif len(words) > 1 and self.language == "ar":
            first = list(_variants(words[0], self.language))
            forms.extend(" ".join([a, *words[1:]]) for a in first[1:])
        return forms

    def _named(self, words: Sequence[str]) -> list[_Found]:
        """Return all that a sequence of words may mean, by its best form."""
        if len(words) == 1 and words[0].lower() in _COMMON:
            return []
        for number, form in enumerate(self._forms(words)):
            state = self._state(form)
            entries = self.gazetteer.find(form)
            if state is not None and not any(e.precision == "country" for e in entries):
                entries.append(state)
            if not entries and number == 0 and form.endswith("."):
                entries = self.gazetteer.find(form[:-1])
            if entries:
                key = gazetteer.folded(form)
                return [_Found(e, gazetteer.folded(e.name) == key, len(words)) for e in entries]
        return []

    def _names(self, text: str) -> list[list[_Found]]:
        """Return the readings of each name in a span, the longest names first."""
        words = list(_WORD.finditer(text))[:_MOST_WORDS]
        taken: set[int] = set()
        found: list[tuple[int, list[_Found]]] = []
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for at in range(len(words) - length + 1):
                if taken & set(range(at, at + length)):
                    continue
                ends = words[at].group() + words[at + length - 1].group()
                if ends.lower() == ends and ends.upper() != ends:
                    continue
                gap = text[words[at].start() : words[at + length - 1].end()]
                if length > 1 and re.search(r"[,;،(]", gap):
                    continue
                readings = self._named([w.group() for w in words[at : at + length]])
                if length == 1 and self._part_of_name(words, at, text):
                    readings = [r for r in readings if _well_known(r.entry)]
                if readings:
                    found.append((at, readings))
                    taken.update(range(at, at + length))
        return [readings for _, readings in sorted(found, key=lambda f: f[0])]

    def _part_of_name(self, words: Sequence[re.Match[str]], at: int, text: str) -> bool:
        """Whether a word stands beside another that makes one name with it: “Tell Abyad”."""
        if self.language in ("tr", "az", "ru", "ar", "fa"):
            return False
        for near in (at - 1, at + 1):
            if not 0 <= near < len(words):
                continue
            first, second = sorted((at, near))
            gap = text[words[first].end() : words[second].start()]
            word = words[near].group()
            if gap == " " and word[0].isupper() and word.lower() not in _COMMON:
                owner = words[first].group().endswith(("'s", "’s"))
                return not (_SITES.match(word) or word.endswith(("'s", "’s")) or owner)
        return False

    # -- choosing -----------------------------------------------------------------

    def _score(self, found: _Found, near: set[str], parties: Mapping[str, float]) -> float:
        entry = found.entry
        score = math.log10(entry.population * 1000 + 1000) / 2
        country = entry.country
        if entry.geonameid is None:
            # States and regions of our own table are what news means by their names.
            score += 5.0
        if country is not None:
            score += 5.0 * (country in near)
            score += parties.get(country, 0.0)
            score += min(self.countries.get(country, 0), 3) * 0.5
        score += 4.0 * entry.capital + 1.0 * found.exact
        if entry.precision == "province" and entry.geonameid is not None:
            score -= 2.0
        return score

    def _sure(
        self, best: _Found, readings: Sequence[_Found], near: set[str], parties: Mapping[str, float]
    ) -> bool:
        """Whether a reading is large, expected or unrivalled enough to be meant."""
        entry = best.entry
        known = near | parties.keys() | self.countries.keys()
        if _well_known(entry) or entry.country in known:
            return True
        rivals = [r.entry.population for r in readings if r.entry != entry]
        if not rivals:
            return len(entry.name) >= 6 or entry.population >= 50
        return entry.population >= 50 and entry.population >= 5 * max(rivals)

    def _resolve(self, span: Span, near: set[str], parties: Mapping[str, float]) -> Entry | None:
        """Return the most precise place that a span names, or None."""
        names = self._names(span.text)
        # A state named in the span tells where its other names lie: “Riyadh, Saudi Arabia”.
        states = {
            r.entry.country
            for readings in names
            for r in readings
            if r.entry.precision == "country" and r.entry.country and len(names) > 1
        }
        near = near | states
        chosen: list[Entry] = []
        for readings in names:
            best = max(readings, key=lambda r: (self._score(r, near, parties), r.entry.name))
            if self._sure(best, readings, near, parties):
                chosen.append(best.entry)
        if not chosen:
            return None
        return min(chosen, key=lambda e: _ORDER[e.precision])

    def place(self, mention: RawMention, parties: Sequence[Party]) -> Place | None:
        """Return where an act took place.

        Args:
            mention: with its spans of place. Of several, the most precise counts; of two
                as precise, the one nearer to the trigger.
            parties: actors and recipients of the act, resolved; their states weigh in
                where a name is shared by several places.

        Returns:
            The place; null where the text names none. A visit without words of place
            takes place in the state of its hosts.
        """
        weights: dict[str, float] = {}
        for party in parties:
            if party.country:
                weights[party.country] = 2.0
        spans = sorted(
            mention.places, key=lambda s: (abs(s.start - mention.trigger.start), s.start)
        )
        if not spans:
            return self._host(mention, parties)
        near: set[str] = set()
        for span in spans:
            for readings in self._names(span.text):
                near.update(
                    r.entry.country
                    for r in readings
                    if r.entry.precision == "country" and r.entry.country
                )
        resolved = [(span, self._resolve(span, near, weights)) for span in spans]
        known = [(s, e) for s, e in resolved if e is not None]
        if known:
            span, entry = min(known, key=lambda k: _ORDER[k[1].precision])
            return _place(entry, span.text)
        for span in spans:
            named = self._unknown(span)
            if named is not None:
                return named
        return None

    def _unknown(self, span: Span) -> Place | None:
        """Return a place that no table knows by its name alone, if it has one."""
        words = [w.group() for w in _WORD.finditer(span.text)]
        named = any(w[0].isupper() for w in words)
        if not named and not (self.language in ("ar", "fa") and words and len(words) <= 3):
            return None
        precision = "site" if _SITES.search(span.text) else "city"
        return Place(span.text, None, None, None, precision, span.text)

    def _host(self, mention: RawMention, parties: Sequence[Party]) -> Place | None:
        if mention.type != "CONSULT" or mention.mode != "visit":
            return None
        hosts = {(r.start, r.end) for r in mention.recipients}
        found = [p for p in parties if p.country and (p.start, p.end) in hosts]
        codes = {p.country for p in found}
        if len(codes) != 1:
            return None
        code = found[0].country
        if code is None or self.gazetteer.middle(code) is None:
            return None
        return _place(self._state_entry(code), found[0].text)


def _well_known(entry: Entry) -> bool:
    """Whether a place is known without context: a state, a region, a large city."""
    return entry.geonameid is None or entry.capital or entry.population >= 300


def _place(entry: Entry, text: str) -> Place:
    known = not math.isnan(entry.lat)
    return Place(
        name=entry.name,
        country=entry.country,
        lat=entry.lat if known else None,
        lon=entry.lon if known else None,
        precision=entry.precision,
        text=text,
        geonameid=entry.geonameid,
    )
