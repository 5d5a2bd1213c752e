"""Where an act took place: words of place to a gazetteer entry, by context.

A name that several places share goes to the one in the state that the words around it
name, else in a state of the parties, else in a state of the text, else to the largest.
A small place in a state that nothing in the text points to is not guessed at: the place
then keeps its name alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dragoman.knowledge import Entry as KnownParty
from dragoman.knowledge import Knowledge
from dragoman.records import Party, Place, RawMention, Span
from dragoman.resolve import gazetteer
from dragoman.resolve.gazetteer import Entry

_ORDER = {"site": 0, "city": 1, "district": 2, "province": 3, "region": 4, "country": 5}
_WORD = re.compile(r"[^\W_]+(?:['’\u200c.-][^\W_]+)*\.?")
_TERRITORIES = ("state", "territory", "contested")
# “the Indian embassy” stands in another state than India's.
_EXTRATERRITORIAL = re.compile(
    r"\b(?:embass|consul|ambassad|mission|посольств|консульств|büyükelçili|konsoloslu|səfirli|"
    r"konsulluq|سفارت|کنسول|سفارة|قنصلي|embajad)",
    re.IGNORECASE,
)
_CAPITAL = re.compile(
    r"\b(?:capitale?\b|столиц|başkent|paytaxt|العاصمة|عاصمة|پایتخت)", re.IGNORECASE
)
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
    "ами", "ями", "ого", "его", "ому", "ему", "ой", "ей", "ом", "ем", "ым", "им", "ую", "юю", "ах",
    "ях", "ья", "ью", "ье", "ии", "ию", "ия", "ий", "ые", "ых", "а", "я", "у", "ю", "е", "и", "ы",
)  # fmt: skip
_RUSSIAN_NOMINATIVES = ("", "а", "я", "ь", "й", "ия", "ы", "и", "ий", "ый", "ая", "ое")
_TURKIC_ENDINGS = (
    "ndakı", "ndaki", "ndəki", "ndeki", "dakı", "takı", "daki", "dəki", "deki", "taki", "teki",
    "ndan", "ndən", "nden", "dan", "dən", "den", "tan", "ten", "nda", "ndə", "nde", "da", "də",
    "de", "ta", "te", "dək", "nın", "nin", "nun", "nün", "ın", "in", "un", "ün", "ya", "yə", "ye",
    "na", "nə", "ne", "nı", "ni", "nu", "nü", "yı", "yi", "yu", "yü",
    "a", "ə", "e", "ı", "i", "u", "ü",
)  # fmt: skip
_ARABIC_STARTS = ("وب", "ول", "بال", "لل", "وال", "ب", "ل", "و", "ف", "ك")


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
                if ending in ("ья", "ью", "ье"):
                    yield stem + "ье"
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
        knowledge: Knowledge,
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
        """Return the state or territory that words name, or tell by its adjective."""
        if len(words) <= 3 and not words.isupper():
            return None
        for candidate in self.knowledge.find_party(words, language=self.language):
            known = candidate.entry
            named = candidate.kind in ("name", "adjective") and known.kind in _TERRITORIES
            if named and self.gazetteer.middle(known.code) is not None:
                return self._state_entry(known)
        return None

    def _state_entry(self, known: KnownParty) -> Entry:
        own = self.gazetteer.middle(known.id) if known.id else None
        lat, lon = own or self.gazetteer.middle(known.code) or (math.nan, math.nan)
        return Entry(known.name, known.code, lat, lon, "country")

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
        forms = self._forms(words)
        state = self._state(forms[0])
        if state is None and len(forms) > 1 and "'" in forms[0].replace("’", "'"):
            state = self._state(forms[1])
        for form in forms:
            entries = self.gazetteer.find(form)
            if not entries and form is forms[0] and form.endswith("."):
                entries = self.gazetteer.find(form[:-1])
            if state is not None:
                # An inflected form of a state's name is not some town's name as well.
                if form is not forms[0]:
                    entries = [e for e in entries if e.geonameid is None]
                if form is forms[0] and all(e.geonameid is not None for e in entries):
                    if not entries and len(forms) > 1:
                        continue
                    entries.append(state)
            if entries:
                key = gazetteer.folded(form)
                return [_Found(e, gazetteer.folded(e.name) == key, len(words)) for e in entries]
        return [_Found(state, True, len(words))] if state is not None else []

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
        score = math.log10(entry.population * 1000 + 1000)
        country = entry.country
        if entry.geonameid is None:
            # States and regions of our own table are what news means by their names.
            score += 8.0
        if country is not None:
            score += 5.0 * (country in near)
            # That a small town has a namesake in a party's state says little.
            weight = 1.0 if entry.geonameid is None or entry.population >= 100 else 0.5
            score += weight * parties.get(country, 0.0)
            score += weight * min(self.countries.get(country, 0), 3) * 0.5
        score += 2.5 * entry.capital + 1.0 * found.exact
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
        chosen: list[Entry] = []
        for number, readings in enumerate(names):
            # A state named beside a name tells where it lies: “Riyadh, Saudi Arabia”.
            beside = near | _states(r for n, rs in enumerate(names) if n != number for r in rs)
            best = max(readings, key=lambda r: (self._score(r, beside, parties), r.entry.name))
            if self._sure(best, readings, beside, parties):
                chosen.append(best.entry)
        if _EXTRATERRITORIAL.search(span.text):
            chosen = [e for e in chosen if e.precision != "country"]
        if not chosen:
            return None
        if _CAPITAL.search(span.text) and chosen[0].precision == "country":
            return self._capital(chosen[0])
        return min(chosen, key=lambda e: _ORDER[e.precision])

    def _capital(self, state: Entry) -> Entry:
        """Return the capital of a state; the state where the capital is not known."""
        name = self.knowledge.capital(state.country or "")
        for entry in self.gazetteer.find(name) if name else []:
            if entry.country == state.country and entry.precision == "city":
                return entry
        return state

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
                weights[party.country] = 3.5
        spans = sorted(
            mention.places, key=lambda s: (abs(s.start - mention.trigger.start), s.start)
        )
        if not spans:
            return self._host(mention, parties)
        named = {span: _states(r for rs in self._names(span.text) for r in rs) for span in spans}
        resolved = []
        for span in spans:
            near = set().union(*(named[other] for other in spans if other is not span))
            resolved.append((span, self._resolve(span, near, weights)))
        known = [(s, e) for s, e in resolved if e is not None]
        if known:
            span, entry = min(known, key=lambda k: _ORDER[k[1].precision])
            return _place(entry, span.text)
        for span in spans:
            unknown = self._unknown(span)
            if unknown is not None:
                return unknown
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
        host = found[0]
        for candidate in self.knowledge.find_party(host.country or ""):
            if candidate.entry.id == host.country:
                return _place(self._state_entry(candidate.entry), host.text)
        code = host.country or ""
        middle = self.gazetteer.middle(code)
        if middle is None:
            return None
        return _place(Entry(self.knowledge.name(code), code, *middle, "country"), host.text)


def _states(found: Iterable[_Found]) -> set[str]:
    """Return the codes of the states among readings."""
    return {f.entry.country for f in found if f.entry.precision == "country" and f.entry.country}


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
