"""What the words beside a name of a place tell: how large it is, or that nothing is there.

“Kharkiv region” is a province and “Erciş district” a district, though the gazetteer knows
towns of these names alone. Nothing happened in Minsk in “the Minsk agreements”, in
“goods from Minsk” or where somebody “demanded of Minsk”. The patterns stand in
``gazetteer/words.toml``, by rule and language.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

# How far from a name its words are looked for, in characters.
_REACH = 110
_RUSSIAN_ADJECTIVE = re.compile("^(.{2,}?)(ск|цк)(?:ая|ой|ую|ий|ого|ому|ом|ие|их|им|ими)$")
_TURKIC_CASE = re.compile("(?:['’]\\w+|[dt][aeə]n?)$", re.IGNORECASE)
_TURKIC_LOCATIVE = re.compile("['’]?[dt][aeə](?:ki|kı)?$", re.IGNORECASE)
_IN = re.compile(r"(?<!\w)(?:in|at|near|в|во|на|под|у|en|à|در|في)\s+$", re.IGNORECASE)
_STEM_ENDINGS = ("", "ь", "а", "я", "ы", "и", "ье", "о")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Patterns before a name, after it, and from its last word on."""

    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    word: re.Pattern[str] | None
    precision: str = ""

    def reach(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the stretch of the words around ``text[start:end]`` that fit, or None."""
        if self.before:
            low = max(0, start - _REACH)
            found = self.before.search(text[low:start])
            if found:
                return low + found.start(), start
        if self.after:
            found = self.after.match(text[end : end + _REACH])
            if found:
                return start, end + found.end()
        if self.word:
            last = max(start, text.rfind(" ", start, end) + 1)
            found = self.word.match(text[last : end + _REACH])
            if found:
                return start, last + found.end()
        return None


class Words:
    """The rules of one language; made by :func:`words`."""

    def __init__(self, language: str, tables: dict[str, list[dict[str, object]]]) -> None:
        def rules(kind: str) -> Iterator[_Rule]:
            for table in tables[kind]:
                own = table.get(language)
                given: dict[str, str] = own if isinstance(own, dict) else {}
                yield _Rule(
                    _compiled(f"(?:{given['before']})$" if "before" in given else None),
                    _compiled(given.get("after")),
                    _compiled(given.get("word")),
                    str(table.get("precision", "")),
                )

        self._language = language
        self._levels = list(rules("level"))
        self._titles = [*rules("title"), *rules("joined"), *rules("person")]
        self._away = {kind: list(rules(kind)) for kind in ("origin", "goal", "other")}
        self._government = list(rules("government"))
        self._compass = [
            (int(str(t.get("x", 0))), int(str(t.get("y", 0))), re.compile(str(t["words"]), re.I))
            for t in tables["compass"]
        ]
        self._country = re.compile(str(tables["country"][0]["words"]), re.IGNORECASE)

    def level(self, text: str, start: int, end: int) -> str | None:
        """Return the precision that the words beside ``text[start:end]`` give it."""
        for rule in self._levels:
            if rule.reach(text, start, end):
                return rule.precision
        return None

    def titled(self, text: str, start: int, end: int) -> bool:
        """Whether a name is part of the name of a paper, a club or a firm."""
        return any(rule.reach(text, start, end) for rule in self._titles)

    def declined(self, word: str) -> bool:
        """Whether a Turkic name has the ending of a case, and so is no part of a title."""
        return self._language in ("tr", "az") and bool(_TURKIC_CASE.search(word))

    def within(self, text: str, start: int, end: int) -> bool:
        """Whether a name stands with “in” or the case that means it."""
        word = text[start:end]
        if self._language in ("tr", "az"):
            return bool(_TURKIC_LOCATIVE.search(word))
        if _RUSSIAN_ADJECTIVE.match(word.rpartition(" ")[2]):
            return False
        return bool(_IN.search(text[max(0, start - 10) : start]))

    def elsewhere(self, kind: str, text: str, start: int, end: int, trigger: int) -> bool:
        """Whether a name tells something else than where an act took place.

        Args:
            kind: ``origin`` for where somebody comes from, ``goal`` for whither he was
                bound, ``other`` for where something else happened.
            text: the whole text.
            start: where the name starts.
            end: where it ends.
            trigger: where the words of the act start; if they are the very words that
                the rule is about, the name is their place.
        """
        for rule in self._away[kind]:
            reach = rule.reach(text, start, end)
            if reach and not reach[0] <= trigger < reach[1]:
                return True
        return False

    def government(self, text: str, start: int, end: int) -> bool:
        """Whether a capital stands for its government."""
        return any(rule.reach(text, start, end) for rule in self._government)

    def compass(self, text: str) -> tuple[int, int]:
        """Return east and north, each from -1 to 1, of the part that words speak of."""
        east = sum(x for x, _, pattern in self._compass if x and pattern.search(text))
        north = sum(y for _, y, pattern in self._compass if y and pattern.search(text))
        return east, north

    def country(self, text: str) -> bool:
        """Whether words speak of “the country”."""
        return bool(self._country.search(text))


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    return re.compile(pattern, re.IGNORECASE) if pattern else None


@lru_cache(maxsize=16)
def words(language: str) -> Words:
    """Return the rules of a language, by its two letters; no rules for an unknown one."""
    source = resources.files("dragoman.resolve.gazetteer") / "words.toml"
    return Words(language, tomllib.loads(source.read_text(encoding="utf-8")))


def towns_of_adjective(word: str) -> Iterator[str]:
    """Yield what town a Russian adjective may be of: “Херсонской” of “Херсон”."""
    found = _RUSSIAN_ADJECTIVE.match(word)
    if found is None:
        return
    stem, link = found.groups()
    yield stem + link
    for ending in _STEM_ENDINGS:
        yield stem + ending
    yield stem + "са"
