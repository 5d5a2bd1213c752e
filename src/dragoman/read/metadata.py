"""Title, publisher, author and date of publication from a page's blocks.

What a page states in its metadata or what is known from outside goes first; these
functions read the blocks themselves.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Sequence

from dragoman.read.dates import FoundDate, find_dates, fold
from dragoman.read.lexicon import lexicon
from dragoman.read.plain import Labelled
from dragoman.records import BlockKind, DateValue

_TAG = re.compile(r"^\[([^\]\d]{3,50})\]")
_SOURCE_LINE = re.compile(r"^([^.!?:()]{3,60}?)\s*\([^()]*\d{4}[^()]*\)$")
_SOURCE_WORD = re.compile(
    r"^(?:source|sources|источник|kaynak|mənbə|منبع|المصدر|fuente|via)\s*[:：]\s*(.+)$", re.I
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)?[\s,|]*"
    r"([^\W\d_][^.|©–-]{2,50}?)\s*(?=\.|\||–|-|©|\d{4}|$|All rights|Все права)",
    re.I,
)
_AGENCY = re.compile(r"^[^()]{2,60}\(([^()\d]{2,40})\)[.\s]{0,3}[-–—]")
_BY = re.compile(
    r"(?:^|\s)(?:by|written by|author|автор|текст|yazan|haber|müəllif|نویسنده|به قلم|بقلم|كتب|كتبت"
    r"|por|autor|par|auteur)"
    r"(?:\s*[:：]\s*|\s+)(.+)$",
    re.I,
)
_CUT = re.compile(r"\s*(?:[|•·/,;،]|\s[-–—]\s|\(|\d).*$")
_NAME_END = re.compile(r"[\s,.\-–—|:]+$")
_TITLE_TAIL = re.compile(r"^(.{20,}?)\s+(?:[|»·]|-|–|—)\s+([^|»·]{2,40})$")
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
_SLOGAN = re.compile(r"\s*(?:[|»]|:\s|\s[-–—]\s|,\s).*$|\s{2,}")
_PARTICLES = frozenset(
    ("de", "del", "da", "di", "van", "von", "der", "la", "le", "el", "al", "bin", "ibn", "and",
     "y", "et", "e", "и", "ve", "və", "oğlu", "qızı")
)  # fmt: skip
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: How far into a body its dateline may reach.
_DATELINE_REACH = 90
#: How many lines from the top a site's name is looked for.
_SITE_LINES = 4
#: Lines made of such words are no name.
_NO_NAME = ("menu", "related", "most_read", "comment", "share", "cookie", "advert", "weather",
            "blank", "gadget", "updated", "tags")  # fmt: skip


def title_text(text: str, publisher: str | None) -> str:
    """Return a title without the site's name behind it."""
    match = _TITLE_TAIL.match(text)
    if match and ("|" in text or (publisher and fold(match.group(2)) == fold(publisher))):
        return match.group(1)
    return text


def _first(blocks: Sequence[Labelled], kind: BlockKind) -> int | None:
    return next((i for i, b in enumerate(blocks) if b.kind is kind), None)


def find_title(blocks: Sequence[Labelled]) -> str | None:
    """Return the words of the title block, or null."""
    at = _first(blocks, BlockKind.TITLE)
    return None if at is None else blocks[at].piece.text


def _spaced(name: str) -> str:
    """Part words that a site ran together: ``TheDailyPost``."""
    parts = _CAMEL.split(name)
    return " ".join(parts) if len(parts) >= 3 and " " not in name else name


def _address(uri: str) -> str | None:
    host = urllib.parse.urlsplit(uri).hostname if "://" in uri[:12] else None
    return host.removeprefix("www.") if host else None


def _source_name(text: str) -> str | None:
    for pattern in (_SOURCE_LINE, _SOURCE_WORD):
        match = pattern.match(text)
        if match and not match.group(1).startswith(("http", "www")):
            return _NAME_END.sub("", match.group(1).split(" / ")[0]).strip() or None
    return None


