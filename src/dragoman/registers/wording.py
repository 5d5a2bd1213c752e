"""Words that a sentence holds: terms of the word lists, ordinals, small numbers.

What is found comes with its characters in the text as it was given, so that a cell can
name them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from dragoman.knowledge.text import LANGUAGES, fold

_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_ROMAN |= {"X": 10, "XI": 11, "XII": 12, "XIII": 13, "XIV": 14, "XV": 15}
_ROMAN_NUMBER = re.compile(r"\b[IVX]{1,4}\b")
# Arabic words stand behind an article, a preposition or both.
_PREFIX = "(?:[وف]?(?:ال|لل|[بلك](?:ال)?)?)"
_ARABIC = re.compile("[\u0600-\u06ff]")


class Found(NamedTuple):
    """A term of a list and the characters that say it, half-open."""

    term: str
    start: int
    end: int


class Counted(NamedTuple):
    """A number and the characters that say it, half-open."""

    value: int
    start: int
    end: int


class Folded(NamedTuple):
    """A text as it is compared, and where each of its characters stands in the original."""

    text: str
    at: tuple[int, ...]


@lru_cache(maxsize=4096)
def _letter(char: str) -> str:
    return char if char in ".…" else fold(char)


@lru_cache(maxsize=1024)
def folded(text: str) -> Folded:
    """Fold a text, keeping count of where its characters stood."""
    if text.isascii():
        return Folded(text.lower(), ())
    out: list[str] = []
    at: list[int] = []
    for n, char in enumerate(text):
        plain = _letter(char)
        out.append(plain)
        at.extend([n] * len(plain))
    return Folded("".join(out), (*at, len(text)))


def _back(given: Folded, start: int, end: int) -> tuple[int, int]:
    if not given.at:
        return start, end
    return given.at[start], given.at[end - 1] + 1


def _folded_words(words: str) -> str:
    return re.sub(r"\s+", " ", folded(words).text)


def _stem(word: str) -> tuple[str, str]:
    """Return the folded stem and the pattern of one entry of a list."""
    whole = word.endswith("!")
    stem = _folded_words(word.rstrip("!"))
    pattern = re.escape(stem).replace(r"\ ", r"\s+")
    if _ARABIC.search(stem) and not stem.startswith("ال"):
        pattern = _PREFIX + pattern
    return stem, pattern + (r"(?!\w)" if whole else r"\w*")


@lru_cache(maxsize=1)
def _lists() -> Mapping[str, Any]:
    source = files("dragoman.registers").joinpath("words.yaml").read_text(encoding="utf-8")
    lists: Mapping[str, Any] = yaml.safe_load(source)
    return lists


@lru_cache(maxsize=1)
def _numerals() -> Mapping[str, Any]:
    source = files("dragoman.registers").joinpath("numerals.yaml").read_text(encoding="utf-8")
    numerals: Mapping[str, Any] = yaml.safe_load(source)
    return numerals


def _spoken(language: str | None) -> tuple[str, ...]:
    """Return the languages whose words count: the text's own, or all where it is not known."""
    return (language,) if language in LANGUAGES else LANGUAGES


@lru_cache(maxsize=512)
def _pattern(name: str, language: str | None) -> tuple[re.Pattern[str] | None, tuple[str, ...]]:
    entries = [
        (*_stem(word), term)
        for term, by in _lists()[name].items()
        for spoken in _spoken(language)
        for word in by.get(spoken, ())
    ]
    if not entries:
        return None, ()
    # Of several at one place the longest counts; among equals the first of the list.
    entries.sort(key=lambda e: -len(e[0]))
    # A trigger may be cut out of its sentence, so what stands around it is not looked at.
    pattern = "|".join(f"({p})" for _, p, _ in entries)
    return re.compile(rf"(?<!\w)(?:{pattern})"), tuple(term for *_, term in entries)


