import json
from pathlib import Path

import pytest

from dragoman.gold import GoldError, check_passage, read_gold, read_texts
from training.corpus_import import main as corpus_import

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


def test_texts_are_read_from_a_folder_long_ones_line_by_line(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "date": "2001-01-01", "text": "One line."},
        {"id": "b", "date": "2001-01-02", "text": "Title\n Chad thanked Gabon. "},
        {"id": "c", "text": "without a day"},
    ]
    (tmp_path / "x.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    found = read_texts(tmp_path)
    assert set(found) == {"a", "b", "b#0", "b#1"}
    assert found["b#1"] == {"text": "Chad thanked Gabon.", "date": "2001-01-02"}
    assert read_texts(tmp_path / "nowhere") == {}


def test_standoff_annotations_are_imported_without_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    row = {"id": "b", "date": "2001-01-02", "text": "Title\nChad thanked Gabon."}
    (texts / "x.jsonl").write_text(json.dumps(row), encoding="utf-8")
    said = {"type": "SUPPORT", "trigger": "thanked", "actors": [{"text": "Chad", "code": "TCD"}]}
    lines = [
        {"id": "b#1", "events": [said], "statements": []},
        {"id": "b#7", "events": [], "statements": []},
        {"id": "b#0", "events": [said], "statements": []},
    ]
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    assert corpus_import([str(source), str(target), "--texts", str(texts)]) == 1
    told = capsys.readouterr().err
    assert "no text has the id 'b#7'" in told
    assert "'thanked' does not stand in the text" in told
    (only,) = map(json.loads, target.read_text(encoding="utf-8").splitlines())
    assert only["id"] == "b#1" and "text" not in only
    assert only["events"][0]["trigger"] == [5, 12]


@pytest.mark.parametrize(
    ("name", "least"), [("wikipedia_current_events", 2400), ("state_department", 400)]
)
def test_the_standoff_corpus_fits_its_texts(name: str, least: int) -> None:
    texts = ROOT.parent / "shared" / "text"
    if not texts.exists():
        pytest.skip("the texts of the standoff items are not here")
    items = read_texts(texts)
    files = sorted((ROOT / "corpus" / "standoff").glob(f"{name}*.jsonl"))
    assert sum(1 for f in files for _ in read_gold(f, items)) >= least
