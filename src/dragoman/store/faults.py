"""Turn what the database says into errors that name the store and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
)

from dragoman.errors import StoreError

_FAULTS = (
    ("not a database", "store-not-a-database", "is no SQLite database; name another file"),
    ("malformed", "store-damaged", "is damaged; run “dragoman doctor”, or restore a copy"),
    ("no such table", "store-damaged", "lacks tables; restore a copy or build a new store"),
    ("locked", "store-locked", "is locked by another program; try again when it is done"),
    ("busy", "store-locked", "is locked by another program; try again when it is done"),
    ("readonly", "store-readonly", "cannot be written; check the rights of the file and folder"),
    ("is full", "store-full", "cannot grow, the disk is full; free some space and run again"),
    ("unable to open", "store-unopenable", "cannot be opened; check its folder and its rights"),
    ("disk i/o", "store-io", "cannot be read or written, the disk reports an error"),
)


def store_fault(name: str, error: Exception) -> StoreError:
    """Return the error to raise for what the database driver reported."""
    said = str(getattr(error, "orig", None) or error)
    for words, code, advice in _FAULTS:
        if words in said.lower():
            return StoreError(code, f"The store {name} {advice} ({said}).")
    return StoreError("store-failed", f"The store {name} failed: {said}.")


@contextmanager
def told(name: str) -> Iterator[None]:
    """Raise :class:`StoreError` where the database fails in the block.

    What it refuses to hold is the fault of the value and raises ValueError: the next
    value may be better.
    """
    try:
        yield
    except (IntegrityError, DataError, InterfaceError, ProgrammingError) as error:
        raise ValueError(f"the store {name} cannot hold a value: {error.orig}") from error
    except (DBAPIError, sqlite3.Error) as error:
        raise store_fault(name, error) from error
