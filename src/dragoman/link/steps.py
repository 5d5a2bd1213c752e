"""Which step in the life of an agreement, a deal or a visit the words of an act tell.

The words stand in ``steps.yaml``.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

from dragoman.link.names import plain


@lru_cache(maxsize=1)
def _words() -> list[tuple[str, re.Pattern[str]]]:
    """Return each step with the pattern of its words, in the order in which they count."""
    source = files("dragoman.link").joinpath("steps.yaml").read_text(encoding="utf-8")
    return [
        (step, re.compile("|".join(rf"\b{re.escape(plain(w))}" for ws in by.values() for w in ws)))
        for step, by in yaml.safe_load(source).items()
    ]


@lru_cache(maxsize=1 << 15)
def step_in(words: str) -> str | None:
    """Return the step that an act's trigger words tell; None where they tell none."""
    said = plain(words)
    return next((step for step, pattern in _words() if pattern.search(said)), None)
