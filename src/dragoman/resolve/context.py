"""Which state a passage is about at a point: antecedents and context of parties."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from dragoman.knowledge import Hit
from dragoman.knowledge.text import Token
from dragoman.resolve.grammar import Grammar

_STATES = re.compile(r"[A-Z]{3}")
_BODIES = frozenset(("IGO", "NGO", "MNC", "IMG", "ISM", "UNO", "EUR"))
_SENTENCE_END = re.compile(r"[.!?؟…][»”\"')]*\s+|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|St|No|vs|Jr|M|г|гг)|\b\w|\.\w)\.$"
)

# Points that a name gives its state, by where it stands to the party that looks for one.
WEIGHTS = {
    "same": 3.0,
    "before": 1.0,
    "previous": 1.5,
    "elsewhere": 0.6,
    "locative": 2.0,
    "first": 0.8,
    "person": 0.8,
    "place": 1.2,
    "organisation": 0.7,
    "distance": 0.03,
}


class Context:
    """The names of a text, ready for questions about what it is about at a point."""

    def __init__(
        self,
        text: str,
        words: Sequence[Token],
        hits: Sequence[Hit],
        grammar: Grammar,
        language: str | None,
    ) -> None:
        """Find sentences, and for each name whether it stands as a place."""
        self._text = text
        self._hits = hits
        self._language = language
        self._sentences = _sentences(text)
        ends = {w.end: w for w in words}
        self._locative = set()
        for n, hit in enumerate(hits):
            before = text[max(0, hit.start - 12) : hit.start].rstrip()
            word = ends.get(max(0, hit.start - 12) + len(before))
            if word is not None and word.folded in ("the", "el", "la", "le", "l"):
                before = before[: -len(text[word.start : word.end])].rstrip()
                word = ends.get(max(0, hit.start - 12) + len(before))
            if (word is not None and word.folded in grammar.within) or (language in ("tr", "az") and re.match(
                r"['’]?(?:d[aeə]|t[ae]|nd[aeə])(?:ki)?\b", text[hit.end : hit.end + 6]
            )):
                self._locative.add(n)
        self.codes = frozenset(h.entry.code for h in hits if h.kind != "surname")

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return the bounds of the sentence that holds an offset."""
        for start, end in self._sentences:
            if start <= offset < end:
                return start, end
        return 0, len(self._text)

    def state(
        self, start: int, end: int, sentence: tuple[int, int], group: str
    ) -> tuple[str, float, str] | None:
        """Return the state that a party without a name of its own most likely belongs to.

        Args:
            start: where the party begins.
            end: where it ends.
            sentence: bounds of its sentence.
            group: ``civil``, ``rebel``, ``state`` or ``pronoun``: what kind of party it is.

        Returns:
            The code, a score up to 0.6, and the reason; None if the text names no state.
        """
        points: Counter[str] = Counter()
        best: dict[str, tuple[float, Hit]] = {}
        sentence_of = self._index(start)
        firsts: dict[int, int] = {}
        for n, hit in enumerate(self._hits):
            place = self._index(hit.start)
            firsts.setdefault(place, n)
            code = hit.entry.code
            if code in _BODIES and group != "pronoun":
                continue
            if start <= hit.start < end:
                continue
            value = 1.0
            if place == sentence_of:
                value += WEIGHTS["same"]
                if hit.end <= start:
                    value += WEIGHTS["before"]
                value -= WEIGHTS["distance"] * abs(hit.start - start) / 5
            elif place == sentence_of - 1:
                value += WEIGHTS["previous"]
            else:
                value += WEIGHTS["elsewhere"] / (1 + abs(place - sentence_of))
            if n in self._locative or hit.kind in ("region", "city"):
                value *= WEIGHTS["locative"] if group in ("civil", "rebel") else WEIGHTS["place"]
            if firsts[place] == n:
                value += WEIGHTS["first"] if group != "civil" else 0.0
            if hit.kind in ("surname", "full name"):
                value *= WEIGHTS["person"]
            if hit.kind == "organisation":
                value *= WEIGHTS["organisation"]
            points[code] += value  # type: ignore[assignment]
            if code not in best or value > best[code][0]:
                best[code] = (value, hit)
        if not points:
            return None
        (code, most), *rest = points.most_common(2)
        share = most / sum(points.values())
        hit = best[code][1]
        shown = self._text[hit.start : hit.end]
        score = round(0.3 + 0.3 * share, 2)
        return code, score, f"the passage is about {code} here (“{shown}”)"

    def pair(self, start: int, sentence: tuple[int, int]) -> list[str]:
        """Return the two states last named before an offset, in the text's order.

        States named in the sentence itself count first, then those before it, then
        those that follow in the sentence. Fewer than two named: none.
        """
        before = [h for h in self._hits if h.end <= start and h.entry.code not in ("NGO",)]
        for at in range(self._index(start), -1, -1):
            low = self._sentences[at][0]
            found = list(dict.fromkeys(h.entry.code for h in before if h.start >= low))
            if len(found) >= 2:
                return found[:2]
        after = [h.entry.code for h in self._hits if h.start >= start]
        found = list(dict.fromkeys([*(h.entry.code for h in before), *after]))
        return found[:2] if len(found) >= 2 else []

    def _index(self, offset: int) -> int:
        for i, (start, end) in enumerate(self._sentences):
            if start <= offset < end:
                return i
        return max(0, len(self._sentences) - 1)


def _sentences(text: str) -> list[tuple[int, int]]:
    bounds = [0]
    for match in _SENTENCE_END.finditer(text):
        if match.group().startswith(".") and _ABBREVIATION.search(text[: match.start() + 1]):
            continue
        following = text[match.end() : match.end() + 1]
        if following.islower():
            continue
        bounds.append(match.end())
    bounds.append(len(text))
    return [(a, b) for a, b in zip(bounds, bounds[1:], strict=False) if a < b] or [(0, len(text))]
