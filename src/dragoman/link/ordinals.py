"""Which of a series an act is: “the third round of talks”, “its 15th session”.

A series of talks stays a series: two rounds of different numbers are never one. The words
stand in ``ordinals.yaml``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

from dragoman.link.names import plain

_WORD = re.compile(r"\w+")
_FIGURES = re.compile(
    r"^([0-9]{1,3})(?:st|nd|rd|th|e|er|eme|os|as|o|a|ª|º|й|я|е|го|му|ой|ый|ая|ое|inci|nci|uncu|ci)?$"
)
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9}
_WITHIN = 1
"""So many words may stand between the number and its noun."""
_CHARS = 40
"""How far from the trigger a series may be named."""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, int]]:
    source = files("dragoman.link").joinpath("ordinals.yaml").read_text(encoding="utf-8")
    told = yaml.safe_load(source)
    series = {
        plain(stem): sort
        for sort, by in told["series"].items()
        for stems in by.values()
        for stem in stems
    }
    numbers = {plain(w): int(n) for n, words in told["numbers"].items() for w in words}
    return series, numbers


@lru_cache(maxsize=1 << 14)
def _sort(word: str) -> str | None:
    series, _ = _tables()
    return next((series[word[:n]] for n in range(len(word), 2, -1) if word[:n] in series), None)


@lru_cache(maxsize=1 << 14)
def _number(word: str) -> int | None:
    if word in _ROMAN:
        return _ROMAN[word]
    _, numbers = _tables()
    found = next((numbers[word[:n]] for n in range(len(word), 2, -1) if word[:n] in numbers), None)
    # «пятница» is a day and “secondary” no second: an ending is short.
    stem = next((n for n in range(len(word), 2, -1) if word[:n] in numbers), 0)
    return found if len(word) - stem <= 3 else None


def turn_of(text: str, start: int, end: int, bounds: tuple[int, int]) -> tuple[str, int] | None:
    """Return the series that an act belongs to and its number in it; None where none is told.

    Args:
        text: of the document.
        start: of the words that say the act; the number that stands nearest to them counts.
        end: behind them.
        bounds: of the sentence.
    """
    low, high = max(bounds[0], start - _CHARS), min(bounds[1], end + _CHARS)
    words = list(_WORD.finditer(text, low, high))
    folded = [plain(w.group()) for w in words]
    found: list[tuple[int, str, int]] = []
    for i, word in enumerate(folded):
        number = _figure(text, words[i]) if word[:1].isdigit() else _number(word)
        if number is None:
            continue
        for j in (*range(i + 1, i + 2 + _WITHIN), i - 1):
            if not 0 <= j < len(folded):
                continue
            sort = _sort(folded[j])
            if sort is not None:
                a, b = sorted((i, j))
                left, right = words[a].start(), words[b].end()
                away = max(0, left - end, start - right)
                found.append((away, sort, number))
                break
    if not found:
        return None
    _, sort, number = min(found)
    return sort, number


def _figure(text: str, word: re.Match[str]) -> int | None:
    """Return the number of “15th”, “15-я” or “15.”; None for a mere figure."""
    said = plain(word.group())
    fits = _FIGURES.match(said)
    if fits is None:
        return None
    bare = said.isdigit()
    behind = text[word.end() : word.end() + 2]
    if bare and not re.match(r"(?:-\w|\.\s|'\w|’\w|[-‑]$|ª|º)", behind):
        return None
    return int(fits.group(1))
