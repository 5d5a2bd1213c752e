"""What stands beside a phrase, or beside the same name elsewhere in the text."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from dragoman.knowledge import Hit, Knowledge
from dragoman.knowledge.text import Token, tokens
from dragoman.resolve.grammar import Grammar
from dragoman.resolve.naming import PEOPLE, Naming
from dragoman.resolve.parties import Reading
from dragoman.resolve.persons import bearer
from dragoman.resolve.sectors import SectorLexicon, rank
from dragoman.tagged import RawParty

_ARTICLES = frozenset(("the", "el", "la", "los", "las", "l", "le", "les", "a", "an"))
_FROM = frozenset(("from", "من", "از", "из", "от"))
_MODIFIER_LAST = frozenset(("ru", "ar", "fa", "es", "fr"))
#: Turkish and Azerbaijani third person possessive, with case endings behind it.
_OWNED = re.compile(r"(?:l[aeə]r|s)?[iu](?:n(?:[iu]n?|[aeə]|d[aeə]n?|c[aeə]|l[aeə])?|yl[aeə])?$")
Offsets = tuple[int, int]


class Neighbours:
    """The words and names of one text, ready for questions about who stands beside whom."""

    def __init__(
        self,
        text: str,
        words: Sequence[Token],
        hits: Sequence[Hit],
        language: str | None,
        grammar: Grammar,
        lexicon: SectorLexicon,
        naming: Naming,
        knowledge: Knowledge,
    ) -> None:
        """Take the words and names of a text."""
        self._text = text
        self._words = words
        self._word_starts = [w.start for w in words]
        self._hits = hits
        self._hit_starts = [h.start for h in hits]
        self._language = language
        self._grammar = grammar
        self._lexicon = lexicon
        self._naming = naming
        self._knowledge = knowledge

    def beside(self, raw: RawParty, sentence: Offsets) -> Reading | None:
        """Read a modifier that stands right before or after the phrase."""
        position = bisect.bisect_left(self._hit_starts, raw.start) - 1
        if position >= 0:
            hit = self._hits[position]
            gap = self._text[hit.end : raw.start]
            left = gap.replace("’s", "").replace("'s", "").replace("ʼs", "").strip(" '’")
            owned = hit.end <= raw.start and not left and hit.kind not in PEOPLE and len(gap) <= 4
            if owned and self._may_own(hit, raw):
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

    def _may_own(self, hit: Hit, raw: RawParty) -> bool:
        """Return whether a name right before a phrase can be its modifier.

        In English it can. Russian puts adjectives there, Turkish and Azerbaijani bare names
        and genitives of what then bears the third person's ending; else the name is
        another part of the sentence. Arabic, Persian, Spanish and French modifiers follow.
        """
        if self._language in ("ar", "fa", "es", "fr"):
            return False
        if self._language == "ru":
            return hit.kind in ("adjective", "person of the nation")
        if self._language in ("tr", "az"):
            if hit.kind in ("adjective", "person of the nation"):
                return True
            words = self._between(raw.start, raw.end)
            return bool(words) and _OWNED.search(words[-1].folded) is not None
        return True

    def _following(self, raw: RawParty, hit: Hit, sentence: Offsets) -> Reading | None:
        gap = self._text[raw.end : hit.start]
        words = [w.folded for w in tokens(gap)]
        if len(gap) > 40 or hit.start >= sentence[1] or hit.kind in PEOPLE:
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

    def same_name(self, raw: RawParty, words: Sequence[Token]) -> Reading | None:
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
                unknown = bearer(self._naming.full_name(i), hit.entry.code, self._knowledge)
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
            if hit.kind in PEOPLE:
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

    def _between(self, start: int, end: int) -> Sequence[Token]:
        low = bisect.bisect_left(self._word_starts, start)
        return self._words[low : bisect.bisect_left(self._word_starts, end)]

    def _shown(self, hit: Hit) -> str:
        return self._text[hit.start : hit.end]
