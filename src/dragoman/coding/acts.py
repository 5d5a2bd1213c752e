"""Build event mentions and statements from what the tagger found.

The tagger decides what is an event, who takes part and in which role. What is done
here follows from the ontology alone: one act told by two words becomes one mention,
what somebody denies did not happen by his word, and what stands inside somebody's
reported words is his.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dragoman.coding.contexts import contexts_of
from dragoman.records import (
    Amount,
    Modality,
    Span,
    Stance,
    Topic,
)
from dragoman.tagged import (
    RawMention,
    RawParty,
    RawSource,
    RawStatement,
    TaggedMention,
    TaggedPassage,
    TaggedTrigger,
)

#: Who leaves ground when it withdraws.
_ARMED = frozenset(("MIL", "REB", "PRM"))

#: What a source's stance may be; support and oppose are assertions of the act itself.
_SOURCE_STANCE = {
    Stance.ASSERT: Stance.ASSERT,
    Stance.ALLEGE: Stance.ALLEGE,
    Stance.DENY: Stance.DENY,
    Stance.DOUBT: Stance.DOUBT,
    Stance.SUPPORT: Stance.ASSERT,
    Stance.OPPOSE: Stance.ASSERT,
}


def code(
    text: str,
    tagged: Sequence[TaggedPassage],
    *,
    title: str = "",
) -> tuple[list[RawMention], list[RawStatement]]:
    """Code tagged passages.

    Args:
        text: the article's text, into which all offsets point.
        tagged: its passages, tagged.
        title: the headline; it counts for the contexts of every event.

    Returns:
        Event mentions and statements in the order of the text.
    """
    mentions: list[RawMention] = []
    statements: list[RawStatement] = []
    for one in tagged:
        said = [_statement(text, one, t) for t in one.triggers if t.type == "SAY"]
        statements += [s for s in said if s is not None]
        found = [_mention(text, one, t, title) for t in one.triggers if t.type != "SAY"]
        found = _merge(found)
        mentions += [_attributed(m, [s for s in said if s is not None]) for m in found]
    return mentions, statements


def _span(text: str, mention: TaggedMention) -> Span:
    start, end = _trim(text, mention.start, mention.end)
    return Span(text[start:end], start, end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave quotation marks and commas at the edges out of a span."""
    while start < end - 1 and text[start] in ' \t\n,;:“”"«»„‘':
        start += 1
    while end > start + 1 and text[end - 1] in ' \t\n,;:“”"«»„‘':
        end -= 1
    return start, end


def _party(text: str, mention: TaggedMention, score: float) -> RawParty:
    span = _span(text, mention)
    return RawParty(span.text, span.start, span.end, mention.sector, score)


def _linked(
    one: TaggedPassage, trigger: TaggedTrigger, role: str
) -> list[tuple[TaggedMention, float]]:
    found = [(one.mentions[r.mention], r.score) for r in trigger.roles if r.role == role]
    return sorted(found, key=lambda f: f[0].start)


def _sentence(one: TaggedPassage, at: int) -> tuple[int, int]:
    for start, end in one.passage.sentences:
        if start <= at < end:
            return start, end
    return one.passage.start, one.passage.end


def _mention(text: str, one: TaggedPassage, trigger: TaggedTrigger, title: str) -> RawMention:
    actors = _linked(one, trigger, "actor")
    recipients = _linked(one, trigger, "recipient")
    sources = _linked(one, trigger, "source")
    source = None
    if sources:
        best = max(sources, key=lambda s: s[1])[0]
        span = _span(text, best)
        source = RawSource(span.text, span.start, span.end, _SOURCE_STANCE[trigger.stance])
    sentence = _sentence(one, trigger.start)
    amounts = [(_span(text, m), m.kind or "other") for m, _ in _linked(one, trigger, "amount")]
    objects = [(_span(text, m), m.kind or "other") for m, _ in _linked(one, trigger, "object")]
    scores = [score for _, score in (*actors, *recipients)]
    event_type = trigger.type
    forces = bool(actors) and all(m.sector in _ARMED for m, _ in actors)
    if forces and (event_type, trigger.mode) == ("SANCTION", "withdraw"):
        # By the ontology SANCTION-withdraw takes back envoys, staff, observers; forces that
        # leave are RETREAT-withdraw.
        event_type = "RETREAT"
    confidence = trigger.score * (sum(scores) / len(scores) if scores else 0.8)
    return RawMention(
        type=event_type,
        mode=trigger.mode,
        contexts=contexts_of(
            text[sentence[0] : sentence[1]],
            title,
            event_type=event_type,
            mode=trigger.mode,
            sectors=tuple(m.sector or "" for m, _ in (*actors, *recipients)),
        ),
        modality=trigger.modality,
        trigger=Span(text[trigger.start : trigger.end], trigger.start, trigger.end),
        actors=tuple(_party(text, m, s) for m, s in actors),
        recipients=tuple(_party(text, m, s) for m, s in recipients),
        places=tuple(_span(text, m) for m, _ in _linked(one, trigger, "place")),
        times=tuple(_span(text, m) for m, _ in _linked(one, trigger, "time")),
        source=source,
        amounts=tuple(Amount(s.text, s.start, s.end, kind) for s, kind in amounts),
        objects=tuple(Topic(s.text, s.start, s.end, kind) for s, kind in objects),
        sentence=sentence,
        confidence=round(min(1.0, confidence), 4),
    )


