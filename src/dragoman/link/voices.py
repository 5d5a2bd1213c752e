"""Who says that an act happened, who denies it: the claims in one document.

A claim comes from the source that a report names, from a statement whose content holds
the report's trigger, or from a denial that names no act of its own (“Baku denied this”):
that one answers the nearest act before it that somebody else told of the speaker. A pronoun
or an office without a name (“he”, “the ministry”) is the voice of whoever spoke last.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files

import yaml

from dragoman.link.names import plain
from dragoman.records import (
    Attribution,
    Claim,
    CodedArticle,
    EventMention,
    Modality,
    Party,
    Stance,
    Statement,
)

SAYS: Mapping[Stance, str] = {
    Stance.ASSERT: "asserted",
    Stance.SUPPORT: "asserted",
    Stance.OPPOSE: "asserted",
    Stance.ALLEGE: "alleged",
    Stance.DENY: "denied",
    Stance.DOUBT: "doubted",
}
FOR = frozenset({"asserted", "alleged", "confirmed"})
"""What supports an event; the rest speaks against it."""
_ANSWER_CHARS = 600
"""How far before a bare denial the act lies that it answers."""
_CONFIRMS = re.compile(
    r"^(?:re)?(?:confirm|acknowledg|admit|concede)|подтвер|призна[лнёю]|doğrula|teyit|itiraf|"
    r"təsdiq|etiraf|تأیید|تایید کرد|اذعان|أقر|اعترف|reconoc|admiti|reconn|admis\b|admet",
    re.IGNORECASE,
)


def claims_of(coded: CodedArticle) -> dict[str, tuple[Claim, ...]]:
    """Return the claims of a document by the id of the mention that they are about."""
    published = coded.article.published
    day = (published.start or published.end) if published else None
    mentions, statements = _spoken(coded.coding.events, coded.coding.statements)
    found: dict[str, list[Claim]] = defaultdict(list)
    for m in mentions:
        if m.attribution is not None:
            a = m.attribution
            says = SAYS[a.stance]
            told = _holding(statements, m)
            if says == "asserted" and any(_CONFIRMS.search(s.cue.text) for s in told):
                says = "confirmed"
            found[m.mention_id].append(
                Claim(m.mention_id, None, a.name, a.country, says, day, a.text)
            )
    for s in statements:
        says = SAYS[s.stance]
        if says == "asserted" and _CONFIRMS.search(s.cue.text):
            says = "confirmed"
        about = _about(mentions, s)
        answers = not about
        if not about and says in ("denied", "doubted", "confirmed"):
            about = _answered(mentions, found, s, says)
        for m in about:
            known = found[m.mention_id]
            if not any(_same_voice(c, s.speaker) for c in known):
                known.append(_claim(m, s, says, day, answers=answers))
    return {mention: tuple(claims) for mention, claims in found.items() if claims}


@lru_cache(maxsize=1)
def _pronouns() -> frozenset[str]:
    source = files("dragoman.link").joinpath("pronouns.yaml").read_text(encoding="utf-8")
    return frozenset(plain(w) for words in yaml.safe_load(source).values() for w in words)


def _at(who: Party | Attribution) -> tuple[int, int]:
    return (who.start, who.end)


def _spoken(
    mentions: Sequence[EventMention], statements: Sequence[Statement]
) -> tuple[list[EventMention], list[Statement]]:
    """Return mentions and statements with the speakers for whom their pronouns stand.

    That is the one named last, not too far before, of the same country where the pronoun's
    is known; where nobody fits, the pronoun stays. Who denies or doubts may answer the one
    named last: of him the country must be known.
    """
    heard: list[Party | Attribution] = [s.speaker for s in statements if s.speaker is not None]
    answering = {
        _at(s.speaker)
        for s in statements
        if s.speaker is not None and s.stance in (Stance.DENY, Stance.DOUBT)
    }
    heard += [m.attribution for m in mentions if m.attribution is not None]
    stands: dict[tuple[int, int], Party | Attribution] = {}
    last: Party | Attribution | None = None
    for who in sorted(heard, key=lambda w: (w.start, w.end)):
        if plain(who.text) not in _pronouns():
            last = who
        elif (
            last is not None
            and who.start - last.end <= _ANSWER_CHARS
            and who.country in (last.country, *(() if _at(who) in answering else (None,)))
        ):
            stands[_at(who)] = last
    if not stands:
        return list(mentions), list(statements)
    told, said = list(mentions), list(statements)
    for n, m in enumerate(mentions):
        a = m.attribution
        if a is not None and _at(a) in stands:
            named = stands[_at(a)]
            a = replace(a, text=named.text, name=named.name, country=named.country)
            told[n] = replace(m, attribution=a)
    for n, s in enumerate(statements):
        if s.speaker is not None and _at(s.speaker) in stands:
            named = stands[_at(s.speaker)]
            who = replace(s.speaker, text=named.text, name=named.name, country=named.country)
            said[n] = replace(s, speaker=who)
    return told, said


def _claim(
    mention: EventMention, s: Statement, says: str, day: str | None, *, answers: bool
) -> Claim:
    who = s.speaker
    return Claim(
        mention.mention_id,
        s.statement_id,
        who.name if who else None,
        who.country if who else None,
        says,
        day,
        who.text if who else None,
        answers,
    )


def _same_voice(claim: Claim, speaker: Party | None) -> bool:
    if speaker is None:
        return claim.name is None and claim.country is None
    return claim.text == speaker.text or (
        claim.name is not None and claim.name == speaker.name and claim.country == speaker.country
    )


def _holding(statements: Iterable[Statement], mention: EventMention) -> list[Statement]:
    at = mention.trigger.start
    return [s for s in statements if s.content and s.content.start <= at < s.content.end]


def _about(mentions: Sequence[EventMention], s: Statement) -> list[EventMention]:
    """Return the acts that a statement's content tells of."""
    if s.content is None:
        return []
    return [m for m in mentions if s.content.start <= m.trigger.start < s.content.end]


