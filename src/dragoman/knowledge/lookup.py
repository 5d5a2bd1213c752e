"""Look up parties by name: states, organisations, persons, contested entities, regions."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from dragoman.errors import UsageError
from dragoman.knowledge.holders import Holders
from dragoman.knowledge.members import within
from dragoman.knowledge.spelling import skeleton
from dragoman.knowledge.text import LANGUAGES, Token, cut, fold, key, tokens, variants

# Letters of the index: how a word names its entry.
KINDS = {
    "n": "name",
    "a": "adjective",
    "d": "person of the nation",
    "c": "capital",
    "m": "seat of power",
    "o": "organisation",
    "e": "contested entity",
    "p": "full name",
    "s": "surname",
    "r": "region",
    "y": "city",
}
_ORDER = "naedcmoprys"
_JOINS = frozenset("-–—'’ʼ‘ʽ«»“”\"/&.\u200c\u00a0 ()")


@dataclass(frozen=True, slots=True)
class Entry:
    """A party that a name can mean.

    Attributes:
        id: ``AZE``, ``org:nato``, ``person:amir-hatami``, ``place:…``; null where the
            knowledge knows the word but tells no body of its own by it.
        kind: state, territory, contested, organisation, person, place.
        code: ISO alpha-3 of the state it belongs to, or an ontology code.
        sector: primary PLOVER sector.
        name: canonical name (English where there is one).
        role: a person's office; an organisation's type.
        years: stretches of years, as ``2003-2013,2018-``; empty if always.
    """

    id: str | None
    kind: str
    code: str
    sector: str
    name: str
    role: str | None
    years: str

    def active(self, year: int | None) -> bool:
        """Return whether the entry held its office, or existed, in a year."""
        if year is None or not self.years:
            return True
        return any(start <= year <= end for start, end in self.spans())

    def distance(self, year: int) -> int:
        """Return how many years a year lies from the nearest stretch; 0 inside one."""
        if not self.years:
            return 0
        return min(max(start - year, year - end, 0) for start, end in self.spans())

    def spans(self) -> list[tuple[int, int]]:
        """Return the stretches of years, both ends included; an open end is 9999 or 0."""
        found = []
        for stretch in self.years.split(","):
            start, dash, end = stretch.partition("-")
            low = int(start) if start else 0
            found.append((low, int(end) if end else (9999 if dash else low)))
        return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading of a name. ``kind``: a value of :data:`KINDS`; ``score``: 0 to 1."""

    entry: Entry
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A known name in a text: half-open offsets in code points, and its readings."""

    start: int
    end: int
    readings: tuple[Candidate, ...]

    @property
    def entry(self) -> Entry:
        """The first reading's entry."""
        return self.readings[0].entry

    @property
    def kind(self) -> str:
        """How the first reading names its entry."""
        return self.readings[0].kind


_SCORES = {
    "name": 0.98,
    "adjective": 0.95,
    "person of the nation": 0.92,
    "capital": 0.85,
    "seat of power": 0.9,
    "organisation": 0.95,
    "contested entity": 0.95,
    "full name": 0.95,
    "surname": 0.7,
    "region": 0.7,
    "city": 0.6,
}


#: After these words an ``s`` at a name's end is a plural's: “the two Koreas”.
_SEVERAL = frozenset(("the", "two", "both"))
#: And so it is before these: “Koreas and Congos”.
_NOT_OWNED = frozenset(
    ("and", "or", "are", "were", "have", "had", "will", "would", "can", "could", "may", "of", "in",
     "on", "at", "to", "for", "with", "from", "by", "that", "which", "who", "is", "was", "agreed",
     "said", "met")
)  # fmt: skip


