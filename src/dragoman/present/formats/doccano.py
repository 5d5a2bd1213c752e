"""doccano's JSONL for sequence labelling with relations: a document a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from dragoman.present.formats.annotations import RULES as _RULES
from dragoman.present.formats.annotations import marked
from dragoman.present.formats.base import Column
from dragoman.present.formats.base import columns as _columns
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.jsonl import line

RULES = (
    *_RULES,
    "Import into a project for sequence labelling that allows overlapping spans and relations.",
)
COLUMNS = _columns(
    """
id: which document, counted from 1
text: the clean text
entities: id, label, start_offset, end_offset
relations: id, from_id, to_id, type
doc_id: of the document in Dragoman
uri: where the page came from
title: title
language: ISO 639
"""
)


def columns(table: str) -> Sequence[Column]:
    """Return the fields."""
    return COLUMNS


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a document a line. Ids of entities and relations are unique in the whole file."""
    count = entities = relations = 0
    for made in marked(material, losses):
        count += 1
        article = made.document.article
        row = {
            "id": count,
            "text": article.text,
            "entities": [
                {
                    "id": entities + s.id,
                    "label": s.label,
                    "start_offset": s.start,
                    "end_offset": s.end,
                }
                for s in made.spots.values()
            ],
            "relations": [
                {"id": relations + n, "from_id": entities + a, "to_id": entities + b, "type": sort}
                for n, (a, b, sort) in enumerate(made.relations, 1)
            ],
            "doc_id": article.doc_id,
            "uri": article.uri,
            "title": article.title,
            "language": article.language,
        }
        out.write(line(row).encode() + b"\n")
        entities += len(made.spots)
        relations += len(made.relations)
    return count
