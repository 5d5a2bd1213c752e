"""The shapes of answers as JSON Schema, for the OpenAPI document.

Those of records follow from the Arrow schemas of the Parquet export, so that a new field
shows in both.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dragoman.present.formats import serving
from dragoman.present.parquet import SCHEMAS
from dragoman.serve import problems

Json = dict[str, Any]

NAMES = {
    "events": "Event",
    "claims": "Claimed",
    "statements": "Statement",
    "documents": "Document",
    "actors": "Actor",
    "agreements": "Agreement",
    "visits": "Visit",
    "exercises": "Exercise",
    "transfers": "Transfer",
    "bodies": "Body",
    "deployments": "Deployment",
    "incidents": "Incident",
}
"""What a row of a table is called."""
STRING: Json = {"type": "string"}
NUMBER: Json = {"type": "integer"}
ANY: Json = {"type": "object"}
AS_OF: Json = {"type": "string", "description": "the moment of the answer, ISO 8601 in UTC"}


def ref(name: str) -> Json:
    """Return a reference to a named shape."""
    return {"$ref": f"#/components/schemas/{name}"}


def record(required: bool = True, **properties: Json) -> Json:
    """Return an object with all its properties there."""
    found: Json = {"type": "object", "properties": properties}
    return {**found, "required": list(properties)} if required else found


def listed(of: Json) -> Json:
    """Return an array."""
    return {"type": "array", "items": of}


def nullable(of: Json) -> Json:
    """Return a shape or null."""
    if isinstance(of.get("type"), str):
        return {**of, "type": [of["type"], "null"]}
    return {"anyOf": [of, {"type": "null"}]}


def page(of: Json) -> Json:
    """Return a page of a listing."""
    return record(
        items=listed(of),
        cursor={**nullable(STRING), "description": "of the next page; null on the last"},
        next={**nullable(STRING), "description": "address of the next page; null on the last"},
        as_of=AS_OF,
    )


def components() -> dict[str, Json]:
    """Return all named shapes."""
    found = {NAMES[table]: _fields(schema) for table, schema in SCHEMAS.items()}
    for name in ("Event", "Statement", "Actor", "Claimed"):
        found[name]["required"] = list(found[name]["properties"])
    report = found["Event"]["properties"]["reports"]["items"]
    found["Report"] = {**report, "type": "object", "required": list(report["properties"])}
    found["Problem"] = problems.SCHEMA
    found["Evidence"] = record(
        event_id=STRING, mention_id=STRING, doc_id=STRING, start=NUMBER, end=NUMBER, text=STRING
    )
    found["Fault"] = record(code=STRING, message=STRING)
    found["Coded"] = record(
        id={"description": "as it came; null without one"},
        lang=nullable(STRING),
        events=listed(ANY),
        statements=listed(ANY),
        notices=listed(STRING),
        error=nullable(ref("Fault")),
    )
    found["Built"] = record(
        read=NUMBER,
        saved=listed(record(uri=STRING, doc_id=STRING)),
        skipped=listed(STRING),
        failed=listed(record(uri=STRING, code=STRING, message=STRING)),
        events=NUMBER,
    )
    return found


def answers(
    shape: Json, *, files: str | None = None, missing: bool = False, posts: bool = False
) -> dict[int | str, Json]:
    """Return the answers of an endpoint.

    Args:
        shape: of what is asked for.
        files: the table of which it gives files, too.
        missing: the thing that is named may not be there.
        posts: it takes a body.
    """
    content: Json = {"application/json": {"schema": shape}}
    if files:
        content |= {kind: {"schema": _file(kind)} for kind in kinds(files)}
    found: dict[int | str, Json] = {200: {"description": "The answer.", "content": content}}
    faults = {400: "What is asked for cannot be.", 422: "The request breaks its schema."}
    if missing:
        faults[404] = "There is none, or none of the parties named is known."
    if posts:
        faults |= {
            409: "The store cannot be changed.",
            413: "The body is too large.",
            415: "The body is not JSON.",
            429: "Too many requests; see Retry-After.",
        }
    else:
        found[304] = {"description": "The client has it already (If-None-Match)."}
    faults[503] = "Busy, or the store or the model fails; see Retry-After."
    for status, words in faults.items():
        found[status] = {"description": words, "content": {problems.MEDIA: _PROBLEM}}
    return found


def file_answers(table: str, media_type: str) -> dict[int | str, Json]:
    """Return the answers of an endpoint that gives a file."""
    found = answers({}, missing=True)
    found[200]["content"] = {media_type: {"schema": _file(media_type)}}
    return found


def kinds(table: str) -> list[str]:
    """Return the media types of the files that a table can be written to."""
    return list(dict.fromkeys(f.media_type for f in serving(table)))


_PROBLEM: Json = {"schema": {"$ref": "#/components/schemas/Problem"}}


def _file(kind: str) -> Json:
    return {} if kind.endswith("json") else {"type": "string", "format": "binary"}


def _fields(schema: Any) -> Json:
    found: Json = {"type": "object", "properties": {f.name: _field(f) for f in schema}}
    needed = [f.name for f in schema if not f.nullable]
    return {**found, "required": needed} if needed else found


def _field(f: Any) -> Json:
    shape = _type(f.type)
    return nullable(shape) if f.nullable else shape


def _type(kind: Any) -> Json:
    if pa.types.is_list(kind):
        return listed(_field(kind.value_field))
    if pa.types.is_struct(kind):
        inner = [kind.field(n) for n in range(kind.num_fields)]
        return {"type": "object", "properties": {f.name: _field(f) for f in inner}}
    if pa.types.is_boolean(kind):
        return {"type": "boolean"}
    if pa.types.is_integer(kind):
        return {"type": "integer"}
    return {"type": "number"} if pa.types.is_floating(kind) else {"type": "string"}
