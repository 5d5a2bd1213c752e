"""The notebook of the documentation runs from its first cell to its last."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "docs"
NOTEBOOK = FOLDER / "notebook.ipynb"


@pytest.fixture(scope="module")
def ran() -> Any:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    resources = {"metadata": {"path": str(FOLDER)}}
    return NotebookClient(notebook, timeout=600, resources=resources).execute()


def outputs(ran: Any, source: str) -> dict[str, str]:
    """Return what a cell that holds some words shows, by its kind."""
    cell = next(c for c in ran.cells if c.cell_type == "code" and source in c.source)
    return dict(cell.outputs[-1].data)


def test_the_notebook_is_kept_without_outputs() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [c for c in cells if c["cell_type"] == "code"]
    assert code and all(c["outputs"] == [] and c["execution_count"] is None for c in code)


def test_every_cell_runs(ran: Any) -> None:
    for cell in ran.cells:
        if cell.cell_type == "code":
            assert cell.execution_count is not None
            assert not [o for o in cell.outputs if o.output_type == "error"], cell.source


def test_it_shows_what_its_words_promise(ran: Any) -> None:
    assert outputs(ran, "dragoman.build")["text/plain"].endswith("1 copy'")
    timeline = outputs(ran, 'archive.timeline("Azerbaijan"')
    assert "<caption>" in timeline["text/html"] and "SUPPORT" in timeline["text/html"]
    assert "2022-03-1" in outputs(ran, 'event["conflicts"]')["text/plain"]
    assert "<svg" in outputs(ran, "relation.chart()")["image/svg+xml"]
    assert "memorandum" in outputs(ran, "archive.agreements()")["text/html"].lower()
    assert "('ASSAULT', 'negated')" in outputs(ran, 'in coded[1]["events"]')["text/plain"]
