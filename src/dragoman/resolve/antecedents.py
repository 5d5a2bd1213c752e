"""Whose people a phrase takes up: those of a mission abroad, and persons named before."""

from __future__ import annotations

import bisect
from collections.abc import Sequence

from dragoman.knowledge import Hit
from dragoman.knowledge.text import Token, key
from dragoman.resolve.grammar import Grammar
from dragoman.resolve.sectors import SectorLexicon

# Beginnings of words for missions abroad and those who head them, and for who serves there.
_MISSIONS = {
    "en": "embass consulate ambassador envoy legation",
    "ru": "посольств консульств генконсульств посол посла послу послом",
    "tr": "buyukelci elcili konsolos baskonsolos",
    "az": "sefir konsul bas konsul",
    "fa": "سفارت سفیر کنسولگری سرکنسولگری",
    "ar": "سفارة سفير قنصلية",
    "es": "embajad consulado",
    "fr": "ambassad consulat",
}
_STAFF = {
    "en": "guard staff employee diplomat attache embass consulate",
    "ru": "охранник сотрудник дипломат работник атташе посольств консульств",
    "tr": "koruma guvenlik calisan diplomat personel buyukelcilik konsolosluk",
    "az": "muhafize mühafizə emekdas diplomat isci sefirlik konsulluq",
    "fa": "نگهبان محافظ کارمند کارکنان دیپلمات سفارت",
    "ar": "حارس حراس موظف دبلوماسي سفارة",
    "es": "guardia empleado diplomatic personal embajada consulado",
    "fr": "garde employe diplomate personnel ambassade consulat",
}
_LINKS = frozenset(
    ("of", "the", "s", "de", "la", "del", "d", "l", "du", "republic", "islamic", "جمهوري", "اسلامي")
)
_AT = frozenset(("at", "of", "outside", "near", "in", "from", "the", "s", "s'", "في", "در", "de"))
_DEFINITE = frozenset(("the", "those", "these", "both"))
_CIVIL = frozenset(("CVL", "REF", "CRM", "AGR", "LAB", "MED", "EDU", "REL", "JRN", "BUS"))
_NAMES = frozenset(("name", "adjective"))
_OWNERS = frozenset(("name", "adjective", "capital", "city", "region", "contested entity"))
_REACH = 400
_NEAR = 40


def _stems(table: dict[str, str], language: str | None) -> tuple[str, ...]:
    tongue = language if language in table else "en"
    return tuple(key(word, tongue) for word in table[tongue].split())


