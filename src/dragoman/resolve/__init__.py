"""From words to actors, dates, places and amounts: raw mentions become event mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dragoman.knowledge import Knowledge
from dragoman.records import (
    Coding,
    DateValue,
    EventMention,
    Party,
    Place,
    Precision,
    Statement,
    content_id,
)
from dragoman.resolve.actors import ActorResolver
from dragoman.resolve.amounts import parse_amount
from dragoman.resolve.context import Setting
from dragoman.resolve.dates import DateResolver
from dragoman.resolve.places import PlaceResolver
from dragoman.tagged import RawMention, RawParty, RawStatement

__all__ = ["resolve"]


def resolve(
    text: str,
    mentions: Sequence[RawMention],
    statements: Sequence[RawStatement],
    *,
    language: str | None,
    published: DateValue | None,
    sentences: Sequence[tuple[int, int]],
    headline: tuple[int, int] | None = None,
    knowledge: Knowledge,
    doc_key: str = "",
) -> Coding:
    """Resolve what was found in one text. Pure: the same input gives the same coding.

    Args:
        text: the text that all offsets point into.
        mentions: event mentions as the words say them, in any order.
        statements: statements as the words say them.
        language: of the text; null where unknown.
        published: date of publication, from which relative dates count.
        sentences: offsets of the sentences, in order.
        headline: offsets of the headline, if the text has one.
        knowledge: states, organisations and people.
        doc_key: what the ids depend on besides the mention itself; without it, mentions
            and statements get no ids.

    Returns:
        Event mentions and statements in the order of the text. Of mentions of one type
        whose triggers overlap, only the surest is kept.
    """
    kept = _without_doubles(mentions)
    actors = ActorResolver(text, language, published, knowledge)
    dates = DateResolver(text, language, published, sentences, headline, mentions=kept)
    when = [dates.date(m) for m in kept]
    sides = [_both_sides(actors, m, day) for m, day in zip(kept, when, strict=True)]
    countries = Counter(p.country for pair in sides for side in pair for p in side if p.country)
    places = PlaceResolver(text, language, knowledge, countries=countries)
    where = [
        places.place(m, (*acting, *receiving))
        for m, (acting, receiving) in zip(kept, sides, strict=True)
    ]
    sides = [_sides(m, *side, at) for m, side, at in zip(kept, sides, where, strict=True)]
    events = tuple(
        EventMention(
            mention_id=_id("m", doc_key, m.type, m.trigger.start, m.trigger.end),
            type=m.type,
            mode=m.mode,
            contexts=m.contexts,
            modality=m.modality,
            trigger=m.trigger,
            actors=acting,
            recipients=receiving,
            date=day,
            place=at,
            attribution=actors.attribution(m.source) if m.source else None,
            amounts=tuple(
                parse_amount(a, language, _near((*acting, *receiving), at)) for a in m.amounts
            ),
            objects=m.objects,
            confidence=m.confidence,
            sentence=m.sentence,
        )
        for m, (acting, receiving), at, day in zip(kept, sides, where, when, strict=True)
    )
    said = tuple(
        _statement(s, actors, sentences, doc_key)
        for s in sorted(statements, key=lambda s: (s.cue.start, s.cue.end))
    )
    return Coding(language=language, events=events, statements=said)


def _sides(
    mention: RawMention,
    acting: tuple[Party, ...],
    receiving: tuple[Party, ...],
    at: Place | None,
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Put parties of meetings and of cooperation on the side that the ontology gives them.

    Of talks all are actors. In “the king arrived in Cairo for talks with the president”
    both are told as taking part; whose country it is tells who is visited. COOPERATE needs
    a recipient: the first-named acts, the rest receive.
    """
    if mention.type == "CONSULT" and mention.mode != "visit":
        return tuple(sorted((*acting, *receiving), key=lambda p: p.start)), ()
    if receiving or len(acting) < 2:
        return acting, receiving
    if mention.type == "COOPERATE":
        return acting[:1], acting[1:]
    if mention.type == "CONSULT" and mention.mode == "visit" and at is not None:
        hosts = tuple(p for p in acting if p.country is not None and p.country == at.country)
        guests = tuple(p for p in acting if p not in hosts)
        if hosts and guests:
            return guests, hosts
    return acting, receiving


