from __future__ import annotations

import dataclasses
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console, RenderableType

from dragoman.present import claims, csv, detail, jsonl, parquet, tables
from dragoman.present.shapes import claimed_json, event_json
from dragoman.present.timeline import entry
from dragoman.records import (
    Basis,
    Claim,
    DateValue,
    Event,
    Modality,
    Party,
    Precision,
    Relation,
)
from dragoman.standing import SAYS, Account, Tie, Voice, account, ties_of
from dragoman.stored import StoredEvent

any_text = st.text(st.characters(exclude_categories=()), max_size=60)


def claim(says: str, name: str | None = "Armenia", country: str | None = "ARM",
          day: str | None = "2021-11-26", text: str | None = None, mention: str = "m-1",
          statement: str | None = None) -> Claim:  # fmt: skip
    return Claim(mention, statement, name, country, says, day, text or name)


def event(name: str = "e-1111111111111111", **changes: Any) -> StoredEvent:
    values: dict[str, Any] = {
        "event_id": name,
        "type": "ASSAULT",
        "mode": None,
        "contexts": (),
        "modality": Modality.ACTUAL,
        "actors": (Party("Baku", 0, 4, "Azerbaijan", "AZE", "AZE", "GOV"),),
        "recipients": (Party("Iran", 5, 9, "Iran", "IRN", "IRN", "GOV"),),
        "date": DateValue("2021-11-16", "2021-11-16", Precision.DAY, Basis.STATED),
        "place": None,
        "amounts": (),
        "objects": (),
        "mentions": ("m-1",),
        "n_reports": 1,
        "n_sources": 1,
        "conflicts": (),
        "links": (),
        "confidence": 0.8,
    }
    return StoredEvent(Event(**(values | changes)), "machine", "2026-01-01", "2026-01-01")


def tie(role: str, other: Event, *, step: str | None = None, score: float = 0.8) -> Tie:
    kind = {"denied_by": "denies", "fulfilled_by": "fulfils", "followed_by": "follows"}
    ids = ("e-1111111111111111", other.event_id)
    pair = ids if role in kind.values() else ids[::-1]
    return Tie(role, Relation(*pair, kind.get(role, role), step, score, ("a reason",)), other)


DENIAL = event(
    "e-2222222222222222",
    modality=Modality.NEGATED,
    standing="denied",
    mentions=("m-2",),
    claims=(claim("denied", "Azerbaijan", "AZE", "2021-11-27", mention="m-2"),),
).event


def rendered(*pieces: RenderableType, width: int = 200) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, markup=False, emoji=False, highlight=False)
    for piece in pieces:
        console.print(piece)
    return " ".join(out.getvalue().split())


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (claim("alleged"), "Armenia"),
        (claim("alleged", "Yuri Ushakov", "RUS"), "Yuri Ushakov (RUS)"),
        (claim("alleged", None, "RUS", text="his office"), "his office (RUS)"),
        (claim("alleged", None, "RUS"), "somebody in RUS"),
        (claim("alleged", None, None), "somebody not named"),
        (claim("alleged", "ministry", None), "ministry"),
    ],
)
def test_speakers(made: Claim, words: str) -> None:
    assert claims.speaker(made) == words


@pytest.mark.parametrize(
    ("standing", "said", "words"),
    [
        ("reported", (), "reported"),
        ("alleged", (claim("alleged"),), "alleged by Armenia"),
        ("attributed", (claim("asserted"),), "according to Armenia"),
        ("reported", (claim("asserted"),), "reported: according to Armenia"),
        ("denied", (claim("denied"),), "denied by Armenia"),
        ("denied", (claim("doubted"),), "denied: doubted by Armenia"),
        (
            "contested",
            (claim("denied", "Azerbaijan", "AZE"), claim("alleged"), claim("alleged")),
            "contested: alleged by Armenia; denied by Azerbaijan",
        ),
    ],
)
def test_the_standing_in_words(standing: str, said: tuple[Claim, ...], words: str) -> None:
    assert claims.standing(Account(standing, tuple(Voice(c, "e-1") for c in said))) == words