def _site_name(blocks: Sequence[Labelled], uri: str) -> str | None:
    """Return the site's name where it heads the page, or null.

    Of the first lines above the title one is the name if it has a word of publications'
    names, or stands again in the page's address, byline, dateline or foot. A slogan
    behind it is left out.
    """
    title = _first(blocks, BlockKind.TITLE)
    if not title:
        return None
    lex = lexicon()
    host = re.sub(r"\W", "", _address(uri) or "")
    others = [
        b for b in blocks[title + 1 :]
        if b.kind in (BlockKind.BYLINE, BlockKind.DATELINE, BlockKind.OTHER, BlockKind.NAVIGATION)
    ]  # fmt: skip
    body = _first(blocks, BlockKind.BODY)
    rest = fold(" ".join(b.piece.text for b in others))
    rest += fold(blocks[body].piece.text[:_DATELINE_REACH]) if body is not None else ""
    tried = 0
    for block in blocks[:title]:
        text = block.piece.text
        name = _NAME_END.sub("", _SLOGAN.split(text)[0])
        folded = fold(name)
        if block.kind not in (BlockKind.NAVIGATION, BlockKind.OTHER) or find_dates(text):
            continue
        if len(name) < 4 or any(c.isdigit() for c in name) or len(name.split()) > 9:
            continue
        tried += 1
        if tried > _SITE_LINES:
            break
        covers = lex.covers(folded)
        if any(covers.get(c, 0) >= 0.5 for c in _NO_NAME):
            continue
        named = lex.has("press", fold(text)) and len(name.split()) > 1
        if named or folded in rest or (host and re.sub(r"\W", "", folded) in host):
            return name
    return None


def find_publisher(blocks: Sequence[Labelled], uri: str) -> str | None:
    """Return who published the page, or null.

    In this order: the site's name above the title, a source tag before the text
    (``[TheDailyPost]``), a line that names a source (``Daily Post (21 January 2019)``,
    ``Source: …``), the copyright line, the agency in the dateline, and the host of the
    page's address.
    """
    site = _site_name(blocks, uri)
    if site:
        return site
    body = _first(blocks, BlockKind.BODY)
    if body is not None:
        tag = _TAG.match(blocks[body].piece.text)
        if tag:
            return _spaced(tag.group(1).strip())
    for block in blocks:
        if block.kind is BlockKind.SOURCE:
            name = _source_name(block.piece.text)
            if name:
                return name
    for block in reversed(blocks):
        if block.kind in (BlockKind.NAVIGATION, BlockKind.OTHER) and len(block.piece.text) < 160:
            found = _COPYRIGHT.search(block.piece.text)
            rights = found and lexicon().covers(fold(found.group(1))).get("copyright", 0) > 0.3
            if found and not rights:
                return _NAME_END.sub("", found.group(1))
    if body is not None:
        agency = _AGENCY.match(blocks[body].piece.text)
        if agency:
            return agency.group(1).strip()
    return _address(uri)


def _like_a_name(text: str) -> bool:
    """Tell whether each word has a capital, particles aside; letters without case pass."""
    words = [w for w in text.split() if w[0].isalpha()]
    cased = [w for w in words if w[0].lower() != w[0].upper()]
    return bool(words) and len(words) <= 6 and all(w[0].isupper() or w in _PARTICLES for w in cased)


def find_author(blocks: Sequence[Labelled], *, language: str | None = None) -> str | None:
    """Return the name in the byline, or null."""
    for block in blocks:
        if block.kind is BlockKind.BODY:
            continue
        text = block.piece.text
        if block.kind is BlockKind.DATELINE and not _BY.search(text):
            continue
        if block.kind not in (BlockKind.BYLINE, BlockKind.DATELINE):
            continue
        match = _BY.search(text)
        name = match.group(1) if match else text
        dates = find_dates(name, language=language)
        if dates:
            name = name[: dates[0].start]
        days = lexicon().hits(fold(name)).get("weekday")
        if days and days[0][0] > 2:
            name = name[: days[0][0]]
        name = _NAME_END.sub("", _CUT.sub("", name)).strip()
        if 3 <= len(name) <= 60 and _like_a_name(name):
            return name.title() if name.isupper() else name
    return None


