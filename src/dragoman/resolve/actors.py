"""Names, titles, pronouns and descriptions to parties with a state and a sector.

A party is resolved by the first of these that speaks: a name the knowledge has, in the
phrase itself; a modifier beside it in the text; the same surname elsewhere in the text; the
party that a pronoun or a definite description takes up; and last, with a low score, the
state that the passage is about at that point. Nothing speaking, the country stays null.
"""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from dataclasses import replace

from dragoman.knowledge import Hit, Knowledge
from dragoman.knowledge.compile import slug
from dragoman.knowledge.text import Token, fold, tokens
from dragoman.records import Attribution, DateValue, Party
from dragoman.resolve.antecedents import Antecedents
from dragoman.resolve.bodies import Bodies
from dragoman.resolve.context import Context, Setting
from dragoman.resolve.genuine import genuine
from dragoman.resolve.grammar import grammar, phrase
from dragoman.resolve.naming import Naming
from dragoman.resolve.neighbours import Neighbours
from dragoman.resolve.officers import Officers
from dragoman.resolve.parties import Reading, described, written
from dragoman.resolve.peers import Peers
from dragoman.resolve.persons import Persons, bearer
from dragoman.resolve.sectors import akin, bare_number, bare_rank, lexicon
from dragoman.resolve.several import Several
from dragoman.resolve.states import dated
from dragoman.tagged import RawParty, RawSource

_STATE_WORDS = frozenset(("name", "capital", "seat of power", "adjective", "person of the nation"))
_PEOPLE = frozenset(("full name", "surname"))
_PLACES = frozenset(("region", "city"))
_SEATS = frozenset(("capital", "seat of power", "city", "region"))
#: Where the word for descent stands before the nation: “d'origine arménienne”.
_ORIGIN_FIRST = frozenset(("fr", "es", "ar"))
#: “Anti-American crowd”, “ethnic Albanians”: not of that state.
_NOT_THEIRS = frozenset(("anti", "ethnic", "этнические", "этнических", "etnik"))
#: “Pro-Russian gunmen”: they act elsewhere; Russia only backs them.
_FOR = frozenset(("pro", "про"))
_APOSTROPHES = frozenset("'’ʼ")
#: Languages whose endings follow a name behind an apostrophe.
_SUFFIXED = frozenset(("tr", "az"))
_BODIES = frozenset(("MIL", "COP", "SPY", "JUD", "LEG", "JRN", "REL"))
#: Names whose words tell nothing of the sector of who bears them.
_WHOLE_NAMES = frozenset(
    ("name", "organisation", "contested entity", "full name", "surname", "capital", "seat of power")
)
_PARTICLES = frozenset(
    ("al", "el", "de", "da", "dos", "von", "van", "bin", "ben", "ibn", "ul", "del", "la")
)
_ARTICLES = frozenset(("the", "el", "la", "los", "las", "l", "le", "les", "a", "an"))
_FROM = frozenset(("from", "من", "از", "из", "от"))
_MODIFIER_LAST = frozenset(("ru", "ar", "fa", "es", "fr"))
Offsets = tuple[int, int]
_CIVIL = frozenset(("CVL", "REF", "CRM", "AGR", "LAB", "MED", "EDU", "REL", "UAF", "SOC", "BUS"))


