"""The word lists that tell page furniture from sentences; see ``lexicon.yaml``."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from dragoman.read.dates import fold

_WORD = re.compile(r"\w+")
#: What may stand between the words of a phrase; phrases with anything else are looked
#: for as they stand.
_PLAIN = re.compile(r"[\w\s'’:/.-]+")


def _load(name: str) -> Any:
    text = resources.files("dragoman.read").joinpath(name).read_text(encoding="utf-8")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    # The base loader keeps every scalar a string: "no" and "on" are words here.
    return yaml.load(text, Loader=loader)


@dataclass(frozen=True, slots=True)
class _Phrase:
    words: tuple[str, ...]
    category: str
    at_start: bool
    at_end: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Categories of furniture words, and function words by language.

    Phrases are found word by word, so that a line costs the same however many there are.
    """

    phrases: dict[str, tuple[_Phrase, ...]]
    signs: tuple[tuple[str, str], ...]
    function_words: dict[str, frozenset[str]]

    def hits(self, folded: str) -> dict[str, list[tuple[int, int]]]:
        """Return where phrases of each category stand in a folded line, none overlapping.

        Of phrases of one category that begin at one word the longest counts.
        """
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]
        for i, (word, start, _) in enumerate(words):
            for phrase in self.phrases.get(word, ()):
                size = len(phrase.words)
                if (phrase.at_start and i) or (phrase.at_end and i + size != len(words)):
                    continue
                if size > 1 and tuple(w for w, _, _ in words[i : i + size]) != phrase.words:
                    continue
                spans = found[phrase.category]
                if not spans or spans[-1][1] <= start:
                    spans.append((start, words[i + size - 1][2]))
        for sign, category in self.signs:
            at = folded.find(sign)
            if at >= 0:
                found[category].append((at, at + len(sign)))
        return {c: spans for c, spans in found.items() if spans}

    def covers(self, folded: str) -> dict[str, float]:
        """Return, by category, the share of a folded line that its phrases make up."""
        size = max(1, len(folded))
        return {c: sum(e - s for s, e in spans) / size for c, spans in self.hits(folded).items()}

    def has(self, category: str, folded: str) -> bool:
        """Tell whether a folded line has a phrase of a category."""
        return category in self.hits(folded)


@cache
def lexicon() -> Lexicon:
    """Return the word lists, read once."""
    phrases: dict[str, list[_Phrase]] = defaultdict(list)
    signs: list[tuple[str, str]] = []
    for category, lists in _load("lexicon.yaml").items():
        for written in (p for words in lists for p in words):
            bare = fold(written.removeprefix("^").removesuffix("$"))
            words = tuple(_WORD.findall(bare))
            if not words or not _PLAIN.fullmatch(bare):
                signs.append((bare, category))
                continue
            phrase = _Phrase(words, category, written.startswith("^"), written.endswith("$"))
            phrases[words[0]].append(phrase)
    words_by_language = {
        language: frozenset(fold(w) for w in listed)
        for language, listed in _load("function_words.yaml").items()
    }
    return Lexicon(
        {w: tuple(sorted(found, key=lambda p: -len(p.words))) for w, found in phrases.items()},
        tuple(signs),
        words_by_language,
    )
