"""Text from pages, made safe for a terminal.

A page may hold escape sequences, control characters and direction overrides. None
reaches the terminal, and nothing is read as markup: all output is built from
:class:`rich.text.Text`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

# C0 and C1 controls, direction overrides and embeddings, line and paragraph separators,
# tags and surrogates. Joiners (U+200C, U+200D) stay: Persian is spelt with them.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
_SPACE = re.compile(r"\s+")
_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"


def blank(text: str) -> str:
    """Put a space for each character that may not reach a terminal; the length stays."""
    return _CONTROL.sub(" ", text)


def clean(text: str | None) -> str:
    """Return a text on one line without control characters."""
    return _SPACE.sub(" ", blank(text or "")).strip()


def is_rtl(text: str) -> bool:
    """Whether any letter of a text runs from right to left."""
    return any(unicodedata.bidirectional(c) in ("R", "AL") for c in text)


def isolate(text: str) -> str:
    """Wrap a text with right-to-left letters, so that it cannot turn what stands beside it."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}" if is_rtl(text) else text


def inline(text: str | None) -> str:
    """Return a text that may stand between others on a line: clean and isolated."""
    return isolate(clean(text))


def window(text: str, focus: tuple[int, int], width: int) -> tuple[int, int]:
    """Return the part of a text, at most ``width`` characters, that shows the focus.

    The cuts fall between words where there are any.
    """
    if len(text) <= width:
        return 0, len(text)
    middle = (focus[0] + min(focus[1], focus[0] + width)) // 2
    start = max(0, min(middle - width // 2, len(text) - width))
    end = start + width
    if start > 0:
        space = text.find(" ", start, max(start, focus[0]))
        start = space + 1 if space >= 0 else start
    if end < len(text):
        space = text.rfind(" ", min(end, focus[1]), end)
        end = space if space >= 0 else end
    return start, end


def shorten(text: str, width: int) -> str:
    """Return a clean text cut to ``width`` characters, with an ellipsis where it was cut."""
    words = clean(text)
    return words if len(words) <= width else words[: max(0, width - 1)].rstrip() + "…"


def join(items: Sequence[str], last: str = " and ") -> str:
    """Return items as prose: ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + last + items[-1]


def number(count: int, thing: str) -> str:
    """Return ``1 report``, ``2 reports``; a plural ending in s is told by its number.

    >>> number(1, "report"), number(0, "report")
    ('1 report', '0 reports')
    """
    return f"{count} {thing}{'' if count == 1 else 's'}"


def signed(value: float | None) -> str:
    """Return a figure with its sign, as it is printed: ``+4.6``, ``−13.3``; a dash for null."""
    return "–" if value is None else f"{value:+.1f}".replace("-", "−")
