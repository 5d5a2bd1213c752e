"""What an agreement or a visit is about, how many papers, at what level, for how many days."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dragoman.registered import NumberCell, TextCell
from dragoman.registers.cells import Said, number_cell, text_cell
from dragoman.registers.facts import Item, evidence, inside, spanned, trigger_in
from dragoman.registers.wording import nearest, numbers, terms

_END = re.compile(
    r"[,.;:()«»“”\"!?،؛/]| (?:during|between|which|that|while|when|after|before|amid|worth|at a|"
    r"at the|across|through|who|whose|and (?:will|would)|"
    r"во время|между|который|которая|которое|в ходе|entre|pendant|lors|durante|que|qui)\b"
)
_LONGEST = 120
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
_GAP = 30


def subject(items: Sequence[Item], name: str) -> TextCell | None:
    """Return what stands behind “on” or “about” after the word for the matter.

    Args:
        items: the events.
        name: the word list of the matter (``accord``).
    """
    said: list[Said] = []
    for item in items:
        for t in item.tellings:
            matter = nearest(name, t.sentence, trigger_in(t), t.language, within=100)
            if matter is not None:
                span = phrase(t.sentence, "about", matter.end, matter.start, t.language)
                if span is not None:
                    low = t.mention.sentence[0]
                    one = evidence(item, t, span[0] + low, span[1] + low)
                    said.append((one.text, one))
    return text_cell(sorted(said, key=lambda s: -len(s[0])))


def phrase(
    sentence: str, name: str, after: int, before: int, language: str | None
) -> tuple[int, int] | None:
    """Return the words that a list such as ``about`` opens, or closes in Turkish.

    Args:
        sentence: the sentence.
        name: a list with the terms ``after`` and ``before``.
        after: where to look for words that open; they must come within a few words.
        before: where to look back for words that close.
        language: of the sentence.
    """
    for f in terms(name, sentence, language):
        if f.term == "after" and after <= f.start <= after + _GAP:
            # Nothing may part the matter from what it is about.
            if _END.search(sentence[after : f.start]):
                return None
            return _trimmed(sentence, f.end, sentence[f.end :])
        if f.term == "before" and before - _GAP <= f.end <= before:
            head = sentence[: f.start]
            cut = [m.end() for m in _END.finditer(head)]
            start = max(cut[-1] if cut else 0, len(head) - _LONGEST)
            return _trimmed(sentence, start, head[start:])
    return None


def _trimmed(sentence: str, start: int, words: str) -> tuple[int, int] | None:
    end = _END.search(words)
    kept = words[: end.start()] if end else words
    if len(kept) > _LONGEST:
        kept = kept[:_LONGEST].rsplit(" ", 1)[0]
    # “on March 11” is no matter, but a day.
    stripped = kept.strip()
    if len(stripped) < 4 or re.match(r"[A-ZÀ-Ý]\w+ \d|\d", stripped):
        return None
    first = start + (len(kept) - len(kept.lstrip()))
    return first, first + len(stripped)


def counted(items: Sequence[Item], name: str) -> NumberCell | None:
    """Return how many there were, where the text counts them: “signed eight documents”."""
    said = []
    for item in items:
        for t in item.tellings:
            low = t.mention.sentence[0]
            for f in terms(name, t.sentence, t.language):
                for n in numbers(t.sentence, t.language):
                    between = t.sentence[n.end : f.start]
                    if (
                        len(between) >= 0
                        and n.end < f.start
                        and re.fullmatch(r"\s*(?:[^\W\d_]+\s+){0,2}", between)
                    ):
                        if n.value > 1:
                            said.append(
                                (float(n.value), evidence(item, t, n.start + low, f.end + low))
                            )
                        break
    return number_cell(said)


def level(items: Sequence[Item]) -> TextCell | None:
    """Return at what level those acted: the highest office among them."""
    said: list[Said] = []
    for item in items:
        for t, party, _ in item.parties():
            office = office_of(party.role or "", t.language) or office_of(party.text, t.language)
            if office is None and party.sector == "BUS":
                office = "company"
            if office is not None:
                said.append((office, spanned(item, t, party.text, party.start, party.end)))
    if not said:
        return None
    top = min((s[0] for s in said), key=_rank)
    return text_cell(s for s in said if s[0] == top)


def _rank(office: str) -> tuple[int, bool]:
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
    best = min(found, key=lambda f: (_rank(f.term), f.start))
    if best.term == "head of state" and any(f.term == "head of government" for f in found):
        best = next(f for f in found if f.term == "head of government")
    plain = best.term
    if plain.endswith("minister") or plain == "minister":
        exact = [f.term for f in found if f.term.endswith("minister") and f.term != "minister"]
        plain = exact[0] if exact else plain
    return f"deputy {plain}" if terms("deputy", words, None) else plain


def lasting(items: Sequence[Item]) -> NumberCell | None:
    """Return for how many days it went on, where the text says so: “a three-day visit”."""
    said = []
    for item in items:
        for t in item.tellings:
            for f in terms("day", t.sentence, t.language):
                for n in numbers(t.sentence.replace("-", " "), t.language):
                    if 0 <= f.start - n.end <= 1 and _belongs(t.sentence, f.end, trigger_in(t)):
                        low = t.mention.sentence[0]
                        said.append((float(n.value), evidence(item, t, n.start + low, f.end + low)))
    return number_cell(said, "days")


def _belongs(sentence: str, end: int, trigger: tuple[int, int]) -> bool:
    """Whether days stand beside the trigger, and nothing like “five days after” is meant."""
    between = sentence[end : trigger[0]] if end <= trigger[0] else sentence[trigger[1] : end]
    return len(between) < 40 and not re.match(
        r"\s*(?:after|before|ago|earlier|later)\b", sentence[end:]
    )


__all__ = ["counted", "inside", "lasting", "level", "office_of", "phrase", "subject"]
