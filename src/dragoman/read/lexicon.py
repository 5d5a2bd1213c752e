"""The word lists that tell page furniture from sentences; see ``lexicon.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from dragoman.read.dates import fold


def _load(name: str) -> Any:
    text = resources.files("dragoman.read").joinpath(name).read_text(encoding="utf-8")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    # The base loader keeps every scalar a string: "no" and "on" are words here.
    return yaml.load(text, Loader=loader)


def _phrase(phrase: str) -> str:
    start = phrase.startswith("^")
    end = phrase.endswith("$")
    body = re.escape(fold(phrase.removeprefix("^").removesuffix("$")))
    body = body.replace(r"\ ", r"\s+")
    head = r"^\W*" if start else r"(?<!\w)"
    tail = r"\W*$" if end else r"(?!\w)"
    if not re.search(r"\w", body):
        head, tail = "", ""
    return f"{head}{body}{tail}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Categories of furniture words, one pattern each, and function words by language."""

    categories: dict[str, re.Pattern[str]]
    function_words: dict[str, frozenset[str]]

    def cover(self, category: str, folded: str) -> float:
        """Return the share of a folded line that words of a category make up."""
        if not folded:
            return 0.0
        hits = self.categories[category].finditer(folded)
        return sum(m.end() - m.start() for m in hits) / len(folded)


@cache
def lexicon() -> Lexicon:
    """Return the word lists, read once."""
    categories = {}
    for name, lists in _load("lexicon.yaml").items():
        phrases = sorted({p for words in lists for p in words}, key=len, reverse=True)
        categories[str(name)] = re.compile("|".join(_phrase(p) for p in phrases))
    words = {
        language: frozenset(fold(w) for w in listed)
        for language, listed in _load("function_words.yaml").items()
    }
    return Lexicon(categories, words)
