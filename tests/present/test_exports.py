from __future__ import annotations

import csv as stdlib_csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.present import csv, jsonl, parquet

any_text = st.text(st.characters(exclude_categories=()), max_size=30)
TABLES = tuple(parquet.SCHEMAS)


def document(text: str) -> dict[str, Any]:
    return {
        "doc_id": "doc-1",
        "uri": text,
        "title": text,
        "publisher": None,
        "author": None,
        "published": {"start": "2020-01-01", "end": "2020-01-31", "precision": "month",
                      "basis": "stated"},
        "language": "en",
        "blocks": [{"kind": "title", "start": 0, "end": 3}],
        "copy_of": None,
        "n_events": 2,
        "sha256": "0",
        "first_seen": "2026",
        "notices": [text],
    }  # fmt: skip


@given(st.lists(any_text, max_size=4))
def test_any_text_survives_every_format(texts: list[str]) -> None:
    rows = [document(t) for t in texts]
    out = io.BytesIO()
    assert jsonl.write("documents", iter(rows), out) == len(rows)
    lines = out.getvalue().decode("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows

    out = io.BytesIO()
    assert csv.write("documents", iter(rows), out) == len(rows)
    assert not out.closed
    table = list(stdlib_csv.reader(io.StringIO(out.getvalue().decode("utf-8"), newline="")))
    assert len(table) == len(rows) + 1
    assert all(len(r) == len(table[0]) for r in table)

    out = io.BytesIO()
    assert parquet.write("documents", iter(rows), out) == len(rows)
    back = pq.read_table(io.BytesIO(out.getvalue()))
    assert back.schema.equals(parquet.SCHEMAS["documents"])
    assert back.num_rows == len(rows)


@given(any_text)
def test_no_cell_is_a_formula(text: str) -> None:
    cell = csv.cell(text)
    assert not cell.lstrip().startswith(("=", "+", "-", "@"))
    assert not any(c in cell for c in "\n\r\t\x00")


@pytest.mark.parametrize(
    ("value", "cell"),
    [("=1+1", "'=1+1"), ("@x", "'@x"), ("+1", "'+1"), ("-1", "'-1"), (" =1", "' =1"),
     (-3.5, "-3.5"), (None, ""), (True, "true"), (["a", "b"], "a; b"), ("a-b", "a-b")],
)  # fmt: skip
def test_cells(value: Any, cell: str) -> None:
    assert csv.cell(value) == cell


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_table_is_a_sound_file(table: str) -> None:
    for writer in (jsonl, csv, parquet):
        out = io.BytesIO()
        assert writer.write(table, iter(()), out) == 0
    assert pq.read_table(io.BytesIO(out.getvalue())).schema.equals(parquet.SCHEMAS[table])


def test_every_table_has_columns_in_csv() -> None:
    assert set(csv.COLUMNS) == set(TABLES)


def test_large_tables_are_written_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "_GROUP", 3)
    out = io.BytesIO()
    assert parquet.write("documents", (document(str(n)) for n in range(10)), out) == 10
    file = pq.ParquetFile(io.BytesIO(out.getvalue()))
    assert file.num_row_groups == 4
    assert file.read().column("title").to_pylist() == [str(n) for n in range(10)]


def test_json_lines_have_no_other_line_ends() -> None:
    line = jsonl.line({"a": "x\u2028y\x85z\u2029"})
    assert line.splitlines() == [line]
    assert json.loads(line) == {"a": "x\u2028y\x85z\u2029"}
    assert json.loads(jsonl.line({"a": "\ud800"})) == {"a": "\ud800"}
