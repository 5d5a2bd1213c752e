"""Names across languages: what is left of a word when scripts and spellings differ.

“Marikana”, «Марикана» and «ماریکانا» are one mine. The bones of a word are its consonants,
as roughly as three scripts agree on them. Two reports in two languages that share the bones
of names of no party are likely to tell of one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dragoman.link.copies import fold

_WORD = re.compile(r"[^\W\d_]+")
_LEAST, _MOST = 3, 6
_LETTERS = 5
"""A name of fewer letters is too short to be known by its bones."""
_GROUPS = (
    ("shch", "s"), ("sch", "s"), ("tch", "s"), ("dzh", "s"), ("dj", "s"), ("sh", "s"),
    ("ch", "s"), ("zh", "s"), ("kh", ""), ("gh", "k"), ("ph", "v"), ("th", "t"), ("dh", "t"),
    ("ck", "k"), ("qu", "k"), ("ts", "s"), ("tz", "s"), ("cz", "s"), ("sz", "s"),
    ("ce", "s"), ("ci", "s"), ("дж", "s"), ("кс", "ks"), ("x", "ks"), ("تش", "s"),
)  # fmt: skip
_CLASSES = (
    ("b", "bpбпبپ"),
    ("v", "vfwвфف"),
    ("t", "tdтдتطدضثذظ"),
    ("s", "szjcsşçсзцчшщжسصزشجژچ"),
    ("k", "kgqкгقكکغگ"),
    ("l", "lлل"),
    ("m", "mмم"),
    ("n", "nнن"),
    ("r", "rрر"),
)
_SOUND = {ord(letter): sound for sound, letters in _CLASSES for letter in letters}
_KEPT = frozenset("bvtsklmnr")
_DOUBLE = re.compile(r"(.)\1+")
_ARTICLE = re.compile(r"^(?:وال|لل|ال)(?=\w{4})")
_UNCASED = re.compile(r"[\u0600-\u06ff]")


_PLAIN = {ord("ı"): "i", ord("ə"): "e"}


def plain(text: str) -> str:
    """Return folded text in which Turkish and Azerbaijani ı and ə are i and e."""
    return fold(text).translate(_PLAIN)


@lru_cache(maxsize=1 << 16)
def bones(word: str) -> str:
    """Return the bones of a word of any of the scripts; empty where too little is left."""
    folded = fold(word)
    if len(folded) < _LETTERS:
        return ""
    if _UNCASED.match(folded):
        folded = _ARTICLE.sub("", folded)
    for letters, sound in _GROUPS:
        if letters in folded:
            folded = folded.replace(letters, sound)
    heard = "".join(c for c in folded.translate(_SOUND) if c in _KEPT)
    heard = _DOUBLE.sub(r"\1", heard)
    return heard[:_MOST] if len(heard) >= _LEAST else ""


def names_in(
    text: str, start: int, end: int, left_out: Iterable[tuple[int, int]]
) -> frozenset[str]:
    """Return the bones of what may be a name in a stretch of text.

    Where a script has capitals, words that begin with one; else every longer word.

    Args:
        text: of the document.
        start: of the stretch.
        end: behind it.
        left_out: stretches that are not looked at, such as the names of states.
    """
    skipped = tuple(left_out)
    found = set[str]()
    for word in _WORD.finditer(text, start, end):
        said = word.group()
        if len(said) < _LETTERS or not (said[0].isupper() or _UNCASED.match(said)):
            continue
        if any(s < word.end() and word.start() < e for s, e in skipped):
            continue
        if heard := bones(said):
            found.add(heard)
    return frozenset(found)


@lru_cache(maxsize=1 << 14)
def place_bones(name: str) -> frozenset[str]:
    """Return the bones of the words of a place's name."""
    return frozenset(filter(None, (bones(word) for word in _WORD.findall(name))))
