"""Holders of offices: who “the Iranian foreign minister” was on the day in question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.knowledge import Entry, Hit, Knowledge
from dragoman.knowledge.holders import Holding
from dragoman.knowledge.offices import bounds
from dragoman.knowledge.text import Token
from dragoman.resolve.grammar import Grammar
from dragoman.resolve.parties import Reading

#: A state that only the context suggests does not tell who its minister was.
_LEAST = 0.65
#: The most that a state has for which the context alone speaks.
_GUESSED = 0.7
#: Sectors that persons have while they do not govern.
_OUT_OF_POWER = frozenset(("ELI", "PTY", "OPP", "CVL", "BUS"))
_RULING = frozenset(("HS", "HG", "FM", "DM", "IM", "VP", "NS"))


_PRESIDENTS = ("presid", "présid", "президент", "cumhurbask", "prezident", "رييس جمهور")
_MONARCHS = ("king", "queen", "emperor", "emir", "sultan", "grand duke", "prince", "pope")


def _agree(title: Sequence[str], held: Reading) -> bool:
    """Return whether a word for a president was not answered with a monarch."""
    role = held.entry.role if held.entry is not None else None
    said = " ".join(title)
    return not (role and role.startswith(_MONARCHS) and said.startswith(_PRESIDENTS))


class Officers:
    """Looks up who held the office that a phrase names."""

    def __init__(self, knowledge: Knowledge, language: str | None, grammar: Grammar) -> None:
        """Keep the knowledge, the text's language and its small words."""
        self._knowledge = knowledge
        self._language = language
        self._grammar = grammar

    def named(
        self, reading: Reading, words: Sequence[Token], hits: Sequence[Hit], day: str | None
    ) -> Reading:
        """Return a reading with the office's holder in the place of the state or organisation.

        Unchanged where the phrase says more than an office, no day is known, or the
        knowledge has no holder for it. Where the dates leave two open, neither is chosen;
        both are candidates.

        Args:
            reading: the party as read so far.
            words: the words of its phrase.
            hits: the known names in the phrase.
            day: when the act took place, or the text was published: ISO day, month or year.
        """
        code = self._code(reading)
        if code is None:
            return reading
        title = [
            w.folded
            for w in words
            if not any(h.start <= w.start < h.end for h in hits)
            and w.folded not in self._grammar.now
        ]
        offices = self._knowledge.offices.offices_named(title, self._language, code)
        held = self.holder(reading, offices, day)
        if held.entry is not reading.entry and not _agree(title, held):
            # A state that has a queen has no president: it is another's.
            if reading.score <= _GUESSED:
                return Reading(None, 0.0, f"{reading.reason}, which has no such office")
            return reading
        return held

    def holder(self, reading: Reading, offices: Sequence[str], day: str | None) -> Reading:
        """Return a reading with the holder of the first of some offices that has one.

        Args:
            reading: the party as read so far.
            offices: letters of :data:`dragoman.knowledge.offices.OFFICES`.
            day: ISO day, month or year.
        """
        code = self._code(reading)
        if code is None or day is None:
            return reading
        for office in offices:
            found = self._knowledge.offices.holders(code, office, day)
            if found:
                return self._held(reading, found, day)
        return reading

    def _code(self, reading: Reading) -> str | None:
        """Return whose offices a reading asks for: a state's, an organisation's, nobody's."""
        entry = reading.entry
        if reading.country is None or reading.score < _LEAST:
            return None
        if entry is None or entry.kind in ("state", "territory"):
            return reading.country
        return entry.id if entry.kind == "organisation" else None

    def _held(self, reading: Reading, found: Sequence[Holding], day: str) -> Reading:
        first = found[0]
        others = {h.entry for h in found if h.entry != first.entry}
        ids = tuple(str(self._knowledge.entry(h.entry).id) for h in found)
        changed = any(h.sure and not h.term.acting and h.entry != first.entry for h in found)
        if others and (changed or not first.sure):
            said = f"{reading.reason}; on {day} one of {len(others) + 1} held the office"
            return replace(reading, reason=said, candidates=tuple(dict.fromkeys(ids)))
        who = self._knowledge.entry(first.entry)
        since = first.term.start or "?"
        return replace(
            reading,
            entry=replace(who, role=first.term.title),
            score=min(reading.score, first.score),
            reason=f"{reading.reason}; {first.term.title} since {since}: {who.name}",
            candidates=tuple(dict.fromkeys(i for i in ids if i != who.id)),
        )

    def titled(self, reading: Reading, day: str | None) -> Reading:
        """Give a person the office that he surely held on a day, where one is known."""
        entry = reading.entry
        if entry is None or entry.kind != "person" or day is None:
            return reading
        number = self._knowledge.number(entry)
        if number is None:
            return reading
        offices = self._knowledge.offices
        held = [h for h in offices.offices_of(number, day) if h.sure]
        if not held:
            if entry.sector == "GOV" and self._left(number, entry, day):
                return replace(reading, entry=replace(entry, sector="ELI"))
            return reading
        sector = entry.sector
        if sector in _OUT_OF_POWER and held[0].term.office in _RULING:
            # What he became later, or was before: on that day he governed.
            sector = "GOV"
        role = held[0].term.title
        if role == entry.role and sector == entry.sector:
            return reading
        return replace(reading, entry=replace(entry, role=role, sector=sector))

    def _left(self, number: int, entry: Entry, day: str) -> bool:
        """Return whether a person who ruled had surely left all known offices by a day.

        Asked of those who held no office on it. Whoever is known to be prominent in a later
        year may govern in an office that the knowledge has not.
        """
        terms = self._knowledge.offices.terms_of(number)
        last = ""
        for term in terms:
            if term.open or term.end is None or term.covers(day) is None:
                return False
            last = max(last, bounds(term.end)[1])
        if not any(t.office in ("HS", "HG") for t in terms) or len(day) < 10 or last >= day:
            return False
        return all(end <= int(last[:4]) for _, end in entry.spans())
