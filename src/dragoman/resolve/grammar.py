"""Small words that the resolution of parties reads, by language and class."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from importlib.resources import files

from dragoman.knowledge.text import Token, key, variants

CLASSES = (
    "AWAY",
    "IN",
    "OWN",
    "AGENT",
    "BY",
    "BOTH",
    "PRONOUN",
    "PEER",
    "THIS",
    "ORIGIN",
    "TONGUE",
)


class Grammar:
    """The small words of one language, folded."""

    def __init__(self, rows: dict[str, frozenset[str]]) -> None:
        """Take the words by class."""
        self.away = rows.get("AWAY", frozenset())
        self.within = rows.get("IN", frozenset())
        self.own = rows.get("OWN", frozenset())
        self.agent = rows.get("AGENT", frozenset())
        self.by = rows.get("BY", frozenset())
        self.both = rows.get("BOTH", frozenset())
        self.pronoun = rows.get("PRONOUN", frozenset())
        #: Beginnings of words for one of the same office in another state.
        self.peer = tuple(sorted(rows.get("PEER", frozenset())))
        #: Articles and pronouns that take up what was named before.
        self.this = rows.get("THIS", frozenset())
        #: Words beside a nation that tell somebody's descent or birth, and those for a tongue.
        self.origin = rows.get("ORIGIN", frozenset())
        self.tongue = rows.get("TONGUE", frozenset())
        #: Phrases for the first (no former official) and for the second of two that were named.
        self.former = rows.get("FORMER", frozenset())
        self.latter = rows.get("LATTER", frozenset())
        #: Words beside a title that leave its holder the one of the day: “the new minister”.
        self.now = rows.get("NOW", frozenset())
        self.longest_by = max((w.count(" ") + 1 for w in self.by), default=0)


@functools.cache
def grammar(language: str | None) -> Grammar:
    """Return a language's small words, English ones where it is none of the eight."""
    rows: dict[str, dict[str, frozenset[str]]] = {}
    text = files("dragoman.knowledge").joinpath("data", "grammar.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        head, _, words = line.partition("|")
        tongue, sort = head.split()
        rows.setdefault(tongue, {})[sort] = frozenset(
            key(w, tongue) for w in words.split(";") if w.strip()
        )
    return Grammar(rows.get(language or "en") or rows["en"])


def phrase(words: Sequence[Token], language: str | None) -> str:
    """Return the folded words of a phrase as one key."""
    return key(" ".join(w.folded for w in words), language)


def stems(words: str, language: str | None) -> list[str]:
    """Return a folded phrase with the endings of its last word taken off, where there are any."""
    if language not in ("tr", "az", "fa"):
        return []
    head, _, last = words.rpartition(" ")
    return [f"{head} {v}".strip() for v in variants(last, language)]
