"""The records that pass between the stages: frozen, and importing nothing of ours.

Every offset is half-open and counts Unicode code points. In an article and in all
that follows from it, offsets point into :attr:`Article.text`, the clean text; only
:attr:`Block.source_start` and :attr:`Block.source_end` point into the page as it came.
"""

from __future__ import annotations

import dataclasses
import hashlib
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self


class Modality(StrEnum):
    """Whether an act took place."""

    ACTUAL = "actual"
    FUTURE = "future"
    HYPOTHETICAL = "hypothetical"
    NEGATED = "negated"


class Stance(StrEnum):
    """How a speaker stands to what he says."""

    ASSERT = "assert"
    ALLEGE = "allege"
    DENY = "deny"
    DOUBT = "doubt"
    SUPPORT = "support"
    OPPOSE = "oppose"


class Action(StrEnum):
    """What a person does to a mention in review."""

    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    MERGE = "merge"
    SPLIT = "split"
    NOTE = "note"


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    RANGE = "range"
    BEFORE = "before"
    AFTER = "after"


class Basis(StrEnum):
    """What a date rests on."""

    STATED = "stated"
    RELATIVE = "relative"
    INHERITED = "inherited"


class BlockKind(StrEnum):
    """What a block of a page is. Only the first five belong to the clean text."""

    TITLE = "title"
    DATELINE = "dateline"
    BODY = "body"
    CAPTION = "caption"
    SUBTITLE = "subtitle"
    BYLINE = "byline"
    SOURCE = "source"
    TEASER = "teaser"
    COMMENT = "comment"
    NAVIGATION = "navigation"
    ADVERTISEMENT = "advertisement"
    OTHER = "other"


def content_id(prefix: str, *parts: str) -> str:
    """Return an id that depends on the parts alone: ``prefix-`` and 16 hex digits."""
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{prefix}-{digest[:16]}"


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.to_dict()
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, StrEnum):
        return str(value)
    return value


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """Return what builds a value of an annotated field type from its plain form.

    None where the plain form is the value.
    """
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _reader(next(a for a in typing.get_args(kind) if a is not type(None)))
    if origin is tuple:
        inner = _reader(typing.get_args(kind)[0])
        if inner is None:
            return tuple
        return lambda values: tuple(None if v is None else inner(v) for v in values)
    if isinstance(kind, type) and issubclass(kind, Record):
        return kind.from_dict
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return kind
    return None


#: What reads each field of a record; looking the types up anew for each record is slow.
_READERS: dict[type, dict[str, Callable[[Any], Any] | None]] = {}


def _readers(kind: type[Record]) -> dict[str, Callable[[Any], Any] | None]:
    if kind not in _READERS:
        hints = typing.get_type_hints(kind)
        _READERS[kind] = {f.name: _reader(hints[f.name]) for f in dataclasses.fields(kind)}
    return _READERS[kind]


