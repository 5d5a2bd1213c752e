"""What a brief is made of, whatever format it is written in.

All text here may come from pages; each format escapes it in its own way. Events are
referred to by id; a reference is shown as the event's number in the brief.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dragoman.present.charts import Chart


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, or a cell of a table, and the events that it rests on."""

    text: str
    events: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences; an item that marks of a chart lead to has an ``anchor``."""

    items: tuple[tuple[str | None, Sentence], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; the first cell is its head. ``anchor``: its id, if marks lead to it."""

    cells: tuple[Sentence, ...]
    anchor: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``numeric``: numbers of the columns that hold figures."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart with its words below."""

    chart: Chart


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a quoted sentence. ``kind``: ``trigger``, ``party`` or empty."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """A report of an event: its sentence, where it stands, and according to whom.

    ``source`` is the id of a document of the brief; ``about`` its publisher and day;
    ``note`` such as “alleged by Armenia”.
    """

    pieces: tuple[Piece, ...]
    source: str
    about: str = ""
    note: str = ""
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An event in the timeline.

    Attributes:
        kind: type and mode; ``quad`` the quad class.
        marks: what qualifies it: ``planned``, ``contested`` …
        notes: what reports disagree on, what it follows or fulfils, how it stands.
    """

    event_id: str
    date: str
    kind: str
    quad: str
    who: str
    place: str
    marks: tuple[str, ...]
    tellings: tuple[Telling, ...]
    notes: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """Events in order."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A text that tells some of the events; ``copies`` repeat it and count once with it.

    ``about``: publisher, day and language in words. ``uri`` may be anything that a page gives.
    """

    doc_id: str
    title: str
    about: str
    uri: str
    events: tuple[str, ...]
    copies: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Sources:
    """Texts, the earliest first."""

    sources: tuple[Source, ...]


Block = Paragraph | Bullets | Table | Picture | Entries | Sources


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the brief; ``level`` 3 for a part within the one before."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Brief:
    """All that a brief says.

    Attributes:
        title: such as ``Azerbaijan and Iran``.
        subtitle: what is covered: dates asked for, the moment.
        sections: in order.
        numbers: of the events, from 1, in the order of the timeline.
        sources: numbers of the documents, copies among them (``3``, ``3a``).
        command: what made it.
    """

    title: str
    subtitle: str
    sections: tuple[Section, ...]
    command: str
    numbers: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
