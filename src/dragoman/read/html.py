"""HTML pages: their lines, what trafilatura takes for the story, and their metadata."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from html.parser import HTMLParser
from typing import Any

import trafilatura
from htmldate import find_date
from lxml import etree
from lxml import html as lxml_html
from trafilatura.settings import use_config

from dragoman.read.blocks import Piece, squeeze
from dragoman.read.dates import fold, parse_stated
from dragoman.read.plain import KEPT, Labelled, label, mend
from dragoman.records import BlockKind, DateValue

_SKIP = frozenset((
    "script", "style", "noscript", "template", "svg", "head", "iframe", "select", "option",
    "textarea", "object", "embed",
))  # fmt: skip
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small",
    "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
))  # fmt: skip
_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "datepublished", "dc.date.issued",
    "dcterms.issued", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "pubdate",
    "publishdate", "publish-date", "publish_date", "parsely-pub-date", "sailthru.date",
    "article.published", "published-date", "citation_publication_date", "date",
)  # fmt: skip
_MODIFIED = re.compile(r"modif|updat|revis", re.I)
_ASIDE = re.compile(
    r"comment|related|sidebar|footer|widget|recommend|teaser|most-?read|promo", re.I
)
_ADVERT = re.compile(
    r"(?:^|[\s_-])(?:ads?|adv|advert\w*|adslot|adunit|banner|sponsor(?:ed)?|promo(?:ted|tion)?)"
    r"(?:$|[\s_-])",
    re.I,
)
#: Elements with more of the page's text than this are no advertisement, whatever their name.
_ADVERT_SHARE = 0.2
_ARTICLE_TYPE = re.compile(r"article|posting|report|webpage|newsitem|creativework", re.I)
_FLAT = "the page's structure could not be read; its text was"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What was read from an HTML page: its blocks in order, and its metadata."""

    blocks: list[Labelled]
    title: str | None
    publisher: str | None
    author: str | None
    published: DateValue | None
    notices: tuple[str, ...] = ()


def parse(text: str) -> Any | None:
    """Parse HTML, however broken; null where there is no element at all."""
    # An XML declaration with an encoding is refused in text that is decoded already.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).replace("\0", "")
    try:
        parser = lxml_html.HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
        )
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    return tree


def _texts(tree: Any) -> Iterator[str | None]:
    """Give the texts of a tree in order, and null wherever a block begins or ends.

    Walks without recursion: pages nest deeper than the stack.
    """
    skipping = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden = tag in _SKIP or bool(_HIDDEN.search(element.get("style") or ""))
            hidden = hidden or element.get("hidden") is not None
            if skipping or hidden:
                skipping += 1
                continue
            if tag not in _INLINE:
                yield None
            if element.text:
                yield element.text
        else:
            if skipping:
                skipping -= 1
            elif tag not in _INLINE:
                yield None
            if not skipping and element.tail:
                yield element.tail


class _Flat(HTMLParser):
    """Gives the texts of a page tag by tag, where no tree can be built."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str | None] = []
        self._skipping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, or something to skip."""
        if tag in ("script", "style", "template", "svg", "title") and not self._skipping:
            self._skipping = tag
        elif tag not in _INLINE:
            self.texts.append(None)

    def handle_endtag(self, tag: str) -> None:
        """End a block, or something skipped."""
        if tag == self._skipping:
            self._skipping = ""
        elif tag not in _INLINE:
            self.texts.append(None)

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not self._skipping:
            self.texts.append(data)


def flat_texts(text: str) -> list[str | None]:
    """Return the texts of a page too deep or too broken for a tree, as :func:`_texts` does."""
    flat = _Flat()
    # The standard parser has doubts of its own about broken declarations; what came
    # before them stays.
    with suppress(AssertionError, ValueError):
        flat.feed(text)
        flat.close()
    return flat.texts


