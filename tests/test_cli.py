from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from cli_world import PAGES, FakeCoder, FakeKnowledge, FakePage, FakeReader
from rich.cells import cell_len

from dragoman.cli import making, run, state
from dragoman.pipeline import build as real_build

ESC = "\x1b"


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
    monkeypatch.setattr(making, "_limits", lambda: None)
    monkeypatch.setattr(state, "knowledge", FakeKnowledge)

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        code = run(arguments)
        captured = capfd.readouterr()
        return Result(code, captured.out, captured.err)

    return call


def use_pages(monkeypatch: pytest.MonkeyPatch, *pages: FakePage) -> None:
    def build(sources: Any, store: Any, coder: Any, **options: Any) -> Any:
        options.pop("limits", None)
        return real_build(sources, store, coder, reader=FakeReader(pages), **options)

    monkeypatch.setattr("dragoman.pipeline.build", build)


@pytest.fixture
def built(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    use_pages(monkeypatch, *PAGES)
    result = cli("build", "pages")
    assert result.code == 0, result.err
    return cli


def test_build_says_what_it_did_on_stderr_only(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    use_pages(monkeypatch, *PAGES)
    first = cli("build", "pages")
    assert (first.code, first.out) == (0, "")
    assert "6 saved" in first.err and ESC not in first.err
    again = cli("build", "pages", "--json")
    assert again.code == 0
    assert again.rows[0].items() >= {"read": 6, "saved": 0, "skipped": 6, "failed": []}.items()


def test_a_page_that_fails_is_named_and_the_others_are_saved(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_pages(monkeypatch, PAGES[0], FakePage("broken", "", ""), PAGES[1])
    result = cli("build", "pages")
    assert result.code == 1
    assert "dragoman: [page-empty] broken: the page is empty" in result.err.splitlines()
    assert len(cli("list", "documents", "--json").rows) == 2


def test_a_language_without_a_model_is_never_passed_over_in_silence(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = [FakePage(f"{n}.txt", "Xx", f"Xx xx {n}.", language="xx") for n in (1, 2)]
    use_pages(monkeypatch, *foreign, PAGES[0])
    result = cli("build", "pages")
    assert result.code == 0
    (told,) = [line for line in result.err.splitlines() if "no model" in line]
    assert "1.txt and 1 other page" in told
    Path("in.jsonl").write_text('{"text": "Xx xx.", "lang": "xx"}\n')
    (row,) = cli("code", "in.jsonl").rows
    assert row["error"] is None and "no model" in row["notices"][0]


def test_timeline_names_parties_in_any_way(built: Cli) -> None:
    by_code = built("timeline", "AZE", "IRN", "--json").rows
    assert [r["type"] for r in by_code] == ["CONSULT", "ACCUSE", "CONSULT", "ASSAULT"]
    for a, b in (("az", "Iran"), ("Азербайджан", "irn"), ("IRN", "AZE")):
        assert built("timeline", a, b, "--json").rows == by_code


def test_timeline_shows_what_an_analyst_needs(built: Cli) -> None:
    result = built("timeline", "AZE", "IRN")
    assert result.code == 0
    out = result.out
    assert ESC not in out
    assert "2018-03-28" in out and "Sep 2021" in out and "undated" in out
    assert "Iran *visited* Azerbaijan" in out
    assert "Iran → Azerbaijan" in out
    assert "according to Lavrov" in out and "denied by Aliyev" in out
    assert "[planned]" in out and "[did not happen]" in out
    assert "1 report / 1 source" in out
    assert out.index("2018-03-28") < out.index("Sep 2021") < out.index("undated")


def test_the_id_of_a_timeline_can_be_shown(built: Cli) -> None:
    row = built("timeline", "AZE", "IRN", "--json").rows[0]
    short = next(
        word
        for word in built("timeline", "AZE", "IRN").out.split()
        if row["event_id"].startswith(word)
    )
    for name in (row["event_id"], short, row["event_id"].partition("-")[2][:6],
                 row["reports"][0]["mention_id"]):  # fmt: skip
        shown = built("show", name)
        assert shown.code == 0, shown.err
        assert row["event_id"] in shown.out
    assert built("show", row["event_id"], "--json").rows == [row]


def test_show_tells_all_about_an_event(built: Cli) -> None:
    row = built("timeline", "AZE", "IRN", "--json").rows[0]
    out = built("show", row["event_id"]).out
    for words in ("2018-03-28", "to the day", "as the text states", "Baku", "a.txt", "Araz Post",
                  "a state's name", "On a cold day Iran *visited*", "score 0.90",
                  "trigger"):  # fmt: skip
        assert words in out, words


def test_show_a_document_an_actor_a_statement(built: Cli) -> None:
    document = next(r for r in built("list", "documents", "--json").rows if r["uri"] == "b.txt")
    shown = built("show", document["doc_id"][:12])
    assert "Charges" in shown.out and "Buy!" in shown.out and "says so" in shown.out
    assert "Azerbaijan *accused* Iran" in shown.out and "read for a test" in shown.out
    actor = built("show", "AZE")
    assert "Azerbaijan" in actor.out and "2018-03-28" in actor.out
    statement = built("list", "statements", "--json").rows[0]
    said = built("show", statement["statement_id"])
    assert "it is untrue" in said.out and "deny" in said.out


def test_ids_that_lead_nowhere_or_to_many(built: Cli) -> None:
    assert built("show", "ev-nothing").code == 2
    result = built("show", built("list", "documents", "--json").rows[0]["doc_id"][:4])
    assert result.code == 2 and "[ambiguous-id]" in result.err


@pytest.mark.parametrize("table", ["events", "claims", "documents", "statements", "actors"])
def test_every_table_lists_as_a_table_and_as_json(built: Cli, table: str) -> None:
    plain = built("list", table)
    assert plain.code == 0 and plain.out and ESC not in plain.out
    rows = built("list", table, "--json").rows
    assert rows
    assert built("list", table, "--json", "--limit", "1").rows == rows[:1]
    exported = built("export", table)
    assert [r.keys() for r in exported.rows] == [r.keys() for r in rows]


DISPUTED = (
    FakePage("g.txt", "War", "Azerbaijan attacked Iran on 2020-05-05, Armenia alleged.",
             "2020-05-06"),
    FakePage("h.txt", "None", "Azerbaijan did not attack Iran on 2020-05-05, Azerbaijan denied.",
             "2020-05-07"),
    FakePage("i.txt", "Trip", "Iran will visit Armenia on 2020-06-01.", "2020-05-20"),
    FakePage("j.txt", "Back", "Iran visited Armenia on 2020-06-01, Zarif said.", "2020-06-02"),
)  # fmt: skip


@pytest.fixture
def disputed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Cli:
    use_pages(monkeypatch, *DISPUTED)
    assert cli("build", "pages").code == 0
    return cli


def test_claims_are_listed_by_event(disputed: Cli) -> None:
    rows = disputed("list", "claims", "--json").rows
    by_title = {(r["type"], r["modality"]): r for r in rows}
    assert len(rows) == len(by_title) == 3
    strike = by_title["ASSAULT", "actual"]
    assert (strike["standing"], strike["since"]) == ("contested", "2020-05-06")
    assert strike["alleged_by"] == [{"name": "Armenia", "country": "ARM", "since": "2020-05-06"}]
    assert strike["denied_by"] == [{"name": "Azerbaijan", "country": "AZE", "since": "2020-05-07"}]
    assert by_title["ASSAULT", "negated"]["standing"] == "denied"
    assert by_title["CONSULT", "actual"]["standing"] == "attributed"
    assert disputed("export", "claims").rows == rows
    contested = disputed("list", "claims", "--contested", "--json").rows
    assert contested == [r for r in rows if r["type"] == "ASSAULT"]
    one = ("list", "claims", "--limit", "1", "--json")
    assert disputed(*one).rows == rows[:1]
    assert disputed(*one, "--type", "CONSULT").rows == [by_title["CONSULT", "actual"]]
    assert disputed("list", "claims", "--since", "2020-06", "--json").rows == [
        by_title["CONSULT", "actual"]
    ]
    assert disputed("list", "claims", "--modality", "negated", "--json").rows == [
        by_title["ASSAULT", "negated"]
    ]
    shown = disputed("list", "claims", "--contested")
    assert "2 events with claims" in shown.err
    assert "alleged by Armenia" in shown.out and "denied by Azerbaijan" in shown.out
    assert "Zarif" not in shown.out


def test_what_is_disputed_or_planned_is_told_everywhere(disputed: Cli) -> None:
    rows = disputed("list", "events", "--json").rows
    strike = next(r for r in rows if r["standing"] == "contested")
    assert [(t["role"], t["kind"]) for t in strike["relations"]] == [("denied_by", "denies")]
    assert {c["country"] for c in strike["claims"]} == {"ARM", "AZE"}
    assert disputed("show", strike["event_id"], "--json").rows == [strike]
    assert strike in disputed("timeline", "AZE", "IRN", "--json").rows
    assert strike in disputed("export", "events").rows
    listed = disputed("list", "events").out
    assert "[contested]" in listed
    told = disputed("timeline", "AZE").out
    assert "[contested]" in told and "alleged by Armenia; denied by Azerbaijan" in told
    shown = disputed("show", strike["event_id"]).out
    assert "contested: alleged by Armenia; denied by Azerbaijan" in shown
    assert "Who says so" in shown and "Related" in shown and "2020-05-06, report 1" in shown
    visits = disputed("timeline", "IRN", "ARM").out
    assert "fulfils the plan of 2020-05-20" in visits and "fulfilled 2020-06-01" in visits


def test_filters(built: Cli) -> None:
    def types(*options: str) -> list[str]:
        return [r["type"] for r in built("timeline", "AZE", "IRN", "--json", *options).rows]

    assert types("--type", "consult") == ["CONSULT", "CONSULT"]
    assert types("--type", "ACCUSE,ASSAULT") == ["ACCUSE", "ASSAULT"]
    assert types("--modality", "future") == ["CONSULT"]
    assert types("--since", "2021") == ["ACCUSE", "CONSULT"]
    assert types("--since", "2021", "--until", "2021-09") == ["ACCUSE"]
    assert types("--limit", "1") == ["CONSULT"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("timeline", "Atlantis"), "unknown-party"),
        (("timeline", "AZR"), "unknown-party"),
        (("timeline", "AZE", "--type", "HUG"), "bad-choice"),
        (("timeline", "AZE", "--modality", "sure"), "bad-choice"),
        (("timeline", "AZE", "--since", "soon"), "bad-date"),
        (("timeline", "AZE", "--since", "2022", "--until", "2021"), "bad-date"),
        (("list", "documents", "--since", "2022"), "bad-option"),
        (("list", "actors", "--type", "AID"), "bad-option"),
        (("list", "events", "--contested"), "bad-option"),
        (("list", "dogs"), "unknown-table"),
        (("export", "events", "--text"), "bad-option"),
        (("export", "events", "--format", "xls"), "unknown-format"),
        (("export", "events", "-o", "no/such/folder/x"), "cannot-write"),
        (("export", "events", "-o", "."), "cannot-write"),
        (("timeline", ""), "unknown-party"),
        (("search", " "), "empty-query"),
        (("frobnicate",), "usage"),
        (("dyad",), "usage"),
        (("timeline",), "usage"),
        (("code", "missing.jsonl"), "no-such-file"),
        (("eval", "missing.jsonl"), "no-such-file"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    built: Cli, arguments: tuple[str, ...], code: str
) -> None:
    result = built(*arguments)
    assert result.code == 2
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith(f"dragoman: [{code}] ")


def test_a_store_that_is_not_there_is_exit_code_3(cli: Cli) -> None:
    for arguments in (
        ("list", "events"),
        ("timeline", "AZE"),
        ("search", "x"),
        ("export", "events"),
    ):
        result = cli(*arguments, "--store", "none.db")
        assert result.code == 3
        assert result.err.startswith("dragoman: [store-missing] ") and "none.db" in result.err
    assert not Path("none.db").exists()


def test_the_store_by_option_variable_and_folder(
    built: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("dragoman.db").rename("other.db")
    assert built("list", "events").code == 3
    assert built("list", "events", "--store", "other.db").code == 0
    monkeypatch.setenv("DRAGOMAN_STORE", "other.db")
    assert built("list", "events").code == 0


def test_search_shows_snippets(built: Cli) -> None:
    result = built("search", "visited")
    assert result.code == 0 and "*visited*" in result.out
    assert {r["kind"] for r in built("search", "visited", "--json").rows} <= {"document", "event"}
    nothing = built("search", "zebra")
    assert (nothing.code, nothing.out) == (0, "")


def test_what_pages_say_is_neither_markup_nor_escape_sequence(built: Cli) -> None:
    for arguments in (("timeline", "ARM"), ("list", "documents"), ("search", "Evil"),
                      ("show", "ARM"), ("show", "IRN")):  # fmt: skip
        result = built(*arguments)
        assert result.code == 0
        for char in (ESC, "\x07", "\u202e"):
            assert char not in result.out + result.err
    assert "[bold]=Evil[/bold]" in built("list", "documents").out


def test_export_to_files(built: Cli, tmp_path: Path) -> None:
    events = built("export", "events").rows
    for name in ("jsonl", "csv", "parquet"):
        result = built("export", "events", "--format", name, "-o", f"events.{name}")
        assert (result.code, result.out) == (0, "")
        assert sorted(p.name for p in tmp_path.glob("events.*part*")) == []
    assert [json.loads(x) for x in Path("events.jsonl").read_text().splitlines()] == events
    table = pq.read_table("events.parquet").to_pylist()
    assert [r["event_id"] for r in table] == [r["event_id"] for r in events]
    assert table[0]["actors"] == events[0]["actors"]
    assert table[0]["reports"] == events[0]["reports"]
    rows = list(csv.DictReader(io.StringIO(Path("events.csv").read_text())))
    assert [r["event_id"] for r in rows] == [r["event_id"] for r in events]
    assert rows[0]["date_start"] == "2018-03-28" and rows[0]["actor_countries"] == "IRN"


def test_an_export_that_fails_leaves_the_old_file(
    built: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Path("events.jsonl").write_text("old")
    monkeypatch.setattr("dragoman.store.Store.events", lambda *a: iter([1 / 0]))
    assert built("export", "events", "-o", "events.jsonl").code == 1
    assert Path("events.jsonl").read_text() == "old"
    assert not list(tmp_path.glob("*.part"))


def test_a_broken_configuration_is_named(cli: Cli) -> None:
    Path("dragoman.toml").write_text("cod_batch = 3")
    result = cli("list", "events")
    assert result.code == 2 and "cod_batch" in result.err and result.err.count("\n") == 1


def test_documents_carry_their_text_when_asked(built: Cli) -> None:
    assert all("text" not in r for r in built("export", "documents").rows)
    rows = built("export", "documents", "--text").rows
    assert all(r["title"] in r["text"] for r in rows)
    assert next(r for r in rows if r["uri"] == "c.txt")["published"] is None


def test_csv_cells_are_no_formulas(built: Cli) -> None:
    Path("x").mkdir()
    built("export", "documents", "--format", "csv", "-o", "d.csv", "--text")
    for row in csv.reader(io.StringIO(Path("d.csv").read_text())):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_code_answers_every_line(cli: Cli) -> None:
    Path("in.jsonl").write_text('{"id": 1, "text": "Iran visited Azerbaijan."}\nnonsense\n')
    result = cli("code", "in.jsonl")
    assert result.code == 1
    assert [r["id"] for r in result.rows] == [1, None]
    assert result.rows[0]["events"][0]["trigger"]["text"] == "visited"
    assert result.err.startswith("dragoman: [bad-json] line 2: ")


def test_an_error_nobody_foresaw_is_one_line_unless_debugging(
    built: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dragoman.store.Store.events", lambda *a: 1 / 0)
    result = built("list", "events")
    assert result.code == 1 and "Traceback" not in result.err
    assert result.err.startswith("dragoman: [internal] ZeroDivisionError")
    assert "Traceback" in built("--debug", "list", "events").err


def test_an_interrupt_is_exit_code_130(built: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dragoman.store.Store.events", interrupted)
    result = built("list", "events")
    assert result.code == 130
    assert result.err.strip().startswith("dragoman: [interrupted]")


def test_read_writes_articles_and_names_what_it_cannot_read(cli: Cli) -> None:
    words = "The ministers of both states met on Monday and agreed on a long list of matters. "
    Path("a.txt").write_text("Ministers meet\n\n" + words * 5 + "\n\n" + words * 4)
    Path("empty.txt").touch()
    result = cli("read", "a.txt", "empty.txt", "missing.txt")
    assert result.code == 1
    assert [r["uri"] for r in result.rows] == ["a.txt"]
    assert words.strip() in result.rows[0]["text"]
    told = result.err.splitlines()
    assert len(told) == 2 and "empty.txt" in told[0] and "missing.txt" in told[1]
    assert all(line.startswith("dragoman: [") for line in told)


def test_what_read_writes_code_takes(cli: Cli) -> None:
    words = "Iran visited Azerbaijan on 2018-03-28, and the ministers talked for a long time. "
    Path("a.txt").write_text("A visit\n\n" + words * 5 + "\n\n" + words * 4)
    Path("articles.jsonl").write_text(cli("read", "a.txt").out)
    result = cli("code", "articles.jsonl")
    assert result.code == 0, result.err
    (row,) = result.rows
    assert row["id"].startswith("doc-") and len(row["events"]) >= 9


def test_eval_scores_and_takes_json(cli: Cli) -> None:
    text = "Iran visited Azerbaijan."
    passage = {
        "id": "g1", "lang": "en", "date": None, "text": text, "statements": [],
        "events": [{"type": "CONSULT", "mode": "visit", "modality": "actual", "trigger": [5, 12],
                    "actors": [{"span": [0, 4], "code": "IRN", "sector": "GOV"}],
                    "recipients": [{"span": [13, 23], "code": "AZE", "sector": "GOV"}],
                    "places": [], "times": [], "date": None, "amounts": [], "objects": [],
                    "source": None}],
    }  # fmt: skip
    Path("gold.jsonl").write_text(json.dumps(passage) + "\n")
    result = cli("eval", "gold.jsonl", "--json")
    assert result.code == 0, result.err
    assert result.rows[0]["passages"] == 1
    assert "passages" in cli("eval", "gold.jsonl").out


def test_doctor_says_what_is_wrong_and_what_to_do(built: Cli) -> None:
    Path("broken.db").write_text("this is no database, whatever its name says. " * 10)
    result = built("doctor", "--store", "broken.db", "--json")
    checks = {r["name"]: r for r in result.rows}
    assert checks["program"]["state"] == checks["packages"]["state"] == "ok"
    assert checks["store"]["state"] == "fault" and "broken.db" in checks["store"]["found"]
    assert checks["store"]["remedy"]
    assert result.code == 3
    assert "→" in built("doctor", "--store", "broken.db").out
    sound = {r["name"]: r for r in built("doctor", "--json").rows}
    assert sound["store"]["state"] == "ok"
    none = {r["name"]: r for r in built("doctor", "--store", "none.db", "--json").rows}
    assert none["store"]["state"] == "remark" and not Path("none.db").exists()


def _process(*arguments: str, **options: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "from dragoman.cli import main; main()", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        **options,
    )


def test_a_reader_that_has_enough_is_no_error(built: Cli) -> None:
    process = _process(
        "export", "documents", "--text", stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read().decode()
    assert process.wait() == 0
    assert "Traceback" not in err and "Broken" not in err


def _on_terminal(*arguments: str, width: int = 80, **variables: str) -> tuple[int, str]:
    """Run a command with stdout on a pseudo-terminal; return its code and what it wrote."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from dragoman.cli import main; main()", *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p),
             "TERM": "xterm-256color", "COLUMNS": str(width), **variables},
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs)
    written = b""
    try:
        while part := os.read(ours, 65536):
            written += part
    except OSError:  # Linux: the other end is closed
        pass
    os.close(ours)
    return process.wait(), written.decode()


def test_colour_on_a_terminal_only_and_not_with_no_color(built: Cli) -> None:
    code, out = _on_terminal("list", "events")
    assert code == 0 and f"{ESC}[36mCONSULT" in out and f"{ESC}[33mACCUSE" in out
    code, out = _on_terminal("list", "events", NO_COLOR="1")
    assert code == 0 and f"{ESC}[3" not in out
    forced = built("list", "events")
    assert ESC not in forced.out


def test_marks_on_a_terminal_and_no_trick_of_a_page(built: Cli) -> None:
    code, out = _on_terminal("show", built("list", "events", "--json").rows[0]["event_id"])
    assert code == 0 and f"{ESC}[1;7mvisited{ESC}[0m" in out and f"{ESC}[4mIran{ESC}[0m" in out
    code, out = _on_terminal(
        "show", built("list", "events", "--json").rows[0]["event_id"], TERM="dumb"
    )
    assert code == 0 and "*visited*" in out and ESC not in out
    code, out = _on_terminal("list", "documents")
    assert code == 0 and f"{ESC}[31m" not in out and f"{ESC}]0" not in out


@pytest.mark.parametrize("width", [40, 80, 160])
def test_listings_fit_the_terminal(built: Cli, width: int) -> None:
    for table in ("events", "claims", "documents", "statements", "actors"):
        code, out = _on_terminal("list", table, width=width)
        assert code == 0
        plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
        assert max(cell_len(line) for line in plain.splitlines()) <= width
        told = {
            "events": "Iran",
            "claims": "Lavrov",
            "documents": "Charges",
            "statements": "untrue",
            "actors": "Iran",
        }
        assert told[table] in plain


def test_the_bar_shows_names_of_pages_safely(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(making, "shows_bars", lambda: False)
    with making._progress() as nothing:
        assert nothing is None
    monkeypatch.setattr(making, "shows_bars", lambda: True)
    with making._progress() as advance:
        assert advance is not None
        advance(1, None, "[bold]{x}\x1b[31m.txt")
        advance(2, 3, "b.txt")
    assert f"{ESC}[31m" not in capfd.readouterr().err


def test_no_bar_off_a_terminal() -> None:
    assert not state.shows_bars()


def test_help_loads_nothing_heavy() -> None:
    heavy = (
        "onnxruntime",
        "pyarrow",
        "trafilatura",
        "sqlalchemy",
        "numpy",
        "rich",
        "dateparser",
        "httpx",
        "mcp",
    )
    script = (
        "import sys; from dragoman.cli import run; code = run(['--help']);"
        f"print([m for m in {heavy!r} if m in sys.modules], code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[] 0"
    assert done.stderr == ""


def test_version(cli: Cli) -> None:
    assert cli("version").out == cli("--version").out
    assert cli("version").out.startswith("dragoman ")


def test_no_command_is_help_on_stderr(cli: Cli) -> None:
    result = cli()
    assert (result.code, result.out) == (2, "")
    assert "timeline" in result.err