class Antecedents:
    """The missions abroad and the persons of a nation that a text names."""

    def __init__(
        self,
        words: Sequence[Token],
        hits: Sequence[Hit],
        language: str | None,
        lexicon: SectorLexicon,
    ) -> None:
        """Take the words and names of a text."""
        self._words = words
        self._starts = [w.start for w in words]
        self._staff = _stems(_STAFF, language)
        self._english = language in (None, "en")
        self._lexicon = lexicon
        self._noun_last = language in (None, "en", "tr", "az")
        self._both_ways = language == "ru"
        self._inflected = language in ("ru", "tr", "az")
        self._names = [h for h in hits if h.kind in _OWNERS]
        missions = _stems(_MISSIONS, language)
        #: Names that send a mission, and the bounds of the name with the mission's word.
        self._missions: list[tuple[int, int, Hit]] = []
        self._persons: list[Hit] = []
        for hit in hits:
            if hit.kind == "person of the nation":
                self._persons.append(hit)
            if hit.kind not in _NAMES:
                continue
            before, after = self._beside(hit)
            if hit.kind == "adjective" and any(
                w.sector in _CIVIL for w in lexicon.words(after[:3])[:1]
            ):
                self._persons.append(hit)
            word = next((w for w in after[:2] if w.folded not in _LINKS), None)
            if word is None or not word.folded.startswith(missions):
                word = next((w for w in reversed(before[-3:]) if w.folded not in _LINKS), None)
            if word is not None and word.folded.startswith(missions):
                bounds = (min(hit.start, word.start), max(hit.end, word.end))
                self._missions.append((*bounds, hit))

    def _beside(self, hit: Hit) -> tuple[list[Token], list[Token]]:
        first = bisect.bisect_right(self._starts, hit.start - _NEAR)
        middle = bisect.bisect_left(self._starts, hit.start, lo=first)
        behind = bisect.bisect_left(self._starts, hit.end, lo=middle)
        last = bisect.bisect_left(self._starts, hit.end + _NEAR, lo=behind)
        before = [w for w in self._words[first:middle] if w.end <= hit.start]
        after = [w for w in self._words[behind:last] if w.end < hit.end + _NEAR]
        return before, after

    def mission(self, start: int, end: int, words: Sequence[Token]) -> Hit | None:
        """Return the name of the state whose mission people serve, or null.

        Guards, staff and diplomats without a state of their own serve the mission that the
        text puts them at (“a guard at the Azerbaijani embassy”), else the one last named.

        Args:
            start: where the party begins.
            end: where it ends.
            words: its words.
        """
        if not any(w.folded.startswith(self._staff) for w in words):
            return None
        for first, _, hit in self._missions:
            if not end <= first < end + _NEAR:
                continue
            inner = slice(
                bisect.bisect_left(self._starts, end), bisect.bisect_left(self._starts, first)
            )
            if all(w.folded in _AT for w in self._words[inner] if w.end <= first):
                return hit
        last = [(b, hit) for _, b, hit in self._missions if start - _REACH < b <= start]
        return max(last, key=lambda pair: pair[0])[1] if last else None

    def described(self, start: int, words: Sequence[Token], grammar: Grammar) -> Hit | None:
        """Return the state of what “the delegation” takes up, named with it before, or null.

        Null unless the phrase is one noun of the lexicon with at most an article, and all
        mentions of that noun shortly before that stand with a state stand with one.

        Args:
            start: where the party begins.
            words: its words.
            grammar: small words of the language.
        """
        nouns = [w for w in words if w.folded not in grammar.this]
        if len(nouns) != 1 or not self._lexicon.words(nouns) or self._plural(nouns[0]):
            return None
        stem = self._stem(nouns[0].folded)
        found: list[Hit] = []
        for hit in self._names:
            if not start - _REACH < hit.start < start:
                continue
            before, after = self._beside(hit)
            after = [w for w in after if w.end <= start]
            if self._stands_with(before[::-1], stem, grammar, ahead=True) or self._stands_with(
                after, stem, grammar, ahead=False
            ):
                found.append(hit)
        return found[-1] if len({h.entry.code for h in found}) == 1 else None

    def _plural(self, word: Token) -> bool:
        """Return whether an English noun is a plural, which may mean others than before."""
        return self._english and word.folded.endswith("s")

    def _stem(self, word: str) -> str:
        return word[: max(4, len(word) - 3)] if self._inflected else word

    def _stands_with(
        self, words: Sequence[Token], stem: str, grammar: Grammar, *, ahead: bool
    ) -> bool:
        """Return whether a noun stands beside a name: “Turkish army”, “a delegation from Bonn”.

        Args:
            words: before the name, nearest first, or after it.
            stem: of the noun.
            grammar: small words of the language.
            ahead: whether the words stand before the name.
        """
        usual = ahead != self._noun_last or self._both_ways
        if not usual and not (ahead and self._english):
            return False
        linked = False
        for word in words[:3]:
            if word.folded.startswith(stem):
                return linked or not (ahead and self._english)
            if ahead and word.folded in grammar.own:
                linked = True
            elif word.folded not in grammar.this and not self._lexicon.words([word]):
                return False
        return False

    def persons(self, start: int, words: Sequence[Token]) -> Hit | None:
        """Return the nation of the persons that “the men” takes up, or null.

        Asked of English phrases for civilians. Null unless all persons of a nation named
        shortly before are of one nation.
        """
        if not self._english or not words or words[0].folded not in _DEFINITE:
            return None
        before = [h for h in self._persons if start - _REACH < h.start < start]
        codes = {h.entry.code for h in before}
        return before[-1] if len(codes) == 1 else None
