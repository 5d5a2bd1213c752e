"""Cut a text into sentences, and sentences into passages that the tagger reads at once."""

from __future__ import annotations

import re
from functools import lru_cache

from dragoman.annotate.words import words
from dragoman.tagged import Passage

#: A passage ends before it would hold more words than this …
MAX_WORDS = 90
#: … and a single sentence longer than this is cut, at a comma or semicolon if there is one.
MAX_SENTENCE_WORDS = 150

_BLOCK = re.compile(r"\n[^\S\n]*\n|\n")
# Abbreviations that stand before a name or a number, and so never end a sentence.
_TITLE_END = re.compile(
    r"\b(?:Gen|Lt|Col|Maj|Brig|Capt|Sgt|Adm|Gov|Sen|Rep|Pres|Amb|No|St|Mt|Dr|Mr|Mrs|Ms|Prof"
    r"|Rev|Hon|approx|vs|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_CLOCK_END = re.compile(r"\b[ap]\.m\.$")
_AFTER_CLOCK = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|[A-Z]{2,4}\b")


# Separators on which the segmenter has been seen to panic.
_SEPARATORS = str.maketrans(dict.fromkeys("\u0085\u2028\u2029", " "))


@lru_cache(maxsize=1)
def _segment() -> object:
    from sentencex import segment

    return segment


def _spans_of_block(block: str, language: str) -> list[tuple[int, int]]:
    """Return the sentences of one block, trimmed, offsets into the block."""
    block = block.translate(_SEPARATORS)
    try:
        pieces: list[str] = list(_segment()(language, block))  # type: ignore[operator]
    except BaseException as error:
        # A panic in the library's Rust code is no Exception, and must not end a batch.
        if type(error).__name__ != "PanicException":
            raise
        return [(0, len(block))]
    spans: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        start = block.find(piece, at)
        if start < 0 or not piece:
            continue
        at = start + len(piece)
        if spans and _joined(block[spans[-1][0] : spans[-1][1]], block[start:at]):
            spans[-1] = (spans[-1][0], at)
        else:
            spans.append((start, at))
    if not spans or "".join(block.split()) != "".join(
        "".join(block[s:e].split()) for s, e in spans
    ):
        # The segmenter changed the text; take the block whole rather than lose words.
        spans = [(0, len(block))]
    return spans


def _joined(before: str, after: str) -> bool:
    """Tell whether a border between two sentences is none."""
    before, after = before.rstrip(), after.lstrip()
    if after[:1].islower() or _TITLE_END.search(before):
        return True
    return bool(_CLOCK_END.search(before) and _AFTER_CLOCK.match(after))


def sentences(text: str, language: str | None) -> list[tuple[int, int]]:
    """Return the sentences of a text as offsets; a line break always ends one."""
    found: list[tuple[int, int]] = []
    at = 0
    borders = [(m.start(), m.end()) for m in _BLOCK.finditer(text)]
    for start, end in [*borders, (len(text), len(text))]:
        block = text[at:start]
        if block.strip():
            for s, e in _spans_of_block(block, language or "en"):
                piece = block[s:e]
                left = len(piece) - len(piece.lstrip())
                right = len(piece.rstrip())
                if right > left:
                    found.append((at + s + left, at + s + right))
        at = end
    return found


def _cut_long(text: str, span: tuple[int, int]) -> list[tuple[int, int]]:
    """Cut a sentence of more than MAX_SENTENCE_WORDS words."""
    offsets = words(text[span[0] : span[1]])
    if len(offsets) <= MAX_SENTENCE_WORDS:
        return [span]
    cut: list[tuple[int, int]] = []
    first = 0
    while first < len(offsets):
        last = min(first + MAX_SENTENCE_WORDS, len(offsets))
        if last < len(offsets):
            for i in range(last - 1, first + MAX_SENTENCE_WORDS // 2, -1):
                if text[span[0] + offsets[i][0]] in ",;:،؛—":
                    last = i + 1
                    break
        cut.append((span[0] + offsets[first][0], span[0] + offsets[last - 1][1]))
        first = last
    return cut


def passages(
    text: str, spans: list[tuple[int, int]], *, start: int = 0, end: int | None = None
) -> list[Passage]:
    """Put sentences together into passages.

    A passage never crosses a blank line, since what stands in another block is often
    about something else.

    Args:
        text: the text.
        spans: its sentences, from :func:`sentences`.
        start: leave out sentences before here …
        end: … and after here.

    Returns:
        Passages in order; every sentence in the range stands in exactly one.
    """
    limit = len(text) if end is None else end
    found: list[Passage] = []
    held: list[tuple[int, int]] = []
    held_words = 0

    def close() -> None:
        nonlocal held, held_words
        if held:
            found.append(Passage(held[0][0], held[-1][1], tuple(held)))
        held, held_words = [], 0

    for span in spans:
        if span[0] < start or span[1] > limit:
            continue
        for piece in _cut_long(text, span):
            size = len(words(text[piece[0] : piece[1]]))
            if held and (held_words + size > MAX_WORDS or "\n\n" in text[held[-1][1] : piece[0]]):
                close()
            held.append(piece)
            held_words += size
    close()
    return found
