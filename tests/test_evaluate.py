"""The scores, on answers made by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.errors import UsageError
from dragoman.evaluate import evaluate, score
from dragoman.records import Coding, DateValue, EventMention, Modality, Party, Span

TEXT = "Chad thanked Gabon and accused Niger."


def gold_event(kind: str, trigger: str, actor: str, code: str, to: str, to_code: str) -> Any:
    def at(words: str) -> list[int]:
        return [TEXT.index(words), TEXT.index(words) + len(words)]

    return {
        "type": kind,
        "mode": None,
        "modality": "actual",
        "trigger": at(trigger),
        "actors": [{"span": at(actor), "code": code, "sector": "GOV"}],
        "recipients": [{"span": at(to), "code": to_code, "sector": "GOV"}],
        "places": [],
        "times": [],
        "date": "",
        "amounts": [],
        "objects": [],
        "source": None,
    }


GOLD = {
    "id": "a",
    "lang": "en",
    "date": "2001-01-01",
    "text": TEXT,
    "events": [
        gold_event("SUPPORT", "thanked", "Chad", "TCD", "Gabon", "GAB"),
        gold_event("ACCUSE", "accused", "Chad", "TCD", "Niger", "NER"),
    ],
    "statements": [],
}


def party(words: str, country: str | None) -> Party:
    start = TEXT.index(words)
    return Party(words, start, start + len(words), words, country, country, "GOV")


def mention(kind: str, trigger: str, actor: Party, to: Party) -> EventMention:
    start = TEXT.index(trigger)
    return EventMention(
        mention_id="",
        type=kind,
        mode=None,
        contexts=(),
        modality=Modality.ACTUAL,
        trigger=Span(trigger, start, start + len(trigger)),
        actors=(actor,),
        recipients=(to,),
        date=None,
        place=None,
        attribution=None,
        amounts=(),
        objects=(),
        confidence=0.9,
        sentence=(0, len(TEXT)),
    )


class Answers:
    """Answers every text with the same mentions."""

    def __init__(self, *mentions: EventMention) -> None:
        self.mentions = mentions

    def code_many(self, texts: list[tuple[str, str | None, DateValue | None]]) -> list[Coding]:
        return [Coding("en", self.mentions, ()) for _ in texts]


def test_all_right() -> None:
    found = score(
        [GOLD],
        Answers(
            mention("SUPPORT", "thanked", party("Chad", "TCD"), party("Gabon", "GAB")),
            mention("ACCUSE", "accused", party("Chad", "TCD"), party("Niger", "NER")),
        ),
    ).to_dict()
    for measure in ("trigger", "type", "actor span", "recipient country", "event"):
        assert found[measure]["f1"] == 1.0
    assert found["modality"] == {"accuracy": 1.0, "of": 2}
    assert not found["confusion"] and not found["worst"]


def test_a_wrong_type_a_wrong_country_and_an_invented_act() -> None:
    report = score(
        [GOLD],
        Answers(
            mention("CONSULT", "thanked", party("Chad", "TCD"), party("Gabon", "GAB")),
            mention("ACCUSE", "accused", party("Chad", "TCD"), party("Niger", "NGA")),
            mention("AID", "Gabon", party("Chad", "TCD"), party("Niger", "NER")),
        ),
    )
    found = report.to_dict()
    assert found["trigger"] == {"p": 0.6667, "r": 1.0, "f1": 0.8, "gold": 2}
    assert found["type"]["r"] == 0.5
    assert found["recipient country"]["f1"] == 0.0
    assert found["event"]["f1"] == 0.0
    assert report.confusion["SUPPORT", "CONSULT"] == 1
    assert report.confusion["(none)", "AID"] == 1
    assert "SUPPORT → CONSULT" in str(report)


def test_bodies_count_as_intergovernmental() -> None:
    gold = json.loads(json.dumps(GOLD))
    gold["events"] = gold["events"][:1]
    gold["events"][0]["recipients"][0]["code"] = "NATO"
    answer = mention("SUPPORT", "thanked", party("Chad", "TCD"), party("Gabon", "IGO"))
    assert score([gold], Answers(answer)).to_dict()["event"]["f1"] == 1.0


def test_no_gold_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "standoff.jsonl"
    path.write_text(json.dumps({"id": "x", "events": [], "statements": []}) + "\n")
    with pytest.raises(UsageError, match="--texts"):
        evaluate(path, Answers())
    path.write_text('{"id": "x", "text": "a"}\n')
    with pytest.raises(UsageError, match=r"standoff\.jsonl:1"):
        evaluate(path, Answers())
