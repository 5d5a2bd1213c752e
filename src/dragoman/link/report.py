"""The light view of an event mention that linking works on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import yaml

from dragoman.link.copies import fold
from dragoman.link.families import FAMILY
from dragoman.link.voices import claims_of
from dragoman.records import (
    Claim,
    CodedArticle,
    DateValue,
    EventMention,
    Modality,
    Party,
    Place,
    Precision,
    Stance,
    Topic,
)

_GENERIC_CODES = frozenset({"IGO", "NGO", "MNC", "ISM", "IMG", "XXX"})
_STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PRM"})
_OPPOSED = frozenset({"REB", "OPP", "PRE", "UAF", "CRM"})
_OPEN_START = date.min.toordinal()
_OPEN_END = date.max.toordinal()
_WORD = re.compile(r"\w+")
UNDATED_DAYS = 7
"""What is told without a date is taken to have happened within so many days."""
_STOP = frozenset(
    {"a", "the", "an", "of", "on", "for", "in", "and", "to", "with", "de", "la", "el", "et"}
)
GENERIC_WORDS: frozenset[str] = frozenset(
    fold(word)
    for words in yaml.safe_load(
        files("dragoman.link").joinpath("generic_words.yaml").read_text(encoding="utf-8")
    ).values()
    for word in words.split()
)
"""Words that say what sort of thing an act is about and not which one, folded."""


@dataclass(frozen=True, slots=True)
class PartyKey:
    """What two reports compare of a party.

    Attributes:
        code: the country, else the organisation's or person's id, else the folded name.
        side: ``state``, ``opposed`` (rebels, opposition, breakaway) or ``any``.
        person: words of a named person's id; empty for anyone else.
        role: words of the office.
    """

    code: str
    side: str
    person: frozenset[str]
    role: frozenset[str]

    def meets(self, other: PartyKey) -> bool:
        """Return whether both can be the same party, persons aside."""
        if self.code != other.code:
            return False
        return {self.side, other.side} != {"state", "opposed"}


@dataclass(frozen=True, slots=True)
class Report:
    """An event mention, ready to be compared.

    Attributes:
        key: position in the canonical order of reports: date of publication (undated
            last), doc_id, offset, mention_id. The least is the first report.
        source: doc_id of the independent text: the document, or what it copies.
        words: folded sentence and trigger, by which copies of one sentence are known.
        days: first and last day as ordinals, or None without a date.
        seen: day of publication as an ordinal, or None.
        claims: who says so in this document, and who denies it.
        status: what a person judged of it: ``confirmed``, ``corrected`` or ``machine``.
    """

    mention: EventMention
    doc_id: str
    source: str
    key: tuple[bool, str, str, int, str]
    modality: Modality
    family: str
    actors: tuple[PartyKey, ...]
    recipients: tuple[PartyKey, ...]
    days: tuple[int, int] | None
    objects: tuple[frozenset[str], ...]
    words: tuple[str, str]
    seen: int | None = None
    claims: tuple[Claim, ...] = ()
    status: str = "machine"

    @property
    def id(self) -> str:
        """The mention's id."""
        return self.mention.mention_id

    @property
    def parties(self) -> tuple[PartyKey, ...]:
        """All parties, whichever side."""
        return self.actors + self.recipients

    @property
    def window(self) -> tuple[int, int] | None:
        """When it may have happened: the date, else the days up to the publication.

        What a report tells without a date mostly happened shortly before; for a plan that
        says nothing.
        """
        if self.days is not None or self.seen is None or self.modality is Modality.FUTURE:
            return self.days
        return (self.seen - UNDATED_DAYS, self.seen)

    @property
    def exact(self) -> bool:
        """Whether the report gives one day."""
        return self.days is not None and self.days[0] == self.days[1]


def modality_of(mention: EventMention) -> Modality:
    """Return how an act stands: one that is told only to be denied did not happen."""
    attribution = mention.attribution
    if attribution is not None and attribution.stance is Stance.DENY:
        return Modality.NEGATED
    return mention.modality


def party_key(party: Party) -> PartyKey:
    """Return what is compared of a party."""
    person = frozenset[str]()
    if party.id and party.id.startswith("person:"):
        person = frozenset(_WORD.findall(fold(party.id.removeprefix("person:").replace("-", " "))))
    if party.country and party.country not in _GENERIC_CODES:
        code = party.country
    elif party.id:
        code = party.id
    else:
        code = "~" + " ".join(_WORD.findall(fold(party.name or party.text)))
    side = "any"
    if party.sector in _STATE:
        side = "state"
    elif party.sector in _OPPOSED:
        side = "opposed"
    return PartyKey(code, side, person, frozenset(_WORD.findall(fold(party.role or ""))))


def days_of(value: DateValue | None) -> tuple[int, int] | None:
    """Return first and last day of a date as ordinals; open ends reach to the ends of time."""
    if value is None or (value.start is None and value.end is None):
        return None
    start = date.fromisoformat(value.start).toordinal() if value.start else _OPEN_START
    end = date.fromisoformat(value.end).toordinal() if value.end else _OPEN_END
    if value.start and not value.end and value.precision is not Precision.AFTER:
        end = start
    return (start, max(start, end))


def topic_words(topic: Topic) -> frozenset[str]:
    """Return the telling words of an object."""
    return frozenset(w for w in _WORD.findall(fold(topic.text)) if w not in _STOP)


def place_level(place: Place) -> int:
    """Return how exact a place is: 0 for a site, 5 for a region of the world."""
    levels = ("site", "city", "district", "province", "country", "region")
    return levels.index(place.precision) if place.precision in levels else 5


def reports_of(coded: CodedArticle) -> list[Report]:
    """Return the reports of one document, each its own source as long as no copy is known."""
    article = coded.article
    published = article.published
    day = (published.start or published.end or "") if published else ""
    try:
        seen = days_of(published)
    except ValueError:
        seen = None
    claims = claims_of(coded)
    status = dict(coded.judged)
    made = []
    for m in coded.coding.events:
        try:
            days = days_of(m.date)
        except ValueError:  # years that the calendar cannot hold
            days = None
        made.append(
            Report(
                mention=m,
                doc_id=article.doc_id,
                source=article.doc_id,
                key=(not day, day, article.doc_id, m.trigger.start, m.mention_id),
                modality=modality_of(m),
                family=FAMILY.get(m.type, m.type),
                actors=tuple(party_key(p) for p in m.actors),
                recipients=tuple(party_key(p) for p in m.recipients),
                days=days,
                objects=tuple(filter(None, (topic_words(t) for t in m.objects))),
                words=(
                    " ".join(_WORD.findall(fold(article.text[m.sentence[0] : m.sentence[1]]))),
                    fold(m.trigger.text),
                ),
                seen=seen[1] if seen and seen[1] < _OPEN_END else None,
                claims=claims.get(m.mention_id, ()),
                status=status.get(m.mention_id, "machine"),
            )
        )
    return made
