"""Numbers in words: “twenty-four”, “quatre-vingt-dix”, “ثلاثة وعشرون”, “12 тыс.”."""

from __future__ import annotations

from collections.abc import Sequence

from dragoman.resolve.lexicon import Item


def _joined(current: float, value: float, *, item: Item) -> float | None:
    """Return what a number becomes when another number word follows, or None."""
    last = current % 100
    if value == 100 and 0 < last < 10:
        return current - last + last * 100
    if value == 100 and current == last and 10 < last < 100 and last % 10:
        return last * 100
    if value == 20 and last == 4 and item.word.startswith("vingt"):
        return current + 76
    if last == 0 and current > 0 and value < 100:
        return current + value
    if last >= 20 and last % 10 == 0 and 0 < value < 10:
        return current + value
    if last in (60, 80) and 10 <= value < 20:
        return current + value
    if last in (10, 70, 90) and 0 < value < 10:
        return current + value
    teen = value == 10 and item.has("number") and not item.joined
    if 0 < last < 10 and (teen or (item.joined and 20 <= value < 100)):
        return current + value
    return None


def _numeric(item: Item) -> float | None:
    value = item.classes.get("number", item.classes.get("ordinal"))
    return value if isinstance(value, (int, float)) else None


def _digits_on(items: Sequence[Item], at: int) -> tuple[float, float, int] | None:
    """Read digits that go on with “thousand” or “million”: “50 тысяч 183”, “1 млн 200 тыс.”.

    Returns:
        The digits' number, by what a word after them multiplies it, and the index after
        both; None where digits do not go on. Only those below a thousand do.
    """
    linked = items[at].word in (".", "و")
    stop = items[at].word == "."
    at += linked
    if at >= len(items) or not items[at].digits or (stop and items[at].digits != 3):
        return None
    value = _numeric(items[at])
    if value is None or value >= 1000:
        return None
    times = _numeric(items[at + 1]) if at + 1 < len(items) and not items[at + 1].digits else None
    if times is None or times < 1000:
        return value, 1.0, at + 1
    return value, times, at + 2


def read_number(items: Sequence[Item], at: int) -> tuple[float, int] | None:
    """Read the number that begins at an item.

    Args:
        items: items of the time or the number lexicon.
        at: where to begin; must lie inside ``items``.

    Returns:
        The value and the index after its last item; None where no number begins.
    """
    first = _numeric(items[at])
    if first is None:
        return None
    total = 0.0
    current: float = first
    written = items[at].digits > 0
    end = at + 1
    if first >= 1000 and not written:
        total, current = first, 0.0
    while end < len(items):
        more = _digits_on(items, end) if total >= 1000 and current == 0 else None
        if more is not None:
            digits, times, after = more
            if digits * times >= total:
                break
            total, end = total + digits * times, after
            if times == 1:
                break
            continue
        item = items[end]
        step = 1
        if item.has("join") or item.word == "-":
            following = items[end + 1] if end + 1 < len(items) else None
            if following is None or (written and (item.has("join") or following.digits)):
                break
            # French joins only ones so; “entre soixante et quatre-vingts” are two numbers.
            if item.word == "et" and _numeric(following) not in (1, 11):
                break
            item = following
            step = 2
        value = _numeric(item)
        if value is None:
            break
        if item.digits:
            break
        if value >= 1000:
            if step == 2 and not written:
                break
            if value > total:
                # “mil millones”: a larger word multiplies all that stands before it.
                total = (total + current or 1) * value
            else:
                total += (current or 1) * value
            current = 0.0
        elif written and total == 0:
            if value != 100 or step == 2:
                break
            current *= 100
        elif current == 0:
            current = value
        else:
            joined = _joined(current, value, item=item)
            if joined is None:
                break
            current = joined
        end += step
        if item.has("ordinal") and not item.has("number"):
            break
    return total + current, end
