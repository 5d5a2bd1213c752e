"""The history on the command line: --as-of, runs, diff."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_world import PAGES, FakeCoder, FakeKnowledge, FakePage, FakeReader

from dragoman.cli import making, run, state
from dragoman.pipeline import build as real_build
from dragoman.store import Store

ESC = "\x1b"
MORE = FakePage("g.txt", "More", "Iran visited Azerbaijan on 2018-03-28 in Baku, Zarif said.")
REVISED = FakePage("b.txt", "Charges", "Azerbaijan accused Iran on 2021-10, Lavrov said.")
DAYS = ("2030-01-01", "2030-02-01", "2030-03-01")


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
    monkeypatch.setattr(making, "load_coder", lambda model, own=None: FakeCoder())
    monkeypatch.setattr(state, "knowledge", FakeKnowledge)

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        code = run(arguments)
        captured = capfd.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def seconds(day: str) -> Iterator[str]:
    return (f"{day}T12:{n // 60:02d}:{n % 60:02d}Z" for n in itertools.count())


@pytest.fixture
def history(cli: Cli) -> Cli:
    """A store built on three days: pages, one page more, a page revised."""
    for day, pages in zip(DAYS, (PAGES, (*PAGES, MORE), (REVISED,)), strict=True):
        clock = seconds(day).__next__
        with Store.open("dragoman.db", create=True, clock=clock) as store:
            real_build([], store, FakeCoder(), reader=FakeReader(pages))
    return cli


LOOKS = (
    ("timeline", "AZE", "IRN", "--json"),
    ("list", "events", "--json"),
    ("list", "documents", "--json"),
    ("list", "statements", "--json"),
    ("list", "actors", "--json"),
    ("export", "events"),
    ("export", "documents", "--text"),
)


@pytest.mark.parametrize("look", LOOKS, ids=" ".join)
def test_as_of_each_day_each_command_says_what_it_said(cli: Cli, look: tuple[str, ...]) -> None:
    said = []
    for day, pages in zip(DAYS, (PAGES, (*PAGES, MORE), (REVISED,)), strict=True):
        with Store.open("dragoman.db", create=True, clock=seconds(day).__next__) as store:
            real_build([], store, FakeCoder(), reader=FakeReader(pages))
        said.append(cli(*look).rows)
    assert [cli(*look, "--as-of", day).rows for day in DAYS] == said
    assert cli(*look).rows == said[-1]
    assert said[0] != said[2] or look[1] == "actors"


def test_a_time_counts_to_the_second_and_in_any_zone(history: Cli) -> None:
    with Store.open("dragoman.db") as store:
        began = store.began()
        ended = store.runs()[0].ended_at
    assert began is not None and ended is not None
    noon = history("list", "documents", "--as-of", "2030-01-01T11:59:59Z", "--json")
    assert noon.rows == []
    for time in (ended, ended.replace("T12", "T16").replace("Z", "+04:00")):
        assert len(history("list", "documents", "--as-of", time, "--json").rows) == len(PAGES)


def test_a_page_shows_as_it_stood(history: Cli) -> None:
    rows = history("list", "documents", "--json").rows
    new = next(r["doc_id"] for r in rows if r["uri"] == "b.txt")
    then = history("list", "documents", "--as-of", DAYS[1], "--json").rows
    old = next(r["doc_id"] for r in then if r["uri"] == "b.txt")
    assert old != new
    assert "it is untrue" in history("show", old, "--as-of", DAYS[1]).out
    absent = history("show", new, "--as-of", DAYS[1])
    assert (absent.code, absent.out) == (2, "")
    assert "[unknown-id]" in absent.err and "as of 2030-02-01T23:59:59Z" in absent.err
    assert history("show", new).code == 0


def test_an_event_shows_as_it_stood(history: Cli) -> None:
    now = next(r for r in history("list", "events", "--json").rows if r["n_reports"] == 2)
    first = next(r["mention_id"] for r in now["reports"] if r["uri"] == "a.txt")
    then = history("show", first, "--as-of", DAYS[0], "--json").rows[0]
    assert then["n_reports"] == 1
    assert then["first_seen"] == then["last_changed"] == now["first_seen"]
    assert now["last_changed"] > then["last_changed"]


def test_search_finds_what_stood(history: Cli) -> None:
    def found(*options: str) -> set[str]:
        return {h["title"] for h in history("search", "untrue", "--json", *options).rows}

    assert found("--as-of", DAYS[1]) == {"Charges"}
    assert found() == set()
    assert history("search", "zarif", "--as-of", DAYS[0], "--json").rows == []
    assert history("search", "zarif", "--as-of", DAYS[1], "--json").rows != []


@pytest.mark.parametrize("look", [*LOOKS, ("search", "Iran")], ids=" ".join)
def test_before_the_first_run_nothing_was_known(history: Cli, look: tuple[str, ...]) -> None:
    result = history(*look, "--as-of", "2029-12-31")
    assert (result.code, result.out) == (0, "")
    assert "as of 2029-12-31T23:59:59Z the store knew nothing" in result.err
    assert "its first run began 2030-01-01T12:00:01Z" in result.err


@pytest.mark.parametrize("text", ["2030-13-01", "yesterday", "", "2030-01"])
def test_what_is_no_day_is_refused(history: Cli, text: str) -> None:
    result = history("list", "events", "--as-of", text)
    assert (result.code, result.out) == (2, "")
    assert "[bad-date]" in result.err and "--as-of" in result.err


def test_runs_tell_what_each_did(history: Cli) -> None:
    rows = history("runs", "--json").rows
    assert [r["run_id"] for r in rows] == [1, 2, 3]
    assert [r["started_at"][:10] for r in rows] == list(DAYS)
    assert [r["n_saved"] for r in rows] == [6, 1, 1]
    assert [r["n_skipped"] for r in rows] == [0, 6, 0]
    assert rows[1]["n_events_known"] == rows[1]["n_events_retired"] == 1
    assert all(r["ended_at"] > r["started_at"] and r["status"] == "done" for r in rows)
    shown = history("runs")
    assert ESC not in shown.out and "3 runs" in shown.err
    assert "1 saved, 6 skipped, 0 failed; events +1 −1" in shown.out
    assert "fake-1" in shown.out


def test_diff_gives_rows_on_stdout_and_numbers_on_stderr(history: Cli) -> None:
    result = history("diff", "1", "2", "--json")
    (row,) = result.rows
    assert row["change"] == "changed"
    assert row["before"][0]["n_sources"] == 1 and row["after"][0]["n_sources"] == 2
    fields = {f["field"]: (f["from"], f["to"]) for f in row["fields"]}
    assert fields["n_sources"] == (1, 2)
    assert "1 changed (1 CONSULT)" in result.err
    shown = history("diff", "1", "2")
    assert ESC not in shown.out
    assert "changed" in shown.out and "n_sources" in shown.out and "1 → 2" in shown.out
    whole = history("diff", "1", "3")
    assert len(whole.out) > len(shown.out)
    assert history("diff", "3", "1", "--json").rows != []


def test_diff_tells_when_nothing_changed(history: Cli) -> None:
    result = history("diff", "2", "2")
    assert (result.code, result.out) == (0, "")
    assert "nothing changed" in result.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("1", "9"), "unknown-run", "no run 9; it has 1 to 3"),
        (("0", "1"), "unknown-run", "no run 0"),
        (("1", "x"), "unknown-run", "'x' is no number"),
        (("²", "1"), "unknown-run", "'²' is no number"),
        (("1", "9" * 30), "unknown-run", "is no number"),
        (("1",), "usage", "RUN"),
    ],
)
def test_a_run_that_is_none_is_an_error(
    history: Cli, arguments: tuple[str, ...], code: str, words: str
) -> None:
    result = history("diff", *arguments)
    assert (result.code, result.out) == (2, "")
    assert f"[{code}]" in result.err and words in result.err


def test_no_escape_of_a_page_reaches_the_terminal(cli: Cli) -> None:
    evil = FakePage("e.txt", "Evil\x1b[31m", "Iran accused Armenia on 2023-05-05.")
    for pages in ((evil,), (FakePage("e.txt", "Other", "Iran aided Armenia on 2019."),)):
        with Store.open("dragoman.db", create=True) as store:
            real_build([], store, FakeCoder(), reader=FakeReader(pages))
    result = cli("diff", "1", "2")
    assert result.code == 0 and ESC not in result.out
    assert {"gone", "new"} <= set(result.out.split())
