"""Parquet: records nested as in JSONL; see :mod:`dragoman.present.parquet`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from dragoman.present import parquet
from dragoman.present.formats.base import Column
from dragoman.present.formats.fields import described
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material

RULES = (
    "Nested as in JSONL, with a schema that does not depend on the rows. Lone surrogates become "
    "question marks.",
)


def columns(table: str) -> Sequence[Column]:
    """Return the fields of a table's records."""
    return described(parquet.SCHEMAS[table].names)


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write the records in groups."""
    count = parquet.write(material.asked.table, material.rows(), out)
    losses.seen = count
    return count