@lru_cache(maxsize=65_536)
def terms(name: str, text: str, language: str | None = None) -> tuple[Found, ...]:
    """Return what of a list stands in a text, in order.

    Args:
        name: of a list of ``words.yaml``.
        text: the text.
        language: of the text; all languages count where it is not known.
    """
    pattern, names = _pattern(name, language if language in LANGUAGES else None)
    if pattern is None or not text:
        return ()
    given = folded(text)
    return tuple(
        Found(names[(m.lastindex or 1) - 1], *_back(given, m.start(), m.end()))
        for m in pattern.finditer(given.text)
    )


def first(name: str, text: str, language: str | None = None) -> Found | None:
    """Return the first of :func:`terms`."""
    found = terms(name, text, language)
    return found[0] if found else None


def nearest(
    name: str, text: str, at: tuple[int, int], language: str | None = None, *, within: int = 10_000
) -> Found | None:
    """Return what of a list stands nearest to characters ``at``, what comes after first."""
    found = [(_gap(f.start, f.end, at), f.start < at[0], f) for f in terms(name, text, language)]
    near = min(found, default=None)
    return near[2] if near is not None and near[0] <= within else None


def _gap(start: int, end: int, at: tuple[int, int]) -> int:
    return max(start - at[1], at[0] - end, 0)


@lru_cache(maxsize=32)
def _ordinal_pattern(language: str) -> tuple[re.Pattern[str], re.Pattern[str], tuple[int, ...]]:
    data = _numerals()["ordinals"][language]
    stems = list(enumerate(data["stems"], 1)) + [
        (int(n), word) for n, word in data.get("others", {}).items()
    ]
    stems.sort(key=lambda s: -len(s[1]))
    endings = data["endings"]
    words = "|".join(
        f"({re.escape(_folded_words(word)).replace(chr(92) + ' ', chr(92) + 's+')}{endings})"
        for _, word in stems
    )
    return (
        re.compile(rf"(?<!\w)(?:{words})(?!\w)"),
        re.compile(rf"(?<![\w.,])(\d{{1,3}}){data['digits']}(?!\w)"),
        tuple(n for n, _ in stems),
    )


def ordinals(text: str, language: str | None = None) -> list[Counted]:
    """Return the ordinals in a text, up to the twentieth in words and any in digits."""
    given = folded(text)
    found: dict[tuple[int, int], Counted] = {}
    for spoken in _spoken(language):
        words, digits, values = _ordinal_pattern(spoken)
        for m in words.finditer(given.text):
            span = _back(given, m.start(), m.end())
            found.setdefault(span, Counted(values[(m.lastindex or 1) - 1], *span))
        for m in digits.finditer(given.text):
            span = _back(given, m.start(), m.end())
            found.setdefault(span, Counted(int(m[1]), *span))
    for m in _ROMAN_NUMBER.finditer(text):
        if m[0] in _ROMAN:
            found.setdefault(m.span(), Counted(_ROMAN[m[0]], *m.span()))
    return sorted(found.values(), key=lambda c: c.start)


@lru_cache(maxsize=32)
def _number_pattern(language: str) -> tuple[re.Pattern[str], tuple[int, ...]]:
    said = [
        (n, _folded_words(word))
        for n, words in enumerate(_numerals()["numbers"][language], 2)
        for word in words.split("|")
    ]
    said.sort(key=lambda s: -len(s[1]))
    words = "|".join(f"({re.escape(w).replace(chr(92) + ' ', chr(92) + 's+')})" for _, w in said)
    return re.compile(rf"(?<![\w.,])(?:{words})(?!\w)"), tuple(n for n, _ in said)


def numbers(text: str, language: str | None = None) -> list[Counted]:
    """Return the whole numbers of a text, in digits below 1,000 or in words from two to twenty."""
    given = folded(text)
    found: dict[int, Counted] = {}
    for m in re.finditer(r"(?<![\w.,:/-])\d{1,3}(?![\w:/%]|[.,]\d)", given.text):
        span = _back(given, m.start(), m.end())
        found[span[0]] = Counted(int(m[0]), *span)
    for spoken in _spoken(language):
        words, values = _number_pattern(spoken)
        for m in words.finditer(given.text):
            span = _back(given, m.start(), m.end())
            found.setdefault(span[0], Counted(values[(m.lastindex or 1) - 1], *span))
    return [found[at] for at in sorted(found)]
