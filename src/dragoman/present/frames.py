"""Rows in JSON shapes as Arrow tables: nested as in Parquet, or flat as in CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from dragoman.present import analyses, coded
from dragoman.present.csv import COLUMNS
from dragoman.present.parquet import SCHEMAS, sound

Row = Mapping[str, Any]


def arrow(table: str, rows: Sequence[Row], *, flat: bool = False) -> pa.Table:
    """Return rows as a table; which columns it has does not depend on the rows.

    Nor do the types, if nested; a flat column is of what its values are, of strings without any.

    Args:
        table: of :data:`dragoman.present.parquet.SCHEMAS` or :data:`analyses.RECORDS`, or
            ``coded``, flat a row an event.
        rows: in its JSON shapes.
        flat: the columns of CSV. Numbers stay numbers, lists stay lists of strings.

    Raises:
        KeyError: there is no such table.
    """
    if table == "coded":
        schema = coded.EVENTS if flat else coded.TEXTS
        held = coded.flat(rows) if flat else coded.nested(rows)
        return pa.Table.from_pylist([sound(r) for r in held], schema=schema)
    if table in analyses.RECORDS:
        if not flat:
            return pa.Table.from_pylist(list(rows), schema=analyses.schema(table))
        return _inferred([analyses.flat(table, row) for row in rows])
    if not flat:
        return pa.Table.from_pylist([sound(r) for r in rows], schema=SCHEMAS[table])
    columns = {
        name: _column([sound(take(row)) for row in rows]) for name, take in COLUMNS[table].items()
    }
    return pa.table(columns)


def _inferred(rows: Sequence[Row]) -> pa.Table:
    return pa.table({name: _column([r[name] for r in rows]) for name in (rows[0] if rows else ())})


def _column(values: Sequence[Any]) -> pa.Array:
    """Return a column of one type: of the values if they agree, else of their words."""
    found = [v for v in values if v is not None]
    if any(isinstance(v, (list, tuple)) for v in found):
        lists = [None if v is None else [None if x is None else str(x) for x in v] for v in values]
        return pa.array(lists, type=pa.list_(pa.string()))
    if found and all(isinstance(v, bool) for v in found):
        return pa.array(values, type=pa.bool_())
    if found and all(isinstance(v, int) and not isinstance(v, bool) for v in found):
        return pa.array(values, type=pa.int64())
    if found and all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in found):
        return pa.array([None if v is None else float(v) for v in values], type=pa.float64())
    return pa.array([None if v is None else str(v) for v in values], type=pa.string())
