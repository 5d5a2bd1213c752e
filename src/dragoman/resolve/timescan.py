"""Time expressions in running text, found by the lexicon alone.

They serve as ground for other expressions (“the next day”), complete spans that were
cut too short (“Monday” of “Monday last week”), and date acts that share a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.resolve.lexicon import Item, time_lexicon, tokenize

_LONGEST = 12
# Words that are also something else; they need a number or a word of time beside them.
_AMBIGUOUS_WORDS = (
    "may mar mars march sun sat mon wed fri ago mart bazar pazar mai mayo sept second spring fall "
    "yaz bahar set sen dec feb jan jun jul aug oct nov sep ср пт чт вс сб пн вт اب جون مه مي"
)
_AMBIGUOUS = frozenset(_AMBIGUOUS_WORDS.split())
_RELATIVE = ("this", "last", "next", "past")
_SHIFTS = ("ago", "earlier", "later")
_TIME = (
    "month", "solar", "weekday", "today", "context", "unit", "part", "season", "this", "last",
    "next", "past", "ago", "earlier", "later", "since", "until", "by", "from", "to", "between",
    "and", "start", "middle", "late", "end", "number", "ordinal", "this_year", "last_year",
    "filler", "same", "feast", "lunar", "decades", "before_last", "after_next",
)  # fmt: skip
_EDGE = tuple(name for name in _TIME if name not in ("from", "to", "and", "filler", "same"))


def _is_year(item: Item) -> bool:
    return item.digits == 4 and 1900 <= item.value("number") <= 2099


def _is_day(item: Item) -> bool:
    return bool(item.digits) and item.digits <= 2 and 1 <= item.value("number") <= 31


class _Scan:
    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.language = language
        self.items: Sequence[Item] = list(time_lexicon(language).items(tokenize(text)))

    def near(self, at: int, *names: str, reach: int = 2) -> bool:
        """Whether a word of a class stands within a few items of one."""
        around = (*self.items[max(at - reach, 0) : at], *self.items[at + 1 : at + reach + 1])
        return any(item.has(*names) for item in around)

    def _beside_number(self, at: int) -> bool:
        for step in (-1, 1):
            n = at + step
            while 0 <= n < len(self.items) and abs(n - at) <= 2:
                item = self.items[n]
                if _is_day(item) or _is_year(item) or item.has("ordinal"):
                    return True
                if not item.has("filler") and item.word not in ("'", ".", ","):
                    break
                n += step
        return False

    def _led_by_time(self, at: int) -> bool:
        """Whether a word before tells that “May” is the month: “in May”, “end of May”."""
        if at == 0 or self.language != "en" or not self.text[self.items[at].start].isupper():
            return False
        before = self.items[at - 1]
        return before.word == "in" or before.has(
            "since", "until", "by", "start", "middle", "end", "last", "next", "late"
        )

    def core(self, at: int) -> bool:
        item = self.items[at]
        ambiguous = item.word in _AMBIGUOUS or (self.language == "fa" and item.has("solar"))
        if item.has("month", "solar"):
            if self._beside_number(at):
                return True
            if ambiguous:
                return self._led_by_time(at)
            return self.text[item.start].isupper() or self.language != "en"
        if item.has("lunar"):
            # Names of the other months are names of men, or common words.
            return self._beside_number(at)
        if item.has("weekday"):
            if ambiguous:
                return self.near(at, "unit", "filler", "part", reach=1)
            return not (self.language == "en" and not self.text[item.start].isupper())
        if item.has("today", "context", "this_year", "last_year"):
            return item.word not in ("sabah", "mañana", "manana", "حاليا", "eve", "veille")
        if _is_year(item):
            before = self.items[at - 1] if at else None
            after = self.items[at + 1] if at + 1 < len(self.items) else None
            return bool(
                (
                    before
                    and before.has("filler", "since", "until", "from", "by", "between", "season")
                )
                or (after and after.has("filler", "unit") and self.language in ("ru", "tr", "az"))
            )
        if item.has("unit"):
            if item.classes["unit"] in ("minute", "hour", "night", "decade", "century"):
                return False
            return self.near(at, *_RELATIVE, *_SHIFTS) or item.classes["unit"] == "weekend"
        return False

    def _grow(self, at: int, step: int) -> int:
        """Return the farthest index that still belongs to the expression."""
        edge = at
        n = at + step
        while 0 <= n < len(self.items) and abs(n - at) <= _LONGEST:
            item = self.items[n]
            inner = self.items[n - step]
            gap = self.text[min(inner.end, item.end) : max(inner.start, item.start)]
            if "\n" in gap or len(gap) > 3:
                break
            if item.word in (",", "،", ".") and not self._crosses(n):
                break
            if item.has("and") and not self._links(n):
                break
            if item.has(*_TIME):
                if self._bounds(item, step) or (item.has(*_EDGE) and self._belongs(item, n)):
                    edge = n
            elif item.word not in (",", ".", "/", "'", "،", "(", "-"):
                break
            n += step
        return edge

    def _bounds(self, item: Item, step: int) -> bool:
        """Whether a word such as “since” stands on the side where it governs."""
        if not item.has("since", "until", "from", "by"):
            return False
        return step > 0 if self.language in ("tr", "az") else step < 0

    def _crosses(self, at: int) -> bool:
        """Whether an expression goes on beyond a comma, or a stop after “Nov”."""
        if not 0 < at < len(self.items) - 1:
            return False
        before, after = self.items[at - 1], self.items[at + 1]
        if self.items[at].word == ".":
            return before.has("month") and (_is_day(after) or _is_year(after))
        beyond = self.items[at + 2] if at + 2 < len(self.items) else None
        day_or_month = after.has("month", "solar") or (
            _is_day(after) and not (beyond and beyond.has("unit"))
        )
        if before.has("weekday"):
            return day_or_month or after.has("ordinal")
        if before.has("month", "solar") or _is_day(before):
            return _is_year(after) or after.has("weekday")
        return _is_year(before) and after.has("month")

    def _links(self, at: int) -> bool:
        """Whether an “and” stands between two days, two months or two years."""
        if not 0 < at < len(self.items) - 1:
            return False
        before, after = self.items[at - 1], self.items[at + 1]
        kinds = (_is_day, _is_year, lambda item: item.has("month"))
        return any(kind(before) and kind(after) for kind in kinds)

    def _belongs(self, item: Item, at: int) -> bool:
        if item.has("month", "weekday", "lunar") and not item.has("unit"):
            return self.core(at)
        if item.has("this", "last", "next", "past") and self.language in ("en", "fr", "es"):
            return self.near(at, "unit", "month", "weekday", "season", "part")
        if item.digits:
            return _is_day(item) or _is_year(item) or self.near(at, "unit", reach=1)
        if item.has("number", "ordinal"):
            value = item.classes.get("number", item.classes.get("ordinal"))
            small = isinstance(value, int) and value <= 31
            return self.near(at, "unit", "month", "solar", reach=2 if small else 1)
        return not item.has("since", "until", "from", "by")

    def spans(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for at, item in enumerate(self.items):
            if not item.classes or not self.core(at):
                continue
            first, last = self._grow(at, -1), self._grow(at, 1)
            start, end = self.items[first].start, self.items[last].end
            if found and start < found[-1][1]:
                found[-1] = (min(start, found[-1][0]), max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found


def scan(text: str, language: str) -> list[tuple[int, int]]:
    """Return the offsets of the time expressions in a text, in order, none overlapping.

    Prefers to miss one rather than to take other words for one: “may”, “march” and
    bare years count only with a number or a preposition beside them.
    """
    return _Scan(text, language).spans()
