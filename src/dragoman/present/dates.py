"""Dates in words that are no more exact than what is known."""

from __future__ import annotations

from dragoman.records import Basis, DateValue, Precision

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OPEN_ENDED = (Precision.RANGE, Precision.BEFORE, Precision.AFTER)
_BASIS = {
    Basis.STATED: "as the text states",
    Basis.RELATIVE: "counted from the date of publication",
    Basis.INHERITED: "taken over from an earlier sentence or the headline",
}


def label(date: DateValue | None) -> str:
    """Return a short form: ``2023-09-10``, ``Sep 2023``, ``before 2015``, ``undated``.

    A date that was not stated but counted from the publication or taken over from an
    earlier sentence begins with ``~``.
    """
    if date is None:
        return "undated"
    words = _words(date)
    return words if date.basis is Basis.STATED else f"~{words}"


def describe(date: DateValue | None) -> str:
    """Return the long form for a single event: the days, the precision, what it rests on."""
    if date is None:
        return "undated: no report gives ground for a date"
    days = " to ".join(d for d in dict.fromkeys((date.start, date.end)) if d)
    if date.precision is Precision.BEFORE:
        days = f"on or before {date.end}"
    elif date.precision is Precision.AFTER:
        days = f"on or after {date.start}"
    exact = "" if date.precision in _OPEN_ENDED else "to the "
    return f"{days} ({exact}{date.precision}; {_BASIS[date.basis]})"


def _words(date: DateValue) -> str:
    start, end = date.start, date.end
    match date.precision:
        case Precision.BEFORE if end:
            return f"before {int(end[:4]) + 1}" if end.endswith("-12-31") else f"until {end}"
        case Precision.AFTER if start:
            return f"since {start[:4] if start.endswith('-01-01') else start}"
        case Precision.YEAR if start and _whole_years(start, end):
            return _years(start, end)
        case Precision.MONTH if start and _same_month(start, end):
            return f"{_month(start)} {start[:4]}"
        case Precision.WEEK if start:
            return f"week of {start}"
    if start and end and start != end:
        return _stretch(start, end)
    return start or (f"until {end}" if end else "undated")


def _whole_years(start: str, end: str | None) -> bool:
    return start.endswith("-01-01") and (end is None or end.endswith("-12-31"))


def _years(start: str, end: str | None) -> str:
    return start[:4] if end is None or end[:4] == start[:4] else f"{start[:4]}–{end[:4]}"


def _same_month(start: str, end: str | None) -> bool:
    return end is None or start[:7] == end[:7]


def _month(day: str) -> str:
    return _MONTHS[int(day[5:7]) - 1]


def _stretch(start: str, end: str) -> str:
    if start.endswith("-01-01") and end.endswith("-12-31"):
        return _years(start, end)
    if start[:7] == end[:7]:
        return f"{start}…{end[8:]}"
    if start[:4] == end[:4]:
        return f"{_month(start)}–{_month(end)} {start[:4]}"
    return f"{_month(start)} {start[:4]}–{_month(end)} {end[:4]}"
