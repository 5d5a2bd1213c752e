"""What can be seen of a page's blocks: the features of the block classifier.

Each block gets a set of named features: its shape, its words, how far its words are
the story's, where it stands against the densest run of sentences, what its
neighbours look like, and under which heading it stands. All are binary; a number
is put into bins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.read.blocks import Piece, ends_sentence
from dragoman.read.dates import FoundDate, find_dates, fold
from dragoman.read.lexicon import Lexicon, lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’\u200c-][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?؟…۔](?=[\s\"”»)]|$)")
_URL = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:com|org|net|gov|info)(?:\.\w{2})?/\S*", re.I
)
_EMAIL = re.compile(r"\S+@\S+\.\w+")
_CLOCK = re.compile(r"(?<!\d)\d{1,2}[:.h]\d{2}(?!\d)")
_DEGREE = re.compile(
    r"[-−+]?\d+(?:[.,]\d+)?\s?(?:°|º|℃|℉)\s?[cf]?|^[-−+]?\d+(?:\.\d+)?\s?[cf]$", re.I
)
_SEPARATOR = re.compile(r"\s[|»›>/•·]\s|\|")
_OPENING = re.compile(r"^[^.!?]{2,70}?(?:\([^)]{2,40}\)\s*)?\s?[-–—]{1,2}\s")
_SOURCE_LINE = re.compile(r"^[^.!?:]{3,60}\([^()]*\d{4}[^()]*\)$")
_CREDIT = re.compile(
    r"(?:[.!?»”]\s*(?:[/|©(\[]|photo|foto|фото|fotoğraf)|\s[/|©]|\((?:photo|foto|фото))"
    r"[^.!?]{1,40}[.)\]]?$",
    re.I,
)
_SOURCE_TAG = re.compile(r"^\[[^\]]{3,50}\]")

#: Headings that put what follows them in another place than the story.
_HEADS = ("related", "most_read", "comment", "advert", "share", "tags")
_LEX_LATER = ("said", "weekday", "press")


def _bin(value: float, edges: Sequence[float]) -> int:
    return sum(value >= e for e in edges)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is seen of one block by itself."""

    piece: Piece
    folded: str
    words: tuple[str, ...]
    content: frozenset[str]
    language: str | None
    stop_share: float
    covers: dict[str, float]
    dates: tuple[FoundDate, ...]
    bodyish: float

    @property
    def head(self) -> str | None:
        """The kind of heading the block is, if it is short and made of heading words."""
        if len(self.piece.text) > 60:
            return None
        best = max(_HEADS, key=lambda c: self.covers.get(c, 0.0))
        return best if self.covers.get(best, 0.0) >= 0.4 else None

    @property
    def date_only(self) -> bool:
        """Whether the block is a date and little else."""
        if not self.dates:
            return False
        rest = len(self.folded) - sum(d.end - d.start for d in self.dates)
        return rest <= 28 and len(self.words) <= 9


def _language(words: Sequence[str], lex: Lexicon) -> tuple[str | None, float]:
    """Return the language that a block's function words speak for, and their share."""
    if not words:
        return None, 0.0
    best, share = None, 0.0
    for language, stops in lex.function_words.items():
        found = sum(w in stops for w in words) / len(words)
        if found > share:
            best, share = language, found
    return (best, share) if share * len(words) >= 1.5 else (_by_script(words), share)


def _by_script(words: Sequence[str]) -> str | None:
    text = "".join(words)
    if any("\u0400" <= c <= "\u04ff" for c in text):
        return "ru"
    if any(c in "پچژگی\u200c" for c in text):
        return "fa"
    if any("\u0600" <= c <= "\u06ff" for c in text):
        return "ar"
    if "ə" in text:
        return "az"
    return None


def see(piece: Piece, lex: Lexicon) -> Seen:
    """Look at one block by itself."""
    # Long blocks are told by their beginning and end; nothing more is learned in between.
    text = piece.text if len(piece.text) <= 3000 else piece.text[:2000] + " " + piece.text[-1000:]
    folded = fold(text)
    words = tuple(_WORD.findall(folded))
    language, share = _language(words, lex)
    short = folded if len(folded) <= 400 else folded[:200] + " " + folded[-200:]
    covers = lex.covers(short)
    dates = tuple(find_dates(text[:200])) if any(c.isdigit() for c in text[:200]) else ()
    length = len(piece.text)
    bodyish = 0.0
    if length >= 40 and (share >= 0.12 or length >= 120):
        bodyish = min(length, 500) * (1.0 if ends_sentence(piece.text) else 0.5)
    return Seen(
        piece,
        folded,
        words,
        frozenset(w[:6] for w in words if len(w) >= 4),
        language,
        share,
        covers,
        dates,
        bodyish,
    )


