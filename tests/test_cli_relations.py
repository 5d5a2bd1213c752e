"""Relations on the command line: dyad, network."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli_world import PAGES, FakeCoder, FakeKnowledge, FakePage, FakeReader
from rich.console import Console

from dragoman.analysis import Dyad, Network
from dragoman.cli import run, state
from dragoman.pipeline import build
from dragoman.present.dyads import pieces
from dragoman.store import Store

ESC = "\x1b"


class Result:
    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Cli = Callable[..., Result]
MANY = tuple(
    FakePage(
        f"m{year}{month:02}.txt",
        f"News of {year}-{month:02}",
        " ".join(
            f"Iran {'accused' if year == 2021 else 'aided'} Azerbaijan on {year}-{month:02}-{d:02}."
            for d in range(1, 13, 6 if year == 2021 else 3)
        ),
        f"{year}-{month:02}-{28 if month == 12 else 1:02}",
    )
    for year in (2021, 2022)
    for month in range(1, 13)
)


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    monkeypatch.chdir(tmp_path)
    for name in ("DRAGOMAN_STORE", "NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(state, "knowledge", FakeKnowledge)

    def call(*arguments: str) -> Result:
        capfd.readouterr()
        code = run(arguments)
        captured = capfd.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def built(cli: Cli) -> Cli:
    with Store.open("dragoman.db", create=True) as store:
        build([], store, FakeCoder(), reader=FakeReader(PAGES))
    return cli


@pytest.fixture
def warmed(cli: Cli) -> Cli:
    """A store in which two years of accusations are followed by a year of aid."""
    with Store.open("dragoman.db", create=True) as store:
        build([], store, FakeCoder(), reader=FakeReader(MANY))
    return cli


def test_a_dyad_is_told_on_stdout_and_hints_on_stderr(built: Cli) -> None:
    result = built("dyad", "Azerbaijan", "ایران", "--by", "year")
    assert result.code == 0, result.err
    assert ESC not in result.out + result.err
    assert result.out.startswith("Azerbaijan (A) and Iran (B), by year\n2 acts: ")
    lines = [line.split() for line in result.out.splitlines()]
    assert ["2018", "1", "1", "4", "0", "+4", "100%", "0"] in lines
    assert "1 planned; 1 told as not having happened" in result.out
    assert "dragoman show ID" in result.err
    assert "█" not in result.out  # no bar off a terminal


def test_the_dyad_of_one_and_all(built: Cli) -> None:
    result = built("dyad", "IRN", "--by", "year", "--json")
    (total,) = (r for r in result.rows if r.get("label") == "total")
    assert total["forward"]["n_events"] == 3  # visited Azerbaijan, aided and accused Armenia
    assert total["mutual"]["n_events"] == 1  # met Armenia
    assert result.rows[0]["b"]["code"] == "*"


def test_json_is_a_line_a_record_and_builds_the_dyad_again(warmed: Cli) -> None:
    rows = warmed("dyad", "IRN", "AZE", "--compare", "2022-01-01", "--json").rows
    kinds = [r.pop("record") for r in rows]
    assert kinds[0] == "dyad" and kinds[-1] == "comparison"
    assert set(kinds) == {"dyad", "period", "change", "comparison"}
    periods = [r for r, k in zip(rows, kinds, strict=True) if k == "period"]
    *months, coarse, undated, total = periods
    whole = {
        **rows[0],
        "periods": months,
        "coarse": coarse,
        "undated": undated,
        "total": total,
        "changes": [r for r, k in zip(rows, kinds, strict=True) if k == "change"],
        "comparison": rows[-1],
    }
    again = Dyad.from_dict(whole)
    assert again.total.flow.n_events == 24 + 48
    assert [p.label for p in again.periods][:2] == ["2021-01", "2021-02"]


def test_a_thaw_its_break_and_its_events(warmed: Cli) -> None:
    result = warmed("dyad", "IRN", "AZE", "--compare", "2022-01-01")
    assert result.code == 0, result.err
    words = " ".join(result.out.split())
    assert "Thawed. The mean intensity of an act went from -3.5 to +10.0" in words
    assert "break 2022-01 net intensity a month -7 over 12 months before, +40 over" in words
    shown = next(line for line in result.out.splitlines() if "AID: Iran" in line).split()[-1]
    assert warmed("show", shown).code == 0


def test_windows_by_hand(warmed: Cli) -> None:
    rows = warmed("dyad", "IRN", "AZE", "--windows", "2022-01..2022-03,2021", "--json").rows
    found = rows[-1]
    assert (found["before"]["start"], found["before"]["end"]) == ("2021-01-01", "2021-12-31")
    assert (found["after"]["start"], found["after"]["end"]) == ("2022-01-01", "2022-03-31")
    assert found["after"]["flow"]["n_events"] == 12


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("dyad", "AZE", "AZE"), "same-party"),
        (("dyad", "AZE", "Nowhere"), "unknown-party"),
        (("dyad", "AZE,Nowhere", "IRN"), "unknown-party"),
        (("dyad", "AZE", "IRN", "--compare", "soon"), "bad-date"),
        (("dyad", "AZE", "IRN", "--compare", "1990-01-01"), "bad-windows"),
        (("dyad", "AZE", "IRN", "--windows", "2020"), "bad-windows"),
        (("dyad", "AZE", "IRN", "--windows", "2020..2021,2021..2022"), "bad-windows"),
        (("dyad", "AZE", "IRN", "--windows", "2021..2020,2022..2023"), "bad-windows"),
        (("dyad", "AZE", "IRN", "--windows", "20..21,22..23"), "bad-date"),
        (("dyad", "AZE", "IRN", "--compare", "2020", "--windows", "2020..2021"), "bad-option"),
        (("dyad", "AZE", "IRN", "--modality", "maybe"), "bad-choice"),
        (("dyad", "AZE", "IRN", "--since", "2021", "--until", "2020"), "bad-date"),
        (("network", "--type", "WAR"), "bad-choice"),
        (("network", "--parties", "Nowhere"), "unknown-party"),
    ],
)
def test_wrong_usage(built: Cli, arguments: tuple[str, ...], code: str) -> None:
    result = built(*arguments)
    assert (result.code, result.out) == (2, "")
    (line,) = result.err.splitlines()
    assert line.startswith(f"dragoman: [{code}] ")


def test_nothing_between_two_is_said(built: Cli) -> None:
    result = built("dyad", "AZE", "ARM")
    assert result.code == 0
    assert "no act between them counts" in result.out
    assert "dragoman timeline" in result.err


def test_groups_and_the_hint_of_members(built: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clubbed(FakeKnowledge):
        def party_code(self, text: str) -> str | None:
            return "org:club" if text == "club" else super().party_code(text)

        def member_years(self, organisation: str) -> list[tuple[str, str]]:
            return [("AZE", "2022-"), ("ARM", "")] if organisation == "org:club" else []

    monkeypatch.setattr(state, "knowledge", Clubbed)
    alone = built("dyad", "club", "IRN")
    assert "--members counts its members (2)" in alone.err
    joined = built("dyad", "club", "IRN", "--members", "--json").rows
    assert joined[-1]["flow"]["n_events"] == 3  # what Azerbaijan did came before it joined
    listed = built("dyad", "AZE, ARM", "IRN", "--json").rows
    assert listed[0]["a"]["code"] == "AZE+ARM"
    assert listed[-1]["flow"]["n_events"] == 5


def test_as_of(built: Cli) -> None:
    result = built("dyad", "AZE", "IRN", "--as-of", "1990-01-01")
    assert result.code == 0
    assert "no act between them counts" in result.out
    assert "as of 1990-01-01T23:59:59Z" in result.out


def test_a_network(built: Cli) -> None:
    result = built("network")
    assert result.code == 0, result.err
    assert result.out.startswith("network of parties\n3 parties, 2 ties, ")
    assert ESC not in result.out
    rows = built("network", "--json").rows
    kinds = [r.pop("record") for r in rows]
    parts: dict[str, list[Any]] = {}
    for kind, row in zip(kinds, rows, strict=True):
        parts.setdefault(kind, []).append(row)
    names = {"nodes": "node", "edges": "edge", "triads": "triad", "communities": "community"}
    names |= {"meetings": "meeting", "similarities": "similarity"}
    again = Network.from_dict({**rows[0], **{n: parts.get(k, []) for n, k in names.items()}})
    assert {(e.a, e.b) for e in again.edges} == {("AZE", "IRN"), ("ARM", "IRN")}
    years = [r["label"] for r in built("network", "--by", "year", "--json").rows]
    assert set(years) == {"2018", "2019", "2021", "2022", "2023"}
    some = built("network", "--parties", "AZE,IRN", "--json").rows
    assert [r["a"] for r in some if r["record"] == "edge"] == ["AZE"]


def drawn(found: Dyad, *, plain: bool, width: int = 100) -> str:
    out = Console(width=width, color_system=None)
    with out.capture() as capture:
        for piece in pieces(found, width=width, chart=True, plain=plain):
            out.print(piece)
    return capture.get()


def test_a_chart_in_blocks_or_in_ascii(warmed: Cli) -> None:
    from dragoman.analyst import dyad

    with Store.open("dragoman.db") as store:
        found = dyad(store, "IRN", "AZE", knowledge=FakeKnowledge())  # type: ignore[arg-type]
    blocks, ascii_ = drawn(found, plain=False), drawn(found, plain=True)
    assert "█" in blocks
    assert ascii_.partition("\nbreak")[0].isascii()
    aid = next(line for line in ascii_.splitlines() if line.startswith("2022-03"))
    row = next(line for line in ascii_.splitlines() if line.startswith("2021-03"))
    # Of 40 and 7 the bars are as long as that; conflict stands left of the axis.
    bars, bad = aid.split("|")[1].count("#"), row.split("|")[0].count("=")
    assert bars > 4 * bad > 0
    assert "=" not in aid and "#" not in row
    assert all(len(line) <= 60 for line in drawn(found, plain=True, width=60).splitlines())


def test_titles_from_pages_are_no_escape_sequences(warmed: Cli) -> None:
    import dataclasses

    from dragoman.analyst import dyad

    with Store.open("dragoman.db") as store:
        found = dyad(store, "IRN", "AZE", knowledge=FakeKnowledge())  # type: ignore[arg-type]
    evil = dataclasses.replace(found.changes[0].drivers[0], title="[bold]x[/bold]\x1b]0;y\x07\n")
    change = dataclasses.replace(found.changes[0], drivers=(evil,))
    shown = drawn(dataclasses.replace(found, changes=(change,)), plain=False)
    assert ESC not in shown and "\x07" not in shown
    assert "[bold]x[/bold]" in shown


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, dragoman.cli as c; c.run(['dyad', '--help']); "
        "heavy = {'numpy', 'pyarrow', 'networkx', 'ruptures', 'scipy', 'sqlalchemy'}; "
        "sys.exit(bool(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0
