"""Words of time and number in each language, and the tokens they are matched with.

The words stand in ``words/LANG.toml``; a new language is a new file. A ``*`` at the
end of an entry lets the word go on by a few letters, which covers inflection.
Matching ignores case, accents, vowel marks and the variants of Arabic letters.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

LANGUAGES = ("en", "ru", "tr", "az", "fa", "ar", "es", "fr")
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0640"
_TOKEN = re.compile(
    rf"\d+|(?:[^\W\d_][{_MARKS}]*)+|[^\w\s\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_LONGEST_ENDING = 6
_MOST_SINGLES = 20_000
_FOLD = str.maketrans(
    {
        "ı": "i",
        "İ": "i",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ک": "ك",
        "ة": "ه",
        "ۀ": "ه",
        "ە": "ه",
        "ـ": None,
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
    }
)
_NOTHING: Mapping[str, object] = MappingProxyType({})
# Arabic writes conjunction, prepositions and article as one word with the noun.
_ARABIC_PREFIXES = ("وبال", "وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ك")


@lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Return a word without case, accents and variants of one letter."""
    if word.isascii():
        return word.lower().replace("`", "'")
    folded = word.translate(_FOLD).lower()
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c)
    )
    # A lone mark folds to nothing; it stays itself, so that no word is empty.
    return folded.translate(_FOLD).strip() or word


class Token(NamedTuple):
    """A word, a run of digits or a sign: folded, with offsets into the text."""

    word: str
    start: int
    end: int


def tokenize(text: str, *, offset: int = 0) -> list[Token]:
    """Split a text into words, runs of digits and single signs."""
    return [
        Token(fold(m.group()), m.start() + offset, m.end() + offset) for m in _TOKEN.finditer(text)
    ]


class Item(NamedTuple):
    """One or more tokens that the lexicon knows, or one that it does not.

    ``classes`` maps each class the words belong to, as ``month`` or ``ago``, to their
    value in it; it is empty for unknown words. ``digits`` is the length of a number
    written in digits, else 0. ``joined`` tells that an Arabic “and” was written with it.
    """

    classes: Mapping[str, object]
    word: str
    start: int
    end: int
    digits: int = 0
    joined: bool = False

    def has(self, *names: str) -> bool:
        """Whether the words belong to one of the classes."""
        return not self.classes.keys().isdisjoint(names)

    def value(self, name: str) -> int:
        """The words' number in a class."""
        value = self.classes[name]
        assert isinstance(value, int)
        return value


def _goes_on(word: str, stem: str) -> bool:
    """Whether a word is an entry, or goes on from one that ends in ``*``."""
    if not stem.endswith("*"):
        return word == stem
    return word.startswith(stem[:-1]) and len(word) - len(stem) < _LONGEST_ENDING


@dataclass(slots=True)
class Lexicon:
    """Phrases to classes. Build with :meth:`add`, use with :meth:`items`."""

    arabic: bool = False
    _phrases: dict[tuple[str, ...], dict[str, object]] = field(default_factory=dict)
    _stems: dict[str, dict[str, object]] = field(default_factory=dict)
    _longest: dict[str, int] = field(default_factory=dict)
    _singles: dict[str, dict[str, object] | None] = field(default_factory=dict)
    _patterns: list[tuple[tuple[str, ...], dict[str, object]]] = field(default_factory=list)
    _dull: dict[str, bool] = field(default_factory=dict)

    def add(self, phrase: str, name: str, value: object = True) -> None:
        """Put a phrase into a class; the first value for a class stays."""
        words = [t.word for t in tokenize(phrase.replace("*", ""))]
        if not words:
            return
        if "*" in phrase and len(words) > 1:
            stems = tuple(fold(part) for part in phrase.split())
            self._patterns.append((stems, {name: value}))
            return
        if phrase.endswith("*") and len(words) == 1:
            self._stems.setdefault(words[0], {}).setdefault(name, value)
            return
        key = tuple(words)
        self._phrases.setdefault(key, {}).setdefault(name, value)
        self._longest[key[0]] = max(self._longest.get(key[0], 1), len(key))

    def _single(self, word: str) -> dict[str, object] | None:
        if word not in self._singles:
            if len(self._singles) >= _MOST_SINGLES:
                self._singles.clear()
            self._singles[word] = self._find(word)
        return self._singles[word]

    def _find(self, word: str) -> dict[str, object] | None:
        found = self._phrases.get((word,))
        if found is not None:
            return found
        for cut in range(len(word), max(len(word) - _LONGEST_ENDING, 1) - 1, -1):
            found = self._stems.get(word[:cut])
            if found is not None:
                return found
        return None

    def _pattern(self, tokens: Sequence[Token], at: int) -> tuple[dict[str, object], int] | None:
        """Return the classes of a phrase of stems that begins at a token, and its length."""
        for stems, classes in self._patterns:
            words = [t.word for t in tokens[at : at + len(stems)]]
            if len(words) == len(stems) and all(map(_goes_on, words, stems)):
                return classes, len(stems)
        return None

    def _match(self, tokens: Sequence[Token], at: int) -> tuple[dict[str, object], int, bool]:
        word = tokens[at].word
        for length in range(min(self._longest.get(word, 1), len(tokens) - at), 1, -1):
            found = self._phrases.get(tuple(t.word for t in tokens[at : at + length]))
            if found is not None:
                return found, length, False
        inflected = self._pattern(tokens, at) if self._patterns else None
        if inflected is not None:
            return *inflected, False
        found = self._single(word)
        if found is not None:
            return found, 1, False
        if self.arabic:
            for prefix in _ARABIC_PREFIXES:
                rest = word[len(prefix) :]
                if not word.startswith(prefix) or len(rest) < 2:
                    continue
                joined = prefix.startswith("و")
                for length in range(min(self._longest.get(rest, 1), len(tokens) - at), 1, -1):
                    key = (rest, *(t.word for t in tokens[at + 1 : at + length]))
                    found = self._phrases.get(key)
                    if found is not None:
                        return found, length, joined
                found = self._single(rest)
                if found is not None:
                    return found, 1, joined
        return {}, 1, False

    def _unknown(self, word: str) -> bool:
        """Whether nothing in the lexicon begins with a word; most words of a text are such."""
        found = self._dull.get(word)
        if found is None:
            if len(self._dull) >= _MOST_SINGLES:
                self._dull.clear()
            found = self._dull[word] = (
                not (self.arabic and word.startswith(_ARABIC_PREFIXES))
                and word not in self._longest
                and self._single(word) is None
                and not any(_goes_on(word, stems[0]) for stems, _ in self._patterns)
            )
        return found

    def items(self, tokens: Sequence[Token]) -> Iterator[Item]:
        """Read tokens as items, the longest known phrase first."""
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.word.isdecimal():
                # int() has a length limit, and no number of a date or amount is so long.
                value = int(token.word) if len(token.word) <= 18 else 10**18
                yield Item({"number": value}, token.word, token.start, token.end, len(token.word))
                at += 1
                continue
            if self._unknown(token.word):
                yield Item(_NOTHING, token.word, token.start, token.end)
                at += 1
                continue
            classes, length, joined = self._match(tokens, at)
            last = tokens[at + length - 1]
            word = token.word
            if length > 1:
                word = " ".join(t.word for t in tokens[at : at + length])
            yield Item(classes, word, token.start, last.end, 0, joined)
            at += length


