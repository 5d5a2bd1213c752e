"""Words: the units that the tagger labels.

A word is a run of letters, digits and combining marks, or a single other character
that is not white space. Trigger and party borders therefore never fall inside a word.
"""

from __future__ import annotations

import re

# Letters and digits with their combining marks; zero-width joiners bind Persian words.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d])+|\S")

#: Shapes of words, added to the input because the vocabulary is uncased.
N_SHAPES = 6


def words(text: str) -> list[tuple[int, int]]:
    """Return the words of a text as half-open offsets in code points."""
    return [m.span() for m in _WORD.finditer(text)]


def shape(word: str) -> int:
    """Return the shape of a word: 1 lower, 2 capitalised, 3 capitals, 4 digits, 5 other.

    0 is left for padding and special tokens.
    """
    first = word[0]
    if first.isdigit():
        return 4
    if first.isupper():
        return 3 if len(word) > 1 and word.isupper() else 2
    return 1 if first.isalpha() else 5


def word_span(offsets: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """Return the half-open range of words that a range of characters touches, or null."""
    first = last = None
    for index, (word_start, word_end) in enumerate(offsets):
        if word_end > start and word_start < end:
            if first is None:
                first = index
            last = index
        elif word_start >= end:
            break
    if first is None or last is None:
        return None
    return first, last + 1