def _sound(text: str, date: FoundDate, before: int) -> bool:
    """Tell whether a date in a line is not said to be that of an update."""
    stretch = fold(text[before : date.start])
    return not lexicon().has("updated", stretch)


def _in_line(text: str, language: str | None) -> DateValue | None:
    """Return the first date of a line that is not that of an update.

    A line that gives one day in two calendars gives it once, in ours.
    """
    last = 0
    for date in find_dates(text, language=language):
        if _sound(text, date, last):
            return date.value
        last = date.end
    return None


def _head_dates(
    blocks: Sequence[Labelled], title: int | None, body: int, language: str | None
) -> list[tuple[int, DateValue]]:
    """Return the dates that bylines and date lines give about the title, best first."""
    lex = lexicon()
    out = []
    for i, block in enumerate(blocks[: body + 4]):
        if block.kind is BlockKind.BODY or block.kind is BlockKind.TITLE:
            continue
        text = block.piece.text
        value = _in_line(text, language)
        if value is None:
            continue
        said = lex.has("published", fold(text)) and len(text) < 80
        about = block.kind in (BlockKind.BYLINE, BlockKind.DATELINE)
        near = title is not None and title - 3 <= i <= body
        # Clocks stand above the title: below it a line that is a date is the story's.
        below = title is not None and title < i < body and len(text) < 60
        if not about and not (said and near) and not below:
            continue
        if title is not None and i < title and not said and block.kind is BlockKind.DATELINE:
            # Above the title stand clocks too: such a line must touch the title, and
            # a day of the week makes it a clock's.
            between = [b for b in blocks[i + 1 : title] if b.kind is not BlockKind.OTHER]
            if len(between) > 1 or lex.has("weekday", fold(text)):
                continue
        # After the story has begun only a line that says so is about its publication.
        if i > body + 1 and not said:
            continue
        out.append((0 if said else 1 if block.kind is BlockKind.BYLINE else 2, value))
    return sorted(out, key=lambda pair: pair[0])


def letterhead_date(blocks: Sequence[Labelled], *, language: str | None) -> DateValue | None:
    """Return the one date of the lines above the title of a sheet of paper, or null.

    What stands there on paper is the sheet's own; on a site it may be a clock.
    """
    title = _first(blocks, BlockKind.TITLE) or 0
    above = [b.piece.text for b in blocks[:title] if b.kind is not BlockKind.BODY]
    found = {v for text in above if (v := _in_line(text, language)) is not None}
    return found.pop() if len({(v.start, v.end) for v in found}) == 1 else None


def find_published(
    blocks: Sequence[Labelled], uri: str, *, language: str | None
) -> DateValue | None:
    """Return the date of publication that the blocks give, or null.

    In this order: a line that says “published”, the byline, a date line beside the
    title, the dateline that opens the body, a source line, and a day in the page's
    address. ``published`` is the page's own date: where a page repeats another's text
    and gives both its own date and the source's, its own is taken. Clocks in the page's
    head, updates, copyright years, comments' dates and dates in sentences are none.
    """
    body = _first(blocks, BlockKind.BODY)
    title = _first(blocks, BlockKind.TITLE)
    if body is not None:
        heads = _head_dates(blocks, title, body, language)
        if heads:
            return heads[0][1]
        text = blocks[body].piece.text
        for date in find_dates(text[:_DATELINE_REACH], language=language):
            after = text[date.end : date.end + 45]
            if re.match(r"^\.?[^.!?]{0,40}?[-–—](?:\s|$)", after) and not re.search(
                r"\w{4,}\s+\w{4,}\s+\w{4,}", text[: date.start]
            ):
                return date.value
    for block in blocks:
        if block.kind is BlockKind.SOURCE:
            value = _in_line(block.piece.text, language)
            if value is not None:
                return value
    if "://" in uri[:12]:
        match = _URL_DAY.search(urllib.parse.urlsplit(uri).path)
        if match:
            found = find_dates("-".join(match.groups()))
            if found:
                return found[0].value
    return None
