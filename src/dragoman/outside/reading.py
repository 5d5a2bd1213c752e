"""Read a file of an outside source, line by line; a bad line is told and passed over."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dragoman.compared import OutsideEvent
from dragoman.errors import UsageError
from dragoman.ontology import TYPES
from dragoman.ontology.cameo import plover
from dragoman.ontology.countries import code_of, countries

_GDELT_COLUMNS = 61
_GDELT_OLD = 57, 58
_OLDER_NAMES = {"FIGHT": "ASSAULT", "THREAT": "THREATEN", "RESTRICT": "COERCE", "DEMAND": "REQUEST",
                "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}  # fmt: skip
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_WORDED = re.compile(r"(\d{1,2}) ([A-Za-z]+) (\d{4})")
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip
_OTHER_NAMES = {
    "russian federation": "RUS", "occupied palestinian territory": "PSE", "palestine": "PSE",
    "palestinian territory, occupied": "PSE", "south korea": "KOR", "north korea": "PRK",
    "czechia": "CZE", "turkiye": "TUR", "türkiye": "TUR", "ivory coast": "CIV",
    "cote d'ivoire": "CIV", "côte d’ivoire": "CIV", "burma": "MMR", "macedonia": "MKD",
    "swaziland": "SWZ", "east timor": "TLS", "laos": "LAO", "vietnam": "VNM", "syria": "SYR",
    "bosnia-herzegovina": "BIH", "democratic republic of the congo": "COD",
    "republic of congo": "COG", "congo, the democratic republic of the": "COD",
    "united states of america": "USA", "iran, islamic republic of": "IRN", "cape verde": "CPV",
    "european union": "EUR", "united nations": "UNO",
}  # fmt: skip
_CAMEO_COUNTRIES = {"KSV": "KOS", "ROM": "ROU", "ZAR": "COD", "TMP": "TLS"}
_ACLED_TYPES = {
    "Battles": "ASSAULT",
    "Explosions/Remote violence": "ASSAULT",
    "Violence against civilians": "ASSAULT",
    "Protests": "PROTEST",
    "Riots": "PROTEST",
}
_ACLED_SUBTYPES = {
    "Agreement": "SUPPORT",
    "Arrests": "COERCE",
    "Looting/property destruction": "COERCE",
    "Change to group/activity": "MOBILIZE",
    "Non-violent transfer of territory": "RETREAT",
}
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_OF = re.compile(r"\bof(?: the)? ([^()]+?)(?: \(|$)")

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be used, and why."""

    line: int
    message: str


class _BadLineError(Exception):
    """A line is not what it should be."""


def _text(lines: Iterable[bytes]) -> Iterator[str]:
    """Decode lines: UTF-8, or Latin-1 where a line is none."""
    for n, raw in enumerate(lines):
        body = raw.removeprefix(b"\xef\xbb\xbf") if n == 0 else raw
        try:
            yield body.decode("utf-8")
        except UnicodeDecodeError:
            yield body.decode("latin-1")


def recognise(first: str) -> str | None:
    r"""Return the format that a first line shows; null if none is known.

    >>> recognise("Event ID\tEvent Date\tSource Country\tCAMEO Code")
    'icews'
    """
    cells = first.rstrip("\r\n").split("\t")
    names = {c.strip().casefold() for c in cells}
    if {"event id", "event type", "actor country"} <= names:
        return "polecat"
    if {"event id", "source country", "cameo code"} <= names:
        return "icews"
    if "event_id_cnty" in first.casefold():
        return "acled"
    if len(cells) >= _GDELT_OLD[0] and cells[0].strip().isdigit() and cells[1].strip().isdigit():
        return "gdelt"
    return None


def read(
    lines: Iterable[bytes], *, name: str, form: str | None = None
) -> tuple[str, Iterator[OutsideEvent | Fault]]:
    """Return the format of a file, and its rows as they come, bad ones as faults.

    Args:
        lines: of the file.
        name: of the file, for messages.
        form: one of :data:`FORMATS`; told by the first line without it.

    Raises:
        UsageError: the file is empty, or of no format that is known.
    """
    found = _text(lines)
    first = next(found, None)
    if first is None or not first.strip("\x00 \t\r\n"):
        raise UsageError("empty-file", f"{name} is empty")
    known = form or recognise(first)
    if known is None:
        raise UsageError(
            "unknown-format",
            f"{name} does not look like a file of {', '.join(FORMATS)}: its first line is "
            f"{first[:60]!r}; name the format with --format",
        )
    return known, _rows(known, first, found, name)


