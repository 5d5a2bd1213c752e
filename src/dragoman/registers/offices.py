"""Offices as words tell them, and their order."""

from __future__ import annotations

from dragoman.registers.wording import terms

_RANKS = (
    "head of state",
    "head of government",
    "foreign minister",
    "defence minister",
    "minister",
    "military",
    "ambassador",
    "adviser",
    "speaker",
    "ministry",
    "delegation",
)


def rank(office: str) -> tuple[int, bool]:
    """Return the place of an office in the order of precedence, a deputy after his chief."""
    plain = office.removeprefix("deputy ")
    return (_RANKS.index(plain) if plain in _RANKS else len(_RANKS), plain != office)


def office_of(words: str, language: str | None) -> str | None:
    """Return the office that words tell, such as ``foreign minister``; with ``deputy`` before."""
    if not words:
        return None
    # A role is given in English where the knowledge knows the office, else as in the text.
    found = terms("office", words, None)
    if not found:
        return None
    best = min(found, key=lambda f: (rank(f.term), f.start))
    if best.term == "head of state" and any(f.term == "head of government" for f in found):
        best = next(f for f in found if f.term == "head of government")
    plain = best.term
    if plain.endswith("minister") or plain == "minister":
        exact = [f.term for f in found if f.term.endswith("minister") and f.term != "minister"]
        plain = exact[0] if exact else plain
    return f"deputy {plain}" if terms("deputy", words, None) else plain
