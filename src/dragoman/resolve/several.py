"""Phrases that take up several states, or the other one: “both sides”, “the three presidents”."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.knowledge.text import Token, fold, key
from dragoman.resolve.context import Context, Setting
from dragoman.resolve.grammar import Grammar, phrase, stems
from dragoman.resolve.parties import Reading
from dragoman.tagged import RawParty

_NUMBERS = {
    "en": "two three four five six seven eight",
    "ru": "две|два|двух|двум|двумя|обе три|трех|трем|тремя|трое четыре|четырех|четырем "
    "пять|пяти|пятью шесть|шести семь|семи восемь|восьми",
    "tr": "iki uc dort bes alti yedi sekiz",
    "az": "iki uc dord bes alti yeddi səkkiz",
    "fa": "دو سه چهار|چهارگانه پنج شش هفت هشت",
    "ar": "اثنين|اثنان ثلاث|ثلاثه|الثلاث|الثلاثه اربع|اربعه|الاربع|الاربعه خمس|خمسه|الخمس|الخمسه "
    "ست|سته سبع|سبعه ثماني|ثمانيه",
    "es": "dos tres cuatro cinco seis siete ocho",
    "fr": "deux trois quatre cinq six sept huit",
}
#: Beginnings of words for states and those who speak for them, one by one.
_STATES = {
    "en": "countr state nation capital government president leader minister power side "
    "neighbo prime foreign premier ambassador",
    "ru": "стран государств столиц правительств президент лидер министр держав сторон сосед "
    "премьер посл глав",
    "tr": "ulke devlet baskent hukumet cumhurbaskan lider bakan taraf komsu buyukelci",
    "az": "olkə dovlət paytaxt hokumət prezident lider nazir tərəf qonsu səfir",
    "fa": "كشور دولت پايتخت رييس رهبر وزير طرف همسايه سفير قدرت",
    "ar": "دول بلدان عواصم حكومات روساء قاده وزراء اطراف سفراء رووس",
    "es": "pais estado nacion capital gobierno president lider ministr potencia canciller "
    "embajador mandatari",
    "fr": "pays etat nation capitale gouvernement president dirigeant ministre puissance "
    "ambassadeur chef",
}
#: Beginnings of words for a neighbour.
_NEIGHBOURS = {
    "en": "neighbor neighbour",
    "ru": "сосед",
    "tr": "komsu",
    "az": "qonsu",
    "fa": "همسايه",
    "ar": "جار جاره جارته جارها جارتها",
    "es": "vecin",
    "fr": "voisin",
}
_MOST_WORDS = 6


def _table(rows: dict[str, str], language: str | None) -> tuple[str, ...]:
    tongue = language if language in rows else "en"
    return tuple(key(word, tongue) for word in rows[tongue].split())


class Several:
    """Asks the context of one text for the states that such phrases take up."""

    def __init__(self, text: str, context: Context, language: str | None, grammar: Grammar) -> None:
        """Take the names of a text and the small words of its language."""
        self._text = text
        self._context = context
        self._language = language
        self._grammar = grammar
        tongue = language if language in _NUMBERS else "en"
        self._numbers = {
            key(form, tongue): n
            for n, forms in enumerate(_NUMBERS[tongue].split(), 2)
            for form in forms.split("|")
        }
        self._states = _table(_STATES, language)
        self._neighbours = _table(_NEIGHBOURS, language)

    def read(self, raw: RawParty, words: Sequence[Token]) -> list[Reading]:
        """Return the states that a phrase takes up; empty where it takes up none by itself.

        “Both sides”, “the latter” and counts of states or of those who speak for them. One
        reading without a state where the text does not name as many: none is guessed.
        """
        return self._both(raw, words) or self._latter(raw, words) or self._counted(raw, words)

    def _both(self, raw: RawParty, words: Sequence[Token]) -> list[Reading]:
        if not words or len(words) > _MOST_WORDS:
            return []
        kept = [w for w in words if w.folded not in ("the", "these", "those", "leaders'")]
        keys = {phrase(words, self._language), phrase(kept, self._language)}
        keys |= {phrase(kept[:2], self._language), phrase(kept[:3], self._language)}
        if len(words) == 1 and fold(self._text[: raw.start].rstrip()[-4:]).strip() == "the":
            # The article left outside the phrase: “the [two]”.
            keys.add(f"the {words[0].folded}")
        if not keys & self._grammar.both and not any(
            v in self._grammar.both for k in keys for v in stems(k, self._language)
        ):
            return []
        pair = self._context.pair(raw.start)
        if not pair:
            return [Reading(None, 0.0, "stands for two parties that the text does not name")]
        return [
            Reading(code, 0.65, f"“{raw.text}” takes up the two states named together")
            for code in pair
        ]

    def _latter(self, raw: RawParty, words: Sequence[Token]) -> list[Reading]:
        if phrase(words, self._language) not in self._grammar.latter:
            return []
        pair = self._context.pair(raw.start)
        why = f"“{raw.text}” takes up the second of the two states named together"
        return [Reading(pair[1], 0.6, why)] if len(pair) > 1 else []

    def _counted(self, raw: RawParty, words: Sequence[Token]) -> list[Reading]:
        plain = [key(w.folded, self._language) for w in words]
        kept = [w for w in plain if w not in self._grammar.this]
        if not 1 < len(kept) < _MOST_WORDS or kept[0] not in self._numbers:
            return []
        if not kept[1].startswith(self._states):
            return []
        wanted = self._numbers[kept[0]]
        if wanted == 2:
            codes = self._context.pair(raw.start)
        else:
            codes = self._context.last_named(raw.start, wanted)
        if len(codes) != wanted:
            return [Reading(None, 0.0, f"the text does not name {wanted} states")]
        why = f"“{raw.text}” takes up the {wanted} states named before"
        return [Reading(code, 0.6, why) for code in codes]

    def neighbour(self, words: Sequence[Token]) -> bool:
        """Return whether a phrase is “its neighbour”, one state that is not the speaker's."""
        kept = [key(w.folded, self._language) for w in words]
        kept = [w for w in kept if w not in self._grammar.this]
        return 0 < len(kept) < 3 and any(w.startswith(self._neighbours) for w in kept)

    def whose(self, start: int, setting: Setting | None) -> frozenset[str]:
        """Return the states whose neighbour is meant: those of the act, else the last named."""
        taken = (setting.opposite | setting.same) if setting is not None else frozenset()
        return taken or frozenset(self._context.last_named(start, 1))