@dataclass(frozen=True, slots=True)
class Record:
    """Base of the records: conversion to and from plain JSON values."""

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain values that ``json`` can write."""
        return {f.name: _plain(getattr(self, f.name)) for f in dataclasses.fields(self)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """Build a record from :meth:`to_dict`'s values; unknown keys are ignored."""
        readers = _readers(cls)
        values: dict[str, Any] = {}
        for name, value in data.items():
            if name in readers:
                read = readers[name]
                values[name] = value if read is None or value is None else read(value)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Span(Record):
    """Characters ``start`` to ``end`` of a text, and what stands there."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DateValue(Record):
    """A day or a stretch of time; ``start`` and ``end`` are ISO days, both included.

    ``before`` leaves ``start`` null, ``after`` leaves ``end`` null.
    """

    start: str | None
    end: str | None
    precision: Precision
    basis: Basis
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Place(Record):
    """Where something happened.

    Attributes:
        precision: ``site``, ``city``, ``district``, ``province``, ``country`` or ``region``.
        admin1: name of the first administrative division, where one is known.
        admin2: name of the second.
    """

    name: str
    country: str | None
    lat: float | None
    lon: float | None
    precision: str
    text: str | None = None
    geonameid: int | None = None
    admin1: str | None = None
    admin2: str | None = None


@dataclass(frozen=True, slots=True)
class Party(Record):
    """A party as the text names it and as the knowledge places it.

    Attributes:
        text: the words of the text; ``text[start:end]`` of the article.
        name: the canonical name.
        id: ``AZE`` for a state, ``org:nato`` for an organisation, ``person:…``; null if unknown.
        country: ISO alpha-3 or an ontology code (EUR, UNO, IGO …); null if it cannot be placed.
        sector: primary PLOVER sector.
        role: the office or title in the text or in the knowledge, such as ``defense minister``.
        score: 0 to 1, how sure the resolution is; ``reason`` says in words what it rests on.
        candidates: other readings, ``id`` each.
    """

    text: str
    start: int
    end: int
    name: str | None = None
    id: str | None = None
    country: str | None = None
    sector: str | None = None
    role: str | None = None
    score: float | None = None
    reason: str | None = None
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution(Record):
    """According to whom, when the text puts an act into somebody's mouth."""

    text: str
    start: int
    end: int
    name: str | None
    country: str | None
    stance: Stance


