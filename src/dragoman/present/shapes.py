"""Records in the JSON shapes that programs outside rely on (events and documents).

Fields may be added, none renamed or dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.ontology import intensity, quad
from dragoman.records import (
    Amount,
    Attribution,
    DateValue,
    Party,
    Place,
    Span,
)
from dragoman.standing import SAYS, Account, Tie, account
from dragoman.stored import (
    ActorSummary,
    StoredDocument,
    StoredEvent,
    StoredMention,
    StoredStatement,
)
from dragoman.titles import event_title

Json = dict[str, Any]


def event_json(
    event: StoredEvent,
    mentions: Sequence[StoredMention],
    documents: Mapping[str, StoredDocument],
    ties: Sequence[Tie] = (),
) -> Json:
    """Return an event with all its reports.

    Args:
        event: the event.
        mentions: its mentions, in the event's order.
        documents: the documents that the mentions stand in, by doc_id.
        ties: what joins it to other events.
    """
    e = event.event
    told = account(e, ties)
    return {
        "event_id": e.event_id,
        "type": e.type,
        "mode": e.mode,
        "contexts": list(e.contexts),
        "quad": quad(e.type),
        "intensity": intensity(e.type, e.mode),
        "modality": str(e.modality),
        "actors": [_party(p) for p in e.actors],
        "recipients": [_party(p) for p in e.recipients],
        "date": _date(e.date),
        "place": _place(e.place),
        "amounts": [_amount(a) for a in e.amounts],
        "objects": [{"text": o.text, "kind": o.kind} for o in e.objects],
        "confidence": e.confidence,
        "n_reports": e.n_reports,
        "n_sources": e.n_sources,
        "reports": [report_json(m, documents.get(m.doc_id)) for m in mentions],
        "conflicts": [
            {
                "field": c.field,
                "values": [{"value": v.value, "reports": list(v.reports)} for v in c.values],
            }
            for c in e.conflicts
        ],
        "links": [
            {"mention_id": x.mention_id, "score": x.score, "reasons": list(x.reasons)}
            for x in e.links
        ],
        "status": event.status,
        "first_seen": event.first_seen,
        "last_changed": event.last_changed,
        "standing": told.standing,
        "claims": _claims(told),
        "relations": [_tie(t) for t in ties],
    }


def claimed_json(event: StoredEvent, ties: Sequence[Tie] = ()) -> Json:
    """Return how an event stands: who speaks for it and who against it.

    A speaker comes once for each thing he says, with the first day on which he said it.
    """
    e = event.event
    told = account(e, ties)
    return {
        "event_id": e.event_id,
        "title": event_title(e),
        "type": e.type,
        "mode": e.mode,
        "modality": str(e.modality),
        "date": _date(e.date),
        "standing": told.standing,
        "since": told.since,
        **{f"{says}_by": _speakers(told, says) for says in SAYS},
        "claims": _claims(told),
    }


def _speakers(told: Account, says: str) -> list[Json]:
    found: dict[tuple[str | None, str | None], Json] = {}
    for c in told.claims:
        if c.says != says:
            continue
        name = c.name or c.text
        known = found.setdefault(
            (name, c.country), {"name": name, "country": c.country, "since": c.said_on}
        )
        days = [d for d in (known["since"], c.said_on) if d]
        known["since"] = min(days, default=None)
    return list(found.values())


def _claims(told: Account) -> list[Json]:
    return [{"event_id": v.event_id, **v.claim.to_dict()} for v in told.voices]


def _tie(t: Tie) -> Json:
    return {
        "role": t.role,
        "kind": t.relation.kind,
        "event_id": t.other.event_id,
        "title": event_title(t.other),
        "step": t.relation.step,
        "score": t.relation.score,
        "reasons": list(t.relation.reasons),
    }


def document_json(document: StoredDocument, *, text: bool = False) -> Json:
    """Return a document; with its text if wanted.

    Blocks that were left out of the text have null offsets.
    """
    a = document.article
    return {
        "doc_id": a.doc_id,
        "uri": a.uri,
        "title": a.title,
        "publisher": a.publisher,
        "author": a.author,
        "published": _date(a.published),
        "language": a.language,
        **({"text": a.text} if text else {}),
        "blocks": [{"kind": str(b.kind), "start": b.start, "end": b.end} for b in a.blocks],
        "copy_of": document.copy_of,
        "n_events": document.n_events,
        "sha256": a.sha256,
        "first_seen": document.first_seen,
        "notices": list(a.notices),
    }


def statement_json(statement: StoredStatement, document: StoredDocument | None) -> Json:
    """Return a statement with the document it stands in."""
    s = statement.statement
    return {
        "statement_id": s.statement_id,
        "doc_id": statement.doc_id,
        "uri": document.article.uri if document else None,
        "publisher": document.article.publisher if document else None,
        "published": _date(document.article.published) if document else None,
        "speaker": {**_span(s.speaker), **_party(s.speaker)} if s.speaker else None,
        "cue": _span(s.cue),
        "stance": str(s.stance),
        "content": _span(s.content) if s.content else None,
        "confidence": s.confidence,
    }


def actor_json(actor: ActorSummary) -> Json:
    """Return a party with the number of its events."""
    return actor.to_dict()


def _span(span: Span | Party) -> Json:
    return {"text": span.text, "start": span.start, "end": span.end}


def report_json(stored: StoredMention, document: StoredDocument | None) -> Json:
    """Return a report of an event: a mention with its sentence and the document it stands in."""
    m = stored.mention
    article = document.article if document else None
    start, end = m.sentence
    return {
        "mention_id": m.mention_id,
        "doc_id": stored.doc_id,
        "uri": article.uri if article else None,
        "publisher": article.publisher if article else None,
        "published": _date(article.published) if article else None,
        "sentence": article.text[start:end] if article else None,
        "start": start,
        "end": end,
        "trigger": m.trigger.text,
        "trigger_start": m.trigger.start,
        "trigger_end": m.trigger.end,
        "modality": str(m.modality),
        "attribution": _attribution(m.attribution),
        "confidence": m.confidence,
        "copy_of": document.copy_of if document else None,
    }


def _party(p: Party) -> Json:
    return {
        "id": p.id,
        "name": p.name or p.text,
        "country": p.country,
        "sector": p.sector,
        "role": p.role,
    }


def _date(d: DateValue | None) -> Json | None:
    if d is None:
        return None
    return {
        "start": d.start,
        "end": d.end,
        "precision": str(d.precision),
        "basis": str(d.basis),
    }


def _place(p: Place | None) -> Json | None:
    if p is None:
        return None
    return {
        "name": p.name,
        "country": p.country,
        "lat": p.lat,
        "lon": p.lon,
        "precision": p.precision,
    }


def _amount(a: Amount) -> Json:
    return {
        "value": a.value,
        "low": a.low,
        "high": a.high,
        "unit": a.unit,
        "text": a.text,
        "kind": a.kind,
    }


def _attribution(a: Attribution | None) -> Json | None:
    if a is None:
        return None
    return {
        "text": a.text,
        "start": a.start,
        "end": a.end,
        "name": a.name,
        "country": a.country,
        "stance": str(a.stance),
    }