def _densest(seen: Sequence[Seen]) -> tuple[int, int]:
    """Return the run of blocks, half-open, that holds most sentences and least else."""
    best, best_span = 0.0, (0, 0)
    total, start = 0.0, 0
    for i, block in enumerate(seen):
        cost = -60.0
        if block.head in ("comment", "most_read"):
            cost = -350.0
        elif block.head == "related" or not block.words:
            cost = -150.0
        gain = block.bodyish if block.bodyish else cost
        if total <= 0:
            total, start = 0.0, i
        total += gain
        if total > best:
            best, best_span = total, (start, i + 1)
    return best_span


def _shape(block: Seen) -> list[str]:
    text = block.piece.text
    n = len(text)
    f = [
        f"len={_bin(n, (3, 8, 16, 30, 50, 80, 120, 200, 350))}",
        f"words={_bin(len(block.words), (1, 2, 3, 5, 8, 12, 20, 40))}",
        f"stops={_bin(block.stop_share, (0.01, 0.08, 0.15, 0.25, 0.4))}",
        f"sentences={min(3, len(_SENTENCE.findall(text)))}",
    ]
    last = text[-1]
    if ends_sentence(text):
        ending = "colon" if last == ":" else "question" if last in "?؟" else "stop"
    else:
        ending = "comma" if last in ",،-–—" else "open"
    f.append(f"end={ending}")
    first = text[0]
    opening = (
        "upper" if first.isupper() else "lower" if first.islower() else "digit" if first.isdigit()
        else "quote" if first in "\"'“”«‘„" else "dash" if first in "-–—•*·" else "bracket"
        if first in "([{<" else "copyright" if first in "©" else "letter" if first.isalpha()
        else "other"
    )  # fmt: skip
    f.append(f"start={opening}")
    f.append(f"shape={opening}/{ending}/{_bin(n, (30, 80, 200))}")
    cased = [w for w in text.split() if w[:1].isalpha() and w[:1].lower() != w[:1].upper()]
    if cased:
        capitals = sum(w[0].isupper() for w in cased) / len(cased)
        f.append(f"caps={_bin(capitals, (0.2, 0.5, 0.8, 1))}")
        if sum(map(str.isupper, cased)) > 0.7 * len(cased):
            f.append("allcaps")
    else:
        f.append("caps=none")
    digits = sum(c.isdigit() for c in text) / n
    f.append(f"digits={_bin(digits, (0.001, 0.1, 0.3, 0.6))}")
    if not block.words:
        f.append("nowords")
    for name, pattern in (
        ("url", _URL), ("email", _EMAIL), ("clock", _CLOCK), ("degree", _DEGREE),
        ("separator", _SEPARATOR), ("opening", _OPENING), ("sourceline", _SOURCE_LINE),
        ("sourcetag", _SOURCE_TAG), ("credit", _CREDIT),
    ):  # fmt: skip
        match = pattern.search(text if n < 600 else text[:300] + text[-300:])
        if match:
            f.append(f"has={name}")
            if match.end() - match.start() > 0.7 * n:
                f.append(f"only={name}")
    return f


def _words(block: Seen) -> list[str]:
    f = []
    for name, cover in block.covers.items():
        # Titles have words of publications' names too, but are not made of them.
        if name == "press":
            if cover >= 0.2:
                f.append("lex=press")
            continue
        # In a long line a word of furniture is most often a word like others.
        f.append(f"lex={name}" if cover >= 0.1 or len(block.piece.text) < 80 else f"in={name}")
        level = _bin(cover, (0.1, 0.3, 0.6, 0.9))
        if level:
            f.append(f"lex={name}/{level}")
    if block.dates:
        f.append("date")
        f.append("date=only" if block.date_only else "date=within")
        if block.date_only and "weekday" in block.covers:
            f.append("date=weekday")
        if block.dates[0].start == 0:
            f.append("date=first")
    cased = [w for w in block.piece.text.split() if w[:1].isalpha()]
    lower = sum(w[0].islower() for w in cased)
    if (
        1 <= len(cased) <= 4
        and not lower
        and len(block.words) <= 4
        and not ends_sentence(block.piece.text)
    ):
        f.append("namelike")
    return f


