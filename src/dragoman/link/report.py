"""The light view of an event mention that linking works on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib.resources import files

import yaml

from dragoman.link.copies import fold
from dragoman.link.families import FAMILY
from dragoman.link.names import names_in
from dragoman.link.ordinals import turn_of
from dragoman.link.steps import step_in
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

GENERIC_CODES = frozenset({"IGO", "NGO", "MNC", "ISM", "IMG", "XXX"})
"""What stands for a sort of party, not for one."""
_STATE = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "PRM"})
_OPPOSED = frozenset({"REB", "OPP", "PRE", "UAF", "CRM"})
_OPEN_START = date.min.toordinal()
_OPEN_END = date.max.toordinal()
_WORD = re.compile(r"\w+")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_STEM, _LEAST = 6, 4
_VERB_LAST = frozenset({"az", "fa", "tr"})
_KEPT = 50_000
"""So many parties and objects are kept ready: texts name the same few again and again."""
UNDATED_DAYS = 14
"""What is told without a date is taken to have happened within so many days."""
COARSE_DAYS = 45
"""A date wider than this says too little to look for a report by one party alone."""
PLACED = 2
"""A district or closer is telling enough to look for reports that name no party."""
PLANNED_DAYS = 30
"""What is planned without a date is taken to come within so many days."""
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
        sector: PLOVER sector, empty where unknown.
    """

    code: str
    side: str
    person: frozenset[str]
    role: frozenset[str]
    sector: str = ""

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
        keys: of its places in the index; reports of independent texts are one happening
            only if they share one.
        language: of the document, empty where unknown.
        tokens: telling words of the sentence, cut to their first letters.
        numbers: figures in the sentence, of two digits or more, years apart.
        names: bones of the names in the sentence, states aside.
        turn: the series that the act is one of, and its number in it.
        step: in the life of an agreement, a deal or a visit, by the words of the act alone.
        news: told as what is new, in the main clause as far as its place in the sentence
            tells, and not in passing.
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
    keys: tuple[str, ...] = ()
    language: str = ""
    tokens: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    turn: tuple[str, int] | None = None
    step: str | None = None
    news: bool = False
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

        What a report tells without a date mostly happened shortly before, or is to happen
        soon.
        """
        if self.days is not None or self.seen is None:
            return self.days
        ahead = PLANNED_DAYS if self.modality is Modality.FUTURE else 0
        return (self.seen - UNDATED_DAYS, self.seen + ahead)

    @property
    def since(self) -> int | None:
        """The first day of what is told to go on since then."""
        date = self.mention.date
        if date is None or self.days is None or not date.start or date.end:
            return None
        return self.days[0]

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
    return _party_key(
        party.id, party.country, party.sector, party.name or party.text, party.role or ""
    )


@lru_cache(maxsize=_KEPT)
def _party_key(
    id_: str | None, country: str | None, sector: str | None, name: str, role: str
) -> PartyKey:
    person = frozenset[str]()
    if id_ and id_.startswith("person:"):
        person = frozenset(_WORD.findall(fold(id_.removeprefix("person:").replace("-", " "))))
    if country and country not in GENERIC_CODES:
        code = country
    elif id_:
        code = id_
    else:
        code = "~" + " ".join(_WORD.findall(fold(name)))
    side = "any"
    if sector in _STATE:
        side = "state"
    elif sector in _OPPOSED:
        side = "opposed"
    return PartyKey(code, side, person, frozenset(_WORD.findall(fold(role))), sector or "")


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
    return _telling(topic.text)


@lru_cache(maxsize=_KEPT)
def _telling(text: str) -> frozenset[str]:
    return frozenset(w for w in _WORD.findall(fold(text)) if len(w) > 1 and w not in _STOP)


def place_level(place: Place) -> int:
    """Return how exact a place is: 0 for a site, 5 for a region of the world."""
    levels = ("site", "city", "district", "province", "country", "region")
    return levels.index(place.precision) if place.precision in levels else 5


def _keys(report: Report) -> tuple[str, ...]:
    """Return where a report is to be found: by its family and modality and what it tells."""
    window = report.window
    if window is None:
        return ()
    codes = sorted({p.code for p in report.parties if not p.code.startswith("~")})
    told: set[str] = set()
    if window[1] - window[0] <= COARSE_DAYS:
        told |= set(codes)
    # What is dated to a year alone, or names no party, is looked for by what else it tells.
    told |= {f"{a}+{b}" for n, a in enumerate(codes) for b in codes[n + 1 :]}
    told |= {f"{code}|{word}" for code in codes for word in set[str]().union(*report.objects)}
    told |= {f"{p.code}|{' '.join(sorted(p.person))}" for p in report.parties if p.person}
    told |= {f"{code}|{name}" for code in codes for name in report.names}
    place = report.mention.place
    if place is not None and place.country and not codes and window[1] - window[0] <= COARSE_DAYS:
        told.add(place.country)
    if place is not None and place_level(place) <= PLACED:
        told.add(f"@{place.name.casefold()}")
    return tuple(f"{report.family}|{report.modality}|{key}" for key in sorted(told))


def _states(mentions: Iterable[EventMention]) -> set[tuple[int, int]]:
    """Return where the text names a state or a whole country; such names tell little."""
    found = set[tuple[int, int]]()
    for m in mentions:
        for p in (*m.actors, *m.recipients):
            if p.id is not None and p.id == p.country:
                found.add((p.start, p.end))
    return found


def _news(mentions: Iterable[EventMention], language: str) -> set[str]:
    """Return the mentions that lead their sentence; where the verb ends it, the last ones."""
    leading: dict[tuple[int, int], EventMention] = {}
    for m in sorted(mentions, key=lambda m: (m.trigger.start, m.mention_id)):
        if m.sentence not in leading or language in _VERB_LAST:
            leading[m.sentence] = m
    return {m.mention_id for m in leading.values()}


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
    states = sorted(_states(coded.coding.events))
    news = _news(coded.coding.events, article.language or "")
    made = []
    for m in coded.coding.events:
        try:
            days = days_of(m.date)
        except ValueError:  # years that the calendar cannot hold
            days = None
        said = _WORD.findall(fold(article.text[m.sentence[0] : m.sentence[1]]))
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
                    " ".join(said),
                    fold(m.trigger.text),
                ),
                language=article.language or "",
                tokens=frozenset(w[:_STEM] for w in said if len(w) >= _LEAST and not w.isdigit()),
                numbers=frozenset(
                    w for w in said if w.isdigit() and len(w) > 1 and not _YEAR.fullmatch(w)
                ),
                names=names_in(article.text, *m.sentence, states),
                turn=turn_of(article.text, m.trigger.start, m.trigger.end, m.sentence),
                step=step_in(m.trigger.text),
                news=m.mention_id in news,
                seen=seen[1] if seen and seen[1] < _OPEN_END else None,
                claims=claims.get(m.mention_id, ()),
                status=status.get(m.mention_id, "machine"),
            )
        )
    return [replace(r, keys=_keys(r)) for r in made]