def _near(parties: Sequence[Party], at: Place | None) -> frozenset[str]:
    """Return the states around an amount: they tell whose pound or peso is meant."""
    codes = {p.country for p in parties} | {at.country if at else None}
    return frozenset(c for c in codes if c)


def _id(prefix: str, doc_key: str, kind: str, start: int, end: int) -> str:
    return content_id(prefix, doc_key, kind, str(start), str(end)) if doc_key else ""


def _fullness(mention: RawMention) -> int:
    return len(mention.actors) + len(mention.recipients) + len(mention.times) + len(mention.places)


def _without_doubles(mentions: Sequence[RawMention]) -> list[RawMention]:
    """Keep one of the mentions of one type whose triggers overlap: the surest, fullest."""
    kept: list[RawMention] = []
    best_first = sorted(
        mentions,
        key=lambda m: (-m.confidence, -_fullness(m), m.trigger.start, m.trigger.end, m.type),
    )
    for mention in best_first:
        span = mention.trigger
        if not any(
            other.type == mention.type
            and span.start < other.trigger.end
            and other.trigger.start < span.end
            for other in kept
        ):
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.trigger.start, m.trigger.end, m.type))


def _stated(value: DateValue | None) -> str | None:
    """Return the day, month or year that a date gives, null for open and long stretches."""
    if value is None or value.start is None:
        return None
    cut = {Precision.DAY: 10, Precision.WEEK: 10, Precision.MONTH: 7, Precision.YEAR: 4}
    size = cut.get(value.precision)
    return value.start[:size] if size else None


def _both_sides(
    actors: ActorResolver, mention: RawMention, date: DateValue | None
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Resolve the parties of a mention; what one side tells helps to place the other."""
    acting, receiving = (
        [actors.told_codes(p, mention.sentence) for p in side]
        for side in (mention.actors, mention.recipients)
    )
    places = tuple((p.start, p.end) for p in mention.places)
    day = _stated(date)

    def settings(
        role: str, own: Sequence[frozenset[str]], other: Sequence[frozenset[str]]
    ) -> list[Setting]:
        opposite = frozenset().union(*other)
        return [
            Setting(
                mention.type,
                role,
                frozenset().union(*(c for j, c in enumerate(own) if j != i)),
                opposite,
                places,
            )
            for i in range(len(own))
        ]

    return (
        _parties(actors, mention, mention.actors, settings("actor", acting, receiving), day),
        _parties(
            actors, mention, mention.recipients, settings("recipient", receiving, acting), day
        ),
    )


def _parties(
    actors: ActorResolver,
    mention: RawMention,
    raw: Sequence[RawParty],
    settings: Sequence[Setting],
    day: str | None,
) -> tuple[Party, ...]:
    """Resolve one side of a mention; a party found twice counts once."""
    found: dict[tuple[int, int, str | None, str | None], Party] = {}
    for party, setting in zip(raw, settings, strict=True):
        for resolved in actors.party(party, mention.sentence, setting, day):
            key = (resolved.start, resolved.end, resolved.id, resolved.country)
            found.setdefault(key, resolved)
    return tuple(sorted(found.values(), key=lambda p: (p.start, p.end)))


def _statement(
    raw: RawStatement,
    actors: ActorResolver,
    sentences: Sequence[tuple[int, int]],
    doc_key: str,
) -> Statement:
    at = raw.cue.start
    sentence = next(((a, b) for a, b in sentences if a <= at < b), (at, raw.cue.end))
    speaker = actors.party(raw.speaker, sentence) if raw.speaker else []
    return Statement(
        statement_id=_id("s", doc_key, "SAY", raw.cue.start, raw.cue.end),
        speaker=speaker[0] if speaker else None,
        cue=raw.cue,
        stance=raw.stance,
        content=raw.content,
        confidence=raw.confidence,
    )