def features(pieces: Sequence[Piece]) -> list[list[str]]:
    """Return the features of each block of a page, in order."""
    lex = lexicon()
    seen = [see(p, lex) for p in pieces]
    if not seen:
        return []
    first, end = _densest(seen)
    inside_run = {i for i in range(first, end) if seen[i].bodyish}
    run = [seen[i] for i in sorted(inside_run)]
    weights: Counter[str] = Counter()
    for rank, block in enumerate(run):
        if block.language:
            weights[block.language] += int(min(400, len(block.piece.text)) / (1 + 0.15 * rank))
    story_language = weights.most_common(1)[0][0] if weights else None
    counts = Counter(w for b in run for w in b.content)
    # What the story is about, by its first paragraphs.
    first_three = sorted(inside_run)[:3]
    anchor = frozenset(w for b in run[:3] for w in b.content)
    repeats = Counter(b.folded for b in seen)
    own = [_shape(b) + _words(b) for b in seen]
    brief = [_brief(b) for b in seen]
    context = _context(seen, first, end)
    place = [next((x for x in c if x.startswith("under=")), "under=no")[:12] for c in context]
    found = []
    for i, block in enumerate(seen):
        f = ["bias", *own[i], *context[i]]
        if block.language is None or story_language is None:
            f.append("language=unknown")
        else:
            same = "same" if block.language == story_language else "other"
            f.append(f"language={same}")
            f.append(f"language={same}/{_bin(block.stop_share, (0.1, 0.2))}")
        if block.content:
            shared = sum(counts[w] - (i in inside_run) > 0 for w in block.content)
            overlap = shared / len(block.content)
            size = _bin(len(block.piece.text), (25, 110))
            f.append(f"overlap={_bin(overlap, (0.01, 0.2, 0.4, 0.6, 0.8))}")
            f.append(f"overlap={_bin(overlap, (0.2, 0.5))}/{size}")
            if i not in first_three:
                near = len(block.content & anchor) / len(block.content)
                f.append(f"anchor={_bin(near, (0.01, 0.1, 0.2, 0.35))}")
                f.append(f"anchor={_bin(near, (0.01, 0.1, 0.2))}/{place[i]}")
        if repeats[block.folded] > 1:
            f.append("repeated")
        f.extend(f"prev:{x}" for x in (brief[i - 1] if i else ["none"]))
        f.extend(f"next:{x}" for x in (brief[i + 1] if i + 1 < len(seen) else ["none"]))
        if i > 1:
            f.extend(f"prev2:{x}" for x in brief[i - 2][:1])
        if i + 2 < len(seen):
            f.extend(f"next2:{x}" for x in brief[i + 2][:1])
        found.append(f)
    return found


def _brief(block: Seen) -> list[str]:
    """Return the few features of a block that its neighbours see."""
    text = block.piece.text
    kind = (
        "sentences" if block.bodyish >= 80 else "date" if block.date_only
        else "mark" if not block.words else "line" if len(text) > 40 else "short"
    )  # fmt: skip
    f = [f"kind={kind}"]
    strong = [c for c, cover in block.covers.items() if cover >= 0.4 and c not in _LEX_LATER]
    f.extend(f"lex={c}" for c in strong)
    if _DEGREE.search(text) and len(text) < 60:
        f.append("degree")
    return f


def _context(seen: Sequence[Seen], first: int, end: int) -> list[list[str]]:
    """Return, for each block, where it stands on the page."""
    n = len(seen)
    out = []
    weather = {
        near
        for i, b in enumerate(seen)
        if len(b.piece.text) < 60 and (_DEGREE.search(b.piece.text) or "weather" in b.covers)
        for near in range(i - 3, i + 4)
    }
    head: str | None = None
    head_at = -1
    gaps = any(b.piece.gap for b in seen[1:])
    for i, block in enumerate(seen):
        f = []
        size = _bin(len(block.piece.text), (25, 60, 110))
        if i < first:
            f.append(f"place=before/{_bin(first - i, (2, 3, 4, 6, 10))}")
            f.append(f"place=before~{size}")
        elif i >= end:
            f.append(f"place=after/{_bin(i - end, (1, 2, 4, 8))}")
            f.append(f"place=after~{size}")
        else:
            f.append(f"place=inside/{'first' if i == first else 'last' if i == end - 1 else 'mid'}")
            f.append(f"place=inside~{size}")
        if i == 0:
            f.append("place=top")
        if i == n - 1:
            f.append("place=bottom")
        if head:
            distance = _bin(i - head_at, (2, 3, 5, 9))
            when = "after" if i > first and head_at > first else "before"
            f.append(f"under={head}/{when}/{distance}")
            f.append(f"under={head}/{when}/{'long' if block.bodyish >= 80 else 'short'}")
        if i in weather:
            f.append("near=weather")
        if gaps:
            below = min(1, seen[i + 1].piece.gap) if i + 1 < n else 1
            f.append(f"gap={min(1, block.piece.gap)}/{below}")
        found = block.head
        # A heading within the story rules what follows it only until the story goes on;
        # after the story it rules to the end, so comments stay comments.
        strong = found in ("comment", "most_read") or (found == "related" and head != "comment")
        if strong or (found and head is None):
            head, head_at = found, i
        out.append(f)
    return out
