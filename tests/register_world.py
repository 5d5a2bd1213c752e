"""Events told in sentences of our own, with every span where its words stand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from factories import day

from dragoman.records import (
    Amount,
    Article,
    Attribution,
    Block,
    BlockKind,
    Claim,
    CodedArticle,
    Coding,
    Event,
    EventMention,
    Modality,
    Party,
    Place,
    Relation,
    Span,
    Stance,
    Topic,
    content_id,
)
from dragoman.registered import Registers, Row, Telling, evidence_of
from dragoman.registers import Fact, derive
from dragoman.standing import Tie

STATES = {"AZE": "Azerbaijan", "IRN": "Iran", "ARM": "Armenia", "TUR": "Türkiye", "RUS": "Russia"}


class Doc:
    """A document that grows sentence by sentence; it remembers its text."""

    def __init__(self, name: str, published: str | None = None, language: str = "en") -> None:
        self.name, self.published, self.language = name, published, language
        self.text = f"Title of {name}. "
        self.facts: list[Fact] = []

    def tells(
        self,
        sentence: str,
        kind: str,
        trigger: str,
        who: Sequence[str] = (),
        whom: Sequence[str] = (),
        *,
        mode: str | None = None,
        date: str | None = None,
        place: tuple[str, str, str] | None = None,
        modality: str = "actual",
        objects: Sequence[tuple[str, str]] = (),
        amounts: Sequence[tuple[str, str, float]] = (),
        contexts: Sequence[str] = (),
        source: tuple[str, str, str] | None = None,
        claims: Sequence[tuple[str, str]] = (),
        standing: str = "reported",
        again: bool = False,
    ) -> Fact:
        """Add an event that one sentence tells.

        A party is ``words=CODE``, ``words=CODE/role`` or ``words=person:x@CODE/role``;
        ``again`` tells it in the sentence before.
        """
        if again:
            start = self.text.rindex(sentence)
        else:
            start = len(self.text)
            self.text += sentence + " "
        end = start + len(sentence)

        def at(words: str) -> tuple[int, int]:
            first = self.text.index(words, start, end)
            return first, first + len(words)

        def party(given: str) -> Party:
            words, _, code = given.partition("=")
            code, _, role = code.partition("/")
            name, _, country = code.rpartition("@")
            first, last = at(words)
            person = name.removeprefix("person:").replace("-", " ").title()
            return Party(
                words,
                first,
                last,
                person or STATES.get(country, words),
                name or country,
                country,
                "GOV",
                role or None,
                0.98,
            )

        mention_id = content_id("m", self.name, str(start), kind, trigger, modality)
        attribution = None
        if source:
            attribution = Attribution(
                source[0], *at(source[0]), source[0], source[1], Stance(source[2])
            )
        mention = EventMention(
            mention_id,
            kind,
            mode,
            tuple(contexts),
            Modality(modality),
            Span(trigger, *at(trigger)),
            tuple(party(p) for p in who),
            tuple(party(p) for p in whom),
            day(date),
            Place(place[0], place[1], None, None, place[2], place[0]) if place else None,
            attribution,
            tuple(Amount(w, *at(w), k, v) for w, k, v in amounts),
            tuple(Topic(w, *at(w), k) for w, k in objects),
            0.9,
            (start, end),
        )
        event = Event(
            content_id("e", mention_id),
            kind,
            mode,
            mention.contexts,
            mention.modality,
            mention.actors,
            mention.recipients,
            mention.date,
            mention.place,
            mention.amounts,
            mention.objects,
            (mention_id,),
            1,
            1,
            (),
            (),
            0.9,
            claims=tuple(
                Claim(mention_id, None, STATES.get(c, c), c, says, self.published)
                for c, says in claims
            ),
            standing=standing,
            reported=self.published,
            triggers=(trigger.lower(),),
        )
        telling = Telling(
            mention, f"doc-{self.name}", f"doc-{self.name}", self.published,
            sentence, self.language,
        )  # fmt: skip
        fact = Fact(event, (telling,))
        self.facts.append(fact)
        return fact


def tied(later: Fact, earlier: Fact, kind: str = "follows", step: str | None = None) -> list[Fact]:
    """Return two facts joined by a relation."""
    r = Relation(later.event.event_id, earlier.event.event_id, kind, step, 0.8)
    roles = {"follows": ("follows", "followed_by"), "fulfils": ("fulfils", "fulfilled_by")}[kind]
    return [
        Fact(later.event, later.tellings, (*later.ties, Tie(roles[0], r, earlier.event))),
        Fact(earlier.event, earlier.tellings, (*earlier.ties, Tie(roles[1], r, later.event))),
    ]


def registers(*docs: Doc, **options: Any) -> Registers:
    """Derive the registers of documents, and see that all evidence stands in the texts."""
    facts = [f for d in docs for f in d.facts]
    found = derive(facts, **options)
    check(found, facts, {f"doc-{d.name}": d.text for d in docs})
    return found


def check(found: Registers, facts: Sequence[Fact], texts: dict[str, str]) -> None:
    """See that every cell's evidence exists in the events of its row."""
    mentions = {
        (f.event.event_id, t.mention.mention_id, t.doc_id) for f in facts for t in f.tellings
    }
    for row in rows(found):
        assert row.events and row.mentions
        for e in evidence_of(row):
            assert (e.event_id, e.mention_id, e.doc_id) in mentions
            assert texts[e.doc_id][e.start : e.end] == e.text
            assert e.text


def rows(found: Registers) -> list[Row]:
    return [r for name in found.__dataclass_fields__ for r in getattr(found, name)]


def coded(doc: Doc) -> CodedArticle:
    """Return a document as the coder would hand it over."""
    title = f"Title of {doc.name}."
    made = Article(
        doc_id=f"doc-{doc.name}",
        uri=f"pages/{doc.name}",
        title=title,
        publisher="Araz Post",
        author=None,
        published=day(doc.published),
        language=doc.language,
        text=doc.text,
        blocks=(Block(BlockKind.BODY, 0, len(doc.text)),),
        sha256=hashlib.sha256(doc.text.encode()).hexdigest(),
    )
    mentions = tuple(t.mention for f in doc.facts for t in f.tellings)
    return CodedArticle(made, Coding(doc.language, mentions, ()))
