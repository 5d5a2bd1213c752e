"""Contexts: what an event is about, read from the words around it.

PLOVER takes contexts from the paragraph, so they do not prove that the act itself was
about that. The words stand in ``contexts.yaml``; a stem ending in ``*`` matches any
word that begins with it, and the languages share one list, since the gold corpora do
not annotate contexts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from dragoman.ontology import CONTEXTS

_MAX = 4


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    raw: dict[str, Any] = yaml.safe_load(
        files("dragoman.coding").joinpath("contexts.yaml").read_text(encoding="utf-8")
    )
    unknown = set(raw["words"]) - set(CONTEXTS)
    if unknown:
        raise ValueError(f"contexts.yaml names unknown contexts: {sorted(unknown)}")
    patterns = {}
    for context, stems in raw["words"].items():
        parts = [
            re.escape(s[:-1]) + r"\w*" if s.endswith("*") else re.escape(s)
            for s in sorted(stems, key=len, reverse=True)
        ]
        # Arabic particles and the Persian ezafe stand at the word without a space.
        patterns[context] = re.compile(
            r"(?<!\w)(?:[وبلفك]?ال|[وبلفك])?(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE
        )
    return {"patterns": patterns, "modes": raw["modes"], "sectors": raw["sectors"]}


@lru_cache(maxsize=4096)
def _found(text: str) -> dict[str, int]:
    return {
        context: count
        for context, pattern in _table()["patterns"].items()
        if (count := sum(1 for _ in pattern.finditer(text)))
    }


def contexts_of(
    sentence: str,
    title: str,
    *,
    event_type: str,
    mode: str | None,
    sectors: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Return at most four contexts, the likeliest first.

    Args:
        sentence: the sentence of the trigger; each word counts double.
        title: the headline of the text.
        event_type: PLOVER type.
        mode: PLOVER mode; some bring their own context (cyber, misinformation).
        sectors: of the parties; armed forces on a side make it military.
    """
    table = _table()
    scores: dict[str, float] = {}
    for context, count in _found(sentence).items():
        scores[context] = scores.get(context, 0) + 2 * count
    if title:
        for context, count in _found(title).items():
            scores[context] = scores.get(context, 0) + count
    for context in table["modes"].get(mode or "", ()):
        scores[context] = scores.get(context, 0) + 3
    for sector in set(sectors):
        for context in table["sectors"].get(sector, ()):
            scores[context] = scores.get(context, 0) + 2
    for context in table["modes"].get(event_type, ()):
        scores[context] = scores.get(context, 0) + 1
    ranked = sorted((c for c, s in scores.items() if s >= 2), key=lambda c: (-scores[c], c))
    return tuple(ranked[:_MAX])
