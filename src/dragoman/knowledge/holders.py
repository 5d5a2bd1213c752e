"""Who held an office on a day, and which office a phrase means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dragoman.knowledge.offices import Term
from dragoman.knowledge.text import bare, variants

#: How sure a term is that is known with such confidence.
SCORES = {"high": 0.95, "medium": 0.85, "low": 0.6}
#: Words in a title that say nothing about the office: articles, “of”, “the state”.
_FILLERS = {
    "en": "the of his her its their s",
    "es": "el la los de del al",
    "fr": "le la l les de du des d",
    "ar": "",
    "fa": "",
}
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Holding:
    """A term and the number of its holder's entry.

    ``sure`` tells whether the dates put the holder in office on the day that was asked for.
    """

    term: Term
    entry: int
    sure: bool = True

    @property
    def score(self) -> float:
        """How sure it is that this person held the office then, 0 to 1."""
        return SCORES[self.term.confidence] * (1.0 if self.sure else 0.7)


class Holders:
    """The offices of the pack, by state and by person."""

    def __init__(
        self,
        rows: Sequence[Sequence[object]],
        words: dict[str, list[list[str]]],
        names: Callable[[int], str],
    ) -> None:
        """Take the pack's rows; they are read when a state is first asked for."""
        self._rows: dict[tuple[str, str], list[Sequence[object]]] = {}
        self._of: dict[int, list[Sequence[object]]] = {}
        for row in rows:
            self._rows.setdefault((str(row[0]), str(row[1])), []).append(row)
            self._of.setdefault(int(str(row[3])), []).append(row)
        self._words = words
        self._names = names
        self._phrases: dict[str, dict[str, list[tuple[list[str], str, str]]]] = {}

    def _holding(self, row: Sequence[object], sure: bool) -> Holding:
        code, office, title, entry, start, end, still, confidence, acting, *more = row
        number = int(str(entry))
        term = Term(
            str(code),
            str(office),
            str(title),
            self._names(number),
            None if start is None else str(start),
            None if end is None else str(end),
            bool(still),
            str(confidence),
            (),
            bool(acting),
            str(more[0]) if more and more[0] else None,
        )
        return Holding(term, number, sure)

    def _on(self, rows: Sequence[Sequence[object]], day: str) -> list[Holding]:
        found = []
        for row in rows:
            covers = self._holding(row, True).term.covers(day)
            if covers is not False:
                found.append(self._holding(row, covers is True))
        # Who came later ends the term of one whose end is not known.
        found.sort(key=lambda h: h.term.start or "", reverse=True)
        return sorted(found, key=lambda h: (not h.sure, h.term.acting))

    def holders(self, code: str, office: str, day: str) -> list[Holding]:
        """Return who held an office on a day, likeliest first; several where dates leave it open.

        Args:
            code: of the state (``AZE``), or the id of an organisation (``org:nato``).
            office: letters of :data:`dragoman.knowledge.offices.OFFICES`.
            day: an ISO day, month or year.
        """
        return self._on(self._rows.get((code, office), ()), day)

    def offices_of(self, entry: int, day: str) -> list[Holding]:
        """Return the offices that a person held on a day."""
        return self._on(self._of.get(entry, ()), day)

    def terms_of(self, entry: int) -> list[Term]:
        """Return all terms of a person, whatever the day."""
        return [self._holding(row, True).term for row in self._of.get(entry, ())]

    def offices_named(self, words: Sequence[str], language: str | None, code: str) -> list[str]:
        """Return the offices that a phrase means that holds a title and nothing else.

        Args:
            words: the folded words of the phrase, without the name of the state.
            language: one of the eight; English where it is another.
            code: of the state, since a word may mean another office there.
        """
        tongue = language if language in self._words else "en"
        fillers = _FILLERS.get(tongue, "").split()
        kept = [w for w in words if w not in fillers]
        if not kept or len(kept) > _MOST_WORDS:
            return []
        of_organisation = code.startswith("org:")
        options = self._by_first(tongue)
        found = []
        for head in dict.fromkeys(self._heads(kept[0], tongue)):
            tail = [bare(w) for w in kept[1:]] if tongue == "ar" else kept[1:]
            for pattern, office, codes in options.get(head[:2], ()):
                if (office == "HD") != of_organisation or not _among(code, codes):
                    continue
                if len(pattern) == len(kept) and all(
                    self._fits(w, p, tongue, last=i == len(kept) - 1)
                    for i, (w, p) in enumerate(zip([head, *tail], pattern, strict=True))
                ):
                    found.append(office)
        return list(dict.fromkeys(found))

    def _heads(self, word: str, tongue: str) -> list[str]:
        return list(variants(word, "ar")) if tongue == "ar" else [word]

    def _fits(self, word: str, pattern: str, tongue: str, *, last: bool) -> bool:
        if pattern.endswith("*"):
            return word.startswith(pattern[:-1])
        if word == pattern:
            return True
        return last and tongue in ("tr", "az", "fa") and pattern in variants(word, tongue)

    def _by_first(self, tongue: str) -> dict[str, list[tuple[list[str], str, str]]]:
        found = self._phrases.get(tongue)
        if found is None:
            found = {}
            fillers = _FILLERS.get(tongue, "").split()
            for phrase, office, codes in self._words[tongue]:
                parts = [p for p in phrase.split() if p not in fillers]
                found.setdefault(parts[0].rstrip("*")[:2], []).append((parts, office, codes))
            self._phrases[tongue] = found
        return found


def _among(code: str, codes: str) -> bool:
    """Whether a state is one of those that a word is kept to; ``!`` begins those left out."""
    if codes.startswith("!"):
        return code not in codes[1:].split()
    return not codes or code in codes.split()
