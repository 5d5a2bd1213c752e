"""The numbers that the words of an amount hold: digits, number words, vague plurals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.resolve.lexicon import Item, Lexicon, Token, fold, number_lexicon, tokenize
from dragoman.resolve.numbers import read_number

PERSONS = frozenset({"dead", "injured", "arrested", "people"})
LIMIT = 1e21
_LITERAL = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?![\d.,])|\d+(?:[.,٬٫]\d+)*")
_SUFFIX = re.compile(
    r"(?:mln|mn|m|bn|b|k|tn)\b|[ \u00a0\u202f]?(?:mds|md|mm|m|k)(?=[€$£])", re.IGNORECASE
)
_SUFFIXES = {
    "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "k": 1e3, "tn": 1e12,
    "md": 1e9, "mds": 1e9, "mm": 1e6,
}  # fmt: skip
# What makes digits an ordinal: “102-й”, “14'üncü”, “15ª”, “2e”, “245th”. Russian “5-ти”
# and “3-х” are cases of the number itself.
_ORDINAL = {
    "en": re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE),
    "ru": re.compile(r"[-–‑]?(?:ый|ий|ой|ая|ое|ого|его|ому|ему|го|му|й|я|е)\b", re.IGNORECASE),
    "tr": re.compile(r"['’]?[ıiuü]?nc[ıiuü]|\.(?=\s+[^\W\d_])", re.IGNORECASE),
    "az": re.compile(r"['’–-]?[ıiuü]?nc[ıiuü]|[-–]?c[ıiuü]\b", re.IGNORECASE),
    "fa": re.compile(r"[\u200c\s-]?(?:اُمین|امین|اُم|ام|مین)(?![^\W_])"),
    "ar": re.compile(r"(?!)"),
    "es": re.compile(r"\.?[ªº°]|\.?(?:er|era|ero|ro|ra|do|da|to|ta|mo|ma|vo|va)\b"),
    "fr": re.compile(r"(?:er|ère|re|nd|nde|ème|eme|e|ᵉ)\b", re.IGNORECASE),
}
# A sign or word after which digits are a name: “№ 5”, “n° 2”, “No. 4”.
_NUMBERED = re.compile(r"(?:№|[nN][°º]|\b[Nn]ro?\.|\bNo\.|\bnúm\.)\s*$")
# In a count of people these say how old one is: “a 16-year-old boy”, “14-летний”.
AGE = re.compile(
    r"[-\s\u200c\u00a0]*(?:years?[-\s]olds?|years of age|летн\w+|yaş\w*|ساله|ans\b|años)",
    re.IGNORECASE,
)
_CALIBRE = re.compile(r"[-\s]?(?:mm|мм|ملم|milimetr\w*)\b")
_LETTER_BEFORE = re.compile(r"[^\W\d_][-–]?$")
# Arabic writes “and”, “with”, “for” and the article as one word with the digits.
_CLITIC_BEFORE = re.compile(r"(?:^|[\W_])(?:[وف]?[بلك]?ال|[وف]?[بلك]|[وف])ـ?$")
_PLUS_DIGIT = re.compile(r"\+\d")
_MONEY_BEFORE = re.compile(r"(?:^|[\s(])[A-Z][A-Za-z]{0,3}$")
# Case endings and possessives of number words: “yirmiye”, “beşi”, “ikisini”.
_TURKIC = re.compile(
    r"(?:s?[ıiuü](?:n[ıiuüdaeə]\w{0,2})?|y?[ıiuüaeə]|n[ıiuü]n|[ıiuü]n|[dt][aeə]n?)"
)
_LOCATIVE = re.compile(r"[dt][aeə]")
_SHORTEST_STEM = 3
_THOUSAND = fold("هزار")
_BOUNDS = tuple(f"bound-{name}" for name in ("least", "more", "less", "most", "about", "nearly"))
# Words for so many: “both”, “a trio”.
_SMALL = {2: "bound-two", 3: "bound-three", 4: "bound-four"}


# Parts of a whole, folded, by their denominator; ordinals serve for the rest.
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifths": 5,
    "sixths": 6, "sevenths": 7, "eighths": 8, "ninths": 9, "tenths": 10,
    "moitie": 2, "tiers": 3, "quart": 4, "quarts": 4, "cinquiemes": 5, "sixiemes": 6,
    "dixiemes": 10, "mitad": 2, "tercio": 3, "tercios": 3, "tercera": 3, "terceras": 3,
    "cuartas": 4, "cuartos": 4, "quintos": 5, "quintas": 5, "decimas": 10,
    "половина": 2, "половину": 2, "половины": 2, "половинои": 2, "половине": 2,
    "треть": 3, "трети": 3, "третью": 3, "третеи": 3, "четверть": 4, "четверти": 4,
    "четвертеи": 4, "четвертью": 4, "пятых": 5, "шестых": 6, "седьмых": 7, "восьмых": 8,
    "десятых": 10, "yarisi": 2, "yarisini": 2, "yarisina": 2, "yarisindan": 2, "yarisinin": 2,
    "ceyregi": 4, "ceyregini": 4, "نصف": 2, "النصف": 2, "ثلث": 3, "الثلث": 3, "ثلثا": 1.5,
    "ثلثي": 1.5, "الثلثين": 1.5, "ثلثين": 1.5, "ربع": 4, "الربع": 4, "ارباع": 4, "اخماس": 5,
    "اعشار": 10, "نيمي": 2, "نيم": 2,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the items that say it, from ``first`` to before ``after``."""

    value: float
    first: int
    after: int
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Vague:
    """What “dozens” or “several thousand” leaves open, and the items that say it."""

    low: float
    high: float
    first: int
    after: int


