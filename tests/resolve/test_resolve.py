"""Raw mentions to a coding."""

from __future__ import annotations

import dataclasses

import pytest

from dragoman.knowledge import load
from dragoman.records import (
    Amount,
    Basis,
    Coding,
    DateValue,
    Modality,
    Precision,
    Span,
    Stance,
)
from dragoman.resolve import resolve
from dragoman.tagged import RawMention, RawParty, RawStatement

TEXT = (
    "Iranian Defense Minister Amir Hatami visited Azerbaijan on Monday. "
    "At least 26 people died, said Ahadi."
)
PUBLISHED = DateValue("2019-01-22", "2019-01-22", Precision.DAY, Basis.STATED)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(words, start, start + len(words))


def party(words: str) -> RawParty:
    found = span(words)
    return RawParty(found.text, found.start, found.end)


def visit(**changes: object) -> RawMention:
    raw = RawMention(
        type="CONSULT",
        mode="visit",
        contexts=("military",),
        modality=Modality.ACTUAL,
        trigger=span("visited"),
        actors=(party("Iranian Defense Minister Amir Hatami"),),
        recipients=(party("Azerbaijan"),),
        places=(),
        times=(span("on Monday"),),
        source=None,
        amounts=(Amount("At least 26 people", 67, 85, "dead"),),
        objects=(),
        sentence=(0, 67),
        confidence=0.9,
    )
    return dataclasses.replace(raw, **changes)  # type: ignore[arg-type]


SAID = RawStatement(party("Ahadi"), span("said"), Stance.ASSERT, span("At least 26"), 0.8)


def coded(*mentions: RawMention, doc_key: str = "d-1") -> Coding:
    return resolve(
        TEXT,
        mentions,
        (SAID,),
        language="en",
        published=PUBLISHED,
        sentences=[(0, 67), (67, len(TEXT))],
        knowledge=load(),
        doc_key=doc_key,
    )


def test_a_mention_is_resolved_whole() -> None:
    (event,) = coded(visit()).events
    assert [p.country for p in event.actors] == ["IRN"]
    assert [p.country for p in event.recipients] == ["AZE"]
    assert event.date is not None and event.date.start == "2019-01-21"
    assert event.place is not None
    assert (event.place.country, event.place.precision) == ("AZE", "country")
    assert (event.amounts[0].value, event.amounts[0].low, event.amounts[0].high) == (26, 26, None)
    assert event.contexts == ("military",) and event.sentence == (0, 67)
    for part in (*event.actors, *event.recipients):
        assert TEXT[part.start : part.end] == part.text


def test_ids_depend_on_the_document_and_the_mention() -> None:
    first, again = coded(visit()).events[0], coded(visit()).events[0]
    assert first == again and first.mention_id.startswith("m-")
    assert coded(visit(), doc_key="d-2").events[0].mention_id != first.mention_id
    assert coded(visit(type="SUPPORT", mode=None)).events[0].mention_id != first.mention_id
    nowhere = coded(visit(), doc_key="")
    assert nowhere.events[0].mention_id == "" and nowhere.statements[0].statement_id == ""


def test_doubles_are_dropped_and_the_surest_stays() -> None:
    weaker = visit(confidence=0.5, trigger=span("visited Azerbaijan"))
    other_type = visit(confidence=0.5, type="SUPPORT", mode=None)
    kept = coded(weaker, visit(), other_type).events
    assert [(e.type, e.confidence) for e in kept] == [("CONSULT", 0.9), ("SUPPORT", 0.5)]


def test_order_of_the_input_does_not_matter() -> None:
    later = visit(type="ASSAULT", mode=None, trigger=span("died"), confidence=0.7)
    assert coded(visit(), later) == coded(later, visit())


def test_statements_keep_their_speaker() -> None:
    (statement,) = coded(visit()).statements
    assert statement.speaker is not None and statement.speaker.text == "Ahadi"
    assert (statement.cue.text, statement.stance) == ("said", Stance.ASSERT)
    assert statement.statement_id.startswith("s-")


@pytest.mark.parametrize("language", ["en", "ru", "tr", "az", "fa", "ar", "es", "fr", "de", None])
def test_nothing_found_is_an_empty_coding(language: str | None) -> None:
    found = resolve("", (), (), language=language, published=None, sentences=[], knowledge=load())
    assert found == Coding(language, (), ())


def sides(text: str, **changes: object) -> tuple[list[str | None], list[str | None]]:
    """Resolve one mention of a text; the parties are Kenya and Rwanda, the place Nairobi."""

    def at(words: str) -> tuple[str, int, int]:
        return words, text.index(words), text.index(words) + len(words)

    mention = visit(
        trigger=Span(*at("acted")),
        actors=(RawParty(*at("Rwanda")), RawParty(*at("Kenya"))),
        recipients=(),
        places=(Span(*at("Nairobi")),),
        times=(),
        amounts=(),
        sentence=(0, len(text)),
    )
    coding = resolve(
        text,
        [dataclasses.replace(mention, **changes)],  # type: ignore[arg-type]
        (),
        language="en",
        published=None,
        sentences=[(0, len(text))],
        knowledge=load(),
    )
    (event,) = coding.events
    return [p.country for p in event.actors], [p.country for p in event.recipients]


def test_the_host_of_a_visit_receives() -> None:
    assert sides("Rwanda acted with Kenya in Nairobi.") == (["RWA"], ["KEN"])


def test_of_talks_all_are_actors() -> None:
    text = "Rwanda acted with Kenya in Nairobi."
    moved = (RawParty("Kenya", text.index("Kenya"), text.index("Kenya") + 5),)
    assert sides(text, mode=None) == (["RWA", "KEN"], [])
    rwanda = (RawParty("Rwanda", 0, 6),)
    assert sides(text, mode="phone", actors=rwanda, recipients=moved) == (["RWA", "KEN"], [])


def test_cooperation_has_a_recipient() -> None:
    text = "Rwanda acted with Kenya in Nairobi."
    assert sides(text, type="COOPERATE", mode=None) == (["RWA"], ["KEN"])
    assert sides(text, type="SUPPORT", mode=None) == (["RWA", "KEN"], [])
