from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from dragoman.read import Limits, Page, PageFailure, article, pages

STORY = (
    "Ministers meet\n\nThe two ministers met in Baku on Monday and signed an accord on transit.\n"
)


def test_a_folder_is_taken_recursively_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/c.html", ".hidden/x.txt", "a/pic.png", "noend"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(STORY)
    found = [p.uri for p in pages([str(tmp_path)])]
    assert found == [str(tmp_path / n) for n in ("b.txt", "noend", "a/c.html", "a/z.txt")]


def test_a_file_keeps_its_name_as_given_and_the_hash_of_its_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "p.txt").write_text(STORY)
    monkeypatch.chdir(tmp_path)
    (page,) = pages(["./p.txt"])
    assert isinstance(page, Page)
    assert page.uri == "./p.txt"
    assert len(page.sha256) == 64


def test_one_bad_source_stops_nothing(tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text(STORY)
    (tmp_path / "empty").mkdir()
    sources = [str(tmp_path / "none.txt"), str(tmp_path / "empty"), "ftp://x/y", "a\0b", str(good)]
    found = list(pages(sources))
    codes = [p.error.code for p in found if isinstance(p, PageFailure)]
    assert codes == ["source-not-found", "source-empty", "url-scheme", "source-not-found"]
    assert isinstance(found[-1], Page)
    assert "none.txt" in found[0].error.message  # type: ignore[union-attr]


def test_pages_are_read_lazily(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    stream = pages([str(tmp_path / "a.txt"), str(tmp_path / "later.txt")])
    next(stream)
    (tmp_path / "later.txt").write_text(STORY)
    assert isinstance(next(stream), Page)


def test_jsonl_lines_are_pages_and_bad_lines_are_named(tmp_path: Path) -> None:
    rows = [
        json.dumps(
            {"id": "x1", "text": STORY, "date": "2020-05-06", "source": "Post", "lang": "en"}
        ),
        "{broken",
        "[1]",
        "",
        json.dumps({"id": "x2"}),
        json.dumps({"url": "https://e.org/1", "html": f"<html><body><p>{STORY}</p></body></html>"}),
        json.dumps({"text": STORY + "\ud800"}),
        '{"id": "cut", "text": "The minis',
    ]
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join(rows))
    found = list(pages([str(path)]))
    shown = [p.error.code if isinstance(p, PageFailure) else p.uri for p in found]
    assert shown == [
        "x1", "line-not-json", "line-not-object", "line-no-text", "https://e.org/1",
        f"{path}:7", "line-not-json",
    ]  # fmt: skip
    assert isinstance(found[0], Page)
    first = article(found[0])
    assert first.publisher == "Post"
    assert first.published is not None and first.published.start == "2020-05-06"
    assert first.language == "en"
    assert isinstance(found[1], PageFailure) and f"{path}:2" in found[1].error.message
    assert isinstance(found[5], Page)
    article(found[5])


def test_content_is_html_or_text_whichever_it_looks_like(tmp_path: Path) -> None:
    html = f"<html><body><article><h1>Talks</h1><p>{STORY * 3}</p></article></body></html>"
    path = tmp_path / "pages.txt"
    rows = [{"uri": "h", "content": html}, {"uri": "t", "content": STORY}, {"content": " "}]
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    first, second, third = pages([str(path)])
    assert isinstance(first, Page) and isinstance(second, Page)
    assert "<" not in article(first).text and "signed an accord" in article(first).text
    assert "signed an accord" in article(second).text
    assert isinstance(third, PageFailure) and third.error.code == "line-no-text"


def test_jsonl_is_told_by_its_content_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "dump.txt"
    path.write_text(json.dumps({"id": "y", "text": STORY}) + "\n")
    assert [p.uri for p in pages([str(path)])] == ["y"]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(path.read_bytes())))
    assert [p.uri for p in pages(["-"])] == ["y"]
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(STORY.encode())))
    assert [p.uri for p in pages(["-"])] == ["-"]


def test_too_large_files_and_lines_are_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_text("word " * 1000)
    lines = tmp_path / "l.jsonl"
    rows = [
        {"id": "a", "text": "w " * 3000},
        {"id": "b", "text": "w " * 300_000},
        {"id": "c", "text": STORY},
    ]
    lines.write_text("\n".join(json.dumps(r) for r in rows))
    found = list(pages([str(big), str(lines)], limits=Limits(max_bytes=1000)))
    codes = [p.error.code if isinstance(p, PageFailure) else p.uri for p in found]
    assert codes == ["page-too-large", "page-too-large", "page-too-large", "c"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('<?xml version="1.0"?><rss version="2.0"><channel/></rss>', "source-feed-unsupported"),
        ('<opml version="2.0"><body/></opml>', "source-feed-unsupported"),
        ("WARC/1.0\r\nWARC-Type: warcinfo\r\n", "source-warc-unsupported"),
    ],
)
def test_feeds_and_archives_are_named_as_not_read_yet(
    tmp_path: Path, content: str, code: str
) -> None:
    path = tmp_path / "f.xml"
    path.write_text(content)
    (found,) = pages([str(path)])
    assert isinstance(found, PageFailure)
    assert found.error.code == code
    assert str(path) in found.error.message
