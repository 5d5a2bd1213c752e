"""The library: its public surface, what it gives, and what it says when something is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import brief_world
import pyarrow as pa
import pytest
from cli_world import FakeCoder

import dragoman
from dragoman import api, errors
from dragoman.registered import REGISTERS

TABLES = ("events", "claims", "documents", "statements", "actors", *REGISTERS)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return brief_world.made(tmp_path_factory.mktemp("api") / "world.db")


@pytest.fixture
def archive(path: Path) -> Any:
    with dragoman.open(path) as opened:
        yield opened


def test_the_public_surface_is_small_sorted_and_there() -> None:
    assert dragoman.__all__ == sorted(dragoman.__all__) == [
        "Archive",
        "DragomanError",
        "InputError",
        "ModelError",
        "Result",
        "StoreError",
        "UsageError",
        "__version__",
        "build",
        "code",
        "open",
    ]  # fmt: skip
    for name in dragoman.__all__:
        assert getattr(dragoman, name) is not None
    assert set(dragoman.__all__) <= set(dir(dragoman))
    assert dragoman.UsageError is errors.UsageError
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = dragoman.nothing


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = "{'numpy', 'pyarrow', 'sqlalchemy', 'rich', 'matplotlib', 'onnxruntime', 'yaml'}"
    told = f"import sys, dragoman; print(sorted({heavy} & set(sys.modules)))"
    assert subprocess.check_output([sys.executable, "-c", told], text=True).strip() == "[]"


def test_code_is_a_function_however_the_stages_were_loaded() -> None:
    import dragoman.coder
    import dragoman.coding

    assert dragoman.code is api.code
    from dragoman import code

    assert code is api.code


def test_events_are_records_and_tables(archive: Any) -> None:
    events = archive.events("Azerbaijan", "ir")
    assert len(events) == len(list(events)) > 5
    assert [e.event.event_id for e in events] == [d["event_id"] for d in events.to_dicts()]
    assert events[0].event.date.start == "2018-03-28"
    assert len(events[1:3]) == 2 and repr(events[:1]) == "<1 event>"
    table = events.to_arrow()
    assert isinstance(table, pa.Table) and table.num_rows == len(events)
    assert events.to_pandas()["type"].tolist() == table["type"].to_pylist()
    assert events.to_polars(flat=True)["actor_countries"].to_list()[0] == ["IRN"]


def test_filters_are_those_of_the_command_line(archive: Any) -> None:
    every = archive.timeline("AZE", "IRN")
    dated = archive.timeline("AZE", "IRN", since="2020", until="2021-12")
    days = [e.event.date.start for e in dated]
    assert days == ["2020-01-07", "2021-09-15"]
    planned = archive.events("AZE", types="consult", modalities=["future"])
    assert {str(e.event.modality) for e in planned} == {"future"} and len(planned) == 1
    assert len(archive.events(limit=2)) == 2 and len(every) > len(dated)
    contested = archive.claims("AZE", contested=True)
    assert len(contested) < len(archive.claims("AZE"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("flat", [False, True])
def test_every_table_turns_into_arrow_the_same_with_and_without_rows(
    archive: Any, table: str, flat: bool
) -> None:
    found = getattr(archive, table)()
    full, empty = found.to_arrow(flat=flat), found[:0].to_arrow(flat=flat)
    assert full.num_rows == len(found) == len(found.to_dicts()) and empty.num_rows == 0
    assert full.schema.names == empty.schema.names
    if not flat:
        assert full.schema == empty.schema


@pytest.mark.parametrize("table", TABLES)
def test_nothing_from_a_page_is_markup_in_a_notebook(archive: Any, table: str) -> None:
    shown = getattr(archive, table)()._repr_html_()
    assert "<table" in shown and "<caption>" in shown
    for hostile in ("<script", "<img", "\x1b", "\u202e"):
        assert hostile not in shown


def test_hostile_titles_are_shown_as_text(archive: Any) -> None:
    assert "&lt;script&gt;" in archive.documents()._repr_html_()


def test_a_notebook_shows_the_first_rows_and_how_many_there_are(archive: Any) -> None:
    documents = archive.documents()
    many = dragoman.Result(
        "documents", [documents[0]] * 45, shape=lambda some: [], listing=documents._listing
    )
    shown = many._repr_html_()
    assert "45 documents, of which the first 20 are shown" in shown
    assert shown.count("<tr>") == 21


def test_relation_and_network(archive: Any) -> None:
    relation = archive.dyad("AZE", "IRN", by="year")
    assert [p.label for p in relation] == [p.label for p in relation.dyad.periods]
    flat = relation.to_pandas(flat=True)
    assert flat["n_events"].sum() == sum(p.flow.n_events for p in relation)
    assert "<svg" in relation._repr_html_() and "<table" in relation._repr_html_()
    ties = archive.network()
    assert {"AZE", "IRN"} in [{t.a, t.b} for t in ties]
    assert ties.parties().to_polars()["code"].to_list()
    assert len(archive.network("AZE", "IRN")) == 1
    assert relation.chart().to_png().startswith(b"\x89PNG")


def test_an_earlier_moment_is_empty(path: Path) -> None:
    with dragoman.open(path, as_of="2020-01-01") as archive:
        assert len(archive.events()) == 0 and archive.as_of == "2020-01-01T23:59:59Z"
        assert "0 events" in archive.events()._repr_html_()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda a: a.events("Atlantis"), "unknown-party"),
        (lambda a: a.events(since="soon"), "bad-date"),
        (lambda a: a.events(since="2021", until="2020"), "bad-date"),
        (lambda a: a.events(types="DANCE"), "bad-choice"),
        (lambda a: a.events(limit=0), "bad-limit"),
        (lambda a: a.dyad("AZE", "AZE"), "same-party"),
        (lambda a: a.dyad("AZE", "IRN", by="decade"), "bad-choice"),
        (lambda a: a.brief("AZE", "IRN", format="doc"), "bad-format"),
        (lambda a: a.dyad("AZE", "IRN").chart().save("x.bmp"), "bad-format"),
    ],
)
def test_what_is_wrong_is_named(archive: Any, call: Any, code: str) -> None:
    with pytest.raises(errors.UsageError) as caught:
        call(archive)
    assert caught.value.code == code


def test_a_missing_store_a_bad_moment_and_a_closed_archive_say_so(path: Path) -> None:
    with pytest.raises(errors.StoreError):
        dragoman.open(path.with_name("none.db"))
    with pytest.raises(errors.UsageError, match="no day and no time"):
        dragoman.open(path, as_of="yesterday")
    archive = dragoman.open(path)
    events = archive.events()
    archive.close()
    assert len(events) > 0
    for call in (archive.events, archive.agreements, events.to_arrow):
        with pytest.raises(errors.StoreError, match="was closed"):
            call()


def test_nothing_can_be_written_through_an_archive(path: Path) -> None:
    before = path.read_bytes()
    with dragoman.open(path) as archive:
        archive.brief("AZE", "IRN")
    assert path.read_bytes() == before


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_missing_package_is_named_with_what_to_do(
    archive: Any, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, package, raising=False)

    class Gone:
        def find_spec(self, name: str, *rest: Any) -> None:
            if name == package:
                raise ImportError(name)

    monkeypatch.setattr(sys, "meta_path", [Gone(), *sys.meta_path])
    with pytest.raises(errors.UsageError, match=rf"dragoman\[{package}\]"):
        getattr(archive.events(), f"to_{package}")()


@pytest.fixture
def coder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_coder", lambda model, own: FakeCoder())


@pytest.mark.usefixtures("coder")
def test_code_takes_strings_and_mappings_and_answers_each() -> None:
    rows = dragoman.code(
        ["Iran visited Azerbaijan.", {"id": "x", "text": "Iran aided Armenia."}, {"text": 3}, ""]
    )
    assert [r["id"] for r in rows] == [0, "x", 2, 3]
    assert [len(r["events"]) for r in rows] == [1, 1, 0, 0]
    assert [r["error"] and r["error"]["code"] for r in rows] == [
        None,
        None,
        "text-not-string",
        "no-text",
    ]
    assert rows.to_arrow()["id"].to_pylist() == ["0", "x", "2", "3"]
    assert rows.to_pandas(flat=True)["type"].tolist() == ["CONSULT", "AID"]
    assert len(dragoman.code("Iran visited Azerbaijan.")) == 1
    assert len(dragoman.code([])) == 0 and dragoman.code([]).to_arrow().num_rows == 0


@pytest.mark.usefixtures("coder")
def test_code_shows_texts_as_text_and_refuses_what_is_none() -> None:
    shown = dragoman.code(f"Iran visited Azerbaijan. {brief_world.EVIL}")._repr_html_()
    assert "&lt;script&gt;" in shown and "<script" not in shown and "\x1b" not in shown
    with pytest.raises(errors.InputError, match="text 1 is neither"):
        dragoman.code(["a", 7])  # type: ignore[list-item]


def test_build_makes_a_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_coder", lambda model, own: FakeCoder())
    page = tmp_path / "p.txt"
    page.write_text("A visit\n\n" + "Iran visited Azerbaijan on 2018-03-28. " * 5, encoding="utf-8")
    result = dragoman.build(page, tmp_path / "s.db")
    assert result.saved == 1 and result.failed == []
    with dragoman.open(tmp_path / "s.db") as archive:
        assert len(archive.documents()) == 1