def text_lines(texts: Iterable[str | None]) -> list[Piece]:
    """Return the visible lines of a page; offsets count through the lines alone."""
    out: list[Piece] = []
    buffer: list[str] = []
    at = 0
    for text in [*texts, None]:
        if text is not None:
            buffer.append(text)
            continue
        line = squeeze("".join(buffer))
        buffer = []
        if line:
            out.append(Piece(line, at, at + len(line), 0))
            at += len(line) + 1
    return out


def _json_ld(tree: Any) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            stack = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while stack:
            value = stack.pop()
            if isinstance(value, list):
                stack.extend(reversed(value))
            elif isinstance(value, dict):
                stack.extend(v for v in value.values() if isinstance(v, (dict, list)))
                kinds = value.get("@type") or ""
                if _ARTICLE_TYPE.search(str(kinds)):
                    yield value


def _aside(element: Any) -> bool:
    for parent in [element, *element.iterancestors()]:
        if parent.tag in ("aside", "footer", "nav"):
            return True
        names = f"{parent.get('class') or ''} {parent.get('id') or ''}"
        if parent.tag not in ("body", "html") and _ASIDE.search(names):
            return True
    return False


def stated_date(tree: Any, *, language: str | None) -> DateValue | None:
    """Return the date of publication that a page's metadata states, or null.

    JSON-LD, then ``<meta>``, then ``<time>`` beside the story; last what htmldate finds
    in the head alone, so that no date of the page's furniture is taken. Dates of change
    are none.
    """
    for entry in _json_ld(tree):
        stated = entry.get("datePublished")
        value = parse_stated(stated, language=language) if isinstance(stated, str) else None
        if value:
            return value
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        metas.setdefault(name.lower(), meta.get("content") or "")
    for wanted in _PUBLISHED_META:
        value = parse_stated(metas.get(wanted, ""), language=language)
        if value:
            return value
    for strict in (True, False):
        for element in tree.iter("time"):
            names = " ".join(element.get(a) or "" for a in ("class", "itemprop", "id", "property"))
            if _MODIFIED.search(names) or _aside(element):
                continue
            sure = "published" in names.lower() or element.get("pubdate") is not None
            inside = any(p.tag in ("article", "main", "header") for p in element.iterancestors())
            if not (sure if strict else inside):
                continue
            stated = element.get("datetime") or element.text_content()
            value = parse_stated(stated, language=language)
            if value:
                return value
    return _head_date(tree, language=language)


def _head_date(tree: Any, *, language: str | None) -> DateValue | None:
    head = tree.find("head")
    if head is None:
        return None
    kept = []
    for element in head.iter("meta", "title"):
        names = " ".join(str(v) for k, v in element.attrib.items() if k != "content")
        if not _MODIFIED.search(names):
            kept.append(etree.tostring(element, encoding="unicode", with_tail=False))
    page = f"<html><head>{''.join(kept)}</head><body></body></html>"
    try:
        found = find_date(page, extensive_search=False, original_date=True)
    except Exception:  # htmldate promises no set of errors, and a date is no reason to fail
        return None
    return parse_stated(found, language=language) if found else None


def _config() -> Any:
    config = use_config()
    # The floors are ours: a short story is a story.
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "80")
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    config.set("DEFAULT", "EXTRACTION_TIMEOUT", "0")
    return config


@cache
def _quiet() -> None:
    """Keep the libraries' warnings off standard error where nobody set up logging."""
    for name in ("trafilatura", "htmldate", "courlan", "charset_normalizer"):
        logging.getLogger(name).addHandler(logging.NullHandler())


def _extract(text: str, uri: str) -> Any | None:
    try:
        return trafilatura.bare_extraction(
            text,
            url=uri if "://" in uri[:12] else None,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            config=_config(),
        )
    except Exception:  # trafilatura promises no set of errors; the lines remain
        return None


def _compact(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))