class Knowledge:
    """The loaded pack. Immutable; one instance serves all threads."""

    def __init__(self, pack: dict[str, object]) -> None:
        """Take the pack as :mod:`dragoman.knowledge.compile` makes it."""
        self.version: str = str(pack["version"])
        self.fingerprint: str = f"{pack['version']}+{pack['digest']}"
        self._rows: list[list[str]] = pack["entries"]  # type: ignore[assignment]
        self._packed: dict[str, str | dict[str, str]] = pack["index"]  # type: ignore[assignment]
        self._index: dict[str, dict[str, str]] = {}
        self._names: dict[str, dict[str, str]] = pack["names"]  # type: ignore[assignment]
        self._capitals: dict[str, dict[str, str]] = pack["capitals"]  # type: ignore[assignment]
        self._entries: dict[int, Entry] = {}
        self._by_code: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._skeletons: dict[tuple[str, str], list[int]] = {}
        self._states = {str(row[0]) for row in self._rows if row[1] == "state"}
        self._starts: dict[str, dict[str, int]] = {}
        self._members: dict[str, list[tuple[str, str]]] = pack["members"]  # type: ignore[assignment]
        self.offices = Holders(
            pack["offices"],  # type: ignore[arg-type]
            pack["office_words"],  # type: ignore[arg-type]
            lambda number: str(self._rows[number][4]),
        )

    # entries and names ---------------------------------------------------------

    def entry(self, number: int) -> Entry:
        """Return an entry of the pack by its number."""
        found = self._entries.get(number)
        if found is None:
            found = Entry(*self._rows[number])
            self._entries[number] = found
        return found

    def number(self, entry: Entry) -> int | None:
        """Return the number of an entry of the pack; null if it is none."""
        return self._number(entry.id or "")

    def _number(self, name: str) -> int | None:
        if not self._numbers:
            self._numbers = {row[0]: i for i, row in enumerate(self._rows) if row[0]}
        return self._numbers.get(name)

    def party(self, code: str) -> Entry | None:
        """Return the entry that has a code or id: ``AZE``, ``EUR``, ``org:nato``, ``person:…``."""
        number = self._number(code)
        return self.state(code) if number is None else self.entry(number)

    def entries(self) -> Iterable[Entry]:
        """Return all entries, in the pack's order."""
        return (self.entry(i) for i in range(len(self._rows)))

    def state(self, code: str) -> Entry | None:
        """Return the entry of a state by its code."""
        if not self._by_code:
            for i, row in enumerate(self._rows):
                if row[1] == "state":
                    self._by_code[str(row[0])] = i
        number = self._by_code.get(code)
        return None if number is None else self.entry(number)

    def name(self, code: str, language: str = "en") -> str:
        """Return the name of a state or territory; the code itself where there is none."""
        return self._names.get(language, {}).get(code) or self._names["en"].get(code, code)

    def capital(self, code: str, language: str = "en") -> str | None:
        """Return the capital of a state, in a language where it is known, else in English."""
        return self._capitals.get(language, {}).get(code) or self._capitals["en"].get(code)

    def state_code(self, text: str) -> str | None:
        """Return the code that a user's word for a party of states means.

        Takes alpha-3 and alpha-2 codes and names in any of the eight languages, case
        aside; also adjectives and capitals. Dependencies give the ruling state.
        """
        plain = text.strip()
        upper = plain.upper()
        if upper in self._states:
            return upper
        if len(upper) == 2 and upper.isascii() and upper in _alpha2():
            return _alpha2()[upper]
        for wanted in ("n", "ae", "dcm"):
            for language in LANGUAGES:
                for reading in self._read(language, key(plain, language)):
                    if reading[1] in wanted and self._rows[reading[0]][1] in (
                        "state",
                        "territory",
                        "contested",
                    ):
                        return str(self._rows[reading[0]][2])
        return None

    def party_code(self, text: str) -> str | None:
        """Return a state's code, or the id (``org:nato``) of an organisation or a person."""
        if text.startswith(("org:", "person:")):
            return text if any(e.id == text for e in self.entries()) else None
        found = [c for c in self.find_party(text) if c.kind in ("organisation", "full name")]
        return self.state_code(text) or (found[0].entry.id if found else None)

    def members(self, organisation: str, year: int | None = None) -> list[str]:
        """Return the codes of an organisation's members, those of a year if one is given.

        Args:
            organisation: its id (``org:nato``); empty for one whose members are not known.
            year: leave out who was no member in it.
        """
        listed = self._members.get(organisation, ())
        return [code for code, years in listed if within(years, year)]

    def member_years(self, organisation: str) -> list[tuple[str, str]]:
        """Return an organisation's members, each with its years (``2004-``; empty for always)."""
        return [(str(code), str(years)) for code, years in self._members.get(organisation, ())]

    def memberships(self, code: str, year: int | None = None) -> list[str]:
        """Return the ids of the organisations that a state was a member of."""
        return [org for org in self._members if code in self.members(org, year)]

    # names to parties ------------------------------------------------------------

    def _names_of(self, language: str) -> dict[str, str]:
        index = self._index.get(language)
        if index is None:
            index = self._index[language] = cut(self._packed[language])
        return index

    def _read(self, language: str, words: str) -> list[tuple[int, str, str]]:
        value = self._names_of(language).get(words)
        if value is None:
            return []
        found = []
        for item in value.split(" "):
            digits = item.rstrip("naedcmoprysu")
            rest = item[len(digits) :]
            found.append((int(digits), rest[0], rest[1:]))
        return found

    def find_party(self, text: str, *, language: str | None = None) -> list[Candidate]:
        """Return the readings of a whole name, best first; none for an unknown name."""
        best: dict[int, Candidate] = {}
        words = tokens(text)
        for tongue in [language] if language in LANGUAGES else LANGUAGES:
            for candidate in self._match(words, tongue, strict=False):
                number = id(candidate.entry)
                if number not in best or best[number].score < candidate.score:
                    best[number] = candidate
        return sorted(best.values(), key=lambda c: (-c.score, c.entry.id or ""))

    def spelled(self, name: str, code: str) -> Entry | None:
        """Return the person of a state whose name is spelled otherwise, if there is just one.

        Args:
            name: a full name in Latin letters.
            code: of the state that the text gives him.
        """
        wanted = skeleton(name)
        if not wanted:
            return None
        if not self._skeletons:
            for number, row in enumerate(self._rows):
                if row[1] == "person":
                    bones = skeleton(row[4])
                    if bones:
                        self._skeletons.setdefault((row[2], bones), []).append(number)
        found = self._skeletons.get((code, wanted), ())
        return self.entry(found[0]) if len(found) == 1 else None

    def _match(
        self, words: list[Token], language: str, *, strict: bool = True
    ) -> tuple[Candidate, ...]:
        if not words:
            return ()
        firsts = [w.folded for w in words]
        if language == "ar":
            heads = list(variants(firsts[0], "ar"))
            tail = [next(variants(w, "ar")) for w in firsts[1:]]
            keys = [" ".join([h, *tail]) for h in heads]
        else:
            keys = [" ".join([*firsts[:-1], v]) for v in variants(firsts[-1], language)]
        for words_key in keys:
            found = self._read(language, words_key)
            kept = [
                (n, k)
                for n, k, flag in found
                if not strict
                or (
                    (flag != "c" or words[0].capital)
                    and (flag != "u" or all(w.upper for w in words))
                )
            ]
            if kept:
                kept.sort(key=lambda r: (_ORDER.index(r[1]), r[0]))
                return tuple(Candidate(self.entry(n), KINDS[k], _SCORES[KINDS[k]]) for n, k in kept)
        return ()

    def scan(self, text: str, language: str | None) -> list[Hit]:
        """Return the known names of a text, longest first at each place, without overlap.

        Args:
            text: any text.
            language: one of the eight; English where it is another or unknown.
        """
        tongue = language if language in LANGUAGES else "en"
        starts = self._first_words(tongue)
        inflected = tongue in ("ar", "fa", "tr", "az")
        words = tokens(text)
        hits: list[Hit] = []
        at = 0
        while at < len(words):
            word = words[at]
            if inflected:
                longest = max((starts.get(v, 0) for v in variants(word.folded, tongue)), default=0)
            else:
                longest = starts.get(word.folded, 0)
            found: tuple[Candidate, ...] = ()
            size = 0
            if longest:
                reach = 1
                while reach < longest and at + reach < len(words):
                    gap = text[words[at + reach - 1].end : words[at + reach].start]
                    if len(gap) > 3 or not _JOINS.issuperset(gap):
                        break
                    reach += 1
                for size in range(reach, 0, -1):
                    found = self._match(words[at : at + size], tongue)
                    if found:
                        break
            owner = tongue == "en" and word.capital and word.folded.endswith("s")
            if not found and owner and not (at and words[at - 1].folded in _SEVERAL):
                found = self._possessive(text, words[at : at + 2])
                size = 1
            if found:
                hits.append(Hit(words[at].start, words[at + size - 1].end, found))
                at += size
            else:
                at += 1
        return hits

    def _possessive(self, text: str, words: list[Token]) -> tuple[Candidate, ...]:
        """Read an English name that lost its apostrophe: “Irans leader”, “NATOs mission”.

        Only a state's name, or an organisation's in capitals, and only where a word that
        it can own follows.
        """
        if len(words) < 2 or not words[0].capital or not words[0].folded.endswith("s"):
            return ()
        if text[words[0].end : words[1].start] != " " or words[1].folded in _NOT_OWNED:
            return ()
        first = words[0]
        short = text[first.start : first.end - 1]
        if len(short) < 4 or text[first.end - 1] != "s":
            return ()
        bare = tokens(short)
        wanted = ("name", "organisation") if bare[0].upper else ("name",)
        return tuple(c for c in self._match(bare, "en") if c.kind in wanted)

    def _first_words(self, language: str) -> dict[str, int]:
        """Return, for each first word of a name, how many words its longest name has."""
        starts = self._starts.get(language)
        if starts is None:
            starts = {}
            for words in self._names_of(language):
                first, _, rest = words.partition(" ")
                size = 1 + rest.count(" ") + 1 if rest else 1
                if size > starts.get(first, 0):
                    starts[first] = size
            self._starts[language] = starts
        return starts