def literal(text: str, language: str) -> float:
    """Read digits with their signs of thousands and decimals.

    English, Arabic and Persian write 1,200.5; the others 1.200,5. A single comma
    before three digits counts thousands in all of them.
    """
    text = re.sub(r"[ \u00a0\u202f\u2009'’]", "", text).replace("٬", ",").replace("٫", "؛")
    text = "".join(str(int(c)) if c.isdecimal() else c for c in text)
    if "؛" in text:
        return float(text.replace(",", "").replace(".", "").replace("؛", ".", 1).replace("؛", ""))
    signs = re.findall(r"[.,]", text)
    if not signs:
        return float(text)
    last = signs[-1]
    tail = text.rsplit(last, 1)[1]
    if len(set(signs)) == 2:
        whole, part = text.rsplit(last, 1)
        return float(re.sub(r"[.,]", "", whole) + "." + part)
    thousands = len(tail) == 3 and (len(signs) > 1 or text.split(last)[0] != "0")
    if last == "." and language in ("en", "ar", "fa") and len(signs) == 1:
        thousands = False
    if len(signs) > 1 or thousands:
        return float(re.sub(r"[.,]", "", text))
    return float(text.replace(",", "."))


def items(text: str, language: str, kind: str) -> list[Item]:
    """Split the words of an amount into items.

    Numbers in digits carry a float, and as ``scale`` what a letter such as “m” does to it.
    Digits that are an ordinal, a person's age, a calibre or part of a name are left out.
    """
    lexicon = number_lexicon(language)
    found: list[Item] = []
    at = 0
    for m in _LITERAL.finditer(text):
        if m.start() < at:
            continue
        before = text[at : m.start()]
        numbered = _NUMBERED.search(before)
        words = before[: numbered.start()] if numbered else before
        found.extend(_words(words, at, language, lexicon))
        end = m.end()
        value = min(literal(m.group(), language), LIMIT)
        suffix = _SUFFIX.match(text, end)
        scale = 1.0
        if suffix:
            scale = _SUFFIXES[suffix.group().strip().lower()]
            end = suffix.end()
        ordinal = _ORDINAL[language].match(text, end)
        if ordinal:
            end = ordinal.end()
        elif not numbered and not _named(before, text[m.end() :], kind):
            classes = {"number": value * scale, "scale": scale}
            found.append(Item(classes, m.group(), m.start(), end, len(m.group())))
        at = end
    found.extend(_words(text[at:], at, language, lexicon))
    return found


def _named(before: str, after: str, kind: str) -> bool:
    """Whether digits name or measure something instead of counting: “MiG-29”, “P5+1”.

    Args:
        before: the words before the digits, from the last number on.
        after: all that follows them.
        kind: of the amount.
    """
    if _LETTER_BEFORE.search(before) and not _CLITIC_BEFORE.search(before):
        # In money letters before digits are its sign: “US5 million”, “Rs450”.
        return kind != "money" or not _MONEY_BEFORE.search(before)
    if before == "+" or _PLUS_DIGIT.match(after):
        return True
    return kind == "weapons" and _CALIBRE.match(after) is not None


def _words(text: str, offset: int, language: str, lexicon: Lexicon) -> Iterator[Item]:
    tokens = tokenize(text, offset=offset)
    if language == "fa":
        tokens = [part for t in tokens for part in _unglued(t, tokens, lexicon)]
    for item in lexicon.items(tokens):
        if language in ("tr", "az") and not item.classes:
            yield _turkic(item, lexicon)
        else:
            yield item


