"""What a text says around the names of its places, and the forms that names take.

Inflection is undone here, and the states are counted that a text speaks of, so that of
two towns of one name the one in such a state is meant.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from dragoman.knowledge import Knowledge
from dragoman.records import Span
from dragoman.resolve.gazetteer import Entry, Gazetteer

_LETTER = r"[^\W_][\u064b-\u0652\u0670]*"
#: A word as names are made of them, with the marks of Arabic vowels.
WORD = re.compile(rf"(?:{_LETTER})+(?:['’\u200c.-](?:{_LETTER})+)*\.?")
#: Kinds of the knowledge that are places.
TERRITORIES = ("state", "territory", "contested")
# Of a text no more than this is read for the states that it speaks of, in characters.
_MOST_CONTEXT = 8000
_NEAR = 250
# How a state that a word tells of counts: in the same sentence, within `_NEAR`, elsewhere.
_IN_SENTENCE, IN_REACH, _IN_TEXT = 2.5, 1.2, 0.5
_MOST_TOLD = 4.0
_TELLING = {
    "name": 1.0, "adjective": 1.0, "person of the nation": 1.0, "capital": 0.6, "city": 0.6,
    "seat of power": 0.6, "region": 0.8,
}  # fmt: skip
# Words that some small town bears as its name, but that mean something else in news.
_COMMON_WORDS = (
    "the north south east west northern southern eastern western central new old port camp base "
    "airport province city saint san santa university district border embassy ministry palace "
    "of in at near and le la les el los las un une una al de du des nord sud est ouest norte sur "
    "res united army house hall prison village region state republic bank strip national "
    "مدينة مدينه ميدان میدان البيت الأبيض الجنوبية الشمالية محافظة منطقة مطار قرية شمال جنوب "
    "شرق غرب ساحة شارع مخيم معبر جبهه جبهة قصر مقر خط حدود شهر استان منطقه مرز خاک پایتخت خیابان "
    "şəhər rayon köy kənd sınır ilçe "
    "قرب قبالة شرقي غربي شمالي جنوبي خارج داخل وسط بلدة منطقة ريف أطراف ضواحي سواحل بين عند "
    "نزدیک حومه استان شمالی جنوبی شرقی غربی مرکز بیرون سواحل اطراف "
    "المدينة البلدة القرية مرفأ المرفأ جامعة الجامعة وادي الوادي مسجد المسجد جامع كنيس كنيسة جسر "
    "مضيق مخيمات مستشفى سجن سوق فندق معسكر ثكنة شبه جزيرة الجزيرة جبل نهر بحيرة ميناء الميناء "
    "مصفاة برج قلعة قاعدة بلدة بلدات حي ضاحية قصره مبنى مقبرة مجمع محيط طريق "
    "پل مسجد دانشگاه بازار فرودگاه پایگاه روستا روستای جزیره رود دریاچه کوه میدان گذرگاه بندر "
    "زندان بیمارستان پادگان خلیج تنگه جاده محله "
    "мост порт порту залив остров острове площадь площади дворец гостиница гостиницы берег "
    "пролив озеро река реки гора горы улица улице шоссе проспект аэродром аэропорт тюрьма "
    "вокзал рынок храм мечеть пост лагерь поселок село станция "
    "kale kalesi limanı köprüsü meydanı adası dağı nehri gölü cezaevi otel oteli camii tapınağı "
    "körpüsü meydanı adası dağı çayı gölü türməsi limanı kəndi məscidi"
)
#: Words that name no place by themselves.
COMMON = frozenset(_COMMON_WORDS.split())
_RUSSIAN_ENDINGS = (
    "ами", "ями", "ого", "его", "ому", "ему", "ой", "ей", "ом", "ем", "ым", "им", "ую", "юю", "ах",
    "ях", "ья", "ью", "ье", "ии", "ию", "ия", "ий", "ые", "ых", "а", "я", "у", "ю", "е", "и", "ы",
)  # fmt: skip
_RUSSIAN_NOMINATIVES = ("", "а", "я", "ь", "й", "ия", "ы", "и", "ий", "ый", "ая", "ое")
_TURKIC_ENDINGS = (
    "ndakı", "ndaki", "ndəki", "ndeki", "dakı", "takı", "daki", "dəki", "deki", "taki", "teki",
    "ndan", "ndən", "nden", "dan", "dən", "den", "tan", "ten", "nda", "ndə", "nde", "da", "də",
    "de", "ta", "te", "dək", "nın", "nin", "nun", "nün", "ın", "in", "un", "ün", "ya", "yə", "ye",
    "na", "nə", "ne", "nı", "ni", "nu", "nü", "yı", "yi", "yu", "yü",
    "a", "ə", "e", "ı", "i", "u", "ü",
)  # fmt: skip
_ARABIC_STARTS = ("وب", "ول", "بال", "لل", "وال", "ب", "ل", "و", "ف", "ك")


@dataclass(frozen=True, slots=True)
class _Told:
    """A word of the text that speaks of a state, with how much it tells."""

    start: int
    end: int
    country: str
    weight: float


def variants(word: str, language: str) -> Iterator[str]:
    """Yield a word and the base forms that inflection may have hidden."""
    yield word
    if language == "ru":
        for ending in _RUSSIAN_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                stem = word[: -len(ending)]
                if ending in ("ья", "ью", "ье"):
                    yield stem + "ье"
                for nominative in _RUSSIAN_NOMINATIVES:
                    yield stem + nominative
    elif language in ("tr", "az"):
        cut = re.split("['’]", word, maxsplit=1)[0]
        if cut != word:
            yield cut
        for ending in _TURKIC_ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                yield word[: -len(ending)]
    elif language == "ar":
        if word.startswith("ال") and len(word) > 5:
            yield word[2:]
        for start in _ARABIC_STARTS:
            if word.startswith(start) and len(word) - len(start) >= 3:
                yield word[len(start) :]
                if start.endswith("ال") or start == "لل":
                    yield "ال" + word[len(start) :]
    else:
        cut = re.sub("['’]s?$", "", word)
        if cut != word:
            yield cut


def well_known(entry: Entry) -> bool:
    """Whether a place is known without context: a state, a region, a large city."""
    return entry.geonameid is None or entry.capital or entry.population >= 300


@functools.lru_cache(maxsize=1 << 16)
def _tells(
    word: str, language: str, knowledge: Knowledge, places: Gazetteer
) -> tuple[str, float] | None:
    """Return the state that a word speaks of, with a weight; null for none or several."""
    if not word[0].isupper() and (len(word) < 4 or language == "en"):
        return None
    stem = re.split("['’]", word, maxsplit=1)[0]
    codes: dict[str, float] = {}
    for candidate in knowledge.find_party(stem, language=language):
        weight = _TELLING.get(candidate.kind)
        if weight and candidate.entry.kind in (*TERRITORIES, "place"):
            code = candidate.entry.code
            codes[code] = max(weight, codes.get(code, 0.0))
    if len(codes) == 1:
        return next(iter(codes.items()))
    if codes or stem.lower() in COMMON:
        return None
    return _tells_town(stem, language, places)


def _tells_town(word: str, language: str, places: Gazetteer) -> tuple[str, float] | None:
    """Return the state of a large town without rivals, or of a region."""
    for form in variants(word, language):
        entries = places.find(form)
        if not entries:
            continue
        first, *rest = entries
        if form.lower() == form != form.upper() and first.geonameid is not None:
            # “la ciudad andaluza” is told by its region, but no word by a town's name.
            return None
        others = [e.population for e in rest if e.country != first.country]
        alone = not others or (first.geonameid is not None and first.population >= 5 * max(others))
        if first.country and alone and well_known(first):
            return first.country, 0.6
        return None
    return None


class Surroundings:
    """The states that a text speaks of, read when first asked for.

    Args:
        text: the text that all offsets point into.
        language: its language, by two letters.
        knowledge: finds states by name.
        places: finds towns and regions by name.
    """

    def __init__(self, text: str, language: str, knowledge: Knowledge, places: Gazetteer) -> None:
        self.text = text
        self.language = language
        self.knowledge = knowledge
        self.gazetteer = places
        self._told_of: list[_Told] | None = None

    def _told(self) -> list[_Told]:
        """Return the words of the text that speak of one state, read when first asked for."""
        if self._told_of is None:
            self._told_of = []
            words = list(WORD.finditer(self.text[:_MOST_CONTEXT]))
            at = 0
            while at < len(words):
                # “Saudi Arabia” before “Saudi”.
                for last in (at + 1, at):
                    if last >= len(words):
                        continue
                    start, end = words[at].start(), words[last].end()
                    told = _tells(
                        self.text[start:end], self.language, self.knowledge, self.gazetteer
                    )
                    if told is not None:
                        self._told_of.append(_Told(start, end, *told))
                        at = last
                        break
                at += 1
        return self._told_of

    def weights(self, span: Span, sentence: tuple[int, int]) -> dict[str, float]:
        """Return how much the text around a span speaks of each state."""
        weights: defaultdict[str, float] = defaultdict(float)
        own = {w.group() for w in WORD.finditer(span.text)}
        for told in self._told():
            if told.start < span.end and span.start < told.end:
                continue
            if self.text[told.start : told.end] in own:
                continue
            if sentence[0] <= told.start < sentence[1]:
                weight = _IN_SENTENCE
            else:
                near = min(abs(told.start - span.end), abs(span.start - told.end)) <= _NEAR
                weight = IN_REACH if near else _IN_TEXT
            weights[told.country] += weight * told.weight
        return {code: min(weight, _MOST_TOLD) for code, weight in weights.items()}
