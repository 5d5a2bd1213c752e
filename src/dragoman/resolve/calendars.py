"""Arithmetic of days, weeks, months and the Solar Hijri calendar."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

#: Months of the meteorological seasons of the north, as (first month, year shift).
_SEASON_STARTS = (3, 6, 9, 12)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from ``start`` to ``end``, both included."""

    start: date
    end: date


def day(value: date) -> Stretch:
    """Return one day."""
    return Stretch(value, value)


def shifted(value: date, days: int) -> date | None:
    """Return a day so many days later, or None outside the calendar."""
    try:
        return value + timedelta(days=days)
    except OverflowError:
        return None


def week(value: date, shift: int = 0) -> Stretch | None:
    """Return the week, Monday to Sunday, so many weeks after the one a day lies in."""
    monday = shifted(value, shift * 7 - value.weekday())
    sunday = shifted(monday, 6) if monday else None
    return Stretch(monday, sunday) if monday and sunday else None


def month(year: int, number: int, shift: int = 0) -> Stretch | None:
    """Return a month, so many months after the given one; None outside the calendar."""
    index = year * 12 + number - 1 + shift
    year, number = divmod(index, 12)
    if not date.min.year <= year <= date.max.year:
        return None
    last = calendar.monthrange(year, number + 1)[1]
    return Stretch(date(year, number + 1, 1), date(year, number + 1, last))


def years(first: int, last: int) -> Stretch | None:
    """Return whole years, both included."""
    if not date.min.year <= first <= last <= date.max.year:
        return None
    return Stretch(date(first, 1, 1), date(last, 12, 31))


def season(year: int, number: int) -> Stretch | None:
    """Return a season: 0 spring (March to May) to 3 winter (from December of ``year``)."""
    first = month(year, _SEASON_STARTS[number])
    last = month(year, _SEASON_STARTS[number], 2)
    return Stretch(first.start, last.end) if first and last else None


def make(year: int, number: int, of_month: int) -> date | None:
    """Return a day, or None where the calendar has none such."""
    try:
        return date(year, number, of_month)
    except ValueError:
        return None


def moved(value: date, unit: str, count: int) -> date | None:
    """Return a day so many hours, days, weeks, months or years later, or None.

    A month later than the 31st is the last of a shorter month; hours are rounded up.
    """
    if unit in ("minute", "hour"):
        return shifted(value, -(-count // 24) if unit == "hour" else 0)
    if unit in ("day", "night"):
        return shifted(value, count)
    if unit in ("week", "fortnight"):
        return shifted(value, count * (7 if unit == "week" else 14))
    if unit in ("month", "year"):
        whole = month(value.year, value.month, count * (12 if unit == "year" else 1))
        if whole is None:
            return None
        return min(whole.end, whole.start + timedelta(days=value.day - 1))
    return None


def weekday_on_or_before(value: date, number: int) -> date | None:
    """Return the last such weekday (0 is Monday) up to a day."""
    return shifted(value, -((value.weekday() - number) % 7))


def weekday_on_or_after(value: date, number: int) -> date | None:
    """Return the first such weekday (0 is Monday) from a day on."""
    return shifted(value, (number - value.weekday()) % 7)


def _solar_leap(year: int) -> bool:
    # The 33-year rule; it agrees with the astronomical calendar from 1244 to 1472.
    return (year % 33) in (1, 5, 9, 13, 17, 22, 26, 30)


def solar(year: int, number: int, of_month: int = 1) -> date | None:
    """Return the Gregorian day of a Solar Hijri date, or None where there is none.

    Years 1244 to 1472 (1865 to 2094) are exact; others are refused.
    """
    if not (1244 <= year <= 1472 and 1 <= number <= 12 and of_month >= 1):
        return None
    length = 31 if number <= 6 else 30 if number <= 11 or _solar_leap(year) else 29
    if of_month > length:
        return None
    # 1 Farvardin 1400 was 21 March 2021.
    days = sum(365 + _solar_leap(y) for y in range(min(year, 1400), max(year, 1400)))
    start = date(2021, 3, 21) + timedelta(days=days if year >= 1400 else -days)
    passed = (number - 1) * 31 - max(number - 7, 0)
    return start + timedelta(days=passed + of_month - 1)


def solar_month(year: int, number: int) -> Stretch | None:
    """Return a Solar Hijri month as Gregorian days."""
    first = solar(year, number)
    after = solar(year, number + 1) if number < 12 else solar(year + 1, 1)
    if first is None or after is None:
        return None
    return Stretch(first, after - timedelta(days=1))


def solar_year_of(value: date) -> int:
    """Return the Solar Hijri year in which a day lies (1244 to 1472; else a guess)."""
    year = value.year - 621
    new_year = solar(year, 1)
    if new_year is None:
        new_year = date(value.year, 3, 21)
    return year if value >= new_year else year - 1
