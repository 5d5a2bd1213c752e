"""What a person writes to correct a mention, and judgements as lines of a file."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from dragoman.errors import BadLineError, UsageError
from dragoman.judged import CORRECTABLE, TIES, corrected
from dragoman.ontology import MODES, TYPES
from dragoman.records import (
    Action,
    Basis,
    DateValue,
    EventMention,
    Judgement,
    Modality,
    Party,
    Place,
    Precision,
    Record,
    Span,
)

NONE = frozenset({"none", "null", "-"})
FIELDS = {"actor": "actors", "recipient": "recipients", **{f: f for f in CORRECTABLE}}
_LARGEST = 2**31 - 1
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


# Corrections.


def correction(
    name: str,
    words: str,
    *,
    party_of: Callable[[str], Party],
    place_of: Callable[[str], Place],
) -> Callable[[EventMention, str], dict[str, Any]]:
    """Return what a correction makes of a mention: new values of its fields, in plain form.

    Args:
        name: of the field.
        words: the value as a person writes it; ``none`` empties a field that may be empty.
        party_of: finds who is meant by a name or a code.
        place_of: finds the place that is meant.

    Returns:
        A function of a mention and the clean text of its article.

    Raises:
        UsageError: there is no such field, or no such value of it.
    """
    field = FIELDS.get(name.strip().lower())
    value = words.strip()
    empty = value.casefold() in NONE
    if field is None:
        raise UsageError(
            "bad-correction", f"there is no field {name!r}; there are {', '.join(CORRECTABLE)}"
        )
    if not value or (empty and field in {"type", "modality"}):
        raise UsageError("bad-correction", f"say what the {field} is")
    if field in {"actors", "recipients"}:
        named = [] if empty else [w for w in re.split(r"[,;]", value) if w.strip()]
        parties = [(w.strip(), party_of(w.strip())) for w in named]
        return lambda m, text: {field: [_placed(w, p, m, text).to_dict() for w, p in parties]}
    if field == "type":
        kind = _choice(value, TYPES, "type")
        return lambda m, text: {"type": kind, **({} if m.mode in MODES[kind] else {"mode": None})}
    if field == "mode":
        return lambda m, text: {
            "mode": None if empty else _choice(value, MODES[m.type], f"mode of {m.type}")
        }
    plain: Any = None
    if field == "modality":
        plain = _choice(value, tuple(str(m) for m in Modality), "modality")
    elif field == "date" and not empty:
        plain = written_date(value).to_dict()
    elif field == "place" and not empty:
        plain = place_of(value).to_dict()
    return lambda m, text: {field: plain}


def _choice(value: str, known: Sequence[str], what: str) -> str:
    found = {k.casefold(): k for k in known}.get(value.casefold())
    if found is None:
        there = f"choose from {', '.join(known)}" if known else "there is none"
        raise UsageError("bad-correction", f"{value!r} is no {what}; {there}")
    return found


def written_date(words: str) -> DateValue:
    """Return the date of ``2019-01-22``, ``2019-01``, ``2019`` or ``2019-01-20/2019-01-22``.

    Raises:
        UsageError: it is none.
    """
    parts = [_DAY.fullmatch(part.strip()) for part in words.split("/")]
    try:
        spans = [_span(*(int(g) if g else None for g in m.groups())) for m in parts if m]
        if len(spans) != len(parts) or len(spans) > 2 or spans[0][0] > spans[-1][1]:
            raise ValueError
    except ValueError:
        raise UsageError(
            "bad-correction",
            f"{words!r} is no date; write 2019-01-22, 2019-01, 2019, 2019-01-20/2019-01-22 or none",
        ) from None
    precision = spans[0][2] if len(spans) == 1 else Precision.RANGE
    return DateValue(spans[0][0], spans[-1][1], precision, Basis.STATED)


def _span(
    year: int | None = None, month: int | None = None, day: int | None = None
) -> tuple[str, str, Precision]:
    first = date(year or 0, month or 1, day or 1)
    if day is not None:
        return first.isoformat(), first.isoformat(), Precision.DAY
    if month is None:
        return first.isoformat(), first.replace(month=12, day=31).isoformat(), Precision.YEAR
    last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first.isoformat(), last.isoformat(), Precision.MONTH


def _placed(words: str, party: Party, mention: EventMention, text: str) -> Party:
    """Return a party where the sentence names it; at no characters where it does not."""
    for known in (*mention.actors, *mention.recipients):
        if party.id is not None and known.id == party.id:
            return known
    for known in (*mention.actors, *mention.recipients):
        # “Iran's defence minister” for Iran: the same state, and the words of the text.
        if party.id is not None and known.id is None and known.country == party.id:
            return dataclasses.replace(party, text=known.text, start=known.start, end=known.end)
    start, end = mention.sentence
    for name in (party.name, words):
        if name and (found := re.search(re.escape(name), text[start:end], re.IGNORECASE)):
            return dataclasses.replace(
                party, text=found[0], start=start + found.start(), end=start + found.end()
            )
    at = mention.trigger.start
    return dataclasses.replace(party, text="", start=at, end=at)


# Lines of a file.


def read_line(raw: bytes) -> Judgement:
    """Return the judgement that a line of a file holds.

    Raises:
        BadLineError: it holds none; the message says why.
    """
    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise BadLineError("bad-encoding", "the line is not UTF-8") from None
    except (ValueError, RecursionError):
        raise BadLineError("bad-json", "the line is not JSON") from None
    if not isinstance(data, dict):
        raise BadLineError("not-an-object", "the line is JSON, but no object")
    try:
        made = Judgement.from_dict(data)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise BadLineError("bad-judgement", f"the line is no judgement: {error}") from None
    fault = _fault(made)
    if fault is not None:
        raise BadLineError("bad-judgement", fault)
    return dataclasses.replace(
        made,
        known_at=_moment(made.known_at) or "",
        retired_at=_moment(made.retired_at),
    )


def recognise(
    given: Iterable[tuple[int, Judgement]], known: Iterable[Judgement]
) -> tuple[list[Judgement], list[int]]:
    """Return the judgements of a file that a store may take, and the lines it may not.

    A line without an id that says what is known already is that judgement, even if it was
    undone; so a file that was written by hand may be read again.

    Args:
        given: numbers of lines, and what they hold.
        known: what the store has, with what was undone.
    """
    by_id: dict[str, str] = {}
    said: set[str] = set()

    def words(j: Judgement, **other: Any) -> str:
        return json.dumps(
            dataclasses.replace(j, retired_at=None, **other).to_dict(), sort_keys=True
        )

    def bare(j: Judgement) -> str:
        return words(j, judgement_id="", known_at="", turn=0)

    for j in known:
        by_id[j.judgement_id] = words(j)
        said.add(bare(j))
    fitting, strange = [], []
    for number, j in given:
        if j.judgement_id:
            if by_id.setdefault(j.judgement_id, words(j)) != words(j):
                strange.append(number)
                continue
        elif bare(j) in said:
            continue
        said.add(bare(j))
        fitting.append(j)
    return fitting, strange


def _no_number(name: str) -> None:
    raise ValueError(name)


def _moment(text: str | None) -> str | None:
    """Return a time as the store writes it; raises ValueError."""
    if not text:
        return None
    time = datetime.fromisoformat(text)
    zoned = time if time.tzinfo else time.replace(tzinfo=UTC)
    return zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _fault(j: Judgement) -> str | None:
    """Return what is wrong with a judgement, in words."""
    wrong = _ill_typed(Judgement, j)
    if wrong is not None:
        return f"{wrong} has a wrong type"
    for name in ("doc_id", "who"):
        if not getattr(j, name).strip():
            return f"{name} is empty"
    for name in ("known_at", "retired_at"):
        try:
            _moment(getattr(j, name))
        except (ValueError, OverflowError):
            return f"{name} {getattr(j, name)!r} is no time"
    if not 0 <= j.start < j.end <= _LARGEST or not 0 <= j.turn <= _LARGEST:
        return "start and end are no characters of a text"
    if j.snapshot is not None and (fault := _snapshot_fault(j.snapshot, j.start, j.end)):
        return f"snapshot: {fault}"
    if j.action in TIES:
        return _tie_fault(j)
    if j.action is Action.NOTE:
        text = j.fields.get("text")
        return None if isinstance(text, str) and text.strip() else "a note needs fields.text"
    if j.action is Action.CORRECT:
        return _correction_fault(j)
    return None


def _tie_fault(j: Judgement) -> str | None:
    if j.other_doc_id is None or j.other_start is None or j.other_end is None:
        return f"{j.action} needs other_doc_id, other_start and other_end"
    if not 0 <= j.other_start < j.other_end <= _LARGEST:
        return "other_start and other_end are no characters of a text"
    if (j.doc_id, j.start, j.end) == (j.other_doc_id, j.other_start, j.other_end):
        own = j.snapshot.mention_id if j.snapshot else None
        if j.fields.get("other") in (None, own):
            return "the other mention is the same one"
    return None


def _correction_fault(j: Judgement) -> str | None:
    unknown = sorted(set(j.fields) - set(CORRECTABLE))
    if unknown or not j.fields:
        return f"fields may be {', '.join(CORRECTABLE)}, one at least; not {unknown}"
    base = j.snapshot or EventMention(
        "", TYPES[0], None, (), Modality.ACTUAL, Span("", j.start, j.end), (), (), None, None,
        None, (), (), 1.0, (j.start, j.end),
    )  # fmt: skip
    try:
        made = corrected(base, j.fields)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        return f"fields: {error}"
    wrong = _ill_typed(EventMention, made)
    if wrong is not None:
        return f"fields: {wrong} has a wrong type"
    if j.snapshot is None and "type" not in j.fields:
        made = dataclasses.replace(made, mode=None)
    fault = _snapshot_fault(made, j.start, j.end)
    return None if fault is None else f"fields: {fault}"


def _snapshot_fault(m: EventMention, start: int, end: int) -> str | None:
    if (m.trigger.start, m.trigger.end) != (start, end):
        return "its trigger stands elsewhere"
    if not 0 <= m.sentence[0] <= start < end <= m.sentence[1] <= _LARGEST:
        return "its sentence does not hold its trigger"
    if m.type not in TYPES:
        return f"there is no type {m.type!r}"
    if m.mode is not None and m.mode not in MODES[m.type]:
        return f"{m.type} has no mode {m.mode!r}"
    try:
        for day in (m.date.start, m.date.end) if m.date else ():
            date.fromisoformat(day or "2000-01-01")
    except ValueError:
        return "its date is none"
    return None


def _ill_typed(kind: Any, value: Any, name: str = "the line") -> str | None:
    """Return the name of the first part of a value that is not of its annotated type."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        faults = [_ill_typed(k, value, name) for k in inner]
        # The fault within a record says more than that it is not null.
        return None if None in faults else max(faults, key=lambda f: len(f or ""))
    if kind is type(None):
        return None if value is None else name
    if origin is tuple:
        if not isinstance(value, tuple):
            return name
        each = inner[:1] * len(value) if inner[1:] == (...,) else inner
        if len(each) != len(value):
            return name
        parts = (_ill_typed(k, v, name) for k, v in zip(each, value, strict=True))
        return next((p for p in parts if p is not None), None)
    if origin is not None:
        return None if isinstance(value, Mapping) and all(map(_storable, value)) else name
    if isinstance(kind, type) and issubclass(kind, Record):
        if not isinstance(value, kind):
            return name
        hints = typing.get_type_hints(kind)
        parts = (_ill_typed(hints[f.name], getattr(value, f.name), f.name)
                 for f in dataclasses.fields(kind))  # fmt: skip
        return next((p for p in parts if p is not None), None)
    if kind is float:
        sound = isinstance(value, (int, float)) and not isinstance(value, bool)
        return None if sound and math.isfinite(value) else name
    if kind is int:
        return None if isinstance(value, int) and not isinstance(value, bool) else name
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return None if isinstance(value, kind) else name
    return None if isinstance(value, str) and _storable(value) else name


def _storable(text: Any) -> bool:
    """Return whether a text can be written as UTF-8."""
    try:
        str(text).encode()
    except UnicodeEncodeError:
        return False
    return True
