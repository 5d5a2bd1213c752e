"""What a page's bytes are, and which text they hold."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from enum import StrEnum

from charset_normalizer import from_bytes

from dragoman.errors import UnreadablePageError
from dragoman.read.page import Page


class Kind(StrEnum):
    """What a page is, told by its first bytes."""

    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    FEED = "feed"
    WARC = "warc"
    BINARY = "binary"
    EMPTY = "empty"


_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"\x1f\x8b", "a gzip archive"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"\x7fELF", "a program"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"ID3", "an audio file"),
    (b"OggS", "an audio file"),
)
_HTML_OPEN = re.compile(rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]", re.I)
_HTML_TAG = re.compile(
    rb"</?(?:p|div|article|section|h[1-6]|span|a|table|td|li|ul|br|meta|title|script|link)\b[^<>]*>",
    re.I,
)
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|opml)[\s>]", re.I)
_META_CHARSET = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]+encoding\s*=\s*[\"']([\w.:-]+)", re.I)

#: Below this share of letters, spaces and punctuation a decoding is taken for noise.
_MIN_TEXT_SHARE = 0.85
#: Bytes that charset detection looks at; more costs time and changes nothing.
_DETECT_BYTES = 200_000


def magic_name(data: bytes) -> str | None:
    """Return in words what a known binary format the bytes are, or null."""
    return next((name for magic, name in _MAGIC if data.startswith(magic)), None)


def _wide_without_bom(data: bytes) -> str | None:
    """Return the UTF-16 flavour of text without a byte order mark, or null."""
    head = data[:2000]
    if len(head) < 8 or b"\0" not in head:
        return None
    # Text of one script keeps one byte of each pair nearly constant.
    for codec, high, low in (
        ("utf-16-le", head[1::2], head[::2]),
        ("utf-16-be", head[::2], head[1::2]),
    ):
        common = sum(n for _, n in Counter(high).most_common(2)) / len(high)
        if common > 0.85 and high.count(0) > 2 and low.count(0) < 0.05 * len(low):
            return codec
    return None


def sniff(data: bytes) -> Kind:
    """Tell what a page is by its content alone; names and suffixes may lie."""
    bom = next((b for b, _ in _BOMS if data.startswith(b)), b"")
    rest = data[len(bom) :]
    if not rest.strip(b"\0 \t\r\n\x0b\x0c"):
        return Kind.EMPTY
    if b"%PDF-" in data[:1024]:
        return Kind.PDF
    if not bom and magic_name(data):
        return Kind.BINARY
    head = rest[:20_000]
    if bom not in (b"", codecs.BOM_UTF8) or _wide_without_bom(data):
        head = head.replace(b"\0", b"")
    elif b"\0" in data[:100_000]:
        return Kind.BINARY
    start = head.lstrip()
    if start.startswith(b"WARC/"):
        return Kind.WARC
    if start.startswith(b"<") and _FEED.search(start[:2000]) and not _HTML_OPEN.search(start[:500]):
        return Kind.FEED
    if _HTML_OPEN.search(head) or len(_HTML_TAG.findall(head)) >= 3:
        return Kind.HTML
    return Kind.TEXT


def _codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    # Browsers read Latin-1 as Windows-1252, and pages are written for browsers.
    if found in ("iso8859-1", "ascii"):
        return "cp1252"
    if not codecs.lookup(found)._is_text_encoding:
        return None
    return found


def text_share(text: str) -> float:
    """Return the share of characters that text is made of: no controls, no holes."""
    if not text:
        return 0.0
    sample = text[:50_000]
    bad = sum(
        1
        for c in sample
        if c == "\ufffd" or (c < " " and c not in "\t\n\r\x0b\x0c") or "\x7f" <= c < "\xa0"
    )
    return 1 - bad / len(sample)


def decode(page: Page, *, html: bool) -> tuple[str, tuple[str, ...]]:
    """Return the text of a page's bytes and notices about how it was won.

    The order: byte order mark, the charset that HTTP or the page's own head declares
    (checked against the bytes), UTF-8, then detection.

    Raises:
        UnreadablePageError: ``page-undecodable``, no encoding fits.
    """
    data = page.data
    for bom, name in _BOMS:
        if data.startswith(bom):
            body = data[len(bom) :]
            text = body.decode(name, "replace")
            return _checked(page, text, name)
    wide = _wide_without_bom(data)
    if wide:
        return _checked(page, data.decode(wide, "replace"), wide)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        # A file cut in the middle of a character is still UTF-8.
        if error.start >= len(data) - 3 and len(data) > 16:
            text = data[: error.start].decode("utf-8")
            return text, ("the page breaks off in the middle of a character",)
    declared: list[str | None] = [page.hints.charset]
    if html:
        for pattern in (_META_CHARSET, _XML_ENCODING):
            match = pattern.search(data[:8192])
            declared.append(match.group(1).decode("ascii", "replace") if match else None)
    for wanted in declared:
        codec = _codec(wanted)
        if codec is None:
            continue
        try:
            text = data.decode(codec)
        except (UnicodeDecodeError, LookupError):
            text = data.decode(codec, "replace") if codec == "utf-8" else ""
            if text.count("\ufffd") > max(2, len(text) // 500):
                continue
        if text and text_share(text) >= _MIN_TEXT_SHARE:
            lost = text.count("\ufffd")
            return text, ((f"{lost} characters could not be read as {codec}",) if lost else ())
    # Mostly UTF-8 with a few broken bytes: a better reading than any single-byte guess.
    text = data.decode("utf-8", "replace")
    wide_characters = sum(1 for c in text if c > "\x7f" and c != "\ufffd")
    lost = text.count("\ufffd")
    if lost <= 3 + wide_characters // 20:
        return text, (f"{lost} characters could not be read as utf-8",)
    best = from_bytes(data[:_DETECT_BYTES]).best()
    if best is not None:
        text = data.decode(best.encoding, "replace")
        lost = text.count("\ufffd")
        if text_share(text) >= _MIN_TEXT_SHARE and lost <= 3 + len(text) // 200:
            return text, (f"encoding guessed: {best.encoding}",)
    raise _undecodable(page)


def _checked(page: Page, text: str, name: str) -> tuple[str, tuple[str, ...]]:
    if text_share(text) < _MIN_TEXT_SHARE:
        raise _undecodable(page)
    lost = text.count("\ufffd")
    return text, ((f"{lost} characters could not be read as {name}",) if lost else ())


def _undecodable(page: Page) -> UnreadablePageError:
    return UnreadablePageError(
        "page-undecodable",
        f"{page.uri}: no character encoding fits its bytes; save it as UTF-8 and try again",
    )
