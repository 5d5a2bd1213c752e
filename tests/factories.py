"""Small coded articles made by hand, for the tests of linking, store and pipeline.

A report is a line ``(actors, trigger, recipients, …)``; the text of the article is made
of the lines, so that every offset is right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.records import (
    Amount,
    Article,
    Attribution,
    Basis,
    Block,
    BlockKind,
    CodedArticle,
    Coding,
    DateValue,
    EventMention,
    Modality,
    Party,
    Place,
    Precision,
    Span,
    Stance,
    Statement,
    Topic,
    content_id,
)

NAMES = {
    "AZE": "Azerbaijan",
    "IRN": "Iran",
    "ARM": "Armenia",
    "RUS": "Russia",
    "TUR": "Turkey",
    "GEO": "Georgia",
}


@dataclass(frozen=True)
class Told:
    """One act as one sentence tells it. ``who`` and ``whom``: ``IRN`` or ``IRN/amir-hatami``."""

    type: str
    who: str = ""
    whom: str = ""
    mode: str | None = None
    date: str | None = None
    basis: Basis = Basis.STATED
    place: tuple[str, str, str] | None = None
    modality: Modality = Modality.ACTUAL
    objects: tuple[str, ...] = ()
    amounts: tuple[tuple[str, float], ...] = ()
    trigger: str = "acted"
    denied_by: str | None = None
    sector: str = "GOV"
    confidence: float = 0.9
    contexts: tuple[str, ...] = ()
    extra: str = ""
    statements: tuple[str, ...] = field(default=())


def day(value: str | None, basis: Basis = Basis.STATED) -> DateValue | None:
    """Return a date: ``2020-01-05``, ``2020-01``, ``2020``, ``<2020-01-05``, ``>2020-01-05``."""
    if value is None:
        return None
    if value[0] == "<":
        return DateValue(None, value[1:], Precision.BEFORE, basis, value)
    if value[0] == ">":
        return DateValue(value[1:], None, Precision.AFTER, basis, value)
    if len(value) == 4:
        return DateValue(f"{value}-01-01", f"{value}-12-31", Precision.YEAR, basis, value)
    if len(value) == 7:
        last = {"02": 28, "04": 30, "06": 30, "09": 30, "11": 30}.get(value[5:], 31)
        return DateValue(f"{value}-01", f"{value}-{last}", Precision.MONTH, basis, value)
    return DateValue(value, value, Precision.DAY, basis, value)


def article(
    name: str,
    told: Sequence[Told] = (),
    *,
    published: str | None = None,
    body: str | None = None,
    title: str | None = None,
    publisher: str | None = None,
) -> CodedArticle:
    """Return an article at ``pages/NAME`` that tells of the acts in turn, then says ``body``.

    Without a body it gets one of its own, so that it copies no other.
    """
    if body is None:
        body = " ".join(f"{name}{n}" for n in range(30))
    title = title if title is not None else f"Title of {name}"
    text = title
    mentions = []
    said = []
    for t in told:
        text += "\n\n"
        start = len(text)
        mention, text = _tell(text, start, t)
        mentions.append(mention)
        for words in t.statements:
            at = text.index(words, start)
            said.append(
                Statement(
                    content_id("s", name, words),
                    None,
                    Span(t.trigger, mention.trigger.start, mention.trigger.end),
                    Stance.ASSERT,
                    Span(words, at, at + len(words)),
                    0.8,
                )
            )
    if body:
        text += "\n\n" + body
    uri = f"pages/{name}"
    doc_id = content_id("d", text, title, uri)
    made = Article(
        doc_id=doc_id,
        uri=uri,
        title=title,
        publisher=publisher or f"{name} news",
        author=None,
        published=day(published),
        language="en",
        text=text,
        blocks=(
            Block(BlockKind.TITLE, 0, len(title)),
            Block(BlockKind.BODY, len(title) + 2 if len(text) > len(title) else 0, len(text)),
        ),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    owned = tuple(_owned(m, doc_id, n) for n, m in enumerate(mentions))
    return CodedArticle(made, Coding("en", owned, tuple(said)))


def _owned(m: EventMention, doc_id: str, n: int) -> EventMention:
    values = {f: getattr(m, f) for f in EventMention.__dataclass_fields__}
    return EventMention(**values | {"mention_id": content_id("m", doc_id, str(n))})


def _tell(text: str, start: int, t: Told) -> tuple[EventMention, str]:
    actors, text = _side(text, t.who, t.sector)
    at = len(text)
    text += t.trigger
    trigger = Span(t.trigger, at, len(text))
    text += " "
    recipients, text = _side(text, t.whom, t.sector)
    amounts = []
    for kind, value in t.amounts:
        at = len(text)
        text += f"{value:g}"
        amounts.append(Amount(f"{value:g}", at, len(text), kind, value))
        text += f" {kind} "
    objects = []
    for thing in t.objects:
        at = len(text)
        text += thing
        kind = "accord" if "accord" in thing else "other"
        objects.append(Topic(thing, at, len(text), kind))
        text += " "
    place = None
    if t.place:
        name, country, precision = t.place
        place = Place(name, country, None, None, precision, name)
        text += f"in {name} "
    if t.date:
        text += f"on {t.date}"
    attribution = None
    if t.denied_by:
        at = len(text)
        text += t.denied_by
        attribution = Attribution(t.denied_by, at, len(text), t.denied_by, t.denied_by, Stance.DENY)
    text += t.extra + "."
    mention = EventMention(
        "",
        t.type,
        t.mode,
        t.contexts,
        t.modality,
        trigger,
        actors,
        recipients,
        day(t.date, t.basis),
        place,
        attribution,
        tuple(amounts),
        tuple(objects),
        t.confidence,
        (start, len(text)),
    )
    return mention, text


def _side(text: str, codes: str, sector: str) -> tuple[tuple[Party, ...], str]:
    parties = []
    for code in codes.split():
        country, _, person = code.partition("/")
        words = person.replace("-", " ").title() if person else NAMES.get(country, country)
        at = len(text)
        text += words
        parties.append(
            Party(
                text=words,
                start=at,
                end=len(text),
                name=words,
                id=f"person:{person}" if person else country,
                country=None if country.islower() else country,
                sector=sector,
            )
        )
        text += " "
    return tuple(parties), text
