"""What holds for every page: offsets, errors, ids."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.errors import UnreadablePageError
from dragoman.read import Page, article
from dragoman.read.plain import KEPT
from dragoman.records import Article, content_id

LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            [
                "",
                "Advertisement",
                "Related articles",
                "2021-03-04",
                "By Ann Lee | 4 March 2021",
                "The two ministers met in Ankara on Monday and signed a protocol on water.",
                "“We agreed,” said the minister.",
                "Министры встретились в Баку и подписали соглашение о границе.",
                "-",
                "None",
                "https://example.org/a",
                "وزیر خارجه روز سه‌شنبه وارد باکو شد و با همتای خود دیدار کرد.",
                "12 comments",
                "the story goes on in small letters and has no end",
            ]
        ),
    ),
    max_size=25,
)


def bare(text: str) -> str:
    return "".join(text.split())


def check(found: Article, source: str | None) -> None:
    last = 0
    last_source = 0
    for block in found.blocks:
        assert (block.start is None) == (block.kind not in KEPT)
        assert block.reason
        if block.start is not None and block.end is not None:
            assert last <= block.start <= block.end <= len(found.text)
            assert found.text[block.start : block.end] == block.text
            last = block.end
        if source is not None:
            assert block.source_start is not None and block.source_end is not None
            assert last_source <= block.source_start < block.source_end <= len(source)
            last_source = block.source_end
            original = source[block.source_start : block.source_end]
            assert bare(original) == bare(block.text or "")
    kept = [b.text for b in found.blocks if b.kind in KEPT]
    assert found.text == "\n\n".join(t or "" for t in kept)
    assert found.sha256 == hashlib.sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest()
    assert found.doc_id == content_id("doc", found.uri, found.title or "", found.text)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=2000))
def test_arbitrary_bytes_give_an_article_or_an_unreadable_page(data: bytes) -> None:
    try:
        found = article(Page("x", data))
    except UnreadablePageError as error:
        assert error.code.startswith("page-")
        assert "x" in error.message
    else:
        check(found, None)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(
        [b"<html><body><p>", b"<!doctype html>", b"%PDF-1.4\n", b"\xff\xfe", b"\x1f\x8b"]
    ),
    st.binary(max_size=800),
)
def test_bytes_that_look_like_a_kind_break_nothing(head: bytes, data: bytes) -> None:
    try:
        check(article(Page("x", head + data)), None)
    except UnreadablePageError as error:
        assert error.code.startswith("page-")


@settings(max_examples=150, deadline=None)
@given(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\r"]))
def test_offsets_point_to_the_words_they_give(lines: list[str], newline: str) -> None:
    source = newline.join(lines).encode("utf-8", "replace").decode()
    try:
        found = article(Page("x", source.encode(), media="text/plain"))
    except UnreadablePageError:
        return
    decoded = source.removeprefix("\ufeff")
    if not any(n.startswith(("encoding guessed", "the page breaks")) for n in found.notices):
        check(found, decoded)


@settings(max_examples=40, deadline=None)
@given(LINES)
def test_html_offsets_point_into_the_clean_text(lines: list[str]) -> None:
    body = "".join(f"<p>{line}</p>" for line in lines)
    page = f"<html><head><title>t</title></head><body>{body}</body></html>"
    try:
        found = article(Page("x", page.encode("utf-8", "replace")))
    except UnreadablePageError:
        return
    check(found, None)
    assert all(b.source_start is None for b in found.blocks)


def test_the_same_page_gives_the_same_article() -> None:
    data = b"A title\n\nThe ministers met in Baku on Monday and signed an accord on transit."
    assert article(Page("a", data)) == article(Page("a", data))
    assert article(Page("a", data)).doc_id != article(Page("b", data)).doc_id


@pytest.mark.parametrize("size", [3_000])
def test_a_long_list_of_short_lines_is_read(size: int) -> None:
    text = "\n".join(f"Item {i}" for i in range(size))
    with pytest.raises(UnreadablePageError) as caught:
        article(Page("x", text.encode()))
    assert caught.value.code == "page-no-article"
