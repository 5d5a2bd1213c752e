"""Label Studio's JSON: a task a document, what was found as predictions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from dragoman.ontology import TYPES
from dragoman.present.formats.annotations import LABELS, Marked, marked
from dragoman.present.formats.annotations import RULES as _RULES
from dragoman.present.formats.base import Column
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.jsonl import line


def config() -> str:
    """Return the labelling configuration that the tasks go with."""
    labels = "".join(f'<Label value="{x}"/>' for x in (*TYPES, *LABELS))
    relations = "".join(f'<Relation value="{x}"/>' for x in LABELS if x != "cue")
    return (
        f'<View><Labels name="label" toName="text">{labels}</Labels>'
        f'<Relations>{relations}</Relations><Text name="text" value="$text"/></View>'
    )


RULES = (
    *_RULES,
    "One JSON list with a task a line, since Label Studio imports lists. What was found stands "
    "as predictions, for people to correct.",
    f"Labelling configuration: `{config()}`",
)
COLUMNS = _columns(
    """
data.text: the clean text
data.doc_id: of the document in Dragoman
data.uri: where the page came from
data.title: title
data.language: ISO 639
predictions.model_version: Dragoman
predictions.score: mean confidence of the events
predictions.result: spans (type labels) and relations
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the fields."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a list of tasks, task by task."""
    out.write(b"[")
    count = 0
    for made in marked(material, losses):
        out.write((",\n" if count else "\n").encode() + line(_task(made)).encode())
        count += 1
    out.write(b"\n]\n")
    return count


def _task(made: Marked) -> dict[str, Any]:
    article = made.document.article
    prediction: dict[str, Any] = {"model_version": "Dragoman", "result": list(_result(made))}
    if made.confidence:
        prediction["score"] = round(sum(made.confidence) / len(made.confidence), 4)
    return {
        "data": {
            "text": article.text,
            "doc_id": article.doc_id,
            "uri": article.uri,
            "title": article.title,
            "language": article.language,
        },
        "predictions": [prediction],
    }


def _result(made: Marked) -> Iterator[dict[str, Any]]:
    text = made.document.article.text
    for s in made.spots.values():
        yield {
            "id": f"s{s.id}",
            "from_name": "label",
            "to_name": "text",
            "type": "labels",
            "value": {
                "start": s.start,
                "end": s.end,
                "text": text[s.start : s.end],
                "labels": [s.label],
            },
        }
    for source, target, sort in made.relations:
        yield {
            "type": "relation",
            "from_id": f"s{source}",
            "to_id": f"s{target}",
            "direction": "right",
            "labels": [sort],
        }
