"""JSONL: records whole, a line each; see :mod:`dragoman.present.jsonl`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from dragoman.present import jsonl
from dragoman.present.formats.base import Column
from dragoman.present.formats.fields import described
from dragoman.present.formats.losses import Losses
from dragoman.present.formats.material import Material
from dragoman.present.parquet import SCHEMAS

RULES = ("A JSON object a line, nothing left out.",)


def columns(table: str) -> Sequence[Column]:
    """Return the fields of a table's records."""
    return described(SCHEMAS[table].names)


def write(material: Material, out: BinaryIO, losses: Losses) -> int:
    """Write a record a line."""
    count = jsonl.write(material.asked.table, material.rows(), out)
    losses.seen = count
    return count
