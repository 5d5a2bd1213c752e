"""What Dragoman knows about the world: states, organisations, persons, regions.

The data stand as text in ``data/`` (its ``FORMAT.md`` says how) and are compiled
into one pack, which :func:`load` reads.
"""

from __future__ import annotations

from dragoman.knowledge.lookup import Candidate, Entry, Hit, Knowledge, load

__all__ = ["Candidate", "Entry", "Hit", "Knowledge", "load"]
