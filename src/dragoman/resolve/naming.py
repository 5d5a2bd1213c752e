"""The proper names of persons in a text, and whose they are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from dragoman.knowledge import Hit
from dragoman.knowledge.text import Token, fold
from dragoman.resolve.sectors import SectorLexicon, rank

PEOPLE = frozenset(("full name", "surname"))


class Naming:
    """The words and names of one text, ready for questions about persons' names."""

    def __init__(
        self,
        text: str,
        words: Sequence[Token],
        hits: Sequence[Hit],
        language: str | None,
        lexicon: SectorLexicon,
    ) -> None:
        """Take the words and names of a text."""
        self._text = text
        self._words = words
        self._hits = hits
        self._language = language
        self._lexicon = lexicon

    def another(self, hit: Hit) -> bool:
        """Return whether the text gives a surname's bearer another given name throughout."""
        shown = fold(self._text[hit.start : hit.end])
        if self._language in ("ar", "fa") or any(
            h.kind == "full name" and fold(self._text[h.start : h.end]).endswith(shown)
            for h in self._hits
        ):
            return False
        bearers = {fold(p) for c in hit.readings for p in re.split(r"[\s-]", c.entry.name)}
        told = False
        for before, word in pairwise(self._words):
            gap = self._text[before.end : word.start]
            if word.folded != shown or gap != " " or not before.capital:
                continue
            if self._known(before) or rank(before.folded):
                continue
            if before.folded in bearers:
                return False
            if self._opens(before):
                continue
            told = True
        return told

    def _opens(self, word: Token) -> bool:
        """Return whether a word begins a sentence, where its capital tells nothing."""
        return self._text[: word.start].rstrip(" “‘\"'")[-1:] in ("", ".", "!", "?", "\n", ":")

    def is_place(self, word: Token) -> bool:
        """Return whether a word belongs to the name of a state, a place or a body."""
        return any(h.start <= word.start < h.end and h.kind not in PEOPLE for h in self._hits)

    def shouted(self, word: Token) -> bool:
        """Return whether a word's whole line is in capitals, which then tell no name."""
        first = self._text.rfind("\n", 0, word.start) + 1
        last = self._text.find("\n", word.end)
        line = self._text[first : last if last >= 0 else len(self._text)]
        return line.isupper() and len(line.split()) > 2

    def full_name(self, at: int) -> str:
        """Return the name that ends with a word, its given names before it."""
        first = at
        while first and self._words[first - 1].capital and at - first < 3:
            word = self._words[first - 1]
            if self._text[word.end : self._words[first].start].strip(" -."):
                break
            if any(h.start <= word.start < h.end for h in self._hits) or self._lexicon.words(
                [word]
            ):
                break
            first -= 1
        return self._text[self._words[first].start : self._words[at].end]

    def at_end(self, words: Sequence[Token]) -> str | None:
        """Return the proper name at the end of a title (“Defense Minister Amir Hatami”)."""
        if self._language in ("ar", "fa"):
            return None
        titles = self._lexicon.words(words)
        if not titles:
            return None
        hits = [h for h in self._hits if h.start < words[-1].end and h.end > words[0].start]
        first = titles[-1].last + 1
        for hit in hits:
            if hit.kind in PEOPLE:
                continue
            while (
                first < len(words)
                and words[first].start < hit.end
                and hit.start <= words[first].start
            ):
                first += 1
        tail = list(words[first:])
        while tail and not tail[0].capital:
            tail.pop(0)
        if not tail or not all(w.capital or len(w.folded) <= 3 for w in tail) or len(tail) > 5:
            return None
        if all(rank(w.folded) for w in tail) or any(self.is_place(w) for w in tail):
            # “the general staff of Iran” names no person.
            return None
        name = self._text[tail[0].start : tail[-1].end]
        return name if len(name) > 2 and not any(c.isdigit() for c in name) else None

    def _known(self, word: Token) -> bool:
        """Return whether a word is part of a known name of no person, or of a title."""
        return self.is_place(word) or bool(self._lexicon.words([word])) or len(word.folded) <= 2
