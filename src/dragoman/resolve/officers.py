"""Holders of offices: who “the Iranian foreign minister” was on the day in question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.knowledge import Hit, Knowledge
from dragoman.knowledge.holders import Holding
from dragoman.knowledge.text import Token
from dragoman.resolve.parties import Reading

#: A state that only the context suggests does not tell who its minister was.
_LEAST = 0.6


class Officers:
    """Looks up who held the office that a phrase names."""

    def __init__(self, knowledge: Knowledge, language: str | None) -> None:
        """Keep the knowledge and the text's language."""
        self._knowledge = knowledge
        self._language = language

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
        entry = reading.entry
        if day is None or reading.country is None or reading.score < _LEAST:
            return reading
        if entry is not None and entry.kind not in ("state", "territory", "organisation"):
            return reading
        code = reading.country
        if entry is not None and entry.kind == "organisation":
            if entry.id is None:
                return reading
            code = entry.id
        title = [w.folded for w in words if not any(h.start <= w.start < h.end for h in hits)]
        for office in self._knowledge.offices.offices_named(title, self._language, code):
            found = self._knowledge.offices.holders(code, office, day)
            if found:
                return self._held(reading, found, day)
        return reading

    def _held(self, reading: Reading, found: Sequence[Holding], day: str) -> Reading:
        first = found[0]
        others = {h.entry for h in found if h.entry != first.entry}
        ids = tuple(str(self._knowledge.entry(h.entry).id) for h in found)
        if others and not first.sure:
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
        held = [h for h in self._knowledge.offices.offices_of(number, day) if h.sure]
        if not held or held[0].term.title == entry.role:
            return reading
        return replace(reading, entry=replace(entry, role=held[0].term.title))
