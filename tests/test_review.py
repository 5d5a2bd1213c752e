"""The queue, corrections as people write them, lines of files, audits."""

from __future__ import annotations

import dataclasses
import json
import math

import pytest
from factories import Told, article
from hypothesis import given
from hypothesis import strategies as st

from dragoman.amend import correction, read_line, recognise, written_date
from dragoman.errors import BadLineError, UsageError
from dragoman.link import link
from dragoman.ontology import TYPES
from dragoman.records import (
    Action,
    Event,
    Judgement,
    LinkReason,
    Party,
    Place,
)
from dragoman.review import (
    Case,
    audit_words,
    audited,
    done_by,
    draw,
    in_audit,
    last_stroke,
    priority,
    queue,
    together,
    wilson,
)
from dragoman.stored import StoredEvent, StoredMention

TOLD = Told("CONSULT", "IRN", "AZE", "visit", "2019-01-22", trigger="visited", confidence=0.6)
PAGE = article("a", [TOLD, dataclasses.replace(TOLD, type="ACCUSE", mode=None, date="2019-03-01")])
EVENTS = link([PAGE]).events
MENTION = PAGE.coding.events[0]


def stored(event: Event, **values: object) -> StoredEvent:
    made = dataclasses.replace(event, **values)  # type: ignore[arg-type]
    return StoredEvent(made, made.status, "2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z")


BASE = EVENTS[0]


@given(st.floats(0, 1), st.integers(1, 40), st.integers(1, 40))
def test_more_sources_never_come_later(confidence: float, few: int, more: int) -> None:
    low, high = sorted((few, more))
    ranks = [priority(stored(BASE, confidence=confidence, n_sources=n)) for n in (low, high)]
    assert ranks == sorted(ranks)


@given(st.floats(0, 1), st.floats(0, 1))
def test_what_is_unsure_comes_first(a: float, b: float) -> None:
    near, far = sorted((a, b), key=lambda c: abs(c - 0.5))
    link = (LinkReason("m", 1.0),)
    ranks = [priority(stored(BASE, confidence=c, links=link)) for c in (far, near)]
    assert ranks[0] <= ranks[1] or math.isclose(*ranks)


def test_what_matters_comes_first() -> None:
    rank = priority(stored(BASE))
    for change in (
        {"type": "ASSAULT", "mode": None},
        {"standing": "contested"},
        {"standing": "alleged"},
        {"confidence": 0.5},
    ):
        assert priority(stored(BASE, **change)) > rank, change
    sure = stored(BASE, confidence=1.0)
    assert priority(stored(BASE, confidence=1.0, links=(LinkReason("m", 0.55),))) > priority(sure)
    assert priority(stored(BASE, status="confirmed")) < rank


def test_the_queue_leaves_out_what_this_person_judged() -> None:
    every = [stored(e) for e in EVENTS]
    assert len(queue(every)) == 2
    case = Case(EVENTS[0], [StoredMention(MENTION, PAGE.article.doc_id, None)], "ann")
    said = case.accept(case.reports[0])
    assert len(queue(every, done_by(said, "ann"))) == 1
    assert len(queue(every, done_by(said, "bob"))) == 2
    assert not done_by(case.note(case.reports[0], "odd"), "ann")


def test_a_split_parts_each_from_each_and_a_merge_joins_all() -> None:
    reports = [
        StoredMention(dataclasses.replace(MENTION, mention_id=f"m-{n}"), f"d{n}", None)
        for n in range(4)
    ]
    case = Case(BASE, reports, "ann", "a-1")
    parted = {(j.doc_id, j.other_doc_id) for j in case.split({2, 4})}
    assert parted == {("d1", "d0"), ("d1", "d2"), ("d3", "d0"), ("d3", "d2")}
    joined = case.merge([StoredMention(MENTION, "other", None)])
    assert {j.other_doc_id for j in joined} == {"d1", "d2", "d3", "other"}
    assert all(j.sample == "a-1" and j.event_id == BASE.event_id for j in joined)
    timed = [dataclasses.replace(j, known_at="1", turn=n) for n, j in enumerate(joined)]
    assert last_stroke(timed) == timed and last_stroke([]) == []


# Corrections.


def party_of(words: str) -> Party:
    if words not in {"Iran", "Turkey"}:
        raise UsageError("unknown-party", words)
    code = {"Iran": "IRN", "Turkey": "TUR"}[words]
    return Party("", 0, 0, words, code, code, "GOV")


def change(name: str, words: str) -> dict[str, object]:
    place = Place("Baku", "AZE", None, None, "city")
    made = correction(name, words, party_of=party_of, place_of=lambda w: place)
    return made(MENTION, PAGE.article.text)


