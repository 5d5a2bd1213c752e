"""Read ``plover.yaml`` and answer questions about types, modes and scores."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml

_DATA: dict[str, Any] = yaml.safe_load(
    files("dragoman.ontology").joinpath("plover.yaml").read_text(encoding="utf-8")
)

VERSION: str = _DATA["version"]
TYPES: tuple[str, ...] = tuple(_DATA["types"])
TYPE_NAMES: dict[str, str] = {t: d["means"] for t, d in _DATA["types"].items()}
MODES: dict[str, tuple[str, ...]] = {
    t: tuple(d.get("modes", {})) for t, d in _DATA["types"].items()
}
INTENSITY: dict[str, float] = {t: float(d["score"]) for t, d in _DATA["types"].items()}
QUAD: dict[str, int] = {t: int(d["quad"]) for t, d in _DATA["types"].items()}
QUAD_NAMES: dict[int, str] = {int(k): v for k, v in _DATA["quads"].items()}
NEEDS_RECIPIENT: frozenset[str] = frozenset(
    t for t, d in _DATA["types"].items() if d.get("needs_recipient")
)
CONTEXTS: tuple[str, ...] = tuple(_DATA["contexts"])
SECTORS: dict[str, str] = dict(_DATA["sectors"])


def intensity(event_type: str, mode: str | None = None) -> float:
    """Return the PLOVER score, from -10 to +10, of a type or of its mode."""
    modes: dict[str, float] = _DATA["types"][event_type].get("modes", {})
    if mode is not None and mode in modes:
        return float(modes[mode])
    return INTENSITY[event_type]


def quad(event_type: str) -> str:
    """Return the quad class of a type in words, such as ``verbal cooperation``."""
    return QUAD_NAMES[QUAD[event_type]]