def _adverts(tree: Any) -> frozenset[str]:
    """Return the lines, compacted, of elements that a page marks as advertising.

    An element that holds a story's heading, or much of the page, is none.
    """
    lines: set[str] = set()
    size = 0
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.tag in ("html", "head", "body", "main"):
            continue
        if not _ADVERT.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            continue
        size = size or sum(len(t) for t in tree.itertext())
        told = sum(len(t) for t in element.itertext())
        inside = ("article", "h1", "main")
        if told > _ADVERT_SHARE * size or next(element.iter(*inside), None) is not None:
            continue
        lines.update(_compact(p.text) for p in text_lines(_texts(element)))
    return frozenset(lines - {""})


def _without_adverts(blocks: list[Labelled], tree: Any) -> list[Labelled]:
    lines = _adverts(tree)
    why = "stands in an element marked as advertising"
    return [
        replace(b, kind=BlockKind.ADVERTISEMENT, reason=why)
        if b.kind is not BlockKind.TITLE and _compact(b.piece.text) in lines
        else b
        for b in blocks
    ]


def _merge(blocks: list[Labelled], story: str | None) -> tuple[list[Labelled], tuple[str, ...]]:
    """Bring together what the chain and trafilatura say of each line.

    A line that both take for the story stays, one that both leave out goes. Where they
    differ, trafilatura sees the page's structure and is believed of long lines, and the
    chain of short ones; unless trafilatura found less than half of the story.
    """
    paragraphs = [_compact(p) for p in (story or "").split("\n")]
    whole = "\n".join(p for p in paragraphs if p)
    inside = [bool(c) and c in whole for c in (_compact(b.piece.text) for b in blocks)]
    mine = sum(len(b.piece.text) for b in blocks if b.kind is BlockKind.BODY)
    both = sum(
        len(b.piece.text)
        for b, i in zip(blocks, inside, strict=True)
        if i and len(b.piece.text) >= 40
    )
    if both < 0.5 * mine or both == 0:
        return blocks, ("the story was told from the page's lines, not from its structure",)
    return [_settled(b, kept) for b, kept in zip(blocks, inside, strict=True)], ()


def _settled(block: Labelled, inside: bool) -> Labelled:
    """Return a block with the kind that its label and its place in the page agree on."""
    if inside and block.kind not in KEPT:
        # Of short lines the structure tells little: menus and boxes stand among them.
        if block.kind in (BlockKind.BYLINE, BlockKind.SOURCE) or len(block.piece.text) < 120:
            return block
        return replace(block, kind=BlockKind.BODY, reason="stands in the page's story element")
    if not inside and block.kind is BlockKind.BODY:
        why = "stands outside the page's story element"
        return replace(block, kind=BlockKind.OTHER, reason=why)
    return block


def _meta_title(tree: Any, found: Any | None) -> str | None:
    heads = [squeeze(h.text_content()) for h in tree.iter("h1")]
    heads = [h for h in heads if len(h) > 8]
    stated = squeeze(getattr(found, "title", None) or "") or None
    if stated is None:
        return heads[0] if len(heads) == 1 else None
    # The heading as the reader sees it, where the metadata carry the site's name too.
    return next((h for h in heads if _compact(h) in _compact(stated)), stated)


def read_html(text: str, uri: str, *, language: str | None) -> HtmlPage | None:
    """Read an HTML page; null where it has no visible text at all."""
    _quiet()
    tree = parse(text)
    pieces = text_lines(_texts(tree)) if tree is not None else []
    if tree is None or not pieces:
        pieces = text_lines(flat_texts(text))
        blocks = mend(label(pieces))
        return HtmlPage(blocks, None, None, None, None, (_FLAT,)) if pieces else None
    found = _extract(text, uri)
    title = _meta_title(tree, found)
    blocks, notices = _merge(label(pieces, title=title), getattr(found, "text", None))
    author = squeeze(getattr(found, "author", None) or "") or None
    site = squeeze(getattr(found, "sitename", None) or "") or None
    return HtmlPage(
        blocks=mend(_without_adverts(blocks, tree)),
        title=title,
        publisher=site,
        author=author,
        published=stated_date(tree, language=language),
        notices=notices,
    )