def test_corrections() -> None:
    assert change("TYPE", "agree") == {"type": "AGREE", "mode": None}
    assert change("type", "consult") == {"type": "CONSULT"}
    assert change("mode", "phone") == {"mode": "phone"}
    assert change("mode", "none") == {"mode": None}
    assert change("modality", "FUTURE") == {"modality": "future"}
    assert change("date", "none") == change("date", "-") == {"date": None}
    assert change("place", "Baku")["place"]["name"] == "Baku"  # type: ignore[index]
    assert change("recipient", "none") == {"recipients": []}


def test_a_corrected_party_stands_where_the_sentence_names_it() -> None:
    (iran, turkey) = change("actors", "Iran; Turkey")["actors"]  # type: ignore[misc]
    assert PAGE.article.text[iran["start"] : iran["end"]] == iran["text"] == "Iran"
    assert turkey["text"] == "" and turkey["start"] == turkey["end"] == MENTION.trigger.start


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("colour", "red"),
        ("type", "VISIT"),
        ("type", "none"),
        ("type", ""),
        ("mode", "drone"),
        ("modality", "maybe"),
        ("date", "yesterday"),
        ("date", "2019-02-30"),
        ("date", "2019-02-03/2019-02-01"),
        ("date", "2019/2020/2021"),
        ("actors", "Atlantis"),
    ],
)
def test_corrections_that_are_none(name: str, words: str) -> None:
    with pytest.raises(UsageError):
        change(name, words)


@pytest.mark.parametrize(
    ("words", "start", "end", "precision"),
    [
        ("2019-01-22", "2019-01-22", "2019-01-22", "day"),
        ("2019-2", "2019-02-01", "2019-02-28", "month"),
        ("2020-02", "2020-02-01", "2020-02-29", "month"),
        ("2019-12", "2019-12-01", "2019-12-31", "month"),
        ("2019", "2019-01-01", "2019-12-31", "year"),
        ("2019-01-20/2019-02", "2019-01-20", "2019-02-28", "range"),
    ],
)
def test_dates(words: str, start: str, end: str, precision: str) -> None:
    made = written_date(words)
    assert (made.start, made.end, str(made.precision)) == (start, end, precision)


# Lines.

GOOD = Judgement(
    Action.CORRECT,
    PAGE.article.doc_id,
    MENTION.trigger.start,
    MENTION.trigger.end,
    "ann",
    MENTION,
    {"type": "AGREE", "mode": None},
    judgement_id="j-1",
    known_at="2030-01-01T00:00:00Z",
)


def line(**changes: object) -> bytes:
    return json.dumps({**GOOD.to_dict(), **changes}).encode()


def test_a_line_is_read_back() -> None:
    assert read_line(line()) == GOOD
    moved = read_line(line(known_at="2030-01-01T04:00:00.5+04:00"))
    assert moved.known_at == "2030-01-01T00:00:00Z"
    hand = {"action": "reject", "doc_id": "d", "start": 1, "end": 2, "who": "ann"}
    assert read_line(json.dumps(hand).encode()).snapshot is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"{",
        b"[]",
        b"{}",
        b'{"start": NaN}',
        line(action="praise"),
        line(who=" "),
        line(who=3),
        line(who="\ud800"),
        line(doc_id=None),
        line(start=5, end=5),
        line(start=-1),
        line(end=10**12),
        line(start=True),
        line(start=1.5),
        line(known_at="yesterday"),
        line(fields={}),
        line(fields={"colour": "red"}),
        line(fields={"type": "VISIT"}),
        line(fields={"type": "AGREE"}),  # which has no mode “visit”
        line(fields={"date": "2019"}),
        line(fields={"date": {"start": "x", "end": "y", "precision": "day", "basis": "stated"}}),
        line(fields={"actors": None}),
        line(fields={"actors": [3]}),
        line(fields=[]),
        line(snapshot={}),
        line(snapshot={**MENTION.to_dict(), "confidence": "sure"}),
        line(snapshot={**MENTION.to_dict(), "confidence": math.inf}),
        line(snapshot={**MENTION.to_dict(), "type": "VISIT"}),
        line(snapshot={**MENTION.to_dict(), "sentence": [0, 1]}),
        line(snapshot={**MENTION.to_dict(), "sentence": [0, 1, 2]}),
        line(snapshot={**MENTION.to_dict(), "actors": "Iran"}),
        line(start=GOOD.start + 1),
        line(action="note", fields={}),
        line(action="merge", fields={}),
        line(action="merge", fields={}, other_doc_id="d", other_start=5, other_end=1),
        line(
            action="split",
            fields={},
            other_doc_id=GOOD.doc_id,
            other_start=GOOD.start,
            other_end=GOOD.end,
        ),
    ],
)
def test_bad_lines_are_named(raw: bytes) -> None:
    with pytest.raises(BadLineError) as caught:
        read_line(raw)
    assert caught.value.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from(sorted({*GOOD.to_dict(), "snapshot.date", "snapshot.actors"})), JSON)
