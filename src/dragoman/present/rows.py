"""The JSON shapes of statements and actors, beside those of :mod:`dragoman.present.shapes`."""

from __future__ import annotations

from typing import Any

from dragoman.records import Party, Span
from dragoman.stored import ActorSummary, StoredDocument, StoredStatement

Json = dict[str, Any]


def statement_json(stored: StoredStatement, document: StoredDocument | None) -> Json:
    """Return a statement; offsets point into the clean text of its document."""
    s = stored.statement
    return {
        "statement_id": s.statement_id,
        "doc_id": stored.doc_id,
        "uri": document.article.uri if document else None,
        "speaker": _party(s.speaker),
        "cue": _span(s.cue),
        "stance": str(s.stance),
        "content": _span(s.content),
        "confidence": s.confidence,
    }


def actor_json(actor: ActorSummary) -> Json:
    """Return an actor over the whole store."""
    return actor.to_dict()


def _span(span: Span | None) -> Json | None:
    return None if span is None else {"text": span.text, "start": span.start, "end": span.end}


def _party(p: Party | None) -> Json | None:
    if p is None:
        return None
    return {
        "text": p.text,
        "start": p.start,
        "end": p.end,
        "name": p.name,
        "id": p.id,
        "country": p.country,
        "sector": p.sector,
        "role": p.role,
    }
