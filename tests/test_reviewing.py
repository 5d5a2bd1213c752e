"""`dragoman review` by lines on stdin, as a script would drive it."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_world import PAGES, FakeCoder, FakeKnowledge, FakePage, FakeReader

from dragoman.cli import desk, making, run, state
from dragoman.pipeline import build as real_build
from dragoman.store import Store


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Result]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    monkeypatch.chdir(tmp_path)
    for name in ("DRAGOMAN_STORE", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DRAGOMAN_WHO", "ann")
    monkeypatch.setattr(making, "load_coder", lambda model, own=None: FakeCoder())
    monkeypatch.setattr(making, "_limits", lambda: None)
    monkeypatch.setattr(state, "knowledge", FakeKnowledge)

    def call(*arguments: str, keys: str = "") -> Result:
        capfd.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(keys.encode())))
        code = run(arguments)
        captured = capfd.readouterr()
        return Result(code, captured.out, captured.err)

    build(monkeypatch, call, *PAGES)
    return call


def build(
    monkeypatch: pytest.MonkeyPatch, cli: Cli, *pages: FakePage, model: str = "fake-1"
) -> None:
    def build_store(sources: Any, store: Any, coder: Any, **options: Any) -> Any:
        options.pop("limits", None)
        return real_build(sources, store, coder, reader=FakeReader(pages), **options)

    monkeypatch.setattr(FakeCoder, "fingerprint", model)
    monkeypatch.setattr("dragoman.pipeline.build", build_store)
    assert cli("build", "pages").code == 0


def events(cli: Cli, *options: str) -> dict[str, dict[str, Any]]:
    return {e["event_id"]: e for e in cli("list", "events", "--json", *options).rows}


def shown(result: Result) -> list[str]:
    """Return the ids of the events that were put before the person, in order."""
    words = [line.split() for line in result.out.splitlines() if " of " in line]
    return [w for line in words for w in line if w.startswith("e-")]


def one(cli: Cli, kind: str) -> dict[str, Any]:
    return next(iter(events(cli, "--type", kind).values()))


def judgements(cli: Cli) -> list[dict[str, Any]]:
    return cli("review", "export").rows


def test_all_events_come_once_and_nothing_is_judged_by_looking(cli: Cli) -> None:
    result = cli("review", keys="\n" * 20)
    assert result.code == 0
    assert sorted(shown(result)) == sorted(events(cli))
    assert "0 events judged" in result.err and judgements(cli) == []
    assert "*accused*" in result.out and "asserted by Lavrov" in result.out
    assert "a accept" not in result.out and "\x1b" not in result.out + result.err


def test_accepted_events_are_confirmed_and_do_not_come_again(cli: Cli) -> None:
    first = cli("review", keys="a\nq\n")
    assert first.code == 0 and "1 event judged" in first.err
    accepted = shown(first)[0]
    assert events(cli)[accepted]["status"] == "confirmed"
    again = cli("review", keys="")
    assert accepted not in shown(again) and len(shown(again)) == 1
    assert accepted in shown(cli("review", "--who", "bob", keys="\n" * 20))
    (kept,) = judgements(cli)
    assert (kept["action"], kept["who"], kept["event_id"]) == ("accept", "ann", accepted)


def test_reject_then_undo_in_another_sitting(cli: Cli) -> None:
    before = events(cli)
    result = cli("review", "--type", "AID", "--limit", "1", keys="r\n")
    (gone,) = shown(result)
    assert events(cli) == {k: v for k, v in before.items() if k != gone}
    assert cli("review", "--limit", "1", keys="u\nq\n").code == 0
    back = events(cli)
    assert back.keys() == before.keys() and back[gone]["status"] == "machine"
    assert [bool(j["retired_at"]) for j in judgements(cli)] == [True]
    assert "nothing to undo" in cli("review", "--who", "bob", keys="u\nq\n").err


def test_undo_shows_the_event_again(cli: Cli) -> None:
    result = cli("review", keys="r\nu\na\nq\n")
    first, second, third = shown(result)[:3]
    assert first == third != second
    assert events(cli)[first]["status"] == "confirmed"
    assert "undone: reject" in result.err


@pytest.mark.parametrize(
    ("keys", "field", "value"),
    [
        ("c date 2019-05\n", "date", "2019-05-01"),
        ("c\ndate none\n", "date", None),
        ("c\ndate\n2019-05-06\n", "date", "2019-05-06"),
        ("c 1 type consult\n", "type", "CONSULT"),
        ("c actors Azerbaijan, arm\n", "actors", ["AZE", "ARM"]),
        ("c recipients none\n", "recipients", []),
        ("c place Tehran, Iran\n", "place", "Tehran"),
        ("c place Iran\n", "place", "Iran"),
        ("c place none\n", "place", None),
        ("c modality future\n", "modality", "future"),
    ],
)
def test_corrections_reach_the_event(cli: Cli, keys: str, field: str, value: object) -> None:
    aid = one(cli, "AID")["event_id"]
    assert cli("review", "--type", "AID", keys=keys + "q\n").code == 0
    row = cli("show", aid, "--json").rows[0]
    found = row[field]
    if field in {"actors", "recipients"}:
        found = [p["country"] for p in found]
    elif isinstance(found, dict):
        found = found.get("start") or found.get("name")
    assert found == value
    assert row["status"] == "corrected"
    for report in row["reports"]:
        assert report["sentence"][report["trigger_start"] - report["start"] :].startswith("aided")


def test_what_cannot_be_understood_is_told_and_asked_again(cli: Cli) -> None:
    keys = (
        "x\nc colour red\nc date soon\nc 9 date 2019\nc\n\nm e-ffffffff\nm\n\ns 1\ns one\nn\n\n?\n"
    )
    result = cli("review", "--type", "AID", keys=keys + "a\n")
    assert result.code == 0
    codes = ["no-such-key", "bad-correction", "bad-number", "unknown-id"]
    assert all(f"[{code}]" in result.err for code in codes)
    assert "split   some of its reports" in result.err.replace("split    ", "split   ")
    assert [j["action"] for j in judgements(cli)] == ["accept"]


def test_merge_and_split(cli: Cli) -> None:
    before = events(cli)
    order = shown(cli("review", "--type", "CONSULT", keys="\n" * 9))
    visit, plan = before[order[0]], next(e for e in before.values() if e["modality"] == "future")
    if visit == plan:
        visit = before[order[1]]
    skip = "\n" * order.index(visit["event_id"])
    merge = f"{skip}m {plan['event_id']}\nq\n"
    merged = cli("review", "--type", "CONSULT", keys=merge)
    assert merged.code == 0 and "1 event judged" in merged.err
    one_event = next(e for e in events(cli).values() if e["n_reports"] == 2)
    assert {r["mention_id"] for r in one_event["reports"]} == {
        r["mention_id"] for e in (visit, plan) for r in e["reports"]
    }
    assert one_event["event_id"] not in shown(cli("review", keys="\n" * 9))
    assert cli("review", keys="u\nq\n").code == 0
    assert events(cli).keys() == before.keys()
    assert cli("review", "--type", "CONSULT", keys=merge).code == 0
    order = shown(cli("review", "--who", "bob", keys="\n" * 9))
    skip = "\n" * order.index(one_event["event_id"])
    split = cli("review", "--who", "bob", keys=f"{skip}s 3\ns\n1 2\ns 2\nq\n")
    assert split.err.count("[bad-number]") == 2
    assert events(cli).keys() == before.keys()


def test_a_note_stays_with_the_event(cli: Cli) -> None:
    first = cli("review", "--type", "AID", keys="n who says so?\nq\n")
    assert "who says so? (ann)" in first.out
    again = cli("review", "--type", "AID", keys="q\n")  # a remark is no verdict
    assert "note" in again.out and "who says so? (ann)" in again.out


def test_judgements_outlive_another_model(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("review", "--type", "AID", keys="r\n")
    cli("review", "--type", "ACCUSE", keys="a\nc date 2021-09-03\nq\n")
    before = events(cli)
    build(monkeypatch, cli, *PAGES, model="fake-2")
    with Store.open("dragoman.db") as store:
        assert {r.fingerprint.split("+")[0] for r in store.runs()} == {"fake-1", "fake-2"}
        assert store.check() == []
    after = events(cli)
    assert after.keys() == before.keys()
    assert sorted(e["status"] for e in after.values()).count("machine") == len(after) - 2


def test_interrupted_keeps_what_was_judged(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter(["a"])

    def key(self: desk.Keys) -> tuple[str, str]:
        try:
            return next(keys), ""
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(desk.Keys, "key", key)
    result = cli("review")
    assert result.code == 130 and "[interrupted]" in result.err
    assert [j["action"] for j in judgements(cli)] == ["accept"]


def test_a_terminal_gives_single_keys(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter(["a", " ", "\r", "C", "q"])
    monkeypatch.setattr("typer.getchar", lambda: next(keys))
    stdin = io.TextIOWrapper(io.BytesIO(b"modality hypothetical\n"))
    monkeypatch.setattr(stdin, "isatty", lambda: True, raising=False)
    made = desk.Keys()
    made.terminal = True
    monkeypatch.setattr("dragoman.cli.reviewing.Keys", lambda: made)
    result = cli("review", keys="modality hypothetical\n")
    assert result.code == 0 and "2 events judged" in result.err
    assert [j["action"] for j in judgements(cli)] == ["accept", "correct"]
    monkeypatch.setattr("typer.getchar", lambda: (_ for _ in ()).throw(EOFError))
    assert cli("review").code == 0


def test_a_build_at_work_is_told(cli: Cli) -> None:
    with Store.open("dragoman.db") as store, store.building():
        result = cli("review", keys="a\nq\n")
    assert result.code == 0 and "[store-building]" in result.err
    assert judgements(cli) == []


def test_export_and_import(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("review", keys="a\nr\nc date 2019\nn well\nu\nq\n")
    assert cli("review", "export", "-o", "j.jsonl").code == 0
    lines = Path("j.jsonl").read_text().splitlines()
    there = cli("review", "import", "j.jsonl")
    assert there.code == 0 and "0 taken in" in there.err
    kept = events(cli)

    def of(store: str) -> dict[str, Any]:
        rows = events(cli, "--store", store)
        return {k: {n: v for n, v in e.items() if n not in {"first_seen", "last_changed"}}
                for k, e in rows.items()}  # fmt: skip

    # Into a store that lacks all documents: kept, and applied when they come.
    build_other = ("build", "pages", "--store", "other.db")
    Store.open("other.db", create=True).close()
    early = cli("review", "import", "--store", "other.db", "j.jsonl")
    assert early.code == 0
    assert f"{len(lines)} taken in" in early.err and "that the store lacks" in early.err
    assert cli(*build_other).code == 0
    assert of("other.db") == of("dragoman.db")
    again = cli("review", "--store", "other.db", "import", "j.jsonl")
    assert f"0 taken in, {len(lines)} already there" in again.err
    assert events(cli) == kept
    stdin = cli("review", "import", "-", "--store", "other.db", keys="\n".join(lines))
    assert stdin.code == 0 and "0 taken in" in stdin.err


def test_bad_lines_are_named_and_the_rest_is_taken_in(cli: Cli) -> None:
    cli("review", keys="a\nq\n")
    (good,) = judgements(cli)
    wrong_place = {**good, "judgement_id": "", "start": good["start"] + 1}
    wrong_text = json.loads(json.dumps({**good, "judgement_id": ""}))
    wrong_text["snapshot"]["trigger"]["text"] = "gave"
    taken_id = {**good, "who": "bob"}
    far = {"action": "reject", "doc_id": good["doc_id"], "start": 9000, "end": 9001, "who": "ann"}
    new = {"action": "reject", "doc_id": "doc-x", "start": 0, "end": 1, "who": "ann"}
    rows: list[Any] = [wrong_place, wrong_text, taken_id, far, new]
    text = "\n".join(["{", "", *map(json.dumps, rows)])
    Path("j.jsonl").write_text(text)
    result = cli("review", "import", "j.jsonl")
    assert result.code == 1
    named = [
        line.split("] ")[1].split(":")[0] for line in result.err.splitlines() if "[bad" in line
    ]
    assert named == ["line 1", "line 3", "line 4", "line 6", "line 5"]
    assert "1 taken in, 0 already there, 5 failed; 1 about documents" in result.err
    again = cli("review", "import", "j.jsonl")
    assert "0 taken in, 1 already there" in again.err
    assert cli("review", "import", "nowhere.jsonl").code == 2


def test_an_audit_from_the_sample_to_the_listing(cli: Cli) -> None:
    whole = len(events(cli))
    assert "audited" not in cli("timeline", "AZE").err + cli("list", "events").err
    assert "nothing was audited" in cli("review", "precision").err
    first = cli("review", "audit", "--size", "4", "--seed", "7", keys="a\nm e-1\nr\nq\n")
    assert first.code == 0 and "[not-in-audit]" in first.err
    assert "2 events judged, 2 left" in first.err
    rest = cli("review", "audit", "--size", "4", "--seed", "7", keys="c date 2001\na\n")
    assert "2 events judged, 0 left" in rest.err
    assert len(set(shown(first)[:2] + shown(rest))) == 4
    done = cli("review", "audit", "--size", "4", "--seed", "7", keys="a\n")
    assert "nothing is left" in done.err and done.out == ""
    rows = {r["type"]: r for r in cli("review", "precision", "--json").rows}
    assert (rows["all"]["judged"], rows["all"]["right"]) == (4, 2)
    assert sum(r["judged"] for t, r in rows.items() if t != "all") == 4
    assert "all" in cli("review", "precision").out
    words = "audited precision 0.50 (95 % 0.15 to 0.85, 4 judged)"
    assert words in cli("timeline", "AZE").err and words in cli("list", "events").err
    assert "audited" not in cli("list", "documents").err
    assert "audited" not in cli("list", "events", "--json").err
    assert len(events(cli)) == whole - 1
    assert {j["sample"] for j in judgements(cli)} == {judgements(cli)[0]["sample"]} != {None}


def test_usage(cli: Cli) -> None:
    assert cli("review", "--limit", "2", "export").code == 2
    assert cli("review", "--type", "VISIT").code == 2
    assert cli("review", "--who", " ").code == 2
    assert cli("review", "--store", "none.db").code == 3
    assert cli("review", "--store", "none.db", "precision").code == 3
    assert cli("review", "nonsense").code == 2
    assert "audit" in cli("review", "--help").out
