"""Which currency words of money name, as an ISO 4217 code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from dragoman.resolve.lexicon import Lexicon, tokenize

#: Iran counts in tomans and its bank in rials.
RIALS_IN_A_TOMAN = 10
_TOMAN = re.compile(r"toman|туман|tümen|tümən|توم[اآ]ن|\bهمت\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Shared:
    """A name that several currencies bear: by state, and by language where none is near."""

    states: Mapping[str, str]
    default: Mapping[str, str]

    def code(self, near: Collection[str], language: str) -> str | None:
        """Return the one currency of the name among states near, or the usual one."""
        codes = {self.states[state] for state in near if state in self.states}
        if codes:
            return codes.pop() if len(codes) == 1 else None
        return self.default.get(language, self.default.get("else")) or None


@dataclass(frozen=True, slots=True)
class _Names:
    signs: tuple[tuple[str, str], ...]
    lexicon: Lexicon
    shared: Mapping[str, _Shared]


@lru_cache(maxsize=1)
def _names() -> _Names:
    source = resources.files(__package__) / "words" / "currencies.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    lexicon = Lexicon(arabic=True)
    for code, names in data["names"].items():
        for name in names:
            lexicon.add(name, "currency", code)
    for key, row in data["shared"].items():
        for name in row["names"]:
            lexicon.add(name, "shared", key)
    shared = {k: _Shared(row["states"], row["default"]) for k, row in data["shared"].items()}
    return _Names(tuple(data["signs"].items()), lexicon, shared)


def currency(text: str, language: str, near: Collection[str] = ()) -> str | None:
    """Return the code of the currency that words of money name, or None.

    Args:
        text: the words of the amount.
        language: of the words, one of the eight.
        near: states that the act or its sentence names, ISO 3166 alpha-3; they tell whose
            pesos, dinars or pounds are meant. Where two of them bear one name, none is given.
    """
    names = _names()
    for sign, code in names.signs:
        if sign in text:
            return code
    named = [
        item
        for item in names.lexicon.items(tokenize(re.sub(r"\d", " ", text)))
        if item.has("currency", "shared")
    ]
    if not named:
        return None
    best = max(named, key=lambda item: (len(item.word.split()), item.has("currency")))
    if best.has("currency"):
        return str(best.classes["currency"])
    return names.shared[str(best.classes["shared"])].code(near, language)


def in_tomans(text: str) -> bool:
    """Whether money is counted in tomans, of which each is ten rials."""
    return _TOMAN.search(text) is not None