def _statement(text: str, one: TaggedPassage, trigger: TaggedTrigger) -> RawStatement | None:
    speakers = _linked(one, trigger, "speaker")
    contents = _linked(one, trigger, "content")
    if not speakers and not contents:
        return None
    speaker = max(speakers, key=lambda s: s[1]) if speakers else None
    content = max(contents, key=lambda c: c[1])[0] if contents else None
    scores = [trigger.score, *(s for _, s in (*speakers[:1], *contents[:1]))]
    return RawStatement(
        speaker=_party(text, *speaker) if speaker else None,
        cue=Span(text[trigger.start : trigger.end], trigger.start, trigger.end),
        stance=trigger.stance,
        content=_span(text, content) if content else None,
        confidence=round(sum(scores) / len(scores), 4),
    )


def _same_act(a: RawMention, b: RawMention) -> bool:
    """Tell whether two mentions in one sentence tell one act by two words."""
    if a.type != b.type or a.modality != b.modality or a.sentence != b.sentence:
        return False
    # “Meets … for talks” is one meeting, whatever mode each word suggests.
    if a.mode and b.mode and a.mode != b.mode and a.type != "CONSULT":
        return False

    def covers(x: tuple[RawParty, ...], y: tuple[RawParty, ...]) -> bool:
        left, right = {p.start for p in x}, {p.start for p in y}
        return left <= right or right <= left

    if not (covers(a.actors, b.actors) and covers(a.recipients, b.recipients)):
        return False
    shared = {p.start for p in (*a.actors, *a.recipients)} & {
        p.start for p in (*b.actors, *b.recipients)
    }
    if not shared:
        return False
    for x, y in ((a.times, b.times), (a.places, b.places)):
        if x and y and not {s.start for s in x} & {s.start for s in y}:
            return False
    return True


def _merge(found: list[RawMention]) -> list[RawMention]:
    """Make one mention of an act that two words tell; the surer trigger stays."""
    kept: list[RawMention] = []
    for mention in sorted(found, key=lambda m: -m.confidence):
        for i, other in enumerate(kept):
            if _same_act(other, mention):
                kept[i] = _union(other, mention)
                break
        else:
            kept.append(mention)
    return sorted(kept, key=lambda m: m.trigger.start)


def _union(a: RawMention, b: RawMention) -> RawMention:
    def joined(x: tuple, y: tuple) -> tuple:  # type: ignore[type-arg]
        starts = {s.start for s in x}
        return tuple(sorted((*x, *(s for s in y if s.start not in starts)), key=lambda s: s.start))

    actors = joined(a.actors, b.actors)
    taken = {p.start for p in actors}
    return replace(
        a,
        mode=a.mode or b.mode,
        actors=actors,
        recipients=tuple(p for p in joined(a.recipients, b.recipients) if p.start not in taken),
        places=joined(a.places, b.places),
        times=joined(a.times, b.times),
        amounts=joined(a.amounts, b.amounts),
        objects=joined(a.objects, b.objects),
        source=a.source or b.source,
    )


def _attributed(mention: RawMention, statements: list[RawStatement]) -> RawMention:
    """Attribute an act inside somebody's reported words to him.

    What a speaker denies is kept for audit as negated: his denial does not make it
    happen, and the text does not vouch for it.
    """
    around = [
        s
        for s in statements
        if s.content is not None
        and s.speaker is not None
        and s.content.start <= mention.trigger.start < s.content.end
        and not s.cue.start <= mention.trigger.start < s.cue.end
    ]
    if not around:
        return mention
    inner = min(around, key=lambda s: s.content.end - s.content.start if s.content else 0)
    if mention.source is None and inner.speaker is not None:
        speaker = inner.speaker
        mention = replace(
            mention,
            source=RawSource(
                speaker.text, speaker.start, speaker.end, _SOURCE_STANCE[inner.stance]
            ),
        )
    if inner.stance is Stance.DENY and mention.modality is Modality.ACTUAL:
        mention = replace(mention, modality=Modality.NEGATED)
    return mention