def test_many_speakers_are_told_by_their_number() -> None:
    said = [claim("alleged", f"Ministry {n}", "ARM") for n in range(9)]
    words = claims.who_says(said)
    assert words.endswith("and 4 others") and words.count("Ministry") == 5


def test_every_kind_of_claim_has_words() -> None:
    assert set(claims.SAYS) == set(SAYS)
    for says in SAYS:
        assert "Armenia" in claims.who_says([claim(says)])


def test_show_tells_standing_voices_and_relations() -> None:
    stored = event(standing="alleged", claims=(claim("alleged", statement="s-0123456789abcdef"),))
    ties = [tie("denied_by", DENIAL)]
    out = rendered(*detail.event(stored, [], styled=False, ties=ties))
    assert "standing contested: alleged by Armenia; denied by Azerbaijan" in out
    voices = out.partition("Who says so")[2].partition("Related")[0]
    assert "alleged Armenia 2021-11-26, in e-11111111 s-01234567" in voices
    assert "denied Azerbaijan 2021-11-27, in e-22222222" in voices
    related = out.partition("Related")[2]
    assert "denied by ASSAULT: Azerbaijan → Iran, 2021-11-16, did not happen e-22222222" in related
    assert "a reason (score 0.80)" in related


def test_show_of_an_event_without_claims_has_no_empty_sections() -> None:
    out = rendered(*detail.event(event(), [], styled=False))
    assert "standing reported" in out
    assert "Who says so" not in out and "Related" not in out


def test_report_numbers_stand_beside_the_claims() -> None:
    (label, line), *_ = claims.voices(
        account(event(claims=(claim("alleged", text="Yerevan"),)).event), {"m-1": 3}
    )
    assert (label, line.plain) == ("alleged", "Armenia  “Yerevan”, 2021-11-26, report 3")


@pytest.mark.parametrize("standing", ["reported", "attributed", "confirmed", "alleged",
                                      "contested", "denied"])  # fmt: skip
def test_lists_and_timeline_mark_what_is_not_plainly_known(standing: str) -> None:
    stored = event(standing=standing)
    marked = standing in ("alleged", "contested", "denied")
    for out in (
        rendered(tables.events([stored]).render(200)),
        rendered(entry(stored, [], width=200, styled=False)),
    ):
        assert (f"[{standing}]" in out) is marked


def test_a_denial_elsewhere_marks_the_event() -> None:
    stored, ties = event(), [tie("denied_by", DENIAL)]
    assert "[contested]" in rendered(tables.events([stored], {"e-" + "1" * 16: ties}).render(200))
    out = rendered(entry(stored, [], width=200, styled=False, ties=ties))
    assert "[contested]" in out and "denied by Azerbaijan" in out


def on(day: str, name: str = "e-3333333333333333", **changes: Any) -> Event:
    date = DateValue(day, day, Precision.DAY, Basis.STATED)
    return event(name, date=date, **changes).event


@pytest.mark.parametrize(
    ("role", "other", "step", "note"),
    [
        ("follows", on("2018-02-21", type="CONSULT"), "signed",
         "signed; after talks of 2018-02-21 (e-33333333)"),
        ("follows", on("2018-02-21", type="CONSULT", mode="visit"), "signed",
         "signed; after a visit of 2018-02-21 (e-33333333)"),
        ("follows", on("2018-02-21", type="SUPPORT", triggers=("signed", "inked")), "ratified",
         "ratified; after “signed” of 2018-02-21 (e-33333333)"),
        ("follows", on("2018-02-21", type="AGREE"), "visited",
         "visited; after the invitation of 2018-02-21 (e-33333333)"),
        ("followed_by", on("2018-03-28"), "signed", "then signed 2018-03-28 (e-33333333)"),
        ("fulfils", on("2018-03-28", reported="2018-01-05"), None,
         "fulfils the plan of 2018-01-05 (e-33333333)"),
        ("fulfilled_by", on("2018-03-28"), None, "fulfilled 2018-03-28 (e-33333333)"),
        ("denies", on("2018-03-28"), None, "denies e-33333333"),
    ],
)  # fmt: skip
def test_the_life_of_an_event_in_a_note(
    role: str, other: Event, step: str | None, note: str
) -> None:
    ties = [tie(role, other, step=step)]
    assert claims.life(ties) == [note]
    assert note in rendered(entry(event(), [], width=300, styled=False, ties=ties), width=300)