def _rows(form: str, first: str, rest: Iterator[str], name: str) -> Iterator[OutsideEvent | Fault]:
    build, wanted = FORMATS[form]
    numbered: Iterator[tuple[int, list[str]]]
    if form == "gdelt":
        header = [str(n) for n in range(_GDELT_COLUMNS)]
        numbered = _cells(first, rest, skip=False)
    elif form == "acled":
        rows = _csv(first, rest)
        header = next(rows)[1]
        numbered = rows
    else:
        header = first.rstrip("\r\n").split("\t")
        numbered = _cells(first, rest, skip=True)
    header = [h.strip() for h in header]
    missing = [w for w in wanted if w not in header]
    if missing:
        raise UsageError(
            "bad-header", f"{name} is no file of {form}: it has no column {', '.join(missing)}"
        )
    for line, cells in numbered:
        if not any(c.strip() for c in cells):
            continue
        try:
            if form == "gdelt" and len(cells) not in (*_GDELT_OLD, _GDELT_COLUMNS):
                raise _BadLineError(f"has {len(cells)} columns, not {_GDELT_COLUMNS}")
            if form != "gdelt" and len(cells) < len(header) and len(cells) <= _last(header, wanted):
                raise _BadLineError(f"has {len(cells)} columns, not {len(header)}")
            yield build(dict(zip(header, map(_plain, cells), strict=False)), line)
        except _BadLineError as error:
            yield Fault(line, str(error))


def _last(header: list[str], wanted: Iterable[str]) -> int:
    return max(header.index(w) for w in wanted)


def _plain(cell: str) -> str:
    """Return a cell without the mark that defuses formulas, and empty for what is missing."""
    text = cell.strip()
    if text.startswith("'") and text[1:2] in ("=", "+", "-", "@"):
        text = text[1:]
    return "" if text in ("None", "NA", "NULL") else text


def _cells(first: str, rest: Iterator[str], *, skip: bool) -> Iterator[tuple[int, list[str]]]:
    if not skip:
        yield 1, first.rstrip("\r\n").split("\t")
    for n, line in enumerate(rest, 2):
        yield n, line.rstrip("\r\n").split("\t")


