"""Judgements hold on every later coding of the same text."""

from __future__ import annotations

import dataclasses

from factories import Told, article
from hypothesis import given
from hypothesis import strategies as st

from dragoman.judged import Spot, bonds, corrected, in_order, locate, replay
from dragoman.link import link
from dragoman.records import Action, CodedArticle, EventMention, Judgement, content_id

VISIT = Told("CONSULT", "IRN/amir-hatami", "AZE", "visit", "2019-01-22", trigger="visited")
CHARGE = Told("ACCUSE", "ARM", "AZE", "allege", "2019-02", trigger="accused")
PAGE = article("a", [VISIT, CHARGE], published="2019-02-03")
ONE, TWO = PAGE.coding.events


def judgement(action: str, m: EventMention, turn: int = 1, **fields: object) -> Judgement:
    return Judgement(
        Action(action),
        PAGE.article.doc_id,
        m.trigger.start,
        m.trigger.end,
        "ann",
        m,
        fields,
        known_at="2030-01-01T00:00:00Z",
        judgement_id=f"j-{turn}",
        turn=turn,
    )


def coded(*events: EventMention) -> CodedArticle:
    return dataclasses.replace(PAGE, coding=dataclasses.replace(PAGE.coding, events=events))


def as_type(m: EventMention, kind: str) -> EventMention:
    """Return the mention as a model would give it that takes the act for another."""
    new = content_id("m", PAGE.article.doc_id, kind, str(m.trigger.start))
    return dataclasses.replace(m, type=kind, mode=None, mention_id=new)


def test_without_verdicts_an_article_stays() -> None:
    assert replay(PAGE, []) is PAGE
    assert replay(PAGE, [judgement("note", ONE, text="odd")]) is PAGE
    undone = dataclasses.replace(judgement("reject", ONE), retired_at="2030-01-02T00:00:00Z")
    assert replay(PAGE, [undone]) is PAGE
    elsewhere = dataclasses.replace(judgement("reject", ONE), doc_id="doc-other")
    assert replay(PAGE, [elsewhere]) is PAGE


def test_a_rejected_mention_is_left_out_of_later_codings_too() -> None:
    said = [judgement("reject", ONE)]
    assert replay(PAGE, said).coding.events == (TWO,)
    again = dataclasses.replace(ONE, mention_id="m-new", confidence=0.4)
    assert replay(coded(again, TWO), said).coding.events == (TWO,)
    # Another type is another claim.
    other = as_type(ONE, "AGREE")
    assert replay(coded(other, TWO), said).coding.events == (other, TWO)


def test_an_accepted_mention_comes_back_when_a_coding_misses_it() -> None:
    said = [judgement("accept", ONE)]
    for events in ((), (TWO,), (ONE, TWO), (as_type(ONE, "AGREE"), TWO)):
        found = replay(coded(*events), said)
        assert found.coding.events == ((ONE, TWO) if TWO in events else (ONE,))
        assert found.judged == ((ONE.mention_id, "confirmed"),)


def test_it_stands_in_place_of_what_stands_at_its_characters() -> None:
    end = ONE.trigger.end - 1
    short = dataclasses.replace(
        ONE.trigger, end=end, text=PAGE.article.text[ONE.trigger.start : end]
    )
    cut = dataclasses.replace(ONE, mention_id="m-cut", trigger=short)
    assert replay(coded(cut, TWO), [judgement("accept", ONE)]).coding.events == (ONE, TWO)


def test_corrections_add_up_and_the_last_value_holds() -> None:
    first = judgement("correct", ONE, 1, type="AGREE", mode=None)
    second = judgement("correct", ONE, 2, date=None)
    third = judgement("correct", ONE, 3, type="SUPPORT")
    (made, _) = replay(PAGE, [third, first, second]).coding.events
    assert (made.type, made.mode, made.date) == ("SUPPORT", None, None)
    assert made.mention_id == ONE.mention_id and made.actors == ONE.actors
    assert replay(PAGE, [first]).judged == ((ONE.mention_id, "corrected"),)
    # A mode that its type has not is no mode.
    only = judgement("correct", ONE, 1, type="ACCUSE")
    assert replay(PAGE, [only]).coding.events[0].mode is None


def test_the_last_verdict_decides() -> None:
    reject, accept = judgement("reject", ONE, 1), judgement("accept", ONE, 2)
    assert ONE in replay(PAGE, [accept, reject]).coding.events
    later = dataclasses.replace(reject, known_at="2031-01-01T00:00:00Z")
    assert ONE not in replay(PAGE, [accept, later]).coding.events


def test_a_judgement_without_a_snapshot_takes_what_stands_there() -> None:
    bare = dataclasses.replace(judgement("reject", ONE), snapshot=None)
    assert replay(PAGE, [bare]).coding.events == (TWO,)
    fixed = dataclasses.replace(judgement("correct", ONE, type="AGREE"), snapshot=None)
    assert replay(PAGE, [fixed]).coding.events[0].type == "AGREE"
    assert replay(coded(TWO), [fixed]).coding.events == (TWO,)


def test_characters_that_read_otherwise_are_left_alone() -> None:
    elsewhere = dataclasses.replace(ONE, trigger=dataclasses.replace(ONE.trigger, text="visiter"))
    assert replay(PAGE, [dataclasses.replace(judgement("reject", ONE), snapshot=elsewhere)]) is PAGE