def test_of_several_steps_the_surest_and_then_the_nearest_is_told() -> None:
    talks = [
        tie("follows", on(day, f"e-{n}" + "0" * 15, type="CONSULT"), step="signed", score=score)
        for n, (day, score) in enumerate(
            [("2016-01-01", 0.8), ("2017-01-01", 0.8), ("2018-01-01", 0.4)]
        )
    ]
    assert claims.life(talks) == ["signed; after talks of 2017-01-01 (e-10000000) and 2 others"]
    later = [dataclasses.replace(t, role="followed_by") for t in talks]
    assert claims.life(later) == ["then signed 2016-01-01 (e-00000000) and 2 others"]


def test_the_shapes_tell_standing_claims_and_relations() -> None:
    stored = event(
        standing="alleged", claims=(claim("alleged"), claim("alleged", day="2021-11-20"))
    )
    ties = [tie("denied_by", DENIAL)]
    shape = event_json(stored, [], {}, ties)
    assert shape["standing"] == "contested"
    assert [(c["event_id"], c["says"], c["name"]) for c in shape["claims"]] == [
        ("e-1111111111111111", "alleged", "Armenia"),
        ("e-1111111111111111", "alleged", "Armenia"),
        ("e-2222222222222222", "denied", "Azerbaijan"),
    ]
    assert shape["relations"] == [
        {
            "role": "denied_by",
            "kind": "denies",
            "event_id": "e-2222222222222222",
            "title": "ASSAULT: Azerbaijan → Iran, 2021-11-16",
            "step": None,
            "score": 0.8,
            "reasons": ["a reason"],
        }
    ]
    row = claimed_json(stored, ties)
    assert (row["standing"], row["since"]) == ("contested", "2021-11-20")
    assert row["alleged_by"] == [{"name": "Armenia", "country": "ARM", "since": "2021-11-20"}]
    assert row["denied_by"] == [{"name": "Azerbaijan", "country": "AZE", "since": "2021-11-27"}]
    assert row["asserted_by"] == row["confirmed_by"] == row["doubted_by"] == []
    assert row["claims"] == shape["claims"]
    for table, value in (("events", shape), ("claims", row)):
        assert json.loads(jsonl.line(value)) == value
        out = io.BytesIO()
        parquet.write(table, [value], out)
        (back,) = pq.read_table(io.BytesIO(out.getvalue())).to_pylist()
        assert back["claims"] == value["claims"] and set(back) == set(value)
        assert back["standing"] == "contested"
        out = io.BytesIO()
        csv.write(table, [value], out)
        _, line = out.getvalue().decode().splitlines()
        assert "contested" in line and "Azerbaijan" in line


def test_the_shape_of_an_event_without_ties_is_its_own() -> None:
    shape = event_json(event(), [], {})
    assert (shape["standing"], shape["claims"], shape["relations"]) == ("reported", [], [])


@given(any_text, st.sampled_from(SAYS), st.integers(40, 120))
def test_any_speaker_can_be_shown(text: str, says: str, width: int) -> None:
    made = claim(says, text, text, text=text)
    stored = event(claims=(made,), standing="contested")
    other = event("e-3", triggers=(text,)).event
    reasons = Relation("e-" + "1" * 16, "e-3", "follows", text, 0.5, (text,))
    ties = ties_of(stored.event.event_id, [reasons], {"e-3": other})
    out = io.StringIO()
    console = Console(file=out, width=width, markup=False, emoji=False, highlight=False)
    for piece in (
        *detail.event(stored, [], styled=False, ties=ties),
        entry(stored, [], width=width, styled=False, ties=ties),
        tables.claimed([(stored, ties)]).render(width),
    ):
        console.print(piece)
    shown = out.getvalue()
    assert not any((ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 for c in shown)
    assert not any(c in shown for c in "\u202a\u202e\u2066\u2067\u200e")
    assert all(cell_len(line) <= width for line in shown.split("\n"))
