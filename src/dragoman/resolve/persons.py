"""Which person a known name in a phrase means."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import replace

from dragoman.knowledge import Candidate, Entry, Hit, Knowledge
from dragoman.knowledge.compile import slug
from dragoman.knowledge.spelling import surname_bone
from dragoman.knowledge.text import Token, tokens
from dragoman.resolve.naming import PEOPLE, Naming
from dragoman.resolve.parties import Reading
from dragoman.resolve.sectors import SectorLexicon

_PARTICLES = frozenset(
    ("al", "el", "de", "da", "dos", "von", "van", "bin", "ben", "ibn", "ul", "del", "la")
)
# What ends an apposition: “Ivanov, [the defence minister], said”.
_APPOSITION = re.compile(r"\s*[,،(]\s*([^,،;:.()\n]{3,60})[,،;:.)]")

_BACK = 300
_PERSONAL = {
    "en": frozenset(("he", "she", "him", "her", "his")),
    "ru": frozenset(("он", "она", "ему", "его", "ее", "им")),
    "tr": frozenset(("o", "ona", "onun", "onu", "kendisi")),
    "az": frozenset(("o", "ona", "onun", "onu", "ozu")),
    "fa": frozenset(("او", "وي")),
    "ar": frozenset(("هو", "هي")),
    "es": frozenset(("el", "ella", "este", "quien")),
    "fr": frozenset(("il", "elle", "lui", "celui ci", "ce dernier", "cette derniere")),
}


class Persons:
    """The known persons of one text."""

    def __init__(
        self,
        text: str,
        hits: Sequence[Hit],
        language: str | None,
        lexicon: SectorLexicon,
        naming: Naming,
        knowledge: Knowledge,
        codes: frozenset[str],
        day: str | None,
    ) -> None:
        """Take the words and names of a text.

        Args:
            text: the whole text.
            hits: its known names.
            language: its language, if known.
            lexicon: words that tell sectors.
            naming: tells whose name a surname is not.
            knowledge: tells who held which office.
            codes: of the states that the text names.
            day: of its publication, if known.
        """
        self._text = text
        self._hits = hits
        self._language = language
        self._lexicon = lexicon
        self._naming = naming
        self._knowledge = knowledge
        self._codes = codes
        self._day = day
        self._year = int(day[:4]) if day else None

    def fits(self, hit: Hit, own: Sequence[Hit], words: Sequence[Token]) -> bool:
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
        year = self._year
        if year is None:
            return True
        return any(
            start - 2 <= year <= end + 12
            for c in hit.readings
            if c.entry.kind == "person"
            for start, end in c.entry.spans()
        )

    def _known_word(self, word: Token, own: Sequence[Hit]) -> bool:
        if any(h.start <= word.start < h.end and h.kind not in PEOPLE for h in own):
            return True
        return bool(self._lexicon.words([word])) or len(word.folded) <= 2

    def reading(self, hit: Hit, words: Sequence[Token]) -> Reading:
        """Return the person that a name means, by date, title and the states of the text.

        Args:
            hit: a name with at least one person among its readings.
            words: of the phrase that it stands in.
        """
        people = [c for c in hit.readings if c.entry.kind == "person"]
        titled = self._titled(people, hit, words)
        if titled is not None:
            return titled
        best, others = self._choose(people, hit, words)
        shown = self._text[hit.start : hit.end]
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

    def meant(self, start: int, code: str, pronoun: str) -> Entry | None:
        """Return the person whom “he” or “she” takes up, or null.

        The last known person before it, if he belongs to the state that the pronoun was
        found to stand for and no other known person stands in the sentences between.

        Args:
            start: where the pronoun begins.
            code: of the state it was found to stand for.
            pronoun: its folded words.
        """
        if pronoun not in _PERSONAL.get(self._language or "en", frozenset()):
            return None
        before = [h for h in self._hits if start - _BACK < h.end <= start and h.kind in PEOPLE]
        if not before:
            return None
        best = self.reading(before[-1], ()).entry
        return best if best is not None and best.code == code else None

    def ousted(self, start: int, code: str, words: Sequence[Token], told: str) -> Entry | None:
        """Return the person named before whom “the former president” takes up, or null.

        The nearest known person of the state who had held that office by the day, if it
        is one that the phrase names besides the word for what is over.

        Args:
            start: where the phrase begins.
            code: of the state it was found to stand for.
            words: its words.
            told: its folded word for former office.
        """
        if self._day is None:
            return None
        title = [w.folded for w in words if not w.folded.startswith(told.split(" ")[0][:4])]
        offices = set(self._knowledge.offices.offices_named(title, self._language, code))
        for hit in reversed(self._hits):
            if not start - _BACK < hit.end <= start or hit.kind not in PEOPLE or not offices:
                continue
            for candidate in hit.readings:
                number = self._knowledge.number(candidate.entry)
                if number is None or candidate.entry.code != code:
                    continue
                if any(
                    t.office in offices and t.start is not None and t.start <= self._day
                    for t in self._knowledge.offices.terms_of(number)
                ):
                    return candidate.entry
        return None

    def _choose(
        self, people: Sequence[Candidate], hit: Hit, words: Sequence[Token]
    ) -> tuple[Candidate, list[Candidate]]:
        """Return the likeliest bearer of a name and the others.

        A full name elsewhere in the text speaks first, then a title in the phrase or in
        apposition, the years, and the office held on the day itself.
        """
        if len({c.entry.id for c in people}) == 1:
            return people[0], []
        full = {h.entry.id for h in self._hits if h.kind == "full name"}
        titles = self._titles(hit, words)

        def rank(candidate: Candidate) -> tuple[bool, bool, bool, int, bool, bool]:
            entry = candidate.entry
            distance = entry.distance(self._year) if self._year is not None else 0
            named = entry.code in self._codes
            return (
                entry.id not in full,
                not self._bears(entry, titles),
                not named and distance > 0,
                distance,
                not named,
                not self._in_office(entry),
            )

        ordered = sorted(people, key=rank)
        return ordered[0], [c for c in ordered[1:] if c.entry.id != ordered[0].entry.id]

    def _titled(
        self, people: Sequence[Candidate], hit: Hit, words: Sequence[Token]
    ) -> Reading | None:
        """Return a bearer of a bare surname by the office that a title beside it names.

        Several persons of a state may bear the name and the index know but the first of
        them: “Ivanov, the defence minister”. Latin and Cyrillic letters only.
        """
        if hit.kind != "surname" or self._day is None:
            return None
        shown = surname_bone(self._text[hit.start : hit.end])
        offices = self._knowledge.offices
        for code in dict.fromkeys(c.entry.code for c in people):
            for title in self._titles(hit, words):
                for office in offices.offices_named(title, self._language, code):
                    for held in offices.holders(code, office, self._day):
                        who = self._knowledge.entry(held.entry)
                        if held.sure and shown and surname_bone(who.name.split()[-1]) == shown:
                            name = self._text[hit.start : hit.end]
                            why = f"“{name}” held the office of {held.term.title}"
                            return Reading(code, 0.9, why, replace(who, role=held.term.title))
        return None

    def _titles(self, hit: Hit, words: Sequence[Token]) -> list[list[str]]:
        """Return the words beside a name that may be its bearer's title."""
        found = []
        own = [w.folded for w in words if w.end <= hit.start or w.start >= hit.end]
        if own:
            found.append(own)
        match = _APPOSITION.match(self._text, hit.end)
        if match is not None:
            inner = [
                w.folded
                for w in tokens(match.group(1))
                if not any(
                    h.start <= match.start(1) + w.start < h.end and h.kind not in PEOPLE
                    for h in self._hits
                )
            ]
            found.append(inner)
        return found

    def _bears(self, entry: Entry, titles: Sequence[Sequence[str]]) -> bool:
        """Return whether a person held, on the day, an office that a title names."""
        offices = self._knowledge.offices
        wanted = {
            o for title in titles for o in offices.offices_named(title, self._language, entry.code)
        }
        if not wanted:
            return False
        if wanted & self._held(entry):
            return True
        role = [w.folded for w in tokens((entry.role or "").split(",")[0])]
        in_years = self._year is None or entry.active(self._year)
        return in_years and bool(wanted & set(offices.offices_named(role, "en", entry.code)))

    def _held(self, entry: Entry) -> frozenset[str]:
        number = self._knowledge.number(entry)
        if number is None or self._day is None:
            return frozenset()
        return _held_on(self._knowledge, number, self._day)

    def _in_office(self, entry: Entry) -> bool:
        return bool(self._held(entry))


@functools.lru_cache(maxsize=4096)
def _held_on(knowledge: Knowledge, number: int, day: str) -> frozenset[str]:
    """Return the offices that a person surely held on a day."""
    return frozenset(h.term.office for h in knowledge.offices.offices_of(number, day) if h.sure)


def bearer(name: str, code: str, knowledge: Knowledge) -> Entry:
    """Return the person of a state whose name the text spells out.

    The one that the knowledge has under another spelling; else a person whom it does not
    know, with an id made of the name as it stands.

    Args:
        name: as the text writes it.
        code: of the state that the text gives the person.
        knowledge: the persons that are known.
    """
    known = knowledge.spelled(name, code)
    return known or Entry(f"person:{slug(name)}", "person", code, "GOV", name, None, "")
