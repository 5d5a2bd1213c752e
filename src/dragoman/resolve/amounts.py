"""How much: words and digits to a value with bounds and a unit.

=======================  ========  ======  ======
words                    value     low     high
=======================  ========  ======  ======
26                       26        26      26
at least 26, 26+         26        26      null
more than 26             26        26      null
up to 26                 26        null    26
fewer than 26            26        null    26
nearly 200               200       180     200
about 200, 200-odd       200       180     220
человек двадцать         20        18      22
20 to 30                 null      20      30
several                  null      2       9
tens, десятки, onlarca   null      20      99
dozens                   null      24      99
scores                   null      40      99
hundreds                 null      200     999
tens of thousands        null      20,000  99,999
several hundred          null      200     999
a rise from 10 to 25 %   25        25      25
two thirds, 2 out of 3   66.67     66.67   66.67
five years six months    5.5       5.5     5.5
the second, 102nd, № 2   null      null    null
=======================  ========  ======  ======

“About” and “nearly” leave a tenth; that is our convention, not the text's word. A vague
word that multiplies another goes from the product to just below one more: “hundreds of
millions” are 200,000,000 to 999,999,999; the Arabic “بضع” is three to nine. Halves of
round words are exact (“medio millar”, 500). Two units of one length of time are one
decimal in the larger. Ordinals, ages, calibres and digits that are a name count nothing.

Money in tomans is given in rials, ten to the toman. A currency's name that several states
bear (“pesos”, “dinars”) is that of the one such state near the amount; where two such
states are near, or none and the name has no usual meaning, the unit is null.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from dragoman.records import Amount
from dragoman.resolve.counts import AGE, PERSONS, Number, items, named_part, numbers, vague
from dragoman.resolve.currencies import RIALS_IN_A_TOMAN, currency, in_tomans
from dragoman.resolve.lexicon import LANGUAGES, Item, Token, time_lexicon
from dragoman.resolve.numbers import read_number

_PERCENT = re.compile(
    r"[%٪]|per\s?cent|\bpct\b|процент|\bп\.\s?п\.|\byüzde\b|faiz|درصد|بالمئة|بالمائة|"
    r"ف[يى] المئة|ف[يى] المائة|por ciento|pour cent",
    re.IGNORECASE,
)
# How many of the second unit of time make one of the first.
_IN_ONE = {
    ("year", "month"): 12, ("year", "week"): 52, ("year", "day"): 365, ("month", "week"): 4.35,
    ("month", "day"): 30, ("week", "day"): 7, ("day", "hour"): 24, ("hour", "minute"): 60,
}  # fmt: skip
_LONGEST_UNIT = 60
_LEADING = re.compile(
    r"^(?:[\s\-–'’.,+]+|"
    r"(?:of|more|other|others|another|additional|de|des|d['’]|du|от|из|از|من)\b)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]*\)")
_FROM_ENDINGS = ("dan", "den", "tan", "ten")
_TO_ENDINGS = ("a", "e", "ya", "ye", "ə", "yə")


def parse_amount(amount: Amount, language: str | None, near: Collection[str] = ()) -> Amount:
    """Fill value, low, high and unit of an amount from its words.

    Args:
        amount: as the tagger found it; ``kind`` decides what the unit is: ``persons``
            for people, an ISO 4217 code or null for money, ``percent`` for shares, and
            for all else the words that follow the number, or null.
        language: of the text; an unknown one is read as English.
        near: states, ISO 3166 alpha-3, of the act's parties and place; they tell whose
            pesos or dinars are meant.

    Returns:
        The amount; value and bounds stay null where the words hold no number. Where
        they hold several that are no range, the first counts.
    """
    code = (language or "en").split("-")[0].lower()
    code = code if code in LANGUAGES else "en"
    text = amount.text[:400]
    # What stands in brackets is said of the number: “from 8,000 (police) to 25,000”.
    bare = _ASIDE.sub(_blank, text)
    percent = amount.kind == "share" and _PERCENT.search(text)
    if percent:
        bare = _PERCENT.sub(_blank, bare)
    found, told = _read(bare, code, amount.kind)
    if not told and bare != text and not percent:
        found, told = _read(text, code, amount.kind)
    if amount.kind == "share" and not percent:
        value, low, high = _share(found, told)
        return replace(amount, value=value, low=low, high=high, unit="percent")
    term = _term(text, found, told, code) if _measures(amount.kind) else None
    if term is not None:
        number, unit = term
        value, low, high = _around(found, number)
        return replace(amount, value=value, low=low, high=high, unit=unit)
    value, low, high, after = _value(found, told, share=amount.kind == "share")
    for item in found:
        if after and after <= item.start <= after + 1 and _trails(item, code):
            after = item.end
    if amount.kind == "money" and in_tomans(text):
        value, low, high = (n and n * RIALS_IN_A_TOMAN for n in (value, low, high))
    counted = any(n is not None for n in (value, low, high))
    measured = _unit(amount.kind, text, after if counted else None, code, near)
    return replace(amount, value=value, low=low, high=high, unit=measured)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _read(text: str, language: str, kind: str) -> tuple[list[Item], list[Number]]:
    """Return the items of a text and the numbers among them that count something.

    Of people an age counts none, nor does the upper part of “two thirds of the deputies”.
    """
    found = items(text, language, kind)
    told = numbers(found)
    if kind not in PERSONS:
        return found, told
    return found, [
        n for n in told if not AGE.match(text, found[n.after - 1].end) and not _is_part(found, n)
    ]


def _is_part(found: Sequence[Item], number: Number) -> bool:
    """Whether a number counts parts of a whole: “two thirds”, “three-quarters”."""
    after = number.after
    if after < len(found) and found[after].word == "-":
        after += 1
    parts = named_part(found[after]) if after < len(found) else None
    return parts is not None and number.value < parts and not found[after].has("bound-half")


def _measures(kind: str) -> bool:
    return kind not in PERSONS and kind not in ("money", "share")


def _value(
    found: Sequence[Item], told: Sequence[Number], *, share: bool
) -> tuple[float | None, float | None, float | None, int]:
    """Return value, low, high and the offset where the words of number end."""
    open_ = vague(found)
    if open_ and (not told or open_.first <= told[0].first < open_.after):
        return None, open_.low, open_.high, found[open_.after - 1].end
    if told:
        value, low, high, used = _bounded(found, told, share=share)
        return value, low, high, found[used.after - 1].end
    for item in found:
        if item.has("bound-none"):
            return 0.0, 0.0, 0.0, item.end
        if item.has("bound-dual"):
            # “طفلان” is number and unit at once.
            return 2.0, 2.0, 2.0, item.start
    if found and found[0].has("bound-one"):
        return 1.0, 1.0, 1.0, found[0].end
    return None, None, None, 0


def _trails(item: Item, language: str) -> bool:
    """Whether words after a number bound it, or end it, and measure nothing: “’den fazla”."""
    endings = ("'", "-", "den", "dan", "dən", "in", "u", "i", "ten", "tan", "ni", "nu")
    if language in ("tr", "az") and item.word in endings:
        return True
    return item.has("bound-more", "bound-least", "bound-less", "bound-about", "bound-nearly")


def _bounded(
    found: Sequence[Item], told: Sequence[Number], *, share: bool
) -> tuple[float | None, float | None, float | None, Number]:
    """Return value, low, high, and the last number used."""
    split = _between(found)
    if split is not None:
        return None, split[0].value, split[1].value, split[1]
    first = told[0]
    if len(told) > 1:
        second = told[1]
        if share and _changes(found, first, second):
            return second.value, second.value, second.value, second
        if _is_range(found, first, second):
            low = first.value * _shared_factor(found, first, second)
            if low < second.value:
                return None, low, second.value, second
    return (*_around(found, first), first)


def _is_range(found: Sequence[Item], first: Number, second: Number) -> bool:
    """Whether two numbers are the ends of a range: “20-30”, “two or three”, “دو سه”."""
    link = found[first.after : second.first]
    if not link:
        return second.value == first.value + 1 and first.value < 10
    if len(link) == 1 and link[0].word in ("-", "~"):
        return True
    between = any(i.has("bound-between") for i in found[: first.first])
    into = any(i.has("bound-into") for i in link)
    if not between and not into and any(i.word.isalpha() and not i.classes for i in link):
        # “Five dead or two injured” count two things.
        return False
    linked = any(i.has("bound-to") for i in link) and len(link) <= 3
    return linked and (between or not any(i.has("join") for i in link))


def _changes(found: Sequence[Item], first: Number, second: Number) -> bool:
    """Whether a share goes from one number to another: “from 10 to 25 %”."""
    link = found[first.after : second.first]
    if len(link) > 4:
        return False
    before = found[max(first.first - 2, 0) : first.first]
    if any(i.has("bound-from") for i in before):
        return any(i.has("bound-into") for i in link) and not any(i.has("join") for i in link)
    after = found[second.after : second.after + 2]
    leaves = any(i.word in _FROM_ENDINGS for i in link)
    return leaves and any(i.word in _TO_ENDINGS for i in after)


def _between(found: Sequence[Item]) -> tuple[Number, Number] | None:
    """Read “between A and B” where the words could be one number: “بين خمسة وعشرين وثلاثين”.

    The words are parted where each side is a number to its end and the first is smaller.
    """
    start = next((n + 1 for n, i in enumerate(found) if i.has("bound-between")), len(found))
    if start >= len(found) or found[start].digits or not found[start].has("number"):
        return None
    for at in range(start + 1, len(found)):
        item = found[at]
        if not item.joined and not item.has("bound-to"):
            if not item.has("number"):
                return None
            continue
        begin = at if item.joined else at + 1
        if begin >= len(found) or not found[begin].has("number"):
            continue
        left = read_number(found[start:at], 0)
        right = read_number([found[begin]._replace(joined=False), *found[begin + 1 :]], 0)
        if left is None or right is None or start + left[1] != at:
            continue
        end = begin + right[1]
        low, high = Number(left[0], start, at), Number(right[0], begin, end)
        more = end < len(found) and (found[end].has("number") or found[end].joined)
        low = replace(low, value=low.value * _shared_factor(found, low, high))
        if not more and low.value < high.value:
            return low, high
    return None


def _around(
    found: Sequence[Item], number: Number
) -> tuple[float | None, float | None, float | None]:
    """Return value, low and high of a number by the words that bound it."""
    value = number.value
    plus = any(i.word in ("+", "plus") for i in found[number.after : number.after + 2])
    if plus or any(i.has("bound-least", "bound-more") for i in found):
        return value, value, None
    if any(i.has("bound-nearly") for i in found):
        return value, round(value * 0.9, 2), value
    if any(i.has("bound-less") for i in found):
        return value, None, value
    odd = any(i.word in ("odd", "ish") for i in found[number.after :])
    about = number.approximate or odd or any(i.has("bound-about") for i in found)
    about = about or _inverted(found, number)
    if any(i.has("bound-most") for i in found) and not about:
        return value, None, value
    if about:
        return value, round(value * 0.9, 2), round(value * 1.1, 2)
    return value, value, value


def _inverted(found: Sequence[Item], number: Number) -> bool:
    """Whether the noun stands before its number: “человек двадцать”, about twenty."""
    before = found[: number.first]
    return bool(before) and before[-1].has("bound-inverted")


def _shared_factor(found: Sequence[Item], first: Number, second: Number) -> float:
    """Return what multiplies both ends of a range: “two to three hundred thousand”, “5-6m”."""
    factor = 1.0
    for item in reversed(found[second.first : second.after]):
        word = item.classes.get("number", item.classes.get("dozen"))
        if item.digits:
            scale = item.classes.get("scale", 1.0)
            factor *= scale if isinstance(scale, float) else 1.0
            break
        if not isinstance(word, int) or (word < 100 and not item.has("dozen")):
            break
        factor *= word
    return factor if first.value < second.value / factor else 1.0


def _share(
    found: Sequence[Item], told: Sequence[Number]
) -> tuple[float | None, float | None, float | None]:
    """Return a part of a whole as per cent: “a third”, “üçte ikisi”, “four out of five”."""
    for at, item in enumerate(found):
        divisor = named_part(item)
        if not divisor:
            continue
        if item.has("part"):
            count = next((n.value for n in told if n.first > at), 1.0)
        else:
            count = next((n.value for n in reversed(told) if n.after <= at), 1.0)
        if count <= divisor:
            return _around(found, Number(round(100 * count / divisor, 2), at, at + 1))
    if len(told) == 2:
        first, second = told
        words = found[: second.first]
        small, large = sorted((first.value, second.value))
        if large and any(i.has("bound-ratio") or i.word == "/" for i in words):
            part = round(100 * small / large, 2)
            return _around(found, Number(part, first.first, second.after))
    return None, None, None


def _term(
    text: str, found: Sequence[Item], told: Sequence[Number], language: str
) -> tuple[Number, str] | None:
    """Read a length of time in two units, or with a half: “five years and six months”.

    Returns:
        The number in the larger unit and that unit's words; None where it is none.
    """
    part_of_one = None if told else _part_of_unit(text, found, language)
    if part_of_one is not None:
        return part_of_one
    head = _lone_unit(found, told, language)
    if head is None and told and told[0].after < len(found):
        head = told[0]
    if head is None or (whole := _time_unit(found[head.after], language)) is None:
        return None
    at = head.after
    unit = text[found[at].start : found[at].end]
    follows = at + 1
    while follows < len(found) and found[follows].has("join", "bound-to", "bound-one", "fill"):
        follows += 1
    if follows < len(found) and found[follows].has("bound-half") and follows - at <= 3:
        return replace(head, value=head.value + 0.5, after=follows + 1), unit
    second = next((n for n in told if n.first > at), None)
    if second is None or second.first - at > 3 or second.after >= len(found):
        return None
    part = _time_unit(found[second.after], language)
    many = _IN_ONE.get((whole, part)) if part else None
    if many is None or second.value >= many:
        return None
    value = round(head.value + second.value / many, 4)
    return replace(head, value=value, after=second.after), unit


def _lone_unit(found: Sequence[Item], told: Sequence[Number], language: str) -> Number | None:
    """Read a unit of time that is its own number: “a year and …”, “عامين و…”, “год и …”."""
    at = next((n for n, i in enumerate(found[:3]) if _time_unit(i, language)), None)
    if at is None or any(n.first <= at for n in told):
        return None
    return Number(2.0 if found[at].has("bound-dual") else 1.0, at, at)


def _part_of_unit(text: str, found: Sequence[Item], language: str) -> tuple[Number, str] | None:
    """Read “half an hour”, “un quart d'heure”: the part and the unit's words."""
    for at, item in enumerate(found):
        part = 0.5 if item.has("bound-half") else 0.25 if item.has("bound-quarter") else 0.0
        unit = at + 1
        while part and unit < len(found) and found[unit].has("fill", "bound-one"):
            unit += 1
        if part and unit < len(found) and _time_unit(found[unit], language):
            return Number(part, at, unit + 1), text[found[unit].start : found[unit].end]
    return None


def _time_unit(item: Item, language: str) -> str | None:
    """Return the unit of time that a word names, as ``year``."""
    token = Token(item.word, item.start, item.end)
    unit = next(iter(time_lexicon(language).items([token]))).classes.get("unit")
    return unit if isinstance(unit, str) else None


def _unit(
    kind: str, text: str, after: int | None, language: str, near: Collection[str]
) -> str | None:
    if kind in PERSONS:
        return "persons"
    if kind == "money":
        return currency(text, language, near)
    if kind == "share":
        return "percent"
    if after is None:
        return None
    words = _LEADING.sub("", text[after:]).strip()
    return words[:_LONGEST_UNIT].strip() or None