@functools.cache
def _alpha2() -> dict[str, str]:
    from dragoman.knowledge.codes import RULED_BY, SPECIAL

    data = json.loads(
        files("dragoman.knowledge").joinpath("data", "names.json").read_text(encoding="utf-8")
    )
    return {**data["alpha3"], **SPECIAL, **RULED_BY, "UK": "GBR"}


@functools.cache
def load(own: str | None = None) -> Knowledge:
    """Return the knowledge that comes with the package (read once a process).

    Args:
        own: a folder with data of the user's own, which are added
            (:func:`dragoman.knowledge.own.extend`).

    Raises:
        UsageError: the folder is missing or a file in it breaks its format.
    """
    packed = files("dragoman.knowledge").joinpath("data", "pack.json.gz").read_bytes()
    pack = json.loads(gzip.decompress(packed))
    if own is not None:
        from dragoman.knowledge.compile import PackError
        from dragoman.knowledge.own import extend

        folder = Path(own)
        if not folder.is_dir():
            raise UsageError("knowledge-missing", f"{own} is not a folder; --knowledge names one")
        try:
            pack = extend(pack, folder)
        except (PackError, OSError) as error:
            raise UsageError("knowledge-broken", f"the knowledge in {own}: {error}") from error
    return Knowledge(pack)


__all__ = ["KINDS", "Candidate", "Entry", "Hit", "Knowledge", "fold", "load"]
