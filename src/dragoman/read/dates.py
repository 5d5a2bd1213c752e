"""Dates of publication as pages write them, in the eight languages.

Only full dates are read: a day or a month, always with its year. Nothing is counted
from today, and a day and month that could be either (``03/04/2019`` on an English
page) are no date.
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from dragoman.records import Basis, DateValue, Precision

#: Nothing on the web was published earlier; scans of older papers are told by hand.
_FIRST_YEAR, _LAST_YEAR = 1900, 2100

_DIGITS = {ord(c): str(i % 10) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
_FOLD = {
    ord("ي"): "ی", ord("ك"): "ک", ord("ى"): "ی", ord("أ"): "ا", ord("إ"): "ا", ord("آ"): "ا",
    ord("İ"): "i", ord("I"): "i", ord("ı"): "i", ord("ʼ"): "'", ord("’"): "'", ord("\u200c"): " ",
    **_DIGITS,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: where it stands and what it is."""

    start: int
    end: int
    value: DateValue


def fold(text: str) -> str:
    """Fold digits, letters that pages mix and case, length kept character for character."""
    folded = text.translate(_FOLD)
    lower = folded.lower()
    if len(lower) == len(folded):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)


@cache
def _months() -> tuple[dict[str, int], dict[str, int]]:
    path = resources.files("dragoman.read").joinpath("months.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    tables = [
        {fold(name): int(number) for number, names in data[kind].items() for name in names}
        for kind in ("greg", "jalali")
    ]
    return tables[0], tables[1]


def _names(table: dict[str, int]) -> str:
    return "|".join(re.escape(n) for n in sorted(table, key=len, reverse=True))


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    greg, jalali = _months()
    names = _names({**greg, **jalali})
    of = r"(?:\s+(?:of|de|del|d')|\.|,)?\s*"
    year = r"(?P<y>\d{4})"
    tail = r"(?!\d)(?!\.\d)"
    both = rf"(?P<m>{names})(?:\s*/\s*(?:{names}))?"
    return [
        ("iso", re.compile(
            rf"(?<![\d./-]){year}[-./](?P<mo>\d{{1,2}})[-./](?P<d>\d{{1,2}}){tail}"
        )),
        ("dmy", re.compile(
            rf"(?<![\d./-])(?P<d>\d{{1,2}})(?P<sep>[./-])(?P<mo>\d{{1,2}})(?P=sep){year}{tail}"
        )),
        ("name", re.compile(
            rf"(?<!\w)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|-?го)?{of}{both}(?!\w)\.?{of}{year}(?!\d)"
        )),
        ("name", re.compile(
            rf"(?<!\w){both}(?!\w)\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{year}(?!\d)"
        )),
        ("name", re.compile(rf"(?<!\w){year}[,.]?\s+{both}(?!\w)\s+(?P<d>\d{{1,2}})(?![\d:])")),
        ("month", re.compile(rf"(?<!\w)(?<!\d\s){both}(?!\w)\.?{of}{year}(?![\d])")),
    ]  # fmt: skip


def jalali_to_gregorian(year: int, month: int, day: int) -> datetime.date:
    """Turn a day of the solar Hijri calendar into a Gregorian one.

    By the 33-year cycle that holds for 1178 to 1633; ValueError for days there are not.
    """
    if not (1178 <= year <= 1633 and 1 <= month <= 12 and 1 <= day <= (31 if month <= 6 else 30)):
        raise ValueError("no such day")
    leap = year % 33 in (1, 5, 9, 13, 17, 22, 26, 30)
    if month == 12 and day == 30 and not leap:
        raise ValueError("no such day")
    # Days since 1 Farvardin 1: each 33-year cycle holds 8 leap years.
    full = year - 1
    leaps = 8 * (full // 33) + sum(1 for r in (1, 5, 9, 13, 17, 22, 26, 30) if r <= full % 33)
    days = 365 * full + leaps + (31 * (month - 1) - max(0, month - 7)) + day - 1
    return datetime.date(622, 3, 21) + datetime.timedelta(days=days)


def _day(day: datetime.date, text: str) -> DateValue:
    iso = day.isoformat()
    return DateValue(iso, iso, Precision.DAY, Basis.STATED, text)


def _month_value(year: int, month: int, text: str) -> DateValue:
    last = calendar.monthrange(year, month)[1]
    return DateValue(
        f"{year:04}-{month:02}-01",
        f"{year:04}-{month:02}-{last:02}",
        Precision.MONTH,
        Basis.STATED,
        text,
    )


def _build(kind: str, match: re.Match[str], text: str, language: str | None) -> DateValue | None:
    greg, jalali = _months()
    parts = match.groupdict()
    year = int(parts["y"])
    solar = False
    if parts.get("m"):
        name = parts["m"]
        solar = name in jalali and (name not in greg or year < 1500)
        month = jalali[name] if solar else greg.get(name, 0)
    else:
        month = int(parts.get("mo") or 0)
        solar = 1300 <= year <= 1450
    try:
        if kind == "month":
            if solar or not _FIRST_YEAR <= year <= _LAST_YEAR:
                return None
            return _month_value(year, month, text)
        day = int(parts["d"])
        if kind == "dmy" and not solar:
            if day > 12 or month == day or parts["sep"] == "." or language not in (None, "en"):
                pass
            elif month > 12:
                day, month = month, day
            else:
                return None
            if month > 12 and day <= 12:
                day, month = month, day
        if solar:
            return _day(jalali_to_gregorian(year, month, day), text)
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            return None
        return _day(datetime.date(year, month, day), text)
    except (ValueError, calendar.IllegalMonthError):
        return None


def find_dates(text: str, *, language: str | None = None) -> list[FoundDate]:
    """Return the full dates in a text, in order, none overlapping another.

    Args:
        text: a line, at most a paragraph; longer texts are read to 2,000 characters.
        language: decides ``03/04/2019``, which is a date everywhere but in English.
    """
    text = text[:2000]
    folded = fold(text)
    found: list[FoundDate] = []
    for kind, pattern in _patterns():
        for match in pattern.finditer(folded):
            if any(match.start() < f.end and f.start < match.end() for f in found):
                continue
            value = _build(kind, match, text[match.start() : match.end()], language)
            if value is not None:
                found.append(FoundDate(match.start(), match.end(), value))
    return sorted(found, key=lambda f: f.start)


_ISO = re.compile(r"^\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$", re.S)


def parse_stated(text: str, *, language: str | None = None) -> DateValue | None:
    """Read a date that a field of metadata states; null where it states none.

    ISO 8601 dates of day, month or year precision, or any form of :func:`find_dates`.
    """
    match = _ISO.match(text)
    if match:
        year, month, day = match.groups()
        if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
            return None
        try:
            if day:
                return _day(datetime.date(int(year), int(month), int(day)), text.strip()[:10])
            if month:
                return _month_value(int(year), int(month), text.strip())
        except (ValueError, calendar.IllegalMonthError):
            return None
        return DateValue(f"{year}-01-01", f"{year}-12-31", Precision.YEAR, Basis.STATED, year)
    found = find_dates(text, language=language)
    return found[0].value if found else None
