"""An event as the registers read it: its reports, parties, days, and who it is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dragoman import knowledge
from dragoman.records import Event, Modality, Party
from dragoman.registered import Evidence, Telling
from dragoman.registers.offices import office_of
from dragoman.registers.wording import Found, nearest, terms
from dragoman.standing import Tie, account

STATE_SECTORS = frozenset({"GOV", "MIL", "LEG", "JUD", "COP", "SPY", "UNK", "ELI", None})
"""Who of these acts does it for his state."""
_SURE, _GUESSED = 0.85, 0.7
"""Scores of parties that are named, and of those that only their surroundings tell."""
_WORDS = 6
_PERSONAL = frozenset({"military", "ambassador", "adviser", "minister", "deputy minister"})
_BEFORE, _AFTER = 14, 3
"""How near a word such as “border with” stands to the country it makes a place of."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An event with all that the registers need of it.

    Attributes:
        event: the event.
        tellings: its reports.
        ties: what joins it to other events.
    """

    event: Event
    tellings: tuple[Telling, ...]
    ties: tuple[Tie, ...] = ()


@lru_cache(maxsize=512)
def state_name(code: str) -> str | None:
    """Return the English name of a state; None for a code that is none."""
    known = knowledge.load()
    return known.name(code) if known.state(code) is not None else None


@lru_cache(maxsize=4096)
def states_named(
    text: str, language: str | None, *, capitals: bool = False
) -> tuple[tuple[str, int, int], ...]:
    """Return the states that a few words name, with the characters of each.

    Args:
        text: the words.
        language: of them.
        capitals: take a capital for its government; else it is a place and names nobody.

    >>> [code for code, *_ in states_named("Azerbaijani-Iranian Joint Commission", "en")]
    ['AZE', 'IRN']
    """
    known = knowledge.load()
    ways = {"name", "adjective", *(["capital"] if capitals else [])}
    return tuple(
        (hit.entry.code, hit.start, hit.end)
        for hit in known.scan(text, language)
        if hit.entry.kind == "state" and hit.kind in ways
    )


def code_of(party: Party) -> str | None:
    """Return whom a party stands for: its state, an organisation's or a body's own id.

    Rebels, firms and private persons stand for themselves; None for one that nothing places.
    """
    if party.sector in STATE_SECTORS and party.country:
        return party.id if party.country in ("IGO", "NGO") and party.id else party.country
    if party.id and party.id != party.country:
        return party.id
    return None if party.sector in STATE_SECTORS else party.name


def is_person(party: Party) -> bool:
    """Whether a party is one named person."""
    if party.id is not None:
        return party.id.startswith("person:")
    words = (party.name or "").split()
    named = 2 <= len(words) <= _WORDS and all(w[:1].isupper() for w in words)
    return named and office_of(party.role or "", None) in _PERSONAL


class Item:
    """A fact with what is worked out of it once."""

    def __init__(self, fact: Fact) -> None:
        self.event = fact.event
        self.ties = fact.ties
        self.tellings = tuple(sorted(fact.tellings, key=telling_order))

    @cached_property
    def order(self) -> tuple[bool, str, str, int, str]:
        """Position in the canonical order of first reports."""
        if not self.tellings:
            return (True, "", "", 0, self.event.event_id)
        return telling_order(self.tellings[0])

    @property
    def id(self) -> str:
        """The event's id."""
        return self.event.event_id

    @property
    def modality(self) -> Modality:
        """The event's modality."""
        return self.event.modality

    @property
    def done(self) -> bool:
        """Whether it is told as a deed."""
        return self.event.modality is Modality.ACTUAL

    @cached_property
    def standing(self) -> str:
        """How it stands with its relations taken in."""
        return account(self.event, self.ties).standing

    @cached_property
    def docs(self) -> dict[str, int]:
        """Where it is told: each document with the place of the first trigger."""
        found: dict[str, int] = {}
        for t in self.tellings:
            at = t.mention.trigger.start
            found[t.doc_id] = min(at, found.get(t.doc_id, at))
        return found

    @cached_property
    def sentences(self) -> frozenset[tuple[str, int]]:
        """Its sentences: document and first character of each."""
        return frozenset((t.doc_id, t.mention.sentence[0]) for t in self.tellings)

    @cached_property
    def triggers(self) -> tuple[tuple[str, str | None], ...]:
        """The words that tell it, with their language."""
        return tuple((t.mention.trigger.text, t.language) for t in self.tellings)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of all its parties."""
        return frozenset(filter(None, (code_of(p) for _, p, _ in self.parties())))

    @cached_property
    def actors(self) -> frozenset[str]:
        """The codes of the acting side."""
        return frozenset(filter(None, (code_of(p) for _, p, side in self.parties() if not side)))

    @cached_property
    def recipients(self) -> frozenset[str]:
        """The codes of the other side."""
        return frozenset(filter(None, (code_of(p) for _, p, side in self.parties() if side)))

    @cached_property
    def persons(self) -> frozenset[str]:
        """Ids of the persons who took part."""
        return frozenset(p.id for _, p, _ in self.parties() if is_person(p) and p.id)

    @cached_property
    def days(self) -> tuple[str, str] | None:
        """First and last day; an open end is the same day."""
        date = self.event.date
        if date is None or not (date.start or date.end):
            return None
        return (date.start or date.end or "", date.end or date.start or "")

    def parties(self) -> tuple[tuple[Telling, Party, bool], ...]:
        """Return the parties of all reports, with their report and whether on the other side.

        Left out are a country that is only named for where something lies, a thing that was
        taken for a party, and where two are sure, those that are only guessed.
        """
        return self._parties

    @cached_property
    def _parties(self) -> tuple[tuple[Telling, Party, bool], ...]:
        told = [
            (t, p, side)
            for t in self.tellings
            for side, members in ((False, t.mention.actors), (True, t.mention.recipients))
            for p in members
            if not locates(t, p) and not _is_thing(t, p)
        ]
        best: dict[str | None, float] = {}
        for _, p, _ in told:
            code = code_of(p)
            best[code] = max(best.get(code, 0.0), 1.0 if p.score is None else p.score)
        sure = sum(score >= _SURE for code, score in best.items() if code)
        if sure < 2:
            return tuple(told)
        return tuple(x for x in told if best[code_of(x[1])] >= _GUESSED)

    def trigger_says(self, name: str) -> str | None:
        """Return the first term of a list that a trigger says."""
        for words, language in self.triggers:
            found = terms(name, words, language)
            if found:
                return found[0].term
        return None

    def near(self, name: str, *, within: int = 60) -> list[tuple[Telling, Found]]:
        """Return what of a list stands nearest to each trigger, in its sentence."""
        found = []
        for t in self.tellings:
            one = nearest(name, t.sentence, trigger_in(t), t.language, within=within)
            if one is not None:
                found.append((t, one))
        return found

    def overlaps(self, other: Item, gap: int = 0) -> bool | None:
        """Whether both can be of the same days; None where one has no date."""
        if self.days is None or other.days is None:
            return None
        return _near(self.days, other.days, gap)


def _near(a: tuple[str, str], b: tuple[str, str], gap: int) -> bool:
    from datetime import date, timedelta

    if a[0] <= b[1] and b[0] <= a[1]:
        return True
    if not gap:
        return False
    end, start = (a[1], b[0]) if a[1] < b[0] else (b[1], a[0])
    return date.fromisoformat(start) - date.fromisoformat(end) <= timedelta(days=gap)


def telling_order(t: Telling) -> tuple[bool, str, str, int, str]:
    """Sort key of reports: by day of publication, undated last, document and place."""
    return (
        t.published is None,
        t.published or "",
        t.doc_id,
        t.mention.trigger.start,
        t.mention.mention_id,
    )


def trigger_in(t: Telling) -> tuple[int, int]:
    """Return where the trigger stands in the sentence."""
    start = t.mention.sentence[0]
    return t.mention.trigger.start - start, t.mention.trigger.end - start


@lru_cache(maxsize=8192)
def _locates(sentence: str, start: int, end: int, language: str | None) -> bool:
    before = sentence[max(0, start - 40) : start]
    for f in terms("beside", before, language):
        if f.term == "before" and len(before) - f.end <= _BEFORE and "," not in before[f.end :]:
            return True
    after = sentence[end : end + 24]
    # “Azerbaijan’s border”: the mark of the genitive stands between.
    return any(
        f.term == "after" and f.start <= _AFTER + (after[:1] in "'’")
        for f in terms("beside", after, language)
    )


def _is_thing(t: Telling, party: Party) -> bool:
    """Whether the same characters are what the act is about: “sign MoU”."""
    return any(
        o.start <= party.start and party.end <= o.end
        for o in t.mention.objects
        if o.kind == "accord"
    )


def locates(t: Telling, party: Party) -> bool:
    """Whether a country is named only for where something lies: “near the border with Iran”."""
    start, end = party.start - t.mention.sentence[0], party.end - t.mention.sentence[0]
    if not 0 <= start < end <= len(t.sentence):
        return False
    return _locates(t.sentence, start, end, t.language)


def evidence(item: Item, t: Telling, start: int, end: int) -> Evidence:
    """Return evidence for characters of a document through one of its reports.

    What is not inside the report's sentence is cut out of nothing: pass offsets of the
    report's own spans there, with :func:`spanned`.
    """
    low = t.mention.sentence[0]
    return Evidence(
        item.id, t.mention.mention_id, t.doc_id, start, end, t.sentence[start - low : end - low]
    )


def spanned(item: Item, t: Telling, text: str, start: int, end: int) -> Evidence:
    """Return evidence for a span of the report itself."""
    return Evidence(item.id, t.mention.mention_id, t.doc_id, start, end, text)


def inside(item: Item, t: Telling, found: Found) -> Evidence:
    """Return evidence for what was found in a report's sentence."""
    low = t.mention.sentence[0]
    return evidence(item, t, found.start + low, found.end + low)


def told(item: Item, t: Telling) -> Evidence:
    """Return evidence for the trigger."""
    trigger = t.mention.trigger
    return spanned(item, t, trigger.text, trigger.start, trigger.end)


def codes_of(items: Iterable[Item]) -> frozenset[str]:
    """Return the codes of all parties of several events."""
    return frozenset(c for i in items for c in i.codes)


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return events in the canonical order of their first reports."""
    return sorted(items, key=lambda i: i.order)


def mention_ids(items: Sequence[Item]) -> tuple[str, ...]:
    """Return the ids of all their reports, each once, in order."""
    return tuple(dict.fromkeys(t.mention.mention_id for i in items for t in i.tellings))
