"""Parquet: one row a record, nested as in JSONL, with a fixed schema for each table.

The schema does not depend on the rows, so that files of several runs can be read as one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from dragoman.present import registers
from dragoman.registered import REGISTERS

_GROUP = 2_000

_STR, _INT, _FLOAT = pa.string(), pa.int64(), pa.float64()
_SPAN = pa.struct([("text", _STR), ("start", _INT), ("end", _INT)])
_DATE = pa.struct([("start", _STR), ("end", _STR), ("precision", _STR), ("basis", _STR)])
_PARTY = pa.struct(
    [("id", _STR), ("name", _STR), ("country", _STR), ("sector", _STR), ("role", _STR)]
)
_SPEAKER = pa.struct(
    [
        ("text", _STR),
        ("start", _INT),
        ("end", _INT),
        ("name", _STR),
        ("id", _STR),
        ("country", _STR),
        ("sector", _STR),
        ("role", _STR),
    ]
)
_ATTRIBUTION = pa.struct(
    [
        ("text", _STR),
        ("start", _INT),
        ("end", _INT),
        ("name", _STR),
        ("country", _STR),
        ("stance", _STR),
    ]
)
_AMOUNT = pa.struct(
    [("value", _FLOAT), ("low", _FLOAT), ("high", _FLOAT), ("unit", _STR), ("text", _STR),
     ("kind", _STR)]
)  # fmt: skip
_REPORT = pa.struct(
    [
        ("mention_id", _STR),
        ("doc_id", _STR),
        ("uri", _STR),
        ("publisher", _STR),
        ("published", _DATE),
        ("sentence", _STR),
        ("start", _INT),
        ("end", _INT),
        ("trigger", _STR),
        ("trigger_start", _INT),
        ("trigger_end", _INT),
        ("modality", _STR),
        ("attribution", _ATTRIBUTION),
        ("confidence", _FLOAT),
        ("copy_of", _STR),
    ]
)
_CONFLICT = pa.struct(
    [
        ("field", _STR),
        ("values", pa.list_(pa.struct([("value", _STR), ("reports", pa.list_(_STR))]))),
    ]
)
_CLAIM = pa.struct(
    [
        ("event_id", _STR),
        ("mention_id", _STR),
        ("statement_id", _STR),
        ("name", _STR),
        ("country", _STR),
        ("says", _STR),
        ("said_on", _STR),
        ("text", _STR),
        ("answers", pa.bool_()),
    ]
)
_RELATION = pa.struct(
    [
        ("role", _STR),
        ("kind", _STR),
        ("event_id", _STR),
        ("title", _STR),
        ("step", _STR),
        ("score", _FLOAT),
        ("reasons", pa.list_(_STR)),
    ]
)
_VOICES = pa.list_(pa.struct([("name", _STR), ("country", _STR), ("since", _STR)]))
_LINK = pa.struct([("mention_id", _STR), ("score", _FLOAT), ("reasons", pa.list_(_STR))])
SCHEMAS: dict[str, pa.Schema] = {
    "events": pa.schema(
        [
            pa.field("event_id", _STR, nullable=False),
            pa.field("type", _STR, nullable=False),
            ("mode", _STR),
            ("contexts", pa.list_(_STR)),
            ("quad", _STR),
            ("intensity", _FLOAT),
            ("modality", _STR),
            ("actors", pa.list_(_PARTY)),
            ("recipients", pa.list_(_PARTY)),
            ("date", _DATE),
            (
                "place",
                pa.struct(
                    [
                        ("name", _STR),
                        ("country", _STR),
                        ("lat", _FLOAT),
                        ("lon", _FLOAT),
                        ("precision", _STR),
                    ]
                ),
            ),
            ("amounts", pa.list_(_AMOUNT)),
            ("objects", pa.list_(pa.struct([("text", _STR), ("kind", _STR)]))),
            ("confidence", _FLOAT),
            ("n_reports", _INT),
            ("n_sources", _INT),
            ("reports", pa.list_(_REPORT)),
            ("conflicts", pa.list_(_CONFLICT)),
            ("links", pa.list_(_LINK)),
            ("status", _STR),
            ("first_seen", _STR),
            ("last_changed", _STR),
            ("standing", _STR),
            ("claims", pa.list_(_CLAIM)),
            ("relations", pa.list_(_RELATION)),
        ]
    ),
    "claims": pa.schema(
        [
            pa.field("event_id", _STR, nullable=False),
            ("title", _STR),
            ("type", _STR),
            ("mode", _STR),
            ("modality", _STR),
            ("date", _DATE),
            ("standing", _STR),
            ("since", _STR),
            ("asserted_by", _VOICES),
            ("alleged_by", _VOICES),
            ("confirmed_by", _VOICES),
            ("denied_by", _VOICES),
            ("doubted_by", _VOICES),
            ("claims", pa.list_(_CLAIM)),
        ]
    ),
    "documents": pa.schema(
        [
            pa.field("doc_id", _STR, nullable=False),
            ("uri", _STR),
            ("title", _STR),
            ("publisher", _STR),
            ("author", _STR),
            ("published", _DATE),
            ("language", _STR),
            ("text", _STR),
            (
                "blocks",
                pa.list_(pa.struct([("kind", _STR), ("start", _INT), ("end", _INT)])),
            ),
            ("copy_of", _STR),
            ("n_events", _INT),
            ("sha256", _STR),
            ("first_seen", _STR),
            ("notices", pa.list_(_STR)),
        ]
    ),
    "statements": pa.schema(
        [
            pa.field("statement_id", _STR, nullable=False),
            ("doc_id", _STR),
            ("uri", _STR),
            ("speaker", _SPEAKER),
            ("cue", _SPAN),
            ("stance", _STR),
            ("content", _SPAN),
            ("confidence", _FLOAT),
        ]
    ),
    "actors": pa.schema(
        [
            pa.field("id", _STR, nullable=False),
            ("name", _STR),
            ("country", _STR),
            ("sector", _STR),
            ("n_events", _INT),
        ]
    ),
    **{register: registers.schema(register) for register in REGISTERS},
}


def write(table: str, rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> int:
    """Write rows in groups, so that memory stays bounded; return how many.

    Keys that the schema lacks are left out; missing ones are null.

    Raises:
        KeyError: there is no such table.
    """
    schema = SCHEMAS[table]
    count = 0
    waiting = iter(rows)
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        while group := list(islice(waiting, _GROUP)):
            writer.write_table(pa.Table.from_pylist([sound(r) for r in group], schema=schema))
            count += len(group)
    return count


def sound(value: Any) -> Any:
    """Replace lone surrogates, which Parquet's UTF-8 cannot hold."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {k: sound(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [sound(v) for v in value]
    return value