def _unglued(token: Token, tokens: Sequence[Token], lexicon: Lexicon) -> Iterator[Token]:
    """Part Persian number words that are written as one: “سی‌ونه”, “صدوپنجاه”, “صدهزار”."""
    word, size = token.word, len(token.word)

    def counts(start: int, end: int) -> bool:
        found = list(lexicon.items([Token(word[start:end], 0, 1)]))
        return found[0].has("number", "ordinal")

    cuts: tuple[int, ...] = ()
    if token.end - token.start == size > 2 and not counts(0, size):
        glued = word[0] == "و" and any(t.end == token.start - 1 for t in tokens)
        ands = [0] if glued else [n for n in range(2, size - 2) if word[n] == "و"]
        ands = [n for n in ands if (n == 0 or counts(0, n)) and counts(n + 1, size)]
        if ands:
            cuts = (ands[0], ands[0] + 1)
        elif word.endswith(_THOUSAND) and counts(0, size - len(_THOUSAND)):
            cuts = (size - len(_THOUSAND),)
    if not cuts:
        yield token
        return
    for start, end in pairwise(sorted({0, *cuts, size})):
        yield Token(word[start:end], token.start + start, token.start + end)


def _turkic(item: Item, lexicon: Lexicon) -> Item:
    """Undo the ending of a Turkish or Azerbaijani number word.

    A locative (“üçte ikisi”, of three parts two) is a class of its own, ``part``.
    """
    word = item.word
    for cut in range(len(word) - 1, 1, -1):
        ending = word[cut:]
        if not _TURKIC.fullmatch(ending):
            continue
        for stem in (word[:cut], word[: cut - 1] + "t"):
            # “Ona” is “to him”; of so short words only “üçe” and “onda biri” are sure.
            if len(stem) < _SHORTEST_STEM and stem != fold("üç") and word != "onda":
                continue
            found = next(iter(lexicon.items([Token(stem, item.start, item.end)])))
            number = found.classes.get("number")
            if not isinstance(number, int):
                continue
            locative = _LOCATIVE.fullmatch(ending) is not None
            name = "part" if locative else "number"
            return Item({name: number}, stem, item.start, item.end)
    return item


def _multiplier(item: Item) -> float | None:
    """Return by what a word multiplies a number before it: “hundred”, “dozens”."""
    for name in ("dozen", "number"):
        value = item.classes.get(name)
        if not item.digits and isinstance(value, int) and (name == "dozen" or value >= 100):
            return float(value)
    if item.has("vague") and not item.has("bound-about"):
        low = float(str(item.classes["vague"]).split("-")[0])
        return 10.0 ** int(math.log10(low)) if low >= 20 else None
    return None


def _past_fill(found: Sequence[Item], at: int) -> int:
    """Return the index after “of”, “de”, “من” and their like."""
    while at < len(found) and (found[at].has("fill") or found[at].word == "من"):
        at += 1
    return at


def vague(found: Sequence[Item]) -> Vague | None:
    """Read the first vague amount: “dozens”, “several hundred thousand”, “onlarca milyon”.

    A vague word and the words that multiply it are one amount: from the least of the one
    times the other to just below one more.
    """
    for at, item in enumerate(found):
        if not item.has("vague") or item.has("bound-about") or _counted(found, at):
            continue
        low, high = map(float, str(item.classes["vague"]).split("-"))
        first, end = at, at + 1
        while (follows := _past_fill(found, end)) < len(found):
            factor = _multiplier(found[follows])
            if factor is None or (low >= 20 and factor < 1000):
                break
            # “Several dozen” are fewer than a hundred.
            high = 99.0 if factor < 100 else (high + 1) * factor - 1
            low, end = low * factor, follows + 1
        head = found[at - 1].classes.get("number") if at else None
        if head in (10, 100) and low >= 1000 and end == at + 1 and not found[at - 1].digits:
            # Turkic: “on binlerce”, tens of thousands.
            first, low, high = at - 1, float(head) * low, float(head) * (high + 1) - 1
        return Vague(low, high, first, end)
    for at, item in enumerate(found):
        if item.has("vague") and not _counted(found, at):
            low, high = map(float, str(item.classes["vague"]).split("-"))
            return Vague(low, high, at, at + 1)
    return None


