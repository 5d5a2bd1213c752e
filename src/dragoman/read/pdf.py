"""PDF pages: their text, without headers and footers, hyphenated words joined."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pypdfium2
from pypdfium2 import PdfiumError

from dragoman.errors import UnreadablePageError
from dragoman.read.page import Page

_MAX_PAGES = 400
_DIGITS = re.compile(r"\d+")
# PDFium gives a hyphen that it takes for one of line breaking as U+0002 or U+FFFE.
_HYPHEN = re.compile(r"([^\W\d_])(?:[-\u00ad\u2010]\r?\n\s*|[\ufffe\x02](?:\r?\n)?\s*)([^\W\d_])")
_EDGE = 3
#: Fewer lines tell nothing of the space between lines.
_FEW = 4
#: How many times the usual step parts two paragraphs; how much larger letters do.
_WIDER, _LARGER = 1.35, 0.12


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its words, its baseline and the height of its letters, in points."""

    text: str
    base: float
    size: float


def _placed(page: pypdfium2.PdfTextPage) -> list[Line] | None:
    """Return the lines of a page with where they stand; null where that cannot be told."""
    text = page.get_text_range()
    if len(text) != page.count_chars():
        return None
    found = []
    at = 0
    for line in text.replace("\r", "\n").split("\n"):
        boxes = [
            page.get_charbox(at + i, loose=True) for i, c in enumerate(line) if not c.isspace()
        ]
        at += len(line) + 1
        if boxes:
            size = statistics.median(b[3] - b[1] for b in boxes)
            found.append(Line(line.rstrip(), statistics.median(b[1] for b in boxes), size))
    return found


def spaced(lines: Sequence[Line]) -> list[str]:
    """Return the lines of a page, an empty one where the page parts paragraphs.

    Paragraphs are parted by more than the usual space between lines, or by letters of
    another size. Small print at the foot of a page, parted from the rest, is left out.
    """
    if len(lines) < _FEW:
        return [line.text for line in lines]
    widths: Counter[float] = Counter()
    for line in lines:
        widths[round(line.size, 1)] += len(line.text)
    usual = widths.most_common(1)[0][0]
    body = [(a, b) for a, b in pairwise(lines) if max(a.size, b.size) < (1 + _LARGER) * usual]
    steps = [a.base - b.base for a, b in body if 0 < a.base - b.base < 4 * usual]
    if not steps or usual <= 0:
        return [line.text for line in lines]
    step = statistics.median_low(steps)
    out = [lines[0].text]
    parted = [0]
    for before, line in pairwise(lines):
        down = before.base - line.base
        if down > _WIDER * step or abs(line.size - before.size) > _LARGER * usual:
            out.append("")
            parted.append(len(out))
        out.append(line.text)
    foot = lines[-(len(out) - parted[-1]) :]
    if len(parted) > 1 and len(foot) <= _EDGE and all(f.size < 0.95 * usual for f in foot):
        del out[parted[-1] - 1 :]
    return out


def headline(lines: Sequence[Line]) -> str | None:
    """Return the lines in larger letters that stand right above a page's text, or null."""
    widths: Counter[float] = Counter()
    for line in lines:
        widths[round(line.size, 1)] += len(line.text)
    if len(lines) < _FEW:
        return None
    usual = widths.most_common(1)[0][0]
    first = next((i for i, x in enumerate(lines) if abs(x.size - usual) <= 0.05 * usual), 0)
    start = first
    while start and first - start < _EDGE:
        above = lines[start - 1]
        if above.size < (1 + _LARGER) * usual:
            break
        if start < first and abs(above.size - lines[start].size) > 0.05 * usual:
            break
        start -= 1
    return " ".join(x.text.strip() for x in lines[start:first]) or None


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


def read_pdf(page: Page) -> tuple[str, str | None, tuple[str, ...]]:
    """Return the text of a PDF, its headline where the letters tell it, and notices.

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
    title = None
    try:
        count = len(document)
        if count > _MAX_PAGES:
            notices.append(f"only the first {_MAX_PAGES} of {count} pages were read")
        pages = []
        for number in range(min(count, _MAX_PAGES)):
            try:
                sheet = document[number].get_textpage()
                placed = _placed(sheet)
                text = "" if placed is not None else sheet.get_text_bounded()
            except PdfiumError:
                notices.append(f"page {number + 1} could not be read")
                continue
            if placed is not None and number == 0:
                title = headline(placed)
            pages.append(_lines(text) if placed is None else spaced(placed))
    finally:
        document.close()
    whole = join_hyphens("\n".join("\n".join(p) for p in strip_running(pages)))
    whole = whole.replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")
    if not whole.strip():
        raise UnreadablePageError(
            "page-pdf-no-text",
            f"{page.uri}: the PDF holds no text, only pictures; run text recognition on it first",
        )
    return whole, title, tuple(notices)


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
