"""An events table as plain arrays: what of it is counted, who takes part, when.

All arrays of a frame have one entry an event, in the order of the table; those of its
parties one entry a party, with the number of its event.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from dragoman.analysis import DISPUTED, QUADS

Array = Any
"""A numpy array; numpy's own types say little of shapes."""

OPEN = np.iinfo(np.int32).min
"""Stands for a day that is not known."""
_UNPLACED = frozenset({"IGO", "NGO", "MNC", "ISM", "IMG"})
"""Codes that say what a party is, not which."""


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of all events, one after the other.

    Attributes:
        event: number of the event.
        acting: whether it acts; else it is acted upon.
        ids: number of its id in ``names``, -1 for none; ``countries`` the same.
        codes: number of what it goes by among others: its state, else its id, else -1.
        names: codes and ids.
    """

    event: Array
    acting: Array
    ids: Array
    countries: Array
    codes: Array
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frame:
    """The events of a table.

    Attributes:
        table: as it came.
        first: first day, days since 1970; :data:`OPEN` where not known. ``last`` the same.
        quad: number of the quad class in ``QUADS``; 4 for a type that PLOVER lacks.
        intensity: the score.
        by_report: whether these are the day of its first report, since it has no date.
        types: the types, ``type`` the number of each event's.
        parties: who takes part.
    """

    table: pa.Table
    first: Array
    last: Array
    by_report: Array
    quad: Array
    intensity: Array
    type: Array
    types: tuple[str, ...]
    parties: Parties

    def __len__(self) -> int:
        """Return how many events there are."""
        return int(self.table.num_rows)

    @property
    def dated(self) -> Array:
        """Whether an event has a date of any sort."""
        return (self.first != OPEN) | (self.last != OPEN)

    def column(self, name: str) -> tuple[Array, tuple[str, ...]]:
        """Return a column of texts as numbers, -1 for null, and the texts they stand for."""
        return encoded(self.table[name])

    def among(self, name: str, values: Collection[str]) -> Array:
        """Return which events have one of these values in a column of texts."""
        numbers, texts = self.column(name)
        return np.isin(numbers, [n for n, text in enumerate(texts) if text in values])

    def ids(self, rows: Array) -> tuple[str, ...]:
        """Return the ids of events, given by number."""
        return tuple(self.table["event_id"].take(pa.array(rows)).to_pylist())


def frame(table: pa.Table, *, reported: bool = False) -> Frame:
    """Return an events table (:mod:`dragoman.columns`) as arrays.

    Args:
        table: of events.
        reported: what has no date stands on the day of its first report.
    """
    table = table.combine_chunks()
    first, last, moved = dates(table, reported=reported)
    quads, quad_names = encoded(table["quad"])
    known = {name: n for n, name in enumerate(QUADS)}
    places = np.array([known.get(name, len(QUADS)) for name in quad_names] or [0])
    kinds, types = encoded(table["type"])
    return Frame(
        table,
        first,
        last,
        moved,
        places[quads],
        np.asarray(table["intensity"].to_numpy(), dtype=np.float64),
        kinds,
        types,
        _parties(table),
    )


def encoded(column: Any) -> tuple[Array, tuple[str, ...]]:
    """Return texts as numbers, -1 for null, and the texts that the numbers stand for."""
    found = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(found, pa.ChunkedArray):  # no chunk at all
        found = pa.concat_arrays(found.chunks) if found.num_chunks else pa.array([], found.type)
    coded = found.dictionary_encode()
    numbers = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return numbers.astype(np.int32), tuple(coded.dictionary.to_pylist())


def dates(table: Any, *, reported: bool) -> tuple[Array, Array, Array]:
    """Return first and last days, and where these are the day of the first report."""
    first, last = days(table["first"]), days(table["last"])
    told = days(table["reported"])
    moved = (first == OPEN) & (last == OPEN) & (told != OPEN) & reported
    return np.where(moved, told, first), np.where(moved, told, last), moved


def days(column: Any) -> Array:
    """Return days as days since 1970, :data:`OPEN` for null."""
    return column.cast(pa.int32()).fill_null(int(OPEN)).to_numpy().astype(np.int32)


def lists(column: Any) -> tuple[Array, Any]:
    """Return the number of the row of each value in a column of lists, and the values."""
    found = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(found, pa.ChunkedArray):
        found = pa.concat_arrays(found.chunks) if found.num_chunks else pa.array([], found.type)
    sizes = np.diff(np.asarray(found.offsets))
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), found.flatten()


def _parties(table: pa.Table) -> Parties:
    events, ids, countries, acting = [], [], [], []
    for side in ("actor", "recipient"):
        rows, given = lists(table[f"{side}s"])
        _, placed = lists(table[f"{side}_countries"])
        events.append(rows)
        ids.append(given)
        countries.append(placed)
        acting.append(np.full(len(rows), side == "actor"))
    numbers, names = encoded(pa.concat_arrays([*ids, *countries]))
    half = len(numbers) // 2
    whose, where = numbers[:half], numbers[half:]
    vague = np.array([name in _UNPLACED for name in names] or [False])
    by_id = (whose >= 0) & ((where < 0) | vague[where])
    return Parties(
        np.concatenate(events),
        np.concatenate(acting),
        whose,
        where,
        np.where(by_id, whose, where),
        names,
    )


def settled(frame: Frame) -> Array:
    """Return which events nobody contests, and that are known from more than allegations."""
    return ~frame.among("standing", DISPUTED)
