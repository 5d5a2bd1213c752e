"""How much: words and digits to a value with bounds and a unit.

=====================  ========  ======  ======
words                  value     low     high
=====================  ========  ======  ======
26                     26        26      26
at least 26            26        26      null
more than 26           26        26      null
up to 26               26        null    26
fewer than 26          26        null    26
nearly 200             200       180     200
about 200              200       180     220
20 to 30               null      20      30
dozens                 null      24      99
=====================  ========  ======  ======

“About” and “nearly” leave a tenth; that is our convention, not the text's word.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib import resources

from dragoman.records import Amount
from dragoman.resolve.lexicon import LANGUAGES, Item, Lexicon, number_lexicon, tokenize
from dragoman.resolve.numbers import read_number

_PERSONS = frozenset({"dead", "injured", "arrested", "people"})
_LITERAL = re.compile(r"\d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?![\d.,])|\d+(?:[.,٬٫]\d+)*")
_SUFFIX = re.compile(r"(?:mln|mn|m|bn|b|k|tn)\b", re.IGNORECASE)
_SUFFIXES = {"m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "k": 1e3, "tn": 1e12}
_PERCENT = re.compile(
    r"[%٪]|per\s?cent|процент|yüzde|faiz|درصد|بالمئة|بالمائة|في المئة|في المائة|"
    r"por ciento|pour cent",
    re.IGNORECASE,
)
# Parts of a whole, folded, by their denominator; ordinals serve for the rest.
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4,
    "moitie": 2, "tiers": 3, "quart": 4, "quarts": 4, "mitad": 2, "tercio": 3, "tercios": 3,
    "половина": 2, "половину": 2, "половины": 2, "треть": 3, "трети": 3, "четверть": 4,
    "yarisi": 2, "yarisini": 2, "ucte": 3, "dortte": 4, "نصف": 2, "النصف": 2, "ثلث": 3,
    "ثلثا": 1.5, "ثلثي": 1.5, "ربع": 4, "نيمي": 2, "نيم": 2,
}  # fmt: skip
_LONGEST_UNIT = 60
_LEADING = re.compile(
    r"^(?:[\s\-–'’.,]+|(?:of|more|other|others|another|additional|de|des|d['’]|du|от|из|از|من)\b)+",
    re.IGNORECASE,
)
_LIMIT = 1e21


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    first: int
    after: int
    approximate: bool = False


def _literal(text: str, language: str) -> float:
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


def _items(text: str, language: str) -> list[Item]:
    """Split into items; numbers in digits carry their value as a float."""
    lexicon = number_lexicon(language)
    items: list[Item] = []
    at = 0
    for m in _LITERAL.finditer(text):
        if m.start() < at:
            continue
        # The digits of “MiG-29” and “S-300” are a name.
        named = re.search(r"[^\W\d_][-–]?$", text[at : m.start()]) and not re.search(
            r"(?:^|[\s(])[A-Z]{1,3}$", text[at : m.start()]
        )
        items.extend(lexicon.items(tokenize(text[at : m.start()], offset=at)))
        end = m.end()
        value = min(_literal(m.group(), language), _LIMIT)
        suffix = _SUFFIX.match(text, end)
        if suffix:
            value *= _SUFFIXES[suffix.group().lower()]
            end = suffix.end()
        if not named:
            items.append(Item({"number": value}, m.group(), m.start(), end, len(m.group())))
        at = end
    items.extend(lexicon.items(tokenize(text[at:], offset=at)))
    return items


def _numbers(items: Sequence[Item]) -> list[_Number]:
    """Read all numbers, in order; “a dozen” and “une centaine” are approximate."""
    found: list[_Number] = []
    at = 0
    while at < len(items):
        item = items[at]
        if item.has("vague") and not item.has("dozen") and not _counts(items, at):
            at += 1
            continue
        half = item.has("bound-half")
        start = at
        if half:
            at += 1
            while at < len(items) and items[at].has("fill", "bound-one"):
                at += 1
            if at >= len(items) or not items[at].has("number"):
                continue
        read = read_number(items, at) if not item.has("ordinal") or item.has("number") else None
        if read is not None:
            value, end = read
            if end < len(items) and items[end].has("dozen"):
                dozen = items[end].classes["dozen"]
                assert isinstance(dozen, int)
                value, end = value * dozen, end + 1
            elif not half:
                value, end = _and_a_half(items, value, end)
            found.append(_Number(value / 2 if half else value, start, end))
            at = end
        elif items[at].has("dozen"):
            dozen = items[at].classes["dozen"]
            assert isinstance(dozen, int)
            end = at + 1
            value = float(dozen)
            while end < len(items) and (items[end].has("fill") or items[end].has("number")):
                word = items[end].classes.get("number")
                if isinstance(word, int) and word >= 1000:
                    value, end = value * word, end + 1
                    break
                if not items[end].has("fill"):
                    break
                end += 1
            found.append(_Number(value, at, end, approximate=dozen != 12))
            at = end
        else:
            at += 1
    return [n for n in found if math.isfinite(n.value) and n.value < _LIMIT]


def _counts(items: Sequence[Item], at: int) -> bool:
    """Whether a word such as “тысяч” is counted by a number before it."""
    return at > 0 and items[at - 1].has("number") and items[at].has("number")


def _and_a_half(items: Sequence[Item], value: float, end: int) -> tuple[float, int]:
    """Add a half that follows: “two and a half million”, “un million et demi”."""
    at = end
    while at < len(items) and items[at].has("join", "bound-one", "fill", "bound-to"):
        at += 1
    if at >= len(items) or not items[at].has("bound-half") or at - end > 2:
        return value, end
    last = items[end - 1].classes.get("number")
    unit = last if isinstance(last, (int, float)) and last >= 1000 else 1
    value += unit / 2
    at += 1
    if at < len(items):
        word = items[at].classes.get("number")
        if isinstance(word, int) and word >= 1000 and unit == 1:
            return value * word, at + 1
    return value, at


def parse_amount(amount: Amount, language: str | None) -> Amount:
    """Fill value, low, high and unit of an amount from its words.

    Args:
        amount: as the tagger found it; ``kind`` decides what the unit is: ``persons``
            for people, an ISO 4217 code or null for money, ``percent`` for shares, and
            for all else the words that follow the number, or null.
        language: of the text; an unknown one is read as English.

    Returns:
        The amount; value and bounds stay null where the words hold no number. Where
        they hold several that are no range, the first counts.
    """
    code = (language or "en").split("-")[0].lower()
    code = code if code in LANGUAGES else "en"
    text = amount.text[:400]
    items = _items(text, code)
    numbers = _numbers(items)
    value: float | None = None
    low: float | None = None
    high: float | None = None
    after = 0
    if amount.kind == "share" and not _PERCENT.search(text):
        value = _share(items, numbers)
        low = high = value
    elif numbers:
        value, low, high, used = _bounded(items, numbers)
        after = items[used.after - 1].end
    else:
        for item in items:
            if item.has("vague"):
                first, last = str(item.classes["vague"]).split("-")
                low, high = float(first), float(last)
                after = item.end
                break
            if item.has("bound-none"):
                value = low = high = 0.0
                after = item.end
                break
        else:
            if items and items[0].has("bound-one"):
                value = low = high = 1.0
                after = items[0].end
    for item in items:
        if after and after <= item.start <= after + 1 and _trails(item, code):
            after = item.end
    unit = _unit(amount.kind, text, after if value is not None or low is not None else None)
    return replace(amount, value=value, low=low, high=high, unit=unit)


def _trails(item: Item, language: str) -> bool:
    """Whether words after a number bound it, or end it, and measure nothing: “’den fazla”."""
    endings = ("'", "-", "den", "dan", "dən", "in", "u", "i", "ten", "tan", "ni", "nu")
    if language in ("tr", "az") and item.word in endings:
        return True
    return item.has("bound-more", "bound-least", "bound-less", "bound-about", "bound-nearly")


def _bounded(
    items: Sequence[Item], numbers: Sequence[_Number]
) -> tuple[float | None, float | None, float | None, _Number]:
    """Return value, low, high, and the last number used."""
    first = numbers[0]
    if len(numbers) > 1:
        second = numbers[1]
        link = items[first.after : second.first]
        dash = len(link) == 1 and link[0].word == "-"
        between = any(i.has("bound-between") for i in items[: first.first])
        linked = any(i.has("bound-to") for i in link) and len(link) <= 3
        linked = linked and (between or not any(i.has("join") for i in link))
        low = first.value
        if (dash or linked) and second.value >= 1000 > low and _multiplied(items, second):
            scale = _scale(second.value)
            low *= scale if low * scale < second.value else 1
        if (dash or linked) and low < second.value:
            return None, low, second.value, second
    value = first.value
    if any(i.has("bound-least", "bound-more") for i in items):
        return value, value, None, first
    if any(i.has("bound-nearly") for i in items):
        return value, round(value * 0.9, 2), value, first
    if any(i.has("bound-less") for i in items):
        return value, None, value, first
    odd = any(i.word in ("odd", "ish") for i in items[first.after :])
    about = first.approximate or odd or any(i.has("bound-about") for i in items)
    if any(i.has("bound-most") for i in items) and not about:
        return value, None, value, first
    if about:
        return value, round(value * 0.9, 2), round(value * 1.1, 2), first
    return value, value, value, first


def _multiplied(items: Sequence[Item], number: _Number) -> bool:
    """Whether a number ends with a word such as “million”."""
    last = items[number.after - 1]
    word = last.classes.get("number")
    return not last.digits and isinstance(word, int) and word >= 1000


def _scale(value: float) -> float:
    return 1000.0 ** int(math.log(value, 1000) + 1e-9)


def _share(items: Sequence[Item], numbers: Sequence[_Number]) -> float | None:
    """Return a part of a whole as per cent: “a third”, “three quarters”."""
    count = numbers[0].value if numbers else 1.0
    for item in items:
        divisor = _PARTS.get(item.word)
        if divisor is None and item.has("ordinal") and not item.has("number"):
            ordinal = item.classes["ordinal"]
            divisor = ordinal if isinstance(ordinal, int) and ordinal > 2 else None
        if divisor and count <= divisor:
            return round(100 * count / divisor, 2)
    return None


def _unit(kind: str, text: str, after: int | None) -> str | None:
    if kind in _PERSONS:
        return "persons"
    if kind == "money":
        return _currency(text)
    if kind == "share":
        return "percent"
    if after is None:
        return None
    words = _LEADING.sub("", text[after:]).strip()
    return words[:_LONGEST_UNIT].strip() or None


@lru_cache(maxsize=1)
def _currencies() -> tuple[tuple[tuple[str, str], ...], Lexicon]:
    source = resources.files(__package__) / "words" / "currencies.toml"
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    lexicon = Lexicon(arabic=True)
    for code, names in data["names"].items():
        for name in names:
            lexicon.add(name, "currency", code)
    return tuple(data["signs"].items()), lexicon


def _currency(text: str) -> str | None:
    """Return the ISO code of the currency that words of money name, or null."""
    signs, lexicon = _currencies()
    named = [
        (len(item.word.split()), str(item.classes["currency"]))
        for item in lexicon.items(tokenize(re.sub(r"\d", " ", text)))
        if item.has("currency")
    ]
    for sign, code in signs:
        if sign in text:
            return code
    if not named:
        return None
    return max(named, key=lambda n: n[0])[1]
