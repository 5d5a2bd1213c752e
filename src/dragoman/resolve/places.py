"""Where an act took place: words of place to a gazetteer entry, by context.

A name that several places share goes to the one in the state that the words around it
name, else in a state of the parties, else in a state of the text, else to the largest.
A small place in a state that nothing in the text points to is not guessed at: the place
then keeps its name alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dragoman.knowledge import Entry as KnownParty
from dragoman.knowledge import Knowledge
from dragoman.records import Party, Place, Span
from dragoman.resolve import gazetteer, toponyms
from dragoman.resolve.gazetteer import Entry
from dragoman.resolve.nouns import CAPITAL, EXTRATERRITORIAL, NOUNS, SITES
from dragoman.resolve.surroundings import (
    COMMON,
    IN_REACH,
    TERRITORIES,
    WORD,
    Surroundings,
    variants,
    well_known,
)
from dragoman.tagged import RawMention

_ORDER = {"site": 0, "city": 1, "district": 2, "province": 3, "region": 4, "country": 5}
_NOUN_REACH = 500
_CHUNK = 120
_LONGEST = 5
_MOST_WORDS = 24
# A town so many times smaller than a namesake is hardly meant for its state alone.
_OUTSHONE = 15
_LARGE_SEAT = 200
_DWARFED = 5
_SMALL = 50
# Acts that are done by speaking, so that a place within what is said is not theirs.
_SPOKEN = frozenset(("ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "CONCEDE"))
_JOINING = re.compile(
    r"(?:\S+\s+)?(?:of(?: the)?|de(?: la)?|del|du|des|de l['’]|d['’])\s*$|\S+\s*$"
)
_CLUB_TOWN = 150
# Towns have no article in Spanish; with one it is their club: “el Barcelona”.
_SPANISH_CLUB = re.compile(r"\b(?:[Ee]l|[Dd]el|al)\s$")
_MARKED = re.compile("[\u064b-\u0652]")
_NORTH = {1: "northern", -1: "southern", 0: ""}
_EAST = {1: "eastern", -1: "western", 0: ""}
_TURKIC_GENITIVE = re.compile("(?:['’]?n?[ıiuü]n)$")


@dataclass(frozen=True, slots=True)
class _Name:
    """Words of a span that may name places, with offsets into the span."""

    start: int
    end: int
    readings: list[_Found]


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry that some words may mean.

    ``exact`` if they are its canonical name; ``part`` if they stand within a longer one.
    """

    entry: Entry
    exact: bool
    words: int
    part: bool = False


