"""Which state a passage is about at a point: antecedents and context of parties.

A party whose own words tell no state takes the one that a log-linear model finds
likeliest among the states named in the text, or none. The features say how the names of a
state stand to the party (before it in the clause, as a place, at the head of the sentence
before …), apart for each sort of party; the weights are fitted on the corpus by
``training/party_context.py`` and stand in ``knowledge/data/context.json``.
"""

from __future__ import annotations

import functools
import json
import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise

from dragoman.knowledge import Hit
from dragoman.knowledge.text import Token
from dragoman.resolve.grammar import Grammar

_SENTENCE_END = re.compile(r"[.!?؟…][»”\"')]*\s+|\n+")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Sen|Rep|St|No|vs|Jr|Rev|Sgt|Capt|Oct|Sept|Nov|Dec|Jan|Feb"
    r"|Aug|M|г|гг|т)|\b\w|\.\w)\.$"
)
_AND = re.compile(r"\b(?:and|и|ve|və|y|e|et|ile|ilə|with)\b|(?:^|\s)و|&")
_CLAUSE = re.compile(r"[,;:،؛—–()]")
_KIND = {
    "name": "name",
    "adjective": "adj",
    "person of the nation": "adj",
    "capital": "capital",
    "seat of power": "capital",
    "organisation": "org",
    "contested entity": "name",
    "full name": "person",
    "surname": "person",
    "region": "place",
    "city": "place",
}
_BODIES = frozenset(("IGO", "NGO", "MNC", "IMG", "ISM", "UNO", "EUR"))
#: Whose own affairs a language's texts speak of without naming the state: “Başbakan”.
_HOME = {"tr": "TUR", "az": "AZE", "fa": "IRN", "ru": "RUS"}
NOBODY = ""


@functools.cache
def _weights() -> dict[str, float]:
    path = files("dragoman.knowledge").joinpath("data", "context.json")
    weights: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return weights


