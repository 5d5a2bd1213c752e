"""The PLOVER sector of a party from the words that name it."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from dragoman.knowledge.text import Token, bare, fold, key, tokens, variants

# A phrase counts from its head noun; these end the stretch in which the head stands.
_BREAKS = frozenset(
    ("of", "in", "to", "for", "on", "at", "from", "against", "with", "over", "near", "by")
)
# Languages whose head noun comes first in its phrase; the others have it last.
_HEAD_FIRST = frozenset(("ru", "ar", "fa", "es", "fr"))
_OVERRIDING = ("ELI",)
#: Sectors of a head noun, and those of other words in the phrase that say more.
_YIELDS = {
    "GOV": ("OPP", "REB", "LEG", "COP", "SPY"),
    "PTY": ("OPP",),
    "LEG": ("OPP",),
    "CVL": ("OPP",),
    "MIL": ("REB", "COP"),
    "BUS": ("MIL",),
}
#: “Student leader”, “gang leader”: whom a leader leads tells his sector.
_LED = ("EDU", "AGR", "CRM", "LAB", "PTY", "REL", "BUS")
_LEADERS = ("leader", "лидер", "lider", "رهبر", "زعيم", "dirigeant", "chef", "dirigente", "глав")


#: Phrases whose sector is remembered.
_TRIED = 50_000


@dataclass(frozen=True, slots=True)
class SectorWord:
    """A word of the lexicon in a phrase: token range and sector."""

    first: int
    last: int
    sector: str
    word: str


class SectorLexicon:
    """The lexicon of one language."""

    def __init__(self, language: str, rows: Sequence[tuple[str, str]]) -> None:
        """Take pairs of sector and word, as the data file has them."""
        self.language = language
        self._exact: dict[str, str] = {}
        # Patterns by their number of words and their first two letters.
        self._stars: dict[tuple[int, str], list[tuple[list[str], str]]] = {}
        # First two letters of a word, to the lengths of the phrases that may begin there.
        self._sizes: dict[str, list[int]] = {}
        self._longest = 1
        self._tried: dict[str, str] = {}
        for sector, word in rows:
            # Texts are cut into words at hyphens and apostrophes too: “chef de l'état”.
            parts = re.sub(r"[-'’]", " ", word).split()
            folded = [_fold_star(part, language) for part in parts]
            key = " ".join(folded)
            self._longest = max(self._longest, len(folded))
            if "*" in key:
                self._stars.setdefault((len(folded), key[:2]), []).append((folded, sector))
            else:
                self._exact.setdefault(key, sector)
            self._sizes.setdefault(folded[0].rstrip("*")[:2], []).append(len(folded))
        self._sizes = {k: sorted(set(v), reverse=True) for k, v in self._sizes.items()}

    def words(self, phrase: Sequence[Token]) -> list[SectorWord]:
        """Return the lexicon's words in a phrase, longest first at each place."""
        found = []
        at = 0
        while at < len(phrase):
            size, sector = self._at(phrase, at)
            if size:
                word = " ".join(t.folded for t in phrase[at : at + size])
                found.append(SectorWord(at, at + size - 1, sector, word))
            at += size or 1
        return found

    def _at(self, phrase: Sequence[Token], at: int) -> tuple[int, str]:
        sizes: Sequence[int] = range(self._longest, 0, -1)
        if self.language != "ar":  # whose clitics stand before the word
            sizes = self._sizes.get(phrase[at].folded[:2], ())
        left = len(phrase) - at
        for size in sizes:
            if size > left:
                continue
            window = [t.folded for t in phrase[at : at + size]]
            if self.language == "ar":
                options = [
                    " ".join([head, *(bare(w) for w in window[1:])])
                    for head in variants(window[0], "ar")
                ]
            elif self.language in ("tr", "az", "fa"):
                options = [" ".join([*window[:-1], v]) for v in variants(window[-1], self.language)]
            else:
                options = [" ".join(window)]
            for option in options:
                sector = self._value(size, option)
                if sector:
                    return size, sector
        return 0, ""

    def _value(self, size: int, option: str) -> str:
        """Return the sector of a folded phrase of some words, or an empty string."""
        exact = self._exact.get(option)
        if exact is not None:
            return exact
        # Trying every pattern is dear, and texts repeat their words.
        known = self._tried.get(option)
        if known is None:
            words = option.split(" ")
            best = known = ""
            for pattern, value in self._stars.get((size, option[:2]), ()):
                if all(
                    w.startswith(p[:-1]) if p.endswith("*") else w == p
                    for w, p in zip(words, pattern, strict=False)
                ) and len(" ".join(pattern)) > len(best):
                    best, known = " ".join(pattern), value
            if len(self._tried) >= _TRIED:
                self._tried.clear()
            self._tried[option] = known
        return known

    def sector(self, text: str) -> tuple[str, str] | None:
        """Return the sector that a noun phrase's words tell, and the word that tells it.

        The head noun decides: the last word of the lexicon before the first preposition
        in English, Turkish and Azerbaijani, the first one in the other languages; a word
        for former office or kin overrides it. Some heads take the sector of whom they lead,
        speak for or sit among (“rebel leader”, “opposition deputies”). None where no word
        tells.
        """
        phrase = tokens(text)
        everything = self.words(phrase)
        found = everything
        if self.language == "en":
            inner = {i for w in everything for i in range(w.first, w.last + 1)}
            limit = next(
                (i for i, t in enumerate(phrase) if i and i not in inner and t.folded in _BREAKS),
                len(phrase),
            )
            found = [w for w in everything if w.last < limit] or everything
        if not found:
            return None
        for word in found:
            if word.sector in _OVERRIDING:
                return word.sector, word.word
        chosen = found[0] if self.language in _HEAD_FIRST else found[-1]
        for word in found:
            if word.sector in _YIELDS.get(chosen.sector, ()) or (
                word.sector in _LED and chosen.sector == "GOV" and chosen.word.startswith(_LEADERS)
            ):
                return word.sector, word.word
        return chosen.sector, chosen.word


