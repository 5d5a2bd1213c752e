"""How well blocks are told apart on the pages kept for evaluation, with floors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dragoman.read import Page, article
from dragoman.read.chain import load_chain
from dragoman.records import BlockKind
from training.read_blocks import load
from training.read_report import measure, measure_fields

ROOT = Path(__file__).resolve().parents[2]
PAGES = load()


def test_the_pages_are_well_formed() -> None:
    ids = [p["id"] for p in PAGES]
    assert len(ids) == len(set(ids)) >= 40
    kinds = {str(k) for k in BlockKind}
    for page in PAGES:
        last = 0
        assert page["split"] in ("train", "eval")
        for block in page["blocks"]:
            assert block["kind"] in kinds
            assert last <= block["start"] < block["end"] <= len(page["text"])
            between = page["text"][last : block["start"]]
            assert not between.strip(), (page["id"], between)
            last = block["end"]
        assert not page["text"][last:].strip()
        titles = [b for b in page["blocks"] if b["kind"] == "title"]
        assert len(titles) == 1
        shown = page["text"][titles[0]["start"] : titles[0]["end"]]
        assert shown == page["title"]


def test_all_eight_languages_are_in_both_parts() -> None:
    for split in ("train", "eval"):
        assert {p["language"] for p in PAGES if p["split"] == split} == {
            "en", "ru", "tr", "az", "fa", "ar", "es", "fr",
        }  # fmt: skip
    share = sum(p["split"] == "eval" for p in PAGES) / len(PAGES)
    assert 0.28 < share < 0.4


def test_the_figures_hold_their_floors() -> None:
    floors: dict[str, Any] = json.loads((ROOT / "evals" / "read_floors.json").read_text())
    figures, errors = measure(load("eval"))
    figures |= measure_fields(load("eval"))[0]
    low = {k: (figures[k], v) for k, v in floors["floors"].items() if figures[k] < v}
    assert not low, "\n".join([str(low), *errors])


def test_the_weights_are_finite_and_of_one_shape() -> None:
    chain = load_chain()
    assert len(chain.labels) == len(BlockKind)
    assert chain.weights.shape == (len(chain.index), len(chain.labels))
    assert abs(chain.weights).max() < 50


SHARED = ROOT.parent / "shared" / "pages"


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/pages is missing")
def test_real_pages_are_read_whole() -> None:
    """Structure only: the pages are others' words, and nothing here is tuned to them."""
    for path in sorted(SHARED.glob("*.txt")):
        found = article(Page(path.name, path.read_bytes()))
        assert found.title
        assert found.language == "en"
        assert len(found.text) > 2000
        for block in found.blocks:
            if block.start is not None:
                assert block.source_start is not None
                assert found.text[block.start : block.end] == block.text
