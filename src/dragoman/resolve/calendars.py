"""Arithmetic of days, weeks, months, the Solar Hijri and the lunar Hijri calendar, Easter."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

#: Months of the meteorological seasons of the north, as (first month, year shift).
_SEASON_STARTS = (3, 6, 9, 12)
#: Umm al-Qura: for each year from 1300 on three hexadecimal digits, a bit for each month, the
#: first month highest; where it is set the month has 30 days, else 29.
_UMM_AL_QURA = (
    "aaad54ec96d46ea36caad5556a9792ba95d4ada55cd2d69574ab54b6a5ad4aea4f51768b6a5ad52d695b49da4d"
    "d26d955ac9b62baa5b52ba956caae92f49762b6956acaba4bd25d92dc96d54daa5b52ba55b49b655729754b6a3"
    "752b6556aaab52bc95d4ada55caad69574ab94baa5b52b6a5752768b745b5555a95b49da4dd26e936aaad54db2"
    "5d52da95b4aba55b49b64b715b4ab5a55d25e92ec96d4ae996b4aba93d49da4db2ab94baa5b52ba95b2ab5555c"
    "4bd23d91da95b4ab5a56d2b693b49b6556a9754b6a56caad555b29b92ba95d4ada55aaab595749764baa5b52b6"
    "a56e4db25b52b6a5ad2ae92f49764b6a56acad655d49da4dd16d955aa5b52da95b4ad5956ca6e4aea4f52b6956"
    "aaab54bd25d92ea96d4ada95b4aba55b29b54d6a97547693749b5556aa6b52b"
)
_LUNAR_FIRST, _LUNAR_LAST = 1300, 1500
_LUNAR_EPOCH = date(1882, 11, 12)


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


def _lunar_months_of(year: int) -> tuple[int, ...]:
    """Return the lengths of the months of a lunar Hijri year, in days."""
    at = (year - _LUNAR_FIRST) * 3
    bits = int(_UMM_AL_QURA[at : at + 3], 16)
    return tuple(29 + (bits >> (11 - n) & 1) for n in range(12))


@cache
def _lunar_new_year(year: int) -> date:
    """Return the first day of a lunar Hijri year."""
    passed = sum(sum(_lunar_months_of(y)) for y in range(_LUNAR_FIRST, year))
    return _LUNAR_EPOCH + timedelta(days=passed)


def lunar(year: int, number: int, of_month: int = 1) -> date | None:
    """Return the Gregorian day of a lunar Hijri date, or None where there is none.

    By the Umm al-Qura calendar, years 1300 to 1500 (1882 to 2077); others are refused. What
    a country saw of the moon may differ by a day.
    """
    if not (_LUNAR_FIRST <= year <= _LUNAR_LAST and 1 <= number <= 12):
        return None
    lengths = _lunar_months_of(year)
    if not 1 <= of_month <= lengths[number - 1]:
        return None
    return _lunar_new_year(year) + timedelta(days=sum(lengths[: number - 1]) + of_month - 1)


def lunar_month(year: int, number: int) -> Stretch | None:
    """Return a lunar Hijri month as Gregorian days."""
    first = lunar(year, number)
    if first is None:
        return None
    return Stretch(first, first + timedelta(days=_lunar_months_of(year)[number - 1] - 1))


def lunar_year_of(value: date) -> int:
    """Return the lunar Hijri year in which a day lies, one more or less at its ends."""
    return int((value - _LUNAR_EPOCH).days / 354.367) + _LUNAR_FIRST


def easter(year: int, *, orthodox: bool = False) -> date | None:
    """Return Easter Sunday of the western or the Orthodox church, 1900 to 2099; else None."""
    if not 1900 <= year <= 2099:
        return None
    golden = year % 19
    if orthodox:
        moon = (19 * golden + 15) % 30
        after = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
        number, of_month = divmod(moon + after + 114, 31)
        return date(year, number, of_month + 1) + timedelta(days=13)
    century = year // 100
    epact = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    epact -= (epact // 28) * (1 - (29 // (epact + 1)) * ((21 - golden) // 11))
    whole = (year + year // 4 + epact + 2 - century + century // 4) % 7
    shift = epact - whole
    number = 3 + (shift + 40) // 44
    return date(year, number, shift + 28 - 31 * (number // 4))


def quarter(year: int, number: int, shift: int = 0) -> Stretch | None:
    """Return a quarter of a year, so many quarters after the given one (1 to 4)."""
    first = month(year, 3 * number - 2, 3 * shift)
    last = month(year, 3 * number, 3 * shift)
    return Stretch(first.start, last.end) if first and last else None


def half(year: int, number: int) -> Stretch | None:
    """Return the first or the second half of a year."""
    first, last = month(year, 6 * number - 5), month(year, 6 * number)
    return Stretch(first.start, last.end) if first and last else None