# Words that begin a title and alone are none; and those that end one.
_RANKS = frozenset(
    ("major", "general", "colonel", "lieutenant", "captain", "sergeant", "brigadier", "admiral",
     "marshal", "corporal", "joint", "chief", "chiefs", "deputy", "senior", "vice", "rear",
     "acting", "foreign", "defense", "defence", "interior", "supreme", "prime", "special", "mr",
     "mrs", "ms", "dr", "sir")
)  # fmt: skip
_OFFICES = frozenset(
    ("minister", "president", "secretary", "spokesman", "spokeswoman", "spokesperson", "leader",
     "ambassador", "commander", "staff", "governor", "mayor", "the", "of")
)  # fmt: skip
_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve dozen dozens hundred "
    "hundreds thousand thousands several some many few scores",
    "ru": "один два две три четыре пять шесть семь восемь девять десять сто двое трое",
    "tr": "bir iki uc dort bes alti yedi sekiz dokuz on yuz",
    "az": "bir iki uc dord bes alti yeddi sekkiz doqquz on yuz",
    "es": "uno dos tres cuatro cinco seis siete ocho nueve diez cien",
    "fr": "un deux trois quatre cinq six sept huit neuf dix cent",
    "fa": "یک دو سه چهار پنج شش هفت هشت نه ده صد",
    "ar": "واحد اثنان اثنين ثلاثة اربعة خمسة ستة سبعة ثمانية تسعة عشرة مئة",
}


@functools.cache
def _numbers(language: str) -> frozenset[str]:
    return frozenset(key(w, language) for w in _NUMBERS.get(language, _NUMBERS["en"]).split())


def rank(word: str) -> bool:
    """Return whether a folded English word is a rank or a part of a title, and no name."""
    return word in _RANKS or word in _OFFICES


def bare_number(words: Sequence[Token], language: str | None) -> bool:
    """Return whether a phrase is made of numbers alone (“two”, “165,000”)."""
    known = _numbers(language or "en")
    return bool(words) and all(w.folded.isdigit() or w.folded in known for w in words)


def bare_rank(words: Sequence[Token], language: str | None) -> bool:
    """Return whether a phrase is a scrap of an English title: “Major”, “Joint Chief”.

    Small letters make it a noun: “its colonel” is somebody.
    """
    english = language in (None, "en") and bool(words)
    return english and all(w.capital and w.folded in _RANKS for w in words)


_KIN = {
    "en": "son sons daughter daughters wife widow brother brothers sister half-brother half "
    "nephew uncle father mother family relatives husband cousin in-law grandson stepson heirs",
    "ru": "сын сыны дочь дочери жен вдов брат сестр племянник семь родственник зят муж внук отец "
    "мать родств",
    "tr": "oglu ogul kizi esi kardes abla aile damad yegen torun karisi babasi annesi",
    "az": "oglu ogul qizi arvad qardas baci ailə kurəkən həyat yoldas nəvə",
    "fa": "پسر دختر همسر برادر خواهر خانواده داماد نوه بيوه پدر مادر",
    "ar": "نجل انجال شقيق زوجه ارمله ابنه عايله صهر اسره اقارب حفيد والد",
    "es": "hijo hija hijos esposa viuda hermano hermana famili yerno nieto sobrino marido padre "
    "madre",
    "fr": "fils fille epouse veuve frere soeur famille gendre neveu petit-fils mari proches pere "
    "mere",
}


@functools.cache
def _kin(language: str) -> tuple[str, ...]:
    return tuple(key(w, language) for w in _KIN.get(language, _KIN["en"]).split())


def akin(word: str, language: str | None) -> bool:
    """Return whether a folded word of the lexicon is one for kin, not for former office."""
    return key(word, language).startswith(_kin(language or "en"))


def _fold_star(part: str, language: str) -> str:
    star = part.endswith("*")
    folded = fold(part.rstrip("*"))
    if language == "ar":
        folded = bare(folded)
    return folded + "*" if star else folded


@functools.cache
def lexicon(language: str | None) -> SectorLexicon:
    """Return the lexicon of a language, English where it is none of the eight."""
    wanted = language or "en"
    rows: dict[str, list[tuple[str, str]]] = {}
    text = files("dragoman.knowledge").joinpath("data", "sectors.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#") or "|" not in line:
            continue
        head, _, words = line.partition("|")
        tongue, sector = head.split()
        rows.setdefault(tongue, []).extend(
            (sector, w.strip()) for w in words.split(";") if w.strip()
        )
    if wanted not in rows:
        wanted = "en"
    return SectorLexicon(wanted, rows[wanted])