VERDICT = st.tuples(
    st.sampled_from(["accept", "correct", "reject"]),
    st.sampled_from([ONE, TWO]),
    st.sampled_from(["AGREE", "SUPPORT"]),
)
CODING = st.lists(
    st.sampled_from([ONE, TWO, as_type(ONE, "AGREE"), as_type(TWO, "REJECT")]), unique=True
)


@given(st.lists(VERDICT, min_size=1, max_size=5), CODING, st.randoms())
def test_what_was_judged_does_not_hang_on_the_coding(verdicts, events, random) -> None:  # type: ignore[no-untyped-def]
    said = [
        judgement(action, m, n, **({"type": kind} if action == "correct" else {}))
        for n, (action, m, kind) in enumerate(verdicts)
    ]
    ids = {m.mention_id for _, m, _ in verdicts}

    def of(one: CodedArticle) -> list[EventMention]:
        return [m for m in one.coding.events if m.mention_id in ids]

    found = replay(coded(*events), said)
    assert of(found) == of(replay(PAGE, said))
    shuffled = random.sample(said, len(said))
    assert replay(coded(*events), shuffled) == found
    assert len({m.mention_id for m in found.coding.events}) == len(found.coding.events)
    assert {m for m, _ in found.judged} == {m.mention_id for m in of(found)}
    # One trigger tells no act twice because a person judged it.
    if not {m.trigger.start for m in events if events.count(m) > 1}:
        starts = [m.trigger.start for m in of(found)]
        assert len(starts) == len(set(starts))


def test_the_status_reaches_the_event() -> None:
    events = link([replay(PAGE, [judgement("accept", ONE), judgement("correct", TWO, date=None)])])
    assert {e.type: e.status for e in events.events} == {
        "CONSULT": "confirmed",
        "ACCUSE": "corrected",
    }


def tie(action: str, a: str, b: str, turn: int) -> Judgement:
    """Return a judgement on mentions that stand at characters of their own."""
    return Judgement(
        Action(action),
        a,
        0,
        5,
        "ann",
        other_doc_id=b,
        other_start=0,
        other_end=5,
        known_at="2030-01-01T00:00:00Z",
        turn=turn,
    )


def located(names: str) -> dict[Spot, str]:
    return {Spot(n, 0, 5, None): f"m-{n}" for n in names}


def test_what_is_split_off_leaves_the_rest_together() -> None:
    merges = [tie("merge", "a", other, n) for n, other in enumerate("bcd")]
    splits = [tie("split", "a", other, 10 + n) for n, other in enumerate("bcd")]
    found = bonds([*splits, *merges], located("abcd"))
    assert found.together == {("m-b", "m-c"), ("m-c", "m-d")}
    assert found.apart == {("m-a", "m-b"), ("m-a", "m-c"), ("m-a", "m-d")}


def test_a_later_merge_overrules_a_split() -> None:
    found = bonds([tie("split", "a", "b", 1), tie("merge", "b", "a", 2)], located("ab"))
    assert found.together == {("m-a", "m-b")} and not found.apart


def test_what_is_one_stays_one_when_a_member_is_lost() -> None:
    said = [tie("merge", "a", "b", 1), tie("merge", "b", "c", 2)]
    assert bonds(said, located("ac")).together == {("m-a", "m-c")}
    assert bonds(said, located("b")) == bonds([], {})


@given(
    st.lists(st.tuples(st.sampled_from(["merge", "split"]), *[st.sampled_from("abcde")] * 2)),
    st.randoms(),
)
def test_bonds_agree_with_themselves(steps, random) -> None:  # type: ignore[no-untyped-def]
    said = [tie(action, a, b, n) for n, (action, a, b) in enumerate(steps)]
    found = bonds(said, located("abcde"))
    assert bonds(random.sample(said, len(said)), located("abcde")) == found
    assert not found.together & found.apart
    assert all(a < b for a, b in found.together | found.apart)
    if said and said[-1].doc_id != said[-1].other_doc_id:
        pair = tuple(sorted((f"m-{said[-1].doc_id}", f"m-{said[-1].other_doc_id}")))
        assert (pair in found.apart) == (said[-1].action is Action.SPLIT)


def test_a_spot_is_found_by_id_then_by_characters() -> None:
    twin = dataclasses.replace(ONE, mention_id="m-0")
    start, end = ONE.trigger.start, ONE.trigger.end
    assert locate([twin, ONE], Spot("d", start, end, ONE.mention_id)) == ONE.mention_id
    assert locate([ONE, twin], Spot("d", start, end, None)) == min("m-0", ONE.mention_id)
    assert locate([ONE, TWO], Spot("d", start, start + 1, None)) == ONE.mention_id
    assert locate([TWO], Spot("d", start, end, ONE.mention_id)) is None


def test_order_and_unknown_fields() -> None:
    a, b = judgement("accept", ONE, 2), judgement("reject", ONE, 1)
    assert in_order([a, b]) == [b, a]
    assert corrected(ONE, {"mention_id": "m-x", "confidence": 1.0}) == ONE
    assert Judgement.from_dict(a.to_dict()) == a
