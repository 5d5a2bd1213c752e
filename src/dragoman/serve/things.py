"""One thing by its id, and the evidence for it: sentences with their place in the text."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response

from dragoman.errors import UsageError
from dragoman.present import rows, shapes
from dragoman.present.registers import row_json
from dragoman.registered import REGISTERS, Row, evidence_of
from dragoman.serve import answers, schemas
from dragoman.serve.asked import AsOf, Text
from dragoman.serve.schemas import listed, record, ref
from dragoman.serve.service import Service, service
from dragoman.shaping import Json
from dragoman.stored import StoredDocument, StoredEvent

Served = Annotated[Service, Depends(service)]
Id = Annotated[str, Path(min_length=1, max_length=1000)]


def router() -> APIRouter:
    """Return the endpoints of single things."""
    made = APIRouter(tags=["things"], default_response_class=Response)

    def add(path: str, endpoint: Any, name: str, shape: Json, summary: str) -> None:
        made.add_api_route(
            path,
            endpoint,
            operation_id=name,
            responses=schemas.answers(shape, missing=True),
            summary=summary,
        )

    add("/events/{event_id}", event, "event", ref("Event"), "An event with all its reports")
    add(
        "/events/{event_id}/reports",
        event_reports,
        "event_reports",
        record(event_id=schemas.STRING, items=listed(ref("Report")), as_of=schemas.AS_OF),
        "The reports of an event, with sentences and offsets",
    )
    add("/statements/{statement_id}", statement, "statement", ref("Statement"), "A statement")
    add("/documents/{doc_id}", document, "document", ref("Document"), "A document")
    add(
        "/documents/{doc_id}/reports",
        document_reports,
        "document_reports",
        record(doc_id=schemas.STRING, items=listed(ref("Report")), as_of=schemas.AS_OF),
        "What was found in a document, in the order of its text",
    )
    add(
        "/documents/{doc_id}/statements",
        document_statements,
        "document_statements",
        record(doc_id=schemas.STRING, items=listed(ref("Statement")), as_of=schemas.AS_OF),
        "What is said in a document, in the order of its text",
    )
    add("/actors/{actor_id:path}", actor, "actor", ref("Actor"), "A party, by id or name")
    for register in REGISTERS:
        _add_register(add, register)
    return made


def event(request: Request, served: Served, event_id: Id, as_of: AsOf = None) -> Response:
    """Give an event by its id, also by one that it bore before."""
    at = served.moment(as_of)
    found = _event(served, at, event_id)

    def make() -> Json:
        shaper = served.shaper(at)
        ((_, ties),) = shaper.store.tied([found])
        return shaper.event(found, ties)

    return answers.answer(request, at, make)


def event_reports(request: Request, served: Served, event_id: Id, as_of: AsOf = None) -> Response:
    """Give the reports of an event; offsets point into the clean text of the document."""
    at = served.moment(as_of)
    found = _event(served, at, event_id)

    def make() -> Json:
        items = _reports(served, at, found.event.mentions)
        return {"event_id": found.event.event_id, "items": items, "as_of": at}

    return answers.answer(request, at, make)


def statement(request: Request, served: Served, statement_id: Id, as_of: AsOf = None) -> Response:
    """Give a statement by its id."""
    at = served.moment(as_of)
    found = served.view(at).statement(statement_id)
    if found is None:
        raise _unknown("statement", statement_id)
    source = served.shaper(at).document(found.doc_id)
    return answers.answer(request, at, lambda: rows.statement_json(found, source))


def document(
    request: Request, served: Served, doc_id: Id, text: Text = None, as_of: AsOf = None
) -> Response:
    """Give a document by its id, with its clean text if that is wanted."""
    at = served.moment(as_of)
    found = _document(served, at, doc_id)
    return answers.answer(request, at, lambda: shapes.document_json(found, text=text == "true"))


def document_reports(request: Request, served: Served, doc_id: Id, as_of: AsOf = None) -> Response:
    """Give the reports that a document holds, each with the id of its event."""
    at = served.moment(as_of)
    found = _document(served, at, doc_id)

    def make() -> Json:
        held = served.view(at).mentions_of_document(doc_id)
        items = [{**shapes.report_json(m, found), "event_id": m.event_id} for m in held]
        return {"doc_id": doc_id, "items": items, "as_of": at}

    return answers.answer(request, at, make)


def document_statements(
    request: Request, served: Served, doc_id: Id, as_of: AsOf = None
) -> Response:
    """Give the statements of a document."""
    at = served.moment(as_of)
    found = _document(served, at, doc_id)

    def make() -> Json:
        said = served.view(at).statements(doc_id)
        items = [rows.statement_json(s, found) for s in said]
        return {"doc_id": doc_id, "items": items, "as_of": at}

    return answers.answer(request, at, make)


def actor(request: Request, served: Served, actor_id: Id, as_of: AsOf = None) -> Response:
    """Give a party of the events by its id, or by a name by which it is known."""
    at = served.moment(as_of)
    every = {a.id: a for a in served.view(at).actors()}
    found = every.get(actor_id)
    if found is None:
        code = served.knowledge.party_code(actor_id)
        found = every.get(code) if code else None
    if found is None:
        raise _unknown("actor", actor_id)
    shown = found
    return answers.answer(request, at, lambda: rows.actor_json(shown))


def _add_register(add: Any, register: str) -> None:
    def row(request: Request, served: Served, row_id: Id, as_of: AsOf = None) -> Response:
        at = served.moment(as_of)
        found = _row(served, at, register, row_id)
        return answers.answer(request, at, lambda: row_json(found))

    def evidence(request: Request, served: Served, row_id: Id, as_of: AsOf = None) -> Response:
        at = served.moment(as_of)
        found = _row(served, at, register, row_id)

        def make() -> Json:
            held = dict.fromkeys(evidence_of(found))
            return {
                "row_id": row_id,
                "evidence": [e.to_dict() for e in held],
                "reports": _reports(served, at, found.mentions),
                "as_of": at,
            }

        return answers.answer(request, at, make)

    name = schemas.NAMES[register]
    singular = name.lower()
    add(f"/{register}/{{row_id}}", row, singular, ref(name), f"A row of {register}")
    add(
        f"/{register}/{{row_id}}/evidence",
        evidence,
        f"{singular}_evidence",
        record(
            row_id=schemas.STRING,
            evidence=listed(ref("Evidence")),
            reports=listed(ref("Report")),
            as_of=schemas.AS_OF,
        ),
        "The characters that say what its cells hold, and the reports they stand in",
    )


def _event(served: Service, at: str, event_id: str) -> StoredEvent:
    found = served.view(at).event(event_id)
    if found is None:
        raise _unknown("event", event_id)
    return found


def _document(served: Service, at: str, doc_id: str) -> StoredDocument:
    found = served.shaper(at).document(doc_id)
    if found is None:
        raise _unknown("document", doc_id)
    return found


def _row(served: Service, at: str, register: str, row_id: str) -> Row:
    found = next((r for r in served.register(at, register) if r.row_id == row_id), None)
    if found is None:
        raise _unknown(f"row of {register}", row_id)
    return found


def _reports(served: Service, at: str, mentions: tuple[str, ...]) -> list[Json]:
    told = served.shaper(at).reports_of(mentions)
    return [
        {**shapes.report_json(r.mention, r.document), "event_id": r.mention.event_id} for r in told
    ]


def _unknown(what: str, name: str) -> UsageError:
    return UsageError("unknown-id", f"no {what} has the id {name!r}; the listings show ids")
