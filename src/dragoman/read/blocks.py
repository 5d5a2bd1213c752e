"""Cutting plain text into lines and paragraphs, with offsets into the original."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_SPACE = re.compile(r"\s+")
_TERMINAL = re.compile(r"[.!?…؟。۔:;؛][\"'”’»)\]]*$")
_BULLET = re.compile(r"^(?:[-–—•*·▪]\s|\d{1,2}[.)]\s)")
_MAX_WRAP = 140


@dataclass(frozen=True, slots=True)
class Piece:
    """A line or a paragraph of a page.

    ``text`` is ``source[start:end]`` with each run of white space made one space;
    ``gap`` is the number of empty lines before it.
    """

    text: str
    start: int
    end: int
    gap: int


def squeeze(text: str) -> str:
    """Make each run of white space one space, and strip the ends."""
    return _SPACE.sub(" ", text).strip()


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends as a sentence, a heading with a colon or a list item does."""
    return bool(_TERMINAL.search(text))


def lines(source: str) -> list[Piece]:
    """Return the non-empty lines of a text, in order."""
    found: list[Piece] = []
    last_end = 0
    for match in _LINE.finditer(source):
        raw = match.group()
        stripped = raw.strip()
        if not stripped:
            continue
        start = match.start() + len(raw) - len(raw.lstrip())
        end = start + len(stripped)
        breaks = source[last_end:start].replace("\r\n", "\n").replace("\r", "\n").count("\n")
        found.append(Piece(squeeze(stripped), start, end, max(0, breaks - 1)))
        last_end = end
    return found


def _wrap_width(found: list[Piece]) -> int | None:
    """Return the width at which a text was wrapped by hand, or null if it was not."""
    pairs = [
        (a, b) for a, b in itertools.pairwise(found) if b.gap == 0 and not _BULLET.match(b.text)
    ]
    if len(pairs) < 3:
        return None
    width = max(len(p.text) for p in found)
    if not 40 <= width <= _MAX_WRAP:
        return None
    full = [(a, b) for a, b in pairs if len(a.text) >= 0.8 * width]
    if len(full) < 3 or len(full) < 0.3 * len(pairs):
        return None
    running = sum(1 for a, b in full if not ends_sentence(a.text) and not b.text[:1].isupper())
    return width if running >= 0.4 * len(full) else None


def paragraphs(source: str) -> list[Piece]:
    """Return the paragraphs of a text: its lines, those joined that were wrapped by hand.

    A line is joined to the one before if no empty line stands between them, the text
    as a whole was wrapped, and the first word would not have fitted on the line before.
    """
    found = lines(source)
    width = _wrap_width(found)
    if width is None:
        return found
    joined: list[Piece] = []
    last_line = 0
    for piece in found:
        first_word = piece.text.split(" ", 1)[0]
        if (
            joined
            and piece.gap == 0
            and last_line + 1 + len(first_word) > 0.92 * width
            and not _BULLET.match(piece.text)
        ):
            before = joined[-1]
            joined[-1] = Piece(f"{before.text} {piece.text}", before.start, piece.end, before.gap)
        else:
            joined.append(piece)
        last_line = len(piece.text)
    return joined
