import json
from pathlib import Path

import pytest

from dragoman.gold import GoldError, check_passage, read_gold

ROOT = Path(__file__).parent.parent
GOOD = {
    "id": "x",
    "lang": "en",
    "date": "2001-02-03",
    "text": "Chad thanked Gabon.",
    "events": [
        {
            "type": "SUPPORT",
            "mode": None,
            "modality": "actual",
            "trigger": [5, 12],
            "actors": [{"span": [0, 4], "code": "TCD", "sector": "GOV"}],
            "recipients": [{"span": [13, 18], "code": "GAB", "sector": "GOV"}],
            "places": [],
            "times": [],
            "date": "",
            "amounts": [],
            "objects": [],
            "source": None,
        }
    ],
    "statements": [],
}


def broken(**change: object) -> dict[str, object]:
    copy = json.loads(json.dumps(GOOD))
    copy["events"][0].update(change)
    return copy


def test_a_good_passage_passes() -> None:
    check_passage(GOOD)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"type": "FIGHT"}, "type: 'FIGHT'"),
        ({"mode": "visit"}, "mode: 'visit'"),
        ({"modality": "past"}, "modality"),
        ({"trigger": [5, 99]}, "lies outside"),
        ({"trigger": [4, 12]}, "white space"),
        ({"actors": [{"span": [0, 4], "code": "chad", "sector": "GOV"}]}, "code 'chad'"),
        ({"actors": [{"span": [0, 4], "code": "TCD", "sector": "ARMY"}]}, "sector"),
    ],
)
def test_a_fault_is_named(change: dict[str, object], says: str) -> None:
    with pytest.raises(GoldError, match=says.replace("'", ".")):
        check_passage(broken(**change))


@pytest.mark.parametrize("path", sorted((ROOT / "corpus" / "written").glob("*.jsonl")), ids=str)
def test_the_corpus_keeps_the_format(path: Path) -> None:
    assert sum(1 for _ in read_gold(path)) > 0


def test_ids_of_the_corpus_are_unique() -> None:
    seen: set[str] = set()
    for path in sorted((ROOT / "corpus" / "written").glob("*.jsonl")):
        for passage in read_gold(path):
            assert passage["id"] not in seen, passage["id"]
            seen.add(passage["id"])


def test_the_standoff_corpus_fits_its_texts() -> None:
    texts = ROOT.parent / "shared" / "text" / "wikipedia_current_events.jsonl"
    if not texts.exists():
        pytest.skip("the texts of the standoff items are not here")
    with texts.open(encoding="utf-8") as lines:
        items = {row["id"]: row for row in map(json.loads, lines)}
    path = ROOT / "corpus" / "standoff" / "wikipedia_current_events.jsonl"
    assert sum(1 for _ in read_gold(path, items)) >= 1200
