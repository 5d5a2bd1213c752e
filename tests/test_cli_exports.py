"""`export` and `compare` on the command line: what lies beside a file, and what is told."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_world import PAGES, FakeCoder, FakeKnowledge, FakeReader

from dragoman.cli import making, run, state
from dragoman.pipeline import build as real_build
from dragoman.present import formats


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Result]


@pytest.fixture
def built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Cli:
    monkeypatch.chdir(tmp_path)
    for name in ("DRAGOMAN_STORE", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(making, "load_coder", lambda model, own=None: FakeCoder())
    monkeypatch.setattr(making, "_limits", lambda: None)
    monkeypatch.setattr(state, "knowledge", FakeKnowledge)

    def build(sources: Any, store: Any, coder: Any, **options: Any) -> Any:
        options.pop("limits", None)
        return real_build(sources, store, coder, reader=FakeReader(PAGES), **options)

    monkeypatch.setattr("dragoman.pipeline.build", build)

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        code = run(arguments)
        captured = capfd.readouterr()
        return Result(code, captured.out, captured.err)

    assert call("build", "pages").code == 0
    return call


@pytest.mark.parametrize("form", list(formats.FORMATS.values()), ids=lambda f: f.name)
def test_every_format_comes_with_codebook_and_meta(built: Cli, form: formats.Format) -> None:
    if form.name == "ftm":
        pytest.importorskip("followthemoney")
    for table in form.tables:
        name = f"{table}{form.extension}"
        result = built("export", table, "--format", form.name, "-o", name)
        assert (result.code, result.out) == (0, ""), result.err
        meta = json.loads(Path(f"{name}.meta.json").read_text())
        data = Path(name).read_bytes()
        assert meta["sha256"] == hashlib.sha256(data).hexdigest()
        assert (meta["format"], meta["table"], meta["file"]) == (form.name, table, name)
        assert meta["versions"]["runs"][0]["fingerprint"] and meta["versions"]["knowledge"]
        assert "dragoman.db" in meta["citation"] and meta["query"] == {}
        losses = meta["losses"]
        left = sum(x["records"] for x in losses["left_out"])
        assert left <= losses["records"] and all(x["examples"] for x in losses["left_out"])
        book = Path(f"{name}.codebook.md").read_text()
        for column in meta["columns"]:
            assert f"| {column['name']} |" in book
        assert meta["citation"] in book
        for lost in losses["left_out"]:
            assert lost["reason"] in book and str(lost["records"]) in book
        assert f"{meta['rows']} row" in result.err
        if left:
            assert f"{left} of {losses['records']}" in result.err
    assert not list(Path().glob("*.part"))


def test_filters_are_those_of_list_and_stand_in_the_codebook(built: Cli) -> None:
    def types(*options: str) -> list[str]:
        return [r["type"] for r in built("export", "events", *options).rows]

    every = types()
    assert types("--type", "consult") == [t for t in every if t == "CONSULT"]
    assert types("--since", "2021", "--until", "2022") == [
        r["type"]
        for r in built("list", "events", "--json", "--since", "2021", "--until", "2022").rows
    ]
    assert types("--modality", "future") == ["CONSULT"]
    assert len(types("--limit", "2")) == 2
    both = built("export", "events", "--party", "az", "--party", "Iran").rows
    assert both == built("timeline", "AZE", "IRN", "--json").rows
    built(
        "export", "events", "-o", "x.jsonl", "--party", "AZE", "--since", "2020", "--type", "ACCUSE"
    )
    query = json.loads(Path("x.jsonl.meta.json").read_text())["query"]
    assert query == {"a": "AZE", "since": "2020-01-01", "types": ["ACCUSE"]}
    book = Path("x.jsonl.codebook.md").read_text()
    assert "- a: AZE" in book and "- types: ACCUSE" in book


def test_dates_and_modality_as_a_format_knows_them(built: Cli) -> None:
    def dates(*options: str) -> list[str]:
        out = built("export", "events", "--format", "polecat", *options).out
        return [line.split("\t")[1] for line in out.splitlines()[1:]]

    assert dates() == ["2018-03-28", "2022-10-21", "2023-05-05"]
    assert dates("--include", "coarse-dates") == sorted([*dates(), "2021-09-01", "2019-01-01"])
    err = built("export", "events", "--format", "polecat").err
    assert "3 rows of events written" in err and re.search(r"\d: it did not happen", err)


def test_stdout_has_a_codebook_only_when_asked(built: Cli) -> None:
    assert built("export", "events").code == 0
    assert not list(Path().glob("*.md"))
    assert built("export", "events", "--about", "beside").code == 0
    assert json.loads(Path("beside.meta.json").read_text())["file"] == "stdout"
    assert "## What was lost" in Path("beside.codebook.md").read_text()


def test_nothing_is_left_behind_by_an_export_that_fails(
    built: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("x.tsv").write_text("old")
    Path("x.tsv.meta.json").write_text("old")
    monkeypatch.setattr("dragoman.store.Store.mentions", lambda *a: 1 / 0)
    assert built("export", "events", "--format", "polecat", "-o", "x.tsv").code == 1
    assert Path("x.tsv").read_text() == Path("x.tsv.meta.json").read_text() == "old"
    assert not list(Path().glob("*.part")) and not list(Path().glob("*.md"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "documents", "--format", "gdelt"), "bad-format"),
        (("export", "events", "--format", "ris"), "bad-format"),
        (("export", "documents", "--since", "2020"), "bad-option"),
        (("export", "events", "--include", "everything"), "bad-choice"),
        (("export", "events", *["--party", "AZE"] * 3), "bad-option"),
        (("export", "events", "--party", "Atlantis"), "unknown-party"),
        (("compare", "dragoman.db", "missing.tsv"), "no-such-file"),
        (("compare", "dragoman.db", "dragoman.db"), "unknown-format"),
        (("compare", "dragoman.db", "dragoman.db", "--format", "sipri"), "bad-choice"),
    ],
)
def test_wrong_usage_is_one_line(built: Cli, arguments: tuple[str, ...], code: str) -> None:
    result = built(*arguments)
    assert result.code == 2 and result.out == ""
    assert len(result.err.splitlines()) == 1
    assert result.err.startswith(f"dragoman: [{code}] ")


def test_help_names_every_format(built: Cli) -> None:
    shown = " ".join(built("export", "--help").out.split())
    for name in formats.FORMATS:
        assert name in shown


def test_compare(built: Cli) -> None:
    built("export", "events", "--format", "polecat", "-o", "x.tsv")
    with Path("x.tsv").open("a") as file:
        file.write("z\tno day\tCONSULT\n")
        cells = [
            "z",
            "2020-05-05",
            "SANCTION",
            "",
            "",
            "",
            "",
            "A",
            "USA",
            "",
            "",
            "",
            "",
            "",
            "",
            "B",
            "RUS",
        ]
        file.write("\t".join(cells) + "\n")
    result = built("compare", "dragoman.db", "x.tsv")
    assert result.code == 1
    assert "[bad-line] x.tsv: line 5 has 3 columns, not 40" in result.err
    assert re.search(r"SANCTION +0 +0 +1", result.out)
    assert re.search(r"CONSULT +2 +0 +0", result.out)
    assert re.search(r"2018-03 +1 +0 +0", result.out)
    assert "Only there" in result.out and "USA → RUS  A → B  line 6" in result.out
    assert "3 rows of 4 there" in result.err
    rows = built("compare", "dragoman.db", "x.tsv", "--json").rows
    total = rows[0]
    assert (total["kind"], total["rows"], total["rows_matched"]) == ("total", 4, 3)
    assert total["events"] == total["events_matched"] + sum(
        r["here"] for r in rows if r["kind"] == "type"
    )
    assert {r["kind"] for r in rows} >= {"total", "type", "month", "matched", "there"}
    only = built("compare", "dragoman.db", "x.tsv", "--json", "--party", "ARM").rows[0]
    assert (only["rows"], only["events"], only["events_matched"]) == (2, 2, 2)


def test_compare_escapes_what_a_file_says(built: Cli) -> None:
    head = "Event ID\tEvent Date\tEvent Type\tActor Name\tActor Country\tRecipient Country\n"
    Path("x.tsv").write_text(f"{head}1\t2020-01-01\tAID\t\x1b[31m[bold]evil\t\x1b[2JUSA\tRUS\n")
    result = built("compare", "dragoman.db", "x.tsv")
    assert "\x1b" not in result.out + result.err and "[bold]evil" in result.out
