"""Spellings of one name: what is left when transliterations differ.

“Araghchi”, “Araqchi” and “Araqçi” are one man's name, written down by three ears. The
skeleton keeps the consonants as a rough ear hears them, and whether the first name begins
with a vowel. Words run together, since spellings differ in what they join.
"""

from __future__ import annotations

import functools
import re

from dragoman.knowledge.text import fold

#: Groups of letters that write one sound, longest first; order matters.
_SOUNDS = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("tsch", "c"), ("dzh", "j"), ("dj", "j"),
    ("kh", "h"), ("gh", "g"), ("ch", "c"), ("sh", "s"), ("zh", "j"), ("ph", "f"), ("th", "t"),
    ("dh", "d"), ("ck", "k"), ("qu", "k"), ("ts", "c"), ("tz", "c"), ("cz", "c"), ("sz", "s"),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ij", "i"), ("yy", "i"),
    ("q", "g"), ("w", "v"), ("y", "i"), ("x", "h"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouəıäöü]")
_DOUBLE = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W\d_]+")
#: Articles and particles that one spelling joins to the name and another leaves out.
_PARTICLES = frozenset(
    ("al", "el", "ul", "ad", "as", "ash", "bin", "ibn", "ben", "abu", "de", "da")
)
_LEAST = 2


def _bone(word: str, *, first: bool) -> str:
    for letters, sound in _SOUNDS:
        word = word.replace(letters, sound)
    opening = "a" if first and _VOWELS.match(word) else ""
    # A silent h: Abdullah and Abdulla.
    bones = _VOWELS.sub("", word)
    return opening + _DOUBLE.sub(r"\1", bones[:1] + bones[1:].removesuffix("h"))


@functools.lru_cache(maxsize=1 << 15)
def skeleton(name: str) -> str:
    """Return the skeleton of a name in Latin letters; empty for a name of one word."""
    words = [fold(w) for w in _WORD.findall(name)]
    kept = [w for w in words if w not in _PARTICLES and len(w) > 1]
    if len(kept) < _LEAST or not all(w.isascii() for w in kept):
        return ""
    return "".join(_bone(w, first=i == 0) for i, w in enumerate(kept))


#: Letter and Latin letters, pair by pair; the hard and the soft sign are silent.
_PAIRS = (
    "аa бb вv гg дd еe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хh цc чch шsh щshch ъ "
    "ыi ь эe юiu яia ёe іi їi єe ґg"
)
_CYRILLIC = {pair[0]: pair[1:] for pair in _PAIRS.split()}


@functools.lru_cache(maxsize=4096)
def surname_bone(word: str) -> str:
    """Return the skeleton of one word in Latin or Cyrillic letters; empty for others."""
    latin = "".join(_CYRILLIC.get(c, c) for c in fold(word))
    kept = "".join(c for c in latin if c.isalpha())
    return _bone(kept, first=True) if kept and kept.isascii() else ""
