"""Store: one SQLite file that keeps documents, reports, events and their history."""

from dragoman.store.store import Failure, Store

__all__ = ["Failure", "Store"]
