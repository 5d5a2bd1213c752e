"""Records between text and coding: passages, what the tagger found, what the words say."""

from __future__ import annotations

from dataclasses import dataclass, field

from dragoman.records import Amount, Modality, Record, Span, Stance, Topic


@dataclass(frozen=True, slots=True)
class Passage(Record):
    """A stretch of whole sentences that the tagger reads at once.

    ``sentences`` are offsets into the article's text, as are ``start`` and ``end``.
    """

    start: int
    end: int
    sentences: tuple[tuple[int, int], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class TaggedMention(Record):
    """A span that the tagger found. ``layer``: party, source, place, time, amount and so on."""

    start: int
    end: int
    layer: str
    kind: str | None
    score: float
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class TaggedRole(Record):
    """A link from a trigger to a mention (index into :attr:`TaggedPassage.mentions`)."""

    mention: int
    role: str
    score: float


@dataclass(frozen=True, slots=True)
class TaggedTrigger(Record):
    """A trigger: words that say an act (a PLOVER type) or an utterance (``SAY``)."""

    start: int
    end: int
    type: str
    score: float
    mode: str | None
    modality: Modality
    stance: Stance
    roles: tuple[TaggedRole, ...] = ()


@dataclass(frozen=True, slots=True)
class TaggedPassage(Record):
    """What the tagger found in one passage; offsets into the article's text."""

    passage: Passage
    triggers: tuple[TaggedTrigger, ...] = ()
    mentions: tuple[TaggedMention, ...] = ()


@dataclass(frozen=True, slots=True)
class RawParty(Record):
    """A party before resolution: its words, and the tagger's guess of its sector."""

    text: str
    start: int
    end: int
    sector: str | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class RawSource(Record):
    """The source of an act before resolution."""

    text: str
    start: int
    end: int
    stance: Stance


@dataclass(frozen=True, slots=True)
class RawMention(Record):
    """An event mention as the words say it, nothing resolved.

    ``sentence`` are the offsets of the sentence that holds the trigger.
    """

    type: str
    mode: str | None
    contexts: tuple[str, ...]
    modality: Modality
    trigger: Span
    actors: tuple[RawParty, ...]
    recipients: tuple[RawParty, ...]
    places: tuple[Span, ...]
    times: tuple[Span, ...]
    source: RawSource | None
    amounts: tuple[Amount, ...]
    objects: tuple[Topic, ...]
    sentence: tuple[int, int]
    confidence: float


@dataclass(frozen=True, slots=True)
class RawStatement(Record):
    """A statement as the words say it, its speaker not resolved."""

    speaker: RawParty | None
    cue: Span
    stance: Stance
    content: Span | None
    confidence: float