def _csv(first: str, rest: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the rows of CSV with the line on which each begins; quotes may hold line breaks."""

    def lines() -> Iterator[str]:
        yield first
        yield from rest

    csv.field_size_limit(10_000_000)
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(lines(), delimiter=separator)
    while True:
        begins = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield begins, [""]
            continue
        yield begins, row


def _day(text: str) -> str:
    """Return an ISO day.

    Raises:
        _BadLineError: it is none.
    """
    try:
        if m := _DAY.fullmatch(text):
            return datetime.date(*map(int, m.groups())).isoformat()
        if m := _SLASHED.fullmatch(text):
            month, day, year = map(int, m.groups())
            return datetime.date(year, month, day).isoformat()
        if m := _WORDED.fullmatch(text):
            number = next(n for n, x in enumerate(_MONTHS, 1) if x.startswith(m[2].casefold()))
            return datetime.date(int(m[3]), number, int(m[1])).isoformat()
        if len(text) == 8 and text.isdigit():
            return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except (ValueError, StopIteration):
        pass
    raise _BadLineError(f"has no date: {text[:30]!r}")


def _named(text: str) -> str | None:
    """Return the code of a country by its English name."""
    wanted = text.strip().casefold()
    return _OTHER_NAMES.get(wanted) or _names().get(wanted)


def _names() -> dict[str, str]:
    if not _NAMES:
        _NAMES.update({c.name.casefold(): c.code for c in countries()})
    return _NAMES


_NAMES: dict[str, str] = {}


def _codes(text: str) -> tuple[str, ...]:
    """Return the country codes of a list."""
    parts = re.split(r"[;|]", text)
    found = (p.strip() for p in parts)
    return tuple(dict.fromkeys(p for p in found if p and p != "None"))


def _polecat(row: Row, line: int) -> OutsideEvent:
    kind = row["Event Type"].upper()
    kind = _OLDER_NAMES.get(kind, kind)
    if kind not in TYPES:
        raise _BadLineError(f"has an event type that PLOVER lacks: {row['Event Type'][:30]!r}")
    names = (row.get("Actor Name", ""), row.get("Recipient Name", ""))
    return OutsideEvent(
        "polecat",
        line,
        row["Event ID"],
        _day(row["Event Date"]),
        kind,
        f"{kind} {row.get('Event Mode', '')}".strip(),
        _codes(row["Actor Country"]),
        _codes(row["Recipient Country"]),
        text=" → ".join(filter(None, names)),
    )


def _icews(row: Row, line: int) -> OutsideEvent:
    code = row["CAMEO Code"]
    if not code.isdigit():
        raise _BadLineError(f"has no CAMEO code: {code[:30]!r}")
    if len(code) < 4 and not code.startswith("0") and int(code[:2]) > 20:
        code = f"0{code}"  # a spreadsheet took the zero away
    countries_ = [_named(row[c]) for c in ("Source Country", "Target Country")]
    names = (row.get("Source Name", ""), row.get("Target Name", ""))
    return OutsideEvent(
        "icews",
        line,
        row["Event ID"],
        _day(row["Event Date"]),
        _type(code),
        f"CAMEO {code}",
        tuple(filter(None, countries_[:1])),
        tuple(filter(None, countries_[1:])),
        text=" → ".join(filter(None, names)),
    )


def _gdelt(row: Row, line: int) -> OutsideEvent:
    code = row["26"]
    if not code.isdigit():
        raise _BadLineError(f"has no CAMEO code: {code[:30]!r}")
    sides = [
        _cameo_country(row[code_], row[country]) for code_, country in (("5", "7"), ("15", "17"))
    ]
    names = (row["6"], row["16"])
    return OutsideEvent(
        "gdelt",
        line,
        row["0"],
        _day(row["1"]),
        _type(code),
        f"CAMEO {code}",
        tuple(filter(None, sides[:1])),
        tuple(filter(None, sides[1:])),
        text=" → ".join(filter(None, names)),
    )


def _cameo_country(code: str, country: str) -> str | None:
    if code.startswith("IGOUNO"):
        return "UNO"
    return _CAMEO_COUNTRIES.get(country, country) or None


def _type(code: str) -> str | None:
    found = plover(code)
    return found[0] if found else None


def _acled(row: Row, line: int) -> OutsideEvent:
    kind, sub = row["event_type"], row.get("sub_event_type", "")
    type_ = _ACLED_TYPES.get(kind) or _ACLED_SUBTYPES.get(sub)
    home = code_of("numeric", row.get("iso", "")) or _named(row.get("country", ""))
    sides = []
    for names in (("actor1", "assoc_actor_1"), ("actor2", "assoc_actor_2")):
        words = [w for n in names for w in row.get(n, "").split(";")]
        found = dict.fromkeys(filter(None, (_acled_country(w) for w in words)))
        # ACLED names its actors without their state where they act at home.
        sides.append(tuple(found) or ((home,) if home and row.get(names[0]) else ()))
    return OutsideEvent(
        "acled",
        line,
        row["event_id_cnty"],
        _day(row["event_date"]),
        type_,
        f"{kind}: {sub}" if sub else kind,
        sides[0],
        sides[1],
        month=row.get("time_precision") == "3",
        directed=False,
        text=" / ".join(filter(None, (row.get("actor1", ""), row.get("actor2", "")))),
    )


def _acled_country(words: str) -> str | None:
    if found := _named(words):
        return found
    brackets = [_named(w) for w in _IN_BRACKETS.findall(words)]
    if any(brackets):
        return next(filter(None, brackets))
    m = _OF.search(words)
    return _named(m[1]) if m else None


Builder = Callable[[Row, int], OutsideEvent]

FORMATS: Mapping[str, tuple[Builder, tuple[str, ...]]] = {
    "polecat": (
        _polecat,
        ("Event ID", "Event Date", "Event Type", "Actor Country", "Recipient Country"),
    ),
    "icews": (
        _icews,
        ("Event ID", "Event Date", "Source Country", "CAMEO Code", "Target Country"),
    ),
    "gdelt": (_gdelt, ()),
    "acled": (_acled, ("event_id_cnty", "event_date", "event_type", "actor1")),
}
"""The formats that can be compared, what builds their rows, and columns they cannot lack."""