@dataclass(frozen=True, slots=True)
class Amount(Record):
    """A number that measures an event; ``kind`` says of what (dead, people, money and so on)."""

    text: str
    start: int
    end: int
    kind: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Topic(Record):
    """What an event is about or done with. ``kind``: accord, arms, exercise, body and so on."""

    text: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Block(Record):
    """A block of a page.

    ``start`` and ``end`` point into the clean text, and are null for blocks left out
    of it; ``source_start`` and ``source_end`` point into the page's text as it came
    (null where the page was HTML or PDF). ``reason`` says why the block has its kind.
    """

    kind: BlockKind
    start: int | None
    end: int | None
    source_start: int | None = None
    source_end: int | None = None
    text: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Article(Record):
    """A page, cleaned: where it came from and what it says.

    Attributes:
        doc_id: depends on the clean text, title and uri alone.
        uri: where the page came from; for a file, its name as it was given.
        text: the clean text: title, dateline, body and captions, in order, a blank line
            between blocks.
        blocks: all blocks of the page, kept or left out, in the page's order.
        published: the date of publication, or null where the page gives no sound date.
        sha256: of ``text``.
        notices: things the reader should know (as “language guessed from 12 words”).
    """

    doc_id: str
    uri: str
    title: str | None
    publisher: str | None
    author: str | None
    published: DateValue | None
    language: str | None
    text: str
    blocks: tuple[Block, ...] = ()
    sha256: str = ""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventMention(Record):
    """One report of one act in one document, coded and resolved.

    ``mention_id`` depends on the document's text and the mention's own fields alone;
    it is empty for a mention that belongs to no document yet.
    """

    mention_id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    modality: Modality
    trigger: Span
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: DateValue | None
    place: Place | None
    attribution: Attribution | None
    amounts: tuple[Amount, ...]
    objects: tuple[Topic, ...]
    confidence: float
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statement(Record):
    """Somebody's utterance, reported."""

    statement_id: str
    speaker: Party | None
    cue: Span
    stance: Stance
    content: Span | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Coding(Record):
    """All that was found in one text."""

    language: str | None
    events: tuple[EventMention, ...]
    statements: tuple[Statement, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CodedArticle(Record):
    """An article with what was found in it; what the linker and the store take.

    ``judged`` gives the mentions that a person judged, each by its id and its status:
    ``confirmed`` or ``corrected``.
    """

    article: Article
    coding: Coding
    judged: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement(Record):
    """What a person decided about a mention.

    It is tied to characters of a document's text and not to a coding, so that it holds
    for every later coding of the text.

    Attributes:
        doc_id: the document.
        start: of the mention's trigger in the clean text; ``end`` likewise, half-open.
        who: the person.
        snapshot: the mention as it was judged.
        fields: for ``correct`` the new values, in plain form, by the name of the mention's
            field; for ``note`` its ``text``; for ``merge`` and ``split`` the id of the
            ``other`` mention.
        other_doc_id: for ``merge`` and ``split``, where the other mention stands.
        event_id: the event that was judged, as it was called then. A person who judges an
            event judges some or all of its reports.
        sample: id of the audit for which it was made.
        judgement_id: depends on all of this; given by the store.
        known_at: when it was made, ISO 8601 in UTC; given by the store where it is empty.
        retired_at: when it was undone; null while it holds.
        turn: puts in order the judgements that were made within one second.
    """

    action: Action
    doc_id: str
    start: int
    end: int
    who: str
    snapshot: EventMention | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    other_doc_id: str | None = None
    other_start: int | None = None
    other_end: int | None = None
    event_id: str | None = None
    sample: str | None = None
    judgement_id: str = ""
    known_at: str = ""
    retired_at: str | None = None
    turn: int = 0


@dataclass(frozen=True, slots=True)
class FieldValue(Record):
    """One value of an event's field, and the mentions that say so."""

    value: str
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict(Record):
    """A field on which the reports of one event disagree."""

    field: str
    values: tuple[FieldValue, ...]


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """Somebody's word on whether an event happened.

    Attributes:
        mention_id: the report that it is about, or that gives it.
        statement_id: the statement that says it; null where the report itself names its source.
        name: the speaker as the knowledge or the text names them; null for one unnamed.
        country: the speaker's state or ontology code.
        says: ``asserted``, ``alleged``, ``confirmed``, ``denied`` or ``doubted``.
        said_on: ISO day of publication of the document; null where not known.
        text: the words that name the speaker.
        answers: whether it is told apart from the act (“Baku denied this”), so that the
            report does not rest on it.
    """

    mention_id: str
    statement_id: str | None
    name: str | None
    country: str | None
    says: str
    said_on: str | None
    text: str | None = None
    answers: bool = False


@dataclass(frozen=True, slots=True)
class Relation(Record):
    """A link between two events that are not one.

    Attributes:
        event_id: the later one: the denial, the deed, the next step.
        other_id: the earlier one: what is denied, the plan, the step before.
        kind: ``denies``, ``fulfils`` or ``follows``.
        step: what the later one is in the life of an agreement, a deal, an exercise or a
            visit (``signed``, ``delivered`` …); null where it is none.
        score: 0 to 1.
        reasons: evidence in words.
    """

    event_id: str
    other_id: str
    kind: str
    step: str | None
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkReason(Record):
    """Why a mention stands in an event: words for and against, and a score from 0 to 1."""

    mention_id: str
    score: float
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Event(Record):
    """One happening, with all its reports. ``event_id`` depends on the reports alone.

    Attributes:
        claims: who says that it happened, and who denies it, report by report.
        standing: ``reported`` where some text says it itself, ``attributed`` where all name
            a source, ``alleged`` where it is known from allegations only, ``confirmed``,
            ``denied`` where it is known from a denial only, ``contested`` where somebody
            denies or doubts what others say.
        status: ``machine``, or ``confirmed`` or ``corrected`` by a person.
        reported: ISO day on which it was first reported; null where no report is dated.
        triggers: the words that tell it, folded, each once.
    """

    event_id: str
    type: str
    mode: str | None
    contexts: tuple[str, ...]
    modality: Modality
    actors: tuple[Party, ...]
    recipients: tuple[Party, ...]
    date: DateValue | None
    place: Place | None
    amounts: tuple[Amount, ...]
    objects: tuple[Topic, ...]
    mentions: tuple[str, ...]
    n_reports: int
    n_sources: int
    conflicts: tuple[Conflict, ...]
    links: tuple[LinkReason, ...]
    confidence: float
    claims: tuple[Claim, ...] = ()
    standing: str = "reported"
    status: str = "machine"
    reported: str | None = None
    triggers: tuple[str, ...] = ()
