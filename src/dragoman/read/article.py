"""From a page to an article: the one way in, whatever the page is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from dragoman.errors import UnreadablePageError
from dragoman.read import metadata
from dragoman.read.blocks import paragraphs
from dragoman.read.dates import parse_stated
from dragoman.read.html import read_html
from dragoman.read.language import detect
from dragoman.read.page import Page
from dragoman.read.pdf import read_pdf
from dragoman.read.plain import KEPT, Labelled, label, mend, whole_text
from dragoman.read.sniff import Kind, decode, magic_name, sniff
from dragoman.records import Article, Block, BlockKind, DateValue, content_id


def article(page: Page) -> Article:
    """Read a page.

    The page's kind is told by its bytes. The clean text holds title, subtitle,
    dateline, body and captions in the page's order, a blank line between blocks; each
    kept block is its stretch of the original with white space made single, and blocks
    of plain text carry their place in the decoded original. ``published`` follows
    :func:`dragoman.read.metadata.find_published`; a date given beside the page (a
    field of a JSONL line) or stated in its metadata goes before.

    Raises:
        UnreadablePageError: the page is empty, binary, too large, broken or cut off,
            in no known encoding, or holds no story. Nothing else is raised for any bytes.
    """
    if len(page.data) > page.max_bytes:
        raise UnreadablePageError(
            "page-too-large",
            f"{page.uri}: larger than {page.max_bytes} bytes; raise the limit or split the file",
        )
    kind = sniff(page.data)
    if kind is Kind.EMPTY:
        raise UnreadablePageError("page-empty", f"{page.uri}: is empty; nothing to read")
    if kind is Kind.BINARY:
        what = magic_name(page.data) or "binary data"
        raise UnreadablePageError(
            "page-binary", f"{page.uri}: is {what}, not a page; unpack it or leave it out"
        )
    if kind in (Kind.FEED, Kind.WARC):
        raise UnreadablePageError(
            f"page-{kind}", f"{page.uri}: is a {kind} file, not a page; give its pages instead"
        )
    if kind is Kind.PDF:
        text, title, notices = read_pdf(page)
        return _from_plain(page, text, notices, title=title, offsets=False)
    text, notices = decode(page, html=kind is Kind.HTML)
    # What came as text is text, though it speaks of tags; a file is what it looks like.
    if kind is Kind.HTML and page.media != "text/plain":
        return _from_html(page, text, notices)
    return _from_plain(page, text, notices, offsets=True)


def _no_story(page: Page) -> UnreadablePageError:
    return UnreadablePageError(
        "page-no-article",
        f"{page.uri}: no story is found on the page; check that it is a news page",
    )


def _from_html(page: Page, text: str, notices: tuple[str, ...]) -> Article:
    found = read_html(text, page.uri, language=page.hints.language)
    if found is None:
        if "</html" not in text[-5000:].lower():
            raise UnreadablePageError(
                "page-truncated",
                f"{page.uri}: the page breaks off before its text; load it again",
            )
        raise _no_story(page)
    blocks = found.blocks
    if not any(b.kind is BlockKind.BODY for b in blocks):
        raise _no_story(page)
    hints = page.hints
    language, more = _language(page, blocks)
    published = found.published or metadata.find_published(blocks, page.uri, language=language)
    return _assemble(
        page,
        blocks,
        title=hints.title or found.title or metadata.find_title(blocks),
        publisher=hints.publisher or found.publisher or metadata.find_publisher(blocks, page.uri),
        author=hints.author or found.author or metadata.find_author(blocks, language=language),
        published=_hint_date(page, language) or published,
        language=language,
        notices=notices + found.notices + more,
        offsets=False,
    )


def _from_plain(
    page: Page,
    text: str,
    notices: tuple[str, ...],
    *,
    title: str | None = None,
    offsets: bool,
) -> Article:
    pieces = paragraphs(text)
    if not pieces:
        raise UnreadablePageError("page-empty", f"{page.uri}: is empty; nothing to read")
    title = page.hints.title or title
    blocks = mend(label(pieces, title=title))
    if not any(b.kind is BlockKind.BODY for b in blocks):
        blocks, more = whole_text(blocks)
        if not blocks:
            raise _no_story(page)
        notices += more
    hints = page.hints
    language, more = _language(page, blocks)
    return _assemble(
        page,
        blocks,
        title=title or metadata.find_title(blocks),
        publisher=hints.publisher or metadata.find_publisher(blocks, page.uri),
        author=hints.author or metadata.find_author(blocks, language=language),
        published=_hint_date(page, language)
        or metadata.find_published(blocks, page.uri, language=language)
        or (None if offsets else metadata.letterhead_date(blocks, language=language)),
        language=language,
        notices=notices + more,
        offsets=offsets,
    )


def _hint_date(page: Page, language: str | None) -> DateValue | None:
    return parse_stated(page.hints.date, language=language) if page.hints.date else None


def _language(page: Page, blocks: Sequence[Labelled]) -> tuple[str | None, tuple[str, ...]]:
    given = (page.hints.language or "").strip().lower().replace("_", "-").split("-")[0]
    if len(given) in (2, 3) and given.isalpha():
        return given, ()
    body = [b.piece.text for b in blocks if b.kind is BlockKind.BODY]
    return detect("\n".join(body))


def _assemble(
    page: Page,
    blocks: Sequence[Labelled],
    *,
    title: str | None,
    publisher: str | None,
    author: str | None,
    published: DateValue | None,
    language: str | None,
    notices: tuple[str, ...],
    offsets: bool,
) -> Article:
    parts: list[str] = []
    out: list[Block] = []
    at = 0
    for block in blocks:
        piece = block.piece
        start = end = None
        if block.kind in KEPT:
            if parts:
                at += 2
            start, end = at, at + len(piece.text)
            parts.append(piece.text)
            at = end
        out.append(
            Block(
                kind=block.kind,
                start=start,
                end=end,
                source_start=piece.start if offsets else None,
                source_end=piece.end if offsets else None,
                text=piece.text,
                reason=block.reason,
            )
        )
    text = "\n\n".join(parts)
    named = metadata.title_text(title, publisher) if title else None
    return Article(
        doc_id=content_id("doc", page.uri, named or "", text),
        uri=page.uri,
        title=named,
        publisher=publisher,
        author=author,
        published=published,
        language=language,
        text=text,
        blocks=tuple(out),
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        notices=tuple(dict.fromkeys(notices)),
    )