def _answered(
    mentions: Sequence[EventMention],
    found: Mapping[str, Sequence[Claim]],
    s: Statement,
    says: str,
) -> list[EventMention]:
    """Return what a bare denial, doubt or admission answers; nothing where it is not plain.

    The nearest act before it that somebody else told of the speaker; else, for who only
    denies or doubts, the nearest act that somebody else vouches for. An accusation is no
    such act: that it was made nobody denies.
    """
    speaker = s.speaker.country if s.speaker else None
    if speaker is None and says != "doubted":
        return []
    told = [
        m
        for m in mentions
        if m.trigger.end <= s.cue.start
        and s.cue.start - m.trigger.end <= _ANSWER_CHARS
        and m.modality is not Modality.NEGATED
    ]
    vouched = [
        m
        for m in told
        if any(c.says in FOR and c.country != speaker for c in found.get(m.mention_id, ()))
    ]
    charged = [m for m in vouched if speaker in {p.country for p in m.actors}]
    acts = [m for m in vouched if m.type != "ACCUSE"] if says != "confirmed" else []
    chosen = charged or acts
    return [max(chosen, key=lambda m: m.trigger.start)] if chosen else []


def standing(modality: Modality, claims: Sequence[Sequence[Claim]]) -> str:
    """Return how an event stands.

    Args:
        modality: of the event.
        claims: of each of its reports; a report without any that speaks for it says it itself.
    """
    every = [c for of_report in claims for c in of_report]
    against = any(c.says not in FOR for c in every)
    # A report that rests on nobody's word says it itself, whoever answers it.
    own = any(all(c.answers for c in of_report) for of_report in claims)
    supporting = [[c.says for c in of_report if c.says in FOR] for of_report in claims if of_report]
    if modality is Modality.NEGATED:
        if against and not own:
            return "denied"
        return "reported" if own else "attributed"
    if against and (own or any(supporting)):
        return "contested"
    if against:
        return "denied"
    if any("confirmed" in says for says in supporting):
        return "confirmed"
    if own:
        return "reported"
    if all(says and set(says) == {"alleged"} for says in supporting):
        return "alleged"
    return "attributed"
