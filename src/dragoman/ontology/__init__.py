"""PLOVER as data: types, modes, contexts, scores, quad classes.

The data stand in ``plover.yaml`` beside this file; the names below are read from
it once, at import.
"""

from __future__ import annotations

from dragoman.ontology.plover import (
    CONTEXTS,
    INTENSITY,
    MODES,
    QUAD,
    SECTORS,
    TYPE_NAMES,
    TYPES,
    VERSION,
    intensity,
    quad,
)

__all__ = [
    "CONTEXTS",
    "INTENSITY",
    "MODES",
    "QUAD",
    "SECTORS",
    "TYPES",
    "TYPE_NAMES",
    "VERSION",
    "intensity",
    "quad",
]