@dataclass(frozen=True, slots=True)
class Setting:
    """The act that a party takes part in, and what is known of the others in it.

    Attributes:
        type: of the act.
        role: ``actor`` or ``recipient``.
        same: states told by the words of other parties on the same side.
        opposite: states told by the words of the parties on the other side.
        places: offsets of where the act took place.
    """

    type: str
    role: str
    same: frozenset[str]
    opposite: frozenset[str]
    places: tuple[tuple[int, int], ...] = ()


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
        self._home = _HOME.get(language or "")
        self._sentences = _sentences(text)
        self._place_of = [self._index(h.start) for h in hits]
        ends = {w.end: w for w in words}
        self._prepositions: list[str] = []
        for hit in hits:
            word = self._word_before(hit.start, ends)
            if word is not None and word.folded in ("the", "el", "la", "le", "l", "los", "les"):
                word = self._word_before(word.start, ends)
            sort = ""
            if word is not None:
                if word.folded in grammar.within:
                    sort = "in"
                elif word.folded in grammar.away:
                    sort = "away"
                elif word.folded in grammar.own:
                    sort = "of"
            if language in ("tr", "az"):
                tail = text[hit.end : hit.end + 7]
                shown = text[hit.start : hit.end]
                if re.match(r"['’-]?n?[dt][aeə](?:ki|n)?\b", tail) or re.search(
                    r"[dt][aeə](?:ki)?$", shown
                ):
                    sort = "in"
            self._prepositions.append(sort)
        self.codes = frozenset(h.entry.code for h in hits if h.kind != "surname")
        #: The states, no organisations, that the text names in any way but as a place.
        self.states = frozenset(
            h.entry.code
            for n, h in enumerate(hits)
            if len(h.entry.code) == 3 and h.entry.code not in _BODIES and self._acts(n)
        )

    def _word_before(self, offset: int, ends: dict[int, Token]) -> Token | None:
        position = offset
        while position > 0 and self._text[position - 1] in " '’«“\"":
            position -= 1
        return ends.get(position)

    def sentence(self, offset: int) -> tuple[int, int]:
        """Return the bounds of the sentence that holds an offset."""
        return self._sentences[self._index(offset)]

    def features(
        self, start: int, end: int, group: str, phrase: str, setting: Setting | None = None
    ) -> dict[str, set[str]]:
        """Return, for each state named and for nobody, what speaks for it.

        Args:
            start: where the party begins.
            end: where it ends.
            group: what sort of party it is.
            phrase: its folded words.
            setting: the act it takes part in, where that is known.
        """
        found: dict[str, set[str]] = defaultdict(set)
        here = self._index(start)
        nearest_before: Hit | None = None
        nearest_after: Hit | None = None
        first_of: dict[int, int] = {}
        seen: dict[str, int] = defaultdict(int)
        for n, hit in enumerate(self._hits):
            if hit.start < end and hit.end > start:
                continue
            place = self._place_of[n]
            first = first_of.setdefault(place, n) == n
            code = hit.entry.code
            kind = _KIND[hit.kind]
            preposition = self._prepositions[n]
            told = found[code]
            seen[code] += 1
            if place == here:
                side = "before" if hit.end <= start else "after"
                gap = (
                    self._text[hit.end : start] if side == "before" else self._text[end : hit.start]
                )
                told.add(f"{side}")
                told.add(f"{side}:{kind}")
                if not _CLAUSE.search(gap):
                    told.add(f"{side}:clause")
                    told.add(f"{side}:clause:{kind}")
                if preposition:
                    told.add(f"{side}:{preposition}")
                if len(gap) < 25:
                    told.add(f"{side}:close")
                if first:
                    told.add(f"{side}:first")
                if self._text[hit.end : hit.end + 2] in ("'s", "’s"):
                    told.add(f"{side}:possessive")
                if side == "before":
                    nearest_before = hit
                elif nearest_after is None:
                    nearest_after = hit
            elif place < here:
                step = "previous" if place == here - 1 else "earlier"
                told.add(step)
                told.add(f"{step}:{kind}")
                if first:
                    told.add(f"{step}:first")
                if preposition:
                    told.add(f"{step}:{preposition}")
            else:
                told.add("later")
                if preposition == "in":
                    told.add("later:in")
            if n == 0:
                told.add("text:first")
        if nearest_before is not None:
            found[nearest_before.entry.code].add("nearest:before")
        if nearest_after is not None:
            found[nearest_after.entry.code].add("nearest:after")
        if seen:
            most = max(seen.values())
            alone = len(seen) == 1
            for code, told in found.items():
                if seen[code] == most and not alone:
                    told.add("most")
                if seen[code] > 1:
                    told.add("twice")
                if alone:
                    told.add("alone")
                if code in _BODIES:
                    told.add("body")
        if self._home is not None:
            told = found[self._home]
            told |= {"home", f"home:{self._home}"}
            if self._home not in seen:
                told |= {"home:unnamed", f"home:unnamed:{self._home}"}
        nobody = {"bias", f"states:{min(len(seen), 4)}"}
        if setting is not None:
            act = f"{setting.type}:{setting.role}"
            nobody.add(f"act:{act}")
            for code in found:
                found[code] |= self._beside(code, setting, act)
        nobody |= {f"word:{w}" for w in phrase.split()}
        if self._home is not None:
            found[self._home] |= {f"home:word:{w}" for w in phrase.split()}
        result = {code: told | {f"{group}|{f}" for f in told} for code, told in found.items()}
        result[NOBODY] = {f"nobody|{f}" for f in nobody | {f"{group}|{f}" for f in nobody}}
        return result

    def _beside(self, code: str, setting: Setting, act: str) -> set[str]:
        """Return how a state stands to the act: on the other side, beside, as its place."""
        told = {"elsewhere", f"elsewhere:{act}"}
        if code in setting.opposite:
            told = {"opposite", f"opposite:{act}"}
        elif code in setting.same:
            told = {"same", f"same:{act}"}
        for hit in self._hits:
            if hit.entry.code == code and any(
                hit.start < e and s < hit.end for s, e in setting.places
            ):
                told |= {"at", f"at:{act}"}
        return told

    def state(
        self,
        start: int,
        end: int,
        group: str,
        phrase: str,
        setting: Setting | None = None,
        *,
        without: frozenset[str] = frozenset(),
    ) -> tuple[str, float, str] | None:
        """Return the state that a party without a name of its own most likely belongs to.

        Args:
            start: where the party begins.
            end: where it ends.
            group: what sort of party it is.
            phrase: its folded words.
            setting: the act it takes part in, where that is known.
            without: states that it surely is not.

        Returns:
            The code, a score up to 0.7 and the reason; None if none is likely.
        """
        weights = _weights()
        points = {
            code: sum(weights.get(f, 0.0) for f in told)
            for code, told in self.features(start, end, group, phrase, setting).items()
            if code not in without
        }
        best = max(points, key=lambda c: (points[c], c))
        if best == NOBODY:
            return None
        share = 1 / sum(math.exp(v - points[best]) for v in points.values())
        hit = min(
            (h for h in self._hits if h.entry.code == best),
            key=lambda h: (self._index(h.start) != self._index(start), abs(h.start - start)),
            default=None,
        )
        if hit is None:
            # The home state, which the text does not name: likelier than any that it names,
            # but right in less than half of such cases, and so not given.
            return None
        shown = self._text[hit.start : hit.end]
        return best, round(0.7 * share, 2), f"by context, as “{shown}” is named"

    def pair(self, start: int) -> list[str]:
        """Return the two states that “both sides” at an offset takes up.

        Two states joined by “and”, the nearest such pair, come first; else the two last
        named before, places aside; else those that follow. Fewer than two named: none.
        """
        states = [
            (n, h)
            for n, h in enumerate(self._hits)
            if h.kind not in ("city", "region")
            and self._prepositions[n] != "in"
            and h.entry.code not in _BODIES - {"EUR"}
        ]
        here = self._index(start)
        best: tuple[tuple[bool, int], list[str]] | None = None
        for (n, left), (_, other) in pairwise(states):
            gap = self._text[left.end : other.start]
            if left.entry.code == other.entry.code or len(gap) > 40:
                continue
            joined = _AND.search(gap) is not None and not _CLAUSE.search(gap)
            if joined and abs(self._place_of[n] - here) <= 2:
                rank = (other.start > start, abs(other.start - start))
                if best is None or rank < best[0]:
                    best = (rank, [left.entry.code, other.entry.code])
        if best is not None:
            return best[1]
        before = [h for _, h in states if h.end <= start]
        for at in range(here, -1, -1):
            low = self._sentences[at][0]
            found = list(dict.fromkeys(h.entry.code for h in before if h.start >= low))
            if len(found) >= 2:
                return found[:2]
        after = [h.entry.code for _, h in states if h.start >= start]
        found = list(dict.fromkeys([*(h.entry.code for h in before), *after]))
        return found[:2] if len(found) >= 2 else []

    def last_named(self, start: int, number: int) -> list[str]:
        """Return so many states that a text names before an offset, if it names just so many.

        Counted back sentence by sentence, places aside, until there are as many; more in
        the last sentence give none.
        """
        found: list[str] = []
        for at in range(self._index(start), -1, -1):
            low = self._sentences[at][0]
            found = list(
                dict.fromkeys(
                    h.entry.code
                    for n, h in enumerate(self._hits)
                    if low <= h.start and h.end <= start and self._acts(n)
                    if h.entry.code not in _BODIES
                )
            )
            if len(found) >= number:
                break
        return found if len(found) == number else []

    def _acts(self, number: int) -> bool:
        """Return whether a name is no mere place."""
        hit = self._hits[number]
        return hit.kind not in ("city", "region") and self._prepositions[number] != "in"

    def _index(self, offset: int) -> int:
        for i, (_, end) in enumerate(self._sentences):
            if offset < end:
                return i
        return max(0, len(self._sentences) - 1)


def _sentences(text: str) -> list[tuple[int, int]]:
    bounds = [0]
    for match in _SENTENCE_END.finditer(text):
        if match.group().startswith(".") and _ABBREVIATION.search(
            text[max(0, match.start() - 8) : match.start() + 1]
        ):
            continue
        if text[match.end() : match.end() + 1].islower():
            continue
        bounds.append(match.end())
    bounds.append(len(text))
    return [(a, b) for a, b in pairwise(bounds) if a < b] or [(0, len(text))]
