"""Whose office a counterpart holds: “the minister met his Turkish counterpart”."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.knowledge import Hit, Knowledge
from dragoman.knowledge.offices import OFFICES, SECTOR
from dragoman.knowledge.text import Token
from dragoman.resolve.grammar import Grammar
from dragoman.resolve.naming import PEOPLE

_REACH = 250
_LONGEST = 6
#: Ministers belong to the government; the others to the sector of their office.
_GOVERNING = frozenset(("DM", "IM"))


@dataclass(frozen=True, slots=True)
class PeerTitle:
    """The offices that a counterpart may hold, with the sector and the title of the first."""

    offices: tuple[str, ...]
    sector: str
    role: str


class Peers:
    """The titles and office holders of one text, for those who are called their peers."""

    def __init__(
        self,
        words: Sequence[Token],
        hits: Sequence[Hit],
        language: str | None,
        grammar: Grammar,
        knowledge: Knowledge,
    ) -> None:
        """Take the words and names of a text."""
        self._words = words
        self._hits = hits
        self._language = language
        self._peer = grammar.peer
        self._knowledge = knowledge

    def title(self, start: int, words: Sequence[Token], day: str | None) -> PeerTitle | None:
        """Return the title that a counterpart shares with whoever was named last before.

        Null where the phrase has no word for a counterpart, or nobody before it has an
        office that is known.

        Args:
            start: where the party begins.
            words: its words.
            day: ISO day of the act, to know the offices of persons named without title.
        """
        if not any(w.folded.startswith(self._peer) for w in words) or not self._peer:
            return None
        named = self._named(start)
        person = self._person(start, day)
        best = max((x for x in (named, person) if x), key=lambda x: x[0], default=None)
        if best is None:
            return None
        office = best[1][0]
        sector = "GOV" if office in _GOVERNING else SECTOR.get(office, "GOV")
        return PeerTitle(best[1], sector, OFFICES[office])

    def _named(self, start: int) -> tuple[int, tuple[str, ...]] | None:
        """Return the nearest title before a point, and where it ends."""
        before = [
            w
            for w in self._words
            if start - _REACH < w.end <= start
            and not any(h.start <= w.start < h.end for h in self._hits)
        ]
        for last in range(len(before), 0, -1):
            for size in range(min(_LONGEST, last), 0, -1):
                title = [w.folded for w in before[last - size : last]]
                found = self._knowledge.offices.offices_named(title, self._language, "")
                if found:
                    return before[last - 1].end, tuple(found)
        return None

    def _person(self, start: int, day: str | None) -> tuple[int, tuple[str, ...]] | None:
        """Return the offices of the nearest known person before a point, and where he stands."""
        if day is None:
            return None
        for hit in reversed(self._hits):
            if not start - _REACH < hit.end <= start or hit.kind not in PEOPLE:
                continue
            number = self._knowledge.number(hit.entry)
            held = self._knowledge.offices.offices_of(number, day) if number is not None else []
            if held and held[0].sure:
                return hit.end, (held[0].term.office,)
        return None
