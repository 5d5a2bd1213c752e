"""Signs in the text that an act lies ahead, where its modality does not tell.

The tagger takes “will fly on Monday” for an act to come, as a rule; where it does not,
a weekday or a date without a year would be read as past. Only a sign on the trigger's own
verb counts, and only where the words of time stand in its clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_REACH = 60
_BREAK = re.compile(
    r"[.;:!?,—\n“”\"«»()،؛]|\s[-–]\s|\b(?:and|but|that|which|who|after|before|when|while|because|"
    r"et|mais|qui|que|y|pero|quien|и|а|но|что|котор\w+|و|که|الذي|التي|بعد)\b"
)
_ADVERB = r"(?:be|also|again|then|now|not|formally|officially|soon|finally|jointly|have an?)"
# Before the trigger, with nothing but such words between.
_BEFORE = {
    "en": r"(?:\b(?:will|shall)|['’]ll"
    r"|\b(?:is|are) (?:(?:set|due|expected|scheduled|planned|going|likely) )?to"
    r"|\b(?:plans?|agreed|vowed|pledged|promised|threatens|intends?) to)"
    rf"(?: {_ADVERB})*(?: (?:an?|the)(?: [\w-]+)?)?\s+$",
    "fr": r"\b(?:va|vont|doit|doivent)\s+(?:être\s+)?$",
    "es": r"\b(?:va|van) a\s+(?:ser\s+)?$",
    "ru": r"\b(?:будет|будут|намерен\w*|планиру\w+|собира\w+тся)\s+$",
    "ar": r"(?<!\w)سوف\s+$",
    "fa": r"(?<!\w)(?:خواهد|خواهند|قرار است)\s+$",
}
# Verbs in the future, as single words.
_FRENCH = re.compile(
    r"\b(?!front|affront)\w*(?:ront|rons|[^ért]era|dira|nira|ttra|îtra|rdra|ndra|udra|[vt]erra|"
    r"ourra|evra|uivra|tiendra|viendra|aura|fera|sera|tera|rtira|vêtira|stira|entira|clura|duira|"
    r"ruira|crira|oira)\b"
)
_SPANISH = re.compile(r"\b(?!irán|terán|corán|durán)[a-zñáéíóú]+r(?:á|án|emos)\b")
_ARABIC = re.compile(
    r"(?<!\w)[وف]?س[يتن](?!طر|ار|اس|اد|ناء|نو|نة|د|ن$|ة|وف|ول|ب[تي]|ير|رلا)[\u0621-\u064a]{3,}"
)
_TURKISH = re.compile(r"\b(?!gelecek|gələcək)\w{2,}(?:[ae]ca[kğ]|[ae]ce[kğ]|aca[qğ]|əcə[kyğ])\w*")
# Perfective verbs of Russian by prefix and ending; those that go on (-ает, -ходит) are left.
_RUSSIAN = re.compile(
    r"(?:по|при|под|про|вы|за|от|раз|рас|воз|вос|пере|об|на|со|у|в|с|из|ис)\w{1,8}"
    r"(?:[дшж]ет|[дшжг]ут|нет|нут|[дв]едет|[дв]едут|[йи]мет|[йи]мут|роет|роют|[внлптршчж]ит|"
    r"[втдрлпшчж]ят|шл[юе]т|бер[её]т|берут|учат|ершат|решат|йдет|йдут|йдёт|едет|едут|будет|будут|ретит|сетит|твердит)(?:ся)?"
)
_RUSSIAN_NOT = re.compile(
    r"\w*(?:[хвн]од[ия]т|нос[ия]т|воз[ия]т|держ[ия]т|вис[ия]т|стоит|стоят|леж[ия]т|вид[ия]т|"
    r"глядит|глядят|говор[ия]т|ключит?|смотрит|нят|зят|совет|ответ|ствует|служ[ия]т|суд[ия]т|след[ия]т"
    r"|визит|кредит|транзит|помн[ия]т|говорит|знач[ия]т|верит|верят|строят|ценят)(?:ся)?"
)


def lies_ahead(
    text: str, trigger: tuple[int, int], times: Sequence[tuple[int, int]], lang: str
) -> bool:
    """Whether the words about a trigger tell that its act is still to come.

    Args:
        text: the text that all offsets point into.
        trigger: offsets of the trigger.
        times: offsets of its words of time; one of them must stand in its clause, else the
            day may be that of the announcement.
        lang: one of the lexicon's languages.
    """
    if not any(_one_clause(text, trigger, span) for span in times):
        return False
    start, end = trigger
    word = text[start:end]
    if lang in ("tr", "az"):
        following = text[end : end + _REACH].split(maxsplit=1)[:1]
        return any(_TURKISH.fullmatch(w) for w in (*word.split(), *following))
    before = _BREAK.split(text[max(start - _REACH, 0) : start])[-1]
    if lang == "ru" and any(_perfective(w) for w in word.lower().split()):
        return True
    if lang == "ar" and any(_ARABIC.match(part.lstrip()) for part in (word, before) if part):
        return True
    single = {"fr": _FRENCH, "es": _SPANISH}.get(lang)
    if single and single.search(" ".join([*before.split()[-1:], word])):
        return True
    sign = _BEFORE.get(lang)
    return bool(sign and re.search(sign, before)) or (
        lang == "fa" and re.search(r"(?<!\w)(?:خواهد|خواهند)(?!\w)", word) is not None
    )


def _perfective(word: str) -> bool:
    return _RUSSIAN.fullmatch(word) is not None and _RUSSIAN_NOT.fullmatch(word) is None


def _one_clause(text: str, trigger: tuple[int, int], span: tuple[int, int]) -> bool:
    """Whether nothing ends a clause between a trigger and words of time.

    Words of time that open a clause may be set off: “Vendredi, Bamako enverra”.
    """
    if span[0] < trigger[1] and trigger[0] < span[1]:
        return True
    if span[1] <= trigger[0]:
        between = text[span[1] : trigger[0]].lstrip(" ,،")
    else:
        between = text[trigger[1] : span[0]]
    return len(between) <= 2 * _REACH and _BREAK.search(between) is None
