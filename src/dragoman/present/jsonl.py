"""JSONL: one JSON object a line, in the shapes of ``shapes`` and ``rows``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

_SURROGATE = re.compile("[\ud800-\udfff]")


def line(row: Mapping[str, Any]) -> str:
    """Return a row as JSON on one line that any UTF-8 stream takes.

    Lone surrogates stay escaped; so do U+2028, U+2029 and U+0085, at which some readers
    of lines would cut.
    """
    text = json.dumps(row, ensure_ascii=False, allow_nan=False)
    if _SURROGATE.search(text):
        return json.dumps(row, ensure_ascii=True, allow_nan=False)
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")


def write(table: str, rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> int:
    """Write rows as they come; return how many. ``table`` is taken for likeness only."""
    count = 0
    for row in rows:
        out.write(line(row).encode("utf-8") + b"\n")
        count += 1
    return count
