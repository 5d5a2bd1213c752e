"""JSON-LD: the evidence as W3C Web Annotations, by position and by quotation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.present.formats.base import Column, headline
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Happening, Material, Report
from dragoman.present.jsonl import line
from dragoman.records import Article

RULES = (
    "An annotation for the trigger, each party, the source, each amount and each object of each "
    "report (Web Annotation Data Model). Its body says what the words are coded as and links to "
    "the event; its target is the document's clean text, with a TextPositionSelector (half-open, "
    "Unicode characters) and a TextQuoteSelector (the words, and what stands before and after).",
    "Sources are urn:dragoman:doc-…; `via` names the page's own address where it has one. All "
    "modalities are in.",
)
_ROOM = "annotations carry what stands in the text"
LOST = {
    "relations": _ROOM,
    "claims": _ROOM,
    "conflicts between reports": _ROOM,
    "why reports were linked": _ROOM,
    "number of independent sources": _ROOM,
    "date": "its words stand in the sentence; offsets of dates are not recorded",
    "place": "its words stand in the sentence; offsets of places are not recorded",
}
_AROUND = 32
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE)
COLUMNS = _columns(
    """
id: urn:dragoman:, the report's id and the part
type: Annotation
motivation: classifying for a trigger, identifying for the rest
created: when the event last changed
body: type and mode, modality, contexts, confidence; or role and id of the party; and the event
target.source: the document: id, language, page
target.selector: TextPositionSelector and TextQuoteSelector
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the fields of an annotation."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write one page of annotations, annotation by annotation."""
    head = (
        f'{{"@context": "{_CONTEXT}", "id": "urn:dragoman:annotations", "type": "AnnotationPage",'
    )
    out.write(f'{head}\n"items": ['.encode())
    count = 0
    for happening in material.happenings():
        losses.seen += 1
        losses.event(happening, LOST)
        for report in happening.reports:
            if report.document is None:
                losses.lost("reports", "the store lost their document", happening.event.event_id)
                continue
            for item in _annotations(happening, report, report.document.article):
                out.write((",\n" if count else "\n").encode() + line(item).encode())
                count += 1
    out.write(b"\n]}\n")
    return count


def _annotations(
    happening: Happening, report: Report, article: Article
) -> Iterator[dict[str, Any]]:
    m = report.mention.mention
    coded = [f"{m.type}-{m.mode}" if m.mode else m.type, str(m.modality), *m.contexts]
    bodies = [{"type": "TextualBody", "purpose": "classifying", "value": c} for c in coded]
    trigger = m.trigger
    found: list[tuple[str, int, int, list[dict[str, str]]]] = [
        ("trigger", trigger.start, trigger.end, bodies)
    ]
    for role, parties in (("actor", m.actors), ("recipient", m.recipients)):
        for p in parties:
            known = p.id or p.country
            body = _tags(role, p.name or p.text, *filter(None, (p.country, p.sector)))
            if known:
                body.append({"type": "TextualBody", "purpose": "identifying", "value": known})
            found.append((role, p.start, p.end, body))
    if m.attribution is not None:
        s = m.attribution
        body = _tags("source", str(s.stance), *filter(None, (s.name, s.country)))
        found.append(("source", s.start, s.end, body))
    found += [("amount", a.start, a.end, _tags("amount", a.kind)) for a in m.amounts]
    found += [("object", o.start, o.end, _tags("object", o.kind)) for o in m.objects]
    link = {
        "id": f"urn:dragoman:{happening.event.event_id}",
        "type": "Dataset",
        "purpose": "linking",
        "value": headline(happening.event),
    }
    for number, (part, start, end, body) in enumerate(found):
        yield {
            "id": f"urn:dragoman:{m.mention_id}:{number}:{part}",
            "type": "Annotation",
            "motivation": "classifying" if part == "trigger" else "identifying",
            "created": happening.stored.last_changed,
            "body": [*body, link],
            "target": {
                "source": _source(article),
                "selector": _selectors(article.text, start, end),
            },
        }


def _tags(*values: str) -> list[dict[str, str]]:
    return [{"type": "TextualBody", "purpose": "tagging", "value": v} for v in values]


def _source(article: Article) -> dict[str, Any]:
    source: dict[str, Any] = {
        "id": f"urn:dragoman:{article.doc_id}",
        "type": "Text",
        "format": "text/plain",
    }
    if article.language:
        source["language"] = article.language
    if _IRI.fullmatch(article.uri):
        source["via"] = article.uri
    return source


def _selectors(text: str, start: int, end: int) -> list[dict[str, Any]]:
    return [
        {"type": "TextPositionSelector", "start": start, "end": end},
        {
            "type": "TextQuoteSelector",
            "exact": text[start:end],
            "prefix": text[max(0, start - _AROUND) : start],
            "suffix": text[end : end + _AROUND],
        },
    ]