def _counted(found: Sequence[Item], at: int) -> bool:
    """Whether a word such as “тысячи” or “docenas” is a number, by the word before it.

    It is where a number counts it (“две тысячи”) or where it is bounded (“более тысячи”).
    """
    if not at or not found[at].has("number", "dozen"):
        return False
    before = found[at - 1]
    return before.has("number") or (before.has(*_BOUNDS) and not before.has("vague"))


def numbers(found: Sequence[Item]) -> list[Number]:
    """Read all numbers, in order; “une centaine” and other round words are approximate.

    An ordinal counts nothing: “twenty-second”, “سی و نهمین”.
    """
    read: list[Number] = []
    at = 0
    while at < len(found):
        number, end = _number(found, at)
        if number is not None:
            read.append(number)
        at = max(end, at + 1)
    return [n for n in read if math.isfinite(n.value) and n.value < LIMIT]


def _number(found: Sequence[Item], start: int) -> tuple[Number | None, int]:
    """Return the number that begins at an item, and the index to go on from."""
    item = found[start]
    small = next((n for n, s in _SMALL.items() if item.has(s)), None)
    if small is not None:
        end = _past_fill(found, start + 1)
        factor = _multiplier(found[end]) if end < len(found) else None
        if factor is not None and (end > start + 1 or item.has("number")):
            return Number(small * factor, start, end + 1, approximate=True), end + 1
        if not item.has("number"):
            return Number(float(small), start, start + 1), start + 1
    if item.has("vague") and not _counted(found, start) and not item.has("bound-about"):
        return None, start + 1
    at, parts = start, _parts(item)
    if parts > 1:
        at += 1
        while at < len(found) and (found[at].has("fill", "bound-one") or found[at].word == "-"):
            at += 1
        if at >= len(found) or not found[at].has("number", "dozen"):
            return None, start + 1
        if item.has("bound-quarter") and (_multiplier(found[at]) or 0) < 1000:
            return None, start + 1
    ordinal = found[at].has("ordinal") and not found[at].has("number")
    read = None if ordinal else read_number(found, at)
    if read is not None:
        value, end = read
        last = found[end - 1]
        if last.has("ordinal") and not last.has("number") and end - at > 1:
            return None, end
        dozen = found[end].classes.get("dozen") if end < len(found) else None
        if isinstance(dozen, int):
            value, end = _again(found, value * dozen, end + 1)
        elif parts == 1:
            value, end = _and_a_half(found, value, end)
        return Number(float(value) / parts, start, end), end
    dozen = found[at].classes.get("dozen")
    if isinstance(dozen, int):
        value, end = _and_a_half(found, *_again(found, float(dozen), at + 1))
        round_ = parts == 1 and dozen != 12
        return Number(value / parts, start, end, approximate=round_), end
    return None, start + 1


def _parts(item: Item) -> int:
    """Return what a fraction before a number divides it by: “half a million”."""
    if item.has("bound-half"):
        return 2
    return 4 if item.has("bound-quarter") and not item.has("number") else 1


def _again(found: Sequence[Item], value: float, end: int) -> tuple[float, int]:
    """Multiply by a word that follows: “une centaine de milliers”, “десяток тысяч”."""
    at = _past_fill(found, end)
    factor = _multiplier(found[at]) if at < len(found) else None
    return (value * factor, at + 1) if factor is not None and factor >= 1000 else (value, end)


def _and_a_half(found: Sequence[Item], value: float, end: int) -> tuple[float, int]:
    """Add a half that follows: “two and a half million”, “docena y media”."""
    at = end
    links = ("join", "bound-one", "fill", "bound-to", "bound-from")
    while at < len(found) and (found[at].has(*links) or found[at].word == "-"):
        at += 1
    words = sum(item.word != "-" for item in found[end:at])
    if at >= len(found) or not found[at].has("bound-half") or words > 2:
        return value, end
    unit = _multiplier(found[end - 1]) or 1.0
    unit = unit if unit >= 1000 or found[end - 1].has("dozen") else 1.0
    value += unit / 2
    at += 1
    if at < len(found):
        word = found[at].classes.get("number")
        if isinstance(word, int) and word >= 1000 and unit == 1:
            return value * word, at + 1
    return value, at


def named_part(item: Item) -> float | None:
    """Return into how many parts a word cuts a whole: “third”, “üçte”; None if it does not."""
    if item.word in _PARTS:
        return _PARTS[item.word]
    if item.has("part"):
        return item.value("part")
    if item.has("bound-half", "bound-quarter"):
        return 2.0 if item.has("bound-half") else 4.0
    ordinal = item.classes.get("ordinal")
    if isinstance(ordinal, int) and ordinal > 2 and not item.has("number"):
        return ordinal
    return None
