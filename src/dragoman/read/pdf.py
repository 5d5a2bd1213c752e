"""PDF pages: their text, without headers and footers, hyphenated words joined."""

from __future__ import annotations

import re
from collections import Counter

import pypdfium2
from pypdfium2 import PdfiumError

from dragoman.errors import UnreadablePageError
from dragoman.read.page import Page

_MAX_PAGES = 400
_DIGITS = re.compile(r"\d+")
# PDFium gives a hyphen that it takes for one of line breaking as U+0002 or U+FFFE.
_HYPHEN = re.compile(r"([^\W\d_])(?:[-\u00ad\u2010]\r?\n\s*|[\ufffe\x02](?:\r?\n)?\s*)([^\W\d_])")
_EDGE = 3


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _mask(line: str) -> str:
    return _DIGITS.sub("#", line).strip()


def strip_running(pages: list[list[str]]) -> list[list[str]]:
    """Drop lines that stand at the top or bottom of most pages, numbers aside.

    Of two pages or fewer nothing is dropped but a bare page number.
    """
    edges: Counter[str] = Counter()
    for page in pages:
        full = [line for line in page if line.strip()]
        edges.update({_mask(line) for line in full[:_EDGE] + full[-_EDGE:]})
    least = max(3, (len(pages) + 1) // 2)
    out = []
    for page in pages:
        at = [i for i, line in enumerate(page) if line.strip()]
        edge = set(at[:_EDGE] + at[-_EDGE:])
        kept = []
        for i, line in enumerate(page):
            mask = _mask(line)
            running = i in edge and edges[mask] >= least
            number = i in (at[:1] + at[-1:]) and re.fullmatch(r"[-–—\s]*#[-–—\s]*", mask)
            if not running and not number:
                kept.append(line)
        out.append(kept)
    return out


def join_hyphens(text: str) -> str:
    """Join words parted at a line's end; a capital after the hyphen keeps it."""

    def join(match: re.Match[str]) -> str:
        before, after = match.groups()
        return f"{before}{after}" if after.islower() else f"{before}-{after}"

    return _HYPHEN.sub(join, text)


def read_pdf(page: Page) -> tuple[str, tuple[str, ...]]:
    """Return the text of a PDF and notices about it.

    The file's own dates say when it was made, not when the text was published, and
    are not looked at.

    Raises:
        UnreadablePageError: ``page-pdf-encrypted``, ``page-truncated``,
            ``page-pdf-broken``, ``page-pdf-no-text``.
    """
    try:
        document = pypdfium2.PdfDocument(page.data)
    except PdfiumError as error:
        raise _broken(page, str(error)) from error
    notices: list[str] = []
    try:
        count = len(document)
        if count > _MAX_PAGES:
            notices.append(f"only the first {_MAX_PAGES} of {count} pages were read")
        pages = []
        for number in range(min(count, _MAX_PAGES)):
            try:
                text = document[number].get_textpage().get_text_bounded()
            except PdfiumError:
                notices.append(f"page {number + 1} could not be read")
                continue
            pages.append(_lines(text))
    finally:
        document.close()
    whole = join_hyphens("\n".join("\n".join(p) for p in strip_running(pages)))
    whole = whole.replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")
    if not whole.strip():
        raise UnreadablePageError(
            "page-pdf-no-text",
            f"{page.uri}: the PDF holds no text, only pictures; run text recognition on it first",
        )
    return whole, tuple(notices)


def _broken(page: Page, reason: str) -> UnreadablePageError:
    if "password" in reason.lower():
        return UnreadablePageError(
            "page-pdf-encrypted",
            f"{page.uri}: the PDF asks for a password; save a copy without one",
        )
    if b"%%EOF" not in page.data[-2048:]:
        return UnreadablePageError(
            "page-truncated", f"{page.uri}: the PDF breaks off before its end; load it again"
        )
    return UnreadablePageError(
        "page-pdf-broken", f"{page.uri}: the PDF cannot be opened ({reason}); save it anew"
    )
