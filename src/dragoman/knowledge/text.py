"""How words are compared: folding, cutting into tokens, affixes of each language.

Two spellings that should meet in the look-up fold to one key: case, accents, Arabic
vowel signs, the Arabic and the Persian yeh and kaf, dotted and dotless i.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LANGUAGES = ("en", "ru", "tr", "az", "fa", "ar", "es", "fr")

_TOKEN = re.compile(r"(?:[A-Za-z]\.){2,}|[^\W_]+(?:[\u064b-\u0652\u0640\u0670]+[^\W_]*)*\+?")
_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ۀ": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "\u0640": None,
        "\u200c": None,
        "\u200d": None,
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ß": "ss",
        ".": None,
    }
)


_SHORT = 160


class Token(NamedTuple):
    """A word of a text: where it stands, its folded form, and whether case marks it."""

    start: int
    end: int
    folded: str
    capital: bool
    upper: bool


@functools.lru_cache(maxsize=16384)
def fold(word: str) -> str:
    """Return the form of a word by which it is compared (idempotent)."""
    if word.isascii():
        return word.lower().replace(".", "")
    plain = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    kept = "".join(c for c in plain if not unicodedata.combining(c))
    return kept.lower().translate(_LETTERS)


def tokens(text: str) -> list[Token]:
    """Cut a text into words; a dotted abbreviation (``U.S.``) is one word."""
    # The same short phrases are asked for again and again.
    return list(_short(text)) if len(text) <= _SHORT else _cut(text)


@functools.lru_cache(maxsize=4096)
def _short(text: str) -> tuple[Token, ...]:
    return tuple(_cut(text))


def _cut(text: str) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(text):
        folded, capital, upper = _traits(match.group())
        found.append(Token(match.start(), match.end(), folded, capital, upper))
    return found


@functools.lru_cache(maxsize=16384)
def _traits(word: str) -> tuple[str, bool, bool]:
    letters = word.replace(".", "")
    upper = letters == letters.upper() and letters != letters.lower()
    return fold(word), not word[0].islower(), upper


def key(words: str, language: str | None) -> str:
    """Return the index key of a name: its folded words, Arabic ones without article."""
    parts = [fold(match.group()) for match in _TOKEN.finditer(words)]
    if language == "ar":
        parts = [bare(p) for p in parts]
    return " ".join(p for p in parts if p)


def cut(index: str | dict[str, str]) -> dict[str, str]:
    """Return the index of a language, cut up if it is still the string of the pack's file."""
    if isinstance(index, dict):
        return index
    parts = index.replace("\n", "\t").split("\t")
    return dict(zip(parts[::2], parts[1::2], strict=False))


def bare(word: str) -> str:
    """Take the article off a folded Arabic word, where three letters stay."""
    if word.startswith("ال") and len(word) >= 5:
        return word[2:]
    return word


_ARTICLE = re.compile(r"[وف]?(?:[بكس]?ال|لل)")


def has_article(word: str) -> bool:
    """Return whether an Arabic word bears the article, behind any clitics.

    Asked of words of which an article is expected; “ال” may be part of others.
    """
    return _ARTICLE.match(fold(word)) is not None


# Turkish and Azerbaijani endings, folded (dotless i and dotted i are one here).
_TURKIC = re.compile(
    r"(?:l[aeə]r)?(?:imiz|umuz|[sş]?[iu])?"
    r"(?:n?[iu]n|y?[aeə]|n[aeə]|[ny]?[iu]|n?d[aeə]n?|t[aeə]n?|y?l[aeə]|c[aeə])?"
    r"(?:ki(?:l[aeə]r)?)?(?:d[iu]r|t[iu]r)?"
)
_TURKIC_FROM_PLACE = re.compile(r"l[iu](?:l[aeə]r)?" + _TURKIC.pattern)
_PERSIAN = re.compile(r"(?:ها|هاي|هايي|ان|يان|ي|يي|اش|شان|ست)")


def variants(word: str, language: str | None) -> Iterator[str]:
    """Yield a folded word, then what is left of it without the language's affixes.

    English possessives need none of this: their ``'s`` is a token of its own. Russian,
    Spanish and French forms stand in the index, inflected.
    """
    yield word if language != "ar" else bare(word)
    if language == "ar":
        seen = {bare(word)}
        rest = word
        for clitics in ("وف", "بلكس"):
            if len(rest) > 3 and rest[0] in clitics:
                doubled = rest.startswith("لل") and len(rest) > 4
                rest = rest[2:] if doubled else rest[1:]
                if bare(rest) not in seen:
                    seen.add(bare(rest))
                    yield bare(rest)
    elif language in ("tr", "az"):
        for cut in range(len(word) - 1, 2, -1):
            ending = word[cut:]
            if len(ending) > 12:
                break
            if _TURKIC.fullmatch(ending) or _TURKIC_FROM_PLACE.fullmatch(ending):
                yield word[:cut]
    elif language == "fa":
        for cut in range(len(word) - 1, 2, -1):
            ending = word[cut:]
            if len(ending) > 4:
                break
            if _PERSIAN.fullmatch(ending):
                yield word[:cut]
