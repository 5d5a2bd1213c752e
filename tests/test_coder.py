"""The whole coder on texts of our own, and the contract of `dragoman code` on any line."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from dragoman.coder import Coder
from dragoman.errors import ModelError
from dragoman.lines import code_lines
from dragoman.records import Basis, DateValue, Precision

PUBLISHED = DateValue("2019-03-14", "2019-03-14", Precision.DAY, Basis.STATED, "2019-03-14")


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder.load(threads=1)


def test_who_did_what_to_whom_and_when(coder: Coder) -> None:
    text = "Kenyan Foreign Minister Monica Juma visited Rwanda on Tuesday."
    found = coder.code(text, language="en", published=PUBLISHED)
    event = next(e for e in found.events if e.type == "CONSULT")
    assert event.mode == "visit"
    assert [a.country for a in event.actors] == ["KEN"]
    assert [r.country for r in event.recipients] == ["RWA"]
    assert event.date is not None
    assert (event.date.start, event.date.basis) == ("2019-03-12", Basis.RELATIVE)


def test_without_a_date_of_publication_a_relative_date_is_null(coder: Coder) -> None:
    text = "Kenyan Foreign Minister Monica Juma visited Rwanda on Tuesday."
    assert all(e.date is None for e in coder.code(text, language="en").events)


def test_a_language_without_a_model_gets_a_notice(coder: Coder) -> None:
    found = coder.code("Der Minister besuchte am Dienstag die Hauptstadt.", language="de")
    assert found.events == ()
    assert any("no model for the language 'de'" in n for n in found.notices)


def test_many_texts_give_what_each_gives_alone(coder: Coder) -> None:
    texts = [
        "Peru expelled two Bolivian diplomats on Monday.",
        "The match ended in a draw.",
        "Norway promised Moldova 30 million euros. Moldova thanked Oslo.",
    ]
    together = coder.code_many([(t, "en", PUBLISHED) for t in texts])
    for text, found in zip(texts, together, strict=True):
        alone = coder.code(text, language="en", published=PUBLISHED)
        assert [(e.type, e.trigger) for e in found.events] == [
            (e.type, e.trigger) for e in alone.events
        ]


def test_the_fingerprint_stays(coder: Coder) -> None:
    assert coder.fingerprint == Coder.load().fingerprint


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no model"):
        Coder.load(tmp_path)


_WORDS = (
    "Iran Azerbaijan Baku Tehran president minister visited accused signed killed denied said "
    "that on Sunday January 16 2019 in the of and 120 troops memorandum with , . “ ” ' - : 's "
    "Россия Türkiye باكو ایران \u202e \u200f 😀 é ß \u0301 NATO U.S. will not if \n \t ( ) 5 p.m."
)
WORDS = _WORDS.split(" ")
LINES = 10_000


def random_line(rng: random.Random) -> bytes:
    """Make a line: mostly texts of plausible words, some of any character, some no JSON."""
    kind = rng.random()
    if kind < 0.05:
        return bytes(rng.randrange(256) for _ in range(rng.randrange(40))).replace(b"\n", b" ")
    if kind < 0.1:
        return json.dumps(rng.choice([None, 1, [], "x", {}, {"text": 5}, {"text": ""}])).encode()
    if kind < 0.3:
        text = "".join(
            chr(rng.choice((rng.randrange(128), rng.randrange(0x11000)))) for _ in range(60)
        )
    else:
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 25)))
    row: dict[str, Any] = {"id": rng.choice([1, "x", None]), "text": text}
    if rng.random() < 0.5:
        row["date"] = rng.choice(["2019-01-22", "2019-02-30", "yesterday", "", None, 7])
    if rng.random() < 0.7:
        row["lang"] = rng.choice(["en", "en", "en", "ru", "xx", "", 3])
    return json.dumps(row, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def spans(value: Any) -> list[dict[str, Any]]:
    """Find every object with text, start and end, at any depth."""
    found = []
    if isinstance(value, dict):
        if {"text", "start", "end"} <= value.keys() and isinstance(value["start"], int):
            found.append(value)
        found += [s for v in value.values() for s in spans(v)]
    elif isinstance(value, list):
        found += [s for v in value for s in spans(v)]
    return found


def test_ten_thousand_random_lines_keep_the_contract(coder: Coder) -> None:
    rng = random.Random(20260101)
    lines = [random_line(rng) for _ in range(LINES)]
    lines[5000] = json.dumps({"id": "big", "text": "word " * 210_000}).encode()
    answers = 0
    events = 0
    for raw, answer in zip(lines, code_lines(lines, coder), strict=True):
        answers += 1
        json.dumps(answer)
        assert {"id", "lang", "events", "statements", "error"} <= answer.keys()
        if answer["error"] is not None:
            assert set(answer["error"]) == {"code", "message"}
            assert answer["events"] == [] == answer["statements"]
            continue
        text = json.loads(raw.decode("utf-8", "surrogatepass"))["text"]
        events += len(answer["events"])
        for span in spans([answer["events"], answer["statements"]]):
            assert text[span["start"] : span["end"]] == span["text"]
    assert answers == LINES
    assert events > 100
