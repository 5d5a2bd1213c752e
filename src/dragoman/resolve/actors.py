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

from dragoman.knowledge import Candidate, Entry, Hit, Knowledge
from dragoman.knowledge.compile import slug
from dragoman.knowledge.text import Token, fold, tokens
from dragoman.records import Attribution, DateValue, Party, RawParty, RawSource
from dragoman.resolve.antecedents import Antecedents
from dragoman.resolve.context import Context, Setting
from dragoman.resolve.grammar import grammar, phrase, stems
from dragoman.resolve.naming import Naming
from dragoman.resolve.officers import Officers
from dragoman.resolve.parties import Reading, described, written
from dragoman.resolve.sectors import bare_number, bare_rank, lexicon, rank
from dragoman.resolve.states import dated

_STATE_WORDS = frozenset(("name", "capital", "seat of power", "adjective", "person of the nation"))
_PEOPLE = frozenset(("full name", "surname"))
_PLACES = frozenset(("region", "city"))
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
        self._hits = [
            dated(h, self._year, self._day, knowledge) for h in knowledge.scan(text, language)
        ]
        self._hit_starts = [h.start for h in self._hits]
        self._naming = Naming(text, self._words, self._hits, language, self._lexicon)
        # Each party is asked for twice: to place the others of its act, then for itself.
        self._told = functools.cache(self._tell)
        self._before = Antecedents(self._words, self._hits, language, self._lexicon)
        self.context = Context(text, self._words, self._hits, self._grammar, language)
        self._officers = Officers(knowledge, language)

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
        told = self._lexicon.sector(raw.text)
        readings = self._readings(raw, sentence, told[0] if told else raw.sector, setting)
        words = self._between(raw.start, raw.end)
        named = self._naming.at_end(words) is not None
        hits = self._inside(raw.start, raw.end)
        nation = any(h.kind == "person of the nation" for h in hits)
        day = day or self._day
        if len(readings) == 1 and not named:
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
            )
            for reading in readings
        ]

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
        guess = self.context.state(start, end, group, words, setting)
        if guess is None:
            return [Reading(None, 0.0, "nothing in the text tells its state")]
        code, score, why = guess
        return [Reading(code, score, why)]

    def _tell(self, raw: RawParty, sentence: Offsets, sector: str | None) -> list[Reading]:
        """Read what the phrase, its neighbours and its antecedents tell, short of context."""
        words = self._between(raw.start, raw.end)
        own, away = self._named(raw, words)
        if own:
            found = self._from_names(raw, own, words)
            if found:
                return found
        several = self._both(raw, words)
        if several:
            return several
        if bare_rank(words, self._language):
            return [Reading(None, 0.0, "a rank alone names nobody")]
        if bare_number(words, self._language):
            # Who is counted is told by the context, not by the words that chance to be near.
            return []
        reading = (
            self._beside(raw, sentence)
            or self._same_name(raw, words)
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
        hit = self._before.persons(raw.start, words) if sector in _CIVIL else None
        if hit is not None:
            return Reading(hit.entry.code, 0.6, f"takes up “{self._shown(hit)}” persons")
        return None

    def told_codes(self, raw: RawParty, sentence: Offsets) -> frozenset[str]:
        """Return the states that the party's own words and antecedents tell, if any."""
        readings = self._told(raw, sentence, self._sector(raw))
        return frozenset(r.country for r in readings if r.country)

    def _sector(self, raw: RawParty) -> str | None:
        told = self._lexicon.sector(raw.text)
        return told[0] if told else raw.sector

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
        for hit in self._inside(raw.start, raw.end):
            relation = self._relation(hit, raw.start, words)
            if relation == "own":
                own.append(hit)
            elif relation == "in":
                away.append(hit)
        return own, away

    def _relation(self, hit: Hit, start: int, words: Sequence[Token]) -> str:
        following = self._text[hit.end : hit.end + 1]
        after = self._after(hit.end)
        if following in "-–" and after is not None and after.folded in self._grammar.agent:
            return "agent"
        before = [w for w in words if w.end <= hit.start]
        if not before:
            return "own"
        for size in range(self._grammar.longest_by, 0, -1):
            if len(before) >= size and phrase(before[-size:], self._language) in self._grammar.by:
                return "agent"
        for word in reversed(before[-3:]):
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
        persons = [h for h in own if h.kind in _PEOPLE and self._fits(h, own, words)]
        places = [h for h in own if h.kind in _PLACES]
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
            return [self._person(persons[0])]
        if places:
            hit = places[0]
            beside = self._beside(raw, (0, len(self._text)))
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

    def _where_it_acts(self, reading: Reading, raw: RawParty) -> Reading:
        """Give a transnational armed group the state it acts in, where the text tells."""
        _, _, _, words = self.context_question(raw, "REB")
        guess = self.context.state(raw.start, raw.end, "rebel", words)
        if guess is None or len(guess[0]) != 3 or guess[0] in ("IGO", "UNO", "EUR", "NGO"):
            return reading
        return replace(reading, country=guess[0], score=0.7, reason=f"{reading.reason}; {guess[2]}")

    def _fits(self, hit: Hit, own: list[Hit], words: Sequence[Token]) -> bool:
        """Return whether a bare surname is not the end of another person's name."""
        if hit.kind == "surname" and (not self._lived(hit) or self._naming.another(hit)):
            return False
        if self._language in ("ar", "fa"):
            return True
        before = [w for w in words if w.end <= hit.start]
        after = [w for w in words if w.start >= hit.end]
        if after and self._text[hit.end : after[0].start] in (" ", "-", "'", "’"):
            follower = after[0]
            if follower.folded in _PARTICLES and len(after) > 1:
                follower = after[1]
            if follower.capital and not self._known_word(follower, own):
                return False
        if hit.kind != "surname":
            return True
        if not before:
            return True
        last = before[-1]
        return not (last.capital and not self._known_word(last, own)) or last.start == 0

    def _lived(self, hit: Hit) -> bool:
        """Return whether a bearer of a bare surname was in the news near the date."""
        if self._year is None:
            return True
        return any(
            start - 2 <= self._year <= end + 12
            for c in hit.readings
            if c.entry.kind == "person"
            for start, end in c.entry.spans()
        )

    def _known_word(self, word: Token, own: list[Hit]) -> bool:
        if any(h.start <= word.start < h.end and h.kind not in _PEOPLE for h in own):
            return True
        return bool(self._lexicon.words([word])) or len(word.folded) <= 2

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
            unknown = Entry(
                f"person:{slug(name)}", "person", reading.entry.code, "GOV", name, None, ""
            )
            return replace(reading, entry=unknown)
        return reading

    def _person(self, hit: Hit) -> Reading:
        people = [c for c in hit.readings if c.entry.kind == "person"]
        best, others = self._choose(people)
        shown = self._shown(hit)
        score = best.score if not others else max(0.4, best.score - 0.2)
        if self._year is not None and not best.entry.active(self._year):
            score -= 0.15
        return Reading(
            best.entry.code,
            round(score, 2),
            f"“{shown}” is known as {best.entry.role} ({self._knowledge.name(best.entry.code)})",
            best.entry,
            tuple(c.entry.id or "" for c in others),
        )

    def _choose(self, people: Sequence[Candidate]) -> tuple[Candidate, list[Candidate]]:
        """Return the likeliest bearer of a name, by date and then by context, and the others."""
        named = self.context.codes
        full = {h.entry.id for h in self._hits if h.kind == "full name"}

        def rank(candidate: Candidate) -> tuple[int, int, int]:
            entry = candidate.entry
            distance = entry.distance(self._year) if self._year is not None else 0
            return (entry.id not in full, entry.code not in named and distance > 0, distance)

        ordered = sorted(people, key=lambda c: (*rank(c), c.entry.code not in named))
        return ordered[0], [c for c in ordered[1:] if c.entry.id != ordered[0].entry.id]

    # beside the phrase -------------------------------------------------------------

    def _beside(self, raw: RawParty, sentence: Offsets) -> Reading | None:
        """Read a modifier that stands right before or after the phrase."""
        position = bisect.bisect_left(self._hit_starts, raw.start) - 1
        if position >= 0:
            hit = self._hits[position]
            gap = self._text[hit.end : raw.start]
            left = gap.replace("’s", "").replace("'s", "").replace("ʼs", "").strip(" '’")
            if hit.end <= raw.start and not left and hit.kind not in _PEOPLE and len(gap) <= 4:
                return self._neighbour(hit, 0.9, "stands right before it")
            between = tokens(gap)
            titles = self._lexicon.words(between)
            if (
                hit.end <= raw.start
                and hit.start >= sentence[0]
                and titles
                and hit.kind in ("adjective", "name")
                and sum(t.last - t.first + 1 for t in titles) == len(between) - ("s" in left[:2])
                and self._bare_name(raw)
            ):
                return self._neighbour(hit, 0.85, "stands before it with a title")
        position = bisect.bisect_left(self._hit_starts, raw.end)
        if position < len(self._hits):
            return self._following(raw, self._hits[position], sentence)
        return None

    def _following(self, raw: RawParty, hit: Hit, sentence: Offsets) -> Reading | None:
        gap = self._text[raw.end : hit.start]
        words = [w.folded for w in tokens(gap)]
        if len(gap) > 40 or hit.start >= sentence[1] or hit.kind in _PEOPLE:
            return None
        stripped = [w for w in words if w not in _ARTICLES]
        origin = self._grammar.own - _FROM
        if "," not in gap and stripped and all(w in origin for w in stripped):
            return self._neighbour(hit, 0.88, "follows it as its own")
        adjoins = not words and not gap.strip(" ") and hit.kind in ("adjective", "name")
        if adjoins and self._language in _MODIFIER_LAST:
            return self._neighbour(hit, 0.85, "follows it")
        if gap.lstrip().startswith((",", "(", "،")) and self._bare_name(raw):
            tail = tokens(self._text[hit.end : hit.end + 40])[:3]
            agent = self._text[hit.end : hit.end + 1] in "-–"
            opening = [w for w in stripped if not self._lexicon.words(tokens(w))]
            if not agent and not opening and (self._lexicon.words(tail) or len(stripped) > 0):
                return self._neighbour(hit, 0.8, "stands in apposition to it")
        return None

    def _neighbour(self, hit: Hit, score: float, how: str) -> Reading:
        kept = hit.entry if hit.kind in ("organisation",) else None
        return Reading(hit.entry.code, score, f"“{self._shown(hit)}” {how}", kept)

    def _bare_name(self, raw: RawParty) -> bool:
        """Return whether a phrase is a proper name and nothing else."""
        words = self._between(raw.start, raw.end)
        if not words or self._language in ("ar", "fa"):
            return bool(words) and len(words) <= 3 and not self._lexicon.words(words)
        return words[-1].capital and words[0].capital and not self._lexicon.words(words[-1:])

    # elsewhere in the text ----------------------------------------------------------

    def _same_name(self, raw: RawParty, words: Sequence[Token]) -> Reading | None:
        """Find the same surname elsewhere in the text, where it stands with a state."""
        if not words or (self._language in ("ar", "fa") and len(words) > 3):
            return None
        last = words[-1]
        if self._language not in ("ar", "fa") and (not last.capital or len(last.folded) < 3):
            return None
        if self._lexicon.words([last]) or rank(last.folded) or self._naming.is_place(last):
            return None
        for i, word in enumerate(self._words):
            same = word.folded == last.folded or (
                self._language in ("ru", "tr", "az")
                and len(last.folded) > 4
                and (
                    word.folded.startswith(last.folded[:-1]) or last.folded.startswith(word.folded)
                )
                and len(word.folded) > 4
            )
            if (
                not same
                or raw.start <= word.start < raw.end
                or self._naming.shouted(word)
                or (self._language not in ("ar", "fa") and not word.capital)
            ):
                continue
            found = self._around(i)
            if found is not None:
                hit, how = found
                unknown = Entry(
                    f"person:{slug(self._naming.full_name(i))}",
                    "person",
                    hit.entry.code,
                    "GOV",
                    self._naming.full_name(i),
                    None,
                    "",
                )
                return Reading(
                    hit.entry.code, 0.8, f"“{self._text[word.start : word.end]}” {how}", unknown
                )
        return None

    def _around(self, at: int) -> tuple[Hit, str] | None:
        """Find the state in whose name the person at a word acts: before it, or in apposition."""
        start = self._words[at].start
        for hit in reversed(self._hits[: bisect.bisect_left(self._hit_starts, start)]):
            gap = self._text[hit.end : start]
            if len(gap) > 60 or (any(sign in gap for sign in ".;:\n") and "Mr." not in gap):
                break
            words = tokens(gap)
            if len(words) > 6 or any(w.folded in self._grammar.away for w in words):
                break
            if hit.kind in _PEOPLE:
                continue
            if self._lexicon.words(words) or (not words) or all(w.capital for w in words):
                return hit, f"stands elsewhere with “{self._shown(hit)}”"
            break
        end = self._words[at].end
        position = bisect.bisect_left(self._hit_starts, end)
        if position < len(self._hits):
            hit = self._hits[position]
            gap = self._text[end : hit.start]
            if (
                len(gap) < 60
                and not any(sign in gap for sign in ".;:\n")
                and gap.lstrip().startswith((",", "("))
                and hit.kind
                in (
                    "adjective",
                    "name",
                    "organisation",
                )
            ):
                return hit, f"stands elsewhere in apposition to “{self._shown(hit)}”"
        return None

    def _both(self, raw: RawParty, words: Sequence[Token]) -> list[Reading]:
        """Read “both countries”, “the two sides”: the two parties last named together."""
        if not words or len(words) > 6:
            return []
        kept = [w for w in words if w.folded not in ("the", "these", "those", "leaders'")]
        keys = {phrase(words, self._language), phrase(kept, self._language)}
        keys |= {phrase(kept[:2], self._language), phrase(kept[:3], self._language)}
        if len(words) == 1 and fold(self._text[: raw.start].rstrip()[-4:]).strip() == "the":
            # The article left outside the phrase: “the [two]”.
            keys.add(f"the {words[0].folded}")
        if not keys & self._grammar.both and not any(
            v in self._grammar.both for k in keys for v in stems(k, self._language)
        ):
            return []
        pair = self.context.pair(raw.start)
        return [
            Reading(code, 0.65, f"“{raw.text}” takes up the two states named together")
            for code in pair
        ]

    def _located(self, away: list[Hit], sector: str | None) -> Reading | None:
        if not away:
            return None
        hit = away[0]
        score = 0.6 if sector in _CIVIL or sector == "REB" else 0.45
        return Reading(hit.entry.code, score, f"it is said to be in “{self._shown(hit)}”")

    # writing out -----------------------------------------------------------------------

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