def test_no_line_is_half_taken(name: str, value: object) -> None:
    data = GOOD.to_dict()
    outer, _, inner = name.partition(".")
    data[outer] = {**data[outer], inner: value} if inner else value
    try:
        made = read_line(json.dumps(data).encode())
    except BadLineError:
        return
    assert Judgement.from_dict(json.loads(json.dumps(made.to_dict()))) == made
    json.dumps(made.to_dict(), allow_nan=False).encode()


def test_known_lines_are_recognised() -> None:
    bare = dataclasses.replace(GOOD, judgement_id="", known_at="")
    other = dataclasses.replace(GOOD, who="bob")
    assert recognise([(1, bare)], [GOOD]) == ([], [])
    assert recognise([(1, bare), (2, bare)], []) == ([bare], [])
    assert recognise([(1, GOOD)], [GOOD]) == ([GOOD], [])  # its undoing may be news
    assert recognise([(1, GOOD), (7, other)], []) == ([GOOD], [7])


# Audits.


@given(st.integers(0, 30), st.integers(1, 30))
def test_wilson_holds_the_share(right: int, more: int) -> None:
    judged = right + more
    low, high = wilson(right, judged)
    assert 0 <= low <= right / judged <= high <= 1


def test_wilson_as_published() -> None:
    for right, judged, low, high in ((0, 10, 0.0, 0.2775), (50, 100, 0.4038, 0.5962),
                                     (9, 10, 0.5958, 0.9821)):  # fmt: skip
        assert wilson(right, judged) == pytest.approx((low, high), abs=5e-5)


MANY = [dataclasses.replace(BASE, event_id=f"e-{n}") for n in range(60)]


@given(st.integers(), st.integers(1, 80), st.data())
def test_an_audit_goes_on_where_it_was(seed: int, size: int, data: st.DataObject) -> None:
    whole = draw(MANY, seed=seed, size=size, judged=())
    assert len(whole) == len(set(whole)) == min(size, 60)
    done = whole[: data.draw(st.integers(0, len(whole)))]
    gone = data.draw(st.sets(st.sampled_from(done))) if done else set()
    left = [e for e in MANY if e.event_id not in gone]
    assert draw(left, seed=seed, size=size, judged=done) == whole[len(done) :]


def test_every_event_is_as_likely() -> None:
    drawn = [draw(MANY, seed=seed, size=6, judged=()) for seed in range(500)]
    counts = [sum(e.event_id in d for d in drawn) for e in MANY]
    assert min(counts) > 20 and max(counts) < 85  # 50 are expected of each
    assert drawn[0] == draw(reversed(MANY), seed=0, size=6, judged=())


def verdict(action: str, event: str, sample: str | None = "a-1", kind: str = "AGREE") -> Judgement:
    seen = dataclasses.replace(MENTION, type=kind)
    return Judgement(Action(action), "d", 1, 2, "ann", seen, event_id=event, sample=sample)


def test_precision_by_type() -> None:
    said = [
        verdict("accept", "e-1"),
        verdict("reject", "e-2"),
        verdict("reject", "e-2"),
        verdict("correct", "e-3", kind="AID"),
        verdict("accept", "e-4", sample=None),
        verdict("note", "e-5"),
        dataclasses.replace(verdict("accept", "e-6"), retired_at="2030-01-01T00:00:00Z"),
        verdict("accept", "e-2", sample="a-2"),
    ]
    rows = audited(said)
    assert [(r.type, r.judged, r.right) for r in rows] == [("AGREE", 3, 2), ("AID", 1, 0)]
    whole = together(rows)
    assert whole is not None and (whole.judged, whole.right, whole.precision) == (4, 2, 0.5)
    assert in_audit(said, "a-1") == {"e-1", "e-2", "e-3"}
    assert audit_words(rows) == "audited precision 0.50 (95 % 0.15 to 0.85, 4 judged)"
    assert "of AID 0.00" in str(audit_words(rows, ["AID"]))
    assert audit_words(rows, ["ASSAULT"]) is None
    assert together([]) is None and audit_words([]) is None


def test_all_types_have_an_intensity() -> None:
    assert all(priority(stored(BASE, type=t, mode=None)) > 0 for t in TYPES)