class ActorResolver:
    """Resolves the parties of one text.

    Args:
        text: the whole text; offsets of parties point into it.
        language: its language, if known.
        published: when it was published; tells which holder of a name is meant.
        knowledge: what is known about states, organisations, persons.
    """

    def __init__(
        self,
        text: str,
        language: str | None,
        published: DateValue | None,
        knowledge: Knowledge,
    ) -> None:
        """Scan the text once."""
        self._text = text
        self._language = language
        self._knowledge = knowledge
        self._day = (published.start or published.end) if published is not None else None
        self._year = int(self._day[:4]) if self._day else None
        self._grammar = grammar(language)
        self._lexicon = lexicon(language)
        self._words = tokens(text)
        self._word_starts = [w.start for w in self._words]
        known = [dated(h, self._year, self._day, knowledge) for h in knowledge.scan(text, language)]
        self._hits = genuine(known, self._words, text, language, self._lexicon, self._year)
        self._hit_starts = [h.start for h in self._hits]
        self._naming = Naming(text, self._words, self._hits, language, self._lexicon)
        # Each party is asked for twice: to place the others of its act, then for itself.
        self._told = functools.cache(self._tell)
        self._before = Antecedents(self._words, self._hits, language, self._lexicon)
        self.context = Context(text, self._words, self._hits, self._grammar, language)
        self._neighbours = Neighbours(
            text,
            self._words,
            self._hits,
            language,
            self._grammar,
            self._lexicon,
            self._naming,
            knowledge,
        )
        self._persons = Persons(
            text,
            self._hits,
            language,
            self._lexicon,
            self._naming,
            knowledge,
            self.context.codes,
            self._day,
        )
        self._officers = Officers(knowledge, language, self._grammar)
        self._several = Several(text, self.context, language, self._grammar)
        self._bodies = Bodies(self._hits, language, self._grammar, knowledge)
        self._peers = Peers(self._words, self._hits, language, self._grammar, knowledge)

    # the two questions ----------------------------------------------------------

    def party(
        self,
        raw: RawParty,
        sentence: Offsets,
        setting: Setting | None = None,
        day: str | None = None,
    ) -> list[Party]:
        """Return the parties that a phrase stands for: one, or several (“both countries”).

        Args:
            raw: the phrase, with the tagger's guess of its sector.
            sentence: bounds of the sentence it stands in.
            setting: the act that it takes part in.
            day: when the act took place, as exactly as is known; without it, the day of
                publication tells who held an office.
        """
        told = self._told_sector(raw)
        words = self._between(raw.start, raw.end)
        if told is not None and told[0] == "PRM" and self._backed(raw, words):
            told = "REB", told[1]  # who is armed from abroad fights for no government of his own
        title = self._peers.title(raw.start, words, day or self._day)
        if title is not None:
            told = title.sector, title.role
        readings = self._readings(raw, sentence, told[0] if told else raw.sector, setting)
        named = self._naming.at_end(words) is not None
        hits = self._inside(raw.start, raw.end)
        nation = any(h.kind == "person of the nation" for h in hits)
        act = (setting.type, setting.role, self._bare_adjective(words, hits)) if setting else None
        day = day or self._day
        if len(readings) == 1 and told is not None and told[0] == "ELI":
            readings = [self._over(readings[0], raw.start, words, told[1])]
        elif len(readings) == 1 and not named:
            if title is not None:
                readings = [self._officers.holder(readings[0], title.offices, day)]
            else:
                readings = [self._officers.named(readings[0], words, hits, day)]
        return [
            written(
                raw,
                self._officers.titled(reading, day),
                told,
                year=self._year,
                knowledge=self._knowledge,
                named=named,
                nation=nation,
                act=act,
            )
            for reading in readings
        ]

    def _backed(self, raw: RawParty, words: Sequence[Token]) -> bool:
        """Return whether a phrase says who backs the party: “Iran-backed militia”."""
        return any(
            self._relation(hit, raw.start, words) == "agent"
            for hit in self._inside(raw.start, raw.end)
        )

    def _over(self, reading: Reading, start: int, words: Sequence[Token], told: str) -> Reading:
        """Read who a former official, or the kin of one, is: never the one whose kin he is."""
        entry = reading.entry
        if entry is not None and entry.kind == "person":
            return replace(reading, entry=None) if akin(told, self._language) else reading
        if reading.country is None:
            return reading
        known = self._persons.ousted(start, reading.country, words, told)
        return replace(reading, entry=known) if known is not None else reading

    def attribution(self, raw: RawSource) -> Attribution:
        """Return who says so, resolved as a party is."""
        sentence = self.context.sentence(raw.start)
        party = self.party(RawParty(raw.text, raw.start, raw.end), sentence)[0]
        return Attribution(
            text=raw.text,
            start=raw.start,
            end=raw.end,
            name=party.name,
            country=party.country,
            stance=raw.stance,
        )

    # the ladder -------------------------------------------------------------------

    def _readings(
        self, raw: RawParty, sentence: Offsets, sector: str | None, setting: Setting | None
    ) -> list[Reading]:
        found = self._told(raw, sentence, sector)
        if found:
            return found
        start, end, group, words = self.context_question(raw, sector)
        without: frozenset[str] = frozenset()
        if self._several.neighbour(self._between(raw.start, raw.end)):
            without = self._several.whose(raw.start, setting)
        guess = self.context.state(start, end, group, words, setting, without=without)
        if guess is None:
            return [Reading(None, 0.0, "nothing in the text tells its state")]
        code, score, why = guess
        entry = self._persons.meant(start, code, words) if group == "pronoun" else None
        return [Reading(code, score, why, entry)]

    def _tell(self, raw: RawParty, sentence: Offsets, sector: str | None) -> list[Reading]:
        """Read what the phrase, its neighbours and its antecedents tell, short of context."""
        words = self._between(raw.start, raw.end)
        own, away = self._named(raw, words)
        if own:
            found = self._from_names(raw, own, words)
            if found:
                return found
        several = self._several.read(raw, words)
        if several:
            return several
        if bare_rank(words, self._language):
            return [Reading(None, 0.0, "a rank alone names nobody")]
        if bare_number(words, self._language):
            # Who is counted is told by the context, not by the words that chance to be near.
            return []
        reading = (
            self._neighbours.beside(raw, sentence)
            or self._neighbours.same_name(raw, words)
            or self._located(away, sector)
            or self._antecedent(raw, words, sector)
        )
        return [reading] if reading else []

    def _antecedent(
        self, raw: RawParty, words: Sequence[Token], sector: str | None
    ) -> Reading | None:
        """Read the people of a mission abroad, and persons whose nation was named before."""
        hit = self._before.mission(raw.start, raw.end, words)
        if hit is not None:
            why = f"serves the mission of “{self._shown(hit)}”"
            return Reading(hit.entry.code, 0.75, why)
        hit = self._before.described(raw.start, words, self._grammar)
        if hit is not None:
            return Reading(hit.entry.code, 0.7, f"takes up what “{self._shown(hit)}” names")
        body = self._bodies.meant(raw.start, words)
        if body is not None:
            entry, score = body
            reading = Reading(entry.code, score, f"takes up {entry.name}", entry)
            return self._where_it_acts(reading, raw) if entry.code == "IMG" else reading
        hit = self._before.persons(raw.start, words) if sector in _CIVIL else None
        if hit is not None:
            return Reading(hit.entry.code, 0.6, f"takes up “{self._shown(hit)}” persons")
        return None

    def told_codes(self, raw: RawParty, sentence: Offsets) -> frozenset[str]:
        """Return the states that the party's own words and antecedents tell, if any."""
        readings = self._told(raw, sentence, self._sector(raw))
        return frozenset(r.country for r in readings if r.country)

    def _sector(self, raw: RawParty) -> str | None:
        told = self._told_sector(raw)
        return told[0] if told else raw.sector

    def _told_sector(self, raw: RawParty) -> tuple[str, str] | None:
        """Return the sector that the phrase's words tell, its known names aside.

        The “Union” of a European Union is no trade union, nor is President Santos a saint.
        """
        words = self._between(raw.start, raw.end)
        if phrase(words, self._language) in self._grammar.former | self._grammar.latter:
            return None  # “the former” has not left an office
        plain = raw.text
        body = False
        for hit in self._inside(raw.start, raw.end):
            body = body or hit.kind == "organisation"
            if hit.kind in _WHOLE_NAMES:
                low, high = max(hit.start - raw.start, 0), min(hit.end - raw.start, len(plain))
                plain = plain[:low] + " " * (high - low) + plain[high:]
        told = self._lexicon.sector(plain)
        if told is None and body:
            # A body's name tells what it is: a court, an army, an agency of news.
            told = self._lexicon.sector(raw.text)
            return told if told and told[0] in _BODIES else None
        return told

    def open_question(self, raw: RawParty, sentence: Offsets) -> tuple[int, int, str, str] | None:
        """Return :meth:`context_question` if only the context can tell; for training."""
        sector = self._sector(raw)
        return None if self._told(raw, sentence, sector) else self.context_question(raw, sector)

    def context_question(self, raw: RawParty, sector: str | None) -> tuple[int, int, str, str]:
        """Return offsets, sort and folded words of a party, as :class:`Context` asks for them."""
        words = self._between(raw.start, raw.end)
        plain = phrase(words, self._language)
        if plain in self._grammar.pronoun or (words and words[0].folded in self._grammar.pronoun):
            return raw.start, raw.end, "pronoun", plain
        capital = bool(words) and words[-1].capital and self._language not in ("ar", "fa")
        if capital and not self._lexicon.words(words[-1:]):
            return raw.start, raw.end, "titled" if self._lexicon.words(words) else "name", plain
        if sector in ("MIL", "COP", "SPY", "PRM"):
            group = "force"
        elif sector in ("REB", "UAF", "CRM"):
            group = "rebel"
        elif sector in _CIVIL:
            group = "civil"
        elif sector in ("JUD", "LEG", "PTY", "OPP", "ELI"):
            group = "body"
        else:
            group = "state"
        return raw.start, raw.end, group, plain

    def _named(self, raw: RawParty, words: Sequence[Token]) -> tuple[list[Hit], list[Hit]]:
        """Part the names in a phrase into the party's own and those it only points to."""
        own: list[Hit] = []
        away: list[Hit] = []
        origin: list[Hit] = []
        for hit in self._inside(raw.start, raw.end):
            relation = self._relation(hit, raw.start, words)
            if relation == "own":
                own.append(hit)
            elif relation == "in":
                away.append(hit)
            elif relation == "origin":
                origin.append(hit)
        # A “Lebanese deputy of Armenian descent” is Lebanon's; one of Armenian descent alone
        # can only be taken for an Armenian.
        return own or origin, away

    def _relation(self, hit: Hit, start: int, words: Sequence[Token]) -> str:
        following = self._text[hit.end : hit.end + 1]
        after = self._after(hit.end)
        if following in _APOSTROPHES and after is not None and self._language in _SUFFIXED:
            after = self._after(after.end)  # “Ankara'nın desteklediği”
        joined = following in "-–" or self._language in _SUFFIXED
        if joined and after is not None and after.folded in self._grammar.agent:
            return "agent"
        before = [w for w in words if w.end <= hit.start]
        behind = [w for w in words if w.start >= hit.end][:1]
        beside = before[-1:] if self._language in _ORIGIN_FIRST else behind
        if any(w.folded in self._grammar.origin for w in beside):
            return "origin"
        if any(w.folded in self._grammar.tongue for w in behind):
            return "away"
        if not before:
            return "own"
        for size in range(self._grammar.longest_by, 0, -1):
            if len(before) >= size and phrase(before[-size:], self._language) in self._grammar.by:
                return "agent"
        last = before[-1]
        joint = self._text[last.end : hit.start]
        if last.folded in _NOT_THEIRS and joint in (" ", "-", "‑", "–"):
            return "away"
        if last.folded in _FOR and joint in ("-", "‑", "–"):
            return "agent"
        for word in reversed(before[-3:]):
            if word.capital and self._text[word.end : word.end + 1] == ".":
                continue  # an initial: “С. Лавров” is not “with Lavrov”
            if word.folded in self._grammar.own:
                return "own"
            if word.folded in self._grammar.within:
                return "in"
            if word.folded in self._grammar.away:
                return "away"
            if word.capital and self._language not in ("ar", "fa"):
                break
        if self._language == "ar":
            first = self._text[hit.start : hit.start + 1]
            shown = fold(self._text[hit.start : hit.end])
            key = hit.entry.name
            if first in "لب" and not key.startswith(first) and self._proclitic(shown, hit):
                return "own" if first == "ل" else "in"
        return "own"

    def _proclitic(self, shown: str, hit: Hit) -> bool:
        return (
            shown.startswith("لل")
            or self._knowledge.find_party(self._text[hit.start + 1 : hit.end], language="ar") != []
        )

    # names in the phrase ------------------------------------------------------------

    def _from_names(self, raw: RawParty, own: list[Hit], words: Sequence[Token]) -> list[Reading]:
        states = [h for h in own if h.kind not in _PEOPLE | _PLACES]
        persons = [h for h in own if h.kind in _PEOPLE and self._persons.fits(h, own, words)]
        places = [h for h in own if h.kind in _PLACES]
        if len(states) == 1:
            seated = self._seated(states[0], words)
            if seated is not None:
                return [seated]
        listed = self._listed(states)
        if len(listed) > 1:
            return [
                Reading(h.entry.code, 0.9, f"“{self._shown(h)}” is {described(h)}", h.entry)
                for h in listed
            ]
        if states:
            first = states[0]
            for hit in states[1:]:
                # “Iranian Revolutionary Guards”: the body's own entry says more.
                if hit.entry.code == first.entry.code and hit.kind == "organisation":
                    first = hit
            reading = Reading(
                first.entry.code,
                first.readings[0].score,
                f"“{self._shown(first)}” is {described(first)}",
                first.entry,
            )
            if first.entry.code == "IMG":
                return [self._where_it_acts(reading, raw)]
            return [self._with_person(reading, persons, raw, words)]
        if persons:
            return [self._persons.reading(persons[0], words)]
        if places:
            hit = places[0]
            beside = self._neighbours.beside(raw, (0, len(self._text)))
            if beside and beside.score >= 0.85:
                return [beside]
            return [
                Reading(
                    hit.entry.code,
                    hit.readings[0].score,
                    f"“{self._shown(hit)}” lies in {self._knowledge.name(hit.entry.code)}",
                    replace(hit.entry, id=None),
                )
            ]
        return []

    def _seated(self, hit: Hit, words: Sequence[Token]) -> Reading | None:
        """Read “Brussels” that speaks for the Union, and a court at The Hague.

        The city alone means Belgium where the text names the kingdom in other words too.
        """
        code = hit.entry.code
        if hit.kind != "capital" and hit.kind != "city":
            return None
        rest = [w for w in words if not hit.start <= w.start < hit.end]
        if (
            rest
            and self._language in _SUFFIXED
            and self._text[hit.end : rest[0].start] in (*_APOSTROPHES,)
        ):
            del rest[0]
        alone = not rest
        sector = self._lexicon.words(rest)
        shown = self._shown(hit)
        if code == "BEL" and alone:
            if any(h.entry.code == "BEL" and h.kind not in _SEATS for h in self._hits):
                return None
            return self._body("EUR", 0.75, f"“{shown}” is the seat of the European Union")
        amsterdam = slug(self._knowledge.capital(code, self._language or "en") or "")
        if code == "NLD" and slug(shown) != amsterdam and any(w.sector == "JUD" for w in sector):
            return self._body("UNO", 0.7, f"“{shown}” is the seat of international courts")
        return None

    def _body(self, code: str, score: float, why: str) -> Reading:
        return Reading(code, score, why, self._knowledge.state(code))

    def _where_it_acts(self, reading: Reading, raw: RawParty) -> Reading:
        """Give a transnational armed group the state it acts in, where the text tells."""
        _, _, _, words = self.context_question(raw, "REB")
        guess = self.context.state(raw.start, raw.end, "rebel", words)
        if guess is None or len(guess[0]) != 3 or guess[0] in ("IGO", "UNO", "EUR", "NGO"):
            return reading
        return replace(reading, country=guess[0], score=0.7, reason=f"{reading.reason}; {guess[2]}")

    def _listed(self, states: list[Hit]) -> list[Hit]:
        """Return states that stand side by side (“Israeli and Syrian experts”), else none."""
        if len(states) < 2:
            return []
        kept = [states[0]]
        for hit in states[1:]:
            gap = self._text[kept[-1].end : hit.start]
            plain = gap.strip(" ,/–-")
            if plain and fold(plain) not in ("and", "и", "ve", "və", "و", "y", "e", "et", "ile"):
                break
            if gap == " " or not gap:
                break
            if hit.entry.code != kept[-1].entry.code:
                kept.append(hit)
        return kept if len(kept) > 1 else []

    def _with_person(
        self, reading: Reading, persons: list[Hit], raw: RawParty, words: Sequence[Token]
    ) -> Reading:
        for hit in persons:
            for candidate in hit.readings:
                entry = candidate.entry
                if entry.kind == "person" and entry.code == reading.country:
                    return replace(reading, entry=entry, score=0.98)
        name = self._naming.at_end(words)
        if name and reading.entry is not None:
            return replace(reading, entry=bearer(name, reading.entry.code, self._knowledge))
        return reading

    def _located(self, away: list[Hit], sector: str | None) -> Reading | None:
        if not away:
            return None
        hit = away[0]
        score = 0.6 if sector in _CIVIL or sector == "REB" else 0.45
        return Reading(hit.entry.code, score, f"it is said to be in “{self._shown(hit)}”")

    @staticmethod
    def _bare_adjective(words: Sequence[Token], hits: Sequence[Hit]) -> bool:
        """Return whether a phrase is an adjective of a state and nothing else: “Turkish”."""
        return (
            len(hits) == 1
            and hits[0].kind == "adjective"
            and all(hits[0].start <= w.start < hits[0].end for w in words)
        )

    # small helpers --------------------------------------------------------------------

    def _inside(self, start: int, end: int) -> list[Hit]:
        return [h for h in self._hits if h.start < end and h.end > start]

    def _between(self, start: int, end: int) -> list[Token]:
        low = bisect.bisect_left(self._word_starts, start)
        high = bisect.bisect_left(self._word_starts, end)
        return self._words[low:high]

    def _after(self, offset: int) -> Token | None:
        position = bisect.bisect_left(self._word_starts, offset)
        return self._words[position] if position < len(self._words) else None

    def _shown(self, hit: Hit) -> str:
        return self._text[hit.start : hit.end]