def _read(language: str) -> dict[str, dict[str, object]]:
    source = resources.files(__package__) / "words" / f"{language}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _entries(value: object) -> Iterable[str]:
    assert isinstance(value, list)
    return value


@lru_cache(maxsize=16)
def number_lexicon(language: str) -> Lexicon:
    """Return the words of number of a language: values, bounds, vague amounts.

    Args:
        language: one of :data:`LANGUAGES`.
    """
    data = _read(language)["number"]
    lexicon = Lexicon(arabic=language == "ar")
    _add_numbers(lexicon, data)
    return lexicon


def _value(kind: str, number: str) -> str | int | float:
    if kind == "vague":
        return number
    return float(number) if "." in number else int(number)


def _add_numbers(lexicon: Lexicon, data: Mapping[str, object], *, plain: bool = False) -> None:
    for name, value in data.items():
        if name in ("values", "ordinals", "dozens", "vague"):
            if plain and name in ("dozens", "vague"):
                continue
            assert isinstance(value, dict)
            kind = {"values": "number", "ordinals": "ordinal", "dozens": "dozen"}.get(name, name)
            for number, words in value.items():
                read = _value(kind, number)
                # “полтора года”: no calendar counts by halves.
                whole = not plain or isinstance(read, int)
                for word in _entries(words):
                    lexicon.add(word, kind if whole else "fraction", read)
        elif name == "bounds":
            if plain:
                continue
            assert isinstance(value, dict)
            for bound, words in value.items():
                for word in _entries(words):
                    lexicon.add(word, f"bound-{bound}")
        else:
            for word in _entries(value):
                lexicon.add(word, name)


@lru_cache(maxsize=16)
def time_lexicon(language: str) -> Lexicon:
    """Return the words of time of a language, its number words among them.

    Args:
        language: one of :data:`LANGUAGES`.
    """
    data = _read(language)
    lexicon = Lexicon(arabic=language == "ar")
    singles = {
        "months": "month", "solar_months": "solar", "lunar_months": "lunar", "weekdays": "weekday"
    }  # fmt: skip
    for name, value in data["time"].items():
        if name in singles or name == "seasons":
            assert isinstance(value, list)
            kind = singles.get(name, "season")
            for number, words in enumerate(value, 0 if kind in ("weekday", "season") else 1):
                for word in words:
                    lexicon.add(word, kind, number)
        elif name in ("days", "context", "feasts", "famous", "units", "words", "decades"):
            assert isinstance(value, dict)
            kind = {"days": "today", "context": "context", "feasts": "feast", "units": "unit"}.get(
                name, name
            )
            for key, words in value.items():
                for word in _entries(words):
                    if kind in ("today", "context", "decades"):
                        lexicon.add(word, kind, int(key))
                    elif kind == "words":
                        lexicon.add(word, key)
                    else:
                        lexicon.add(word, kind, key)
        else:
            kind = name.removesuffix("s") if name == "parts" else name
            for word in _entries(value):
                lexicon.add(word, kind)
    _add_numbers(lexicon, data["number"], plain=True)
    return lexicon