@dataclass(frozen=True, slots=True)
class _Sides:
    """How much the parties of an act and the text around a name speak of each state."""

    parties: Mapping[str, float]
    context: Mapping[str, float]


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
        self.words = toponyms.words(self.language)
        self.around = Surroundings(text, self.language, knowledge, self.gazetteer)
        self._read: dict[str, list[_Name]] = {}

    # -- looking up ---------------------------------------------------------------

    def _state(self, words: str) -> Entry | None:
        """Return the state or territory that words name, or tell by its adjective."""
        if len(words) <= 3 and not words.isupper():
            return None
        for candidate in self.knowledge.find_party(words, language=self.language):
            known = candidate.entry
            named = candidate.kind in ("name", "adjective") and known.kind in TERRITORIES
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
        last = list(variants(words[-1], self.language))
        forms.extend(" ".join([*words[:-1], v]) for v in last[1:])
        if len(words) == 2 and self.language == "ru":
            first = list(variants(words[0], self.language))
            forms.extend(f"{a} {b}" for a in first for b in last)
        elif len(words) > 1 and self.language == "ar":
            first = list(variants(words[0], self.language))
            forms.extend(" ".join([a, *words[1:]]) for a in first[1:])
        return forms

    def _named(self, words: Sequence[str]) -> list[_Found]:
        """Return all that a sequence of words may mean, by its best form."""
        if len(words) == 1 and words[0].lower() in COMMON:
            return []
        forms = self._forms(words)
        state = self._state(forms[0])
        if state is None and len(forms) > 1 and "'" in forms[0].replace("’", "'"):
            state = self._state(forms[1])
        for form in forms:
            entries = self.gazetteer.find(form)
            if entries and _MARKED.search(form):
                return [_Found(e, True, len(words)) for e in entries]
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

    def _names(self, text: str) -> list[_Name]:
        """Return the names in a span, the longest that fit, in the order of the text."""
        if text not in self._read:
            self._read[text] = self._read_names(text)
        return self._read[text]

    def _read_names(self, text: str) -> list[_Name]:
        words = list(WORD.finditer(text))[:_MOST_WORDS]
        taken: set[int] = set()
        found: list[_Name] = []
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for at in range(len(words) - length + 1):
                if taken & set(range(at, at + length)):
                    continue
                first, last = words[at], words[at + length - 1]
                ends = first.group() + last.group()
                if ends.lower() == ends and ends.upper() != ends:
                    continue
                if length > 1 and re.search(r"[,;،(]", text[first.start() : last.end()]):
                    continue
                readings = self._named([w.group() for w in words[at : at + length]])
                if length == 1:
                    if self._part_of_name(words, at, text):
                        readings = [r for r in readings if well_known(r.entry)]
                    readings = readings or self._of_adjective(first, text)
                if self._in_part(text, words, at, length):
                    # A small town that bears but a part of the name is another place,
                    # unless its state is spoken of.
                    readings = [replace(r, part=not well_known(r.entry)) for r in readings]
                if readings:
                    found.append(_Name(first.start(), last.end(), readings))
                    taken.update(range(at, at + length))
        return sorted(found, key=lambda n: n.start)

    def _of_adjective(self, word: re.Match[str], text: str) -> list[_Found]:
        """Return the towns of a Russian adjective before a word like “область”."""
        if self.language != "ru" or not self.words.level(text, word.start(), word.end()):
            return []
        for town in toponyms.towns_of_adjective(word.group()):
            entries = self.gazetteer.find(town)
            if entries:
                return [
                    _Found(replace(e, precision="province"), True, 1)
                    for e in entries
                    if e.precision in ("city", "province")
                ]
        return []

    def _in_part(self, text: str, words: Sequence[re.Match[str]], at: int, length: int) -> bool:
        """Whether a span holds a further word right beside that may belong to the name."""
        for near, left in ((at - 1, at - 1), (at + length, at + length - 1)):
            if not 0 <= near < len(words):
                continue
            if text[words[left].end() : words[left + 1].start()] not in (" ", "-"):
                continue
            first = words[left].group()
            owner = first.endswith(("'s", "’s")) or (
                self.language in ("tr", "az") and _TURKIC_GENITIVE.search(first)
            )
            word = words[near].group()
            if owner:
                continue
            caseless = self.language in ("ar", "fa") and len(word) > 2
            if (word[0].isupper() or caseless) and word.lower() not in COMMON:
                return not SITES.match(word)
        return False

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
            if gap == " " and word[0].isupper() and word.lower() not in COMMON:
                owner = words[first].group().endswith(("'s", "’s"))
                return not (SITES.match(word) or word.endswith(("'s", "’s")) or owner)
        return False

    # -- choosing -----------------------------------------------------------------

    def _score(self, found: _Found, near: set[str], sides: _Sides, largest: int) -> float:
        entry = found.entry
        score = math.log10(entry.population * 1000 + 1000)
        country = entry.country
        own = entry.geonameid is None
        if own:
            # States and regions of our own table are what news means by their names.
            score += 8.0
        if country is not None:
            score += 7.0 * (country in near)
            # That a small town has a namesake in a party's state says little.
            small = entry.population < _SMALL or entry.population * _OUTSHONE < largest
            weight = 0.5 if small and not own else 1.0
            score += weight * sides.parties.get(country, 0.0)
            score += weight * min(self.countries.get(country, 0), 3) * 0.5
            if small and not own and entry.population * _DWARFED < largest:
                weight = 0.1
            score += weight * sides.context.get(country, 0.0)
        # Of seats of islands, which have namesakes, less is heard.
        score += (2.5 if entry.population >= _LARGE_SEAT else 1.0) * entry.capital
        score += (1.0 if own or entry.population >= _SMALL else 0.3) * found.exact
        if entry.overseas or (entry.precision == "province" and not own):
            score -= 2.0
        return score

    def _sure(
        self, best: _Found, readings: Sequence[_Found], near: set[str], sides: _Sides
    ) -> bool:
        """Whether a reading is large, expected or unrivalled enough to be meant."""
        entry = best.entry
        known = near | sides.parties.keys() | self.countries.keys()
        known |= {code for code, weight in sides.context.items() if weight >= IN_REACH}
        if well_known(entry) or entry.country in known:
            return True
        if best.part:
            return False
        if self.language == "en" and not best.exact and entry.population < _SMALL:
            # An English text calls a village by its name, not by another tongue's.
            return False
        rivals = [r.entry.population for r in readings if r.entry != entry]
        if not rivals:
            return len(entry.name) >= 6 or entry.population >= 50
        return entry.population >= 50 and entry.population >= 5 * max(rivals)

    def _best(self, names: Sequence[_Name], near: set[str], sides: _Sides) -> list[Entry | None]:
        """Return the reading of each name that fits best, null for one that is not sure."""
        best: list[Entry | None] = []
        for name in names:
            # A state named beside a name tells where it lies: “Riyadh, Saudi Arabia”.
            beside = near | _states(r for n in names if n is not name for r in n.readings)
            largest = max(r.entry.population for r in name.readings)
            first = max(
                name.readings,
                key=lambda r: (self._score(r, beside, sides, largest), r.entry.name),
            )
            best.append(first.entry if self._sure(first, name.readings, beside, sides) else None)
        return best

    def _resolve(
        self, span: Span, names: Sequence[_Name], near: set[str], sides: _Sides
    ) -> Entry | None:
        """Return the most precise place that the names of a span mean, or None."""
        chosen: list[tuple[int, Entry]] = []
        every = self._best(names, near, sides)
        owner: Entry | None = None
        for number, (name, best) in enumerate(zip(names, every, strict=True)):
            # “Kingston's Tivoli Gardens”: no Tivoli in another state is meant.
            alien = owner is not None and best is not None and best.country != owner.country
            owner = None
            if best is None or alien:
                continue
            entry, at = best, span.start
            if best.precision == "city":
                level = self.words.level(self.text, at + name.start, at + name.end)
                entry = replace(best, precision=level) if level else best
            # “Helmand's Nad Ali”: the first holds the second, whatever their size.
            holds = number + 1 < len(names) and self._holds(span.text, name, names[number + 1])
            owner = best if holds and best.precision == "city" else None
            chosen.append((1 if holds and every[number + 1] is not None else 0, entry))
        if EXTRATERRITORIAL.search(span.text):
            chosen = [(h, e) for h, e in chosen if e.precision != "country"]
        if not chosen:
            return self._described(span, sides)
        first = chosen[0][1]
        if first.precision == "country":
            if CAPITAL.search(span.text):
                return self._capital(first)
            if all(e.precision == "country" for _, e in chosen):
                return self._part(first, span, names[0])
        return min(chosen, key=lambda c: (c[0], _ORDER[c[1].precision]))[1]

    def _holds(self, text: str, name: _Name, following: _Name) -> bool:
        """Whether a name owns the next: it stands in the genitive right before it."""
        if text[name.end : following.start].strip():
            return False
        word = text[name.start : name.end]
        if self.language in ("tr", "az"):
            return bool(_TURKIC_GENITIVE.search(word))
        return word.endswith(("'s", "’s"))

    def _part(self, state: Entry, span: Span, name: _Name) -> Entry:
        """Return the part of a state that words like “northern” mean, else the state."""
        start, end = span.start + name.start, span.start + name.end
        before = _JOINING.search(self.text[max(0, start - 40) : start])
        beside = [before.group() if before else ""]
        beside += [span.text[: name.start], span.text[name.end :]]
        if self.language in ("tr", "az") and _TURKIC_GENITIVE.search(self.text[start:end]):
            beside.append(self.text[end : end + 20])
        east, north = self.words.compass(" ; ".join(beside))
        if not (east or north) or state.country is None:
            return state
        middle = self.gazetteer.part(state.country, _sign(east), _sign(north))
        if middle is None:
            return state
        side = " ".join(
            word for on, word in ((north, _NORTH[_sign(north)]), (east, _EAST[_sign(east)])) if on
        )
        return replace(
            state, name=f"{side} {state.name}", lat=middle[0], lon=middle[1], precision="region"
        )

    def _described(self, span: Span, sides: _Sides) -> Entry | None:
        """Return the place of “the capital” or “the north of the country” without a name."""
        if self._names(span.text):
            return None
        for level, noun in NOUNS.items():
            if noun.match(span.text.strip()):
                return self._before(span.start, level, sides)
        state = self._spoken_of(sides)
        if state is None:
            return None
        if self.words.country(span.text):
            whole = _Name(0, 0, [])
            part = self._part(state, span, whole)
            return part if part is not state else None
        if CAPITAL.search(span.text) and len(span.text.split()) <= 2:
            return self._capital(state)
        return None

    def _before(self, start: int, level: str, sides: _Sides) -> Entry | None:
        """Return the city or province named last before an offset of the text, if any is near."""
        end = start
        while end > max(0, start - _NOUN_REACH):
            begin = max(0, end - _CHUNK)
            # Not within a word, nor within a name that goes on behind the cut.
            while begin > 0 and self.text[begin - 1] not in ".,;:!?\n،؛":
                begin -= 1
            names = self._read_names(self.text[begin:end])
            for name, entry in reversed(
                list(zip(names, self._best(names, set(), sides), strict=True))
            ):
                if entry is None:
                    continue
                at = begin + name.start
                told = self.words.level(self.text, at, begin + name.end) or entry.precision
                if told == level:
                    return replace(entry, precision=told)
            end = begin
        return None

    def _spoken_of(self, sides: _Sides) -> Entry | None:
        """Return the one state that the words around speak of before all others."""
        total = {
            code: sides.context.get(code, 0.0) + sides.parties.get(code, 0.0)
            for code in {*sides.context, *sides.parties}
        }
        ranked = sorted(total.items(), key=lambda told: (-told[1], told[0]))
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]):
            return None
        code = ranked[0][0]
        middle = self.gazetteer.middle(code)
        if middle is None:
            return None
        return Entry(self.knowledge.name(code), code, *middle, "country")

    def _elsewhere(
        self,
        start: int,
        end: int,
        mention: RawMention,
        *,
        capital: bool = False,
        town: bool = False,
    ) -> bool:
        """Whether a name at offsets of the text tells something else than where it happened.

        Where the trigger itself is the leaving or the coming, the name is its place.
        """
        words, text, at = self.words, self.text, mention.trigger.start
        if self.language in ("ru", "tr", "az"):
            while end < len(text) and (text[end].isalpha() or text[end] in "'’"):
                end += 1
        within = words.within(text, start, end)
        if not within and not words.declined(text[start:end]) and words.titled(text, start, end):
            return True
        if town and self.language == "es" and _SPANISH_CLUB.search(text[max(0, start - 5) : start]):
            return True
        visit = mention.type == "CONSULT" and mention.mode == "visit"
        placed = within and self.language not in ("es", "fr")
        if capital and not visit and not placed and words.government(text, start, end):
            return True
        kinds = [] if mention.type == "RETREAT" else ["origin"]
        kinds += ["other"] if mention.type in _SPOKEN else []
        kinds += [] if mention.type in ("CONSULT", "COOPERATE", "RETREAT") else ["goal"]
        return any(words.elsewhere(kind, text, start, end, at) for kind in kinds)

    def _seat(self, words: str) -> bool:
        """Whether words are a house that stands for a government: “the Kremlin”."""
        found = self.knowledge.find_party(words, language=self.language)
        return any(c.kind == "seat of power" for c in found)

    def _kept(self, span: Span, mention: RawMention) -> list[_Name] | None:
        """Return the names of a span that may tell where; null if the span tells nothing."""
        names = self._names(span.text)
        if not names:
            return None if self._elsewhere(span.start, span.end, mention) else []
        kept = [
            name
            for name in names
            if not self._elsewhere(
                span.start + name.start, span.start + name.end, mention,
                capital=any(r.entry.capital for r in name.readings)
                or self._seat(span.text[name.start : name.end]),
                town=any(r.entry.population >= _CLUB_TOWN for r in name.readings),
            )
        ]  # fmt: skip
        return kept or None

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
        weights = {party.country: 3.5 for party in parties if party.country}
        nearest = sorted(
            mention.places, key=lambda s: (abs(s.start - mention.trigger.start), s.start)
        )
        spans = [(span, self._kept(span, mention)) for span in nearest]
        told = [(span, names) for span, names in spans if names is not None]
        if not told:
            return self._host(mention, parties)
        named = {span: _states(r for n in names for r in n.readings) for span, names in told}
        known = []
        for span, names in told:
            near = set().union(*(named[other] for other in named if other is not span))
            sides = _Sides(weights, self.around.weights(span, mention.sentence))
            entry = self._resolve(span, names, near, sides)
            if entry is not None:
                known.append((span, entry))
        if known:
            span, entry = min(known, key=lambda k: _ORDER[k[1].precision])
            return _place(self.gazetteer.within(entry), span.text)
        for span, _ in told:
            unknown = self._unknown(span)
            if unknown is not None:
                sides = _Sides(weights, self.around.weights(span, mention.sentence))
                return replace(unknown, country=self._country_beside(span, sides))
        return None

    def _country_beside(self, span: Span, sides: _Sides) -> str | None:
        """Return the state that a place of no table lies in, by what is said beside it.

        The state of a place named right after it (“Acteal, Chiapas”), else the one that
        the words around speak of before all others; null where two states compete.
        """
        tail = self.text[span.end : span.end + 40]
        if tail[:1] in (",", "،", "("):
            beside = self._read_names(tail)
            best = self._best(beside[:1], set(), sides)
            if best and best[0] is not None and beside[0].start < 4:
                return best[0].country
        state = self._spoken_of(sides)
        return state.country if state is not None else None

    def _unknown(self, span: Span) -> Place | None:
        """Return a place that no table knows by its name alone, if it has one."""
        words = [w.group() for w in WORD.finditer(span.text)]
        named = any(w[0].isupper() for w in words)
        if not named and not (self.language in ("ar", "fa") and words and len(words) <= 3):
            return None
        precision = "site" if SITES.search(span.text) else "city"
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
    """Return the codes of the states that readings are, or are provinces of."""
    wide = ("country", "province", "region")
    return {f.entry.country for f in found if f.entry.precision in wide and f.entry.country}


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _place(entry: Entry, text: str) -> Place:
    known = not math.isnan(entry.lat)
    return Place(
        name=entry.name,
        country=entry.country,
        lat=entry.lat if known else None,
        lon=entry.lon if known else None,
        precision=entry.precision,
        text=text,
        geonameid=entry.geonameid or None,
        admin1=entry.admin1,
        admin2=entry.admin2,
    )
