"""The records of a comparison with an outside source: its rows, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.records import Record


@dataclass(frozen=True, slots=True)
class OutsideEvent(Record):
    """A row of an outside source, as far as it can be compared.

    Attributes:
        source: format of the file.
        line: of the file, counted from 1.
        id: of the row there.
        day: ISO day; ``month`` says that only its month is known.
        type: nearest PLOVER type; null where the row is no act in PLOVER's sense.
        label: how the source codes it, such as ``CAMEO 042``.
        actors: countries of who acts, in our codes; ``recipients`` likewise.
        directed: whether the source tells who acts from who is acted upon.
        text: what the row says in words: names of the parties, the source.
    """

    source: str
    line: int
    id: str
    day: str
    type: str | None
    label: str
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    month: bool = False
    directed: bool = True
    text: str = ""


@dataclass(slots=True)
class Share:
    """How many were found on both sides, only here, only there."""

    matched: int = 0
    here: int = 0
    there: int = 0


@dataclass(frozen=True, slots=True)
class Pair(Record):
    """An event of ours and the rows that tell of it there."""

    event_id: str
    title: str
    rows: tuple[OutsideEvent, ...]


@dataclass(slots=True)
class Comparison:
    """What came of comparing.

    Attributes:
        source: format of the file.
        rows: rows that could be compared, and of these ``rows_matched`` that tell of an event
            of ours.
        events: events of ours within the file's days, and of these ``events_matched``.
        first: first and ``last`` day of the file.
        left_out: why rows or events could not be compared, and how many.
        types: by PLOVER type; months: by month (``2019-01``).
        pairs: examples of what matched; here and there: of what did not.
    """

    source: str
    rows: int = 0
    rows_matched: int = 0
    events: int = 0
    events_matched: int = 0
    first: str | None = None
    last: str | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    types: dict[str, Share] = field(default_factory=dict)
    months: dict[str, Share] = field(default_factory=dict)
    pairs: list[Pair] = field(default_factory=list)
    here: list[tuple[str, str]] = field(default_factory=list)
    there: list[OutsideEvent] = field(default_factory=list)
